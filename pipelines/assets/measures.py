"""Every derived table: gap, frontier, lag, prices, what else is measured, and claims, up to today.

They rest on the tables, never on this run's looks alone: a source that was not reached leaves its
last good state, and `age_days` tells how old that is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg

from measures.series import load
from pipelines import version
from pipelines.assets import keys
from pipelines.assets.declarations import MEASURES, links, table_metadata
from pipelines.assets.metadata.claims import CLAIM_CHECKS, claim_checks, claim_metadata
from pipelines.assets.metadata.gap import GAP_CHECKS, frontier_metadata, gap_checks, gap_metadata
from pipelines.assets.metadata.headline import (
    HEADLINE_CHECKS,
    headline_checks,
    headline_metadata,
    section_metadata,
)
from pipelines.assets.metadata.intervals import INTERVAL_CHECKS, interval_checks
from pipelines.assets.metadata.lag import LAG_CHECKS, lag_checks, lag_metadata
from pipelines.assets.metadata.price import PRICE_CHECKS, price_checks, price_metadata
from pipelines.assets.metadata.refit import SCALE_CHECKS, scale_checks
from pipelines.measure.run import measure
from pipelines.resources import WarehouseResource
from terms.openness import HEADLINE_RULE
from warehouse.connection import recording
from warehouse.reads import boards as reads_boards
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.derived import failures
from warehouse.schema.price_tables import PRICE_TABLES
from warehouse.schema.tables import DERIVED, Table
from warehouse.store import Warehouse

REGISTRY = ("model", "alias", "openness")
INPUTS = {
    **dict.fromkeys(("price_gap", "price_at_quality"), ("score", "price", *REGISTRY)),
    **{table.name: ("price", *REGISTRY) for table in PRICE_TABLES},
    "price_front": ("score", "price", *REGISTRY),
    "solved_cost": ("score", *REGISTRY),
    "model_score": ("score", "item_result", "price", *REGISTRY),
    "claim": ("score", "price", "release", *REGISTRY),
}
"""Fact tables that a derived table is made of, where those are not scores and the registry."""
AFTER = {
    "lag": ("gap",),
    **dict.fromkeys(("frontier", "contender"), ("gap",)),
    "correction": ("gap",),
    "eci_refit": ("gap",),
    "eci_pair": ("gap",),
    "domain": ("gap",),
    "headline": ("gap", "lag"),
    "board_agreement": ("model_score",),
    "claim": ("gap", "lag", "parity", "parity_median", "price_gap"),
}
"""Derived tables that another one reads."""
ABOUT = {
    "gap": "How far open-weight models are behind closed ones, per series and day.\n\n"
    "Positive when closed is better, in the series' own unit. The table and the chart "
    f"are of `{HEADLINE_RULE}`; `gap_daily` holds every day under every rule.",
    "frontier": "Who leads each series in each openness class, and since when.",
    "lag": "How many days ago closed models first had what open ones have today, per series.\n\n"
    "Negative when open leads; at least so long when `censored` is left. The table is of "
    f"`{HEADLINE_RULE}`; `lag_daily` holds every day under every rule.",
    "price_gap": "How many times what the best open model costs closed ones of its score cost.\n\n"
    "Below 1 when open is dearer. Per series, with scores and prices of one day, blended 3:1 USD "
    "per 1M tokens; `price_gap_daily` holds every day, `price_at_quality` every score today.",
    "claim": "Published claims about the gap, each reading tested against the warehouse.\n\n"
    "A verdict with numbers, query and vintages per reading; view `claim_now`. A flip is an event.",
}
"""Descriptions that say more than the table's own."""

CHECKS = {
    "gap": {**GAP_CHECKS, **INTERVAL_CHECKS},
    "lag": {**LAG_CHECKS, **INTERVAL_CHECKS},
    "price_index": INTERVAL_CHECKS,
    "solved_cost": INTERVAL_CHECKS,
    "parity_median": INTERVAL_CHECKS,
    "one_gpu_gap": INTERVAL_CHECKS,
    "price_gap": PRICE_CHECKS,
    "eci_refit": SCALE_CHECKS,
    "domain": INTERVAL_CHECKS,
    "headline": HEADLINE_CHECKS,
    "claim": CLAIM_CHECKS,
}
"""Name and description of every check, by derived table."""


