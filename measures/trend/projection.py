"""When a gap might close: a distribution over crossing dates, "not within the horizon" included.

The gap is a random walk with drift in equal steps, learnt from the time since its slope last
changed (`since_last_bend`): what moved the gap before then is over. Each draw first draws the past
moves anew in blocks, which gives a drift with its own uncertainty, then walks on with blocks of the
past moves' deviations. A move over days that were passed over is one of several steps: drift is the
change per step, and a walk deviates with the root of the steps. A crossing is the first step at or
below 0.

How often past projections held: the same method at past origins, on what was published then.

Origins lie one forecast apart, so that no two forecasts share a day to come; there are few of them,
and the coverage has a Wilson interval that says so. The caller gives histories bounded by published
date: what a later vintage says never enters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from measures.trend.records import BandCoverage, Trial, Undated
from measures.trend.settings import LEVEL, settings
from measures.trend.slope import (
    Sample,
    Segments,
    block_length,
    blocks,
    generator,
    sampled,
    since_last_bend,
    slope,
)
from measures.uncertainty.intervals import wilson

Floats = NDArray[np.float64]
BANDS = {0.5: (0.25, 0.75), 0.9: (0.05, 0.95)}
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Projection:
    """Crossing in steps from the sample's last day, and where the gap may be meanwhile."""

    crossing: Mapping[float, int | None]
    """Quantile to the step of crossing; None: not within the horizon."""
    never: float
    """Probability of no crossing within the horizon."""
    within: Mapping[int, float]
    """Steps to the probability of having crossed by then."""
    bands: Mapping[int, Mapping[float, tuple[float, float]]]
    """Steps to level (0.5, 0.9) to the interval of the gap then."""
    below_at_end: float
    """Probability of being at or below 0 at the horizon: a path that touched 0 may come back."""
    drift: Movement
    slope: Movement
    """Of the least-squares line through the same time, per year: the trend beside it."""
    learnt_from: str
    """First day of the history that drift and steps come from."""

    @property
    def undated(self) -> Undated | None:
        """Why no day of a first touch of 0 may be told; None: it may.

        A day that fewer than half of the paths see is one of the lucky ones. A movement that is
        away from 0 for sure gives none either; one that cannot be told from 0 gives days that are
        those of its ups and downs, whichever sign it happens to have.
        """
        if self.never > 1 / 2:
            return "few_paths"
        if self.drift.low > 0:
            return "drift_away"
        return "slope_away" if self.slope.low > 0 else None


def paths(sample: Sample, steps: int, draws: int) -> Floats:
    """Future values (draws, steps) of a sample of at least three points."""
    return _walks(sample, steps, draws)[0]


def _walks(sample: Sample, steps: int, draws: int) -> tuple[Floats, Floats]:
    """Future values (draws, steps), and the drift behind each draw."""
    learnt = since_last_bend(sample)
    moves, long = _moves(learnt)
    block = block_length(len(moves))
    rng = generator("paths", sample, steps)
    again = blocks(rng, len(moves), len(moves), draws, block)
    drift: Floats = moves[again].sum(axis=1) / long[again].sum(axis=1)
    deviations = (moves - long * _movement(learnt)) / np.sqrt(long)
    shocks = (deviations - deviations.mean())[blocks(rng, len(moves), steps, draws, block)]
    return learnt.values[-1] + np.cumsum(drift[:, None] + shocks, axis=1), drift


def _moves(learnt: Sample) -> tuple[Floats, Floats]:
    """Changes from point to point, and over how many steps each."""
    days = [date.fromisoformat(day).toordinal() for day in learnt.days]
    return np.diff(learnt.values), np.diff(days) / settings().step_days


def _movement(learnt: Sample) -> float:
    """Mean change per step."""
    moves, long = _moves(learnt)
    return float(moves.sum() / long.sum())


def project(sample: Sample, steps: int, draws: int) -> Projection | None:
    """Projection over `steps` steps; None when the gap is closed already."""
    if sample.values[-1] <= 0:
        return None
    future, drift = _walks(sample, steps, draws)
    learnt = since_last_bend(sample)
    line = slope(learnt, draws)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drift, [tail, 1 - tail])
    crossed = future <= 0
    first = np.where(crossed.any(axis=1), crossed.argmax(axis=1) + 1.0, np.inf)
    quantiles = np.quantile(first, QUANTILES, method="inverted_cdf")
    marks = [step for step in (3, 6, 12, 24, 36) if step <= steps]
    return Projection(
        crossing={
            level: int(step) if np.isfinite(step) else None
            for level, step in zip(QUANTILES, quantiles, strict=True)
        },
        never=float(np.mean(~np.isfinite(first))),
        within={step: float(np.mean(first <= step)) for step in marks},
        bands={step: bands(future[:, step - 1]) for step in marks},
        below_at_end=float(np.mean(future[:, -1] <= 0)),
        drift=Movement(_movement(learnt), float(low), float(high)),
        slope=Movement(line.per_year, line.low, line.high),
        learnt_from=learnt.days[0],
    )


def bands(draws: Floats) -> dict[float, tuple[float, float]]:
    """Level to the central interval of draws (R,)."""
    found = {}
    for level, ends in BANDS.items():
        low, high = np.quantile(draws, ends)
        found[level] = (float(low), float(high))
    return found


@dataclass(frozen=True, slots=True)
class BackTest:
    """All trials and what they come to; errors are mean absolute ones, in the gap's unit."""

    trials: tuple[Trial, ...]
    half: BandCoverage | None
    ninety: BandCoverage | None
    error: float | None
    error_of_no_change: float | None
    """Of saying that nothing changes, which a method must beat to be worth its name."""


def back_test(
    segments: Segments,
    span: tuple[str, str],
    step_days: int,
    rules: tuple[int, int, int],
    is_known: Callable[[str], bool],
) -> BackTest:
    """Forecast `steps` ahead at origins `steps` apart within `span` (first and last day, ISO).

    `segments`: as-published history, each level from what was published by its day. `rules`:
    steps ahead, least points of history, draws. `is_known`: whether a page of about that day
    (ISO) was captured; days without one are no part of the history, and without one at the origin
    or the target there is no trial, because what came is not known.
    """
    steps, least, draws = rules
    first, last = span
    trials: list[Trial] = []
    target = date.fromisoformat(last)
    while True:
        origin = target - timedelta(days=steps * step_days)
        history = sampled(segments, first, origin.isoformat(), step_days, is_known)
        if len(history.values) < least:
            break
        came = sampled(segments, first, target.isoformat(), step_days, is_known).values
        if came and is_known(origin.isoformat()) and is_known(target.isoformat()):
            future = paths(history, steps, draws)[:, -1]
            said = bands(future)
            trials.append(
                Trial(
                    origin.isoformat(),
                    target.isoformat(),
                    said[0.5],
                    said[0.9],
                    history.values[-1],
                    float(np.median(future)),
                    came[-1],
                )
            )
        target = origin
    return _summed(tuple(reversed(trials)))


def _summed(trials: tuple[Trial, ...]) -> BackTest:
    if not trials:
        return BackTest((), None, None, None, None)
    return BackTest(
        trials,
        _coverage([trial.held(trial.said_50) for trial in trials]),
        _coverage([trial.held(trial.said_90) for trial in trials]),
        float(np.mean([abs(trial.came - trial.median) for trial in trials])),
        float(np.mean([abs(trial.came - trial.at_origin) for trial in trials])),
    )


def _coverage(held: Sequence[bool]) -> BandCoverage:
    percent = 100 * sum(held) / len(held)
    low, high = wilson(percent, len(held))
    return BandCoverage(percent, low, high)
