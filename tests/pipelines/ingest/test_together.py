"""Pages judged in one go are recorded as if each had come alone."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from expectations import judge
from pipelines import version
from pipelines.ingest.page import ingest, ingest_pages
from sources.contract import Fetched, Source
from tests.pipelines.fake import URL, FakeSource, look, rows
from warehouse.errors import WarehouseFull
from warehouse.history.vintages import Outcome
from warehouse.store import Warehouse

SOURCE, OTHER = FakeSource(), FakeSource(name="other")
BENCH = FakeSource(name="livebench")
"""A source whose board may not lose a tenth of its rows."""
FACTS = """
SELECT b.source, b.board, v.published_on, v.seen_at, v.page_sha256, s.sha256
FROM _vintage v JOIN _board b ON b.id = v.board_id JOIN _state s ON s.id = v.state_id
ORDER BY 1, 2, 4
"""
ASIDE = "SELECT board, entry, reason, page_sha256, seen_at FROM quarantine ORDER BY 1, 2, 5"


def looks() -> Iterator[tuple[Source, Fetched]]:
    """Pages of three addresses, two of which give one board; some are amiss or refused."""
    chance = random.Random(4)  # noqa: S311 - no secret
    values = {f"m{n}": 40 + n / 10 for n in range(120)}
    before = {}
    for hour in range(15):
        values[f"m{chance.randrange(9)}"] = round(chance.uniform(1, 99), 1)
        content: object = rows(*values.items())
        kind, url = chance.randrange(8), f"{URL}?{chance.randrange(3)}"
        if kind == 0:
            content = rows(*values.items(), ("m1", 271.0), refused=[["m2", "odd", {}]])
        elif kind == 1:
            content = chance.choice(("changed", "defect"))
        elif kind == 2:
            content = {**rows(*values.items()), "other": rows(("x", float(hour)))}
        elif kind == 4:
            content = rows(*values.items(), *((f"m{n}", 200.0 + hour) for n in range(6)))
        elif kind == 3:
            content = before.get(url, content)
        before[url] = content
        made = look(content)
        at = made.seen_at + timedelta(hours=hour)
        page = replace(made.page, url=url, seen_at=at)
        yield OTHER if url.endswith("2") else SOURCE, replace(made, url=url, seen_at=at, page=page)


def kept(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return [row for asked in (FACTS, ASIDE) for row in warehouse.connection.execute(asked)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pages were judged in each go."""
    counts: list[int] = []
    judged = judge.judge_batch
    monkeypatch.setattr(
        judge, "judge_batch", lambda pages: counts.append(len(pages)) or judged(pages)
    )
    return counts


def test_many_pages_are_recorded_as_page_by_page(asked: list[int], tmp_path: Path) -> None:
    every = list(looks())
    with Warehouse.open(tmp_path / "alone") as alone, Warehouse.open(tmp_path / "many") as many:
        results = [ingest(alone, *one) for one in every]
        asked.clear()
        assert list(ingest_pages(many, every)) == results
        assert kept(many) == kept(alone)
    told = {one.outcome.outcome for one in results}
    assert told == {"recorded", "refused", "unchanged"}
    assert max(asked) > len(every) / 2 > len(asked), "many were judged together"
    assert any("listed twice" in (one.outcome.cause or "") for one in results[2:9]), "amid them"
    assert any(one.outcome.quarantined for one in results)


@pytest.mark.parametrize("first", [1, 9], ids=["at the end", "before all others"])
def test_pages_in_a_row_are_foreseen(first: int, asked: list[int], home: Warehouse) -> None:
    """None is judged alone, which costs as much as all: not the one after a row in quarantine, nor
    pages from before the first look."""
    ingest(home, SOURCE, look(rows(("a", 1.0), ("b", 2.0)), day=first))
    asked.clear()
    given = (("a", 5.0), ("a", 271.0), ("a", 6.0), ("a", 7.0))
    pages = [look(rows(it, ("b", 2.0 + n)), day=3, hour=n) for n, it in enumerate(given)]
    told = list(ingest_pages(home, [(SOURCE, one) for one in pages]))
    assert [one.outcome.quarantined for one in told] == [0, 1, 0, 0]
    assert asked[0] == len(pages)
    assert asked[-1] > 1


