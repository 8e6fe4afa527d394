"""Ledger tables: what we looked at, what we kept, and what became of it.

Ledger tables of what people are told: events, alerts, messages and their delivery.

Nothing is ever changed: an alert's present status is its newest change, a message is delivered
when one of its attempts says so. The views `_event_log`, `_condition_now`, `_alert_now` and
`_outbox_due` give the present.
"""

from __future__ import annotations

from terms.units import Unit
from terms.words import (
    AlertStatus,
    Basis,
    DeliveryOutcome,
    EventPhase,
    Exposure,
    PageOutcome,
    Provenance,
    Severity,
    words,
)
from warehouse.schema.columns import Column, Table, day, real, text

EVENT = Table(
    "event",
    "Something that happened to a number, or a condition that began or ended; reported once.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("kind", "TEXT", "What kind of event: an alert's rule, or the watermark."),
        Column("subject", "TEXT", "What it is about: series, model, source, step."),
        Column(
            "phase",
            "TEXT",
            "One-off, or beginning or end of a condition.",
            one_of=words(EventPhase),
        ),
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
        Column("rule", "TEXT", "The rule that opened it, of outputs/alerts/rules.toml."),
        Column("subject", "TEXT", "What it is about."),
        Column("severity", "TEXT", "How urgent.", one_of=words(Severity)),
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
        Column("status", "TEXT", "The status from then on.", one_of=words(AlertStatus)),
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
        Column("severity", "TEXT", "The most urgent of its alerts.", one_of=words(Severity)),
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
        Column("outcome", "TEXT", "How it went.", one_of=words(DeliveryOutcome)),
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


PAGE = Table(
    "page",
    "Bytes that some fetch brought; the bytes themselves lie in the archive under their hash.",
    (
        Column("sha256", "TEXT", "Hash of the bytes as received.", matches=r"^[0-9a-f]{64}$"),
        Column("size_bytes", "INTEGER", "Length of the bytes.", at_least=0),
        Column("recorded_at", "TEXT", "When this warehouse stored them."),
    ),
    unique=(("sha256",),),
)

SNAPSHOT = Table(
    "snapshot",
    "One fetch of one URL: what came back and what became of it.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("source", "TEXT", "Source name."),
        Column("url", "TEXT", "Address that was asked."),
        Column("seen_at", "TEXT", "When the bytes were captured (UTC)."),
        Column("recorded_at", "TEXT", "When this warehouse learned it (UTC clock)."),
        Column("status", "INTEGER", "HTTP status, if any.", optional=True),
        Column("etag", "TEXT", "ETag for the next conditional fetch.", optional=True),
        Column("last_modified", "TEXT", "Last-Modified for the next fetch.", optional=True),
        Column(
            "page_sha256",
            "TEXT",
            "The page; absent when none came.",
            optional=True,
            refers_to="page.sha256",
        ),
        Column("outcome", "TEXT", "What became of it.", one_of=words(PageOutcome)),
        Column("cause", "TEXT", "Why it was refused or not reached.", optional=True),
        Column(
            "warnings",
            "TEXT",
            "JSON list of what only warns: rule findings; pages before a failure.",
            optional=True,
        ),
        Column(
            "rules",
            "TEXT",
            "JSON: rules passed, and each broken rule with its unexpected count.",
            optional=True,
        ),
        Column("rows_read", "INTEGER", "Rows that the parser gave.", at_least=0),
        Column("rows_new", "INTEGER", "Entries absent from the preceding state.", at_least=0),
        Column("rows_changed", "INTEGER", "Entries with other values.", at_least=0),
        Column("rows_unchanged", "INTEGER", "Entries as before.", at_least=0),
        Column("rows_quarantined", "INTEGER", "Rows quarantined.", at_least=0),
        Column("rows_refused", "INTEGER", "Rows of a refused page.", at_least=0),
        Column("code_version", "TEXT", "Version of gapwatch that read it."),
        Column(
            "repeats",
            "INTEGER",
            "The fetch whose vintages this one repeats at its own time: the page came again and "
            "gave every board the same state. Absent: its vintages are its own, or it has none.",
            optional=True,
            refers_to="snapshot.id",
        ),
    ),
    unique=(("id",),),
)

BOARD = Table(
    "board",
    "A board: one list of one source in one fact table.",
    (
        Column("id", "INTEGER", "Key."),
        Column("fact_table", "TEXT", "Fact table that holds its rows."),
        Column("source", "TEXT", "Source name."),
        Column("board", "TEXT", "Board as the source names it."),
        Column("category", "TEXT", "Category as the source names it; empty when it has none."),
    ),
    unique=(("id",), ("fact_table", "source", "board", "category")),
)

STATE = Table(
    "state",
    "One complete content of one board: which fact rows, and which entries are held.",
    (
        Column("id", "INTEGER", "Key."),
        Column("board_id", "INTEGER", "Board.", refers_to="board.id"),
        Column("sha256", "TEXT", "Hash of the rows' hashes and the held entries."),
        Column("runs", "TEXT", "JSON list of [first, last] fact ids."),
        Column("held", "TEXT", "JSON list of entries whose row was quarantined."),
        Column("row_count", "INTEGER", "Fact rows in the state.", at_least=0),
    ),
    unique=(("id",), ("board_id", "sha256")),
)

