"""`gap_now` and `lag_now` are of the day that `measures.freshness` says, whenever one asks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from measures.freshness import age_days, known_lag, of_gap, of_lag, shown_lags
from measures.gap.judgement import verdict
from measures.segments import GapSegment, LagSegment, by_board
from measures.series import load
from terms.openness import OPENNESS_RULES
from tests.golden.replayed import NOW, Known
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.derived import derived_rows
from warehouse.schema.derived import LAG

Key = tuple[Any, ...]


@pytest.fixture(scope="module", params=[0, 1, 40, 400])
def asked(whole: Known, request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """A copy that is asked so many days after the day that was measured."""
    with closing(sqlite3.connect(":memory:")) as copy:
        whole.warehouse.connection.backup(copy)
        day = NOW.date() + timedelta(request.param)
        copy.execute("DROP VIEW _today")
        copy.execute(f"CREATE VIEW _today AS SELECT '{day}' AS on_date, '{day}T00:00:00Z' AS at")
        yield copy


def answers(copy: sqlite3.Connection, view: str, key: int, columns: str) -> dict[Key, Key]:
    rows = copy.execute(f"SELECT {columns} FROM {view}").fetchall()
    found = {row[:key]: row[key:] for row in rows}
    assert len(found) == len(rows) > 80
    return found


def test_every_gap_is_of_the_day_that_the_measure_says(asked: sqlite3.Connection) -> None:
    (today,) = asked.execute("SELECT on_date FROM _today").fetchone()
    declared = load(NOW.date(), reads_gaps.saturated_since(asked))
    segments = by_board(GapSegment.from_rows(reads_gaps.gap_segments(asked)))
    expected = {}
    for (series, rule), gaps in segments.items():
        newest, of = gaps[-1], declared[series]
        fresh = of_gap(of, newest, today)
        told = (fresh.shown_on, fresh.vintage_on, age_days(fresh.vintage_on, today), fresh.is_stale)
        gap = pytest.approx(newest.gap, abs=0.0501)
        expected[series, rule] = (*told, of.title, of.status, gap, newest.open_model)
    columns = "series, openness_rule, shown_on, vintage_on, age_days, is_stale"
    found = answers(asked, "gap_now", 2, f"{columns}, title, status, gap, open_model")
    assert found == expected


def test_every_lag_counts_to_the_day_that_the_measure_says(asked: sqlite3.Connection) -> None:
    (today,) = asked.execute("SELECT on_date FROM _today").fetchone()
    declared = load(NOW.date())
    asked_of = "SELECT series, openness_rule, data_on FROM parity_now"
    ends = {(series, rule): on for series, rule, on in asked.execute(asked_of)}
    expected = {}
    for rule in OPENNESS_RULES:
        rows, gaps = derived_rows(asked, LAG, rule=rule), reads_gaps.gaps_now(asked, rule)
        for (series, _), every in by_board(LagSegment.from_rows(rows)).items():
            gap = GapSegment.from_row(gaps[series])
            lags = shown_lags(every, gap)
            fresh = of_lag(declared[series], lags, today, ends.get((series, rule)))
            lag = known_lag(lags)
            told = lag.on(fresh.shown_on, verdict(gap))
            days = (told.days, told.low, told.high, lag.censored)
            expected[series, rule] = (fresh.shown_on, fresh.vintage_on, fresh.is_stale, *days)
    columns = "series, openness_rule, shown_on, vintage_on, is_stale"
    found = answers(asked, "lag_now", 2, f"{columns}, lag_days, lag_low, lag_high, censored")
    assert found == expected
    assert any(ends.get(key) == shown for key, (shown, *_) in found.items())
