"""What holds on which days, of things with a first day `start` and a day `end` that is not theirs.

Each takes time in proportion to the things, not to their pairs: a price list grows for years.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol, TypeVar


class Held(Protocol):
    """What holds on the days `start` <= day < `end` (ISO)."""

    @property
    def start(self) -> str:
        """First day."""
        ...

    @property
    def end(self) -> str:
        """Day after the last."""
        ...


One = TypeVar("One", bound=Held)


def on_day(some: Sequence[One], on: str) -> One | None:
    """The one that holds on a day, of things by day of which no two hold at once."""
    place = bisect_right(some, on, key=lambda one: one.start)
    return some[place - 1] if place and on < some[place - 1].end else None


def stretches(
    some: Iterable[One], days: Iterable[str] = ()
) -> Iterator[tuple[str, str, list[One]]]:
    """(First day, day after the last, what holds, by its first day) of each stretch in which
    nothing begins or ends and none of `days` falls; also where nothing holds in between."""
    begun: dict[str, list[One]] = defaultdict(list)
    edges = set(days)
    for one in some:
        begun[one.start].append(one)
        edges |= {one.start, one.end}
    now: list[One] = []
    for start, end in pairwise(sorted(edges)):
        now = [one for one in (*now, *begun.pop(start, ())) if one.end > start]
        yield start, end, now
