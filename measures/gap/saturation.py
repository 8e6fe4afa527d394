"""Whether a data set still tells the best models of the two classes apart (docs/methods.md): found
in the gaps after every run and declared nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import hypot

from measures.segments import GapSegment
from measures.series import Series
from terms.units import Unit

FLOOR = 90.0
"""Percent of the items above which leaders may have reached the ceiling."""
REACH = 2.0
"""Standard errors of their difference within which leaders are not told apart."""


def saturated_since(
    series: Collection[Series], gaps: Mapping[str, Sequence[GapSegment]]
) -> dict[str, str]:
    """Series whose data set is saturated to the first day since which it is; `gaps`: by series and
    day, under the widest rule."""
    sets: dict[str, str] = {}
    for one in series:
        since = _since(one, gaps.get(one.id, ()))
        if since is not None:
            sets[one.counted_as] = min(since, sets.get(one.counted_as, since))
    return {one.id: sets[one.counted_as] for one in series if one.counted_as in sets}


def _since(series: Series, gaps: Sequence[GapSegment]) -> str | None:
    """First day since which the rule holds without a break; None: it does not hold.

    A series that is no percentage, or where a lower value is better, never saturates in this sense.
    """
    since = None
    if series.unit == Unit.PERCENT and series.sign > 0:
        for gap in gaps:
            since = (since or gap.entry) if _at_ceiling(gap) else None
    return since


def _at_ceiling(gap: GapSegment) -> bool:
    closed, opened = gap.closed_value, gap.open_value
    errors = gap.closed_stderr, gap.open_stderr
    if closed is None or opened is None or None in errors or min(closed, opened) <= FLOOR:
        return False
    return abs(closed - opened) <= REACH * hypot(*errors)  # type: ignore[arg-type]
