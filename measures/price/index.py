"""How the list prices of the same models move: a chained index of matched models.

From one day to the next only models count that are in the class on both and whose maker's price of
one offering stands in one list on both: the best ranked list that was fresh on both, so that
neither a list that takes over from another nor a cheaper offering beside the old one moves the
index. The link is the geometric mean of their price ratios (a Jevons index), and the index is the
product of the links:

    I(0) = 100;  I(t) = I(t-1) * exp(mean over matched models m of ln(p(m, t) / p(m, t-1)))

Links are daily, because a price may change within the month in which its model came; a day on which
no list begins a price has the link 1. Every matched model weighs the same: nobody publishes how
much of each is sold. A model that comes or goes moves nothing by itself, so a cheaper successor
under a new name is no fall here: that is what "cheapest at quality" tells.

Consumer Price Index Manual: Concepts and Methods (IMF and others, 2020), chapter 8, on the Jevons
index, matched models and chaining.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import log
from statistics import fmean

import numpy as np
import numpy.typing as npt

from measures.freshness import fresh_until
from measures.names.registry import Registry
from measures.price.book import PriceBook
from measures.price.rules import OWN
from terms.days import after

BASE = 100.0
LEAST = 5
"""Models that a link needs: the mean of fewer is the story of one of them."""
DRAWS = 2000
CI_LEVEL = 0.9
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IndexPoint:
    """The index on a day."""

    on: str
    value: float
    low: float | None
    high: float | None
    """Ends of its interval; None at the base."""
    models: int
    """Matched on the day."""
    changed: int
    """Changes of prices since the point before."""


_Offer = tuple[int, str, str]
"""A list by rank and name, and an offering in it."""
_Listed = tuple[_Offer, str, str, float]
"""An offer with the days on which it is in force and fresh, the last one excluded, and the
logarithm of its price."""
_Link = dict[str, float]
"""Matched model to the logarithm of its price ratio."""


def month_starts(since: str, through: str) -> list[str]:
    """First days of months, the first one on or after `since`, the last one by `through`."""
    first, found = date.fromisoformat(since), []
    year, month = first.year, first.month + (first.day > 1)
    while (day := f"{year + (month - 1) // 12:04d}-{(month - 1) % 12 + 1:02d}-01") <= through:
        found.append(day)
        month += 1
    return found


def matched_index(
    book: PriceBook, names: Registry, grades: frozenset[str], points: Sequence[str]
) -> list[IndexPoint]:
    """The index of a class on the days `points`; it begins at the first with enough models.

    It ends before the first link with fewer than `LEAST` matched models.
    """
    if not points:
        return []
    asked = _Asked(book, names, grades)
    begun, links = _chain(asked.links(points), points)
    if begun is None:
        return []
    values = BASE * np.exp(np.cumsum([fmean(link.values()) for _, link in links]))
    ends = _interval([link for _, link in links])
    found = [IndexPoint(begun, BASE, None, None, len(links[0][1]), 0)]
    changed = 0
    for place, (on, link) in enumerate(links):
        changed += sum(change != 0 for change in link.values())
        if on in points:
            low, high = (float(end[place]) for end in ends)
            found.append(IndexPoint(on, float(values[place]), low, high, len(link), changed))
            changed = 0
    return found


def _chain(
    every: Iterable[tuple[str, _Link]], points: Sequence[str]
) -> tuple[str | None, list[tuple[str, _Link]]]:
    """The base, and each day after it with the link that leads to it."""
    begun: str | None = None
    links: list[tuple[str, _Link]] = []
    for on, link in every:
        if begun is None:
            begun = on if on in points and len(link) >= LEAST else None
        elif len(link) < LEAST:
            break
        else:
            links.append((on, link))
    return (begun, links) if links else (None, [])


class _Asked:
    """What makers ask for the models of a class, by day."""

    def __init__(self, book: PriceBook, names: Registry, grades: frozenset[str]) -> None:
        self._names, self._grades = names, grades
        self._listed = {model: _listed(book, model) for model in sorted(book.spans)}
        self._starts = {start for some in self._listed.values() for _, start, _, _ in some}
        self._turns: dict[str, set[str]] = defaultdict(set)
        """Day to the models of which something begins or ends on it."""
        for model, some in self._listed.items():
            graded = (day for it in names.grades(model) for day in (it.valid_from, it.valid_until))
            for day in (*graded, *(day for _, *span, _ in some for day in span)):
                self._turns[day].add(model)

    def links(self, points: Sequence[str]) -> Iterator[tuple[str, _Link]]:
        """The link that leads to each day on which a list begins a price, and to each point, from
        the day before: the change of the cheapest offering that the best list has on both."""
        first, last = points[0], points[-1]
        then: dict[str, dict[_Offer, float]] = {}
        turned = {*self._listed}
        turns = [day for day in sorted(self._turns) if day >= first]
        for on in sorted(day for day in self._starts | {*points} if first <= day <= last):
            while turns and turns[0] < on:
                turned = turned | self._turns[turns.pop(0)]
            for model in turned:
                then[model] = self._on(model, after(on, -1))
            turned = self._turns.get(on, set())
            link = {model: 0.0 for model, some in then.items() if some}
            for model in turned:
                link.pop(model, None)
                now = self._on(model, on)
                if both := then[model].keys() & now.keys():
                    before = then[model]
                    best = min(both, key=lambda offer: (offer[:2], before[offer], offer))
                    link[model] = now[best] - before[best]
            yield on, link

    def _on(self, model: str, day: str) -> dict[_Offer, float]:
        if self._names.openness(model, day) not in self._grades:
            return {}
        return {
            offer: price for offer, start, end, price in self._listed[model] if start <= day < end
        }


def _listed(book: PriceBook, model: str) -> list[_Listed]:
    found = []
    for span in book.spans[model].get(OWN, ()):
        trust = book.rules.sources[span.source]
        end = min(span.end, after(fresh_until(trust, span.confirmed)))
        if not trust.opinion and span.start < end:
            offer = (trust.rank, span.source, span.offering)
            found.append((offer, span.start, end, log(span.blended)))
    return found


def _interval(changes: Sequence[_Link]) -> tuple[Floats, Floats]:
    """Both ends of the index after each link: whole models are drawn with replacement.

    A draw without any model of a link (one of 150 where five are matched) says "no change" there.
    """
    models = sorted({name for link in changes for name in link})
    seed = sha256(repr([sorted(link.items()) for link in changes]).encode()).digest()[:8]
    rng = np.random.default_rng(int.from_bytes(seed, "big"))
    drawn = rng.multinomial(len(models), np.full(len(models), 1 / len(models)), size=DRAWS)
    logs = np.zeros((DRAWS, len(changes)))
    for place, link in enumerate(changes):
        if not any(link.values()):
            continue  # no price changed: whatever is drawn, the index stays
        present = np.array([name in link for name in models])
        change = np.array([link.get(name, 0.0) for name in models])
        weight = drawn @ present
        logs[:, place] = np.where(weight > 0, (drawn @ change) / np.maximum(weight, 1), 0.0)
    spread = BASE * np.exp(np.cumsum(logs, axis=1))
    tail = (1 - CI_LEVEL) / 2
    return np.quantile(spread, tail, axis=0), np.quantile(spread, 1 - tail, axis=0)
