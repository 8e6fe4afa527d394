"""The frames that rules speak about: of rows, of boards and of pages.

Beside the table's columns and `board` and `category`, a row has

    _wrong_type          which values have another type than the table says; absent: none
    _copies              rows of its reading with the same entry (exact repeats count once)
    _page, _reading      number of its page, and of its reading among those of all pages
    _error_share         of scores with a published error: `error_share` of their board
    _latest_on           last day that the page can know: the UTC day it was seen, and one more
    _source              in a frame of several sources, whose row it is
    _previous_X          the number X in the row of the same entry in the last good vintage
    _previous_X_ratio    how many times X grew or shrank since (>= 1)

and every underscore column that the parser gives. What a page lacks is absent in all its rows. A
board (one reading) has `board`, `category`, `basis`, `published_on`, `latest_on` and `rows`. A page
has `rows`, `entries`, `ambiguous_share` (entries of a board with several different rows),
`set_aside_share` (rows in quarantine) and `_columns` (which the table or a rule wants and the page
lacks, or nobody knows; absent: none). Beside the last good vintages both have

    _previous_rows_share      entries now by rows then
    _previous_gone_share      share of the entries then that are absent now
    _previous_changed_share   share of common entries whose main numbers changed
    _previous_value_shift     mean change of `value` over common entries
    _previous_rescaled_share  share of these whose `value` grew or shrank more than tenfold

A share of fewer than ten rows says nothing and is absent.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from statistics import NormalDist, median
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from expectations.rules import Rule
from expectations.verdict import Previous, ReadingLike, Row, UnjudgedPage
from terms.units import Unit
from warehouse.schema.columns import Column, Table

SOURCE = "_source"
KEY = ("_reading", "entry")
"""What names a row."""
_PLACE = (SOURCE, "board", "category")
_OF_BOARDS = ("_page", "_reading", "_latest_on", "_error_share")
_ERRORS = {"stderr", "ci_low"}
OURS = frozenset((*_PLACE, *_OF_BOARDS, "_wrong_type", "_copies"))
"""Columns that are put into every frame of rows."""
PREVIOUS = "_previous_"
SMALLEST_BASE = 10
COUNTS = ("now", "then", "gone", "common", "changed", "shifted", "shift", "rescaled")
"""Counts from one vintage of a board to the next; they add up over boards."""
ROWS_SHARE = "_previous_rows_share"
SHARES = {
    ROWS_SHARE: ("now", "then"),
    "_previous_gone_share": ("gone", "then"),
    "_previous_changed_share": ("changed", "common"),
    "_previous_value_shift": ("shift", "shifted"),
    "_previous_rescaled_share": ("rescaled", "shifted"),
}
"""What the rules see of these counts."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A reading among those of a batch."""

    page: int
    """Number of its page."""
    reading: ReadingLike
    day: date
    """Its published date, else the day its page was seen."""
    previous: Previous | None
    """The vintage that it is compared with; None: it is not compared."""


@dataclass(frozen=True)
class Batch:
    """The readings of one table on one or several pages, as one frame."""

    stated: Sequence[Stated]
    given: Sequence[Row]
    """All rows as their parsers gave them."""
    places: Sequence[tuple[int, int]]
    """Per row, its reading and its index there."""
    rows: pd.DataFrame
    """Those that differ to the rules, each labelled by the first position where it stands."""
    numbers: NDArray[np.intp]
    """Per row, its number in that frame; -1 for an exact repeat."""
    repeats: Mapping[int, int]
    """Position of an exact repeat to the position of the row it repeats."""
    boards: pd.DataFrame
    """One row per reading, with the counts from one vintage to the next."""
    faults: Mapping[int, str | None]
    """By page, what is wrong with its columns."""

    @cached_property
    def pages(self) -> "pd.Series[int]":
        """Per row, its page."""
        readings = [reading for reading, _ in self.places]
        return self.boards["_page"].loc[readings].reset_index(drop=True)


