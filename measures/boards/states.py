"""Which entries of which states compete in a series, each with its model and its openness.

A *state* is the complete content of one board in one vintage, as the caller reads it from the
warehouse. Days are ISO dates (YYYY-MM-DD) throughout, which compare as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from measures.errors import RowInvalid
from measures.freshness import was_fresh
from measures.names.registry import ALWAYS, NEVER, UNKNOWN, Grade, Registry
from measures.series import Series, SourceFilter
from measures.uncertainty.intervals import stderr_of
from terms.words import Basis, ModelKind

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class BoardState:
    """One complete state of one board.

    `rows` are rows of table score; a row may carry `held` (truthy: its newest row is in
    quarantine and this is the preceding one). The caller passes at most one state for a board
    and a published date: the one that restatement and capture time have put on top.
    """

    vintage: int
    source: str
    board: str
    category: str
    published_on: str
    basis: str
    rows: Sequence[Mapping[str, Any]]

    def __post_init__(self) -> None:
        check_day(self.published_on, f"{self.source} {self.board}, vintage {self.vintage}")


def check_day(day: str, place: str) -> None:
    """Raise RowInvalid unless `day` is written YYYY-MM-DD."""
    if not _DAY.fullmatch(day):
        raise RowInvalid(f"{place}: {day!r} is not a day written YYYY-MM-DD")


@dataclass(frozen=True)
class Contender:
    """One entry that belongs to a series: its value and what the registry knows of its model."""

    entry: str
    value: float
    score: float
    """`value` with its sign turned so that higher is better."""
    model: str | None
    grades: tuple[Grade, ...]
    dated_on: str | None
    row: Mapping[str, Any]
    state: BoardState
    items: int | None

    @cached_property
    def stderr(self) -> float | None:
        """Standard error in the series' unit, or None."""
        return stderr_of(self.row, self.items)

    def openness(self, on: str) -> str:
        """Openness in force on day `on`; "unknown" when unmatched or without evidence."""
        for grade in self.grades:
            if grade.valid_from <= on < grade.valid_until:
                return grade.openness
        return UNKNOWN

    def spans(self, openness: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Half-open day spans on which the openness is in `openness`, by day."""
        covered = ALWAYS
        for grade in self.grades:
            if UNKNOWN in openness and covered < grade.valid_from:
                yield covered, grade.valid_from
            if grade.openness in openness:
                yield grade.valid_from, grade.valid_until
            covered = grade.valid_until
        if UNKNOWN in openness and covered < NEVER:
            yield covered, NEVER


@dataclass(frozen=True)
class Coverage:
    """What became of the rows of a series' boards, for reports; the counts add up to `rows`."""

    rows: int
    competing: int
    unmatched: int
    unknown: int
    """Matched, but no evidence for the model's openness on the day."""
    task_tuned: int
    undated: int
    """On the entry axis: rows without a date, which therefore never count."""
    foreign: int
    """Rows that the series' filter or its provenance leaves out."""
    held: int
    """Among the rows: those whose newest statement is in quarantine."""


def filter_of(series: Series, state: BoardState) -> SourceFilter | None:
    """The series' filter that reads this board, if any."""
    for item in series.sources:
        if (item.source, item.board, item.category) == (state.source, state.board, state.category):
            return item
    return None


def contenders(series: Series, state: BoardState, registry: Registry) -> Sequence[Contender]:
    """The entries of `state` that compete in `series`, matched; task-tuned models left out where
    the series says so.

    A spelling is matched as on the day the page was published. Raises RowInvalid for a row in
    another unit than the series'.
    """
    key = (id(series), id(state))
    if key not in registry.matched:
        registry.matched[key] = (series, state, tuple(_contenders(series, state, registry)))
    found: tuple[Contender, ...] = registry.matched[key][2]
    return found


def _contenders(series: Series, state: BoardState, registry: Registry) -> Iterator[Contender]:
    reading = filter_of(series, state)
    for row in state.rows if reading else ():
        if reading is not None and _belongs(series, reading, row):
            item = _contender(series, reading, state, row, registry)
            if not _barred(series, item, registry):
                yield item


def _belongs(series: Series, reading: SourceFilter, row: Mapping[str, Any]) -> bool:
    return row["provenance"] == (reading.provenance or series.provenance) and reading.accepts(row)


def _barred(series: Series, item: Contender, registry: Registry) -> bool:
    """Whether the entry is of a task-tuned model, where the series takes general ones only."""
    if series.task_tuned or item.model is None:
        return False
    return bool(registry.model(item.model)["kind"] == ModelKind.TASK_TUNED)


def _contender(
    series: Series,
    reading: SourceFilter,
    state: BoardState,
    row: Mapping[str, Any],
    registry: Registry,
) -> Contender:
    if row["unit"] != series.unit:
        raise RowInvalid(
            f"{state.source} {state.board}: entry {row['entry']!r} is in {row['unit']}, "
            f"series {series.id} in {series.unit}"
        )
    name = row.get("model_name")
    match = registry.match(state.source, name, state.published_on) if name else None
    return Contender(
        entry=row["entry"],
        value=row["value"],
        score=series.sign * row["value"],
        model=match.model if match else None,
        grades=registry.grades(match.model) if match else (),
        dated_on=row.get("dated_on"),
        row=row,
        state=state,
        items=series.items,
    )


def ranked(series: Series, states: Iterable[BoardState], through: str) -> list[BoardState]:
    """The states of the series published by `through`, from the oldest to the newest.

    On one published date whole boards come after (beat) curated leaders, and a board that the
    series lists earlier beats one it lists later. A state of another provenance than the series'
    stands in only: it is left out on a date on which a state of the series' own, published that day
    or before, is not yet stale.
    """
    order = {
        (item.source, item.board, item.category): -place
        for place, item in enumerate(series.sources)
    }
    known = [
        state
        for state in states
        if state.published_on <= through and (state.source, state.board, state.category) in order
    ]
    return sorted(
        _without_idle_stand_ins(series, known),
        key=lambda state: (
            state.published_on,
            state.basis == "board",
            order[state.source, state.board, state.category],
        ),
    )


def _without_idle_stand_ins(series: Series, states: Sequence[BoardState]) -> list[BoardState]:
    own = sorted(state.published_on for state in states if not _stands_in(series, state))
    return [
        state
        for state in states
        if not _stands_in(series, state) or not was_fresh(series, own, state.published_on)
    ]


def _stands_in(series: Series, state: BoardState) -> bool:
    reading = filter_of(series, state)
    return reading is not None and reading.provenance not in (None, series.provenance)


def newest_of_each_board(
    series: Series, states: Iterable[BoardState], through: str
) -> list[BoardState]:
    """The newest state of each board of the series published by `through`, oldest first.

    Boards of the same name and category are one board read in several places (a file and the page
    made from it): the newest state among them is that board. Curated leaders count only when
    no board of the series has a whole state.
    """
    newest: dict[tuple[str, str], BoardState] = {}
    for state in ranked(series, states, through):
        newest.pop((state.board, state.category), None)
        newest[state.board, state.category] = state
    return whole(newest.values()) or list(newest.values())


def whole(states: Iterable[BoardState]) -> list[BoardState]:
    """Those that are whole boards.

    A list of leaders says who leads now; who was first with less, or is cheapest with less, may be
    among those that it leaves out.
    """
    return [state for state in states if state.basis == Basis.BOARD]


def inputs(series: Series, states: Iterable[BoardState], through: str) -> list[BoardState]:
    """The states of which the value on day `through` is made: on the board axis the newest one."""
    if series.axis == "board":
        return ranked(series, states, through)[-1:]
    return newest_of_each_board(series, states, through)


def coverage(series: Series, states: Sequence[BoardState], registry: Registry, on: str) -> Coverage:
    """Count what became of the rows of `states` in `series` on day `on`.

    Give it `inputs(...)`; a row that two of the states print counts twice. Raises RowInvalid for
    a row in another unit than the series'.
    """
    fates: dict[str, int] = dict.fromkeys(
        ("competing", "unmatched", "unknown", "task_tuned", "undated", "foreign"), 0
    )
    rows = held = 0
    for state in states:
        reading = filter_of(series, state)
        for row in state.rows if reading else ():
            rows += 1
            held += bool(row.get("held"))
            fates[_fate(series, state, row, registry, on)] += 1
    return Coverage(rows=rows, held=held, **fates)


def _fate(
    series: Series, state: BoardState, row: Mapping[str, Any], registry: Registry, on: str
) -> str:
    reading = filter_of(series, state)
    if reading is None or not _belongs(series, reading, row):
        return "foreign"
    item = _contender(series, reading, state, row, registry)
    if _barred(series, item, registry):
        return "task_tuned"
    if series.axis == "entry" and item.dated_on is None:
        return "undated"
    if item.model is None:
        return "unmatched"
    return "unknown" if item.openness(on) == UNKNOWN else "competing"
