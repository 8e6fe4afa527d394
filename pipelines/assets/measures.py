"""Every derived table: gap, frontier, lag, price gap, estimates and claims, issued up to today.

They rest on the tables, never on this run's looks alone: a source that was not reached leaves its
last good state, and `age_days` tells how old that is.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg

from measures.series import Series, load
from pipelines import checks
from pipelines.assets import keys
from pipelines.assets.lag_checks import LAG_CHECKS, lag_checks, lag_metadata
from pipelines.assets.price_checks import PRICE_CHECKS, price_checks, price_metadata
from pipelines.assets.scale_checks import SCALE_CHECKS, scale_checks, scale_metadata
from pipelines.measure import measure
from pipelines.resources import WarehouseResource
from pipelines.tables import table_metadata
from warehouse import figures, reads
from warehouse.schema import DERIVED, Table
from warehouse.store import Warehouse

HEADLINE_RULE = "any_weights"
DRAWN = ("eci", "arena_text", "arena_text_raw", "arena_webdev", "gpqa_epoch")
"""Series whose gap over time is drawn in the metadata of `measure/gap`."""
POINTS = 30
REGISTRY = ("model", "alias", "openness")
INPUTS = {
    "price_gap": ("score", "price", *REGISTRY),
    "estimate": ("score", "item_result", "price", *REGISTRY),
    "claim": ("score", "price", "release", *REGISTRY),
}
"""Fact tables that a derived table is made of, where those are not scores and the registry."""
ABOUT = {
    "gap": "How far open-weight models are behind closed ones, per series and day.\n\n"
    "Positive when closed is better, in the series' own unit. The plots follow the gap under "
    f"`{HEADLINE_RULE}` from run to run; `gap_daily` holds every day under every rule.",
    "frontier": "Who leads each series in each openness class, and since when.",
}
"""Descriptions that say more than the table's own."""

CHECKS = {
    "series_issued": "Every series has a gap for today under the headline rule. One without has "
    "no board yet, or no entry of one class on it.",
    "names_resolved": "No unmatched or unknown entry stands at or above a frontier. Where one "
    "does, the gap is provisional.",
    "inputs_recent": "Every live series rests on a vintage within its own staleness limit; "
    "otherwise its gap reads as of that vintage and raises no alert.",
}
SHOWN = ("series", "gap", "gap_low", "gap_high", "closed_model", "open_model", "vintage_on")


def measure_assets() -> list[dg.AssetsDefinition]:
    """One step that issues every derived table."""
    gap = keys.measure("gap")

    @dg.multi_asset(
        name="issue_measures",
        description="Issue every measure of every series, up to today (UTC).",
        specs=[_spec(table) for table in DERIVED],
        check_specs=[
            dg.AssetCheckSpec(name, asset=asset, description=about)
            for asset, some in (
                (gap, CHECKS),
                (keys.measure("lag"), LAG_CHECKS),
                (keys.measure("price_gap"), PRICE_CHECKS),
                (keys.measure("estimate"), SCALE_CHECKS),
            )
            for name, about in some.items()
        ],
        pool=keys.WRITER,
        can_subset=True,
    )
    def issue_measures(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        now = datetime.now(UTC)
        with warehouse.open() as opened:
            issued = list(measure(opened, now))
            context.log.info(f"measures: {len(issued)} boards issued up to {now.date()}")
            for event in _events(opened):
                if keys.is_wanted(context, event):
                    yield event

    return [issue_measures]


def _events(warehouse: Warehouse) -> Iterator[keys.Event]:
    connection = warehouse.connection
    rows = reads.gaps_on(connection, HEADLINE_RULE)
    rows = [row for row in rows if row["gap"] is not None]
    pictures = {f"over_time_{name}": _drawn(warehouse, name) for name in DRAWN}
    more: dict[str, dict[str, Any]] = {
        "gap": {
            "series_with_gap": len(rows),
            **{name: picture for name, picture in pictures.items() if picture},
            "gaps_today": checks.table([_rounded(row) for row in rows], (*SHOWN, "age_days")),
            **{f"gap_{row['series']}": round(row["gap"], 2) for row in rows},
        },
        "lag": lag_metadata(warehouse, HEADLINE_RULE, load()),
        "price_gap": price_metadata(warehouse, HEADLINE_RULE),
        "estimate": scale_metadata(warehouse),
    }
    counts = figures.table_figures(connection)
    for table in DERIVED:
        count = counts[table.name].rows if table.name in counts else 0
        yield dg.MaterializeResult(
            asset_key=keys.measure(table.name),
            metadata={"dagster/row_count": count, **more.get(table.name, {})},
        )
    yield from _checks(rows, load())
    yield from lag_checks(warehouse, HEADLINE_RULE, load())
    yield from price_checks(warehouse, HEADLINE_RULE)
    yield from scale_checks(warehouse)


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()
    }


