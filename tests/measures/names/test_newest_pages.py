"""Each source's newest pages against the registry as it was before them: what would be lost.

Left out is what only those pages brought: spellings that no earlier page of any source wrote, and
models released since the source's page before that no earlier page of any source named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from measures.boards.coverage import leading
from measures.boards.openness_claims import meaning
from measures.boards.states import BoardState
from measures.names.provisional import (
    SPOKEN,
    EvidenceKind,
    Listed,
    SourceWord,
    provisional_models,
)
from measures.names.registry import Registry
from measures.price.rules import bundled
from measures.series import Series, load
from sources.contract import Reading
from tests.measures.names.recorded_spellings import (
    known_models,
    registry,
    registry_rows,
    shipped,
    spelled,
)
from tests.recorded import skip_without_autumn

Row = Mapping[str, Any]
pytestmark = [pytest.mark.recorded, pytest.mark.nightly, skip_without_autumn]
SOURCES = sorted({item.source for series in load().values() for item in series.sources})
KNOWN = {"vectara_hallucination": 0.8}
"""Share of leading rows by source, else 0.9. Of Vectara's models that answer 95 % of the prompts,
seven of fifty came within a month."""
BEFORE_LAST_WHOLE, LAST_WHOLE, LEADERS = "2026-08-13", "2026-08-22", "2026-10-08"
"""Days of Arena's last three pages: two whole ones, then 92 leading rows of October alone."""
FIELDS: Mapping[EvidenceKind, Any] = {
    EvidenceKind.LICENCE: "licence",
    EvidenceKind.ACCESSIBILITY: "openness_claim",
    EvidenceKind.REPOSITORY: "repository",
}
UNRESOLVED = {
    "gemini-4-argon",
    "gpt-6.1-sol",
    "grok-4.7",
    "muse-spark-1.3",
    "qwen3.8-max-0902",
    "step-5-preview",
}
"""What a registry of before knows nothing of on Arena's page of October. Each is younger than the
page before, which is 47 days old, and only lists of that same day write its name. Their makers
opened weights before, so that "Proprietary" alone decides nothing, and the makers' own price pages
held by then are older than the model. So they stay unresolved, and the gap "cannot be judged"."""


@dataclass(frozen=True)
class Lead:
    """A leading entry: its spelling, what it means now, and what it meant to the old registry."""

    series: str
    spelling: str
    model: str | None
    before: str | None
    provisional: bool = False
    """Whether its sources class it by then, where the registry did not know it."""


def states(source: str, day: str) -> Iterator[BoardState]:
    """The score boards that a source showed on the day, as states."""
    for seen, readings in spelled()[source].pages:
        for number, reading in enumerate(readings):
            if seen == day and reading.table == "score":
                on = str(reading.published_on or seen)
                rows = [{"dated_on": None, **row} for row in reading.rows]
                rows = [row for row in rows if row["value"] is not None]
                yield BoardState(number, source, reading.board, reading.category, on, "board", rows)


@cache
def named() -> Mapping[str, str]:
    """Model to the first day on which a page of any source wrote it."""
    found: dict[str, str] = {}
    for source, one in spelled().items():
        days = {name: day for day, _ in reversed(one.pages) for name in one.names_on(day)}
        for name, day in days.items():
            if match := shipped().match(source, name, one.first[name]):
                found[match.model] = min(day, found.get(match.model, day))
    return found


def before(source: str, day: str, since: str) -> Registry:
    """The registry without what only the pages of that day brought."""
    new = spelled()[source].names_on(day)
    for one in spelled().values():
        new -= one.names_before(day)
    return registry(
        lambda row: row["alias"] not in new or row["alias"] == row["model"],
        lambda row: str(row["released_on"]) <= since or named().get(row["entry"], day) < day,
    )


