"""Rows of trend, projection and back-test of a series whose history is long enough."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from measures.estimates import Estimate
from measures.known import DerivedBoard, Known, derived
from measures.series import Series
from measures.trend.history import History, history_of, lag_of
from measures.trend.projection import BackTest, Projection, back_test, project
from measures.trend.records import (
    BackTestEstimate,
    BandCoverage,
    BoundBefore,
    Forecast,
    Held,
    ProjectionEstimate,
    TrendEstimate,
    What,
    WholePeriod,
)
from measures.trend.settings import LEVEL, settings
from measures.trend.slope import (
    Sample,
    change_points,
    has_strong_bend,
    since_last_bend,
    slope,
)
from terms.openness import OpennessRule

RULES = (OpennessRule.ANY_WEIGHTS.value, OpennessRule.COMMERCIAL.value)


def trends(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Boards `trend`, `projection` and `backtest` of table estimate, one category per series.

    Needs the run's gaps and lags.
    """
    if series.page_scales:
        return  # no page compares with the next one
    found: list[Estimate] = []
    ends = []
    for rule in RULES:
        history = history_of(known, series, rule)
        if history is not None:
            ends.append(history.last)
            found += _of_gap(known, series, rule, history)
        lag = lag_of(known, series, rule)
        if lag is not None:
            found.append(_trend(known, series, (rule, "lag", "days"), lag))
    for record in (TrendEstimate, ProjectionEstimate, BackTestEstimate):
        rows = [one.row(known.code_version) for one in found if isinstance(one, record)]
        if rows:
            last = max(ends, default=None)
            yield derived("estimate", record.MEASURE, series.id, last, rows)


def _of_gap(known: Known, series: Series, rule: str, history: History) -> Iterator[Estimate]:
    declared, sample = settings(), history.sample
    if not sample.is_enough:
        return
    yield _trend(known, series, (rule, "gap", series.unit), history)
    tested = _tested(history)
    if tested is not None:
        yield _back_test(known, series, rule, sample, tested)
    if not series.is_live:
        return  # nothing more will come, or what comes no longer tells models apart
    told = project(sample, declared.horizon_steps, declared.draws)
    yield _projection(known, series, (rule, sample), told, tested)


def _trend(
    known: Known, series: Series, what: tuple[str, What, str], history: History
) -> TrendEstimate:
    rule, name, unit = what
    sample = history.sample
    bends, recent, bound = change_points(sample), since_last_bend(sample), history.bound_before
    whole, line = (slope(part, settings().draws) for part in (sample, recent))
    return TrendEstimate(
        **_shared(known, series, rule, recent),
        value=round(line.per_year, 4),
        low=round(line.low, 4),
        high=round(line.high, 4),
        ci_level=LEVEL,
        unit=f"{unit} per year",
        what=name,
        basis="as published" if history.published else "within the newest vintage",
        method="least squares; moving-block bootstrap of residuals",
        block=line.block,
        step_days=settings().step_days,
        change_points=tuple(bends.on),
        slopes_per_year=tuple(round(one, 4) for one in bends.slopes),
        bic_gain=round(bends.gain, 4),
        whole_period=WholePeriod(
            from_on=sample.days[0],
            per_year=round(whole.per_year, 4),
            low=round(whole.low, 4),
            high=round(whole.high, 4),
            n=len(sample.values),
            spans_bend=has_strong_bend(sample),
        ),
        first_value=round(sample.values[0], 4),
        last_value=round(sample.values[-1], 4),
        before=BoundBefore(*bound) if bound else None,
    )


def _tested(history: History) -> BackTest | None:
    if not history.published:
        return None
    declared = settings()
    rules = (declared.back_test_steps, declared.least_points, declared.draws)
    span = (history.first, history.last)
    return back_test(history.segments, span, declared.step_days, rules, history.is_known)


def _back_test(
    known: Known, series: Series, rule: str, sample: Sample, tested: BackTest
) -> BackTestEstimate:
    wide = tested.ninety
    return BackTestEstimate(
        **{**_shared(known, series, rule, sample), "n": len(tested.trials)},
        value=None if wide is None else round(wide.percent, 4),
        low=None if wide is None else round(wide.low, 4),
        high=None if wide is None else round(wide.high, 4),
        ci_level=LEVEL,
        ahead_days=settings().back_test_steps * settings().step_days,
        held=held(tested),
        trials=tested.trials,
    )


def held(tested: BackTest | None) -> Held:
    """What stands beside a projection: how often earlier ones held."""
    if tested is None or not tested.trials:
        return Held(0, None, None)
    ours, others = tested.error, tested.error_of_no_change
    return Held(
        origins=len(tested.trials),
        coverage_50=_plain(tested.half),
        coverage_90=_plain(tested.ninety),
        mean_error=None if ours is None else round(ours, 4),
        mean_error_of_no_change=None if others is None else round(others, 4),
        beats_no_change=None if ours is None or others is None else ours < others,
    )


def _plain(found: BandCoverage | None) -> BandCoverage | None:
    if found is None:
        return None
    return BandCoverage(round(found.percent, 4), round(found.low, 4), round(found.high, 4))


def _projection(
    known: Known,
    series: Series,
    what: tuple[str, Sample],
    told: Projection | None,
    tested: BackTest | None,
) -> ProjectionEstimate:
    rule, sample = what
    declared = settings()
    horizon = declared.horizon_steps * declared.step_days
    return ProjectionEstimate(
        **_shared(known, series, rule, sample),
        value=None if told is None else round(told.never, 4),
        unit=f"probability of not touching 0 within {horizon} days",
        horizon_days=horizon,
        crossed=told is None,
        gap_now=round(sample.values[-1], 4),
        back_test=held(tested),
        forecast=None if told is None else _forecast(told, sample),
    )


def _forecast(told: Projection, sample: Sample) -> Forecast:
    """The projection with days for steps; a first touch of 0 of null is beyond the horizon,
    never, or not told (`Projection.undated`)."""
    last = date.fromisoformat(sample.days[-1])
    days = settings().step_days

    def day(step: int) -> str:
        return (last + timedelta(days=step * days)).isoformat()

    return Forecast(
        touch_on={
            f"{level:.2f}": None if told.undated or step is None else day(step)
            for level, step in told.crossing.items()
        },
        is_dated=told.undated is None,
        undated_because=told.undated,
        touched_share=round(1 - told.never, 4),
        horizon_on=day(settings().horizon_steps),
        touched_by={day(step): round(p, 4) for step, p in told.within.items()},
        gap_bands={
            day(step): {
                f"{level:.1f}": (round(low, 4), round(high, 4))
                for level, (low, high) in found.items()
            }
            for step, found in told.bands.items()
        },
        below_at_horizon_share=round(told.below_at_end, 4),
        drift_per_step=round(told.drift.value, 4),
        drift_low=round(told.drift.low, 4),
        drift_high=round(told.drift.high, 4),
        learnt_from=told.learnt_from,
    )


def _shared(known: Known, series: Series, rule: str, sample: Sample) -> dict[str, Any]:
    return {
        "series": series.id,
        "openness_rule": rule,
        "n": len(sample.values),
        "from_on": sample.days[0],
        "through_on": sample.days[-1],
        "vintages": tuple(sorted({state.vintage for state in known.states[series.id]})),
    }
