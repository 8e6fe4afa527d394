"""Issue of table lag, and of how long open takes to catch up with closed releases.

Of table lag each (series, openness rule) is a board. Times to catch up are made inside the newest
whole vintage and end on its published date: later days bring no news, so a row is issued when a
vintage arrives and not every day. A frozen or saturated series by the dates of its entries ends
earlier, when a frontier last moved: pages go on, nothing else does.
"""

from collections.abc import Iterator
from typing import Any

from measures.boards.states import whole
from measures.freshness import has_ended
from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.lag.catch_up import milestones, survival
from measures.lag.daily import LagHistory
from measures.lag.frontiers import Frontiers, LagField, newest_field
from measures.lag.records import CatchUpEstimate
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.openness import OPENNESS_RULES


def lags(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Lag of a series under every openness rule, up to today."""
    states = known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    history = LagHistory(series, states, known.names, known.through)
    for rule in OPENNESS_RULES:
        rows = [segment.row(known.code_version) for segment in history.segments(rule)]
        yield derived("lag", series.id, (rule,), newest, rows)


def catch_ups(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Board `catch_up` of a series; no row where only leaders are known of its newest vintage."""
    states = whole(known.states[series.id]) or known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    field = newest_field(series, states, known.names, newest)
    rules = OPENNESS_RULES if field.is_whole else ()
    rows = [row for rule in rules for row in _catch_up(known, series, rule, field, newest)]
    yield derived("estimate", CatchUpEstimate.MEASURE, series.id, newest, rows)


def _end(series: Series, found: Frontiers, newest: str) -> str:
    """The newest page's day, or that of the last step of either class where no more will come."""
    steps = (*found.closed, *found.opened)
    if not has_ended(series) or series.axis == "board" or not steps:
        return newest
    return max(step.on for step in steps)


def _catch_up(
    known: Known, series: Series, rule: str, field: LagField, newest: str
) -> Iterator[dict[str, Any]]:
    frontiers = Frontiers.of(field, rule, newest)
    through = _end(series, frontiers, newest)
    times = milestones(frontiers, through)
    found = survival(times, LEVEL)
    if found is None:
        return
    yield CatchUpEstimate(
        series=series.id,
        openness_rule=rule,
        value=found.median,
        low=found.low,
        high=found.high,
        ci_level=LEVEL if found.caught else None,
        n=found.n,
        from_on=times[0].on,
        through_on=through,
        vintages=field.vintages,
        at_most=sum(time.is_at_most for time in times),
        caught=found.caught,
        milestones=tuple(times),
    ).row(known.code_version)
