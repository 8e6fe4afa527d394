"""How long each step of the closed frontier waits until open is there, and the median of them.

Days are right-censored on the last day known. Formulae with a worked case: docs/lag.md.
"""

import json
from collections.abc import Iterator, Sequence
from math import hypot
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.contenders import Contender
from measures.gap.judgement import is_tested_lately
from measures.known import DerivedBoard, Known, Row, derived
from measures.lag.releases import ReleaseTable
from measures.uncertainty import LEVEL, z_of
from terms.days import days_between
from terms.openness import OPENNESS_RULES

TIME_LEVEL = 0.9
"""Of the interval of a time: its ends are two one-sided tests."""
CLEARLY = NormalDist().inv_cdf((1 + TIME_LEVEL) / 2)
"""Standard errors of a difference that is clear: one-sided 95 %."""


def times_to_parity(scale: ReleaseTable, through: str) -> Iterator[Row]:
    """The closed steps by day `through` with the days until open had their score, as rows of table
    parity.

    A step that open reaches by the same model, opened, is none: no model lags its own closed past.
    The interval runs from the first open model that closed did not clearly exceed to the first one
    that clearly exceeded closed, each by a one-sided test at 95 %.
    """
    opened = scale.steps("open", through)
    for closed in scale.steps("closed", through):
        there = next((step for step in opened if step.score >= closed.score), None)
        if there and there.entry.model == closed.entry.model:
            continue
        days = _days(closed, there.start if there else through)
        ends = _interval(scale, closed, opened)
        low, high = ends or (None, None)
        is_first = there is not None and days > 0 and there is opened[0]
        yield {
            "entry": f"{closed.start}|{closed.entry.model}",
            "closed_model": closed.entry.model,
            "released_on": closed.start,
            "closed_value": closed.entry.value,
            "open_model": there and there.entry.model,
            "reached_on": there and there.start,
            "days": days if there else None,
            "days_low": low,
            "days_high": high,
            "ci_level": TIME_LEVEL if ends else None,
            "followed_days": days,
            "censored": "right" if there is None else "left" if is_first else None,
        }


def _days(closed: Contender, end: str) -> int:
    return max(0, days_between(closed.start, end))


def _interval(
    scale: ReleaseTable, closed: Contender, opened: Sequence[Contender]
) -> tuple[int | None, int | None] | None:
    """Days to the first open step that may be there and to the first that surely is; None: errors
    are needed of all steps up to it. What the first open step observed has, open may have had any
    time before.
    """
    near = next((one for one in opened if not _exceeds(scale, closed, one)), None)
    clear = next((one for one in opened if _exceeds(scale, one, closed) is not False), None)
    tests = [(closed, near)] if near else []
    tests += [(clear, closed)] if clear else []
    if any(_exceeds(scale, *pair) is None for pair in tests):
        return None
    low = None if near is None else 0 if near is opened[0] else _days(closed, near.start)
    return low, None if clear is None else _days(closed, clear.start)


def _exceeds(scale: ReleaseTable, better: Contender, other: Contender) -> bool | None:
    """Whether `better` is clearly above `other`; None where that needs an error that is missing."""
    if better.score <= other.score:
        return False
    error, its_error = scale.error(better), scale.error(other)
    if error is None or its_error is None:
        return None
    return better.score - other.score > CLEARLY * hypot(error, its_error)


def median(times: Sequence[Row]) -> Row | None:
    """Median time to parity in days, as a row of table parity_median tells it; None without a time.

    It is the first time at which the share not yet reached, by Kaplan and Meier, is at most one
    half; its interval inverts the log-log interval of the curve. Absent: the curve or its bound
    never falls that far.
    """
    if not times:
        return None
    followed = [row["followed_days"] for row in times]
    is_there = [row["reached_on"] is not None for row in times]
    days, place, count = np.unique(followed, return_inverse=True, return_counts=True)
    there = np.bincount(place, is_there)
    waiting = len(times) - np.cumsum(count) + count
    share = np.cumprod(1 - there / waiting)
    # At shares of 1 and 0 the interval is undefined, and its ends are no numbers.
    with np.errstate(all="ignore"):
        greenwood = np.cumsum(there / (waiting * (waiting - there)))
        spread = z_of(LEVEL) * np.sqrt(greenwood) / np.log(share)
        low, high = (_falls_to_half(days, share ** np.exp(end * spread)) for end in (-1, 1))
    return {
        "median_days": _falls_to_half(days, share),
        "low": low,
        "high": high,
        "ci_level": LEVEL if any(is_there) else None,
        "n": len(times),
        "n_censored": len(times) - sum(is_there),
    }


def _falls_to_half(days: NDArray[Any], shares: NDArray[np.float64]) -> float | None:
    # 1 - 1/2 may come out of a product as 0.5000000000000001.
    there = np.flatnonzero(shares <= 0.5 + 1e-12)
    return float(days[there[0]]) if len(there) else None


def parities(known: Known) -> Iterator[DerivedBoard]:
    """Times to parity of a series and their median under every openness rule.

    Made inside the newest whole vintage, up to its published date: later days bring no news. Where
    no recent open model is tested, up to the release of the newest that was: nobody knows what open
    models have reached since. No row where only leaders are known of the newest vintage.
    """
    series, told = known.series.id, known.whole if known.whole.states else known
    pages = told.inputs()
    if not pages:
        return
    newest = max(page.published_on for page in pages)
    for rule in OPENNESS_RULES:
        scale = ReleaseTable(known, pages, rule)
        through = min([_end(scale, newest), *_last_tested(known, rule)])
        times = [*times_to_parity(scale, through)] if scale.is_whole else []
        found = median(times)
        of_scale = {
            "entry": "median",
            "open_steps": len(scale.steps("open", through)),
            "data_on": through,
            "vintages": json.dumps(sorted(page.vintage for page in pages)),
        }
        yield derived("parity", series, newest, times, rule)
        medians = [] if found is None else [{**found, **of_scale}]
        yield derived("parity_median", series, newest, medians, rule)


def _last_tested(known: Known, rule: str) -> Iterator[str]:
    """Release of the newest open model tested on a series whose newest gap is not tested lately."""
    for gap in known.gaps(rule)[-1:]:
        if not is_tested_lately(gap) and gap.open_newest_on:
            yield gap.open_newest_on


def _end(scale: ReleaseTable, newest: str) -> str:
    """The newest page's day; of a frozen series by the dates of its entries the day on which a
    frontier last moved: pages go on, nothing else does."""
    steps = (*scale.steps("closed", newest), *scale.steps("open", newest))
    if not scale.series.has_ended or scale.series.axis == "board" or not steps:
        return newest
    return max(step.start for step in steps)
