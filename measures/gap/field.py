"""Who competes in a class from when, and who leads it: the one rule behind gaps, lags and prices.

A *field* is the entries that count together (`measures.boards.states.board_spans`), each from a
day on that the asker gives: the day it is dated, its model's release, or always where being listed
is enough. From then on two questions have an answer for a class:

- *in force*: whose openness on that very day is in the class. So a class may shrink, and the best
  of it may fall. Equal scores: the smaller entry name leads.
- *joined*: who was in it on that day or any before, from the first day on which its openness
  qualified. So nobody leaves, and the best never falls. Equal scores: who joined first leads, then
  the smaller name.

An entry without a known model, or of unknown openness on the day, is in no class: it is unresolved.
Days are ISO dates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from measures.boards.states import Contender
from terms.openness import CLASSES, UNRESOLVED_GRADES


@dataclass(frozen=True, slots=True)
class FrontierStep:
    """An entry that competes from day `on`; in a frontier it beats all that came before."""

    on: str
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


Steps = Sequence[FrontierStep]


class Field:
    """Entries that count together, each from its own day, and the classes they are in.

    `classes` are names of `CLASSES`: "closed" or an openness rule. `joins` may bring answers from
    other fields of the same models (class, day, model) along.
    """

    def __init__(
        self,
        dated: Iterable[FrontierStep],
        joins: dict[tuple[str, str, str | None], str | None] | None = None,
    ) -> None:
        self.ranked: Steps = sorted(dated, key=lambda step: (-step.score, step.item.entry))
        """Every entry (its day is its date) from the best to the worst; equal scores by name."""
        self._joins = {} if joins is None else joins
        self._joined: dict[str, Steps] = {}
        self._unresolved: dict[str, list[tuple[str, str, FrontierStep]]] = {}

    def joined(self, name: str) -> Steps:
        """Everything that ever joins a class, each on the day it does, the best of a day first."""
        if name not in self._joined:
            days = ((self._joining(name, step), step) for step in self.ranked)
            steps = [
                step if on == step.on else replace(step, on=on)
                for on, step in days
                if on is not None
            ]
            # The sort is stable: of one day, the best stays first.
            self._joined[name] = sorted(steps, key=lambda step: step.on)
        return self._joined[name]

    def joined_by(self, name: str, on: str) -> Steps:
        """Who joined a class by day `on`."""
        steps = self.joined(name)
        return steps[: bisect_right(steps, on, key=lambda step: step.on)]

    def steps(self, name: str, through: str, without: str | None = None) -> list[FrontierStep]:
        """The frontier of a class up to day `through`: who beat all that had joined it before.

        Entries of the model `without` count as not there: no model lags its own closed past.
        """
        joined = self.joined_by(name, through)
        return rising(joined if without is None else (s for s in joined if s.item.model != without))

    def in_force(self, name: str, on: str) -> Steps:
        """Who is dated by day `on` with an openness on that very day in the class; best first."""
        grades = CLASSES[name]
        return [s for s in self.ranked if s.on <= on and s.item.openness(on) in grades]

    def leader(self, name: str, on: str) -> FrontierStep | None:
        """The first of `in_force`."""
        grades = CLASSES[name]
        return next((s for s in self.ranked if s.on <= on and s.item.openness(on) in grades), None)

    def unresolved(self, rule: str, on: str) -> Steps:
        """Who is dated by day `on` and of no class known under a rule on it; best first."""
        if rule not in self._unresolved:
            self._unresolved[rule] = [
                (max(start, step.on), end, step)
                for step in self.ranked
                for start, end in step.item.spans(UNRESOLVED_GRADES[rule])
                if end > step.on
            ]
        return [step for start, end, step in self._unresolved[rule] if start <= on < end]

    def days(self) -> set[str]:
        """Every day on which somebody may join, leave or be resolved, with days out of reach."""
        edges = {
            edge
            for step in self.ranked
            for grade in step.item.grades
            for edge in (grade.valid_from, grade.valid_until)
        }
        return edges | {step.on for step in self.ranked}

    def _joining(self, name: str, step: FrontierStep) -> str | None:
        key = (name, step.on, step.item.model)
        if key not in self._joins:
            spans = step.item.spans(CLASSES[name])
            self._joins[key] = next(
                (max(start, step.on) for start, end in spans if end > step.on), None
            )
        return self._joins[key]


def field_of(items: Iterable[Contender], dates: Callable[[Contender], str | None]) -> Field:
    """The field of entries by `dates`; those without a date take no part."""
    dated = ((dates(item), item) for item in items)
    return Field(FrontierStep(on, item) for on, item in dated if on is not None)


def rising(steps: Iterable[FrontierStep]) -> list[FrontierStep]:
    """Those of `steps` (by day, the best of a day first) that are better than all before them."""
    found: list[FrontierStep] = []
    for step in steps:
        if not found or step.score > found[-1].score:
            found.append(step)
    return found


def best(steps: Iterable[FrontierStep]) -> FrontierStep | None:
    """The best of steps, of equal ones the first; None without any."""
    return max(steps, key=lambda step: step.score, default=None)
