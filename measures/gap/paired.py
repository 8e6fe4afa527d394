"""Two entries compared on the same items: how much of their error they share.

Hard items are hard for everyone, so results on the same items rise and fall together and a
difference is known better than two independent scores would say. Formulae and the table of real
pairs: docs/certainty.md. Source: Miller, arXiv 2411.00640.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Any

from measures.boards.states import Entry
from measures.errors import RowInvalid
from terms.units import Unit
from terms.words import GapMethod


@dataclass(frozen=True, slots=True)
class PairError:
    """Standard error of closed minus open, in the series' unit, and how the two were joined.

    `paired`: from results on the same items; `joint`: from a refit of the whole scale. Raises
    RowInvalid unless `stderr` is positive and finite.
    """

    stderr: float
    method: str

    def __post_init__(self) -> None:
        if not (isfinite(self.stderr) and self.stderr > 0):
            raise RowInvalid(f"a {self.method} standard error of {self.stderr} does not exist")


Pairing = Callable[[Entry, Entry], PairError | None]
"""From the closed and the open leader to the error of their difference; None: not known."""


def first_known(*pairings: Pairing | None) -> Pairing:
    """The answer of the first pairing that has one."""

    def answer(closed: Entry, opened: Entry) -> PairError | None:
        told = (pairing(closed, opened) for pairing in pairings if pairing is not None)
        return next((found for found in told if found is not None), None)

    return answer


TOLERANCE = 0.2
"""Points by which results may miss the published score and still belong to it: a score can be
rounded, or be the mean of several runs (Claude Sonnet 4: 64.93 beside 324 of 500)."""
FEWEST_DISCORDANT = 25
"""Items that one entry alone solved, below which a normal interval is not to be trusted; the bar
below which SPSS turns from McNemar's normal approximation to the binomial (NPAR TESTS)."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ItemResults:
    """Which items an entry solved and which it tried in vain; other items are not known."""

    solved: frozenset[str]
    unsolved: frozenset[str]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ItemResults:
        """From a row of table item_result."""
        return cls(frozenset(json.loads(row["solved"])), frozenset(json.loads(row["unsolved"])))

    @property
    def items(self) -> frozenset[str]:
        """Every item with a known result."""
        return self.solved | self.unsolved

    @property
    def percent(self) -> float:
        """Share of the known items that were solved, 0 to 100; 0 when none is known."""
        return 100 * len(self.solved) / len(self.items) if self.items else 0.0

    def agree(self, value: float) -> bool:
        """Whether they give the published `value` (percent) within `TOLERANCE` points."""
        return bool(self.items) and abs(self.percent - value) <= TOLERANCE + _ROUNDING


@dataclass(frozen=True, slots=True)
class Paired:
    """Counts of items by who solved them. `closed` and `open` are the sides of a gap."""

    both: int
    closed_only: int
    open_only: int
    neither: int

    @property
    def n(self) -> int:
        """Items that both tried."""
        return self.both + self.closed_only + self.open_only + self.neither

    @property
    def discordant(self) -> int:
        """Items that one side alone solved."""
        return self.closed_only + self.open_only

    @property
    def difference(self) -> float:
        """Closed minus open, in points."""
        return 100 * (self.closed_only - self.open_only) / self.n

    @property
    def stderr(self) -> float:
        """Standard error of the difference in points; needs two items.

        sqrt(sum (d - mean d)² / (n (n - 1))), where d is 1, 0 or -1 on an item. The same as
        sqrt(SE_closed² + SE_open² - 2 rho SE_closed SE_open).
        """
        squares = self.discordant - (self.closed_only - self.open_only) ** 2 / self.n
        return 100 * sqrt(squares / (self.n * (self.n - 1)))

    @property
    def independent_stderr(self) -> float:
        """What it would be if the two had answered different items, in points; needs two items."""
        spread = sum(k * (self.n - k) / self.n for k in self._solved)
        return 100 * sqrt(spread / (self.n * (self.n - 1)))

    @property
    def rho(self) -> float | None:
        """Correlation of the two results over the items (phi); None when one side's never vary."""
        closed, opened = self._solved
        spread = closed * (self.n - closed) * opened * (self.n - opened)
        if not spread:
            return None
        return (self.both * self.neither - self.closed_only * self.open_only) / sqrt(spread)

    @property
    def z(self) -> float | None:
        """Difference over its standard error; None when no item tells the two apart."""
        return self.difference / self.stderr if self.stderr else None

    @property
    def p_exact(self) -> float:
        """Two-sided p of McNemar's exact test: is each side as likely to solve an item alone?"""
        if not self.discordant:
            return 1.0
        from scipy.stats import binomtest  # noqa: PLC0415 - half a second that a gap does not need

        return float(binomtest(self.closed_only, self.discordant, 0.5).pvalue)

    @property
    def _solved(self) -> tuple[int, int]:
        return self.both + self.closed_only, self.both + self.open_only


@dataclass(frozen=True, slots=True)
class NotPaired:
    """Why two entries are not compared item by item."""

    reason: str


def paired(closed: ItemResults, opened: ItemResults) -> Paired | NotPaired:
    """Compare two entries item by item; both must know the same items, at least two."""
    if closed.items != opened.items:
        apart = len(closed.items ^ opened.items)
        return NotPaired(f"{apart} items have a result of one entry only")
    if len(closed.items) < 2:
        return NotPaired("fewer than two items")
    both = len(closed.solved & opened.solved)
    return Paired(
        both=both,
        closed_only=len(closed.solved) - both,
        open_only=len(opened.solved) - both,
        neither=len(closed.unsolved & opened.unsolved),
    )


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with its published score (percent) and its results, where the board has any."""

    entry: str
    value: float
    results: ItemResults | None

    def usable(self) -> ItemResults | NotPaired:
        """The results, if there are any and they give the score."""
        if self.results is None:
            return NotPaired(f"no results per item of {self.entry}")
        if not self.results.agree(self.value):
            told = f"{self.results.percent:.2f}, not its score of {self.value:g}"
            return NotPaired(f"the results per item of {self.entry} give {told}")
        return self.results


def compare(closed: Scored, opened: Scored) -> Paired | NotPaired:
    """Compare two published scores item by item.

    Not where results do not give the score, nor below `FEWEST_DISCORDANT` items that one side
    alone solved.
    """
    ours, theirs = closed.usable(), opened.usable()
    if isinstance(ours, NotPaired):
        return ours
    if isinstance(theirs, NotPaired):
        return theirs
    found = paired(ours, theirs)
    if isinstance(found, Paired) and found.discordant < FEWEST_DISCORDANT:
        return NotPaired(f"one side alone solved only {found.discordant} items")
    return found


BoardEntry = tuple[str, str, str, str]
"""Source, board, category and entry."""


def by_items(results: Mapping[BoardEntry, ItemResults]) -> Pairing:
    """The pairing of leaders by their results on the same items."""

    def pairing(closed: Entry, opened: Entry) -> PairError | None:
        if {closed.row["unit"], opened.row["unit"]} != {Unit.PERCENT}:
            return None
        found = compare(_scored(closed, results), _scored(opened, results))
        return (
            PairError(found.stderr, GapMethod.PAIRED.value) if isinstance(found, Paired) else None
        )

    return pairing


def _scored(item: Entry, results: Mapping[BoardEntry, ItemResults]) -> Scored:
    state = item.state
    key = (state.source, state.board, state.category, item.entry)
    return Scored(item.entry, item.value, results.get(key))
