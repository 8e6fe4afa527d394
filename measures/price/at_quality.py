"""Scores and prices of one day: the cheapest model of a class at or above a score, and the ratio of
both classes.

`price_ratio = closed price / open price`, blended 3:1; below 1 the open model is the dearer one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from measures.boards.states import Boards, Entry
from measures.price.book import FIRST_PARTY, Price, PriceBook
from measures.price.rosters import Roster
from measures.price.spans import BLEND
from measures.segments import SIDES
from measures.sweep import at_changes
from terms.openness import CLASSES
from terms.words import ModelKind

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry of a roster in one class at one price, on the days `start` <= day < `end`."""

    side: str
    start: str
    end: str
    entry: Entry
    price: Price

    @property
    def order(self) -> tuple[float, float, str]:
        """The cheapest first; of equal ones the best."""
        return (self.price.blended, -self.entry.score, self.entry.entry)


Cheapest = dict[str, Offer]
"""Class (closed, open) to the cheapest model at or above a score."""


def class_of(side: str, rule: str) -> str:
    """The class of a side under an openness rule (`terms.openness.CLASSES`)."""
    return rule if side == "open" else side


def offers(roster: Roster, book: PriceBook, rule: str) -> list[Offer]:
    """Every priced entry of a roster in either class."""
    return [
        Offer(side, start, end, one, price)
        for since, one in roster.entries
        if (prices := book.prices.get(str(one.model)))
        for side in SIDES
        for grade in one.grades
        if grade.openness in CLASSES[class_of(side, rule)]
        for price in prices
        if (start := max(roster.first, since, grade.valid_from, price.start))
        < (end := min(roster.end, grade.valid_until, price.end))
    ]


def cheapest_at(some: Iterable[Offer]) -> Iterator[tuple[float, Cheapest]]:
    """Each score at which a class has another cheapest model, the best score first, with those of
    both classes at or above it."""
    found: Cheapest = {}
    by_score = sorted(some, key=lambda one: -one.entry.score)
    for score, same in groupby(by_score, key=lambda one: one.entry.score):
        before = dict(found)
        for one in same:
            if one.side not in found or one.order < found[one.side].order:
                found[one.side] = one
        if found != before:
            yield score, dict(found)


def price_gap_history(
    known: Boards,
    found: Sequence[Roster],
    book: PriceBook,
    rule: str,
    before: Iterable[Mapping[str, Any]] = (),
) -> list[Row]:
    """Price at the best open model's own score up to and with the day that is known: rows of table
    price_gap, one per change. Those `before` the days of the rosters are known.

    On days without an open model with a price, and those on which the roster is too old to meet
    their prices, the columns of both classes are None.
    """
    days: dict[str, Row | None] = {}
    for roster in found:
        edges = (roster.first, roster.end)
        for start, _, alive in at_changes(offers(roster, book, rule), edges):
            at = (it for it in cheapest_at(alive) if "open" in it[1])
            days[start] = next((_columns(roster, rule, *it) for it in at), None)
        days[roster.end] = None
    told = [{name: row[name] for name in ("entry", "threshold", *NOBODY)} for row in before]
    for day, one in days.items():
        if day > known.through or not (one or told):
            continue
        # Nobody reaches anything: the score is the last that somebody reached.
        columns = one or {"threshold": told[-1]["threshold"], **NOBODY}
        new = {"entry": day, **columns}
        if not told or told[-1] | {"entry": day} != new:
            told.append(new)
    return told


def price_levels(known: Boards, roster: Roster, book: PriceBook, rule: str) -> Iterator[Row]:
    """The rows of table price_at_quality: of every score at which a class has another cheapest
    model, the best first.

    Prices are those of the day that is known, or of the roster's own where that is too old. Of each
    class the models that came to it after the roster, are not on it and cost less today are named.
    """
    through = known.through
    on = through if through < roster.end else roster.scored_on
    alive = [one for one in offers(roster, book, rule) if one.start <= on < one.end]
    since = {side: list(_unscored(known, roster, book, class_of(side, rule))) for side in SIDES}
    is_first = True
    for score, found in cheapest_at(alive):
        cheaper = {
            side: [one.model for one in since[side] if one.blended < offer.price.blended]
            for side, offer in found.items()
        }
        scored = {one.entry.state.vintage for one in found.values()}
        priced = book.vintages(one.price for one in found.values())
        yield {
            "entry": repr(roster.series.sign * score),
            **_columns(roster, rule, score, found),
            **{f"{side}_unscored": json.dumps(cheaper.get(side, [])) for side in SIDES},
            "is_best_open": int("open" in found and is_first),
            "prices_on": None if on == through else on,
            "vintages": json.dumps([*sorted(scored), *priced]),
        }
        is_first = is_first and "open" not in found


def _unscored(known: Boards, roster: Roster, book: PriceBook, group: str) -> Iterator[Price]:
    """Prices on a day of models that came to a class after the roster, by their release or their
    weights, and are not on it, the cheapest first."""
    registry, on = known.names, known.through
    scored = {one.model for _, one in roster.entries}
    others = ((model, registry.model(model)) for model in book.prices if model not in scored)
    found = (
        price
        for model, row in others
        if (roster.series.task_tuned or row["kind"] != ModelKind.TASK_TUNED)
        and (released := registry.released_on(model)) <= on
        and registry.openness(model, on) in CLASSES[group]
        and (
            released > roster.scored_on
            or registry.openness(model, roster.scored_on) not in CLASSES[group]
        )
        and (price := book.price(model, on))
    )
    yield from sorted(found, key=lambda one: (one.blended, one.model))


def _columns(roster: Roster, rule: str, score: float, found: Cheapest) -> dict[str, Any]:
    whole = {side: roster.is_whole_at(class_of(side, rule), score) for side in SIDES}
    ratio = None
    # Of two bounds there is no ratio, not even a bound of one.
    if len(found) == len(SIDES) and any(whole.values()):
        ratio = round(found["closed"].price.blended / found["open"].price.blended, 9)
    return {
        "threshold": roster.series.sign * score,
        **{
            f"{side}_{column}": value
            for side in SIDES
            for column, value in _side(found.get(side), is_whole=whole[side]).items()
        },
        "price_ratio": ratio,
        "blend": BLEND,
        "scores_on": roster.scored_on,
    }


def _side(one: Offer | None, *, is_whole: bool) -> dict[str, Any]:
    price = one.price if one else None
    return {
        "model": price and price.model,
        "value": one and one.entry.value,
        "price": price and price.blended,
        "input": price and price.input,
        "output": price and price.output,
        "source": price and price.source,
        "price_basis": price and price.basis,
        "hosts": None if price is None or price.basis == FIRST_PARTY else len(price.sellers),
        "price_mode": price and price.mode,
        "off_peak_price": price and price.off_peak,
        "effective_on": price and price.since,
        "is_at_most": int(not is_whole) if price else None,
    }


NOBODY: Row = {
    **{f"{side}_{name}": None for side in SIDES for name in _side(None, is_whole=True)},
    **{"price_ratio": None, "blend": "", "scores_on": None},
}
"""The columns of a row but its score, where nobody reaches any."""
