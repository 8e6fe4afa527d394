"""Price at quality: the cheapest model at or above a score, per class and day, and their ratio.

`price_ratio = closed price / open price`, blended 3:1; below 1 the open model is the dearer one.
A segment holds from its day until the day of the next one. It starts from levels: which model had
which score on which day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from heapq import heappop, heappush
from importlib import resources
from itertools import chain, pairwise
from typing import Any

from measures.boards.states import (
    BoardState,
    best_by_model,
    board_spans,
    entries_of,
    ranked,
    whole,
)
from measures.errors import PricesInvalid
from measures.names.registry import ALWAYS, NEVER, Registry
from measures.price.book import FIRST_PARTY, Price, PriceBook
from measures.price.spans import BLEND
from measures.price.timeline import on_day
from measures.segments import PriceGapSegment
from measures.series import Series
from terms.days import after
from terms.declared import Declared, Named, Text, checked_by_name, contradiction, toml_tables
from terms.openness import CLOSED_GRADES, OPEN_GRADES


@dataclass(frozen=True, slots=True)
class Level:
    """A model's best score in a series on the days `start` <= day < `end`."""

    model: str
    start: str
    end: str
    value: float
    score: float
    """`value` turned so that higher is better."""


def levels(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> list[Level]:
    """Every model's best score by day, up to and with day `through`.

    Board axis: the newest state of each published date, from the newest scale break on, because a
    threshold means nothing across one. Entry axis: the running best of the newest states.
    """
    find = _on_board_axis if series.axis == "board" else _on_entry_axis
    return list(find(series, states, registry, through))


def whole_levels(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> list[Level]:
    """`levels` of whole boards alone, for what asks who else reaches a score.

    A list of leaders says nothing of the models below it, and the cheapest one that reaches a
    score is seldom a leader: of fifty models above 1437 none tells who is cheapest above 1200.
    """
    return levels(series, whole(states), registry, through)


def reached_levels(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> list[Level]:
    """`whole_levels`, and what lists of leaders newer than the last whole board say.

    Whom such a list names has the score on it from its day on, until a newer one names them again;
    whoever it leaves out keeps the score of the last whole board. Without one there is no level,
    and where every page has a scale of its own lists add nothing.
    """
    found = whole_levels(series, states, registry, through)
    if series.axis != "board" or series.page_scales or not found:
        return found
    last, first = ranked(series, whole(states), through)[-1][0], _first_day(series, states, through)
    named: dict[str, list[Level]] = defaultdict(list)
    for on, state in ranked(series, states, through):
        if on > last and on >= first:
            for level in _best(series, [state], registry, on, after(through)):
                _follow(named[level.model], level)
    kept = (
        replace(one, end=min(one.end, named[one.model][0].start)) if one.model in named else one
        for one in found
    )
    return [*(one for one in kept if one.start < one.end), *chain.from_iterable(named.values())]


def _first_day(series: Series, states: Sequence[BoardState], through: str) -> str:
    """The newest scale break: a threshold means nothing across one."""
    newest = max((on for on, _ in ranked(series, states, through)), default=ALWAYS)
    moved = series.break_between(ALWAYS, newest)
    return moved.on if moved else ALWAYS


def _on_board_axis(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> Iterator[Level]:
    first = _first_day(series, states, through)
    for span in board_spans(series, states, through):
        if span.first >= first:
            yield from _best(series, span.states, registry, span.first, span.end)


def _on_entry_axis(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> Iterator[Level]:
    for span in board_spans(series, states, through):
        dated = [
            (item.dated_on, -item.score, item.entry, item.model, item.value)
            for item in entries_of(series, span.states, registry)
            if item.dated_on is not None and item.dated_on < span.end
        ]
        rising: dict[str, list[Level]] = defaultdict(list)
        for on, loss, _, model, value in sorted(dated, key=lambda one: one[:3]):
            if model is not None:
                best = rising[model]
                if not best or -loss > best[-1].score:
                    _follow(best, Level(model, on, span.end, value, -loss))
        yield from chain.from_iterable(rising.values())


def _best(
    series: Series, states: Sequence[BoardState], registry: Registry, start: str, end: str
) -> Iterator[Level]:
    """Every known model's best score in these states, the best model first."""
    for model, item in best_by_model(entries_of(series, states, registry)).items():
        yield Level(model, start, end, item.value, item.score)


def _follow(some: list[Level], level: Level) -> None:
    """Add a level, which ends the one before it, or takes its place when it begins with it."""
    if some and some[-1].start == level.start:
        some.pop()
    elif some:
        some[-1] = replace(some[-1], end=level.start)
    some.append(level)


def reaching(series: Series, found: Iterable[Level], threshold: float) -> dict[str, list[Level]]:
    """Model to its levels at or above `threshold` (at or below when lower is better), by day."""
    bar = series.sign * threshold
    kept: dict[str, list[Level]] = defaultdict(list)
    for level in found:
        if level.score >= bar:
            kept[level.model].append(level)
    for some in kept.values():
        some.sort(key=lambda level: level.start)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Declared):
    """A score to reach, in the unit of its series, and why this one."""

    at: float
    """The score."""
    why: Text
    """What the score stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesThresholds(Named):
    """The scores to reach in one series."""

    thresholds: tuple[Threshold, ...]
    """Each score once."""

    def __post_init__(self) -> None:
        """Raises ValueError for a score that is there twice."""
        is_twice = len({one.at for one in self.thresholds}) < len(self.thresholds)
        contradiction("the same threshold twice" if is_twice else None)


@dataclass(frozen=True, slots=True)
class Offer:
    """A model at or above a threshold in one class at one price, on `start` <= day < `end`."""

    start: str
    end: str
    price: Price
    value: float | None = None
    """Its score, where one held all the time."""


@cache
def thresholds() -> dict[str, tuple[Threshold, ...]]:
    """The bundled thresholds by series id. Raises PricesInvalid."""
    text = resources.files("measures.price").joinpath("thresholds.toml").read_text("utf-8")
    return read_thresholds(text)


def read_thresholds(text: str) -> dict[str, tuple[Threshold, ...]]:
    """Thresholds declared in a TOML text, by series id. Raises PricesInvalid."""
    file = "measures/price/thresholds.toml"
    tables = toml_tables(text, file, PricesInvalid)
    found = checked_by_name(tables, SeriesThresholds, file, PricesInvalid)
    return {series: one.thresholds for series, one in found.items()}


def offers(
    reached: Mapping[str, Sequence[Level]],
    book: PriceBook,
    registry: Registry,
    grades: frozenset[str],
) -> list[Offer]:
    """Every priced model in an openness class on the days on which it reached the threshold."""
    return [
        Offer(start, end, price)
        for model, some in reached.items()
        for grade in registry.grades(model)
        if grade.openness in grades
        for first, last in _joined(some)
        for price in book.prices.get(model, ())
        if (start := max(grade.valid_from, first, price.start))
        < (end := min(grade.valid_until, last, price.end))
    ]


def _joined(some: Sequence[Level]) -> Iterator[tuple[str, str]]:
    start, end = some[0].start, some[0].end
    for level in some[1:]:
        if level.start > end:
            yield start, end
            start = level.start
        end = max(end, level.end)
    yield start, end


def cheapest(some: Sequence[Offer]) -> list[Offer]:
    """Who is cheapest on which days, in order; on others nobody is."""
    begun: dict[str, list[tuple[float, str, int, Offer]]] = defaultdict(list)
    for place, one in enumerate(some):
        begun[one.start].append((one.price.blended, one.price.model, place, one))
    steps: list[Offer] = []
    now: list[tuple[float, str, int, Offer]] = []
    for start, end in pairwise(sorted({day for one in some for day in (one.start, one.end)})):
        for it in begun[start]:
            heappush(now, it)
        while now and now[0][-1].end <= start:
            heappop(now)
        if not now:
            continue
        price = now[0][-1].price
        goes_on = bool(steps) and steps[-1].end == start and steps[-1].price == price
        steps.append(Offer(steps.pop().start if goes_on else start, end, price))
    return steps


def price_gap_history(
    series: Series,
    found: Sequence[Level],
    book: PriceBook,
    registry: Registry,
    rule: str,
    threshold: float,
) -> list[PriceGapSegment]:
    """Price at quality of both classes from the first day with a price, one segment per change.

    `found` are the `levels` of the series. A class in which no priced model reaches the threshold
    leaves its columns and the ratio None.
    """
    reached = reaching(series, found, threshold)
    classes = {"closed": CLOSED_GRADES, "open": OPEN_GRADES[rule]}
    sides = {
        name: list(_valued(cheapest(offers(reached, book, registry, grades)), reached))
        for name, grades in classes.items()
    }
    edges = {day for some in sides.values() for one in some for day in (one.start, one.end)}
    last = max((level.end for level in found), default=NEVER)
    segments: list[PriceGapSegment] = []
    for day in sorted(edge for edge in edges if edge < last):
        closed, opened = (on_day(sides[name], day) for name in ("closed", "open"))
        segment = _segment(day, threshold, closed, opened)
        if not segments or replace(segments[-1], entry=day) != segment:
            segments.append(segment)
    return segments


def _valued(steps: Iterable[Offer], reached: Mapping[str, Sequence[Level]]) -> Iterator[Offer]:
    """The steps split where the score of the cheapest model changes."""
    for step in steps:
        some = reached[step.price.model]
        first = bisect_right(some, step.start, key=lambda level: level.end)
        last = bisect_left(some, step.end, key=lambda level: level.start)
        for level in some[first:last]:
            start, end = max(step.start, level.start), min(step.end, level.end)
            yield Offer(start, end, step.price, level.value)


def _segment(
    day: str, threshold: float, closed: Offer | None, opened: Offer | None
) -> PriceGapSegment:
    ratio = closed.price.blended / opened.price.blended if closed and opened else None
    return PriceGapSegment(
        entry=day,
        threshold=threshold,
        **_side("closed", closed),
        **_side("open", opened),
        price_ratio=None if ratio is None else round(ratio, 9),
        blend=BLEND,
    )


def _side(side: str, step: Offer | None) -> dict[str, Any]:
    price = step.price if step else None
    columns = {
        "model": price and price.model,
        "value": step and step.value,
        "price": price and round(price.blended, 9),
        "input": price and price.input,
        "output": price and price.output,
        "source": price and price.source,
        "price_basis": price and price.basis,
        "hosts": None if price is None or price.basis == FIRST_PARTY else len(price.sellers),
        "price_mode": price and price.mode,
        "off_peak_price": price and price.off_peak,
        "effective_on": price and price.since,
    }
    return {f"{side}_{column}": value for column, value in columns.items()}