def _drawn(warehouse: Warehouse, series: str) -> dg.MarkdownMetadataValue | None:
    from outputs.sparkline import gap_sparkline  # noqa: PLC0415 - not needed to load definitions

    segments = reads.gap_segments(warehouse.connection, series, HEADLINE_RULE)
    if not segments:
        return None
    points = sampled([(row["entry"], row["gap"]) for row in segments], segments[0]["through"])
    return dg.MetadataValue.md(
        gap_sparkline(points, f"gap of {series} since {segments[0]['entry']}")
    )


def sampled(steps: Sequence[tuple[str, float | None]], through: str) -> list[float | None]:
    """POINTS values evenly spaced in time of a step function; `steps` are (ISO day, value)."""
    first, last = date.fromisoformat(steps[0][0]), date.fromisoformat(through)
    days = [first + (last - first) * place / (POINTS - 1) for place in range(POINTS)]
    return [[value for day, value in steps if day <= at.isoformat()][-1] for at in days]


def _checks(
    rows: Sequence[dict[str, Any]], all_series: dict[str, Series]
) -> Iterator[dg.AssetCheckResult]:
    with_gap = {row["series"] for row in rows}
    missing = [{"series": name} for name in all_series if name not in with_gap]
    yield _check("series_issued", missing, ["series"], len(all_series))
    provisional = [row for row in rows if row["unresolved_above"]]
    yield _check(
        "names_resolved", provisional, ["series", "unresolved_above", "vintage_on"], len(rows)
    )
    live = [row for row in rows if all_series[row["series"]].status == "live"]
    old = [
        {**row, "stale_after_days": all_series[row["series"]].stale_after_days}
        for row in live
        if row["age_days"] > all_series[row["series"]].stale_after_days
    ]
    columns = ["series", "vintage_on", "age_days", "stale_after_days"]
    yield _check("inputs_recent", old, columns, len(live))


def _check(
    name: str, failing: Sequence[dict[str, Any]], columns: Sequence[str], evaluated: int
) -> dg.AssetCheckResult:
    """A warning that lists the series it concerns. Nothing evaluated is not a success."""
    told = ", ".join(row["series"] for row in failing)
    metadata: dict[str, Any] = {"evaluated": evaluated, "unexpected": len(failing)}
    if evaluated:
        metadata["success_percent"] = round(100 * (1 - len(failing) / evaluated), 1)
    if failing:
        metadata["failing_rows"] = checks.table(failing, columns)
    return dg.AssetCheckResult(
        passed=bool(evaluated) and not failing,
        asset_key=keys.measure("gap"),
        check_name=name,
        severity=dg.AssetCheckSeverity.WARN if evaluated else dg.AssetCheckSeverity.ERROR,
        description=f"{len(failing)} of {evaluated} series: {told}" if failing else "",
        metadata=metadata,
    )


def _spec(table: Table) -> dg.AssetSpec:
    return dg.AssetSpec(
        keys.measure(table.name),
        deps=[keys.fact(name) for name in INPUTS.get(table.name, ("score", *REGISTRY))],
        description=ABOUT.get(table.name, table.about),
        group_name="measures",
        kinds={"python", "numpy", "table"},
        owners=[keys.ANALYSIS],
        tags={"layer": "measure"},
        metadata=table_metadata(table),
    )
