"""Reads: typed questions about boards, claims, gaps, models, pages and sources."""

import csv
import json
import sqlite3
from datetime import timedelta
from functools import partial
from unittest.mock import Mock

import pytest

from measures.series import load
from pipelines.measure.units import declared_row
from tests.outputs import shelf
from tests.outputs.shelf import FRESH, NOW, TODAY, gap, put, put_gaps
from warehouse.errors import PageLost
from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, QuarantinedRow
from warehouse.reads import gaps as reads_gaps, pages as reads_pages, sources as reads_sources
from warehouse.reads.claims import QueryWrong, offer_pages, one_row, views_kept
from warehouse.reads.models import models_matching
from warehouse.reads.statistics import statistics
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
    connection = sqlite3.connect(":memory:")
    offer_pages(connection, Mock(side_effect=PageLost("archive: page a cannot be read")))
    with pytest.raises(QueryWrong, match="page_text"):
        one_row(connection, "SELECT page_text('a') AS value", {})
    assert one_row(connection, "SELECT 1 AS value", {}) == {"value": 1}
    connection.close()


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
    sources = {source for (source,) in connection.execute("SELECT source FROM _score_on")}
    with views_kept(connection, sources, "9999-12-31"):
        assert kept() == [("_score_on",), ("gap_now",)]
        assert shown() == before
    assert kept() == []
    assert shown() == before


def test_rows_of_a_view_of_some_series_and_rules(warehouse: Warehouse) -> None:
    warehouse.declare([declared_row(load()["eci"])])
    shelf.put_parity(warehouse)
    (row,) = statistics(warehouse.connection, "parity_now")
    assert row["median_days"] == 200.0
    same = partial(statistics, warehouse.connection, "parity_now")
    assert same(series=row["series"], openness_rule=row["openness_rule"]) == [row]
    assert same(series=None) == [row]
    assert same(series="no such series") == same(openness_rule="permissive") == []
    with pytest.raises(KeyError):
        same(colour="red")


def test_the_newest_changes_are_read(scored: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    put_gaps(scored, [gap(entry="2026-01-01"), gap(entry="2026-02-01", gap=1.0)])
    monkeypatch.setattr(shelf, "NOW", NOW + timedelta(seconds=1))
    put_gaps(scored, [gap(entry="2026-01-01"), gap(entry="2026-02-01", gap=3.0)])
    rows = reads_gaps.gap_segments(scored.connection)
    found = [(row["series"], row["entry"], row["gap"]) for row in rows]
    assert found == [("eci", "2026-01-01", 2.0), ("eci", "2026-02-01", 3.0)]


def test_a_row_without_a_vintage_day_rests_on_the_newest_input(scored: Warehouse) -> None:
    put_gaps(scored, [gap(), gap(entry="2026-03-02", vintage_on="2026-03-02")])
    rows = reads_gaps.gap_segments(scored.connection)
    assert [row["published_until"] for row in rows] == [FRESH.isoformat(), "2026-03-02"]
    assert {row["through"] for row in rows} == {TODAY.isoformat()}


def test_change_points_of_one_series_stay_when_it_is_derived_no_more(scored: Warehouse) -> None:
    put_gaps(scored, [gap()])
    later = Arrival(BoardKey("gap", "gapwatch", "later", "any_weights"), TODAY, [gap()])
    put(scored, "gapwatch", "package:gapwatch/measures", [later], at=NOW)
    assert [row["series"] for row in reads_gaps.gap_segments(scored.connection)] == ["later"]
    (row,) = reads_gaps.gap_segments(scored.connection, "eci", "any_weights")
    assert (row["series"], row["openness_rule"]) == ("eci", "any_weights")
    assert reads_gaps.gap_segments(scored.connection, "eci", "permissive") == []


def test_an_origin_names_page_and_reader(scored: Warehouse) -> None:
    row = reads_pages.vintage_origin(scored.connection, 1)
    assert (row["url"], row["code_version"]) == ("https://eci.example/x", "0.1.0+read")
    assert (row["source"], row["board"]) == ("epoch_eci", "eci_scores")
    state = history_read.state_of(scored.connection, history_read.vintage(scored.connection, 1))
    assert ("open-entry", 10.0) in [(one["entry"], one["value"]) for one in state.rows]


def test_rows_in_quarantine_are_those_of_the_snapshot_in_force(scored: Warehouse) -> None:
    key = BoardKey("score", "epoch_eci", "eci_scores", "")
    twice = QuarantinedRow(key, "twin", "twice", {"entry": "twin"})
    now = Arrival(key, FRESH + timedelta(days=1), [])
    put(scored, "epoch_eci", "https://eci.example/x", [now], [twice])
    (row,) = reads_sources.quarantined_in_force(scored.connection, "epoch_eci", 5)
    assert (row["entry"], row["reason"]) == ("twin", "twice")
    assert reads_sources.quarantined_in_force(scored.connection, "arena", 5) == []


CALLED = {
    **dict.fromkeys(("kimi k3", "KIMI-K3", "moonshot k3"), "kimi-k3"),
    **{"gpt-4o-mini": "gpt-4o-mini", "astra gpt": "gpt-6-astra"},
}


def test_a_model_is_found_by_any_of_its_words_and_by_no_others(shipped: Warehouse) -> None:
    for words, model in CALLED.items():
        assert model in [row["model"] for row in models_matching(shipped.connection, words)], words
    for words in ("", "  ", "no-such-model", 'kimi"k3 OR', "-", "*"):
        assert models_matching(shipped.connection, words) == [], words
