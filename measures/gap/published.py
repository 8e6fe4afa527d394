"""The gap of a series on the entry axis as it had been published by each day.

There the newest page tells every day anew, so the history of the gap is what we think of each day
today. Here each day is told by the newest pages published by then; a day before the first page has
no gap. On the board axis the history of the gap says both: a day is compared within its own page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from measures.boards.states import BoardState
from measures.gap.history import Leaders, Moment, by_test, gap_on, held, moments
from measures.gap.paired import Pairing
from measures.known import Known
from measures.names.registry import Registry
from measures.segments import GapSegment
from measures.series import Series
from terms.days import after


def published_gaps(
    known: Known,
    series: Series,
    states: Sequence[BoardState],
    rule: str,
    pairings: Mapping[str, Pairing] | None = None,
    led: Leaders = (),
) -> list[GapSegment]:
    """One segment per change, oldest first, with the newest published date behind it.

    `states`: every published date of every board; `pairings`: how two leaders compare, by the day
    (ISO) from which it was known so; `led`: as in `gaps`. Raises RowInvalid.
    """
    paired = sorted((pairings or {}).items())
    found: list[GapSegment] = []
    turns = {on for on, _ in paired}
    days = list(_by_day(series, states, known.names, rule, (known.through, turns)))
    ends = [*(moment.on for _, moment in days[1:]), after(known.through)]
    for (until, moment), end in zip(days, ends, strict=False):
        place = bisect_right(paired, moment.on, key=lambda one: one[0])
        pairing = paired[place - 1][1] if place else None
        for made in by_test(series, moment, end, gap_on(series, moment, pairing), led):
            segment = replace(made, series=series.id, openness_rule=rule, inputs_on=until)
            if not found or replace(segment, entry=found[-1].entry) != found[-1]:
                found.append(segment)
    return held(found)


def _by_day(
    series: Series,
    states: Sequence[BoardState],
    registry: Registry,
    rule: str,
    days: tuple[str, Set[str]],
) -> Iterator[tuple[str, Moment]]:
    """The newest published date with each moment, told anew on each page's day and each turn;
    `days`: the last day, and the turns."""
    through, turns = days
    pages = sorted({state.published_on for state in states if state.published_on <= through})
    cuts = sorted({*pages, *(on for on in turns if pages and pages[0] < on <= through)})
    for first, end in pairwise([*cuts, after(through)]):
        by_then = [state for state in states if state.published_on <= first]
        until = max(state.published_on for state in by_then)
        found = list(moments(series, by_then, registry, rule, after(end, -1)))
        before = [moment for moment in found if moment.on <= first][-1:]
        yield from ((until, replace(moment, on=first)) for moment in before)
        yield from ((until, moment) for moment in found if moment.on > first)
