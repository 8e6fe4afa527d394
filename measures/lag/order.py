"""Who stood above a model on the newest page that is complete down to it.

The newest page may name fewer: what it leaves out, an older page of the same scale says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures.boards.states import BoardState
from measures.contenders import Contender
from measures.lag.releases import ReleaseTable, Sides
from measures.names.registry import Registry
from measures.sweep import steps


@dataclass(frozen=True, slots=True)
class Order:
    """An older page that is complete down to the best open model of the newest one."""

    scale: ReleaseTable
    theirs: Contender
    """That model on it."""

    @property
    def on(self) -> str:
        """The page's day."""
        return self.scale.pages[-1].published_on

    def closed(self, newest: ReleaseTable, sides: Sides, day: str) -> list[Contender]:
        """The closed frontier on it by a day, without models that the newest page names below the
        open one."""
        named: dict[str | None, float] = {}
        for one in newest.table:
            named[one.entry.model] = max(one.score, named.get(one.entry.model, one.score))
        bar, own = sides.open_leader.score, self.theirs.entry.model
        kept = (
            one
            for one in self.scale.table
            if one.from_on <= day
            and one.entry.model != own
            and named.get(one.entry.model, bar) >= bar
        )
        return steps(kept, "closed")

    def sides(self, closed: Sequence[Contender], day: str) -> Sides:
        """Both frontiers on it, with that model in the place of the open leader."""
        return Sides(closed, self.scale.steps("open", day), closed[-1], self.theirs)


def order_of(
    newest: ReleaseTable, sides: Sides, older: Iterable[BoardState], registry: Registry
) -> Order | None:
    """The newest of `older` pages that is complete down to the open leader; None: there is none on
    the same scale. `older`: the newest first."""
    series, model = newest.series, sides.open_leader.entry.model
    until = newest.pages[-1].published_on
    for page in older:
        if series.break_between(page.published_on, until):
            return None
        scale = ReleaseTable.of(series, [page], registry, newest.rule)
        own = [one for one in scale.table if one.entry.model == model]
        theirs = max(own, key=lambda one: one.score, default=None)
        if theirs and scale.reaches(theirs):
            return Order(scale, theirs)
    return None
