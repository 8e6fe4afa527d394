"""Reads for claims: archived pages that a query may look into, and the sources of vintages."""

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import UTC, datetime

import pytest

from measures.series import load
from pipelines.measure.declarations import declared_row
from warehouse.errors import PageLost
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.reads.claims import QueryWrong, offer_pages, one_row, sources_of, views_kept
from warehouse.store import Warehouse


def test_pages_are_offered_as_text_and_as_rows() -> None:
    connection, limit = sqlite3.connect(":memory:"), csv.field_size_limit()
    offer_pages(connection, {"a": b'\xef\xbb\xbfx,y\n1,"2\n3"\n'}.__getitem__)
    [(text, rows)] = connection.execute("SELECT page_text('a'), page_rows('a')")
    assert text == 'x,y\n1,"2\n3"\n'
    assert json.loads(rows) == [{"x": "1", "y": "2\n3"}]
    assert csv.field_size_limit() == limit


# Datasette, where a test before has imported it, has every callback's traceback told as well.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_page_that_is_lost_fails_its_query_alone() -> None:
    def lost(sha256: str) -> bytes:
        raise PageLost(f"archive: page {sha256} cannot be read")

    connection = sqlite3.connect(":memory:")
    offer_pages(connection, lost)
    with pytest.raises(QueryWrong, match="page_text"):
        one_row(connection, "SELECT page_text('a') AS value", {})
    assert one_row(connection, "SELECT 1 AS value", {}) == {"value": 1}
    connection.close()


def test_vintages_tell_their_sources(fresh: Warehouse) -> None:
    at = datetime(2026, 7, 19, tzinfo=UTC)
    for source in ("published", "epoch_models"):
        seen = Seen(source, f"https://{source}.example", at, "1", fresh.keep(source.encode()))
        key = BoardKey("release", source, "models", "")
        row = {"entry": "a", "model_name": "a"}
        fresh.accept(seen, [Arrival(key, at.date(), [row])])
    connection = fresh.connection
    assert sources_of(connection, [1]) == {"published"}
    assert sources_of(connection, [1, 2, 9]) == {"published", "epoch_models"}
    assert sources_of(connection, []) == set()


def test_views_that_are_kept_say_the_same_and_are_views_again_after(warehouse: Warehouse) -> None:
    connection = warehouse.connection
    warehouse.declare([declared_row(one) for one in load().values()])

    def shown() -> list[list[tuple[object, ...]]]:
        asked = ("SELECT * FROM _score_on", "SELECT * FROM gap_now")
        return [sorted(connection.execute(sql).fetchall(), key=repr) for sql in asked]

    def kept() -> list[tuple[str]]:
        sql = "SELECT name FROM temp.sqlite_master WHERE type = 'table' ORDER BY name"
        return connection.execute(sql).fetchall()

    before = shown()
    assert [len(rows) > 0 for rows in before] == [True, True]
    with views_kept(connection):
        assert kept() == [("_score_on",), ("gap_now",)]
        assert shown() == before
    assert kept() == []
    assert shown() == before
