"""Which vintages decide who leads, and pages with held rows.

A whole board decides. A list with the board's own ranks is complete down to its floor, and decides
where a leader stands above it; any other list decides where whoever read the whole page wrote down
whose leader it names. What a list is silent about the vintage before it decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.boards.states import BoardState, Entry, competing
from measures.names.registry import Registry
from measures.series import Series
from terms.openness import CLASSES, OpennessRule


def deciding(
    series: Series, states: Iterable[BoardState], registry: Registry, rule: str
) -> list[BoardState]:
    """The states that say who leads both classes under an openness rule, in their order."""
    return [one for one in states if one.is_whole or _names_both(series, one, registry, rule)]


def _names_both(series: Series, state: BoardState, registry: Registry, rule: str) -> bool:
    told = state.leads.split(", ")
    leader = leaders(series, state, registry)
    for name in ("closed", rule):
        best = leader.get(name)
        is_reached = best is not None and state.reaches(series, best.score)
        # Who leads the open weights and has an open-source licence leads those too.
        widest = leader.get(OpennessRule.ANY_WEIGHTS) if OpennessRule.ANY_WEIGHTS in told else None
        is_widest = best is not None and widest is not None and best.score == widest.score
        if not (name in told or is_reached or is_widest):
            return False
    return True


def stand_alone(states: Sequence[BoardState], first: str) -> bool:
    """Whether days from `first` on rest on whole boards alone, to which no older page adds."""
    before = (one for one in states if one.published_on < first)
    newest = max(before, key=lambda one: one.published_on, default=None)
    return all(one.is_whole for one in states if one.published_on >= first or one is newest)


def leaders(series: Series, state: BoardState, registry: Registry) -> dict[str, Entry]:
    """Class to the entry that leads it on the state's day; without classes that have none."""
    entries = competing(series, state, registry)
    return {
        name: min(inside, key=lambda one: (-one.score, one.entry))
        for name, grades in CLASSES.items()
        if (inside := [one for one in entries if one.openness(state.published_on) in grades])
    }


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
        leads = {one.entry for one in leaders(series, state, registry).values()}
        if not any(one.row.get("held") and one.entry in leads | before for one in entries):
            found.append(state)
            before = leads
    return found
