"""Which pages of a board may decide who leads: lists of leaders, and pages with held rows.

A list is complete down to its last entry. A class that it does not name may be led by anybody
below, so a list that lacks one which an older page had decides nothing: the older page does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from measures.boards.states import BoardState, Entry, competing
from measures.names.registry import UNKNOWN, Registry
from measures.series import Series
from terms.openness import CLASSES, OPENNESS_RULES
from terms.words import Basis


def deciding(
    series: Series, states: Sequence[BoardState], registry: Registry, rule: str
) -> list[BoardState]:
    """The states of which the gap under an openness rule is made, oldest first.

    On the entry axis pages add to one another, and all count.
    """
    if series.axis == "entry":
        return list(states)
    left: list[BoardState] = []
    for state in sorted(states, key=lambda one: one.published_on):
        lacks = _lacks(series, state, registry, rule) if state.basis == Basis.LEADERS else set()
        if not any(lacks - _lacks(series, one, registry, rule) for one in reversed(left) if lacks):
            left.append(state)
    return left


def decided_by(
    series: Series, states: Iterable[BoardState], registry: Registry, first: str
) -> bool:
    """Whether `states` say of every list of day `first` or later if it decides: a page before that
    names both classes under each rule, or no list is among them."""
    before = [one for one in states if one.published_on < first]
    return all(one.basis == Basis.BOARD for one in states) or all(
        any(not _lacks(series, one, registry, rule) for one in before) for rule in OPENNESS_RULES
    )


def led_by_news(
    series: Series, states: Iterable[BoardState], registry: Registry
) -> list[BoardState]:
    """Those of one board's states, oldest first, that say something new of who leads.

    A held row is old news, and a row in quarantine is none. Where too many are, or one of them
    leads a class or led it in the last state that counts, the page gives no new gap: that state
    stands, as of its day, and knows why. Raises RowInvalid.
    """
    found: list[BoardState] = []
    before: Set[str] = frozenset()
    for state in states:
        stated, doubted = _parted(series, state, registry)
        why = _too_many(stated, doubted) or _leading(state, stated, doubted, before)
        if why is None:
            found.append(_with_unknown(state, doubted))
            before = {
                min(inside, key=lambda one: (-one.score, one.entry)).entry
                for inside in _by_class(state, stated)
                if inside
            }
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
    readable = [
        row
        for row in state.quarantined
        if row.get("unit") == series.unit and isinstance(row.get("value"), int | float)
    ]
    if not held and not readable:
        return entries, ()
    aside = competing(series, replace(state, rows=readable), registry)
    return [one for one in entries if not one.row.get("held")], [*held, *aside]


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
    for known, others in zip(_by_class(state, stated), _by_class(state, doubted), strict=True):
        bar = max((one.score for one in known), default=float("-inf"))
        names |= {one.name for one in others if one.score >= bar}
    if not names:
        return None
    return f"rows in quarantine that lead or led: {', '.join(sorted(names))}"


def _by_class(state: BoardState, entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries of every class on the day of the page."""
    for grades in CLASSES.values():
        yield [one for one in entries if one.openness(state.published_on) in grades]


def _with_unknown(state: BoardState, doubted: Sequence[Entry]) -> BoardState:
    """The state with the rows in quarantine whose class nobody knows: one of them may lead."""
    held = {one.entry: one.score for one in doubted if one.row.get("held")}
    rows = [
        {**one.row, "model_name": one.name, "quarantined": 1}
        for one in doubted
        if not one.row.get("held") and one.openness(state.published_on) == UNKNOWN
        if one.score > held.get(one.entry, float("-inf"))
    ]
    return replace(state, rows=[*state.rows, *rows]) if rows else state


def _lacks(series: Series, state: BoardState, registry: Registry, rule: str) -> set[str]:
    """Of the two classes those of which the state has no entry on its day."""
    grades = {item.openness(state.published_on) for item in competing(series, state, registry)}
    return {name for name in ("closed", rule) if not grades & CLASSES[name]}
