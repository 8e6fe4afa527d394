"""Every derived table: gap, lag, prices, what else is measured, and claims, up to today.

They rest on the tables, never on this run's looks alone: a source that was not reached leaves its
last good state, and `age_days` tells how old that is.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from logging import Logger
from typing import Any

import dagster as dg

from measures.claims.ledger import OVERALL
from measures.series import HEADLINE
from outputs.sections import headline
from pipelines import version
from pipelines.assets import checks, keys
from pipelines.measure import run
from pipelines.resources import WarehouseResource
from terms.openness import HEADLINE_RULE
from warehouse.connection import Row, recording
from warehouse.reads import boards as reads_boards, gaps as reads_gaps
from warehouse.reads.claims import claims
from warehouse.reads.derived import failures
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import DERIVED
from warehouse.schema.price_tables import PRICE_TABLES
from warehouse.store import Warehouse

REGISTRY = ("model", "alias", "openness")
INPUTS = {
    **dict.fromkeys(("price_gap", "price_at_quality"), ("score", "price", *REGISTRY)),
    **{table.name: ("price", *REGISTRY) for table in PRICE_TABLES},
    "solved_cost": ("score", *REGISTRY),
    "model_score": ("score", "item_result", "price", *REGISTRY),
    "claim": ("score", "price", "release", *REGISTRY),
}
"""Fact tables that a derived table is made of, where those are not scores and the registry."""
OF_GAP = ("lag", "contender", "correction", "eci_refit", "eci_pair")
AFTER = {
    **dict.fromkeys(OF_GAP, ("gap",)),
    "board_agreement": ("model_score",),
    "claim": ("gap", "lag", "parity", "parity_median", "price_gap"),
}
"""Derived tables that another one reads."""
_BOTH = ("closed_name", "open_name")
SHOWN = {
    "gap": (
        *("title", "gap", "unit", "gap_low", "gap_high", "verdict", *_BOTH, "confirmed"),
        *("evidence", "unresolved_above", "held_reason", "shown_on", "status", "series"),
    ),
    "lag": (
        *("title", "lag_days", "lag_low", "lag_high", "censored", "verdict", *_BOTH),
        *("shown_on", "is_stale", "series"),
    ),
    "parity_median": ("title", "median_days", "low", "high", "n", "n_censored", "data_on"),
    "price_gap": (
        *("title", "level", "price_ratio", *_BOTH, "closed_price", "open_price"),
        *("scores_on", "prices_on", "series"),
    ),
    "claim": ("id", "statement", "verdict", "as_of"),
}
"""Columns of the promised views that are shown of a table."""


@dg.multi_asset(
    name="derive_measures",
    specs=[
        dg.AssetSpec(
            keys.measure(table.name),
            deps=[
                *(keys.fact(name) for name in INPUTS.get(table.name, ("score", *REGISTRY))),
                *(keys.measure(name) for name in AFTER.get(table.name, ())),
            ],
            description=table.about,
            group_name="measures",
            kinds={"python", "numpy", "table"},
            metadata=keys.table_metadata(table),
            code_version=version.measuring(),
        )
        for table in DERIVED
    ],
    can_subset=True,
)
def derive_measures(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource
) -> Iterator[keys.Event]:
    """Derive every measure of every series, up to today (UTC)."""
    with warehouse.open() as opened:
        yield from keys.wanted(context, derived(opened, context.log))


def derived(warehouse: Warehouse, log: Logger, watched: run.Watched = iter) -> Iterator[keys.Event]:
    """Derive what is not derived yet; every table as it is now."""
    with recording(warehouse.connection):
        now = datetime.now(UTC)  # after any wait: what is derived is ordered by it
        boards = len(list(watched(run.measure(warehouse, now))))
    log.info(f"measures: {boards} boards derived up to {now.date()}")
    for unit, causes in failures(warehouse.connection).items():
        log.error(f"{unit} could not be computed in full: {'; '.join(causes)}")
    counts = reads_boards.table_counts(warehouse.connection)
    states = reads_boards.state_hashes(warehouse.connection)
    told = shown(warehouse)
    for table in DERIVED:
        count = counts[table.name]["rows"] if table.name in counts else 0
        yield dg.MaterializeResult(
            asset_key=keys.measure(table.name),
            metadata={"dagster/row_count": count, **told.get(table.name, {})},
            data_version=dg.DataVersion(states.get(table.name, "empty")),
        )


def shown(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    """By derived table: rows of its promised view; of the gap the headline too, with its numbers
    that plot."""
    connection = warehouse.connection
    gaps = reads_gaps.gaps_now(connection, HEADLINE_RULE).values()
    priced = statistics(connection, "price_at_quality", openness_rule=HEADLINE_RULE)
    rows = {
        "gap": [row for row in gaps if row["gap"] is not None],
        "lag": statistics(connection, "lag_now", openness_rule=HEADLINE_RULE),
        "parity_median": statistics(connection, "parity_now", openness_rule=HEADLINE_RULE),
        "price_gap": [row for row in priced if row["is_best_open"]],
        "claim": [row for row in claims(connection) if row["reading"] == OVERALL],
    }
    found: dict[str, dict[str, Any]] = {
        name: checks.shown("rows", some, SHOWN[name], len(some)) for name, some in rows.items()
    }
    newest = headline.newest(warehouse)
    said = {"headline": newest.text} if newest else {}
    plots = of_headline(rows["gap"], "gap") | of_headline(rows["lag"], "lag_days")
    found["gap"] |= said | plots
    return found


def of_headline(rows: Sequence[Row], column: str) -> dict[str, Any]:
    """A number of the headline's that plots: neither of what cannot be judged nor a bound, which
    among values would plot as a fall."""
    return {
        f"headline_{column}": row[column]
        for row in rows
        if row["series"] == HEADLINE and not (row["unresolved_above"] or row.get("censored"))
    }