PAGE_STATE = Table(
    "page_state",
    "That a page gave a board a state: a vintage, at the time of its fetch and of every fetch that "
    "repeats it (view `_vintage`).",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("board_id", "INTEGER", "Board.", refers_to="board.id"),
        Column("state_id", "INTEGER", "Its content.", refers_to="state.id"),
        Column(
            "snapshot_id", "INTEGER", "The fetch that first brought it.", refers_to="snapshot.id"
        ),
        day("published_on", "The board's own date, else the UTC date of seen_at."),
        Column("seen_at", "TEXT", "When the bytes were captured (UTC)."),
        Column("recorded_at", "TEXT", "When this warehouse learned it (UTC clock)."),
        Column("page_sha256", "TEXT", "Page that says so.", refers_to="page.sha256"),
        Column("restated", "INTEGER", "1: a later re-issue of an old date.", at_least=0, at_most=1),
        Column("basis", "TEXT", "board or leaders.", one_of=words(Basis)),
        Column(
            "own_date",
            "INTEGER",
            "1: published_on is the board's own date; 0: the day it was seen.",
            at_least=0,
            at_most=1,
        ),
        day(
            "inputs_on",
            "Derived boards: newest published date among the inputs; of a page without a date of "
            "its own the first day on which it said so.",
            optional=True,
        ),
        real(
            "floor",
            "Of a list: value of its last entry before the first hole in the board's own ranks.",
        ),
        text("leads", "Of a list: the classes whose leader it names.", optional=True),
    ),
    unique=(("id",),),
)

QUARANTINE = Table(
    "quarantine",
    "A row that was quarantined, with the reason; written once for a page, however often it came.",
    (
        Column("id", "INTEGER", "Key."),
        Column(
            "snapshot_id", "INTEGER", "The first fetch that brought it.", refers_to="snapshot.id"
        ),
        Column("source", "TEXT", "Source name."),
        Column("fact_table", "TEXT", "Fact table it was meant for."),
        Column("board", "TEXT", "Board."),
        Column("category", "TEXT", "Category; empty when the board has none."),
        Column("entry", "TEXT", "Entry."),
        Column("reason", "TEXT", "The rule it broke and the offending value."),
        Column("page_sha256", "TEXT", "Page that holds it.", refers_to="page.sha256"),
        Column("seen_at", "TEXT", "When the page was first captured (UTC)."),
        Column("recorded_at", "TEXT", "When it was quarantined (UTC clock)."),
        Column("row", "TEXT", "The row as JSON."),
    ),
    unique=(("id",),),
    promised=True,
)

SERIES = Table(
    "series",
    "What is declared of a series, as it stood on the day that was measured last; written again "
    "when a declaration changed.",
    (
        Column("series", "TEXT", "Series id, as in view `series`."),
        Column("title", "TEXT", "Its name for readers."),
        Column("domain", "TEXT", "What the benchmark is about."),
        Column("unit", "TEXT", "Unit of its values and gaps.", one_of=words(Unit)),
        Column("direction", "TEXT", "Which value is better.", one_of=("higher", "lower")),
        Column(
            "axis",
            "TEXT",
            "board: re-estimated as a whole, the newest page counts; entry: entries have their "
            "own days.",
            one_of=("board", "entry"),
        ),
        Column(
            "protocol",
            "TEXT",
            "Protocol of the rows it takes, as the source names it (a regular expression where it "
            "takes several); absent: all rows of its boards.",
            optional=True,
        ),
        Column("provenance", "TEXT", "Who measures.", one_of=words(Provenance)),
        Column(
            "exposure", "TEXT", "Whether models can have seen the items.", one_of=words(Exposure)
        ),
        Column(
            "status",
            "TEXT",
            "`live`, else what is said against it and why it speaks for no domain: one or more of "
            "`frozen`, `saturated`, `disputed`, in that order, after a comma and a blank.",
            matches=r"^(live|(frozen|saturated|disputed)(, (saturated|disputed)){0,2})$",
        ),
        day(
            "status_since",
            "First day that it was not live; absent: not known, or live.",
            optional=True,
        ),
        Column("citation", "TEXT", "Where status and protocol can be checked (URL)."),
        Column(
            "stale_after_days",
            "INTEGER",
            "Days that a page counts as current; an older one is stale.",
            at_least=1,
        ),
        Column(
            "has_ended",
            "INTEGER",
            "1: nothing more comes, it is frozen: its lag is of the day it last changed.",
            at_least=0,
            at_most=1,
        ),
        day(
            "saturated_since",
            "First day since which its data set is saturated; absent: it is not.",
            optional=True,
        ),
    ),
    unique=(("series",),),
    append_only=False,
)

LEDGERS: dict[str, Table] = {
    table.name: table
    for table in (PAGE, SNAPSHOT, BOARD, STATE, PAGE_STATE, QUARANTINE, SERIES, *ALERTING)
}
