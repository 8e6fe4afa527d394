"""How fast the price of a level of quality falls.

Every model at or above the threshold gives an observation when it is first priced and at every
later price of its own. It counts in a class on the days on which its openness is in the class: what
was closed for a week and is open since is a closed observation of that week and an open one later.
The prices that are at least 1 % lower than every one before them are fitted (a median moves by less
when a host comes or goes):
`ln p = a + b * years`, ordinary least squares; the price is divided by `exp(-b)` a year and halves
in `ln 2 / -b` years (Epoch, "LLM inference prices have fallen rapidly but unequally across tasks").
A level is what the newest state says of a model, on all days.

The interval is a percentile bootstrap over models of `-b`: whole models are drawn with replacement,
record lows and fit are made anew. A draw gives a rate when it has at least four lows over at least
a year: a year because less bears no yearly rate, in a draw as in the sample; four because a draw
holds `1 - 1/e` = 63 % of the models, and so much of the five lows asked of the sample is 3.2. (Of
draws that keep all five of five lows every one is the sample again: an interval without width.)
A draw without a rate may stand for any. It counts as slower than all others for the lower end and
as faster for the upper one, so that from 5 % of them on a 90 % interval has no end. None is told
either when it leaves out the fit itself (the draws are biased: the fit hangs on single models) or
when its ends lie more than a hundred times apart, which is no statement about a rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import exp, inf, log

import numpy as np
from numpy.typing import NDArray

from measures.names.registry import Registry
from measures.price.book import Price, PriceBook
from measures.price.records import (
    CI_LEVEL,
    LEAST_DAYS,
    LEAST_DRAWN,
    LEAST_POINTS,
    MOST_SPREAD,
    NoInterval,
    NoRate,
)
from terms.days import DAYS_A_YEAR, days_between

LEAST_DROP = 0.01
DRAWS = 2000
_ROUNDING = 1e-9
"""When every draw lies on one line, its rates differ from the fit's by rounding alone."""

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
    """Share of the draws that give a rate."""
    reason: NoRate | None
    """Why nothing is fitted."""
    no_interval: NoInterval | None
    """Why the fit has no interval."""


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
        return Decline(tuple(points), models, None, None, None, None, None, reason, None)
    rate = _rate(points)
    drawn = _bootstrap(seen)
    share = float(np.isfinite(drawn).mean())
    ends = interval(drawn, rate)
    why = ends if isinstance(ends, NoInterval) else None
    low, high = (None, None) if isinstance(ends, NoInterval) else (exp(ends[0]), exp(ends[1]))
    halving = log(2) / rate * DAYS_A_YEAR if rate > 0 else None
    return Decline(tuple(points), models, exp(rate), low, high, halving, share, None, why)


def interval(drawn: Floats, rate: float) -> tuple[float, float] | NoInterval:
    """Both ends of the interval of `rate`, or why there is none.

    `drawn`: the rate of every draw, shape (draws,), NaN where it gives none.
    """
    missing = np.isnan(drawn)
    tail = (1 - CI_LEVEL) / 2
    low = float(np.quantile(np.where(missing, -np.inf, drawn), tail, method="lower"))
    high = float(np.quantile(np.where(missing, np.inf, drawn), 1 - tail, method="higher"))
    if not np.isfinite([low, high]).all():
        return NoInterval.FEW_RATES
    if not low - _ROUNDING <= rate <= high + _ROUNDING:
        return NoInterval.SINGLE_MODELS
    if high - low > log(MOST_SPREAD):
        return NoInterval.WIDE
    return min(low, rate), max(high, rate)


def _too_few(points: Sequence[Observation]) -> NoRate | None:
    if len(points) < LEAST_POINTS:
        return NoRate.FEW_LOWS
    days = days_between(points[0][0], points[-1][0])
    return NoRate.SHORT_SPAN if days < LEAST_DAYS else None


def _years(seen: Sequence[Observation]) -> Floats:
    """Years since the first observation, which comes first."""
    days = [days_between(seen[0][0], day) for day, _, _ in seen]
    return np.array(days, dtype=np.float64) / DAYS_A_YEAR


def _rate(points: Sequence[Observation]) -> float:
    """`-b`: the natural logarithm of the factor of a year."""
    years = _years(points)
    logs = np.log([price for _, _, price in points])
    centred = years - years.mean()
    return -float((centred * logs).sum() / (centred**2).sum())


def _bootstrap(seen: Sequence[Observation]) -> Floats:
    """`_rate` of every draw, shape (DRAWS,), NaN where it gives none.

    A draw keeps the models that were drawn at all: a second copy of a price is no new low.
    """
    names = sorted({model for _, model, _ in seen})
    place = np.array([names.index(model) for _, model, _ in seen])
    seed = sha256(repr(list(seen)).encode()).digest()[:8]
    rng = np.random.default_rng(int.from_bytes(seed, "big"))
    drawn = rng.integers(0, len(names), size=(DRAWS, len(names)))
    chosen = np.zeros((DRAWS, len(names)), dtype=bool)
    np.put_along_axis(chosen, drawn, values=True, axis=1)
    prices = np.array([price for _, _, price in seen])
    shown = np.where(chosen[:, place], prices, np.inf)
    bar = np.minimum.accumulate(shown, axis=1)[:, :-1] * (1 - LEAST_DROP)
    lows = np.concatenate([np.isfinite(shown[:, :1]), shown[:, 1:] < bar], axis=1)
    return _rates(lows, np.log(prices), _years(seen))


def _rates(lows: NDArray[np.bool_], logs: Floats, years: Floats) -> Floats:
    """`_rate` of the lows of every draw (row of `lows`), NaN where they are few or near."""
    found: Floats = np.full(len(lows), np.nan)
    first = np.where(lows, years, np.inf).min(axis=1)
    last = np.where(lows, years, -np.inf).max(axis=1)
    is_long = last - first >= LEAST_DAYS / DAYS_A_YEAR - _ROUNDING
    enough = (lows.sum(axis=1) >= LEAST_DRAWN) & is_long
    weight = lows[enough].astype(np.float64)
    many = weight.sum(axis=1)
    mean_year = (weight @ years) / many
    mean_log = (weight @ logs) / many
    spread = (weight @ years**2) / many - mean_year**2
    joint = (weight @ (years * logs)) / many - mean_year * mean_log
    found[enough] = -joint / spread
    return found
