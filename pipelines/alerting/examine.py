"""Examining the warehouse: what happened since the last examination, and what is broken now.

The watermark is an event itself, written in the same unit as everything that was found up to it.
A run that dies before leaves it where it was, so the next one compares with the same state of
before: nothing is lost, and keys make sure that nothing is told twice.

First load, history (pages captured long before they were recorded) and another version of the code
do not shout: everything is recorded quietly, and one digest is opened.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from outputs import headline
from outputs.alerts.broken import REPORTED, Broken, Watched, broken
from outputs.alerts.deliver import channel_names
from outputs.alerts.rules import AlertRule, load
from outputs.alerts.words import body, digest
from pipelines import heartbeat, version
from pipelines.alerting import facts, gaps
from pipelines.alerting.window import Window
from pipelines.settings import Settings
from sources.catalogue import BUNDLED, SCHEDULED, SOURCES
from terms.numbers import plural
from warehouse.alerts import (
    EXAMINED,
    AlertFindings,
    NewAlert,
    NewEvent,
    RecordedAlerts,
    record_findings,
)
from warehouse.clock import moment
from warehouse.connection import recording
from warehouse.reads import alerts as reads_alerts
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

LATE = timedelta(days=2)
"""Pages recorded so long after they were captured are history."""
STANDS = timedelta(days=14)
"""So long an alert about a happening stands open; one about a condition stands until that ends."""
DETECTORS: Mapping[str, Callable[[Window, AlertRule], Iterator[NewEvent]]] = {
    "lead_change": gaps.changed_states,
    "parity": gaps.changed_states,
    "new_frontier_model": gaps.changed_states,
    "price_change": facts.price_changes,
    "claim_flip": facts.claim_flips,
    "openness_change": facts.openness_changes,
    "licence_change": facts.licence_changes,
    "upstream_revision": facts.upstream_revisions,
    "unmatched_names": facts.unmatched_names,
}
"""Kinds that happen, and what finds them; all others but the digest begin and end."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What one examination found and wrote. `reason`: why nothing was told one by one, if so."""

    events: tuple[NewEvent, ...]
    standing: tuple[Broken, ...]
    recorded: RecordedAlerts
    reason: str | None


def watched() -> list[Watched]:
    """What the list of broken things must know of every declared source."""
    read = {source.ABOUT.name for source in (*SCHEDULED, *BUNDLED)}
    return [
        Watched(
            one.name,
            one.scheduled,
            one.name in read,
            one.stale_after_days,
            one.title,
            one.ask_every_days,
        )
        for one in (source.ABOUT for source in SOURCES.values())
    ]


def broken_now(
    warehouse: Warehouse, settings: Settings, now: datetime, rules: Mapping[str, AlertRule]
) -> list[Broken]:
    """What is broken now."""
    return broken(
        warehouse,
        now,
        watched(),
        rules,
        heartbeat=heartbeat.read(settings.home),
        channels=channel_names(),
    )


def examine(
    warehouse: Warehouse, settings: Settings, now: datetime, *, bulk: str | None = None
) -> Examined:
    """Record what happened since the watermark and what began or ended, and move the watermark.

    `bulk` names a load of history (replay, backfill, import) whose events are not told one by one.
    """
    with recording(warehouse.connection):  # two at once would tell the same twice
        rules = load(settings.alert_rules)
        window = _window(warehouse, now)
        reason, hides = (bulk, True) if bulk else _quiet(warehouse, window)
        events = _happenings(window, rules)
        if reason:
            events = [replace(event, is_quiet=True) for event in events]
        alerts = [*_alerts_of(events, rules)]
        standing = broken_now(warehouse, settings, now, rules)
        kinds = _kinds_of_conditions(rules)
        found = _changed(warehouse, standing, kinds, rules, now, is_quiet=hides)
        if reason and (events or hides):
            one, alert = _digest(reason, events, standing, rules, window)
            events, alerts = [*events, one], [*alerts, alert]
        told = AlertFindings(
            [*events, *found.events],
            [*alerts, *found.alerts],
            [*found.resolved, *_aged(warehouse, now)],
            _mark(window),
        )
        recorded = record_findings(warehouse.connection, told, channel_names(), now)
        return Examined(tuple(events), tuple(standing), recorded, reason)


def examine_conditions(
    warehouse: Warehouse,
    settings: Settings,
    now: datetime,
    reported: Sequence[Broken] = (),
    covered: Sequence[str] = (),
) -> RecordedAlerts:
    """Only what began and ended: for the daemon, between runs and when a run died.

    `reported` are conditions that the caller knows, of the kinds `covered`. While history is being
    loaded nothing is told: the examination at its end tells it as one digest.
    """
    with recording(warehouse.connection):
        rules = load(settings.alert_rules)
        mine, kinds = list(reported), list(covered)
        _, hides = _quiet(warehouse, _window(warehouse, now))
        if not hides:
            standing = broken_now(warehouse, settings, now, rules)
            mine += [one for one in standing if one.kind not in REPORTED]
            kinds += _kinds_of_conditions(rules)
        found = _changed(warehouse, mine, kinds, rules, now)
        return record_findings(warehouse.connection, found, channel_names(), now)


def _kinds_of_conditions(rules: Mapping[str, AlertRule]) -> list[str]:
    """Those that anyone can read from the warehouse and the heartbeat file."""
    return [kind for kind in rules if kind not in (*DETECTORS, *REPORTED, "digest")]


