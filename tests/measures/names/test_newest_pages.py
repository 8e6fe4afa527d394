"""Each source's newest pages against the registry as it was before them: what would be lost.

Left out are the aliases that no earlier page wrote, and the models released after the day before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from measures.boards.coverage import leading
from measures.boards.states import BoardState
from measures.names.registry import Registry
from measures.series import Series, load
from tests.measures.names.recorded_spellings import known_models, registry, shipped, spelled
from tests.recorded import skip_without

pytestmark = [pytest.mark.recorded, skip_without]
SOURCES = sorted({item.source for series in load().values() for item in series.sources})


@dataclass(frozen=True)
class Lead:
    """A leading entry: its spelling, what it means now, and what it meant to the old registry."""

    series: str
    spelling: str
    model: str | None
    before: str | None


def states(source: str, day: str) -> Iterator[BoardState]:
    """The score boards that a source showed on the day, as states."""
    for seen, readings in spelled()[source].pages:
        for number, reading in enumerate(readings):
            if seen == day and reading.table == "score":
                on = str(reading.published_on or seen)
                rows = [{"dated_on": None, **row} for row in reading.rows]
                rows = [row for row in rows if row["value"] is not None]
                yield BoardState(number, source, reading.board, reading.category, on, "board", rows)


def before(source: str, day: str, since: str) -> Registry:
    """The registry without what only the pages of that day brought."""
    new = spelled()[source].names_on(day)
    for one in spelled().values():
        new -= one.names_before(day)
    return registry(
        lambda row: row["alias"] not in new or row["alias"] == row["model"],
        lambda row: str(row["released_on"]) <= since,
    )


def leads(source: str) -> list[Lead]:
    days = sorted({day for day, _ in spelled()[source].pages})
    if len(days) < 2:
        return []
    old = before(source, days[-1], days[-2])
    return [
        lead
        for series in load().values()
        for state in states(source, days[-1])
        if any((item.source, item.board, item.category) ==
               (source, state.board, state.category) for item in series.sources)
        for lead in _of(series, state, old)
    ]  # fmt: skip


def _of(series: Series, state: BoardState, old: Registry) -> Iterator[Lead]:
    for item in leading(series, [state], shipped(), state.published_on):
        name = str(item.row["model_name"])
        match = old.match(state.source, name, state.published_on)
        yield Lead(series.id, name, item.model, match.model if match else None)


@pytest.mark.parametrize("source", SOURCES)
def test_the_registry_of_before_knows_the_leading_rows(source: str) -> None:
    found = leads(source)
    assert [one for one in found if one.before not in (None, one.model)] == []
    days = sorted({day for day, _ in spelled()[source].pages})
    since = days[-2] if len(days) > 1 else ""
    known = [one for one in found if one.model and known_models()[one.model] <= since]
    lost = [one for one in known if one.before is None]
    assert len(lost) <= len(known) * 0.1


def test_there_are_pages_enough() -> None:
    assert sum(len(leads(source)) > 0 for source in SOURCES) >= 8
