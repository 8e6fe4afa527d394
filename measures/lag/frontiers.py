"""The frontiers of closed and open models over their own dates, within one scale.

Lag compares dates inside one set of values that were estimated together: the newest vintage on the
board axis, the newest states on the entry axis. Who is in a class from when is the rule of
`measures.gap.field`; what the *date* of an entry is says a clock: the release of the model, or the
day the board first showed it. Days are ISO dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from measures.boards.states import BoardState, Contender, entries_of, inputs
from measures.freshness import is_stale
from measures.gap.field import Field, FrontierStep
from measures.names.registry import Registry
from measures.series import Series
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


class LagField(Field):
    """The entries of one scale that a clock can date, and what is known of the others."""

    def __init__(
        self,
        dated: Iterable[FrontierStep],
        joins: dict[tuple[str, str, str | None], str | None],
        undated: int,
        unmatched: int,
        states: Sequence[BoardState],
    ) -> None:
        super().__init__(dated, joins)
        self.undated = undated
        """Matched entries without a date on this clock."""
        self.unmatched = unmatched
        """Entries without a known model, which therefore have neither date nor class."""
        self.is_whole = all(state.basis == "board" for state in states)
        """False: only leaders are known, so a better earlier entry may be missing."""
        self.vintages = tuple(sorted(state.vintage for state in states))


class Fields:
    """Builds fields of one series on one clock; what does not depend on the state is kept."""

    def __init__(self, series: Series, registry: Registry, clock: Clock) -> None:
        self._series, self._registry, self._clock = series, registry, clock
        self._joins: dict[tuple[str, str, str | None], str | None] = {}

    def of(self, states: Sequence[BoardState]) -> LagField:
        """The field of states on one scale.

        Raises RowInvalid for a row in another unit than the series'.
        """
        entries = entries_of(self._series, states, self._registry)
        matched = [item for item in entries if item.model is not None]
        dated = [
            FrontierStep(since, item, self._is_anchor(item), self._is_late(item, since))
            for item in matched
            if (since := self._clock.dates(item)) is not None
        ]
        return LagField(
            dated,
            self._joins,
            undated=len(matched) - len(dated),
            unmatched=len(entries) - len(matched),
            states=states,
        )

    def _is_anchor(self, item: Contender) -> bool:
        fixed = ANCHORS.get(self._series.id)
        return fixed is not None and fixed.get(str(item.model)) == item.value

    def _is_late(self, item: Contender, since: str) -> bool:
        """A provisional class holds from the day of its evidence: it may have been there before."""
        if item.provisional:
            return True
        return item.model in self._clock.late and since != item.dated_on


def newest_field(
    series: Series, states: Sequence[BoardState], registry: Registry, clock: Clock, through: str
) -> LagField:
    """The field on which day `through` rests: its whole history by the entries' dates."""
    return Fields(series, registry, clock).of(inputs(series, states, through))


def ordinal(day: str) -> int:
    """Proleptic day number of an ISO day."""
    return date.fromisoformat(day).toordinal()


def iso(number: int) -> str:
    """The ISO day of a day number."""
    return date.fromordinal(number).isoformat()