def measure_assets() -> list[dg.AssetsDefinition]:
    """One step that issues every derived table."""

    @dg.multi_asset(
        name="derive_measures",
        description="Issue every measure of every series, up to today (UTC).",
        specs=[_spec(table) for table in DERIVED],
        check_specs=[
            dg.AssetCheckSpec(name, asset=keys.measure(table), description=about)
            for table, some in CHECKS.items()
            for name, about in some.items()
        ],
        can_subset=True,
    )
    def derive_measures(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        with warehouse.open(context.log) as opened:
            with recording(opened.connection):
                now = datetime.now(UTC)  # after any wait: issues are ordered by it
                issued = list(measure(opened, now))
            context.log.info(f"measures: {len(issued)} boards issued up to {now.date()}")
            for unit, causes in failures(opened.connection).items():
                context.log.error(f"{unit} could not be computed in full: {'; '.join(causes)}")
            for event in _events(opened):
                if keys.is_wanted(context, event):
                    yield event

    return [derive_measures]


def _events(warehouse: Warehouse) -> Iterator[keys.Event]:
    counts = reads_boards.table_counts(warehouse.connection)
    states = reads_boards.state_hashes(warehouse.connection)
    now = datetime.now(UTC)
    shown = _metadata(warehouse, now.date())
    for table in DERIVED:
        count = counts[table.name].rows if table.name in counts else 0
        yield dg.MaterializeResult(
            asset_key=keys.measure(table.name),
            metadata={"dagster/row_count": count, **shown.get(table.name, {})},
            data_version=dg.DataVersion(states.get(table.name, "empty")),
        )
    series = load(saturated=reads_gaps.saturated_since(warehouse.connection))
    yield from gap_checks(warehouse, HEADLINE_RULE, series)
    yield from lag_checks(warehouse, HEADLINE_RULE, series)
    yield from price_checks(warehouse)
    yield from headline_checks(warehouse)
    yield from scale_checks(warehouse)
    yield from claim_checks(warehouse)
    yield from interval_checks(warehouse)


def _metadata(warehouse: Warehouse, today: date) -> dict[str, dict[str, Any]]:
    """By derived table: its chart, one table in words, and few numbers that plot over runs."""
    # Charts come with it, and the definitions load without them.
    from pipelines.assets.metadata.pictures import charts  # noqa: PLC0415

    series = load()
    shown = {
        "gap": gap_metadata(warehouse, HEADLINE_RULE, series),
        "lag": lag_metadata(warehouse, HEADLINE_RULE, series),
        "price_gap": price_metadata(warehouse, HEADLINE_RULE),
        "frontier": frontier_metadata(warehouse, HEADLINE_RULE, series),
        "headline": {**headline_metadata(warehouse), **section_metadata(warehouse, HEADLINE_RULE)},
        "claim": claim_metadata(warehouse),
    }
    drawn = charts(warehouse, today)
    return {table: {**drawn.get(table, {}), **told} for table, told in shown.items()}


def _spec(table: Table) -> dg.AssetSpec:
    return dg.AssetSpec(
        keys.measure(table.name),
        deps=[
            *(keys.fact(name) for name in INPUTS.get(table.name, ("score", *REGISTRY))),
            *(keys.measure(name) for name in AFTER.get(table.name, ())),
        ],
        description=ABOUT.get(table.name, table.about),
        group_name="measures",
        kinds={"python", "numpy", "table"},
        owners=[keys.ANALYSIS],
        tags={"layer": "measure"},
        metadata={**table_metadata(table), **links(*MEASURES[table.name])},
        code_version=version.measuring(),
        freshness_policy=keys.DAILY,
    )
