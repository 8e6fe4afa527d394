"""Schema drift is told on the look that brings it, against the last accepted page before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.ingest.page import NAMED, ingest
from tests.pipelines.fake import FakeSource, look, rows
from warehouse.errors import PageLost
from warehouse.store import Warehouse

SOURCE = FakeSource()
PLAIN = rows(("a", 50.0), ("b", 40.0))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as warehouse:
        yield warehouse


def told(warehouse: Warehouse, content: object, hour: int) -> list[str]:
    taken = ingest(warehouse, SOURCE, look(content, hour=hour))
    return [line for line in taken.outcome.warnings if line.startswith("fields: ")]


MANY = {f"f{number:02}": number for number in range(NAMED + 3)}


def test_new_gone_and_renamed_fields_are_named(home: Warehouse) -> None:
    for hour, (more, said) in enumerate(
        [
            ({"updated": "x"}, []),
            ({"updated_at": "x"}, ["fields: new updated_at; gone updated"]),
            ({"updated_at": "x", "by": 1}, ["fields: new by"]),
            ({}, ["fields: gone by, updated_at"]),
            (MANY, [f"fields: new {', '.join(list(MANY)[:NAMED])} and 3 more"]),
        ]
    ):
        assert told(home, {**PLAIN, **more}, hour) == said
    kept = home.connection.execute("SELECT warnings FROM _snapshot").fetchall()
    assert ["fields: gone by" in str(one) for (one,) in kept].count(True) == 1


def test_a_page_is_compared_with_the_accepted_one_before_it(home: Warehouse) -> None:
    told(home, PLAIN, 1)
    refused = {"rows": [], "other": 1}
    assert ingest(home, SOURCE, look(refused, hour=2)).outcome.outcome == "refused"
    assert told(home, rows(("a", 51.0)), 4) == []
    told(home, {**PLAIN, "new": 1}, 6)
    assert told(home, rows(("a", 52.0)), 5) == [], "it comes late"


def test_a_lost_page_is_told_and_the_new_one_is_taken(
    home: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(home, PLAIN, 1)

    def lost(*_: object) -> bytes:
        raise PageLost("page abc is not there")

    monkeypatch.setattr("warehouse.archive.pages.Archive.get", lost)
    taken = ingest(home, SOURCE, look(rows(("a", 51.0)), hour=2))
    assert taken.outcome.outcome == "recorded"
    assert "fields could not be compared: page abc is not there" in taken.outcome.warnings
