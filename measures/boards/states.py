"""Which entries of which states compete in a series, each with its model and its openness; and how
two states of one day differ.

A *state* is the complete content of one board in one vintage, as the caller reads it from the
warehouse. Days are ISO dates (YYYY-MM-DD) throughout, which compare as text.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import groupby, pairwise
from math import inf
from operator import itemgetter
from typing import Any, NamedTuple, Self

from measures.errors import RowInvalid
from measures.freshness import was_fresh
from measures.names.registry import ALWAYS, NEVER, UNKNOWN, Grade, Registry
from measures.series import Series, SourceFilter
from measures.uncertainty import stderr_of
from terms.days import after
from terms.grammar import folded, spellings
from terms.words import Basis, ModelKind

_Seen = tuple[str, "BoardState"]
"""A day and a state that a page said on it."""
Row = Mapping[str, Any]
SAME = 0.051
"""Values closer than this are the same: some pages round to a tenth of a point."""
RUN_AHEAD = 31
"""How many days before its release a maker may have run its own model: Devstral was one, DeepSWE
three."""
UNRELEASED = "unreleased"
"""Of a model before its release: in no class, and in no doubt either."""


@dataclass(frozen=True, eq=False)
class BoardState:
    """One complete state of one board; equal to itself alone, as what is made of it is kept.

    `rows` are rows of table score; a row may carry `held` (truthy: its newest row is in
    quarantine and this is the preceding one). The caller passes at most one state for a board
    and a published date: the one that restatement and capture time have put on top. A page without
    a date of its own that says the same day after day is one state, published on the first of them:
    what is derived of it is not of another day because somebody fetched it again.
    """

    vintage: int
    source: str
    board: str
    category: str
    published_on: str
    basis: str
    rows: Sequence[Mapping[str, Any]]
    seen_again: tuple[str, ...] = ()
    """Later days on which such a page said the same, by day."""
    floor: float | None = None
    """Of a list: value of its last entry before the first hole; None: complete nowhere."""
    leads: str = ""
    """Of a list: the classes whose leader it names, after commas."""
    quarantined: Sequence[Mapping[str, Any]] = ()
    """Rows of the page that are in quarantine, in the columns of table score as far as it gave
    them: no statements."""
    held_back: tuple[tuple[str, str], ...] = ()
    """Days of later pages that give no new gap, so that this one stands, each with the reason."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Names its board, as `SourceFilter.key`."""
        return self.source, self.board, self.category

    @property
    def is_whole(self) -> bool:
        """Whether it is complete down to nothing."""
        return self.basis == Basis.BOARD

    def reaches(self, series: Series, score: float) -> bool:
        """Whether it is complete down to a score."""
        return self.is_whole or (self.floor is not None and score >= series.sign * self.floor)

    @property
    def days(self) -> tuple[str, ...]:
        """The days on which a page said so, by day."""
        return (self.published_on, *self.seen_again)

    @property
    def seen_on(self) -> str:
        """The last of those days."""
        return self.days[-1]


@lru_cache(maxsize=64)
def _on_days(state: BoardState, *days: str) -> BoardState:
    """The state as of some of its days."""
    return replace(state, published_on=days[0], seen_again=days[1:])


@dataclass(frozen=True)
class Entry:
    """One entry that belongs to a series: its value and what the registry knows of its model."""

    entry: str
    value: float
    score: float
    """`value` with its sign turned so that higher is better."""
    model: str | None
    grades: Sequence[Grade]
    """Its openness over all days, in order."""
    dated_on: str | None
    row: Mapping[str, Any]
    state: BoardState
    items: int | None
    provisional: str | None = None
    """What its model's class is based on, where nobody has confirmed it yet."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """The registry's row of its model; empty without one."""

    @property
    def name(self) -> str:
        """The entry's model as the board shows it: a key that is a record's id tells nobody."""
        return str(self.row.get("model_name") or self.entry)

    @property
    def released_on(self) -> str | None:
        """The release day (ISO) of its model."""
        return self.about.get("released_on")

    @cached_property
    def stderr(self) -> float | None:
        """Standard error in the series' unit, or None."""
        return stderr_of(self.row, self.items)

    def openness(self, on: str) -> str:
        """Openness in force on day `on`; "unknown" when unmatched or without evidence."""
        return next(it.openness for it in self.grades if it.valid_from <= on < it.valid_until)


def filter_of(series: Series, state: BoardState) -> SourceFilter | None:
    """The series' filter that reads this board, if any."""
    return next((item for item in series.sources if item.key == state.key), None)


