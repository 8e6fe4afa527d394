"""What people are told: events since the last examination, what is broken now, and its delivery.

The examination rests on the warehouse and its own watermark, never on this run: what an earlier run
could not tell any more, this one tells.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines import heartbeat
from pipelines.assets import checks, keys
from pipelines.assets.declarations import table_metadata
from pipelines.instance import dagster_home, forget_runs
from pipelines.resources import WarehouseResource
from pipelines.settings import Settings
from warehouse.schema.ledgers import DELIVERY as DELIVERY_TABLE
from warehouse.schema.ledgers import EVENT
from warehouse.schema.tables import DERIVED

EVENTS = dg.AssetKey(["alert", "events"])
DELIVERY = dg.AssetKey(["alert", "delivery"])
NOTHING_BROKEN = "nothing_broken"
ABOUT_CHECK = (
    "Nothing is broken now. The standing list of everything that is, with cause and command; the "
    "same as in the report and in gapwatch alerts list."
)
STARTED_BY = {"schedule": "daemon", "command_line": "command_line"}
FIRST = {"dagster/priority": "1"}
"""What is told does not wait for the report."""
SHOWN = ("severity", "kind", "subject", "since", "title", "cause", "command")


def alert_assets() -> list[dg.AssetsDefinition]:
    """Events and their delivery."""
    return [_events_asset(), _delivery_asset()]


def _events_asset() -> dg.AssetsDefinition:
    @dg.asset(
        key=EVENTS,
        deps=[keys.measure(table.name) for table in DERIVED],
        metadata=table_metadata(EVENT),
        description="What happened since the last examination, and what is broken now."
        "\n\nCompares the warehouse with its state at the watermark; the rules are data "
        "(docs/operate.md). First loads and history are told as one digest.",
        group_name="alerts",
        kinds={"python", "table"},
        owners=[keys.OPERATIONS],
        tags={"layer": "alert"},
        op_tags=FIRST,
        check_specs=[dg.AssetCheckSpec(NOTHING_BROKEN, asset=EVENTS, description=ABOUT_CHECK)],
    )
    def events(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        from pipelines.alerting.examine import examine  # noqa: PLC0415 - not needed to load definitions

        with warehouse.open(context.log) as opened:
            found = examine(opened, warehouse.settings(), datetime.now(UTC))
        told = found.reason or f"{len(found.recorded.alerts)} alerts opened"
        context.log.info(f"events: {len(found.events)} happened, {told}")
        yield dg.MaterializeResult(asset_key=EVENTS, metadata=_events_metadata(found))
        yield nothing_broken(found.standing)

    return events


def _events_metadata(found: Any) -> dict[str, Any]:
    rows = [
        {"on_date": one.on_date, "kind": one.kind, "title": one.title, "is_quiet": one.is_quiet}
        for one in found.events
    ]
    return {
        "events": len(found.events),
        "alerts_opened": len(found.recorded.alerts),
        "alerts_resolved": len(found.recorded.resolved),
        "broken_now": len(found.standing),
        **({"told_as_digest": found.reason} if found.reason else {}),
        **({"newest_events": _table(rows)} if rows else {}),
    }


def _table(rows: Sequence[dict[str, Any]]) -> dg.TableMetadataValue:
    newest = sorted(rows, key=lambda row: str(row["on_date"]), reverse=True)
    return checks.table(newest, ("on_date", "kind", "title", "is_quiet"))


def nothing_broken(standing: Sequence[Any]) -> dg.AssetCheckResult:
    """The standing list as a check; a warning, since each thing has an alert of its own."""
    told = [one for one in standing if one.is_told]
    rows = [{name: getattr(one, name) for name in SHOWN} for one in standing]
    metadata: dict[str, Any] = {"broken": len(told), "listed_only": len(standing) - len(told)}
    if rows:
        metadata["what_is_broken"] = checks.table(rows, SHOWN)
    return dg.AssetCheckResult(
        passed=not told,
        asset_key=EVENTS,
        check_name=NOTHING_BROKEN,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(told)} things are broken now" if told else "",
        metadata=metadata,
    )


def _delivery_asset() -> dg.AssetsDefinition:
    @dg.asset(
        key=DELIVERY,
        deps=[EVENTS],
        metadata=table_metadata(DELIVERY_TABLE),
        description="Messages sent to the channels, and the sign of life of this installation."
        "\n\nChannels: GAPWATCH_ALERT_URLS. A message that cannot be sent stays in the outbox and "
        "is tried again; that does not fail the run.",
        group_name="alerts",
        kinds={"python", "notification"},
        owners=[keys.OPERATIONS],
        tags={"layer": "alert"},
        op_tags=FIRST,
    )
    def delivery(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult[None]:
        from outputs.alerts.deliver import deliver  # noqa: PLC0415 - not needed to load definitions

        settings = warehouse.settings()
        with warehouse.open(context.log) as opened:
            attempts = deliver(opened)
        failed = [one for one in attempts if one.cause is not None]
        if context.run.job_name == heartbeat.REFRESH:  # no other run looks at the sources
            _beat(settings.home, context.run)
            _forget_runs(context, settings)
        context.log.info(f"delivery: {len(attempts) - len(failed)} sent, {len(failed)} failed")
        rows = [
            {"channel": one.channel, "title": one.title, "cause": one.cause} for one in attempts
        ]
        shown = {"messages": checks.table(rows, ("channel", "title", "cause"))} if rows else {}
        return dg.MaterializeResult(
            metadata={"sent": len(attempts) - len(failed), "failed": len(failed), **shown}
        )

    return delivery


def _forget_runs(context: dg.AssetExecutionContext, settings: Settings) -> None:
    """Where another process writes just now, tomorrow is soon enough."""
    before = datetime.now(UTC) - timedelta(days=settings.keep_runs_days)
    try:
        count = forget_runs(context.instance, dagster_home(settings), before)
    except Exception:  # no run fails for it
        context.log.exception("old runs are still there")
    else:
        context.log.info(f"delivery: {count} runs forgotten that began before {before:%Y-%m-%d}")


def _beat(home: Path, run: dg.DagsterRun) -> None:
    starter = run.tags.get("started_by", "ui")
    by = STARTED_BY.get(starter, starter)
    heartbeat.beat(home, heartbeat.REFRESH, datetime.now(UTC), run_id=run.run_id, started_by=by)
