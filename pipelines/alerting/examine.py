"""Examining the warehouse: what happened since the last examination, and what is broken now.

The watermark is an event itself, written in the same unit as everything that was found up to it.
A run that dies before leaves it where it was, so the next one compares with the same state of
before: nothing is lost, and keys make sure that nothing is told twice.

First load, history (pages captured long before they were recorded) and another version of the code
do not shout: everything is recorded quietly, and one digest tells of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from outputs.alerts.deliver import deliver
from outputs.alerts.rules import AlertRule, Broken, digest, load
from outputs.sections import headline
from pipelines import version
from pipelines.alerting.broken import broken_now
from pipelines.alerting.happenings import DETECTORS, Window, happened
from pipelines.settings import Settings
from terms.days import day
from terms.numbers import plural
from warehouse.alerts import EXAMINED, NewEvent, record
from warehouse.clock import stamp
from warehouse.connection import recording
from warehouse.reads import alerts as reads_alerts, pages as reads_pages
from warehouse.store import Warehouse

LATE = timedelta(days=2)
"""Pages recorded so long after they were captured are history."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What one examination found. `reason`: why nothing was told one by one, if so."""

    standing: Sequence[Broken]
    events: Sequence[NewEvent]
    """Those that the ledger did not know: what happened, began or ended."""
    reason: str | None


def examine(
    warehouse: Warehouse, settings: Settings, now: datetime, *, bulk: str | None = None
) -> Examined:
    """Record what happened since the watermark and what began or ended, and move the watermark.

    `bulk` names a load of history (replay, backfill, import) whose events are not told one by one.
    """
    with recording(warehouse.connection):  # two at once would tell the same twice
        rules = load(settings.alert_rules)
        window = Window(warehouse, now)
        reason, hides = (bulk, True) if bulk else _quiet(window)
        once = {
            event.key: replace(event, is_quiet=event.is_quiet or bool(reason))
            for kind, (table, detect) in DETECTORS.items()
            if not table or window.arrived(table)
            for event in sorted(detect(window, rules[kind]), key=lambda event: event.on_date)
        }
        events = [*once.values()]
        # A run is a sign of life itself: that none came before is for the daemon to tell.
        standing = [
            one for one in broken_now(warehouse, settings, now) if one.kind != "heartbeat_late"
        ]
        turned = [*_turned(warehouse, standing, now, is_quiet=hides)]
        if reason and (events or hides):
            events.append(_digest(reason, events, standing, rules, window))
        recorded = record(warehouse.connection, [*events, *turned, _mark(window)], now)
        new = [event for event in recorded if event.kind != EXAMINED]
        return Examined(standing, new, reason)


def examine_conditions(
    warehouse: Warehouse, settings: Settings, now: datetime
) -> Sequence[NewEvent]:
    """Record only what began and ended: for the daemon, between runs.

    While history is being loaded nothing is: the examination at its end tells it as one digest.
    """
    with recording(warehouse.connection):
        _, hides = _quiet(Window(warehouse, now))
        if hides:
            return []
        # A refresh that never ended may not have been due yet: it stands in the list alone.
        standing = [
            one
            for one in broken_now(warehouse, settings, now)
            if one.kind != "heartbeat_late" or one.since
        ]
        return record(warehouse.connection, _turned(warehouse, standing, now), now)


def report_run(
    settings: Settings, now: datetime, job: str, run_id: str, faults: Sequence[tuple[str, str]]
) -> None:
    """Tell people of a run that failed: an alert for each (step, cause) that broke off.

    The same run may be told of any number of times. `run_id`: empty where it is no run of Dagster.
    """
    rules, today = load(settings.alert_rules), now.date().isoformat()
    events = [
        happened(
            rules["run_failed"],
            subject := f"{job}: {step}",
            today,
            run_id or stamp(now),
            {"subject": subject, "cause": cause},
        )
        for step, cause in faults
    ]
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        record(warehouse.connection, events, now)
        deliver(warehouse, rules)


def _turned(
    warehouse: Warehouse, standing: Sequence[Broken], now: datetime, *, is_quiet: bool = False
) -> Iterator[NewEvent]:
    """What began or ended since the ledger was written last; a condition is told once however often
    it is found."""
    today, known = now.date().isoformat(), reads_alerts.conditions(warehouse.connection)
    stands = {(one.kind, one.subject): one for one in standing}
    for key, one in stands.items():
        before = known.get(key, {"phase": "ended", "turns": 0})
        if before["phase"] == "ended":
            # The count makes the second outage another event.
            name = f"{'|'.join(key)}|began|{before['turns']}"
            data = {**one.fields, "cause": one.cause, "since": one.since}
            yield NewEvent(*key, today, name, one.title, data, "began", is_quiet)
    for key, row in known.items():
        if row["phase"] == "began" and key not in stands:
            name, title = f"{'|'.join(key)}|ended|{row['turns']}", f"Over: {row['title']}"
            yield NewEvent(*key, today, name, title, {}, "ended", is_quiet=True)


def _quiet(window: Window) -> tuple[str | None, bool]:
    """Why happenings are history or come from us, not from the world (None: they do not), and
    whether conditions are hidden too.

    They are only while much is loaded at once: what breaks on the day of an update is broken all
    the same.
    """
    if not window.mark:
        return "First load", True
    connection = window.warehouse.connection
    late = reads_pages.sources_of_history(connection, window.last_snapshot, LATE)
    if late:
        return f"History of {plural(late, 'source')}", True
    if window.mark["code_version"] != version.measuring():
        return "Another version of the code that measures", False
    return None, False


def _digest(
    reason: str,
    events: Sequence[NewEvent],
    standing: Sequence[Broken],
    rules: Mapping[str, AlertRule],
    window: Window,
) -> NewEvent:
    counts = dict(Counter(event.kind for event in events))
    newest = sorted(events, key=lambda event: event.on_date, reverse=True)
    newest.sort(key=lambda event: event.kind in ("unmatched_names", "new_frontier_model"))
    found = headline.newest(window.warehouse)
    fields = {
        "reason": reason,
        "events": len(events),
        "conditions": sum(one.is_told for one in standing),
    }
    detail = f"{window.last_snapshot}|{stamp(window.now)}"
    one = happened(rules["digest"], "warehouse", window.today, detail, fields)
    titles = [f"{day(event.on_date)} {event.title}" for event in newest]
    text = digest(reason, counts, titles, standing, found.text if found else None)
    return replace(one, data={**one.data, "kinds": counts, "text": text})


def _mark(window: Window) -> NewEvent:
    number, at = reads_pages.last_snapshot(window.warehouse.connection)
    data = {"snapshot_id": number, "recorded_at": at, "code_version": version.measuring()}
    key = f"{EXAMINED}|{window.now.isoformat()}|{number}"
    title = f"Examined up to snapshot {number}"
    return NewEvent(EXAMINED, "warehouse", window.today, key, title, data, is_quiet=True)