def competing(
    series: Series, state: BoardState, registry: Registry, *, systems: bool = False
) -> Sequence[Entry]:
    """The entries of `state` that compete in `series`, matched; task-tuned models left out where
    the series says so. `systems`: those that do not, as they name several models or none on a board
    of systems.

    A spelling is matched as on the day the page was published; where the model's column is empty
    the entry's own name is one. Raises RowInvalid for a row in another unit than the series'.
    """
    if (series, state) not in registry.matched:
        reading = filter_of(series, state)
        found: tuple[list[Entry], list[Entry]] = [], []
        measured_by = (reading and reading.provenance) or series.provenance
        for row in state.rows if reading else ():
            if reading and row["provenance"] == measured_by and reading.accepts(row):
                is_unsure = reading.model_required and _is_contradicted(state, row, registry)
                sure = {**row, "model_name": None} if is_unsure else row
                item = _entry(series, state, sure, registry)
                if item.about.get("kind") != ModelKind.TASK_TUNED or series.task_tuned:
                    is_bare = item.model is None and not sure.get("model_name")
                    found[reading.model_required and is_bare].append(item)
        registry.matched[series, state] = found
    sides: tuple[list[Entry], list[Entry]] = registry.matched[series, state]
    return sides[systems]


def _entry(series: Series, state: BoardState, row: Mapping[str, Any], registry: Registry) -> Entry:
    if row["unit"] != series.unit:
        raise RowInvalid(
            f"{state.source} {state.board}: entry {row['entry']!r} is in {row['unit']}, "
            f"series {series.id} in {series.unit}"
        )
    # What is in quarantine may be of anybody, whatever it names.
    spelled = () if row.get("quarantined") else spellings(row.get("model_name"), row["entry"])
    matches = (registry.match(state.source, one, state.published_on) for one in spelled)
    model = next((match.model for match in matches if match), None)
    return Entry(
        entry=row["entry"],
        value=row["value"],
        score=series.sign * row["value"],
        model=model,
        grades=[Grade(UNKNOWN, ALWAYS, NEVER)] if model is None else _classes(registry, model),
        dated_on=row.get("dated_on"),
        row=row,
        state=state,
        items=series.items,
        provisional=None if model is None else registry.provisional.get(model),
        about={} if model is None else registry.model(model),
    )


def _classes(registry: Registry, model: str) -> list[Grade]:
    """The openness of a model over all days; before its release it is none, and known to be.

    Boards list models before anybody can have them, and date versions by their family: a day on
    which a model was not out yet is no day on which it may lead.
    """
    grades = registry.grades(model)
    known_from = [registry.released_on(model), *(one.valid_from for one in grades)]
    found = [Grade(UNRELEASED, ALWAYS, min(known_from))]
    for grade in grades:
        if found[-1].valid_until < grade.valid_from:
            found.append(Grade(UNKNOWN, found[-1].valid_until, grade.valid_from))
        found.append(grade)
    if found[-1].valid_until < NEVER:
        found.append(Grade(UNKNOWN, found[-1].valid_until, NEVER))
    return found


def _is_contradicted(state: BoardState, row: Row, registry: Registry) -> bool:
    """Whether a system's own day or name says that it is not of the model in the model's column.

    Its day: it ran long before that model was out. Its name ("Tools + Claude 3.5 Haiku"): a part
    is another model, and no shorter way to write this one, as "GPT-4o" is of `gpt-4o-2024-08-06`.
    A board of models dates them by their family: it has no harness, and is not asked.
    """
    spelled, system = row.get("model_name"), row.get("harness")
    meant = registry.match(state.source, spelled, state.published_on) if spelled else None
    if not (spelled and system and meant):
        return False
    ran_on = row.get("dated_on")
    if ran_on and after(ran_on, RUN_AHEAD) < registry.released_on(meant.model):
        return True
    others = (part for part in system.split(" + ") if not folded(spelled).startswith(folded(part)))
    named = (registry.match(state.source, part, state.published_on) for part in others)
    return any(one and one.model != meant.model for one in named)


def _stands_in(series: Series, state: BoardState) -> bool:
    reading = filter_of(series, state)
    return reading is not None and reading.provenance not in (None, series.provenance)


def _copy_of(series: Series, state: BoardState) -> str | None:
    reading = filter_of(series, state)
    return reading.copy_of if reading else None


def _with_copy(series: Series, found: list[BoardState], copy: BoardState) -> list[BoardState]:
    """The states with what a newer copy of one of their boards says otherwise, oldest first."""
    of = _copy_of(series, copy)
    own = [
        state
        for state in found
        if of in (state.board, _copy_of(series, state)) or not state.is_whole
    ]
    told_on = max((state.seen_on for state in own), default="")
    if copy.seen_on <= told_on:
        return found
    others = (state for state in found if state not in own)
    made = [*others, *_corrected(copy, series.sign, told_on, *own)]
    return sorted(made, key=lambda state: state.seen_on)