def _happenings(window: Window, rules: Mapping[str, AlertRule]) -> list[NewEvent]:
    """Every happening as an event in words, kinds in the order above, days in their order."""
    found: list[NewEvent] = []
    for kind, detect in DETECTORS.items():
        once = {event.key: event for event in detect(window, rules[kind])}
        found += sorted(once.values(), key=lambda event: event.on_date)
    return found


def _alerts_of(events: Sequence[NewEvent], rules: Mapping[str, AlertRule]) -> Iterator[NewAlert]:
    """The alerts that events open that are not quiet."""
    for event in events:
        rule = rules[event.kind]
        if rule.alert and not event.is_quiet:
            text = body(rule, event.title, event.data, event.data.get("cause"))
            yield NewAlert(event.key, rule.kind, event.subject, rule.severity, event.title, text)


def _changed(
    warehouse: Warehouse,
    standing: Sequence[Broken],
    covered: Sequence[str],
    rules: Mapping[str, AlertRule],
    now: datetime,
    *,
    is_quiet: bool = False,
) -> AlertFindings:
    """What began or ended since the ledger was written last; quiet ones open no alert.

    The ledger remembers, so a condition is told once however often it is looked at. `covered`: the
    kinds that whoever made the list of what is `standing` looked for.
    """
    connection, today = warehouse.connection, now.date().isoformat()
    known = {(row["kind"], row["subject"]): row for row in reads_alerts.conditions(connection)}
    stands = {(one.kind, one.subject): one for one in standing if one.kind in covered}
    over = {key: row for key, row in known.items() if key not in stands and key[0] in covered}
    turns = reads_alerts.condition_turns(connection)

    def event(
        key: tuple[str, str], phase: str, title: str, data: Mapping[str, Any], *, is_quiet: bool
    ) -> NewEvent:
        # The count makes the second outage another event, and two lookers at once write the first
        # once.
        name = f"{'|'.join(key)}|{phase}|{turns.get(key, 0)}"
        return NewEvent(*key, today, name, title, data, phase, is_quiet)

    began = []
    for key, one in stands.items():
        if key not in known:
            data = {**one.fields, "cause": one.cause, "since": one.since}
            began.append(event(key, "began", one.title, data, is_quiet=is_quiet))
    ended = [
        event(key, "ended", f"Over: {row['title']}", {}, is_quiet=True) for key, row in over.items()
    ]
    resolved = [
        (alert["id"], "the condition is over")
        for alert in reads_alerts.open_alerts(connection)
        if (alert["kind"], alert["subject"]) in over and alert["phase"] == "began"
    ]
    return AlertFindings([*began, *ended], [*_alerts_of(began, rules)], resolved)


def _window(warehouse: Warehouse, now: datetime) -> Window:
    mark = reads_alerts.watermark(warehouse.connection)
    since = None if mark is None or not mark["recorded_at"] else moment(mark["recorded_at"])
    return Window(warehouse, since, mark["snapshot_id"] if mark else 0, now)


def _quiet(warehouse: Warehouse, window: Window) -> tuple[str | None, bool]:
    """Why happenings are history or come from us, not from the world (None: they do not), and
    whether conditions are hidden too.

    They are only while much is loaded at once: what breaks on the day of an update is broken all
    the same.
    """
    mark = reads_alerts.watermark(warehouse.connection)
    if mark is None:
        return "First load", True
    late = reads_pages.sources_of_history(warehouse.connection, window.last_snapshot, LATE)
    if late:
        return f"History of {plural(late, 'source')}", True
    if mark["code_version"] != version.measuring():
        return "Another version of the code that measures", False
    return None, False


def _digest(
    reason: str,
    events: Sequence[NewEvent],
    standing: Sequence[Broken],
    rules: Mapping[str, AlertRule],
    window: Window,
) -> tuple[NewEvent, NewAlert]:
    counts, rule = dict(Counter(event.kind for event in events)), rules["digest"]
    fields = {
        "reason": reason,
        "events": len(events),
        "conditions": sum(one.is_told for one in standing),
        "on_date": window.today,
    }
    newest = sorted(events, key=lambda event: event.on_date, reverse=True)
    newest.sort(key=lambda event: event.kind in ("unmatched_names", "new_frontier_model"))
    found = headline.newest(window.warehouse)
    text = digest(
        reason,
        counts,
        [f"{one.on_date} {one.title}" for one in newest],
        standing,
        found.sentence if found else None,
    )
    key = f"digest|after snapshot {window.last_snapshot}|{window.now.isoformat()}"
    title = rule.say(fields)
    event = NewEvent("digest", "warehouse", window.today, key, title, {**fields, "kinds": counts})
    return event, NewAlert(key, "digest", "warehouse", rule.severity, title, text)


def _mark(window: Window) -> NewEvent:
    data = {
        "snapshot_id": window.top[0],
        "recorded_at": window.top[1],
        "code_version": version.measuring(),
    }
    key = f"{EXAMINED}|{window.now.isoformat()}|{window.top[0]}"
    title = f"Examined up to snapshot {window.top[0]}"
    return NewEvent(EXAMINED, "warehouse", window.today, key, title, data, is_quiet=True)


def _aged(warehouse: Warehouse, now: datetime) -> list[tuple[int, str]]:
    return [
        (row["id"], f"told {STANDS.days} days ago")
        for row in reads_alerts.open_alerts(warehouse.connection)
        if row["phase"] == "happened" and now - moment(row["opened_at"]) > STANDS
    ]
