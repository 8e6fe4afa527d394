"""The lag inside the newest whole page as it had been published by each day.

A list of leaders gives a bound of the lag only; beside it stands the lag of the newest whole page
(`release_rows`), which on a past day was another page than today's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from measures.boards.states import BoardState, whole
from measures.gap.daily import inputs_on
from measures.lag.frontiers import newest_field, released
from measures.lag.release_records import LagSawtoothEstimate
from measures.lag.release_rows import teeth, tooth_estimate, until_of
from measures.lag.windows import Frontiers
from measures.names.registry import Registry
from measures.series import Series
from terms.days import after


@dataclass(frozen=True, slots=True)
class PublishedTooth:
    """The newest stretch of the lag from day `on` until the next one."""

    on: str
    tooth: LagSawtoothEstimate


def published_teeth(
    series: Series, states: Sequence[BoardState], registry: Registry, rule: str, through: str
) -> Iterator[PublishedTooth]:
    """By day, one per change; none before the first whole page on which both classes stand."""
    found = whole(states)
    days = sorted({state.published_on for state in found if state.published_on <= through})
    pages = [day for day in days if inputs_on(series, found, day) == day]
    clock = released(registry)
    for page, end in pairwise([*pages, after(through)]):
        field = newest_field(series, found, registry, clock, page)
        later = Frontiers.of(field, rule, after(end, -1))
        dated = {step.on for steps in (later.closed, later.opened) for step in steps}
        for on in sorted({page, *(day for day in dated if day > page)}):
            known = Frontiers.of(field, rule, on)
            made = list(teeth(known, until_of(known, page)))
            if made:
                yield PublishedTooth(on, tooth_estimate(series, field.vintages, rule, made[-1]))