@lru_cache(maxsize=64)
def _corrected(
    copy: BoardState, sign: int, told_on: str, *own: BoardState
) -> tuple[BoardState, ...]:
    """The states of a board as a newer copy corrects them, then what it adds."""
    held = [row for state in own for row in state.rows]
    right = (replace(state, rows=corrected(state.rows, copy.rows, sign)) for state in own)
    return (*right, replace(copy, rows=news(copy.rows, held, told_on)))


def news(copy: Sequence[Row], held: Sequence[Row], told_on: str) -> list[Row]:
    """The rows of a newer copy of a board, another page of the same measurer with the same runs
    (docs/decisions.md), that its board does not have; `told_on`: the day of the board's page.

    A copy is no whole board: Epoch's table behind its index has the best score of each model that
    the index takes, and no errors; its zip has every run. So a copy does not replace its board, it
    adds what is news, from the day of the board's page, or of the copy before it, at the earliest:
    days before are told by the page that was made then. An equal value of a model version is the
    same run, which keeps its error and its day.
    """
    values: dict[str, list[float]] = defaultdict(list)
    for row in held:
        values[str(row.get("model_name"))].append(row["value"])
    return [
        {**row, "dated_on": max(row["dated_on"], told_on)} if row.get("dated_on") else row
        for row in copy
        if not any(abs(row["value"] - one) < SAME for name in _names(row) for one in values[name])
    ]


def corrected(held: Sequence[Row], copy: Sequence[Row], sign: int) -> list[Row]:
    """A board's rows without those that are better than the copy's best of the same version, or of
    our model, which rows that ship name instead of it."""
    best: dict[str, float] = {}
    for row in copy:
        for name in _names(row):
            best[name] = max(sign * row["value"], best.get(name, -inf))
    known = ((row, best.get(str(row.get("model_name")), inf)) for row in held)
    return [row for row, most in known if sign * row["value"] < most + SAME]


def _names(row: Row) -> tuple[str, ...]:
    """What a copy's row names: the version, and the model that it is the best score of."""
    return tuple({row["entry"], str(row.get("model_name"))})


def whole(states: Iterable[BoardState]) -> list[BoardState]:
    """Those that are whole boards.

    A list says who leads now; who was first with less may be among those that it leaves out.
    """
    return [state for state in states if state.is_whole]


class BoardSpan(NamedTuple):
    """The states that are the board of a series together on the days `first` <= day < `end`."""

    first: str
    end: str
    states: tuple[BoardState, ...]
    page_on: str | None
    """Published date of the newest; None on the entry axis, where on the newest scale whatever came
    last counts for every day."""


