"""Which conditions began and which ended, by comparing what stands now with the ledger of events.

The ledger remembers, so a condition is told once however often it is looked at, and a crash
between two looks loses nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from outputs.alerts.broken import Broken
from outputs.alerts.rules import AlertRule
from outputs.alerts.words import body
from warehouse.alerts import AlertFindings, NewAlert, NewEvent
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse


def changed(
    warehouse: Warehouse,
    standing: Iterable[Broken],
    covered: Sequence[str],
    rules: Mapping[str, AlertRule],
    now: datetime,
    *,
    is_quiet: bool = False,
) -> AlertFindings:
    """Events, alerts and resolutions that follow from what began or ended since the ledger was
    written last; quiet ones open no alert.

    `covered`: the kinds that whoever made the list of what is `standing` looked for.
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

    events, alerts = [], []
    for key, one in stands.items():
        if key not in known:
            data = {**one.fields, "cause": one.cause, "since": one.since}
            began = event(key, "began", one.title, data, is_quiet=is_quiet)
            events.append(began)
            if one.is_told and not is_quiet:
                text = body(rules[one.kind], one.title, one.fields, one.cause)
                alert = NewAlert(began.key, *key, one.severity, one.title, text)
                alerts.append(alert)
    events += [
        event(key, "ended", f"Over: {row['title']}", {}, is_quiet=True) for key, row in over.items()
    ]
    resolved = [
        (alert["id"], "the condition is over")
        for alert in reads_alerts.open_alerts(connection)
        if (alert["kind"], alert["subject"]) in over and alert["phase"] == "began"
    ]
    return AlertFindings(events, alerts, resolved)
