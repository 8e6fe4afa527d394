"""What people are told: events since the last examination, what is broken now, and its delivery.

The examination rests on the warehouse and its own watermark, never on this run: what an earlier run
could not tell any more, this one tells.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from logging import Logger

import dagster as dg

from outputs.alerts.deliver import deliver
from outputs.alerts.rules import load, sent_kinds
from pipelines import heartbeat
from pipelines.alerting.examine import examine
from pipelines.assets import checks, keys
from pipelines.instance import dagster_home, forget_runs
from pipelines.resources import AskingResource, WarehouseResource
from pipelines.settings import Settings
from warehouse.reads import sources as reads_sources
from warehouse.schema.derived import DERIVED
from warehouse.schema.ledgers import EVENT
from warehouse.store import Warehouse

EVENTS = dg.AssetKey(["alert", "events"])
NOTHING_BROKEN = "nothing_broken"
ABOUT_CHECK = (
    "Nothing is broken now. The standing list of everything that is, with cause and command; the "
    "same as in the report and in gapwatch alerts list."
)
KEEP_RUNS = timedelta(days=30)
"""How long Dagster knows a run."""
SHOWN = ("severity", "kind", "subject", "title", "cause", "command")


@dg.asset(
    key=EVENTS,
    deps=[keys.measure(table.name) for table in DERIVED],
    metadata=keys.table_metadata(EVENT),
    group_name="alerts",
    kinds={"python", "table", "notification"},
    op_tags={"dagster/priority": "1"},  # what is told does not wait for the report
    check_specs=[dg.AssetCheckSpec(NOTHING_BROKEN, asset=EVENTS, description=ABOUT_CHECK)],
)
def events(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, asking: AskingResource
) -> Iterator[keys.Event]:
    """What happened since the last examination, what is broken now, and the messages sent.

    Compares the warehouse with its state at the watermark; the rules are data (docs/operate.md).
    First loads and history are told as one digest. Channels: GAPWATCH_ALERT_URLS. A message that
    cannot be sent is tried again; that does not fail the run.
    """
    settings = warehouse.settings()
    with warehouse.open() as opened:
        yield from alerted(opened, settings, context.log)
        if context.run.job_name == heartbeat.REFRESH and not asking.only:  # others ask some or none
            by = context.run.tags.get("started_by", "ui")
            alive(opened, context.instance, settings, context.log, by)


def alerted(
    warehouse: Warehouse, settings: Settings, log: Logger, bulk: str | None = None
) -> Iterator[keys.Event]:
    """Record what happened since the last examination, and send what waits.

    The standing list is a check; a warning, since each thing that is broken has an alert of its
    own. After a load of history, which `bulk` names, nothing is sent: whoever watches does.
    """
    found = examine(warehouse, settings, datetime.now(UTC), bulk=bulk)
    rules = load(settings.alert_rules)
    attempts = [] if bulk else deliver(warehouse, rules)
    newest = sorted(found.events, key=lambda one: one.on_date, reverse=True)
    kinds = sent_kinds(rules)  # what ends may be of a kind that is gone
    counts = {
        "events": len(newest),
        "alerts": sum(it.kind in kinds and not it.is_quiet for it in newest),
        "broken_now": len(found.standing),
        "sent": sum(one.cause is None for one in attempts),
        "failed": sum(one.cause is not None for one in attempts),
    }
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    log.info(f"events: {told}{'; one digest: ' + found.reason if found.reason else ''}")
    yield dg.MaterializeResult(
        asset_key=EVENTS,
        metadata={
            **counts,
            **({"told_as_digest": found.reason} if found.reason else {}),
            **checks.shown("newest_events", newest, ("on_date", "kind", "title", "is_quiet")),
            **checks.shown("messages", attempts, ("channel", "title", "cause")),
        },
    )
    broken = [one for one in found.standing if one.is_told]
    yield dg.AssetCheckResult(
        passed=not broken,
        asset_key=EVENTS,
        check_name=NOTHING_BROKEN,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(broken)} things are broken now" if broken else "",
        metadata={
            "broken": len(broken),
            "listed_only": len(found.standing) - len(broken),
            **checks.shown("what_is_broken", found.standing, SHOWN, len(found.standing)),
        },
    )


def alive(
    warehouse: Warehouse,
    instance: dg.DagsterInstance | None,
    settings: Settings,
    log: Logger,
    starter: str,
) -> None:
    """The sign of life of a refresh that `starter` began, here and at GAPWATCH_PING_URL, which also
    hears where most sources were silent; and old runs are forgotten. Where another process writes
    just now, tomorrow is soon enough.
    """
    now = datetime.now(UTC)
    heartbeat.beat(settings.home, heartbeat.REFRESH, now, started_by=starter)
    if answer := heartbeat.ping(not checks.silent(reads_sources.health(warehouse.connection))):
        log.info(f"ping: {answer}")
    if instance is None:
        return
    before = now - KEEP_RUNS
    try:
        count = forget_runs(instance, dagster_home(settings), before)
    except Exception:  # no run fails for it
        log.exception("old runs are still there")
    else:
        log.info(f"events: {count} runs forgotten that began before {before:%Y-%m-%d}")