@dataclass(frozen=True)
class Boards:
    """What is measured of one series: its boards, as known up to the UTC day `through` (ISO)."""

    series: Series
    states: Sequence[BoardState]
    """Their visible states, in any order; those of other boards are ignored."""
    names: Registry
    through: str

    def of(self, states: Sequence[BoardState]) -> Self:
        """The same of some states alone."""
        return replace(self, states=states)

    @property
    def whole(self) -> Self:
        """The same of whole boards alone."""
        return self.of(whole(self.states))

    def ranked(self) -> list[_Seen]:
        """The states published by the day with the day on which a page says each, from the oldest
        to the newest: on the board axis every such day, on the entry axis the last one.

        On one published date whole boards come after (beat) curated leaders, and a board that the
        series lists earlier beats one it lists later. A state of another provenance than the
        series' stands in only: it is left out on a date on which a state of the series' own,
        published that day or before, is not yet stale.
        """
        series, is_board = self.series, self.series.axis == "board"
        order = {item.key: -place for place, item in enumerate(series.sources)}
        seen = [
            (day, state.is_whole, order[state.key], state)
            for state in self.states
            if state.key in order
            for day in (state.days if is_board else state.days[-1:])
            if (day if is_board else state.published_on) <= self.through
        ]
        own = sorted(day for day, *_, state in seen if not _stands_in(series, state))
        return [
            (day, state)
            for day, *_, state in sorted(seen, key=itemgetter(0, 1, 2))
            if not (_stands_in(series, state) and was_fresh(series, own, day))
        ]

    def in_turn(self) -> list[BoardState]:
        """Board axis: the states that are on top of their day, oldest first.

        One that is seen again while it is on top is one and the same; seen again after another one,
        it is on top anew from that day on.
        """
        top = dict(self.ranked())
        spells = ((state, tuple(days)) for state, days in groupby(top, key=top.__getitem__))
        return [one if days == one.days else _on_days(one, *days) for one, days in spells]

    def newest_of_each_board(self) -> list[BoardState]:
        """The newest state of each board published by the day, oldest first.

        Boards of the same name and category are one board read in several places (a file and the
        page made from it): the newest state among them is that board. Curated leaders count only
        when no board of the series, nor a copy of one, has a whole state. A newer copy adds what is
        news.
        """
        series, newest = self.series, dict[tuple[str, str], BoardState]()
        for _, state in self.ranked():
            newest.pop((state.board, state.category), None)
            newest[state.board, state.category] = state
        copies = [state for state in newest.values() if _copy_of(series, state)]
        boards = [state for state in newest.values() if not _copy_of(series, state)]
        found = whole(boards) or whole(copies)[:1] or boards
        for copy in (one for one in copies if one not in found):
            found = _with_copy(series, found, copy)
        return found

    def inputs(self) -> list[BoardState]:
        """The states of which the value on the day is made: on the board axis the newest one, on
        the entry axis those on the newest scale."""
        if self.series.axis == "board":
            return self.in_turn()[-1:]
        return [page for _, pages in self._scales()[-1:] for page in pages]

    def inputs_on(self) -> str | None:
        """Newest published date among them; None: there are none."""
        return max((state.published_on for state in self.inputs()), default=None)

    def _scales(self) -> list[tuple[str, list[BoardState]]]:
        """Entry axis: the newest states on each side of a break of the scale, oldest first, with
        the first day of which they tell.

        A whole board tells of every day, whatever pages said before: what is on it is on its scale.
        Of a list nobody knows who led before it was published.
        """
        found: list[tuple[str, list[BoardState]]] = []
        for first, end in pairwise([ALWAYS, *(it.on for it in self.series.scale_breaks), NEVER]):
            own = [one for one in self.states if first <= one.published_on < end]
            newest = self.of(own).newest_of_each_board()
            if whole(newest):
                found = [(ALWAYS, newest)]
            elif newest:
                found.append((min(it.published_on for it in own) if found else ALWAYS, newest))
        return found

    def spans(self) -> list[BoardSpan]:
        """What counts on which days up to and with the last, oldest first.

        Board axis: every published date has its newest state until the next one. Entry axis: the
        newest states on one scale tell every day of it.
        """
        last = after(self.through)
        if self.series.axis == "entry":
            return [
                BoardSpan(first, end, tuple(it), None if end == last else it[-1].published_on)
                for (first, it), (end, _) in pairwise([*self._scales(), (last, [])])
            ]
        newest = {state.published_on: state for state in self.in_turn()}
        return [BoardSpan(day, end, (newest[day],), day) for day, end in pairwise([*newest, last])]

    def entries(self, states: Iterable[BoardState], *, systems: bool = False) -> Sequence[Entry]:
        """The entries of states that count together, or the systems; of one name the last's. What a
        copy adds leaves what another says of the days before."""
        found: dict[tuple[str, str | None], Entry] = {}
        for state in states:
            copy = state.board if _copy_of(self.series, state) else None
            items = competing(self.series, state, self.names, systems=systems)
            found |= {(item.entry, copy): item for item in items}
        return list(found.values())


def best_by_model(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Each known model's best entry, the best first; of equal ones the first by name."""
    found: dict[str, Entry] = {}
    for item in sorted(entries, key=lambda item: (-item.score, item.entry)):
        if item.model is not None:
            found.setdefault(item.model, item)
    return found


class Revision(NamedTuple):
    """What a later state of the same published day says otherwise."""

    entries: int
    """Entries with another value, and entries that only one of both has."""
    largest: float
    """Largest change of a value of a common entry, in the board's unit; 0 when none changed."""
    example: str
    """The entry with the largest change, else one that came or went."""


def revision(older: Iterable[Row], newer: Iterable[Row]) -> Revision | None:
    """How the values (`value` by `entry`) differ; None when they do not."""
    before, after = _values(older), _values(newer)
    both = sorted(before.keys() & after.keys())
    moved = {one: abs(after[one] - before[one]) for one in both if after[one] != before[one]}
    other = sorted(before.keys() ^ after.keys())
    if not moved and not other:
        return None
    example = max(moved, key=moved.__getitem__) if moved else other[0]
    return Revision(len(moved) + len(other), max(moved.values(), default=0.0), example)


def _values(rows: Iterable[Row]) -> Mapping[str, float]:
    """Value by entry; a held row is an older statement and would hide what changed."""
    return {row["entry"]: row["value"] for row in rows if not row.get("held")}
