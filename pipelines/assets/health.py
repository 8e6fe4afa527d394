"""One asset over all sources: how many answered and were accepted, and what a run changed.

What belongs here: reading view `source_health` after every look, numbers of it that plot from run
to run, and the tags by which runs are found again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from pipelines import version
from pipelines.assets import checks, keys
from pipelines.assets.declarations import links, view_schema
from pipelines.resources import WarehouseResource
from sources.catalogue import BUNDLED, SCHEDULED
from warehouse.clock import stamp
from warehouse.reads import sources as reads_sources
from warehouse.schema.promised import PROMISED

MOST_REACHED = "most_sources_reached"
LEAST_REACHED = 0.5
ABOUT_CHECK = (
    "At least half of the sources answered at their last look. When fewer did, look here first: "
    "network, proxy, clock. Each source's own cause stands in the table. While no source was ever "
    "asked, that is not known: a warning."
)
VIEW = "source_health"
ACCEPTED = ("recorded", "unchanged")
LONGEST_TAG = 120
"""Characters of a run tag that the list of runs shows without breaking its row."""
Row = Mapping[str, Any]


def health_assets() -> list[dg.AssetsDefinition]:
    """The asset over all sources."""
    asked = [keys.observation(source.ABOUT.name) for source in SCHEDULED]
    shipped = [keys.curated(source.ABOUT.name) for source in BUNDLED]

    @dg.asset(
        key=keys.SOURCE_HEALTH,
        deps=[*shipped, *asked],
        description="How every source is doing: its last look, its last good look, and the cause."
        "\n\nOne row per source. The plots follow the share of scheduled sources that answered and "
        "were accepted from run to run. Also tags the run with what it changed.",
        group_name="facts",
        kinds={"table", "sqlite"},
        owners=[keys.OPERATIONS],
        tags={"layer": "ledger"},
        metadata={
            "dagster/column_schema": view_schema(PROMISED[VIEW]),
            "dagster/table_name": f"warehouse.{VIEW}",
            **links("docs/runbook.md", "docs/sources.md"),
        },
        freshness_policy=keys.DAILY,
        check_specs=[
            dg.AssetCheckSpec(MOST_REACHED, asset=keys.SOURCE_HEALTH, description=ABOUT_CHECK)
        ],
    )
    def source_health(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        with warehouse.open(context.log) as opened:
            rows = reads_sources.health(opened.connection)
            changed = reads_sources.changed_since(opened.connection, stamp(_begun(context)))
        tags = run_tags(context.run.tags, changed)
        context.instance.add_run_tags(context.run.run_id, tags)
        context.log.info(f"sources: {tags['changed']} changed")
        names = {source.ABOUT.name for source in SCHEDULED}
        scheduled = [row for row in rows if row["source"] in names]
        yield dg.MaterializeResult(metadata=metadata(rows, scheduled))
        yield most_reached(scheduled)

    return [source_health]


def _begun(context: dg.AssetExecutionContext) -> datetime:
    """When the run began (UTC)."""
    record = context.instance.get_run_record_by_id(context.run.run_id)
    if record is None or record.start_time is None:
        return datetime.now(UTC)
    return datetime.fromtimestamp(record.start_time, UTC)


def metadata(rows: Sequence[Row], scheduled: Sequence[Row]) -> dict[str, Any]:
    """Shares and counts for plots, and the whole table; `scheduled` are rows asked by a run."""
    reached = sum(row["last_outcome"] != "unreachable" for row in scheduled)
    accepted = sum(row["last_outcome"] in ACCEPTED for row in scheduled)
    asked = len(scheduled)
    shares = {"reached": reached, "accepted": accepted}
    columns = (
        "source",
        "last_outcome",
        "last_good_at",
        "age_hours",
        "rows",
        "quarantined",
        "cause",
    )
    return {
        "dagster/row_count": len(rows),
        "sources_asked": asked,
        **{f"sources_{name}": count for name, count in shares.items()},
        **{
            f"{name}_percent": round(100 * count / asked, 1)
            for name, count in shares.items()
            if asked
        },
        **({"sources": checks.table(rows, columns, len(rows))} if rows else {}),
    }


def most_reached(scheduled: Sequence[Row]) -> dg.AssetCheckResult:
    """Whether so many sources are silent that the fault is likely here; nobody asked warns."""
    silent = [row for row in scheduled if row["last_outcome"] == "unreachable"]
    answered = len(scheduled) - len(silent)
    metadata: dict[str, Any] = {"evaluated": len(scheduled), "unexpected": len(silent)}
    if silent:
        metadata["failing_rows"] = checks.table(silent, ("source", "last_good_at", "cause"))
    return dg.AssetCheckResult(
        passed=bool(scheduled) and answered >= LEAST_REACHED * len(scheduled),
        asset_key=keys.SOURCE_HEALTH,
        check_name=MOST_REACHED,
        severity=dg.AssetCheckSeverity.WARN,
        description=_silence(len(silent), len(scheduled)),
        metadata=metadata,
    )


def _silence(silent: int, asked: int) -> str:
    """Why the check of silent sources does not pass, or how far it is from that."""
    if not asked:
        return "no scheduled source was ever asked, so it is not known whether they answer"
    return f"{silent} of {asked} sources did not answer" if silent else ""


def run_tags(given: Mapping[str, str], changed: Sequence[str]) -> dict[str, str]:
    """Tags by which a run is found again: who started it, under which code, what it changed."""
    return {
        "started_by": given.get("started_by", "ui"),
        "code_reading": version.reading(),
        "code_measuring": version.measuring(),
        "changed": _shortened(changed) or "nothing",
    }


def _shortened(names: Sequence[str]) -> str:
    """As many names as fit, then how many more."""
    for count in range(len(names), 0, -1):
        more = f" and {len(names) - count} more" if count < len(names) else ""
        told = ", ".join(names[:count]) + more
        if len(told) <= LONGEST_TAG:
            return told
    return ""
