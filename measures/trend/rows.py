"""Issue of trend, projection and back-test of every series whose history is long enough."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from measures.estimates import estimate_row
from measures.known import DerivedBoard, Known, derived
from measures.series import Series
from measures.trend.history import History, history_of, lag_of
from measures.trend.projection import BackTest, BandCoverage, Projection, back_test, project
from measures.trend.slope import (
    LEVEL,
    Sample,
    change_points,
    has_strong_bend,
    settings,
    since_last_bend,
    slope,
)
from terms.openness import OpennessRule
from terms.words import SeriesStatus

RULES = (OpennessRule.ANY_WEIGHTS.value, OpennessRule.COMMERCIAL.value)


def trends(known: Known) -> Iterator[DerivedBoard]:
    """Boards `trend`, `projection` and `backtest` of table estimate, one category per series.

    Needs the run's gaps and lags.
    """
    for series in known.series.values():
        rows: dict[str, list[dict[str, Any]]] = {"trend": [], "projection": [], "backtest": []}
        ends = []
        for rule in RULES:
            history = history_of(known, series, rule)
            if history is not None:
                ends.append(history.last)
                _measure(known, series, rule, history, rows)
            lag = lag_of(known, series, rule)
            if lag is not None:
                rows["trend"].append(_trend_row(known, series, (rule, "lag", "days"), lag))
        for board, found in rows.items():
            if found:
                last = max(ends, default=None)
                yield derived("estimate", board, series.id, last, found)


def _measure(
    known: Known,
    series: Series,
    rule: str,
    history: History,
    rows: dict[str, list[dict[str, Any]]],
) -> None:
    declared = settings()
    sample = history.sample
    if not sample.is_enough:
        return
    rows["trend"].append(_trend_row(known, series, (rule, "gap", series.unit), history))
    tested = _tested(history)
    if tested is not None:
        rows["backtest"].append(_test_row(known, series, rule, sample, tested))
    if series.status != SeriesStatus.LIVE:
        return  # nothing more will come, or what comes no longer tells models apart
    told = project(sample, declared.horizon_steps, declared.draws)
    rows["projection"].append(_projection_row(known, series, (rule, sample), told, tested))


def _trend_row(
    known: Known,
    series: Series,
    what: tuple[str, str, str],
    history: History,
) -> dict[str, Any]:
    rule, name, unit = what
    sample = history.sample
    bends, recent, bound = change_points(sample), since_last_bend(sample), history.bound_before
    whole, line = (slope(part, settings().draws) for part in (sample, recent))
    told = {
        "basis": "as published" if history.published else "within the newest vintage",
        "method": "least squares; moving-block bootstrap of residuals",
        "block": line.block,
        "step_days": settings().step_days,
        "change_points": list(bends.on),
        "slopes_per_year": [round(one, 3) for one in bends.slopes],
        "bic_gain": round(bends.gain, 1),
        "whole_period": {
            "from_on": sample.days[0],
            "per_year": round(whole.per_year, 3),
            "low": round(whole.low, 3),
            "high": round(whole.high, 3),
            "n": len(sample.values),
            "spans_bend": has_strong_bend(sample),
        },
        "first_value": round(sample.values[0], 2),
        "last_value": round(sample.values[-1], 2),
        "before": bound and {"on": bound[0], "at_least_days": bound[1]},
    }
    caveats = [settings().hindsight] if not history.published else []
    caveats += [settings().after_bound] if bound else []
    return _row(
        known,
        (series, rule, recent, told),
        entry=f"{name}|{rule}",
        value=round(line.per_year, 3),
        low=round(line.low, 3),
        high=round(line.high, 3),
        ci_level=LEVEL,
        unit=f"{unit} per year",
        caveat=" ".join(caveats) or None,
    )


def _tested(history: History) -> BackTest | None:
    if not history.published:
        return None
    declared = settings()
    rules = (declared.back_test_steps, declared.least_points, declared.draws)
    span = (history.first, history.last)
    return back_test(history.segments, span, declared.step_days, rules, history.is_known)


def _test_row(
    known: Known, series: Series, rule: str, sample: Sample, tested: BackTest
) -> dict[str, Any]:
    wide = tested.ninety
    return _row(
        known,
        (series, rule, sample, _told(tested) | {"trials": [asdict(one) for one in tested.trials]}),
        entry=f"{settings().back_test_steps * settings().step_days} days|{rule}",
        value=wide and round(wide.percent, 1),
        low=wide and round(wide.low, 1),
        high=wide and round(wide.high, 1),
        ci_level=LEVEL,
        unit="percent of outcomes within the 90 % band",
        n=len(tested.trials),
        caveat=None if tested.trials else "No origin has history enough before it.",
    )


def _told(tested: BackTest | None) -> dict[str, Any]:
    """What stands beside a projection: how often earlier ones held."""
    if tested is None or not tested.trials:
        return {"origins": 0, "coverage_50": None, "coverage_90": None}
    return {
        "origins": len(tested.trials),
        "coverage_50": _plain(tested.half),
        "coverage_90": _plain(tested.ninety),
        "mean_error": tested.error and round(tested.error, 2),
        "mean_error_of_no_change": tested.error_of_no_change
        and round(tested.error_of_no_change, 2),
    }


def _plain(found: BandCoverage | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {name: round(value, 1) for name, value in asdict(found).items()}


def _projection_row(
    known: Known,
    series: Series,
    what: tuple[str, Sample],
    told: Projection | None,
    tested: BackTest | None,
) -> dict[str, Any]:
    rule, sample = what
    declared = settings()
    beside = {"back_test": _told(tested), "gap_now": round(sample.values[-1], 2)}
    content = {"crossed": told is None, **beside, **(_dated(told, sample) if told else {})}
    horizon = declared.horizon_steps * declared.step_days
    return _row(
        known,
        (series, rule, sample, content),
        entry=rule,
        value=None if told is None else round(told.never, 3),
        unit=f"probability of not touching 0 within {horizon} days",
        caveat=caveat(tested),
    )


def caveat(tested: BackTest | None) -> str:
    """The words that never leave a projection, and what its back-test said."""
    declared = settings()
    if tested is None or not tested.trials or tested.error is None:
        return f"{declared.disclaimer} Not back-tested: {declared.hindsight}"
    said = f"{declared.disclaimer} Back-tested at {len(tested.trials)} origins."
    if tested.error_of_no_change is not None and tested.error >= tested.error_of_no_change:
        said = f"{said} {declared.no_better}"
    if len(tested.trials) < declared.least_trials:
        said = f"{said} {declared.few_trials}"
    return said


def _dated(told: Projection, sample: Sample) -> dict[str, Any]:
    """The projection with days for steps; a first touch of 0 of null is beyond the horizon,
    never, or not told (`Projection.undated`)."""
    last = date.fromisoformat(sample.days[-1])
    days = settings().step_days

    def day(step: int | None) -> str | None:
        return None if step is None else (last + timedelta(days=step * days)).isoformat()

    return {
        "touch_on": {
            f"{level:.2f}": None if told.undated else day(step)
            for level, step in told.crossing.items()
        },
        "is_dated": told.undated is None,
        "undated_because": told.undated,
        "touched_share": round(1 - told.never, 3),
        "horizon_on": day(settings().horizon_steps),
        "touched_by": {str(day(step)): round(p, 3) for step, p in told.within.items()},
        "gap_bands": {
            str(day(step)): {
                f"{level:.1f}": [round(low, 2), round(high, 2)]
                for level, (low, high) in found.items()
            }
            for step, found in told.bands.items()
        },
        "below_at_horizon_share": round(told.below_at_end, 3),
        "drift_per_step": round(told.drift.value, 3),
        "drift_low": round(told.drift.low, 3),
        "drift_high": round(told.drift.high, 3),
        "learnt_from": told.learnt_from,
    }


def _row(
    known: Known, about: tuple[Series, str, Sample, dict[str, Any]], **columns: Any
) -> dict[str, Any]:
    series, rule, sample, told = about
    vintages = sorted({state.vintage for state in known.states[series.id]})
    return estimate_row(
        known.code_version,
        **{
            "series": series.id,
            "openness_rule": rule,
            "n": len(sample.values),
            "from_on": sample.days[0],
            "through_on": sample.days[-1],
            "detail": json.dumps(told, sort_keys=True),
            "vintages": json.dumps(vintages),
            **columns,
        },
    )
