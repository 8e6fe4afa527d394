"""Three questions to a table of contenders: who competes when, who is best, who beat all before.

All days are ISO dates, which compare as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from measures.contenders import Contender, Side


def at_changes(
    table: Iterable[Contender], first: str, end: str, also: Iterable[str] = ()
) -> Iterator[tuple[str, Sequence[Contender]]]:
    """Day `first` and every later one before `end` on which a contender joins or leaves, or that is
    asked for `also`, each with all who compete on it."""
    waiting = sorted(table, key=lambda one: one.from_on, reverse=True)
    edges = {*also, *(day for one in waiting for day in (one.from_on, one.until_on))}
    alive: list[Contender] = []
    for on in sorted({first, *(day for day in edges if first < day < end)}):
        alive = [one for one in alive if one.until_on > on]
        while waiting and waiting[-1].from_on <= on:
            one = waiting.pop()
            if one.until_on > on:
                alive.append(one)
        yield on, alive


def best(alive: Iterable[Contender], side: Side) -> Contender | None:
    """The leader of a class; None without any."""
    return min((one for one in alive if one.side == side), key=lambda one: one.order, default=None)


def steps(table: Iterable[Contender], side: Side, without: str | None = None) -> list[Contender]:
    """The frontier of a class over time: whoever was better than all who had joined before, by day.

    Entries of the model `without` count as not there: no model lags its own closed past.
    """
    joined = sorted(
        (
            one
            for one in table
            if one.side == side and (without is None or one.entry.model != without)
        ),
        key=lambda one: (one.from_on, *one.order),
    )
    found: list[Contender] = []
    for one in joined:
        if not found or one.score > found[-1].score:
            found.append(one)
    return found
