"""One asset over all sources: how many answered and were accepted, and what a run changed.

What belongs here: reading view `source_health` after every look, numbers of it that plot from run
to run, and the tags by which runs are found again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from textwrap import shorten
from typing import Any

import dagster as dg

from pipelines import version
from pipelines.assets import checks, keys
from pipelines.assets.declarations import links, view_schema
from pipelines.resources import WarehouseResource
from sources.catalogue import SCHEDULED
from terms.words import ACCEPTED
from warehouse.clock import stamp
from warehouse.connection import Row
from warehouse.reads import sources as reads_sources
from warehouse.schema.facts import STATED
from warehouse.views.promised import PROMISED

MOST_REACHED = "most_sources_reached"
LEAST_REACHED = 0.5
ABOUT_CHECK = (
    "At least half of the sources answered at their last look. When fewer did, look here first: "
    "network, proxy, clock. Each source's own cause stands in the table. While no source was ever "
    "asked, that is not known: a warning."
)
VIEW = "source_health"
LONGEST_TAG = 120
"""Characters of a run tag that the list of runs shows without breaking its row."""
COLUMNS = ("source", "last_outcome", "last_good_at", "age_hours", "rows", "quarantined", "cause")


def health_assets() -> list[dg.AssetsDefinition]:
    """The asset over all sources, after they are recorded."""

    @dg.asset(
        key=keys.SOURCE_HEALTH,
        deps=[keys.fact(table.name) for table in STATED],
        description="How every source is doing: its last fetch, its last good one, and the cause."
        "\n\nOne row per source. The plots follow the share of scheduled sources that answered and "
        "were accepted from run to run. Also tags the run with what it changed. A scheduled run in "
        "which most of those asked gave no answer fails here; everything else of it goes on.",
        group_name="facts",
        kinds={"table", "sqlite"},
        owners=[keys.OPERATIONS],
        tags={"layer": "ledger"},
        metadata={
            "dagster/column_schema": view_schema(PROMISED[VIEW]),
            "dagster/table_name": f"warehouse.{VIEW}",
            **links("docs/operate.md"),
        },
        freshness_policy=keys.DAILY,
        check_specs=[
            dg.AssetCheckSpec(MOST_REACHED, asset=keys.SOURCE_HEALTH, description=ABOUT_CHECK)
        ],
    )
    def source_health(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        began = stamp(_begun(context))
        with warehouse.read() as opened:
            rows = reads_sources.health(opened.connection) if opened else []
            changed = reads_sources.changed_since(opened.connection, began) if opened else []
        tags = run_tags(context.run.tags, changed)
        context.instance.add_run_tags(context.run.run_id, tags)
        context.log.info(f"sources: {tags['changed']} changed")
        yield from health(rows)
        asked = [row for row in _scheduled(rows) if row["last_seen_at"] >= began]
        fail_when_silent(context.run.tags.get("started_by"), asked)

    return [source_health]


def _begun(context: dg.AssetExecutionContext) -> datetime:
    """When the run began (UTC)."""
    record = context.instance.get_run_record_by_id(context.run.run_id)
    if record is None or record.start_time is None:
        return datetime.now(UTC)
    return datetime.fromtimestamp(record.start_time, UTC)


def _scheduled(rows: Sequence[Row]) -> list[Row]:
    names = {source.ABOUT.name for source in SCHEDULED}
    return [row for row in rows if row["source"] in names]


def fail_when_silent(starter: str | None, asked: Sequence[Row]) -> None:
    """End a run that the schedule started when most of the sources that it asked are silent."""
    silent = [row for row in asked if row["last_outcome"] == "unreachable"]
    if starter == "schedule" and 2 * len(silent) > len(asked):
        raise dg.Failure(
            f"{len(silent)} of {len(asked)} sources could not be reached, so look at the network, "
            f"the proxy and the clock of this machine first; for example {silent[0]['cause']}. "
            "Measures and report are made from the last good data.",
            allow_retries=False,
        )


def health(rows: Sequence[Row]) -> Iterator[keys.Event]:
    """Shares of the scheduled sources for plots, the whole table, and whether the fault is likely
    here: so many are silent."""
    scheduled = _scheduled(rows)
    asked, metadata = len(scheduled), dict[str, Any]()
    silent = [row for row in scheduled if row["last_outcome"] == "unreachable"]
    accepted = sum(row["last_outcome"] in ACCEPTED for row in scheduled)
    for name, count in (("reached", asked - len(silent)), ("accepted", accepted)):
        metadata[f"sources_{name}"] = count
        if asked:
            metadata[f"{name}_percent"] = round(100 * count / asked, 1)
    shown = {"sources": checks.table(rows, COLUMNS, len(rows))} if rows else {}
    yield dg.MaterializeResult(
        asset_key=keys.SOURCE_HEALTH,
        metadata={"dagster/row_count": len(rows), "sources_asked": asked, **metadata, **shown},
    )
    told = f"{len(silent)} of {asked} sources did not answer" if silent else ""
    never = "no scheduled source was ever asked, so it is not known whether they answer"
    yield dg.AssetCheckResult(
        passed=bool(asked) and asked - len(silent) >= LEAST_REACHED * asked,
        asset_key=keys.SOURCE_HEALTH,
        check_name=MOST_REACHED,
        severity=dg.AssetCheckSeverity.WARN,
        description=told if asked else never,
        metadata={
            "evaluated": asked,
            "unexpected": len(silent),
            **({"failing_rows": checks.table(silent, COLUMNS)} if silent else {}),
        },
    )


def run_tags(given: Mapping[str, str], changed: Sequence[str]) -> dict[str, str]:
    """Tags by which a run is found again: who started it, under which code, what it changed."""
    return {
        "started_by": given.get("started_by", "ui"),
        "code_reading": version.reading(),
        "code_measuring": version.measuring(),
        "changed": shorten(", ".join(changed), LONGEST_TAG, placeholder=" …") or "nothing",
    }
