"""What became of a run: told when it failed, taken back when the job succeeds again."""

from collections.abc import Sequence
from datetime import datetime

from outputs.alerts.broken import condition, reported
from outputs.alerts.deliver import deliver
from outputs.alerts.rules import load
from pipelines import heartbeat
from pipelines.alerting.examine import examine_conditions
from pipelines.settings import Settings
from warehouse.store import Warehouse

KIND = "run_failed"


def report_run(
    settings: Settings, now: datetime, job: str, run_id: str, faults: Sequence[tuple[str, str]] = ()
) -> str | None:
    """After a run: record its failure or the job's recovery, send what waits, ping.

    `faults`: (step, cause) of everything that broke off. The same run may be told of any number of
    times: one alert per step, and while it fails day after day the alert of the first day stands.
    Returns how the ping went. The success of another job than the refresh is no sign of life: it
    is not pinged.
    """
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        rules = load(settings.alert_rules)
        known = [condition(rules, *one) for one in reported(warehouse) if one.kind == KIND]
        mine = [one for one in known if faults or not one.subject.startswith(f"{job}: ")]
        subjects = {one.subject for one in mine}
        for step, cause in faults:
            new = condition(rules, KIND, f"{job}: {step}", {"run_id": run_id}, cause=cause)
            if new.subject not in subjects:
                mine.append(new)
        examine_conditions(warehouse, settings, now, mine, (KIND,))
        deliver(warehouse)
    if not faults and job != heartbeat.REFRESH:
        return None
    return heartbeat.ping(not faults)
