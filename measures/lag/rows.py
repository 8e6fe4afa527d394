"""Issue of the lag, the times to parity, and the frontiers by release date of one series.

`release_frontier` is who led each class since when, by release date. A board that is estimated anew
as a whole shows over its captured vintages only what was captured. Inside its newest whole vintage
all values are on one scale and every model has a release date, so the history that the lag reads
can be shown. It ends on the vintage's day, or on a later one on which a model of the page came or
was opened and took a lead: so do the gap and the lag.
"""

import json
from collections.abc import Iterator

from measures.boards.states import inputs, whole
from measures.freshness import has_ended
from measures.gap.history import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.lag.history import lag_history
from measures.lag.parity import median, times_to_parity
from measures.lag.records import FrontierClass, ReleaseFrontierEstimate
from measures.lag.releases import ReleaseTable
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.openness import OPENNESS_RULES


def lags(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Lag of a series under every openness rule, up to today."""
    states = known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    for rule in OPENNESS_RULES:
        found = lag_history(series, states, known.names, rule, known.through)
        rows = [segment.row(known.code_version) for segment in found]
        yield derived("lag", series.id, (rule,), newest, rows)


def parities(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Times to parity of a series and their median under every openness rule.

    Made inside the newest whole vintage, up to its published date: later days bring no news. No row
    where only leaders are known of the newest vintage.
    """
    states = whole(known.states[series.id]) or known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    pages = inputs(series, states, newest)
    for rule in OPENNESS_RULES:
        scale = ReleaseTable.of(series, pages, known.names, rule)
        through = _end(scale, newest)
        times = times_to_parity(scale, through) if scale.is_whole else []
        found = median(times, LEVEL)
        made_by = {"code_version": known.code_version}
        of_scale = {
            "entry": "median",
            "open_steps": len(scale.steps("open", through)),
            "data_on": through,
            "vintages": json.dumps(scale.vintages),
        }
        yield derived("parity", series.id, (rule,), newest, [{**row, **made_by} for row in times])
        medians = [] if found is None else [{**found, **of_scale, **made_by}]
        yield derived("parity_median", series.id, (rule,), newest, medians)


def _end(scale: ReleaseTable, newest: str) -> str:
    """The newest page's day; of a frozen or saturated series by the dates of its entries the day on
    which a frontier last moved: pages go on, nothing else does."""
    steps = (*scale.steps("closed", newest), *scale.steps("open", newest))
    if not has_ended(scale.series) or scale.series.axis == "board" or not steps:
        return newest
    return max(step.from_on for step in steps)


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
