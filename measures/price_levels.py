"""Which model had which score on which day: the levels that price at quality starts from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from measures.matching import ALWAYS, Registry
from measures.price_days import after
from measures.series import Series
from measures.states import BoardState, contenders, newest_of_each_board, ranked


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
    whole = [state for state in states if state.basis == "board"]
    return levels(series, whole, registry, through)


def _on_board_axis(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> Iterator[Level]:
    newest = {state.published_on: state for state in ranked(series, states, through)}
    first = max((one.on for one in series.scale_breaks), default=ALWAYS)
    days = [day for day in newest if day >= first]
    for day, end in pairwise([*days, after(through)]):
        best: dict[str, tuple[float, float]] = {}
        for item in contenders(series, newest[day], registry):
            if item.model is not None:
                found = (item.score, item.value)
                best[item.model] = max(best.get(item.model, found), found)
        for model, (score, value) in best.items():
            yield Level(model, day, end, value, score)


def _on_entry_axis(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> Iterator[Level]:
    dated: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for state in newest_of_each_board(series, states, through):
        for item in contenders(series, state, registry):
            if item.model is not None and item.dated_on is not None and item.dated_on <= through:
                dated[item.model].append((item.dated_on, item.score, item.value))
    for model, entries in dated.items():
        yield from _running_best(model, sorted(entries), after(through))


def _running_best(
    model: str, entries: Sequence[tuple[str, float, float]], end: str
) -> Iterator[Level]:
    steps: list[tuple[str, float, float]] = []
    for entry in entries:
        if not steps or entry[1] > steps[-1][1]:
            steps.append(entry)
    for (day, score, value), following in pairwise([*steps, (end, 0.0, 0.0)]):
        if day < following[0]:
            yield Level(model, day, following[0], value, score)


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
