"""The looks at one price list, and the runs of looks that showed the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from measures.price_days import after
from measures.price_rules import CURRENCY, MODES, OFF_PEAK, PriceSource

Row = Mapping[str, Any]
Key = tuple[str, str]
"""Provider and offering; a list that splits its price by hours goes on under the same key."""


@dataclass(frozen=True, slots=True)
class PriceState:
    """The rows of table price in one state of a board, and the entries held in it."""

    rows: Sequence[Row]
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PriceBoard:
    """One price list over time: (published day, key of `states`) in order, one a day."""

    source: str
    board: str
    category: str
    days: Sequence[tuple[str, int]]
    states: Mapping[int, PriceState]


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """Where a price can be read: the price list, and the published day of a look at it."""

    source: str
    board: str
    category: str
    on: str


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive looks with one content, at most `stale_after_days` apart."""

    shown: Shown
    """The first of them."""
    first: str
    last: str
    looks: int
    rows: Mapping[Key, tuple[Row, ...]]


def runs_of(board: PriceBoard, trust: PriceSource) -> Iterator[Run]:
    """Runs in order; an entry that was held goes on with the row it had before."""
    kept: dict[str, Row] = {}
    for key, group in groupby(_unbroken(board, trust), key=lambda item: item[:2]):
        looks = [day for _, _, day in group]
        state = board.states[key[1]]
        held = [kept[entry] for entry in state.held if entry in kept]
        now = [*state.rows, *held]
        kept = {row["entry"]: row for row in now}
        shown = Shown(board.source, board.board, board.category, looks[0])
        yield Run(shown, looks[0], looks[-1], len(looks), _by_offering(now))


def _unbroken(board: PriceBoard, trust: PriceSource) -> Iterator[tuple[int, int, str]]:
    """(count of pauses so far, state, day) of every look."""
    pauses, last = 0, None
    for day, state in board.days:
        pauses += last is not None and day > after(last, trust.stale_after_days)
        yield pauses, state, day
        last = day


def _by_offering(rows: Sequence[Row]) -> dict[Key, tuple[Row, ...]]:
    found: dict[Key, tuple[Row, ...]] = {}
    cheaper = {
        (row["provider"], row["offering"], row["effective_on"]): row
        for row in rows
        if row["mode"] == OFF_PEAK and row["currency"] == CURRENCY and _is_price(row)
    }
    for row in sorted(rows, key=lambda row: row["effective_on"] or ""):
        if row["currency"] == CURRENCY and row["mode"] in MODES and _is_price(row):
            key = (row["provider"], row["offering"])
            other = cheaper.get((*key, row["effective_on"])) if row["mode"] != "standard" else None
            told = (
                {**row, OFF_PEAK: (other["input_per_mtok"], other["output_per_mtok"])}
                if other
                else row
            )
            found[key] = (*found.get(key, ()), told)
    return found


def _is_price(row: Row) -> bool:
    return bool(row["input_per_mtok"] > 0 and row["output_per_mtok"] > 0)
