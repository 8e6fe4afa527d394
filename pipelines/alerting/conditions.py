"""Which conditions began and which ended, by comparing what stands now with the ledger of events.

The ledger remembers, so a condition is told once however often it is looked at, and a crash
between two looks loses nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outputs.alerts.broken import Broken
from outputs.alerts.rules import AlertRule
from outputs.alerts.words import body
from warehouse.alerts import AlertFindings, NewAlert, NewEvent
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True)
class Turned:
    """Conditions that began and ended since the ledger was written last."""

    began: tuple[Broken, ...]
    ended: tuple[Mapping[str, Any], ...]
    """Rows of view `_condition_now`."""
    turns: Mapping[tuple[str, str], int]


def turned(warehouse: Warehouse, standing: Iterable[Broken], covered: Sequence[str]) -> Turned:
    """Compare `standing` with the ledger, for the kinds `covered` by who made the list."""
    connection = warehouse.connection
    known = {(row["kind"], row["subject"]): row for row in reads_alerts.conditions(connection)}
    now = {(one.kind, one.subject): one for one in standing if one.kind in covered}
    return Turned(
        tuple(one for key, one in now.items() if key not in known),
        tuple(row for key, row in known.items() if key not in now and key[0] in covered),
        reads_alerts.condition_turns(connection),
    )


def following(
    warehouse: Warehouse,
    found: Turned,
    rules: Mapping[str, AlertRule],
    now: datetime,
    *,
    is_quiet: bool = False,
) -> AlertFindings:
    """Events, alerts and resolutions that follow; quiet ones open no alert."""
    today = now.date().isoformat()
    began = [_began(one, found, today, is_quiet) for one in found.began]
    alerts = [
        _alert(event, one, rules[one.kind])
        for event, one in zip(began, found.began, strict=True)
        if one.is_told and not is_quiet
    ]
    ended = [_ended(row, found, today) for row in found.ended]
    return AlertFindings([*began, *ended], alerts, list(_over(warehouse, found.ended)))


def _began(one: Broken, found: Turned, today: str, is_quiet: bool) -> NewEvent:
    key = _key(one.kind, one.subject, "began", found)
    data = {**one.fields, "cause": one.cause, "since": one.since}
    return NewEvent(one.kind, one.subject, today, key, one.title, data, "began", is_quiet)


def _ended(row: Mapping[str, Any], found: Turned, today: str) -> NewEvent:
    kind, subject = row["kind"], row["subject"]
    key = _key(kind, subject, "ended", found)
    title = f"Over: {row['title']}"
    return NewEvent(kind, subject, today, key, title, {}, "ended", is_quiet=True)


def _key(kind: str, subject: str, phase: str, found: Turned) -> str:
    # The count makes the second outage another event, and two lookers at once write the first once.
    return f"{kind}|{subject}|{phase}|{found.turns.get((kind, subject), 0)}"


def _alert(event: NewEvent, one: Broken, rule: AlertRule) -> NewAlert:
    text = body(rule, one.title, one.fields, one.cause)
    return NewAlert(event.key, rule.kind, one.subject, one.severity, one.title, text)


def _over(warehouse: Warehouse, ended: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    over = {(row["kind"], row["subject"]) for row in ended}
    for alert in reads_alerts.open_alerts(warehouse.connection):
        if (alert["kind"], alert["subject"]) in over and alert["phase"] == "began":
            yield alert["id"], "the condition is over"
