"""Both frontiers by release date within one scale: what the lag and the time to parity compare.

The values of a page were estimated together, so that dates compare inside it: the newest page on
the board axis, the newest pages on the entry axis.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from operator import attrgetter

from measures.boards.states import Boards, BoardState
from measures.contenders import Choice, Contender, Side, contenders
from measures.known import DerivedBoard, Known, derived
from measures.sweep import best, steps
from measures.uncertainty import LEVEL, z_of
from terms.days import after
from terms.openness import HEADLINE_RULE, OPEN_GRADES, OPENNESS_RULES

ANCHORS: dict[str, dict[str, float]] = {
    "eci": {"claude-3-5-sonnet-20240620": 130.0, "gpt-5": 150.0},
}
"""Models whose values define a scale (https://epoch.ai/eci), so that they have no error on it: the
published errors of all others are relative to them."""


SOON = 60
"""Days within which the weights of a model that is sold already make it an open one from the start:
what its maker opens in two months was no lead of closed models."""


def _takes_part(one: Contender, with_soon: bool) -> bool:
    """Whether it is of a known class, and closed for longer than until its weights came."""
    if one.side != "closed" or with_soon:
        return one.side != "unknown"
    opened = (it.valid_from for it in one.entry.grades if it.openness in OPEN_GRADES[HEADLINE_RULE])
    return not any(one.start < day <= after(one.start, SOON) for day in opened)


@dataclass(frozen=True)
class Sides:
    """Both frontiers of one scale up to a day, by day, and who leads each class on it."""

    scale: "ReleaseTable"
    closed: Sequence[Contender]
    opened: Sequence[Contender]
    closed_leader: Contender
    open_leader: Contender

    @property
    def is_closed_ahead(self) -> bool:
        """Whether closed has what open has; at equal scores too."""
        return self.closed_leader.score >= self.open_leader.score

    @property
    def is_complete(self) -> bool:
        """Whether nobody who may stand at the lower of both leaders' scores can be missing.

        Pages that add to one another are, where a whole one among them has the open leader.
        """
        if self.scale.series.axis == "board":
            return self.scale.reaches(
                min(self.closed_leader, self.open_leader, key=attrgetter("score"))
            )
        model = self.open_leader.entry.model
        return self.scale.is_whole or any(
            one.entry.model == model and one.entry.state.is_whole for one in self.scale.table
        )


class ReleaseTable:
    """Who competes on one scale from the release of its model on, under one openness rule.

    The registry's date, which has evidence and is the same on every board, goes before the date
    that a board prints beside the entry; an entry without a known model takes no part.
    """

    def __init__(
        self,
        known: Boards,
        pages: Sequence[BoardState],
        rule: str,
        choice: Choice | None = None,
        *,
        with_soon: bool = False,
    ) -> None:
        """Of pages that count together; `with_soon`: with those that are closed only until their
        weights come `SOON`, as in gaps."""
        self.known, self.series, self.pages, self.rule = known, known.series, pages, rule
        entries, stays = known.entries(pages), known.series.axis == "entry"
        found = contenders(entries, rule, lambda it: it.released_on, choice, stays=stays)
        self.table = [one for one in found if _takes_part(one, with_soon)]

    @property
    def is_whole(self) -> bool:
        """Whether nobody can be missing."""
        return all(page.is_whole for page in self.pages)

    @property
    def has_beginning(self) -> bool:
        """Whether the first observed of a class may have been there before: a list that ends at a
        floor leaves out who came before and stands below."""
        return self.is_whole or self.series.axis == "entry"

    def steps(self, side: Side, through: str, without: str | None = None) -> list[Contender]:
        """The frontier of a class by day `through`; a model `without` which it is made."""
        return [one for one in steps(self.table, side, without) if one.start <= through]

    def on(self, day: str, alive: Sequence[Contender] | None = None) -> Sides | None:
        """Both sides on a day, on which `alive` compete where that is known; None where a class has
        nobody.

        No model lags its own closed past: while one leads the open class, closed is without it.
        """
        if alive is None:
            alive = [one for one in self.table if one.start <= day < one.end]
        theirs = best(alive, "open")
        if theirs is None:
            return None
        own = theirs.entry.model
        ours = best((one for one in alive if one.entry.model != own), "closed")
        if ours is None:
            return None
        return Sides(self, self.steps("closed", day, own), self.steps("open", day), ours, theirs)

    def reaches(self, one: Contender) -> bool:
        """Whether the page is complete down to where a model just below its floor is told apart
        from a contender at 95 %, as sure as this one is."""
        least = one.score - z_of(LEVEL) * sqrt(2) * (self.error(one) or 0.0)
        return all(page.reaches(self.series, least) for page in self.pages)

    def error(self, one: Contender) -> float | None:
        """Standard error of a score on this scale, in the series' unit; 0: it defines the scale;
        None: not known."""
        fixed = ANCHORS.get(self.series.id, {}).get(str(one.entry.model))
        return 0.0 if fixed == one.entry.value else one.entry.stderr


def order_of(sides: Sides, older: Iterable[BoardState]) -> tuple[ReleaseTable, Contender] | None:
    """The newest of `older` pages that is complete down to the best open model of the newest one,
    with that model on it; None: there is none on the same scale. `older`: the newest first."""
    newest, model = sides.scale, sides.open_leader.entry.model
    until = newest.pages[-1].published_on
    for page in older:
        if newest.series.break_between(page.published_on, until):
            return None
        scale = ReleaseTable(newest.known, [page], newest.rule)
        own = [one for one in scale.table if one.entry.model == model]
        theirs = max(own, key=lambda one: one.score, default=None)
        if theirs and scale.reaches(theirs):
            return scale, theirs
    return None


def release_frontiers(known: Known) -> Iterator[DerivedBoard]:
    """Who led each class since when by release date, inside the newest whole pages, which are of
    one scale; on the entry axis inside lists where there is nothing else."""
    whole = known.whole
    told = whole if whole.states or known.series.axis == "board" else known
    pages = told.inputs()
    if not pages:
        return
    newest = max(page.published_on for page in pages)
    for rule in OPENNESS_RULES:
        scale = ReleaseTable(known, pages, rule)
        for side in ("closed", "open"):
            rows = [
                {
                    "entry": step.start,
                    "leader": step.entry.entry,
                    "model": step.entry.model,
                    "value": step.entry.value,
                    "stderr": scale.error(step),
                    "vintage": step.entry.state.vintage,
                }
                for step in scale.steps(side, known.through)
            ]
            yield derived("release_frontier", known.series.id, newest, rows, rule, side)