def batch_of(
    table: Table, pages: Sequence[UnjudgedPage], rules: Mapping[str, Sequence[Rule]]
) -> Batch:
    """Put the rows of a table into one frame, with what `rules`, by source, ask for beside them."""
    asked = {source: _asked(some) for source, some in rules.items()}
    stated = _stated(table, pages)
    places = [(n, at) for n, one in enumerate(stated) for at in range(len(one.reading.rows))]
    given = [row for one in stated for row in one.reading.rows]
    boards = _boards(table, pages, stated)
    of_place = _asked([rule for some in rules.values() for rule in some if rule.columns != KEY])
    first = _first_alike(stated, boards[[*_PLACE, *of_place & {*_OF_BOARDS}]])
    labels = [position for position, alike in enumerate(first) if alike == position]
    every = dict.fromkeys(chain(table.names(), *asked.values()))
    own = [name for name in every if not name.startswith(PREVIOUS) and name not in OURS]
    frame = _frame(
        own, {at: given[at] for at in labels}, boards.loc[[places[at][0] for at in labels]]
    )
    frame["_wrong_type"] = _wrong_types(table, frame, given)
    if table.by_name.keys() >= _ERRORS:
        has_error = frame[[*_ERRORS]].notna().any(axis=1)
        frame["_error_share"] = frame["_error_share"].where(has_error)
    frame, repeats = _without_repeats(frame)
    frame["_copies"] = frame.groupby([*KEY], dropna=False)["_reading"].transform("size")
    for name in every:
        if name.startswith(PREVIOUS):
            frame[name] = _previous_column(name, frame, stated)
    if boards[SOURCE].nunique() < 2:
        boards, frame = boards.drop(columns=SOURCE), frame.drop(columns=SOURCE)
    faults = _faults_of_columns(table, pages, stated, asked)
    numbers = frame.index.get_indexer(pd.Index(first))
    return Batch(stated, given, places, frame, numbers, repeats, boards, faults)


def _first_alike(stated: Sequence[Stated], places: pd.DataFrame) -> list[int]:
    """Per row, the position of the first one of which rules say the same: most rows of a page stood
    on the page before it. `places`: what rules see of each reading beside its rows.

    A row is like no other whose entry is named twice on its page, or held.
    """
    found: list[int] = []
    last: dict[Any, dict[str, tuple[int, object]]] = {}
    for one, place in zip(stated, places.fillna(0).itertuples(False, None), strict=True):
        alike, previous = last.setdefault(place, {}), one.previous or Previous({}, newest=False)
        entries = [str(row.get("entry")) for row in one.reading.rows]
        times, named = Counter(entries), zip(entries, one.reading.rows, strict=True)
        for position, (entry, row) in enumerate(named, len(found)):
            if times[entry] > 1 or entry in previous.held:
                found.append(position)
                continue
            said = (row, [*map(type, row.values())], previous.rows.get(entry))
            first, before = alike.get(entry, (position, None))
            found.append(first if said == before else position)
            alike[entry] = (found[-1], said)
    return found


def _asked(rules: Sequence[Rule]) -> set[str]:
    """The columns of rows that the rules of a source are about."""
    return {name for one in rules if one.of == "row" for name in (*one.columns, *one.where)}


def _faults_of_columns(
    table: Table,
    pages: Sequence[UnjudgedPage],
    stated: Sequence[Stated],
    asked: Mapping[str, Set[str]],
) -> dict[int, str | None]:
    """By page, which columns its rows have too many or too few; None: none, or no rows."""
    given: dict[int, set[str]] = {}
    for one in stated:
        given.setdefault(one.page, set()).update(*one.reading.rows)
    optional = {column.name for column in table.columns if column.optional}
    faults = {}
    for page, there in given.items():
        unknown = {name for name in there if name[:1] != "_"}.difference(table.names())
        wanted = {*table.names(), *asked[pages[page].source]} - optional - OURS if there else ()
        lacking = {name for name in wanted if not name.startswith(PREVIOUS)} - there
        told = [f"unexpected {name}" for name in sorted(unknown)]
        told += [f"missing {name}" for name in sorted(lacking)]
        faults[page] = ", ".join(told) or None
    return faults


def _stated(table: Table, pages: Sequence[UnjudgedPage]) -> list[Stated]:
    """The readings of a table; only a page's newest reading of a board is compared."""
    found: list[Stated] = []
    newest: dict[tuple[int, tuple[str, str, str]], int] = {}
    for number, page in enumerate(pages):
        for it in (one for one in page.readings if one.table == table.name):
            key, day = (number, (it.table, it.board, it.category)), it.published_on or page.seen_on
            if key not in newest or day >= found[newest[key]].day:
                newest[key] = len(found)
            found.append(Stated(number, it, day, None))
    for (number, board), at in newest.items():
        if found[at].reading.basis == "board":
            found[at] = replace(found[at], previous=pages[number].previous.get(board))
    return found