@pytest.mark.parametrize(("bound", "held"), [("TOGETHER", 4), ("ROWS_TOGETHER", 3)])
def test_as_many_pages_are_held_as_are_judged_in_one_go(
    home: Warehouse, monkeypatch: pytest.MonkeyPatch, bound: str, held: int
) -> None:
    monkeypatch.setattr(f"pipelines.ingest.page.{bound}", 4)
    most, done = [0], [0]

    def counted() -> Iterator[tuple[FakeSource, Fetched]]:
        for number in range(3 * held):
            most[0] = max(most[0], number - done[0])
            yield SOURCE, look(rows(("a", 1.0 + number), ("b", 2.0)), hour=number, day=1)

    for _ in ingest_pages(home, counted()):
        done[0] += 1
    assert most[0] < held


def test_one_fault_costs_no_other(home: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a page, or in judging all; one of the machine ends all."""
    accept, judged = Warehouse.accept, judge.judge_batch

    def faulty(warehouse: Warehouse, seen: Any, *given: Any) -> Outcome:
        if seen.url.endswith("1"):
            raise KeyError("rating")
        return accept(warehouse, seen, *given)

    def alone(pages: Any) -> Any:
        if len(pages) > 1:
            raise ValueError("a rule that cannot be built")
        return judged(pages)

    monkeypatch.setattr(Warehouse, "accept", faulty)
    monkeypatch.setattr(judge, "judge_batch", alone)

    first = replace(look(rows(("a", 1.0))), url=f"{URL}?1")
    told = list(ingest_pages(home, [(SOURCE, first), (OTHER, look(rows(("a", 2.0))))]))
    assert [one.outcome.outcome for one in told] == ["refused", "recorded"]
    assert told[0].outcome.cause == "fake: fault in reading it: KeyError: 'rating'"

    full = Mock(side_effect=WarehouseFull("the disk is full"))
    for method in ("accept", "keep"):
        monkeypatch.setattr(Warehouse, method, full)
        with pytest.raises(WarehouseFull):  # of no page: the next run takes it
            list(ingest_pages(home, [(OTHER, look(rows(("a", 3.0)), day=2))]))


def test_what_was_refused_stays_refused(home: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page cut short came in by a second reading, after a newer whole one was accepted."""
    whole = rows(*((f"m{n}", 50.0) for n in range(20)))
    cut = look(rows(*((f"m{n}", 50.0) for n in range(12))), day=2)
    for one in (look(whole), cut, look({**whole, "more": 1}, day=3)):
        before = ingest(home, BENCH, one)
        assert (before.outcome.outcome == "refused") is (one is cut)
    monkeypatch.setattr(version, "reading", lambda: "0.1.0+other")
    again = ingest(home, BENCH, cut).outcome
    assert (again.outcome, "livebench.rows_floor" in str(again.cause)) == ("refused", True)


def test_a_lost_page_is_no_predecessor(home: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """17 rows are enough after 18, which were foreseen, and too few after 20."""
    accept = Warehouse.accept

    def faulty(warehouse: Warehouse, seen: Any, *given: Any) -> Outcome:
        if seen.seen_at.day == 2:
            raise KeyError("rating")
        return accept(warehouse, seen, *given)

    monkeypatch.setattr(Warehouse, "accept", faulty)
    counts = enumerate((20, 18, 17), start=1)
    pages = [look(rows(*((f"m{n}", 50.0) for n in range(many))), day=on) for on, many in counts]
    told = list(ingest_pages(home, [(BENCH, one) for one in pages]))
    assert [one.outcome.outcome for one in told] == ["recorded", "refused", "refused"]
    assert "livebench.rows_floor" in str(told[2].outcome.cause)


def test_a_known_page_is_news_after_another_address_changed_its_board(home: Warehouse) -> None:
    first = look(rows(("a", 1.0)))
    ingest(home, SOURCE, first)
    other = replace(look(rows(("a", 2.0)), day=2), url=f"{URL}?2")
    again = list(ingest_pages(home, [(SOURCE, other), (SOURCE, look(rows(("a", 1.0)), day=3))]))
    assert [one.outcome.outcome for one in again] == ["recorded", "recorded"]
