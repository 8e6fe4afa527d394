"""Whether a set of items still tells the best models of the two classes apart.

    saturated: the leaders of both classes stand above 90 % of the items,
               |closed - open| <= 2 sqrt(se_closed² + se_open²)

One rule for every series of proportions, and one answer for an item set: it is saturated when one
of its series is, so that two series of the same items agree. What `measures/series.toml` declares
is held to it by a test on recorded pages and by a check after every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import hypot

from measures.boards.states import BoardState, Entry
from measures.gap.history import Moment, moments
from measures.names.registry import Registry
from measures.series import Series
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from terms.words import SeriesStatus

FLOOR = 90.0
"""Percent of the items above which leaders may have reached the ceiling."""
REACH = 2.0
"""Standard errors of their difference within which leaders are not told apart."""


def saturated_since(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> str | None:
    """First day since which the rule held without a break up to `through`; None: it does not hold.

    A series that is no percentage, or where a lower value is better, never saturates in this sense.
    Raises RowInvalid.
    """
    if series.unit != Unit.PERCENT or series.sign < 0:
        return None
    since = None
    for moment in moments(series, states, registry, HEADLINE_RULE, through):
        since = (since or moment.on) if _at_ceiling(moment) else None
    return since


def errors_apart(first: Entry, second: Entry) -> float | None:
    """Standard errors of their difference between two entries; None without both errors."""
    if first.stderr is None or second.stderr is None:
        return None
    return (first.score - second.score) / hypot(first.stderr, second.stderr)


def _at_ceiling(moment: Moment) -> bool:
    closed, opened = moment.closed, moment.opened
    if closed is None or opened is None or min(closed.value, opened.value) <= FLOOR:
        return False
    apart = errors_apart(closed, opened)
    return apart is not None and abs(apart) <= REACH


def at_odds(
    declared: Iterable[Series], since: Mapping[str, str | None]
) -> Iterator[tuple[str, bool]]:
    """Item sets of which the declaration says otherwise than the rule, and what the rule says.

    `since`: by series, of `saturated_since`; series that are not in it are not asked.
    """
    sets: dict[str, list[Series]] = {}
    for one in declared:
        if one.id in since:
            sets.setdefault(one.items_of or one.id, []).append(one)
    for items, group in sets.items():
        found = any(since[one.id] for one in group)
        if any(one.is_(SeriesStatus.SATURATED) != found for one in group):
            yield items, found
