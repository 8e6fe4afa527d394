"""When a gap might close: a distribution over crossing dates, "not within the horizon" included.

The gap is a random walk with drift in equal steps, learnt from the time since its slope last
changed (`since_last_bend`): what moved the gap before then is over. Each draw first draws the past
moves anew in blocks, which gives a drift with its own uncertainty, then walks on with blocks of the
past moves' deviations. A move over days that were passed over is one of several steps: drift is the
change per step, and a walk deviates with the root of the steps. A crossing is the first step at or
below 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from measures.trend import Sample, block_length, blocks, generator, settings, since_last_bend

Floats = NDArray[np.float64]
BANDS = {0.5: (0.25, 0.75), 0.9: (0.05, 0.95)}
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


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
    drift: float
    """Mean step."""
    learnt_from: str
    """First day of the history that drift and steps come from."""

    @property
    def is_dated(self) -> bool:
        """Whether days of a first touch of 0 may be told: the gap drifts towards 0, and at least
        half of the paths get there. Else such a day would be one of the lucky paths only."""
        return self.drift < 0 and self.never <= 1 / 2


def paths(sample: Sample, steps: int, draws: int) -> Floats:
    """Future values (draws, steps) of a sample of at least three points."""
    learnt = since_last_bend(sample)
    moves, long = _moves(learnt)
    block = block_length(len(moves))
    rng = generator("paths", sample, steps)
    again = blocks(rng, len(moves), len(moves), draws, block)
    drift = moves[again].sum(axis=1) / long[again].sum(axis=1)
    deviations = (moves - long * _drift(learnt)) / np.sqrt(long)
    shocks = (deviations - deviations.mean())[blocks(rng, len(moves), steps, draws, block)]
    walked: Floats = learnt.values[-1] + np.cumsum(drift[:, None] + shocks, axis=1)
    return walked


def _moves(learnt: Sample) -> tuple[Floats, Floats]:
    """Changes from point to point, and over how many steps each."""
    days = [date.fromisoformat(day).toordinal() for day in learnt.days]
    return np.diff(learnt.values), np.diff(days) / settings().step_days


def _drift(learnt: Sample) -> float:
    """Mean change per step."""
    moves, long = _moves(learnt)
    return float(moves.sum() / long.sum())


def project(sample: Sample, steps: int, draws: int) -> Projection | None:
    """Projection over `steps` steps; None when the gap is closed already."""
    if sample.values[-1] <= 0:
        return None
    future = paths(sample, steps, draws)
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
        drift=_drift(since_last_bend(sample)),
        learnt_from=since_last_bend(sample).days[0],
    )


def bands(draws: Floats) -> dict[float, tuple[float, float]]:
    """Level to the central interval of draws (R,)."""
    found = {}
    for level, ends in BANDS.items():
        low, high = np.quantile(draws, ends)
        found[level] = (float(low), float(high))
    return found
