"""The frontiers of closed and open models over their own dates, within one scale.

Lag compares dates inside one set of values that were estimated together: the newest vintage on the
board axis, the newest states on the entry axis. An entry joins a class on the first day from its
date on which its model's openness qualifies, and stays in that class's history. What its *date* is
says a clock: the release of the model, or the day the board first showed it. Days are ISO dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from measures.boards.states import BoardState, Contender, contenders, inputs
from measures.freshness import is_stale
from measures.names.registry import Registry
from measures.series import Series
from terms.openness import CLASSES
from terms.words import LagClock


@dataclass(frozen=True)
class Clock:
    """Which date of an entry counts (ISO); None: nobody knows it, and it is counted as undated."""

    name: str
    dates: Callable[[Contender], str | None]
    late: frozenset[str] = frozenset()
    """Models that may have been there well before their date: lags that count from them are
    lower bounds."""


ANCHORS: dict[str, dict[str, float]] = {
    "eci": {"claude-3-5-sonnet-20240620": 130.0, "gpt-5": 150.0},
    "composite": {"claude-3-5-sonnet-20240620": 130.0, "gpt-5": 150.0},
}
"""Models whose values define a scale (https://epoch.ai/eci), so that they have no error on it: the
published errors of all others are relative to them."""


def released(registry: Registry) -> Clock:
    """Release date of the entry's model.

    The registry's date, which has evidence and is the same on every board, goes before the date
    that a board prints beside the entry; an entry without a known model takes no part anyway.
    """

    def dates(item: Contender) -> str | None:
        return None if item.model is None else str(registry.model(item.model)["released_on"])

    return Clock(LagClock.RELEASED.value, dates)


def first_seen(series: Series, listed: Mapping[str, str], vintages: Iterable[str]) -> Clock:
    """Day on which the board first showed the entry.

    The entry's own date where the board gives one that is not just the model's release date, else
    `listed`: model to the published date of the first known vintage of the series that lists it.
    Such a model may be `late`: it is on the series' first vintage, or the vintage before (of
    `vintages`, the published dates of all) is longer ago than the series' staleness limit.
    """
    days = sorted(set(vintages))
    sudden = {after for before, after in pairwise(days) if not is_stale(series, before, after)}

    def dates(item: Contender) -> str | None:
        if item.dated_on is not None and item.dated_on != item.row.get("released_on"):
            return item.dated_on
        return None if item.model is None else listed.get(item.model)

    late = frozenset(model for model, day in listed.items() if day not in sudden)
    return Clock(LagClock.FIRST_SEEN.value, dates, late)


@dataclass(frozen=True, slots=True)
class FrontierStep:
    """An entry that was better than everything of its class dated before it."""

    on: str
    """Day on which it joined its class."""
    item: Contender
    is_anchor: bool = False
    """Its value defines the scale."""
    is_late: bool = False
    """It may have been there well before its date."""

    @property
    def score(self) -> float:
        """Its value with the sign turned so that higher is better."""
        return self.item.score

    @property
    def stderr(self) -> float | None:
        """Its standard error in the series' unit, or None; 0 for what defines the scale."""
        return 0.0 if self.is_anchor else self.item.stderr


@dataclass(frozen=True)
class Field:
    """The entries of one scale that a clock can date, and when each joined which class."""

    ranked: Sequence[FrontierStep]
    """Every dated entry (its day is its date) from the best to the worst; equal scores by name."""
    joined: Mapping[str, Sequence[FrontierStep]]
    """Class to everything that ever joined it by `through`, by day, the best of a day first."""
    undated: int
    """Matched entries without a date on this clock."""
    unmatched: int
    """Entries without a known model, which therefore have neither date nor class."""
    is_whole: bool
    """False: only leaders are known, so a better earlier entry may be missing."""
    vintages: tuple[int, ...]

    def steps(self, name: str, through: str) -> list[FrontierStep]:
        """The frontier of a class ("closed" or an openness rule) up to day `through`."""
        found: list[FrontierStep] = []
        for step in self.joined[name]:
            if step.on > through:
                break
            if not found or step.score > found[-1].score:
                found.append(step)
        return found

    def leader(self, name: str, on: str) -> FrontierStep | None:
        """The best entry dated by day `on` whose openness on that very day is in the class."""
        grades = CLASSES[name]
        return next(
            (step for step in self.ranked if step.on <= on and step.item.openness(on) in grades),
            None,
        )


class Fields:
    """Builds fields of one series on one clock; what does not depend on the state is kept."""

    def __init__(self, series: Series, registry: Registry, clock: Clock) -> None:
        self._series, self._registry, self._clock = series, registry, clock
        self._joining: dict[tuple[str, str, str], str | None] = {}

    def of(self, states: Iterable[BoardState], through: str) -> Field:
        """The field of states on one scale; of entries of one name the last state's counts.

        Raises RowInvalid for a row in another unit than the series'.
        """
        known = list(states)
        entries = {
            item.entry: item
            for state in known
            for item in contenders(self._series, state, self._registry)
        }
        matched = [item for item in entries.values() if item.model is not None]
        dated = [
            FrontierStep(since, item, self._is_anchor(item), self._is_late(item, since))
            for item in matched
            if (since := self._clock.dates(item)) is not None
        ]
        dated.sort(key=lambda step: (-step.score, step.item.entry))
        return Field(
            ranked=dated,
            joined={name: self._joined(name, dated, through) for name in CLASSES},
            undated=len(matched) - len(dated),
            unmatched=len(entries) - len(matched),
            is_whole=all(state.basis == "board" for state in known),
            vintages=tuple(sorted(state.vintage for state in known)),
        )

    def _is_anchor(self, item: Contender) -> bool:
        fixed = ANCHORS.get(self._series.id)
        return fixed is not None and fixed.get(str(item.model)) == item.value

    def _is_late(self, item: Contender, since: str) -> bool:
        return item.model in self._clock.late and since != item.dated_on

    def _joined(self, name: str, dated: Sequence[FrontierStep], through: str) -> list[FrontierStep]:
        days = ((self._joins(name, step.on, step.item), step) for step in dated)
        steps = [
            step if on == step.on else replace(step, on=on)
            for on, step in days
            if on is not None and on <= through
        ]
        # The sort is stable: of one day, the best stays first.
        return sorted(steps, key=lambda step: step.on)

    def _joins(self, name: str, since: str, item: Contender) -> str | None:
        key = (name, since, str(item.model))
        if key not in self._joining:
            spans = item.spans(CLASSES[name])
            self._joining[key] = next(
                (max(start, since) for start, end in spans if end > since), None
            )
        return self._joining[key]


def newest_field(
    series: Series, states: Sequence[BoardState], registry: Registry, clock: Clock, through: str
) -> Field:
    """The field on which day `through` rests: its whole history by the entries' dates."""
    return Fields(series, registry, clock).of(inputs(series, states, through), through)


def ordinal(day: str) -> int:
    """Proleptic day number of an ISO day."""
    return date.fromisoformat(day).toordinal()


def iso(number: int) -> str:
    """The ISO day of a day number."""
    return date.fromordinal(number).isoformat()
