"""What became of a run: told when it failed, taken back when the job succeeds again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outputs.alerts.broken import condition, reported
from outputs.alerts.deliver import deliver
from outputs.alerts.rules import load
from pipelines import heartbeat
from pipelines.alerting.examine import examine_conditions
from pipelines.settings import Settings
from warehouse.alerts import RecordedAlerts
from warehouse.store import Warehouse

KIND = "run_failed"


@dataclass(frozen=True, slots=True)
class EndedRun:
    """A run that ended. `faults`: (step, cause) of everything that broke off; empty for success."""

    job: str
    run_id: str
    faults: Sequence[tuple[str, str]] = ()


def run_ended(
    warehouse: Warehouse, settings: Settings, now: datetime, run: EndedRun
) -> RecordedAlerts:
    """Record the failure or the recovery of a job; the same run may be told of any number of times.

    One alert per step: while it fails day after day, the alert of the first day stands.
    """
    rules = load(settings.alert_rules)
    known = [condition(rules, *one) for one in reported(warehouse) if one.kind == KIND]
    mine = [one for one in known if run.faults or not one.subject.startswith(f"{run.job}: ")]
    subjects = {one.subject for one in mine}
    for step, cause in run.faults:
        fields: dict[str, Any] = {"run_id": run.run_id}
        new = condition(rules, KIND, f"{run.job}: {step}", fields, cause=cause)
        if new.subject not in subjects:
            mine.append(new)
    return examine_conditions(warehouse, settings, now, mine, (KIND,))


def report_run(settings: Settings, now: datetime, run: EndedRun) -> str | None:
    """After a run: record what became of it, send what waits, ping. Returns how the ping went.

    The success of another job than the refresh is no sign of life: it is not pinged.
    """
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        run_ended(warehouse, settings, now, run)
        deliver(warehouse)
    if run.faults:
        heartbeat.beat(settings.home, "failure", now, run_id=run.run_id)
    if not run.faults and run.job != heartbeat.REFRESH:
        return None
    return heartbeat.ping(not run.faults)
