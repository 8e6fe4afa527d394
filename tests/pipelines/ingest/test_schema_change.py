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


def test_a_first_page_and_an_equal_shape_tell_nothing(home: Warehouse) -> None:
    assert told(home, PLAIN, 1) == []
    assert told(home, rows(("a", 51.0)), 2) == []


def test_new_gone_and_renamed_fields_are_named(home: Warehouse) -> None:
    told(home, {**PLAIN, "updated": "x"}, 1)
    assert told(home, {**PLAIN, "updated_at": "x"}, 2) == ["fields: new updated_at; gone updated"]
    assert told(home, {**PLAIN, "updated_at": "x", "by": 1}, 3) == ["fields: new by"]
    assert told(home, PLAIN, 4) == ["fields: gone by, updated_at"]
    kept = home.connection.execute(
        "SELECT warnings FROM _snapshot ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert "fields: gone by" in kept[0]


def test_a_refused_page_is_no_measure_of_the_next(home: Warehouse) -> None:
    told(home, PLAIN, 1)
    refused = {"rows": [], "other": 1}
    assert ingest(home, SOURCE, look(refused, hour=2)).outcome.outcome == "refused"
    assert told(home, rows(("a", 51.0)), 3) == []


def test_a_late_page_is_compared_with_the_page_before_it(home: Warehouse) -> None:
    told(home, PLAIN, 1)
    told(home, {**PLAIN, "new": 1}, 3)
    assert told(home, rows(("a", 51.0)), 2) == []


def test_a_lost_page_is_told_and_the_new_one_is_taken(
    home: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(home, PLAIN, 1)

    def lost(*_: object) -> bytes:
        raise PageLost("page abc is not there")

    monkeypatch.setattr("warehouse.archive.pages.Archive.get", lost)
    monkeypatch.setattr("pipelines.ingest.page._FIELDS", {})  # another process read the page before
    taken = ingest(home, SOURCE, look(rows(("a", 51.0)), hour=2))
    assert taken.outcome.outcome == "recorded"
    assert "fields could not be compared: page abc is not there" in taken.outcome.warnings


def test_many_fields_are_counted(home: Warehouse) -> None:
    told(home, PLAIN, 1)
    (line,) = told(home, {**PLAIN, **{f"f{n:02}": n for n in range(NAMED + 3)}}, 2)
    assert line.endswith(f"f{NAMED - 1:02} and 3 more")
