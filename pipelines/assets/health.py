"""One asset over all sources: how many answered and were accepted, from run to run."""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from pipelines.assets import checks, keys
from pipelines.assets.declarations import view_schema
from pipelines.resources import WarehouseResource
from sources.catalogue import SCHEDULED
from terms.words import ACCEPTED
from warehouse.connection import Row
from warehouse.reads import sources as reads_sources
from warehouse.schema.facts import STATED
from warehouse.views.promised import PROMISED

MOST_REACHED = "most_sources_reached"
ABOUT_CHECK = (
    "At least half of the sources answered when they were last asked. When fewer did, look here "
    "first: network, proxy, clock. Each source's own cause stands in the table. While no source "
    "was ever asked, that is not known: a warning."
)
VIEW = "source_health"
COLUMNS = ("source", "last_outcome", "last_good_at", "age_hours", "rows", "quarantined", "cause")


def health_asset() -> dg.AssetsDefinition:
    """The asset over all sources, after they are recorded."""

    @dg.asset(
        key=keys.SOURCE_HEALTH,
        deps=[keys.fact(table.name) for table in STATED],
        description="How every source is doing: its last fetch, its last good one, and the cause."
        "\n\nOne row per source. The plots follow the share of scheduled sources that answered and "
        "were accepted from run to run. A scheduled run after which most gave no answer fails "
        "here; everything else of it goes on.",
        group_name="facts",
        kinds={"table", "sqlite"},
        metadata={
            "dagster/column_schema": view_schema(PROMISED[VIEW]),
            "dagster/table_name": f"warehouse.{VIEW}",
        },
        freshness_policy=keys.DAILY,
        check_specs=[
            dg.AssetCheckSpec(MOST_REACHED, asset=keys.SOURCE_HEALTH, description=ABOUT_CHECK)
        ],
    )
    def source_health(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        with warehouse.read() as opened:
            rows = reads_sources.health(opened.connection) if opened else []
        yield from health(rows)
        fail_when_silent(context.run.tags.get("started_by"), rows)

    return source_health


def _parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows of the scheduled sources, and those among them that gave no answer."""
    names = {source.ABOUT.name for source in SCHEDULED}
    scheduled = [row for row in rows if row["source"] in names]
    return scheduled, [row for row in scheduled if row["last_outcome"] == "unreachable"]


def fail_when_silent(starter: str | None, rows: Sequence[Row]) -> None:
    """End a run that the schedule started when most of the sources are silent."""
    scheduled, silent = _parted(rows)
    if starter == "schedule" and 2 * len(silent) > len(scheduled):
        raise dg.Failure(
            f"{len(silent)} of {len(scheduled)} sources could not be reached, so look at the "
            "network, the proxy and the clock of this machine first; for example "
            f"{silent[0]['cause']}. Measures and report are made from the last good data.",
            allow_retries=False,
        )


def health(rows: Sequence[Row]) -> Iterator[keys.Event]:
    """Shares of the scheduled sources for plots, the whole table, and whether the fault is likely
    here: so many are silent."""
    scheduled, silent = _parted(rows)
    asked, metadata = len(scheduled), dict[str, Any]()
    accepted = sum(row["last_outcome"] in ACCEPTED for row in scheduled)
    for name, count in (("reached", asked - len(silent)), ("accepted", accepted)):
        metadata[f"sources_{name}"] = count
        if asked:
            metadata[f"{name}_percent"] = round(100 * count / asked, 1)
    shown = checks.shown("sources", rows, COLUMNS, len(rows))
    yield dg.MaterializeResult(
        asset_key=keys.SOURCE_HEALTH,
        metadata={"dagster/row_count": len(rows), "sources_asked": asked, **metadata, **shown},
    )
    told = f"{len(silent)} of {asked} sources did not answer" if silent else ""
    never = "no scheduled source was ever asked, so it is not known whether they answer"
    yield dg.AssetCheckResult(
        passed=bool(asked) and 2 * len(silent) <= asked,
        asset_key=keys.SOURCE_HEALTH,
        check_name=MOST_REACHED,
        severity=dg.AssetCheckSeverity.WARN,
        description=told if asked else never,
        metadata={
            "evaluated": asked,
            "unexpected": len(silent),
            **checks.shown("failing_rows", silent, COLUMNS),
        },
    )
