"""The long table: who competes in which class, from which day until which.

A gap, a lag, a time to parity and a price at quality are questions to its rows (`measures.sweep`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from measures.boards.states import Boards, BoardState, Entry
from measures.names.registry import NEVER
from terms.openness import CLOSED_GRADES, OPEN_GRADES, UNRESOLVED_GRADES

Choice = Callable[[Mapping[str, Any]], bool]
"""Whether an open model, given as its row of the registry, may compete."""
Side = Literal["closed", "open", "unknown", "system"]
"""A class; `unknown`: of a model that nobody knows, or whose class nobody knows; `system`: of
several or unnamed models, on boards of systems. The last two lead nothing and may stand above."""


class Contender(NamedTuple):
    """An entry in a class on the days `start` <= day < `end` (ISO)."""

    side: Side
    start: str
    end: str
    entry: Entry
    order: tuple[float, str, str]
    """The best first; of equal ones who joined first where the day counts, then by name."""

    @property
    def score(self) -> float:
        """The value with its sign turned so that higher is better."""
        return self.entry.score


def contenders(
    entries: Iterable[Entry],
    rule: str,
    since: Callable[[Entry], str | None],
    choice: Choice | None = None,
    *,
    stays: bool,
) -> list[Contender]:
    """Entries in the closed class, in the open class of `rule`, and in neither for want of
    knowledge.

    `since`: the day from which an entry counts, None: never. An entry is in a class on the days on
    which its openness is one of the class's; in the open one only where `choice` allows it.
    `stays`: whoever joined a class competes in it for good, as in a history of results by their own
    days, where nobody leaves a frontier.
    """
    sides: dict[str, Side] = {
        **dict.fromkeys(CLOSED_GRADES, "closed"),
        **dict.fromkeys(OPEN_GRADES[rule], "open"),
        **dict.fromkeys(UNRESOLVED_GRADES[rule], "unknown"),
    }
    found = []
    for entry in entries:
        first = since(entry)
        if first is None:
            continue
        for_good: set[Side] = set()
        for grade in entry.grades:
            side, until = sides.get(grade.openness), grade.valid_until
            if side is None or until <= first or side in for_good:
                continue
            if side == "open" and choice and not choice(entry.about):
                continue
            joined = max(grade.valid_from, first)
            if stays and side != "unknown":
                for_good.add(side)
                until = NEVER
            order = (-entry.score, joined if stays else "", entry.entry)
            found.append(Contender(side, joined, until, entry, order))
    return found


def of_pages(
    known: Boards, pages: Sequence[BoardState], rule: str, choice: Choice | None = None
) -> list[Contender]:
    """Who competes on pages that count together, with the systems that do not.

    On the board axis from always and while its class holds; on the entry axis from the entry's own
    day, for good.
    """
    is_board = known.series.axis == "board"

    def since(entry: Entry) -> str | None:
        return "" if is_board else entry.dated_on

    competing = contenders(known.entries(pages), rule, since, choice, stays=not is_board)
    systems = [
        Contender("system", first, NEVER, entry, (-entry.score, "", entry.entry))
        for entry in known.entries(pages, systems=True)
        if (first := since(entry)) is not None
    ]
    return [*competing, *systems]


def turns_of(entries: Iterable[Entry]) -> Iterator[str]:
    """The days on which time alone changes who competes among entries: one is dated, its model is
    released, or its openness changes."""
    for entry in entries:
        yield from (day for it in entry.grades for day in (it.valid_from, it.valid_until))
        yield from (day for day in (entry.dated_on, entry.released_on) if day)
