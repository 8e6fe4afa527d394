"""Which vintages decide who leads, and pages with held rows.

A whole board decides. A list with the board's own ranks is complete down to its floor, and decides
where a leader stands above it; any other list decides where whoever read the whole page wrote down
whose leader it names. What a list is silent about the vintage before it decides.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from math import inf
from typing import Any

from measures.boards.states import Boards, BoardState, Entry, competing
from measures.names.registry import UNKNOWN, Registry
from measures.series import Series
from terms.openness import CLASSES, OpennessRule


def deciding(known: Boards, rule: str) -> Boards:
    """The states that say who leads both classes under an openness rule, in their order."""
    return known.of([one for one in known.states if one.is_whole or _names_both(known, one, rule)])


def _names_both(known: Boards, state: BoardState, rule: str) -> bool:
    told, series = state.leads.split(", "), known.series
    best = {name: one.score for name, one in leaders(series, state, known.names).items()}
    return all(
        name in told or (name in best and names_all(series, state, name, best[name], best))
        for name in ("closed", rule)
    )


def names_all(
    series: Series, state: BoardState, name: str, score: float, best: Mapping[str, float]
) -> bool:
    """Whether every model of a class that reaches a score is named: on a page that is complete down
    to it, or where the class's leader is named and has no more.

    `best`: class to the score of its leader. Who leads the open weights and has an open-source
    licence leads those too.
    """
    if state.reaches(series, score):
        return True
    told, widest = state.leads.split(", "), OpennessRule.ANY_WEIGHTS
    is_widest = name != "closed" and widest in told and best.get(name) == best.get(widest)
    return (name in told or is_widest) and score >= best.get(name, inf)


def reaches(row: Mapping[str, Any], score: float) -> bool:
    """The same of a row with `is_whole`, `floor` and `direction`, and of a score in its own unit:
    every model that has as much is named."""
    if row["is_whole"] or row["floor"] is None:
        return bool(row["is_whole"])
    sign = -1 if row["direction"] == "lower" else 1
    return bool(sign * score >= sign * row["floor"])


def stand_alone(states: Sequence[BoardState], first: str) -> bool:
    """Whether days from `first` on rest on whole boards alone, to which no older page adds."""
    before = (one for one in states if one.published_on < first)
    newest = max(before, key=lambda one: one.published_on, default=None)
    return all(one.is_whole for one in states if one.published_on >= first or one is newest)


def leaders(series: Series, state: BoardState, registry: Registry) -> dict[str, Entry]:
    """Class to the entry that leads it on the state's day; without classes that have none."""
    return {
        name: min(inside, key=lambda one: (-one.score, one.entry))
        for name, inside in _by_class(state, competing(series, state, registry)).items()
        if inside
    }


def led_by_news(
    series: Series, states: Iterable[BoardState], registry: Registry
) -> list[BoardState]:
    """Those of one board's states, oldest first, that say something new of who leads.

    A held row is old news, and a row in quarantine is none. Where too many are, or one of them
    leads a class or led it in the last state that counts, the page gives no new gap: that state
    stands, as of its day, and knows why.
    """
    found: list[BoardState] = []
    before: Set[str] = frozenset()
    for state in states:
        stated, doubted = _parted(series, state, registry)
        why = _too_many(stated, doubted) or _leading(state, stated, doubted, before)
        if why is None:
            found.append(_with_unknown(state, doubted))
            before = {one.entry for one in leaders(series, state, registry).values()}
        elif found:
            held_back = (*found[-1].held_back, (state.published_on, why))
            found[-1] = replace(found[-1], held_back=held_back)
    return found


SHARE, FEWEST = 0.2, 2
"""Of the matched entries of a page more than this share in quarantine, and at least so many, are
too many for a new gap."""


def _parted(
    series: Series, state: BoardState, registry: Registry
) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """The entries that the page states; and those that are held, or whose value can be read in
    quarantine."""
    entries = competing(series, state, registry)
    held = [one for one in entries if one.row.get("held")]
    floor = None if state.floor is None else series.sign * state.floor
    readable = [
        row
        for row in state.quarantined
        if row.get("unit") == series.unit and isinstance(value := row.get("value"), int | float)
        # What is quarantined below a list's floor is no doubt about who stands above.
        if floor is None or series.sign * value >= floor
    ]
    if not held and not readable:
        return entries, ()
    quarantined = competing(series, replace(state, rows=readable), registry)
    return [one for one in entries if not one.row.get("held")], [*held, *quarantined]


def _too_many(stated: Iterable[Entry], doubted: Iterable[Entry]) -> str | None:
    count = len({one.entry for one in doubted if one.model})
    every = len({one.entry for one in (*stated, *doubted) if one.model})
    if count < FEWEST or count <= SHARE * every:
        return None
    return f"rows in quarantine: {count} of {every} matched"


def _leading(
    state: BoardState, stated: Sequence[Entry], doubted: Sequence[Entry], before: Set[str]
) -> str | None:
    names = {one.name for one in doubted if one.entry in before}
    known = _by_class(state, stated)
    for name, others in _by_class(state, doubted).items():
        bar = max((one.score for one in known[name]), default=-inf)
        names |= {one.name for one in others if one.score >= bar}
    if not names:
        return None
    return f"rows in quarantine that lead or led: {', '.join(sorted(names))}"


def _by_class(state: BoardState, entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The entries of every class on the day of the page."""
    return {
        name: [one for one in entries if one.openness(state.published_on) in grades]
        for name, grades in CLASSES.items()
    }


def _with_unknown(state: BoardState, doubted: Sequence[Entry]) -> BoardState:
    """The state with the rows in quarantine whose class nobody knows: one of them may lead."""
    held = {one.entry: one.score for one in doubted if one.row.get("held")}
    rows = [
        {**one.row, "model_name": one.name, "quarantined": 1}
        for one in doubted
        if not one.row.get("held") and one.openness(state.published_on) == UNKNOWN
        if one.score > held.get(one.entry, -inf)
    ]
    return replace(state, rows=[*state.rows, *rows]) if rows else state
