"""Which pages of a board may decide who leads: lists of leaders, and pages with held rows.

A list is complete down to its last entry. A class that it does not name may be led by anybody
below, so a list that lacks one which an older page had decides nothing: the older page does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.boards.states import BoardState, competing
from measures.names.registry import Registry
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

    A held row is old news. Where it leads a class, or led it in the last state that counts, the
    page gives no new gap: that state stands, as of its day. Raises RowInvalid.
    """
    found: list[BoardState] = []
    before: set[str] = set()
    for state in states:
        entries = competing(series, state, registry)
        leads = {
            min(inside, key=lambda one: (-one.score, one.entry)).entry
            for grades in CLASSES.values()
            if (inside := [one for one in entries if one.openness(state.published_on) in grades])
        }
        if not any(one.row.get("held") and one.entry in leads | before for one in entries):
            found.append(state)
            before = leads
    return found


def _lacks(series: Series, state: BoardState, registry: Registry, rule: str) -> set[str]:
    """Of the two classes those of which the state has no entry on its day."""
    grades = {item.openness(state.published_on) for item in competing(series, state, registry)}
    return {name for name in ("closed", rule) if not grades & CLASSES[name]}
