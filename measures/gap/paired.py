"""Two entries compared on the same items: how much of their error they share.

Hard items are hard for everyone, so results on the same items rise and fall together and a
difference is known better than two independent scores would say. Formulae and the table of real
pairs: docs/certainty.md. Source: Miller, arXiv 2411.00640.
"""

from collections.abc import Callable, Mapping
from math import inf, sqrt
from typing import NamedTuple

from measures.boards.states import Entry
from terms.units import Unit
from terms.words import GapMethod


class PairError(NamedTuple):
    """Standard error of closed minus open, in the series' unit, and how the two were joined:
    `paired`, from results on the same items; `joint`, from a refit of the whole scale."""

    stderr: float
    method: str


Pairing = Callable[[Entry, Entry], PairError | None]
"""From the closed and the open leader to the error of their difference; None: not known."""


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

    def agree_with(self, value: float) -> bool:
        """Whether they give a published score (percent)."""
        share = 100 * len(self.solved) / len(self.items) if self.items else inf
        return abs(share - value) <= TOLERANCE + _ROUNDING


def paired_stderr(closed: ItemResults, opened: ItemResults) -> float | None:
    """Standard error of closed minus open in points; None for results on other items, where one
    side alone solved fewer than `FEWEST_DISCORDANT`, or where every item says the same.

    sqrt(sum (d - mean d)² / (n (n - 1))), where d is 1, 0 or -1 on an item. The same as
    sqrt(SE_closed² + SE_open² - 2 rho SE_closed SE_open), rho their correlation over the items.
    """
    n = len(closed.items)
    ours, theirs = len(closed.solved - opened.solved), len(opened.solved - closed.solved)
    if closed.items != opened.items or ours + theirs < FEWEST_DISCORDANT:
        return None
    return 100 * sqrt((ours + theirs - (ours - theirs) ** 2 / n) / (n * (n - 1))) or None


BoardEntry = tuple[str, str, str, str]
"""Source, board, category and entry."""


def by_items(results: Mapping[BoardEntry, ItemResults]) -> Pairing:
    """The pairing of leaders by their results on the same items."""

    def of(one: Entry) -> ItemResults | None:
        found = (
            results.get((*one.state.key, one.entry)) if one.row["unit"] == Unit.PERCENT else None
        )
        return found if found and found.agree_with(one.value) else None

    def pairing(closed: Entry, opened: Entry) -> PairError | None:
        ours = of(closed)
        theirs = of(opened) if ours else None
        stderr = paired_stderr(ours, theirs) if ours and theirs else None
        return None if stderr is None else PairError(stderr, GapMethod.PAIRED)

    return pairing
