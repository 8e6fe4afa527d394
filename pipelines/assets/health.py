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
from pipelines.ingest.cadence import not_asked
from pipelines.resources import AskingResource, WarehouseResource
from sources.catalogue import BUNDLED, SCHEDULED
from terms.words import ACCEPTED
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
LONGEST_TAG = 120
"""Characters of a run tag that the list of runs shows without breaking its row."""
Row = Mapping[str, Any]
SCHEDULED_NAMES = frozenset(source.ABOUT.name for source in SCHEDULED)


HEALTH_CHECKS = (
    dg.AssetCheckSpec(MOST_REACHED, asset=keys.SOURCE_HEALTH, description=ABOUT_CHECK),
)


def health_spec() -> dg.AssetSpec:
    """The declaration of the asset over all sources."""
    asked = [keys.observation(source.ABOUT.name) for source in SCHEDULED]
    shipped = [keys.curated(source.ABOUT.name) for source in BUNDLED]
    return dg.AssetSpec(
        keys.SOURCE_HEALTH,
        deps=[*shipped, *asked],
        description="How every source is doing: its last fetch, its last good one, and the cause."
        "\n\nOne row per source. The plots follow the share of scheduled sources that answered and "
        "were accepted from run to run. Also tags the run with what it changed, and says which "
        "sources were not asked and why. A scheduled run in which most of those asked gave no "
        "answer fails here; everything else of it goes on.",
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
    )


def health_op() -> dg.OpDefinition:
    """The step over all sources, after they are recorded."""

    @dg.op(
        name="source_health",
        description="Say how every source is doing, and tag the run with what it changed.",
        ins={"recorded": dg.In(dg.Nothing)},
        out={
            keys.output(keys.SOURCE_HEALTH): dg.Out(dg.Nothing, is_required=False),
            **{check.get_python_identifier(): dg.Out(dg.Nothing) for check in HEALTH_CHECKS},
        },
    )
    def source_health(
        context: dg.OpExecutionContext, warehouse: WarehouseResource, asking: AskingResource
    ) -> Iterator[keys.Event]:
        began = stamp(_begun(context))
        with warehouse.read() as opened:
            rows = reads_sources.health(opened.connection) if opened else []
            changed = reads_sources.changed_since(opened.connection, began) if opened else []
        tags = run_tags(context.run.tags, changed)
        context.instance.add_run_tags(context.run.run_id, tags)
        context.log.info(f"sources: {tags['changed']} changed")
        scheduled = [row for row in rows if row["source"] in SCHEDULED_NAMES]
        shown = {**metadata(rows, scheduled), **unasked(rows, began, asking)}
        result = dg.MaterializeResult[None](asset_key=keys.SOURCE_HEALTH, metadata=shown)
        yield from keys.wanted(context, [result, most_reached(scheduled)])
        asked = [row for row in scheduled if row["last_seen_at"] >= began]
        fail_when_silent(context.run.tags.get("started_by"), asked)

    return source_health


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


def unasked(rows: Sequence[Row], began: str, asking: AskingResource) -> dict[str, Any]:
    """The scheduled sources that a run begun at `began` did not ask, and why, as metadata."""
    last = {row["source"]: row for row in rows if row["last_seen_at"] < began}
    reasons = [
        {"source": source.ABOUT.name, "why": why}
        for source in SCHEDULED
        if (row := last.get(source.ABOUT.name))
        and (why := not_asked(source.ABOUT, row, asking.today(), asking.wish()))
    ]
    return {"not_asked": checks.table(reasons, ("source", "why"))} if reasons else {}


def _begun(context: dg.OpExecutionContext) -> datetime:
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
