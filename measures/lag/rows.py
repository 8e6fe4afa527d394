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

from collections.abc import Iterator, Sequence

from measures.boards.states import inputs, whole
from measures.freshness import has_ended
from measures.gap.history import inputs_on
from measures.known import DerivedBoard, Known, Row, derived
from measures.lag.catch_up import milestones, survival
from measures.lag.history import lag_changes
from measures.lag.records import CatchUpEstimate, FrontierClass, ReleaseFrontierEstimate
from measures.lag.releases import ReleaseTable
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.openness import OPENNESS_RULES


def lags(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Lag of a series under every openness rule up to today, with days on which none is known."""
    states = known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    for rule in OPENNESS_RULES:
        found = lag_changes(series, states, known.names, rule, known.through)
        rows = [segment.row(known.code_version) for segment in found]
        yield derived("lag", series.id, (rule,), newest, rows)


def begun(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows of table lag from the first on that says a lag: days before it have none."""
    first = next((place for place, row in enumerate(rows) if row["sign"] is not None), len(rows))
    return rows[first:]


def catch_ups(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Board `catch_up` of a series; no row where only leaders are known of its newest vintage."""
    states = whole(known.states[series.id]) or known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    pages = inputs(series, states, newest)
    scales = [ReleaseTable.of(series, pages, known.names, rule) for rule in OPENNESS_RULES]
    found = [_catch_up(scale, newest) for scale in scales if scale.is_whole]
    rows = [one.row(known.code_version) for one in found if one is not None]
    yield derived("estimate", CatchUpEstimate.MEASURE, series.id, newest, rows)


def _end(scale: ReleaseTable, newest: str) -> str:
    """The newest page's day, or that of the last step of either class where no more will come."""
    steps = (*scale.steps("closed", newest), *scale.steps("open", newest))
    if not has_ended(scale.series) or scale.series.axis == "board" or not steps:
        return newest
    return max(step.from_on for step in steps)


def _catch_up(scale: ReleaseTable, newest: str) -> CatchUpEstimate | None:
    through = _end(scale, newest)
    times = milestones(scale, through)
    found = survival(times, LEVEL)
    if found is None:
        return None
    return CatchUpEstimate(
        series=scale.series.id,
        openness_rule=scale.rule,
        value=found.median,
        low=found.low,
        high=found.high,
        ci_level=LEVEL if found.caught else None,
        n=found.n,
        from_on=times[0].on,
        through_on=through,
        vintages=scale.vintages,
        at_most=sum(time.is_at_most for time in times),
        caught=found.caught,
        milestones=tuple(times),
    )


def release_frontiers(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """The board of a series on the board axis; none for one without a whole vintage."""
    states = whole(known.states[series.id])
    newest = inputs_on(series, states, known.through)
    if series.axis != "board" or newest is None:
        return
    pages = inputs(series, states, known.through)
    rows = []
    for rule in OPENNESS_RULES:
        scale = ReleaseTable.of(series, pages, known.names, rule)
        frontiers = {
            FrontierClass.CLOSED: scale.steps("closed", known.through),
            FrontierClass.OPEN: scale.steps("open", known.through),
        }
        until = max([newest, *(steps[-1].from_on for steps in frontiers.values() if steps)])
        for side, steps in frontiers.items():
            for step in steps:
                item = step.entry
                estimate = ReleaseFrontierEstimate(
                    series=series.id,
                    openness_rule=rule,
                    value=item.value,
                    unit=series.unit,
                    from_on=step.from_on,
                    through_on=until,
                    vintages=scale.vintages,
                    side=side,
                    entry=item.entry,
                    model=str(item.model),
                    released_on=known.names.model(str(item.model))["released_on"],
                    stderr=scale.error(step),
                    page_on=None if until == newest else newest,
                )
                rows.append(estimate.row(known.code_version))
    yield derived("estimate", ReleaseFrontierEstimate.MEASURE, series.id, newest, rows)