@cache
def leads(source: str, on: str | None = None) -> list[Lead]:
    """The leading rows of the pages of a day, the newest by default."""
    days = sorted({day for day, _ in spelled()[source].pages if on is None or day <= on})
    if len(days) < 2:
        return []
    old = before(source, days[-1], days[-2])
    rows = [
        (series, state)
        for series in load().values()
        for state in states(source, days[-1])
        if any((item.source, item.board, item.category) ==
               (source, state.board, state.category) for item in series.sources)
    ]  # fmt: skip
    listed = [
        Listed(source, str(row["model_name"]), state.published_on)
        for _, state in rows
        for row in state.rows
    ]
    kept = set(old.models)
    openness = [row for row in registry_rows()["openness"] if row["model"] in kept]
    classed = {
        (item.source, item.spelling)
        for one in provisional_models(old, openness, said(days[-1]), listed)
        for item in one.listed
    }
    return [lead for series, state in rows for lead in _of(series, state, old, classed)]


def _of(
    series: Series, state: BoardState, old: Registry, classed: Collection[tuple[str, str]]
) -> Iterator[Lead]:
    for item in leading(series, [state], shipped(), state.published_on):
        name = str(item.row["model_name"])
        match = old.match(state.source, name, state.published_on)
        by_word = match is None and (state.source, name) in classed
        yield Lead(series.id, name, item.model, match.model if match else None, by_word)


def said(day: str) -> list[SourceWord]:
    """What sources that count say about models on pages seen by that day."""
    found = (
        statement(source, reading, row, str(reading.published_on or seen))
        for source, one in spelled().items()
        for seen, readings in one.pages
        if seen <= day
        for reading in readings
        for row in reading.rows
    )
    return [one for one in found if one is not None]


def statement(source: str, reading: Reading, row: Row, on: str) -> SourceWord | None:
    name, kind = row.get("model_name"), SPOKEN.get(source)
    if name and reading.table == "price":
        maker = bundled().page_maker(source, row["provider"])
        return SourceWord(source, EvidenceKind.PRICE, name, name, on, maker) if maker else None
    if not name or reading.table != "release" or kind is None:
        return None
    field = FIELDS[kind]
    word = row.get(field)
    grades = None if kind is EvidenceKind.REPOSITORY or not word else meaning(field, word)
    return SourceWord(source, kind, name, word, on, row.get("maker"), grades) if word else None


@pytest.mark.parametrize("source", SOURCES)
def test_the_registry_of_before_knows_the_leading_rows(source: str) -> None:
    found = leads(source, LAST_WHOLE if source == "arena" else None)
    assert [one for one in found if one.before not in (None, one.model)] == []
    known = [one for one in found if one.before or one.provisional]
    assert len(known) >= len(found) * KNOWN.get(source, 0.9)


def test_of_octobers_leaders_those_stay_unresolved_of_which_no_list_held_says_enough() -> None:
    found = leads("arena", LEADERS)
    assert [one for one in found if one.before not in (None, one.model)] == []
    lost = {str(one.model) for one in found if not one.before and not one.provisional}
    assert lost == set(UNRESOLVED)
    words: dict[str, set[EvidenceKind]] = defaultdict(set)
    for one in said(LEADERS):
        if match := shipped().match(one.source, one.name, one.on):
            words[match.model].add(one.kind)
    for name in UNRESOLVED:
        assert known_models()[name] > LAST_WHOLE
        assert named()[name] == LEADERS
        assert words[name] & {EvidenceKind.LICENCE, EvidenceKind.PRICE} == {EvidenceKind.LICENCE}
    # Of these the licence's name decides, and no list held by then says where the weights lie.
    by_name = {str(one.model) for one in found if not one.before and one.provisional}
    assert by_name >= {"hy4-preview", "mimo-v2.6-flash", "mimo-v2.6-pro", "qwen3.8-flash-next"}


def test_there_are_pages_enough() -> None:
    assert sum(len(leads(source)) > 0 for source in SOURCES) >= 13
