"""One asset over all sources: how many answered and were accepted, from run to run."""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.assets import checks, keys
from pipelines.resources import WarehouseResource
from sources.catalogue import SCHEDULED
from terms.words import ACCEPTED
from warehouse.connection import Row
from warehouse.reads import sources as reads_sources
from warehouse.schema.facts import STATED

COLUMNS = ("source", "last_outcome", "last_good_at", "age_hours", "rows", "quarantined", "cause")


@dg.asset(
    key=keys.SOURCE_HEALTH,
    deps=[keys.fact(table.name) for table in STATED],
    group_name="facts",
    kinds={"table", "sqlite"},
    metadata={"dagster/table_name": "warehouse.source_health"},
    freshness_policy=keys.DAILY,
)
def source_health(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None]]:
    """How every source is doing: its last fetch, its last good one, and the cause.

    One row per source; shown are those that are not well. The plots follow the share of scheduled
    sources that answered and were accepted from run to run. A scheduled run after which most gave
    no answer fails here; everything else of it goes on.
    """
    with warehouse.open() as opened:
        rows = reads_sources.health(opened.connection)
    yield health(rows)
    fail_when_silent(context.run.tags.get("started_by"), rows)


def _scheduled(rows: Sequence[Row]) -> list[Row]:
    names = {source.ABOUT.name for source in SCHEDULED}
    return [row for row in rows if row["source"] in names]


def silent(rows: Sequence[Row]) -> list[Row]:
    """The scheduled sources that gave no answer, where they are most of them; else none."""
    asked = _scheduled(rows)
    found = [row for row in asked if row["last_outcome"] == "unreachable"]
    return found if 2 * len(found) > len(asked) else []


def fail_when_silent(starter: str | None, rows: Sequence[Row]) -> None:
    """End a run that the schedule started when most of the sources are silent."""
    if starter == "schedule" and (found := silent(rows)):
        raise dg.Failure(
            f"{len(found)} of {len(_scheduled(rows))} sources could not be reached, so look at the "
            "network, the proxy and the clock of this machine first; for example "
            f"{found[0]['cause']}. Measures and report are made from the last good data.",
            allow_retries=False,
        )


def health(rows: Sequence[Row]) -> dg.MaterializeResult[None]:
    """Shares of the scheduled sources for plots, and the rows of those that are not well."""
    outcomes = [row["last_outcome"] for row in _scheduled(rows)]
    good = {
        "reached_percent": sum(outcome != "unreachable" for outcome in outcomes),
        "accepted_percent": sum(outcome in ACCEPTED for outcome in outcomes),
    }
    shares = {name: round(100 * n / len(outcomes), 1) for name, n in good.items() if outcomes}
    ill = [row for row in rows if row["last_outcome"] not in ACCEPTED]
    return dg.MaterializeResult(
        asset_key=keys.SOURCE_HEALTH,
        metadata={
            "dagster/row_count": len(rows),
            "sources_asked": len(outcomes),
            **shares,
            **checks.shown("not_well", ill, COLUMNS, len(ill)),
        },
    )
