"""A page that says the same on any day is not read again when it comes again, and told as if."""

import json
from dataclasses import replace

import pytest

from pipelines.ingest import page
from pipelines.ingest.page import ingest, ingest_pages, lasts
from tests.measures.sample import row
from tests.pipelines.fake import URL, FakeSource, look, rows
from warehouse.history.vintages import Outcome
from warehouse.store import Warehouse

SOURCE = FakeSource()
MIXED = rows(("a", 50.0), ("b", 271.0))
DAYS = range(1, 6)


@pytest.fixture
def read_on(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The days on which a page was read."""
    days: list[int] = []
    parsed = page.parsed
    monkeypatch.setattr(
        page, "parsed", lambda source, one: days.append(one.seen_at.day) or parsed(source, one)
    )
    return days


def taken(home: Warehouse, content: object) -> list[Outcome]:
    return [ingest(home, SOURCE, look(content, day=day)).outcome for day in DAYS]


def test_a_page_with_quarantined_rows_is_read_once(home: Warehouse, read_on: list[int]) -> None:
    first, second, *later = taken(home, MIXED)
    assert read_on == [1]
    assert (first.outcome, second.outcome) == ("recorded", "unchanged")
    assert later == [second] * 3
    assert (second.read, second.quarantined) == (2, 1)
    asked = "SELECT last_outcome, rows, quarantined, date(last_seen_at) FROM source_health"
    assert home.connection.execute(asked).fetchall() == [("unchanged", 1, 1, "2026-03-05")]
    broken = home.connection.execute("SELECT rules FROM _snapshot").fetchall()
    assert len(broken) == 5
    assert {tuple(json.loads(rules)["broken"]) for (rules,) in broken} == {("score.percent_range",)}
    assert home.connection.execute("SELECT count(*) FROM quarantine").fetchone() == (1,)


def test_a_page_read_each_day_has_no_other_board_read(home: Warehouse, read_on: list[int]) -> None:
    for day in DAYS:
        moving = look(rows(("a", 50.0 + day)), day=day)
        same = replace(look(rows(("b", 1.0), board="other"), day=day), url=f"{URL}?other")
        taken = list(ingest_pages(home, [(SOURCE, moving), (SOURCE, same)]))
        assert taken[0].outcome.outcome == "recorded"
    assert taken[1].outcome.outcome == "unchanged"
    assert read_on == [1, *DAYS]


def test_a_refused_page_is_read_and_refused_each_day(home: Warehouse, read_on: list[int]) -> None:
    first, *later = taken(home, rows(*((f"m{n}", 271.0) for n in range(12))))
    assert read_on == [*DAYS]
    assert first.outcome == "refused"
    assert later == [first] * 4


def test_a_row_dated_ahead_counts_when_its_day_comes(home: Warehouse, read_on: list[int]) -> None:
    ahead = {"rows": [row("a", 50.0), row("b", 271.0), row("c", 60.0, dated_on="2026-03-05")]}
    outcomes = taken(home, ahead)
    assert read_on == [1, 4, 5]
    assert [one.quarantined for one in outcomes] == [2, 2, 2, 1, 1]
    assert [one.new for one in outcomes] == [1, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("broken", "answer"),
    [
        ({"score.percent_range": 2}, True),
        ({"score.dated_not_ahead": 2}, True),
        ({"aider.values_stand": 1}, False),
        ({"aider.rows_floor": 1}, False),
        ({"score.schema.columns": 0}, False),
    ],
)
def test_what_moves_with_another_page_does_not_last(broken: dict[str, int], answer: bool) -> None:
    assert lasts("aider", json.dumps({"passed": 1, "broken": broken})) is answer