def _boards(table: Table, pages: Sequence[UnjudgedPage], stated: Sequence[Stated]) -> pd.DataFrame:
    has_errors = table.by_name.keys() >= _ERRORS
    return pd.DataFrame(
        [
            {
                "_page": one.page,
                SOURCE: pages[one.page].source,
                "board": one.reading.board,
                "category": one.reading.category,
                "basis": one.reading.basis,
                "published_on": one.day.isoformat(),
                "latest_on": (day := (pages[one.page].seen_on + timedelta(days=1)).isoformat()),
                "rows": len(one.reading.rows),
                "_reading": number,
                "_latest_on": day,
                "_error_share": error_share(one.reading.rows) if has_errors else None,
                **_movement(table, one.reading, one.previous),
            }
            for number, one in enumerate(stated)
        ]
    )


def _movement(table: Table, reading: ReadingLike, vintage: Previous | None) -> dict[str, Any]:
    """How a reading differs from the vintage that it is compared with."""
    if vintage is None:
        return dict.fromkeys(COUNTS, 0)
    now = {str(row.get("entry")): row for row in reading.rows}
    main = [c.name for c in table.columns if c.type == "REAL" and not c.optional]
    common = [(row, vintage.rows[entry]) for entry, row in now.items() if entry in vintage.rows]
    pairs = [(_number(row, "value"), _number(old, "value")) for row, old in common]
    scores = [(new, old) for new, old in pairs if new is not None and old is not None]
    moved = [(row, old) for row, old in common if not old.items() <= row.items()]
    return {
        "now": len(now),
        "then": len(vintage.rows),
        "gone": len(vintage.rows.keys() - now.keys()),
        "common": len(common) if main else 0,
        "changed": sum(any(new.get(name) != old.get(name) for name in main) for new, old in moved),
        "shifted": len(scores),
        "shift": sum(new - old for new, old in scores),
        "rescaled": sum((_ratio(old, new) or 1) > 10 for new, old in scores),
    }


def error_share(rows: Sequence[Row]) -> float | None:
    """What a board calls the errors of its percentages: the median over its rows of

        published standard error / sqrt(p (1 - p) / n)

    It is near 1 where they are standard errors (less where items were tried several times or differ
    in difficulty), and near 1.96 where they are half-widths of 95 % intervals under that name. Ends
    of an interval count as the standard error that their level makes of them.
    """
    shares = [share for share in map(_error_share, rows) if share is not None]
    return median(shares) if len(shares) >= SMALLEST_BASE else None


def _error_share(row: Row) -> float | None:
    value, n, error = (_number(row, name) for name in ("value", "n", "stderr"))
    if error is None:
        low, high, level = (_number(row, name) for name in ("ci_low", "ci_high", "ci_level"))
        if low is not None and high is not None and level is not None and 0 < level < 1:
            error = (high - low) / (2 * NormalDist().inv_cdf(0.5 + level / 2))
    if row.get("unit") != Unit.PERCENT or value is None or n is None or not error:
        return None
    if not 0 < value < 100 or n < 1:
        return None
    share = value / 100
    return error / (100 * math.sqrt(share * (1 - share) / n))


def _number(row: Mapping[str, Any], name: str) -> float | None:
    """The value where it is a number; one of another type is set aside by another rule."""
    value = row.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or math.isnan(value):
        return None
    return float(value)


