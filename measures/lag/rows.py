"""Derived rows of the lag, the times to parity and the frontiers by release date of a series."""

import json
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from measures.boards.lists import deciding
from measures.boards.states import inputs, whole
from measures.freshness import has_ended
from measures.gap.history import inputs_on
from measures.gap.judgement import is_tested_lately
from measures.known import DerivedBoard, Known, Row, derived
from measures.lag.history import lag_history
from measures.lag.parity import median, times_to_parity
from measures.lag.releases import ReleaseTable
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.openness import OPENNESS_RULES

ONLY = {"rule": "tolerance_0", "clock": "released"}
"""Of every row of table lag: there were other rules and dates."""


def lags(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Lag of a series under every openness rule up to today, with days on which none is known; made
    after its gaps."""
    states = known.states[series.id]
    for rule in OPENNESS_RULES:
        newest = inputs_on(series, deciding(series, states, known.names, rule), known.through)
        if newest is None:
            continue
        gaps = known.segments(GapSegment, series.id, rule)
        found = lag_history(series, states, known.names, rule, known.through, gaps)
        rows = [{**segment.values, **ONLY} for segment in found]
        yield derived("lag", series.id, newest, rows, rule)


def begun(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows of table lag from the first on that says a lag: days before it have none."""
    return list(dropwhile(lambda row: row["sign"] is None, rows))


def parities(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Times to parity of a series and their median under every openness rule.

    Made inside the newest whole vintage, up to its published date: later days bring no news. Where
    no recent open model is tested, up to the release of the newest that was: nobody knows what open
    models have reached since. No row where only leaders are known of the newest vintage.
    """
    states = whole(known.states[series.id]) or known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    pages = inputs(series, states, newest)
    for rule in OPENNESS_RULES:
        scale = ReleaseTable.of(series, pages, known.names, rule)
        through = min([_end(scale, newest), *_last_tested(known, series, rule)])
        times = times_to_parity(scale, through) if scale.is_whole else []
        found = median(times, LEVEL)
        of_scale = {
            "entry": "median",
            "open_steps": len(scale.steps("open", through)),
            "data_on": through,
            "vintages": json.dumps(sorted(page.vintage for page in pages)),
        }
        yield derived("parity", series.id, newest, times, rule)
        medians = [] if found is None else [{**found, **of_scale}]
        yield derived("parity_median", series.id, newest, medians, rule)


def _last_tested(known: Known, series: Series, rule: str) -> Iterator[str]:
    """Release of the newest open model tested on a series whose newest gap is not tested lately."""
    for gap in known.segments(GapSegment, series.id, rule)[-1:]:
        if not is_tested_lately(gap) and gap.open_newest_on:
            yield gap.open_newest_on


def _end(scale: ReleaseTable, newest: str) -> str:
    """The newest page's day; of a frozen series by the dates of its entries the day on which a
    frontier last moved: pages go on, nothing else does."""
    steps = (*scale.steps("closed", newest), *scale.steps("open", newest))
    if not has_ended(scale.series) or scale.series.axis == "board" or not steps:
        return newest
    return max(step.start for step in steps)


def release_frontiers(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Who led each class since when by release date, of a series on the board axis; none without a
    whole vintage.

    Over its captured vintages a board that is estimated anew as a whole shows only what was
    captured. Inside the newest one all values are on one scale and every model has a release date.
    """
    pages = inputs(series, whole(known.states[series.id]), known.through)
    if series.axis != "board" or not pages:
        return
    for rule in OPENNESS_RULES:
        scale = ReleaseTable.of(series, pages, known.names, rule)
        for side in ("closed", "open"):
            rows = [
                {
                    "entry": step.start,
                    "leader": step.entry.entry,
                    "model": step.entry.model,
                    "value": step.entry.value,
                    "stderr": scale.error(step),
                    "vintage": step.entry.state.vintage,
                }
                for step in scale.steps(side, known.through)
            ]
            newest = pages[-1].published_on
            yield derived("release_frontier", series.id, newest, rows, rule, side)
