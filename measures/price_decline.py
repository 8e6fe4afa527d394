"""How fast the price of a level of quality falls.

Every model at or above the threshold gives an observation when it is first priced and at every
later price of its own. It counts in a class on the days on which its openness is in the class: what
was closed for a week and is open since is a closed observation of that week and an open one later.
The prices that are at least 1 % lower than every one before them are fitted (a median moves by less
when a host comes or goes):
`ln p = a + b * years`, ordinary least squares; the price is divided by `exp(-b)` a year and halves
in `ln 2 / -b` years (Epoch, "LLM inference prices have fallen rapidly but unequally across tasks").
A level is what the newest state says of a model, on all days. The interval comes from a bootstrap
over models: whole models are drawn with replacement, the record lows and the fit made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import exp, inf, log

import numpy as np
from numpy.typing import NDArray

from measures.matching import Registry
from measures.price_days import days_between
from measures.prices import Price, PriceBook

LEAST_POINTS = 5
LEAST_DAYS = 365
"""A yearly rate from record lows within less than a year would be an extrapolation."""
LEAST_DROP = 0.01
DRAWS = 2000
CI_LEVEL = 0.90
_DAYS_A_YEAR = 365.25
_LEAST_DRAWN = 3
_LEAST_SHARE = 0.5

Floats = NDArray[np.float64]
Observation = tuple[str, str, float]
"""(ISO day, model, blended price)."""


@dataclass(frozen=True, slots=True)
class Decline:
    """The fit through the record lows, or why there is none.

    `factor`: by how much the price is divided in a year; below 1 it rises. `halving_days`: None
    when the price does not fall.
    """

    points: tuple[Observation, ...]
    models: int
    factor: float | None
    low: float | None
    high: float | None
    halving_days: float | None
    usable_share: float | None
    """Share of the draws with enough record lows for a fit."""
    reason: str | None


def prices_inside(
    book: PriceBook,
    models: Iterable[str],
    registry: Registry,
    grades: frozenset[str],
    through: str,
) -> list[tuple[str, Price]]:
    """Every price in an openness class, each with its first day there, up to day `through`.

    A model counts on the days on which its openness is in `grades`: the price at which it enters
    the class is one of that day, and what it costs once it has left is none. Models keep their
    order, prices of a model are by day.
    """
    found: list[tuple[str, Price]] = []
    for model in models:
        inside = [one for one in registry.grades(model) if one.openness in grades]
        for price in book.prices.get(model, ()):
            starts = [
                start
                for one in inside
                if (start := max(price.start, one.valid_from)) < min(price.end, one.valid_until)
            ]
            if starts and starts[0] <= through:
                found.append((starts[0], price))
    return found


def observations(inside: Iterable[tuple[str, Price]]) -> list[Observation]:
    """Every new price of every model among `prices_inside`, cheapest first on a day."""
    found: list[Observation] = []
    last: dict[str, float] = {}
    for day, price in inside:
        if price.blended != last.get(price.model):
            found.append((day, price.model, price.blended))
        last[price.model] = price.blended
    return sorted(found, key=lambda one: (one[0], one[2], one[1]))


def record_lows(seen: Sequence[Observation]) -> list[Observation]:
    """The observations that are cheaper, by `LEAST_DROP`, than every one before them."""
    kept: list[Observation] = []
    lowest = inf
    for one in seen:
        if one[2] < lowest * (1 - LEAST_DROP):
            kept.append(one)
        lowest = min(lowest, one[2])
    return kept


def decline(seen: Sequence[Observation]) -> Decline:
    """Fit the record lows of `seen` (in order of day); equal input gives an equal answer."""
    points = record_lows(seen)
    models = len({model for _, model, _ in seen})
    if reason := _too_few(points):
        return Decline(tuple(points), models, None, None, None, None, None, reason)
    slope = _slope(points)
    drawn = _bootstrap(seen)
    share = len(drawn) / DRAWS
    tail = (1 - CI_LEVEL) / 2
    low, high = (
        (float(np.quantile(drawn, tail)), float(np.quantile(drawn, 1 - tail)))
        if share >= _LEAST_SHARE
        else (None, None)
    )
    halving = log(2) / -slope * _DAYS_A_YEAR if slope < 0 else None
    return Decline(tuple(points), models, exp(-slope), low, high, halving, share, None)


def _too_few(points: Sequence[Observation]) -> str | None:
    if len(points) < LEAST_POINTS:
        return f"{len(points)} record lows; nothing is fitted below {LEAST_POINTS}"
    days = days_between(points[0][0], points[-1][0])
    if days < LEAST_DAYS:
        return f"record lows within {days} days; no yearly rate from less than {LEAST_DAYS}"
    return None


def _years(seen: Sequence[Observation]) -> Floats:
    days = [date.fromisoformat(day).toordinal() for day, _, _ in seen]
    return np.array(days, dtype=np.float64) / _DAYS_A_YEAR


def _slope(points: Sequence[Observation]) -> float:
    years = _years(points)
    logs = np.log([price for _, _, price in points])
    centred = years - years.mean()
    return float((centred * logs).sum() / (centred**2).sum())


def _bootstrap(seen: Sequence[Observation]) -> Floats:
    """Yearly factor of every usable draw; a draw keeps the models that were drawn at all."""
    names = sorted({model for _, model, _ in seen})
    place = np.array([names.index(model) for _, model, _ in seen])
    seed = sha256(repr(list(seen)).encode()).digest()[:8]
    rng = np.random.default_rng(int.from_bytes(seed, "big"))
    drawn = rng.integers(0, len(names), size=(DRAWS, len(names)))
    chosen = np.zeros((DRAWS, len(names)), dtype=bool)
    np.put_along_axis(chosen, drawn, values=True, axis=1)
    logs = np.log([price for _, _, price in seen])
    shown = np.where(chosen[:, place], logs, np.inf)
    before = np.minimum.accumulate(shown, axis=1)
    lows = np.concatenate(
        [np.isfinite(shown[:, :1]), shown[:, 1:] < before[:, :-1] * (1 - LEAST_DROP)], axis=1
    )
    return _factors(lows, logs, _years(seen))


def _factors(lows: NDArray[np.bool_], logs: Floats, years: Floats) -> Floats:
    """exp(-slope) of every draw with at least three lows on two days, shape (usable,)."""
    count = lows.sum(axis=1)
    enough = count >= _LEAST_DRAWN
    weight = lows[enough].astype(np.float64)
    many = count[enough]
    mean_year = (weight @ years) / many
    mean_log = (weight @ logs) / many
    spread = (weight @ years**2) / many - mean_year**2
    joint = (weight @ (years * logs)) / many - mean_year * mean_log
    usable = spread > 1e-9
    factors: Floats = np.exp(-joint[usable] / spread[usable])
    return factors