def boards_and_pages(batch: Batch, aside: Sequence[int] = ()) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per reading, and one per page, labelled by its number.

    `aside`: per row set aside, its reading.
    """
    boards = batch.boards
    by_page = boards.groupby("_page", sort=False)
    pages = by_page[["rows", *COUNTS]].sum()
    copies = batch.rows["_copies"]
    once = batch.pages[(copies == 1).to_numpy()[batch.numbers] & (batch.numbers >= 0)]
    several = batch.rows[copies > 1].drop_duplicates(["_page", *KEY])["_page"]
    singles, ambiguous = (
        found.value_counts().reindex(pages.index, fill_value=0) for found in (once, several)
    )
    pages["entries"] = singles + ambiguous
    pages["ambiguous_share"] = (ambiguous / pages["entries"]).fillna(0.0)
    bad = boards["_page"].loc[list(aside)].value_counts().reindex(pages.index, fill_value=0)
    pages["set_aside_share"] = (bad / pages["rows"]).where(pages["rows"] >= SMALLEST_BASE)
    if SOURCE in boards:
        pages[SOURCE] = by_page[SOURCE].first()
    pages["_page"] = pages.index
    pages["_columns"] = pages["_page"].map(batch.faults).astype(object)
    pages.index.name = None  # GX names rows of a named index by it
    return _with_shares(boards), _with_shares(pages)


def _with_shares(counted: pd.DataFrame) -> pd.DataFrame:
    """The frame with shares in place of counts."""
    shares = {
        name: (counted[part] / counted[whole]).where(counted[whole] >= SMALLEST_BASE)
        for name, (part, whole) in SHARES.items()
    }
    return counted.drop(columns=[*COUNTS]).assign(**shares)


def _frame(wanted: Sequence[str], rows: Mapping[int, Row], boards: pd.DataFrame) -> pd.DataFrame:
    """The rows by their labels, each of a board, with the columns that any has or are wanted."""
    names = list(dict.fromkeys(chain.from_iterable(rows.values())))
    frame = pd.DataFrame(list(rows.values()), list(rows), names)
    for name in wanted:
        if name not in frame:
            frame[name] = None
    for name in (*_PLACE, *_OF_BOARDS):
        frame[name] = boards[name].to_numpy()
    return frame


def _wrong_types(table: Table, frame: pd.DataFrame, rows: Sequence[Row]) -> "pd.Series[Any]":
    """Name the values of another type, and blank them so that later rules can compare.

    A day is a type: a text that the calendar does not have is none.
    """
    told: dict[int, list[str]] = {}
    for column in table.columns:
        values = frame[column.name].astype(object)
        present = values.dropna()
        wrong = present[[not _fits(column, value) for value in present]]
        for position in wrong.index.tolist():
            value = rows[position][column.name]  # the frame makes a float of an int beside others
            is_text = column.is_day and isinstance(value, str)
            other = f"{type(value).__name__}, not {column.type}"
            kind = "no day of the calendar" if is_text else other
            told.setdefault(position, []).append(f"{column.name}={value!r} is {kind}")
        values[wrong.index] = None
        frame[column.name] = values if column.type == "TEXT" else pd.to_numeric(values)
    lines = ["; ".join(told.get(position, ())) or None for position in frame.index]
    return pd.Series(lines, frame.index, dtype=object)


def _fits(column: Column, value: Any) -> bool:
    if column.type == "TEXT":
        return isinstance(value, str) and (not column.is_day or column.holds(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return column.type == "REAL" or value == int(value)


def _without_repeats(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, int]]:
    keys = ["_reading", *(n for n in frame.columns if not n.startswith("_")), "_wrong_type"]
    alike = frame[frame.duplicated(keys, keep=False)].copy()
    if alike.empty:
        return frame, {}
    alike["_at"] = alike.index
    first = alike.groupby(keys, dropna=False)["_at"].transform("min")
    repeats = first[first != first.index]
    again = dict(zip(repeats.index.tolist(), repeats.tolist(), strict=True))
    return frame.drop(index=repeats.index), again


def _previous_column(name: str, frame: pd.DataFrame, stated: Sequence[Stated]) -> list[Any]:
    column = name.removeprefix(PREVIOUS).removesuffix("_ratio")
    found: list[Any] = []
    for number, entry, value in zip(frame["_reading"], frame["entry"], frame[column], strict=True):
        vintage = stated[number].previous
        before = None if vintage is None else vintage.rows.get(entry, {}).get(column)
        if name.endswith("_ratio"):
            held = vintage.held.get(entry) if vintage else None
            is_confirmed = held is not None and held.get(column) == value
            before = None if is_confirmed else _ratio(before, value)
        found.append(before)
    return found


def _ratio(before: Any, value: Any) -> float | None:
    if not before or not value or math.isnan(value) or before * value < 0:
        return None
    return float(max(before / value, value / before))
