"""Questions to what holds on days: what holds when, who of the contenders is best, who beat all
before.

What holds has a first day `start`, and a day `end` that is not its own any more; days are ISO
dates, which compare as text. Each question takes time in proportion to the things, not to their
pairs: boards and price lists grow for years.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Protocol, TypeVar

from measures.contenders import Contender, Side


class Held(Protocol):
    """What holds on the days `start` <= day < `end`."""

    @property
    def start(self) -> str:
        """First day."""

    @property
    def end(self) -> str:
        """Day after the last."""


One = TypeVar("One", bound=Held)


def on_day(some: Sequence[One], on: str) -> One | None:
    """The one that holds on a day, of things by day of which no two hold at once."""
    place = bisect_right(some, on, key=lambda one: one.start)
    return some[place - 1] if place and on < some[place - 1].end else None


def at_changes(
    some: Iterable[One], also: Iterable[str] = (), within: tuple[str, str] | None = None
) -> Iterator[tuple[str, str, list[One]]]:
    """(First day, day after the last, what holds) of each stretch in which nothing begins or ends
    and none of the days `also` falls, also where nothing holds.

    `within`: from its first day to the day before its second, whatever begins or ends there.
    """
    waiting = sorted(some, key=lambda one: one.start, reverse=True)
    edges = {*also, *(day for one in waiting for day in (one.start, one.end))}
    if within:
        first, end = within
        edges = {first, *(day for day in edges if first < day < end), end}
    now: list[One] = []
    for start, until in pairwise(sorted(edges)):
        now = [one for one in now if one.end > start]
        while waiting and waiting[-1].start <= start:
            one = waiting.pop()
            if one.end > start:
                now.append(one)
        yield start, until, now


def best(alive: Iterable[Contender], side: Side) -> Contender | None:
    """The leader of a class; None without any."""
    return min((one for one in alive if one.side == side), key=attrgetter("order"), default=None)


def steps(table: Iterable[Contender], side: Side, without: str | None = None) -> list[Contender]:
    """The frontier of a class over time: whoever was better than all who had joined before, by day.

    Entries of the model `without` count as not there: no model lags its own closed past.
    """
    own = (one for one in table if one.side == side and one.entry.model != without)
    found: list[Contender] = []
    for one in sorted(own, key=lambda one: (one.start, *one.order)):
        if not found or one.score > found[-1].score:
            found.append(one)
    return found
