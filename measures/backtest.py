"""How often past projections held: the same method at past origins, on what was published then.

Origins lie one forecast apart, so that no two forecasts share a day to come; there are few of them,
and the coverage has a Wilson interval that says so. The caller gives histories bounded by published
date: what a later vintage says never enters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from measures.projection import bands, paths
from measures.trend import Segments, sampled
from measures.uncertainty import wilson


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecast and what came."""

    origin: str
    target: str
    said_50: tuple[float, float]
    said_90: tuple[float, float]
    at_origin: float
    median: float
    came: float

    def held(self, said: tuple[float, float]) -> bool:
        """Whether what came lies within."""
        return said[0] <= self.came <= said[1]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of trials within a band, in percent, with its 95 % Wilson interval."""

    percent: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """All trials and what they come to; errors are mean absolute ones, in the gap's unit."""

    trials: tuple[Trial, ...]
    half: Coverage | None
    ninety: Coverage | None
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


def _coverage(held: Sequence[bool]) -> Coverage:
    percent = 100 * sum(held) / len(held)
    low, high = wilson(percent, len(held))
    return Coverage(percent, low, high)
