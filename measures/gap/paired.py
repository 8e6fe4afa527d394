"""Two entries compared on the same items: how much of their error they share.

Hard items are hard for everyone, so results on the same items rise and fall together and a
difference is known better than two independent scores would say. Formulae and the table of real
pairs: docs/certainty.md. Source: Miller, arXiv 2411.00640.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import NamedTuple

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


class ItemResults(NamedTuple):
    """Which items an entry solved and which it tried in vain; other items are not known."""

    solved: frozenset[str]
    unsolved: frozenset[str]

    @property
    def items(self) -> frozenset[str]:
        """Every item with a known result."""
        return self.solved | self.unsolved


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
    def _solved(self) -> tuple[int, int]:
        return self.both + self.closed_only, self.both + self.open_only


class Scored(NamedTuple):
    """An entry with its published score (percent) and its results, where the board has any."""

    entry: str
    value: float
    results: ItemResults | None

    def doubt(self) -> str | None:
        """Why its results cannot be used; None: they give its score."""
        if self.results is None:
            return f"no results per item of {self.entry}"
        solved, items = len(self.results.solved), len(self.results.items)
        share = 100 * solved / items if items else 0.0
        if items and abs(share - self.value) <= TOLERANCE + _ROUNDING:
            return None
        told = f"{share:.2f}, not its score of {self.value:g}"
        return f"the results per item of {self.entry} give {told}"


def compare(closed: Scored, opened: Scored) -> Paired | str:
    """Compare two published scores item by item; or why they are not: results that do not give the
    score, other items, or fewer than `FEWEST_DISCORDANT` that one side alone solved."""
    ours, theirs = closed.results, opened.results
    if ours is None or theirs is None or closed.doubt() or opened.doubt():
        return str(closed.doubt() or opened.doubt())
    if ours.items != theirs.items:
        return f"{len(ours.items ^ theirs.items)} items have a result of one entry only"
    both = len(ours.solved & theirs.solved)
    found = Paired(
        both=both,
        closed_only=len(ours.solved) - both,
        open_only=len(theirs.solved) - both,
        neither=len(ours.unsolved & theirs.unsolved),
    )
    if found.discordant < FEWEST_DISCORDANT:
        return f"one side alone solved only {found.discordant} items"
    return found


BoardEntry = tuple[str, str, str, str]
"""Source, board, category and entry."""


def by_items(results: Mapping[BoardEntry, ItemResults]) -> Pairing:
    """The pairing of leaders by their results on the same items."""

    def scored(one: Entry) -> Scored:
        place = (one.state.source, one.state.board, one.state.category, one.entry)
        return Scored(one.entry, one.value, results.get(place))

    def pairing(closed: Entry, opened: Entry) -> PairError | None:
        sides = scored(closed), scored(opened)
        if any(it.results is None for it in sides):  # of most boards, whose pairs are many
            return None
        if {closed.row["unit"], opened.row["unit"]} != {Unit.PERCENT}:
            return None
        found = compare(*sides)
        return PairError(found.stderr, GapMethod.PAIRED) if isinstance(found, Paired) else None

    return pairing
