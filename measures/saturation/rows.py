"""Saturation of every series of proportions, by the one rule of `measures.gap.saturation`.

What the rule finds for one series holds for all of the same items. Limits:
docs/methods/saturation.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from measures.boards.states import Contender
from measures.gap.daily import inputs_on
from measures.gap.frontier import Moment, moments
from measures.gap.saturation import errors_apart, saturated_since
from measures.known import DerivedBoard, Known, derived
from measures.saturation.records import SaturationEstimate
from measures.series import Series
from measures.uncertainty.intervals import LEVEL, z_of
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from terms.words import SeriesStatus

CEILING = 100.0
"""Percent."""


def saturations(known: Known) -> Iterator[DerivedBoard]:
    """One board with one row per series in percent, higher is better, with a closed model."""
    asked = [
        series
        for series in known.series.values()
        if series.unit == Unit.PERCENT and series.sign > 0 and known.states[series.id]
    ]
    since = {
        series.id: saturated_since(series, known.states[series.id], known.names, known.through)
        for series in asked
    }
    for series in asked:
        moment = _newest(known, series)
        newest = inputs_on(series, known.states[series.id], known.through)
        if moment is not None and moment.closed_leader is not None:
            days = [
                day
                for one in asked
                if _items(one) == _items(series) and (day := since[one.id]) is not None
            ]
            leaders = moment.closed_leader, moment.open_leader
            row = _estimate(series, *leaders, since[series.id], days)
            yield derived(
                "estimate",
                SaturationEstimate.MEASURE,
                series.id,
                newest,
                [row.row(known.code_version)],
            )


def _items(series: Series) -> str:
    return series.items_of or series.id


def _newest(known: Known, series: Series) -> Moment | None:
    found = moments(series, known.states[series.id], known.names, HEADLINE_RULE, known.through)
    return next(iter(deque(found, maxlen=1)), None)


def _estimate(
    series: Series,
    first: Contender,
    second: Contender | None,
    since: str | None,
    days: Sequence[str],
) -> SaturationEstimate:
    half = None if first.stderr is None else z_of(LEVEL) * first.stderr
    distance = CEILING - first.value
    vintages = {item.state.vintage for item in (first, second) if item is not None}
    return SaturationEstimate(
        unit=series.unit,
        series=series.id,
        value=distance,
        low=None if half is None else max(0.0, distance - half),
        high=None if half is None else min(CEILING, distance + half),
        ci_level=None if half is None else LEVEL,
        n=first.row.get("n") or series.items,
        from_on=since,
        vintages=tuple(sorted(vintages)),
        items_of=_items(series),
        leader=str(first.model),
        leader_value=first.value,
        second=None if second is None else str(second.model),
        second_value=None if second is None else second.value,
        errors_apart=None if second is None else errors_apart(first, second),
        series_since=since,
        is_saturated=bool(days),
        saturated_since=min(days, default=None),
        is_declared=series.is_(SeriesStatus.SATURATED),
    )
