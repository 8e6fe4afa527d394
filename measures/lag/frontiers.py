"""The frontiers of closed and open models over their own dates, within one scale.

Lag compares dates inside one set of values that were estimated together: the newest vintage on the
board axis, the newest states on the entry axis. Who is in a class from when is the rule of
`measures.gap.field`; the date of an entry is the release of its model. Days are ISO dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from measures.boards.states import BoardState, Contender, entries_of, inputs
from measures.gap.field import Field, FrontierStep
from measures.lag.rules import Sides
from measures.names.registry import Registry
from measures.series import Series

ANCHORS: dict[str, dict[str, float]] = {
    "eci": {"claude-3-5-sonnet-20240620": 130.0, "gpt-5": 150.0},
}
"""Models whose values define a scale (https://epoch.ai/eci), so that they have no error on it: the
published errors of all others are relative to them."""


class LagField(Field):
    """The entries of one scale by the release dates of their models."""

    def __init__(
        self,
        dated: Iterable[FrontierStep],
        joins: dict[tuple[str, str, str | None], str | None],
        states: Sequence[BoardState],
    ) -> None:
        super().__init__(dated, joins)
        self.is_whole = all(state.basis == "board" for state in states)
        """False: only leaders are known, so a better earlier entry may be missing."""
        self.vintages = tuple(sorted(state.vintage for state in states))


class Fields:
    """Builds fields of one series; what does not depend on the state is kept."""

    def __init__(self, series: Series, registry: Registry) -> None:
        self._series, self._registry = series, registry
        self._joins: dict[tuple[str, str, str | None], str | None] = {}

    def of(self, states: Sequence[BoardState]) -> LagField:
        """The field of states on one scale.

        The registry's date, which has evidence and is the same on every board, goes before the date
        that a board prints beside the entry; an entry without a known model takes no part. A
        provisional class holds from the day of its evidence: it may have been there before.

        Raises RowInvalid for a row in another unit than the series'.
        """
        dated = [
            FrontierStep(
                str(self._registry.model(item.model)["released_on"]),
                item,
                is_anchor=self._is_anchor(item),
                is_late=bool(item.provisional),
            )
            for item in entries_of(self._series, states, self._registry)
            if item.model is not None
        ]
        return LagField(dated, self._joins, states)

    def _is_anchor(self, item: Contender) -> bool:
        fixed = ANCHORS.get(self._series.id)
        return fixed is not None and fixed.get(str(item.model)) == item.value


def newest_field(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> LagField:
    """The field on which day `through` rests: its whole history by the entries' dates."""
    return Fields(series, registry).of(inputs(series, states, through))


@dataclass(frozen=True)
class Frontiers:
    """Both frontiers of one scale by date.

    `besides`: the closed frontier without a model that was in it and was opened later, by model.
    While it leads the open class its lag is measured against the others: no model lags its own
    closed past.
    """

    closed: Sequence[FrontierStep]
    opened: Sequence[FrontierStep]
    besides: Mapping[str, Sequence[FrontierStep]] = field(default_factory=dict)

    @classmethod
    def of(cls, field: Field, rule: str, through: str) -> Frontiers:
        """Those of the closed class and of the open class under an openness rule, by `through`."""
        closed, opened = field.steps("closed", through), field.steps(rule, through)
        once_closed = {str(s.item.model) for s in closed} & {str(s.item.model) for s in opened}
        besides = {one: field.steps("closed", through, without=one) for one in sorted(once_closed)}
        return cls(closed, opened, besides)

    def until(self, on: str) -> Frontiers:
        """What was dated by day `on`."""
        return Frontiers(
            _by(self.closed, on),
            _by(self.opened, on),
            {model: _by(steps, on) for model, steps in self.besides.items()},
        )

    def days(self) -> list[str]:
        """Every day on which either frontier moves, as any leader sees it."""
        every = (self.closed, self.opened, *self.besides.values())
        return sorted({step.on for steps in every for step in steps})

    def sides(self, *, is_whole: bool = True) -> Sides | None:
        """Both sides as they are at the end; None where one has nobody but the other's leader."""
        if not self.opened:
            return None
        leader = self.opened[-1]
        closed = self.besides.get(str(leader.item.model), self.closed)
        return Sides(closed, self.opened, closed[-1], leader, is_whole) if closed else None


def _by(steps: Sequence[FrontierStep], on: str) -> list[FrontierStep]:
    return [step for step in steps if step.on <= on]


def ordinal(day: str) -> int:
    """Proleptic day number of an ISO day."""
    return date.fromisoformat(day).toordinal()


def iso(number: int) -> str:
    """The ISO day of a day number."""
    return date.fromordinal(number).isoformat()
