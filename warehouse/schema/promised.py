"""The views that people may rely on, with the meaning of every column.

One declaration for four readers: the generated `docs/tables.md`, the descriptions in Datasette, the
data package of `gapwatch export`, and the files as of a day. Columns that a view takes from a table
keep the meaning that the table declares; only what a view adds is said here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from terms.openness import OPENNESS_RULES, Openness
from terms.words import words
from warehouse.schema.columns import Column, Table, Type, day
from warehouse.schema.derived import (
    BASIS,
    CLAIM,
    CODE_VERSION,
    ESTIMATE,
    FRONTIER,
    GAP,
    LAG,
    PRICE_GAP,
)
from warehouse.schema.facts import PRICE, SCORE
from warehouse.schema.ledgers import QUARANTINE, SERIES, VINTAGE


@dataclass(frozen=True, slots=True)
class View:
    """A promised view (or table): what one row is, its key, and what its columns mean.

    `key` also gives the order of rows in every export. `of` is the table whose column meanings
    hold here too; `own` are the columns that mean something of their own in this view.
    """

    name: str
    one_row_is: str
    key: tuple[str, ...]
    of: Table | None = None
    own: Mapping[str, Column] = field(default_factory=dict)

    def query(self) -> str:
        """The query for all its rows, in the order of its key."""
        return f"SELECT * FROM {self.name} ORDER BY {', '.join(self.key)}"

    def column(self, name: str) -> Column:
        """What column `name` holds. Raises KeyError for a column that nobody described."""
        if name in self.own:
            return self.own[name]
        if self.of is not None and name in self.of.names() and name != "entry":
            return self.of.column(name)
        return _EVERYWHERE[name]

    def columns(self, connection: sqlite3.Connection) -> list[Column]:
        """The described columns, in the order the view has them in this file.

        Raises KeyError for a column that nobody described.
        """
        found = connection.execute(f"SELECT name FROM pragma_table_info('{self.name}')")
        return [self.column(name) for (name,) in found]


def _text(name: str, about: str, *, optional: bool = False) -> Column:
    return Column(name, "TEXT", about, optional=optional)


def _whole(name: str, about: str, *, optional: bool = True) -> Column:
    return Column(name, "INTEGER", about, optional=optional)


def _flag(name: str, about: str) -> Column:
    return Column(name, "INTEGER", about, at_least=0, at_most=1)


def _number(name: str, about: str) -> Column:
    return Column(name, "REAL", about, optional=True)


def _by_name(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


def _optional(name: str, type_: Type, about: str, one_of: tuple[str, ...]) -> Column:
    return Column(name, type_, about, optional=True, one_of=one_of)


_VINTAGE_ON = day("vintage_on", "Published date of the newest page behind the row.", optional=True)
_EVERYWHERE = _by_name(
    _text("source", "Source name; see docs/sources.md."),
    _text("board", "Board as the source names it."),
    _text("category", "Category as the source names it; empty when the board has none."),
    _text("entry", "Natural key of the row within its board, as the source writes it."),
    _text("model", "Canonical model id; absent when the spelling matches none.", optional=True),
    _optional(
        "openness",
        "TEXT",
        "Openness of the model on published_on, from the registry; absent when no model matches.",
        words(Openness),
    ),
    _text("series", "Series id; see docs/series.md."),
    Column("openness_rule", "TEXT", "Which models count as open.", one_of=OPENNESS_RULES),
    day("on_date", "The day the row is about (UTC)."),
    VINTAGE.column("published_on"),
    _VINTAGE_ON,
    _whole("age_days", "Days from vintage_on to on_date."),
    VINTAGE.column("seen_at"),
    _text("recorded_at", "When this warehouse learned or issued it (UTC clock)."),
    _text("page_sha256", "Hash of the page that says so.", optional=True),
    Column(
        "held", "INTEGER", "1: the newest row was set aside, this is the one before it.",
        at_least=0, at_most=1,
    ),
    BASIS,
    CODE_VERSION,
)  # fmt: skip

_SCORE = View(
    "score_now",
    "an entry on a board, in the board's newest vintage",
    ("source", "board", "category", "entry"),
    SCORE,
)
_PRICE = View(
    "price_now",
    "an offering's price in force",
    ("source", "provider", "offering", "mode", "currency"),
    PRICE,
)
_WITHDRAWN = View(
    "price_withdrawn",
    "an offering that its board no longer lists (three looks on three days, or stated), in one "
    "mode and currency",
    ("source", "board", "category", "provider", "offering", "mode", "currency", "reason"),
    PRICE,
    _by_name(
        day("last_seen_on", "Last day a look found it on the board.", optional=True),
        day("withdrawn_on", "First day without it, or the day the page states.", optional=True),
        _text("reason", "absent: gone for three looks on three days; stated: a page says so."),
    ),
)
_FRONTIER = View(
    "frontier_now",
    "the best entry of a series in a class",
    ("series", "openness_rule", "class"),
    FRONTIER,
    _by_name(
        _text("class", "closed or open, under the openness rule."),
        _text("entry", "Key of the leading entry on its board."),
        day("since", "First day of the present leader's lead.", optional=True),
        _VINTAGE_ON,
    ),
)
_GAP = View(
    "gap_daily",
    "a series on a day under one openness rule",
    ("series", "openness_rule", "on_date"),
    GAP,
    _by_name(_VINTAGE_ON),
)
_LAG = View(
    "lag_daily",
    "the lag of a series on a day, under one openness rule, tolerance rule and clock",
    ("series", "openness_rule", "rule", "clock", "on_date"),
    LAG,
    _by_name(
        _whole(
            "lag_days",
            "Days since closed first had what open has, counted to on_date; 0: level; negative: "
            "open leads. It grows daily while no page comes: age_days tells how old the newest is.",
        ),
        _whole("lag_low", "Lower end of the lag's interval, in days."),
        _whole("lag_high", "Upper end of the lag's interval, in days."),
    ),
)
_OF_SERIES = ("series", "title", "domain", "unit", "status")
_GAP_NOW = View(
    "gap_now",
    "a series under one openness rule today: its gap and the day that the gap is of",
    ("series", "openness_rule"),
    GAP,
    _by_name(
        *(SERIES.column(name) for name in _OF_SERIES),
        day(
            "shown_on",
            "The day that the gap is of: that of its page, or a later one on which a model on the "
            "page came or was opened.",
        ),
        day("vintage_on", "Published date of the newest page behind the row."),
        _whole("age_days", "Days from vintage_on to today.", optional=False),
        _flag("is_stale", "1: the page is older than its series' limit: not for today."),
    ),
)
_LAG_NOW = View(
    "lag_now",
    "the lag of a series today, under one openness rule, tolerance rule and clock",
    ("series", "openness_rule", "rule", "clock"),
    LAG,
    _by_name(
        *(SERIES.column(name) for name in _OF_SERIES),
        _whole(
            "lag_days",
            "Days since closed first had what open has, counted to shown_on; 0: level; negative: "
            "open leads.",
        ),
        _whole("lag_low", "Lower end of the lag's interval, in days."),
        _whole("lag_high", "Upper end of the lag's interval, in days."),
        day(
            "shown_on",
            "The day that the lag counts to: today; the page's day once that is stale, never "
            "before the lag's own first day; of a series that has ended the day it last changed.",
        ),
        day("vintage_on", "Published date of the newest page behind the row."),
        _flag("is_stale", "1: shown_on is past: the page is stale, or the series has ended."),
    ),
)
_SERIES = View("series", "a declared series (a table)", ("series",), SERIES)
_PRICE_GAP = View(
    "price_gap_daily",
    "the price at quality of a series and threshold on a day",
    ("series", "openness_rule", "threshold", "on_date"),
    PRICE_GAP,
)
_CLAIM = View(
    "claim_now",
    "a reading of a published claim, tested",
    ("id", "reading"),
    CLAIM,
    _by_name(_text("id", "Id of the claim, for example S12.")),
)
_ESTIMATE = View(
    "estimate_now",
    "a statistic over a window or a whole history, in one variant",
    ("measure", "series", "openness_rule", "variant"),
    ESTIMATE,
    _by_name(
        _text("measure", "What is estimated."),
        _text("variant", "Variant of the measure: its key within the measure."),
        _text("vintages", ESTIMATE.column("vintages").about),
    ),
)
_PRICE_INDEX = View(
    "price_index",
    "the list prices of the same models on the first day of a month, closed or open, as an index",
    ("class", "openness_rule", "on_date"),
    None,
    _by_name(
        _text("class", "closed or open, under the openness rule."),
        day("on_date", "First day of a month."),
        Column(
            "price_index", "REAL",
            "Chained index of matched models, 100 on base_on; see docs/methods/price.md.",
        ),
        _number("index_low", "Lower end of the index's interval; absent on base_on."),
        _number("index_high", "Upper end of the index's interval; absent on base_on."),
        _number("ci_level", "Level of the interval."),
        _whole("models", "Models matched on the day.", optional=False),
        _whole("models_changed", "Changes of prices since the month before.", optional=False),
        day("base_on", "The day on which the index is 100."),
    ),
)  # fmt: skip
_HEALTH = View(
    "source_health",
    "a source",
    ("source",),
    None,
    _by_name(
        _text("last_seen_at", "When it was last looked at (UTC).", optional=True),
        _text("last_changed_at", "When a look last brought something new.", optional=True),
        _text("last_outcome", "What became of the last look."),
        _number("age_hours", "Hours since the last look."),
        _whole("rows", "Rows of its boards in force."),
        _whole("quarantined", "Rows that its last accepted look set aside."),
        _text("cause", "Why the last look failed, if it did.", optional=True),
        _text("last_good_at", "When a look was last accepted to its end.", optional=True),
    ),
)
_QUARANTINE = View(
    "quarantine",
    "a row that was refused (a table)",
    ("id",),
    QUARANTINE,
    _by_name(QUARANTINE.column("entry")),
)

PROMISED: dict[str, View] = {
    view.name: view
    for view in (
        _GAP_NOW, _LAG_NOW, _SERIES, _SCORE, _PRICE, _WITHDRAWN, _FRONTIER, _GAP, _LAG, _PRICE_GAP,
        _CLAIM, _ESTIMATE, _PRICE_INDEX, _HEALTH, _QUARANTINE,
    )
}  # fmt: skip
"""Every promised view by name."""
