"""Issue of table lag, of how long open takes to catch up, and of the frontiers by release date.

Of table lag each (series, openness rule) is a board. Times to catch up are made inside the newest
whole vintage and end on its published date: later days bring no news, so a row is issued when a
vintage arrives and not every day. A frozen or saturated series by the dates of its entries ends
earlier, when a frontier last moved: pages go on, nothing else does.

`release_frontier` is who led each class since when, by release date. A board that is estimated anew
as a whole shows over its captured vintages only what was captured. Inside its newest whole vintage
all values are on one scale and every model has a release date, so the history that the lag reads
can be shown. It ends on the vintage's day, or on a later one on which a model of the page came or
was opened and took a lead: so do the gap and the lag.
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
from measures.lag.records import CatchUpEstimate, FrontierClass, ReleaseFrontierEstimate
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


def release_frontiers(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """The board of a series on the board axis; none for one without a whole vintage."""
    states = whole(known.states[series.id])
    newest = inputs_on(series, states, known.through)
    if series.axis != "board" or newest is None:
        return
    field = newest_field(series, states, known.names, known.through)
    rows = []
    for rule in OPENNESS_RULES:
        found = Frontiers.of(field, rule, known.through)
        sides = (found.closed, found.opened)
        until = max([newest, *(steps[-1].on for steps in sides if steps)])
        for side, steps in (
            (FrontierClass.CLOSED, found.closed),
            (FrontierClass.OPEN, found.opened),
        ):
            for step in steps:
                item = step.item
                estimate = ReleaseFrontierEstimate(
                    series=series.id,
                    openness_rule=rule,
                    value=item.value,
                    unit=series.unit,
                    from_on=step.on,
                    through_on=until,
                    vintages=field.vintages,
                    side=side,
                    entry=item.entry,
                    model=str(item.model),
                    released_on=known.names.model(str(item.model))["released_on"],
                    stderr=step.stderr,
                    page_on=None if until == newest else newest,
                )
                rows.append(estimate.row(known.code_version))
    yield derived("estimate", ReleaseFrontierEstimate.MEASURE, series.id, newest, rows)
