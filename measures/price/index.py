"""How the list prices of the same models move: a chained index of matched models (docs/price.md).

Links are daily, because a price may change within the month in which its model came; a day on which
no list begins a price has the link 1.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from math import exp, log
from statistics import fmean
from typing import Any, NamedTuple

from measures.freshness import fresh_until
from measures.price.book import Market
from measures.price.events import denied
from measures.price.rules import OWN
from measures.sweep import at_changes, on_day
from terms.days import after

BASE = 100.0
LEAST = 5
"""Models that a link needs: the mean of fewer is the story of one of them."""


class _Listed(NamedTuple):
    """An offering of a model in a list, on the days `start` <= day < `end` on which it is in force
    and fresh."""

    start: str
    end: str
    model: str
    offer: tuple[int, str, str]
    """The list by rank and name, and the offering in it."""
    price: float
    """Its logarithm."""


_Link = dict[str, float]
"""Matched model to the logarithm of its price ratio."""


def month_starts(since: str, through: str) -> list[str]:
    """First days of months, the first one on or after `since`, the last one by `through`."""
    years = range(int(since[:4]), int(through[:4]) + 1)
    days = [f"{year}-{month:02d}-01" for year in years for month in range(1, 13)]
    return [day for day in days if since <= day <= through]


def matched_index(
    market: Market, grades: frozenset[str], points: Sequence[str]
) -> list[dict[str, Any]]:
    """The index of a class on the days `points`, in columns of table price_index; it begins at the
    first with enough models, and ends before the first link with fewer than `LEAST`. A Jevons index
    (*Consumer Price Index Manual*, IMF and others, 2020, chapter 8)."""
    every = list(_links(market, grades, points)) if points else []
    bases = (place for place, (on, link) in enumerate(every) if on in points and len(link) >= LEAST)
    base = next(bases, len(every))
    links = list(takewhile(lambda one: len(one[1]) >= LEAST, every[base + 1 :]))
    if not links:
        return []
    found = [_point(every[base][0], BASE, len(links[0][1]), 0)]
    moved, changed = 0.0, 0
    for on, link in links:
        moved += fmean(link.values())
        changed += sum(change != 0 for change in link.values())
        if on in points:
            found.append(_point(on, BASE * exp(moved), len(link), changed))
            changed = 0
    return found


def _point(on: str, value: float, models: int, changed: int) -> dict[str, Any]:
    return {
        "on_date": on,
        "price_index": round(value, 4),
        "models": models,
        "models_changed": changed,
    }


def _listed(market: Market) -> Iterator[_Listed]:
    """What makers ask for every model."""
    for model, sellers in market.spans.items():
        for span in sellers.get(OWN, ()):
            trust = market.rules.sources[span.source]
            end = min(span.end, after(fresh_until(trust, span.confirmed)))
            if not trust.opinion and span.start < end:
                offer = (trust.rank, span.source, span.offering)
                yield _Listed(span.start, end, model, offer, log(span.blended))


def _links(
    market: Market, grades: frozenset[str], points: Sequence[str]
) -> Iterator[tuple[str, _Link]]:
    """The link of the models of a class that leads to each day on which a list begins a price, and
    to each point, from the day before."""
    listed = list(_listed(market))
    inside = [
        one._replace(start=max(one.start, it.valid_from), end=min(one.end, it.valid_until))
        for one in listed
        for it in market.names.grades(one.model)
        if it.openness in grades and it.valid_from < one.end and it.valid_until > one.start
    ]
    days = {*points, *(one.start for one in listed)}
    before: Sequence[_Listed] = ()
    for on, _, now in at_changes(inside, (*days, after(max(days)))):
        if points[0] <= on <= points[-1] and on in days:
            yield on, _link(market, before, now, on)
        before = now


def _link(market: Market, before: Iterable[_Listed], now: Iterable[_Listed], on: str) -> _Link:
    """The change of the cheapest offering that the best list has on both days, by model; a list
    that changes what never was asked (`denied`) says nothing."""
    then, asked = ({(one.model, one.offer): one.price for one in some} for some in (before, now))
    both: dict[str, list[tuple[Any, float, float]]] = defaultdict(list)
    for (model, offer), old in then.items():
        new = asked.get((model, offer))
        if new == old or (new is not None and (offer[1], on) not in denied(market, model)):
            both[model].append((offer, old, new))
    found = {}
    for model, some in both.items():
        is_disputed = len({new - old for _, old, new in some}) > 1
        told = _believed(market, model, on) if is_disputed else None
        _, old, new = min(some, key=lambda it: ([*it[1:]] != told, it[0][:2], it[1], it[0]))
        found[model] = new - old
    return found


def _believed(market: Market, model: str, on: str) -> list[float | None]:
    """What the maker is believed to ask the day before and on the day, as a logarithm; None:
    nothing."""
    asked = (on_day(market.steps[model].get(OWN, ()), day) for day in (after(on, -1), on))
    return [span and log(span.blended) for span in asked]
