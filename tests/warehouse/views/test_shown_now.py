"""`series`, `gap_now` and `lag_now`: what holds today, and for which day it may be shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from measures.series import Series, load
from pipelines.measure.units import declared_row
from tests.measures.sample import said
from tests.outputs.shelf import FRESH, gap, lag, put_gaps, put_lags, put_parity
from warehouse.connection import rows
from warehouse.store import Warehouse

ECI = load()["eci"]
LIMIT = 14
"""Days that a page counts as current here: one of 8 March 2026 up to the 22nd."""


def declare(warehouse: Warehouse, **changed: Any) -> None:
    series: Series = replace(ECI, **{"stale_after_days": LIMIT, **changed})
    warehouse.declare([declared_row(series)])


def shown(warehouse: Warehouse, view: str, today: str) -> dict[str, Any]:
    """The one row of `view` as somebody gets it who asks on day `today`."""
    warehouse.connection.execute("DROP VIEW _today")
    warehouse.connection.execute(f"CREATE VIEW _today AS SELECT '{today}' AS on_date, '' AS at")
    (row,) = rows(warehouse.connection, f"SELECT * FROM {view}")
    return row


def brief(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["shown_on"], row["vintage_on"], row.get("age_days"), row["is_stale"]


@pytest.fixture
def warehouse(fresh: Warehouse) -> Warehouse:
    declare(fresh)
    return fresh


def test_a_gap_stands_in_its_row_with_what_one_must_know_to_read_it(warehouse: Warehouse) -> None:
    put_gaps(warehouse, [gap(entry="2026-01-05", gap=3.0), gap()])
    row = shown(warehouse, "gap_now", "2026-03-10")
    assert (row["title"], row["domain"], row["unit"]) == (ECI.title, "composite", "index")
    assert (row["gap"], row["gap_low"], row["closed_model"]) == (2.0, 0.5, "closed-one")
    assert (row["unresolved_above"], row["detectable_gap"], row["status"]) == (0, 2.1, ECI.status)


def test_a_model_leads_since_the_first_of_its_entries_did(warehouse: Warehouse) -> None:
    turns = (("2026-01-05", "a"), ("2026-01-08", "b"), ("2026-02-02", "b-max"))
    put_gaps(warehouse, [gap(entry=on, closed_entry=it, closed_model=it[0]) for on, it in turns])
    since = dict(warehouse.connection.execute("SELECT class, since FROM frontier_now"))
    assert since == {"closed": "2026-01-08", "open": "2026-01-05"}


def test_a_page_is_stale_the_day_after_its_limit(warehouse: Warehouse) -> None:
    put_gaps(warehouse, [gap()])
    page = FRESH.isoformat()
    assert brief(shown(warehouse, "gap_now", "2026-03-10")) == (page, page, 2, 0)
    assert brief(shown(warehouse, "gap_now", "2026-03-22")) == (page, page, LIMIT, 0)
    assert brief(shown(warehouse, "gap_now", "2026-03-23")) == (page, page, LIMIT + 1, 1)
    # A page dated ahead of today is not younger than it.
    assert brief(shown(warehouse, "gap_now", "2026-03-01")) == (page, page, 0, 0)


def test_a_model_that_came_after_its_page_dates_the_gap(warehouse: Warehouse) -> None:
    late = gap(entry="2026-03-09", open_entry="late")
    put_gaps(warehouse, [gap(), late, {**late, "entry": "2026-03-10", "unresolved_above": 1}])
    row = shown(warehouse, "gap_now", "2026-03-10")
    # What stands below the leaders moved a day later: that dates nothing.
    assert (brief(row), row["unresolved_above"]) == (("2026-03-09", "2026-03-08", 2, 0), 1)


def test_a_series_that_is_declared_no_more_is_not_told_of_now(warehouse: Warehouse) -> None:
    put_gaps(warehouse, [gap()])
    put_lags(warehouse, [lag()])
    warehouse.declare([])
    for view in ("gap_now", "lag_now", "series"):
        assert warehouse.connection.execute(f"SELECT count(*) FROM {view}").fetchone() == (0,)


def test_a_lag_counts_to_today_until_its_page_is_stale(warehouse: Warehouse) -> None:
    put_lags(warehouse, [lag()])
    row = shown(warehouse, "lag_now", "2026-03-22")
    assert brief(row) == ("2026-03-22", "2026-03-08", None, 0)
    # 1 May 2025 to 22 March 2026: 325 days; the ends count from 1 June and 1 January 2025.
    assert (row["lag_days"], row["lag_low"], row["lag_high"]) == (325, 294, 445)
    row = shown(warehouse, "lag_now", "2026-03-23")
    assert brief(row) == ("2026-03-08", "2026-03-08", None, 1)
    assert row["lag_days"] == 311


def test_days_are_confirmed_and_of_a_rule_of_today(warehouse: Warehouse) -> None:
    for rule in ("any_weights", "commercial"):  # 0.2.0 had the second
        put_gaps(warehouse, [gap()], rule=rule)
    put_lags(warehouse, [lag()])
    days = "SELECT openness_rule, confirmed FROM gap_daily UNION SELECT openness_rule, confirmed"
    found = rows(warehouse.connection, f"{days} FROM lag_daily")
    assert found == [{"openness_rule": "any_weights", "confirmed": 1}]


def test_a_stale_lag_is_never_of_a_day_before_its_own_first(warehouse: Warehouse) -> None:
    put_lags(warehouse, [lag(entry="2026-03-09")])
    assert brief(shown(warehouse, "lag_now", "2026-06-01"))[0] == "2026-03-09"


@pytest.mark.parametrize(
    ("ending", "expected"),
    [("2026-03-04", "2026-03-04"), ("2025-01-01", "2026-03-01"), (None, "2026-03-01")],
)
def test_the_lag_of_an_ended_series_is_of_the_day_it_last_changed(
    warehouse: Warehouse, ending: str | None, expected: str
) -> None:
    put_lags(warehouse, [lag()])
    if ending:
        put_parity(warehouse, ending)
    put_parity(warehouse, "2026-03-07", series="hle")  # it ends on a day of its own
    assert brief(shown(warehouse, "lag_now", "2026-03-10"))[0] == "2026-03-10"
    declare(warehouse, statuses=said("saturated"))
    assert brief(shown(warehouse, "lag_now", "2026-03-10"))[0] == "2026-03-10"
    declare(warehouse, statuses=said("frozen"))
    row = shown(warehouse, "lag_now", "2026-03-10")
    assert brief(row) == (expected, "2026-03-08", None, 1)
    assert row["lag_days"] == (date.fromisoformat(expected) - date(2025, 5, 1)).days


def test_a_lag_after_which_nothing_can_be_said_is_of_its_own_page(warehouse: Warehouse) -> None:
    nothing = {"counts_from": None, "sign": None}
    put_lags(warehouse, [lag(), lag(entry="2026-03-05", vintage_on="2026-03-05", **nothing)])
    row = shown(warehouse, "lag_now", "2026-03-10")
    assert (row["shown_on"], row["lag_days"], row["is_stale"]) == ("2026-03-01", 304, 1)
    put_gaps(warehouse, [gap(gap=-2.0, gap_low=-5.0)])  # and open overtook, too close to call
    assert shown(warehouse, "lag_now", "2026-03-10")["lag_days"] is None


def test_a_declaration_is_written_only_when_it_changed(warehouse: Warehouse) -> None:
    def changes() -> int:
        return warehouse.connection.total_changes

    before = changes()
    declare(warehouse)
    assert changes() == before
    declare(warehouse, stale_after_days=15)
    row = shown(warehouse, "series", "2026-03-10")
    assert (row["stale_after_days"], row["has_ended"], row["axis"]) == (15, 0, "board")
