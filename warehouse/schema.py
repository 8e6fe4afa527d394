"""Every table and column, declared once.

Four readers take these declarations: SQLite (STRICT tables, keys, checks, append-only triggers),
Great Expectations (column set, not null, in set, bounds), the generated `docs/tables.md`, and the
tests. A *fact table* holds what boards say: its rows are immutable and shared by every state they
are part of (see `warehouse.history`); a *ledger table* records what we did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Type = Literal["TEXT", "INTEGER", "REAL"]

UNITS = ("percent", "elo", "index", "usd", "share", "count")
PROVENANCES = ("independent", "maintainer", "third_party", "vendor")
OPENNESSES = ("closed", "non_commercial", "restricted", "permissive", "fully_open", "unknown")
OPENNESS_RULES = ("any_weights", "commercial", "permissive")
OUTCOMES = (
    "recorded",  # at least one board was accepted and something new was written
    "unchanged",  # accepted; every board equals its preceding state
    "refused",  # a critical rule failed or the shape is unknown: nothing was written
    "unreachable",  # the place did not answer properly
    "no_parser",  # archived; no module reads this source yet
)
DATE = r"^\d{4}-\d{2}-\d{2}$"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and the bounds that hold for every row of every source."""

    name: str
    type: Type
    about: str
    optional: bool = False
    one_of: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    matches: str | None = None
    refers_to: str | None = None
    identity: bool = True
    """False: names who first said it; another value alone does not make another fact row."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its rows' meaning, its columns, and whether rows may ever change."""

    name: str
    about: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    fact: bool = False
    append_only: bool = True

    def column(self, name: str) -> Column:
        """The column called `name`; raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    def names(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(column.name for column in self.columns)


def _day(name: str, about: str, *, optional: bool = False) -> Column:
    return Column(name, "TEXT", about, optional=optional, matches=DATE)


ENTRY = Column("entry", "TEXT", "Natural key of the row within its board, as the source writes it.")

SCORE = Table(
    "score",
    "What a board says about one entry.",
    (
        ENTRY,
        Column(
            "model_name",
            "TEXT",
            "The source's spelling of the one model behind the entry; absent when the entry names "
            "none or several.",
            optional=True,
        ),
        Column("value", "REAL", "The score, in `unit`."),
        Column("unit", "TEXT", "Unit of `value`; percent runs from 0 to 100.", one_of=UNITS),
        Column("stderr", "REAL", "Published standard error, in `unit`.", optional=True, at_least=0),
        Column("ci_low", "REAL", "Lower end of the published interval.", optional=True),
        Column("ci_high", "REAL", "Upper end of the published interval.", optional=True),
        Column(
            "ci_level",
            "REAL",
            "Level of the published interval, for example 0.95.",
            optional=True,
            at_least=0.5,
            at_most=0.999,
        ),
        Column("ci_method", "TEXT", "How the source made its interval.", optional=True),
        Column(
            "n",
            "INTEGER",
            "Items (proportions) or votes (ratings) behind the value.",
            optional=True,
            at_least=0,
        ),
        Column("provenance", "TEXT", "Who measured.", one_of=PROVENANCES),
        Column("protocol", "TEXT", "How it was measured: shots, prompting, harness and version."),
        Column("effort", "TEXT", "Reasoning effort as the source names it.", optional=True),
        Column("harness", "TEXT", "Agent or scaffold as the source names it.", optional=True),
        _day("dated_on", "The entry's own date on the board (submission or run).", optional=True),
        _day("released_on", "Release date of the model as this source gives it.", optional=True),
        Column(
            "cost_usd",
            "REAL",
            "Mean cost of one item in USD, where the board gives it.",
            optional=True,
            at_least=0,
        ),
        Column("source_url", "TEXT", "Citation of this one row (curated facts).", optional=True),
        Column("note", "TEXT", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

PRICE = Table(
    "price",
    "What one provider asks for one offering in one mode from one day on.",
    (
        ENTRY,
        Column("provider", "TEXT", "Who sells access."),
        Column("offering", "TEXT", "The provider's own id of the model."),
        Column("model_name", "TEXT", "The source's spelling of the model behind the offering."),
        Column("mode", "TEXT", "standard, batch, flex, fast: as the source names it."),
        Column("currency", "TEXT", "ISO 4217 code.", matches=r"^[A-Z]{3}$"),
        Column("input_per_mtok", "REAL", "Price of 1M input tokens.", at_least=0),
        Column(
            "cached_input_per_mtok",
            "REAL",
            "Price of 1M cached input tokens.",
            optional=True,
            at_least=0,
        ),
        Column("output_per_mtok", "REAL", "Price of 1M output tokens.", at_least=0),
        _day("effective_on", "First day the price is in force; absent: not stated.", optional=True),
        Column(
            "effective_basis",
            "TEXT",
            "How `effective_on` is known.",
            one_of=("documented", "first_observed", "commit", "not_stated"),
        ),
        Column("source_url", "TEXT", "Citation of this one row (curated facts).", optional=True),
        Column("note", "TEXT", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

RELEASE = Table(
    "release",
    "What one source claims about one model: evidence, never the verdict.",
    (
        ENTRY,
        Column("model_name", "TEXT", "The source's spelling of the model."),
        Column("maker", "TEXT", "The maker as the source names it.", optional=True),
        Column("licence", "TEXT", "Licence as the source writes it.", optional=True),
        Column(
            "openness_claim", "TEXT", "The source's own openness flag, verbatim.", optional=True
        ),
        Column(
            "released_on",
            "TEXT",
            "Release date as written: YYYY, YYYY-MM or YYYY-MM-DD.",
            optional=True,
            matches=r"^\d{4}(-\d{2}){0,2}$",
        ),
        Column("note", "TEXT", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

MODEL = Table(
    "model",
    "A model as gapwatch names it (curated registry).",
    (
        Column("entry", "TEXT", "Canonical model id."),
        Column("name", "TEXT", "Display name."),
        Column("maker", "TEXT", "Maker id."),
        Column("maker_name", "TEXT", "Maker's display name."),
        Column("kind", "TEXT", "Headlines use general.", one_of=("general", "task_tuned")),
        _day("released_on", "First public availability in any form."),
        Column(
            "parameters_total_b", "REAL", "Total parameters, billions.", optional=True, at_least=0
        ),
        Column(
            "parameters_active_b", "REAL", "Active parameters, billions.", optional=True, at_least=0
        ),
        Column("evidence", "TEXT", "URL that shows name and date.", matches=r"^https?://"),
    ),
    fact=True,
)

ALIAS = Table(
    "alias",
    "A source's spelling of a model (curated registry).",
    (
        Column("entry", "TEXT", "source|alias|valid_from: the key within the maker's file."),
        Column("alias", "TEXT", "Spelling, exactly."),
        Column("source", "TEXT", "Source that spells it so, or * for any."),
        Column("model", "TEXT", "Canonical model id."),
        _day("valid_from", "First day the spelling means this model.", optional=True),
        _day("valid_until", "First day it no longer does.", optional=True),
        Column("effort", "TEXT", "Reasoning effort that the spelling names.", optional=True),
        Column("harness", "TEXT", "Agent or scaffold that the spelling names.", optional=True),
        Column("host", "TEXT", "Host that the spelling names.", optional=True),
        Column("stamp", "TEXT", "Date stamp that the spelling names.", optional=True),
    ),
    fact=True,
)

OPENNESS = Table(
    "openness",
    "How freely a model's weights could be had, over time (curated registry).",
    (
        Column("entry", "TEXT", "model|valid_from: the key within the maker's file."),
        Column("model", "TEXT", "Canonical model id."),
        Column("openness", "TEXT", "Grade; see docs/openness.md.", one_of=OPENNESSES),
        Column("licence", "TEXT", "Licence name or SPDX id.", optional=True),
        _day("valid_from", "First day of the interval."),
        _day("valid_until", "First day after the interval; absent: still in force.", optional=True),
        Column("evidence", "TEXT", "URL that shows it.", matches=r"^https?://"),
        _day("checked_on", "Day a person looked at the evidence."),
    ),
    fact=True,
)

_SIDE = "of the leading {} entry"


def _leader(side: str) -> tuple[Column, ...]:
    what = _SIDE.format(side)
    return (
        Column(f"{side}_entry", "TEXT", f"Key {what}.", optional=True),
        Column(f"{side}_model", "TEXT", f"Canonical model {what}.", optional=True),
        Column(f"{side}_value", "REAL", f"Value {what}, in the series' unit.", optional=True),
        Column(f"{side}_stderr", "REAL", f"Standard error {what}.", optional=True, at_least=0),
        _day(f"{side}_dated_on", f"Axis date {what}.", optional=True),
        Column(f"{side}_provenance", "TEXT", f"Who measured the value {what}.", optional=True),
        Column(
            f"{side}_vintage",
            "INTEGER",
            f"Vintage that first gave the value {what}.",
            optional=True,
            identity=False,
        ),
    )


GAP = Table(
    "gap",
    "The gap of one series under one openness rule from one day until the next row.",
    (
        Column("entry", "TEXT", "First day the row holds (ISO date)."),
        *_leader("closed"),
        *_leader("open"),
        Column(
            "gap", "REAL", "Positive when closed is better, in the series' unit.", optional=True
        ),
        Column(
            "gap_percent", "REAL", "Gap relative to the closed value, in percent.", optional=True
        ),
        Column(
            "win_probability",
            "REAL",
            "Chance that the closed leader beats the open one (Elo).",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column("gap_low", "REAL", "Lower end of the gap's interval.", optional=True),
        Column("gap_high", "REAL", "Upper end of the gap's interval.", optional=True),
        Column("ci_level", "REAL", "Level of the gap's interval.", optional=True),
        Column(
            "p_open_ahead",
            "REAL",
            "Probability that the open leader is truly better.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column(
            "p_open_ahead_board",
            "REAL",
            "The same over the whole board, by simulation.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column(
            "selection_bias",
            "REAL",
            "How much best-of-many inflates the gap, in unit.",
            optional=True,
        ),
        Column(
            "detectable_gap",
            "REAL",
            "Smallest gap that 80 % power would find.",
            optional=True,
            at_least=0,
        ),
        Column(
            "unresolved_above",
            "INTEGER",
            "Unmatched or unknown entries at or above either frontier; absent when only "
            "leaders are known.",
            optional=True,
            at_least=0,
        ),
        Column(
            "basis",
            "TEXT",
            "board: whole boards; leaders: curated history of leaders.",
            one_of=("board", "leaders"),
        ),
        _day(
            "vintage_on",
            "Published date of the vintage that is compared; absent on the entry axis, where the "
            "issue's newest input counts for every day.",
            optional=True,
        ),
        Column(
            "code_version", "TEXT", "Version of gapwatch that first issued the row.", identity=False
        ),
    ),
    fact=True,
)

FRONTIER = Table(
    "frontier",
    "The best entry of a series in one class from one day until the next row.",
    (
        Column("entry", "TEXT", "First day the row holds (ISO date)."),
        Column("leader", "TEXT", "Key of the leading entry on its board."),
        Column("model", "TEXT", "Its canonical model."),
        Column("value", "REAL", "Its value, in the series' unit."),
        Column("stderr", "REAL", "Its standard error.", optional=True, at_least=0),
        Column("vintage", "INTEGER", "Vintage that first gave the value.", identity=False),
        _day(
            "vintage_on", "Published date of that vintage; absent on the entry axis.", optional=True
        ),
        Column(
            "code_version", "TEXT", "Version of gapwatch that first issued the row.", identity=False
        ),
    ),
    fact=True,
)

FACTS: dict[str, Table] = {
    table.name: table for table in (SCORE, PRICE, RELEASE, MODEL, ALIAS, OPENNESS, GAP, FRONTIER)
}

PAGE = Table(
    "page",
    "Bytes that some look brought; the bytes themselves lie in the archive under their hash.",
    (
        Column("sha256", "TEXT", "Hash of the bytes as received.", matches=r"^[0-9a-f]{64}$"),
        Column("size_bytes", "INTEGER", "Length of the bytes.", at_least=0),
        Column("recorded_at", "TEXT", "When this warehouse stored them."),
    ),
    unique=(("sha256",),),
)

SNAPSHOT = Table(
    "snapshot",
    "One look at one URL: what came back and what became of it.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("source", "TEXT", "Source name."),
        Column("url", "TEXT", "Address that was asked."),
        Column("seen_at", "TEXT", "When the bytes were captured (UTC)."),
        Column("recorded_at", "TEXT", "When this warehouse learned it (UTC clock)."),
        Column("status", "INTEGER", "HTTP status, if any.", optional=True),
        Column("etag", "TEXT", "ETag for the next conditional look.", optional=True),
        Column("last_modified", "TEXT", "Last-Modified for the next look.", optional=True),
        Column(
            "page_sha256",
            "TEXT",
            "The page; absent when none came.",
            optional=True,
            refers_to="page.sha256",
        ),
        Column("outcome", "TEXT", "What became of it.", one_of=OUTCOMES),
        Column("cause", "TEXT", "Why it was refused or not reached.", optional=True),
        Column("warnings", "TEXT", "JSON list of rule findings that only warn.", optional=True),
        Column("rows_read", "INTEGER", "Rows that the parser gave.", at_least=0),
        Column("rows_new", "INTEGER", "Entries absent from the preceding state.", at_least=0),
        Column("rows_changed", "INTEGER", "Entries with other values.", at_least=0),
        Column("rows_unchanged", "INTEGER", "Entries as before.", at_least=0),
        Column("rows_quarantined", "INTEGER", "Rows set aside.", at_least=0),
        Column("rows_refused", "INTEGER", "Rows of a refused page.", at_least=0),
        Column("code_version", "TEXT", "Version of gapwatch that read it."),
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

VINTAGE = Table(
    "vintage",
    "That a board had a state: published, seen and recorded.",
    (
        Column("id", "INTEGER", "Order of arrival."),
        Column("board_id", "INTEGER", "Board.", refers_to="board.id"),
        Column("state_id", "INTEGER", "Its content.", refers_to="state.id"),
        Column("snapshot_id", "INTEGER", "The look that brought it.", refers_to="snapshot.id"),
        _day("published_on", "The board's own date, else the UTC date of seen_at."),
        Column("seen_at", "TEXT", "When the bytes were captured (UTC)."),
        Column("recorded_at", "TEXT", "When this warehouse learned it (UTC clock)."),
        Column("page_sha256", "TEXT", "Page that says so.", refers_to="page.sha256"),
        Column("restated", "INTEGER", "1: a later re-issue of an old date.", at_least=0, at_most=1),
        Column("basis", "TEXT", "board or leaders.", one_of=("board", "leaders")),
        Column(
            "own_date",
            "INTEGER",
            "1: published_on is the board's own date; 0: the day it was seen.",
            at_least=0,
            at_most=1,
        ),
        _day("inputs_on", "Derived boards: newest published date among the inputs.", optional=True),
    ),
    unique=(("id",),),
)

QUARANTINE = Table(
    "quarantine",
    "A row that was set aside, with the reason.",
    (
        Column("id", "INTEGER", "Key."),
        Column("snapshot_id", "INTEGER", "The look that brought it.", refers_to="snapshot.id"),
        Column("source", "TEXT", "Source name."),
        Column("fact_table", "TEXT", "Fact table it was meant for."),
        Column("board", "TEXT", "Board."),
        Column("category", "TEXT", "Category; empty when the board has none."),
        Column("entry", "TEXT", "Entry."),
        Column("reason", "TEXT", "The rule it broke and the offending value."),
        Column("page_sha256", "TEXT", "Page that holds it.", refers_to="page.sha256"),
        Column("seen_at", "TEXT", "When the page was captured (UTC)."),
        Column("recorded_at", "TEXT", "When it was set aside (UTC clock)."),
        Column("row", "TEXT", "The row as JSON."),
    ),
    unique=(("id",),),
)

LEDGERS: dict[str, Table] = {
    table.name: table for table in (PAGE, SNAPSHOT, BOARD, STATE, VINTAGE, QUARANTINE)
}


def tables() -> Iterator[Table]:
    """Every declared table, ledgers first (facts refer to them)."""
    yield from LEDGERS.values()
    yield from FACTS.values()
