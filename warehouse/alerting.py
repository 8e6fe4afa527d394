"""Ledger tables of what people are told: events, alerts, messages and their delivery.

Nothing is ever changed: an alert's present status is its newest change, a message is delivered
when one of its attempts says so. The views `event_log`, `condition_now`, `alert_now` and
`outbox_due` give the present.
"""

from __future__ import annotations

from warehouse.columns import Column, Table, day

PHASES = ("happened", "began", "ended")
SEVERITIES = ("info", "warning", "critical")
"""Least urgent first."""
STATUSES = ("open", "acknowledged", "resolved")
ATTEMPTS = ("started", "delivered", "failed")

EVENT = Table(
    "event",
    "Something that happened to a number, or a condition that began or ended; told once.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("kind", "TEXT", "What kind of event: a rule of docs/alerts.md, or the watermark."),
        Column("subject", "TEXT", "What it is about: series, model, source, step."),
        Column("phase", "TEXT", "One-off, or beginning or end of a condition.", one_of=PHASES),
        day("on_date", "The day it is about."),
        Column("dedupe_key", "TEXT", "The same event has the same key; it is recorded once."),
        Column("title", "TEXT", "One sentence."),
        Column("data", "TEXT", "JSON: numbers before and after, names, vintages."),
        Column(
            "is_quiet",
            "INTEGER",
            "1: recorded, opens no alert of its own (first load, backfill, history, stale series).",
            at_least=0,
            at_most=1,
        ),
        Column("recorded_at", "TEXT", "When this warehouse learned it (UTC clock)."),
    ),
    unique=(("id",), ("dedupe_key",)),
)

ALERT = Table(
    "alert",
    "An event that a rule brings to people.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("event_id", "INTEGER", "The event that opened it.", refers_to="event.id"),
        Column("rule", "TEXT", "The rule that opened it; see docs/alerts.md."),
        Column("subject", "TEXT", "What it is about."),
        Column("severity", "TEXT", "How urgent.", one_of=SEVERITIES),
        Column("title", "TEXT", "One sentence."),
        Column("body", "TEXT", "What a reader needs: numbers, cause, where to look, command."),
        Column("opened_at", "TEXT", "When it was opened (UTC clock)."),
    ),
    unique=(("id",), ("event_id",)),
)

ALERT_CHANGE = Table(
    "alert_change",
    "A step in the life of an alert; the newest one is its status.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("alert_id", "INTEGER", "The alert.", refers_to="alert.id"),
        Column("status", "TEXT", "The status from then on.", one_of=STATUSES),
        Column("by", "TEXT", "Who: a person, or gapwatch itself."),
        Column("note", "TEXT", "Why.", optional=True),
        Column("at", "TEXT", "When (UTC clock)."),
    ),
    unique=(("id",),),
)

OUTBOX = Table(
    "outbox",
    "A message to deliver to one channel: one alert, or several in one digest.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("channel", "TEXT", "Scheme and fingerprint of the address; never the address."),
        Column("dedupe_key", "TEXT", "Stands in the message too, for receivers to drop repeats."),
        Column("severity", "TEXT", "The most urgent of its alerts.", one_of=SEVERITIES),
        Column("title", "TEXT", "Subject line."),
        Column("body", "TEXT", "Text."),
        Column("alerts", "TEXT", "JSON list of the ids of its alerts."),
        Column("queued_at", "TEXT", "When it was queued (UTC clock)."),
    ),
    unique=(("id",), ("dedupe_key",)),
)

DELIVERY = Table(
    "delivery",
    "An attempt to deliver a message. `started` is written before anything is sent; a started "
    "attempt without an end is one that broke off, so the message is sent again.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("outbox_id", "INTEGER", "The message.", refers_to="outbox.id"),
        Column("attempt", "INTEGER", "1 for the first.", at_least=1),
        Column("outcome", "TEXT", "How it went.", one_of=ATTEMPTS),
        Column("cause", "TEXT", "Why it failed, without addresses.", optional=True),
        Column("at", "TEXT", "When (UTC clock)."),
        Column(
            "retry_at",
            "TEXT",
            "Not before then again: end of a started attempt's lease, or pause after a failure.",
            optional=True,
        ),
    ),
    unique=(("id",), ("outbox_id", "attempt", "outcome")),
)

ALERTING = (EVENT, ALERT, ALERT_CHANGE, OUTBOX, DELIVERY)
