"""Ledger tables: what was fetched, what was kept, and what people were told of it.

Nothing but `series` is ever changed: a condition has ended when its newest event says so, an event
was delivered to a channel when one of its attempts says so (views `_condition_now`, `_alert_log`).
"""

from warehouse.schema.columns import Table

EVENT = Table(
    "event",
    "Something that happened to a number, or a condition that began or ended; reported once.",
    """
    id (whole): Order of arrival.
    kind (text): What kind of event: a rule of outputs/alerts/rules.toml, or the watermark.
    subject (text): What it is about: series, model, source, step.
    phase (EventPhase): One-off, or beginning or end of a condition.
    on_date (day): The day it is about.
    dedupe_key (text): The same event has the same key; it is recorded once.
    title (text): One sentence.
    data (text): JSON: numbers before and after, names, vintages.
    is_quiet (flag): 1: recorded, and brought to nobody by itself (first load, backfill,
        history, stale series).
    recorded_at (text): When this warehouse learned it (UTC clock).
    """,
    unique=(("dedupe_key",),),
)

ATTEMPT = Table(
    "attempt",
    "An attempt to send an event to a channel. One that broke off is not here: it is sent again.",
    """
    id (whole): Order of arrival.
    channel (text): Scheme and fingerprint of the address; never the address.
    event_id (whole, -> event.id): The event; several that were sent as one have a row each.
    at (text): When (UTC clock).
    cause (text?): Why it failed, without addresses; absent: it was delivered.
    """,
)

ALERTING = (EVENT, ATTEMPT)


PAGE = Table(
    "page",
    "Bytes that some fetch brought; the bytes themselves lie in the archive under their hash.",
    """
    sha256 (sha256): Hash of the bytes as received.
    size_bytes (whole, >= 0): Length of the bytes.
    recorded_at (text): When this warehouse stored them.
    """,
    unique=(("sha256",),),
)

SNAPSHOT = Table(
    "snapshot",
    "One fetch of one URL: what came back and what became of it.",
    """
    id (whole): Order of arrival.
    source (text): Source name.
    url (text): Address that was asked.
    seen_at (text): When the bytes were captured (UTC).
    recorded_at (text): When this warehouse learned it (UTC clock).
    status (whole?): HTTP status, if any.
    etag (text?): ETag for the next conditional fetch.
    last_modified (text?): Last-Modified for the next fetch.
    page_sha256 (text?, -> page.sha256): The page; absent when none came.
    outcome (PageOutcome): What became of it.
    cause (text?): Why it was refused or not reached.
    warnings (text?): JSON list of what only warns: rule findings; pages before a failure.
    rules (text?): JSON: rules passed, and each broken rule with its unexpected count.
    rows_read (whole, >= 0): Rows that the parser gave.
    rows_new (whole, >= 0): Entries absent from the preceding state.
    rows_changed (whole, >= 0): Entries with other values.
    rows_unchanged (whole, >= 0): Entries as before.
    rows_quarantined (whole, >= 0): Rows quarantined.
    rows_refused (whole, >= 0): Rows of a refused page.
    code_version (text): Version of gapwatch that read it.
    reading (whole?, -> snapshot.id): The fetch whose states of boards it gives, at its own time:
        itself, or an earlier one, where the page came again and gave every board the same state.
        Absent: nothing was taken of it.
    """,
)

BOARD = Table(
    "board",
    "A board: one list of one source in one fact table.",
    """
    id (whole): Key.
    fact_table (text): Fact table that holds its rows.
    source (text): Source name.
    board (text): Board as the source names it.
    category (text): Category as the source names it; empty when it has none.
    """,
    unique=(("fact_table", "source", "board", "category"),),
)

STATE = Table(
    "state",
    "One complete content of one board: which fact rows, and which entries are held.",
    """
    id (whole): Key.
    board_id (whole, -> board.id): Board.
    sha256 (text): Hash of the rows' hashes and the held entries.
    runs (text): JSON list of [first, last] fact ids.
    held (text): JSON list of entries whose row was quarantined.
    row_count (whole, >= 0): Fact rows in the state.
    """,
    unique=(("board_id", "sha256"),),
)

PAGE_STATE = Table(
    "page_state",
    "That a page gave a board a state: a vintage at the time of every fetch whose reading is the "
    "one that first brought it (view `_vintage`).",
    """
    id (whole): Order of arrival.
    board_id (whole, -> board.id): Board.
    state_id (whole, -> state.id): Its content.
    snapshot_id (whole, -> snapshot.id): The fetch that first brought it.
    published_on (day): The board's own date, else the UTC date of seen_at.
    seen_at (text): When the bytes were captured (UTC).
    recorded_at (text): When this warehouse learned it (UTC clock).
    page_sha256 (text, -> page.sha256): Page that says so.
    restated (flag): 1: a later re-issue of an old date.
    basis (Basis): board or leaders.
    own_date (flag): 1: published_on is the board's own date; 0: the day it was seen.
    inputs_on (day?): Derived boards: newest published date among the inputs; of a page without
        a date of its own the first day on which it said so.
    floor (real?): Of a list: value of its last entry before the first hole in the board's own
        ranks.
    leads (text?): Of a list: the classes whose leader it names.
    """,
)

QUARANTINE = Table(
    "quarantine",
    "A row that was quarantined, with the reason; written once for a page, however often it came.",
    """
    id (whole): Key.
    snapshot_id (whole, -> snapshot.id): The first fetch that brought it.
    source (text): Source name.
    fact_table (text): Fact table it was meant for.
    board (text): Board.
    category (text): Category; empty when the board has none.
    entry (text): Entry.
    reason (text): The rule it broke and the offending value.
    page_sha256 (text, -> page.sha256): Page that holds it.
    seen_at (text): When the page was first captured (UTC).
    recorded_at (text): When it was quarantined (UTC clock).
    row (text): The row as JSON.
    """,
    promised=True,
)

SERIES = Table(
    "series",
    "What is declared of a series, as it stood on the day that was measured last, in declared "
    "order; written again when a declaration changed.",
    """
    series (text): Series id, as in view `series`.
    title (text): Its name for readers.
    domain (text): What the benchmark is about.
    unit (Unit): Unit of its values and gaps.
    direction ('higher' | 'lower'): Which value is better.
    axis ('board' | 'entry'): board: re-estimated as a whole, the newest page counts; entry:
        entries have their own days.
    protocol (text?): Protocol of the rows it takes, as the source names it (a regular
        expression where it takes several); absent: all rows of its boards.
    provenance (Provenance): Who measures.
    exposure (Exposure): Whether models can have seen the items.
    status (text): `live`, or what is said against it, so that it speaks for no domain: one or more
        of `frozen`, `saturated`, `disputed`, in that order, joined by a comma and a blank.
    status_since (day?): First day that it was not live; absent: not known, or live.
    citation (text): Where status and protocol can be checked (URL).
    stale_after_days (whole, >= 1): Days that a page counts as current; an older one is stale.
    has_ended (flag): 1: nothing more comes, it is frozen: its lag is of the day it last
        changed.
    saturated_since (day?): First day since which its data set is saturated; absent: it is not.
    dataset (text?): The data set that it counts for; absent: for none, as models tuned for the
        task compete.
    """,
    unique=(("series",),),
    append_only=False,
)

LEDGERS: dict[str, Table] = {
    table.name: table
    for table in (PAGE, SNAPSHOT, BOARD, STATE, PAGE_STATE, QUARANTINE, SERIES, *ALERTING)
}
