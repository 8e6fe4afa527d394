"""Ledger tables: what was fetched, what was kept, and what people were told of it.

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
from warehouse.schema.columns import Table, day, flag, real, text, whole, word

EVENT = Table(
    "event",
    "Something that happened to a number, or a condition that began or ended; reported once.",
    (
        whole("id", "Order of arrival.", optional=False),
        text("kind", "What kind of event: an alert's rule, or the watermark."),
        text("subject", "What it is about: series, model, source, step."),
        word("phase", "One-off, or beginning or end of a condition.", words(EventPhase)),
        day("on_date", "The day it is about."),
        text("dedupe_key", "The same event has the same key; it is recorded once."),
        text("title", "One sentence."),
        text("data", "JSON: numbers before and after, names, vintages."),
        flag(
            "is_quiet",
            "1: recorded, opens no alert of its own (first load, backfill, history, stale series).",
        ),
        text("recorded_at", "When this warehouse learned it (UTC clock)."),
    ),
    unique=(("id",), ("dedupe_key",)),
)

ALERT = Table(
    "alert",
    "An event that a rule brings to people.",
    (
        whole("id", "Order of arrival.", optional=False),
        whole("event_id", "The event that opened it.", optional=False, refers_to="event.id"),
        text("rule", "The rule that opened it, of outputs/alerts/rules.toml."),
        text("subject", "What it is about."),
        word("severity", "How urgent.", words(Severity)),
        text("title", "One sentence."),
        text("body", "What a reader needs: numbers, cause, where to look, command."),
        text("opened_at", "When it was opened (UTC clock)."),
    ),
    unique=(("id",), ("event_id",)),
)

ALERT_CHANGE = Table(
    "alert_change",
    "A step in the life of an alert; the newest one is its status.",
    (
        whole("id", "Order of arrival.", optional=False),
        whole("alert_id", "The alert.", optional=False, refers_to="alert.id"),
        word("status", "The status from then on.", words(AlertStatus)),
        text("by", "Who: a person, or gapwatch itself."),
        text("note", "Why.", optional=True),
        text("at", "When (UTC clock)."),
    ),
    unique=(("id",),),
)

OUTBOX = Table(
    "outbox",
    "A message to deliver to one channel: one alert, or several in one digest.",
    (
        whole("id", "Order of arrival.", optional=False),
        text("channel", "Scheme and fingerprint of the address; never the address."),
        text("dedupe_key", "Stands in the message too, for receivers to drop repeats."),
        word("severity", "The most urgent of its alerts.", words(Severity)),
        text("title", "Subject line."),
        text("body", "Text."),
        text("alerts", "JSON list of the ids of its alerts."),
        text("queued_at", "When it was queued (UTC clock)."),
    ),
    unique=(("id",), ("dedupe_key",)),
)

DELIVERY = Table(
    "delivery",
    "An attempt to deliver a message. `started` is written before anything is sent; a started "
    "attempt without an end is one that broke off, so the message is sent again.",
    (
        whole("id", "Order of arrival.", optional=False),
        whole("outbox_id", "The message.", optional=False, refers_to="outbox.id"),
        whole("attempt", "1 for the first.", optional=False, at_least=1),
        word("outcome", "How it went.", words(DeliveryOutcome)),
        text("cause", "Why it failed, without addresses.", optional=True),
        text("at", "When (UTC clock)."),
        text(
            "retry_at",
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
        text("sha256", "Hash of the bytes as received.", matches=r"^[0-9a-f]{64}$"),
        whole("size_bytes", "Length of the bytes.", optional=False, at_least=0),
        text("recorded_at", "When this warehouse stored them."),
    ),
    unique=(("sha256",),),
)

SNAPSHOT = Table(
    "snapshot",
    "One fetch of one URL: what came back and what became of it.",
    (
        whole("id", "Order of arrival.", optional=False),
        text("source", "Source name."),
        text("url", "Address that was asked."),
        text("seen_at", "When the bytes were captured (UTC)."),
        text("recorded_at", "When this warehouse learned it (UTC clock)."),
        whole("status", "HTTP status, if any."),
        text("etag", "ETag for the next conditional fetch.", optional=True),
        text("last_modified", "Last-Modified for the next fetch.", optional=True),
        text(
            "page_sha256",
            "The page; absent when none came.",
            optional=True,
            refers_to="page.sha256",
        ),
        word("outcome", "What became of it.", words(PageOutcome)),
        text("cause", "Why it was refused or not reached.", optional=True),
        text(
            "warnings",
            "JSON list of what only warns: rule findings; pages before a failure.",
            optional=True,
        ),
        text(
            "rules",
            "JSON: rules passed, and each broken rule with its unexpected count.",
            optional=True,
        ),
        whole("rows_read", "Rows that the parser gave.", optional=False, at_least=0),
        whole("rows_new", "Entries absent from the preceding state.", optional=False, at_least=0),
        whole("rows_changed", "Entries with other values.", optional=False, at_least=0),
        whole("rows_unchanged", "Entries as before.", optional=False, at_least=0),
        whole("rows_quarantined", "Rows quarantined.", optional=False, at_least=0),
        whole("rows_refused", "Rows of a refused page.", optional=False, at_least=0),
        text("code_version", "Version of gapwatch that read it."),
        whole(
            "repeats",
            "The fetch whose vintages this one repeats at its own time: the page came again and "
            "gave every board the same state. Absent: its vintages are its own, or it has none.",
            refers_to="snapshot.id",
        ),
    ),
    unique=(("id",),),
)

BOARD = Table(
    "board",
    "A board: one list of one source in one fact table.",
    (
        whole("id", "Key.", optional=False),
        text("fact_table", "Fact table that holds its rows."),
        text("source", "Source name."),
        text("board", "Board as the source names it."),
        text("category", "Category as the source names it; empty when it has none."),
    ),
    unique=(("id",), ("fact_table", "source", "board", "category")),
)

STATE = Table(
    "state",
    "One complete content of one board: which fact rows, and which entries are held.",
    (
        whole("id", "Key.", optional=False),
        whole("board_id", "Board.", optional=False, refers_to="board.id"),
        text("sha256", "Hash of the rows' hashes and the held entries."),
        text("runs", "JSON list of [first, last] fact ids."),
        text("held", "JSON list of entries whose row was quarantined."),
        whole("row_count", "Fact rows in the state.", optional=False, at_least=0),
    ),
    unique=(("id",), ("board_id", "sha256")),
)

PAGE_STATE = Table(
    "page_state",
    "That a page gave a board a state: a vintage, at the time of its fetch and of every fetch that "
    "repeats it (view `_vintage`).",
    (
        whole("id", "Order of arrival.", optional=False),
        whole("board_id", "Board.", optional=False, refers_to="board.id"),
        whole("state_id", "Its content.", optional=False, refers_to="state.id"),
        whole(
            "snapshot_id",
            "The fetch that first brought it.",
            optional=False,
            refers_to="snapshot.id",
        ),
        day("published_on", "The board's own date, else the UTC date of seen_at."),
        text("seen_at", "When the bytes were captured (UTC)."),
        text("recorded_at", "When this warehouse learned it (UTC clock)."),
        text("page_sha256", "Page that says so.", refers_to="page.sha256"),
        flag("restated", "1: a later re-issue of an old date."),
        word("basis", "board or leaders.", words(Basis)),
        flag("own_date", "1: published_on is the board's own date; 0: the day it was seen."),
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
        whole("id", "Key.", optional=False),
        whole(
            "snapshot_id",
            "The first fetch that brought it.",
            optional=False,
            refers_to="snapshot.id",
        ),
        text("source", "Source name."),
        text("fact_table", "Fact table it was meant for."),
        text("board", "Board."),
        text("category", "Category; empty when the board has none."),
        text("entry", "Entry."),
        text("reason", "The rule it broke and the offending value."),
        text("page_sha256", "Page that holds it.", refers_to="page.sha256"),
        text("seen_at", "When the page was first captured (UTC)."),
        text("recorded_at", "When it was quarantined (UTC clock)."),
        text("row", "The row as JSON."),
    ),
    unique=(("id",),),
    promised=True,
)

SERIES = Table(
    "series",
    "What is declared of a series, as it stood on the day that was measured last; written again "
    "when a declaration changed.",
    (
        text("series", "Series id, as in view `series`."),
        text("title", "Its name for readers."),
        text("domain", "What the benchmark is about."),
        word("unit", "Unit of its values and gaps.", words(Unit)),
        word("direction", "Which value is better.", ("higher", "lower")),
        word(
            "axis",
            "board: re-estimated as a whole, the newest page counts; entry: entries have their "
            "own days.",
            ("board", "entry"),
        ),
        text(
            "protocol",
            "Protocol of the rows it takes, as the source names it (a regular expression where it "
            "takes several); absent: all rows of its boards.",
            optional=True,
        ),
        word("provenance", "Who measures.", words(Provenance)),
        word("exposure", "Whether models can have seen the items.", words(Exposure)),
        text(
            "status",
            "`live`, else what is said against it and why it speaks for no domain: one or more of "
            "`frozen`, `saturated`, `disputed`, in that order, after a comma and a blank.",
            matches=r"^(live|(frozen|saturated|disputed)(, (saturated|disputed)){0,2})$",
        ),
        day(
            "status_since",
            "First day that it was not live; absent: not known, or live.",
            optional=True,
        ),
        text("citation", "Where status and protocol can be checked (URL)."),
        whole(
            "stale_after_days",
            "Days that a page counts as current; an older one is stale.",
            optional=False,
            at_least=1,
        ),
        flag(
            "has_ended",
            "1: nothing more comes, it is frozen: its lag is of the day it last changed.",
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
