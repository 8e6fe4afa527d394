"""Views over prices, on rows worked by hand."""

from __future__ import annotations

import pytest

from measures.price.rows import MARKET
from measures.series import load
from pipelines.measure.declarations import declared_row
from tests.measures.price.rows import hosted, solved
from tests.outputs.shelf import NOW, put_issue, put_registry
from warehouse.connection import rows
from warehouse.store import Warehouse

SERIES = "swebench_verified_mini2"


@pytest.fixture
def warehouse(home: Warehouse) -> Warehouse:
    home._clock = lambda: NOW
    home.declare([declared_row(load()[SERIES])])
    put_registry(home)
    return home


def test_hosts_are_spread_from_the_cheapest_to_the_most_expensive(warehouse: Warehouse) -> None:
    asked = {"cheap": 0.2, "b": 0.4, "c": 0.6, "d": 1.0}
    some = [
        {**row, "blended_price": asked[row["host"]]} for row in hosted(*asked, model="open-one")
    ]
    others = [*hosted("a", "b", model="closed-one"), *hosted("a", "b", model="nobody's")]
    put_issue(warehouse, "host_price", MARKET, "", [*some, *others])
    (found,) = rows(warehouse.connection, "SELECT * FROM host_dispersion")
    assert (found["model"], found["name"], found["hosts"]) == ("open-one", "Open One", 4)
    # Quartiles of 0.2 0.4 0.6 1.0 (inclusive): 0.35 and 0.7.
    names = ("price_low", "price_median", "price_high", "iqr", "high_over_low", "own_price")
    assert [found[name] for name in names] == [0.2, 0.5, 1.0, pytest.approx(0.35), 5.0, None]


@pytest.mark.parametrize(
    ("prices", "median"), [((0.3,), None), ((0.3, 0.1), 0.2), ((0.3, 0.1, 0.2), 0.2)]
)
def test_fewer_than_four_hosts_have_no_quartiles(
    warehouse: Warehouse, prices: tuple[float, ...], median: float | None
) -> None:
    some = hosted(*(f"h{place}" for place in range(len(prices))), model="open-one")
    asked = [{**row, "blended_price": it} for row, it in zip(some, prices, strict=True)]
    put_issue(warehouse, "host_price", MARKET, "", asked)
    found = rows(warehouse.connection, "SELECT price_median, iqr FROM host_dispersion")
    assert found == ([] if median is None else [{"price_median": median, "iqr": None}])


def test_what_a_solved_task_cost_and_the_cheapest_so_far(warehouse: Warehouse) -> None:
    # Opus 4.5 under mini-SWE-agent 2: 0.7539 USD a task, 76.8 % solved; half-width 1.96 x 2.
    opus = {**solved("opus"), "model": "closed-one", "score": 76.8, "usd_per_task": 0.753908}
    later = {**opus, "entry": "later", "on_date": "2026-02-18", "usd_per_task": 1.0, "stderr": None}
    poor = {**opus, "entry": "poor", "model": None, "score": 3.0, "usd_per_task": 0.1}
    put_issue(warehouse, "solved_cost", SERIES, "", [opus, later, poor])
    found = rows(warehouse.connection, "SELECT * FROM solved_cost ORDER BY on_date, entry")
    shown = [
        [row[it] for it in ("entry", "class", "usd_per_solved", "is_cheapest_yet", "cheapest_yet")]
        for row in found
    ]
    assert shown == [
        ["opus", "closed", 0.9817, 1, 0.9817],
        ["poor", "unknown", 3.3333, 1, 3.3333],
        ["later", "closed", 1.3021, 0, 0.9817],
    ]
    # 0.753908 / 0.8072 and 0.753908 / 0.7288; no upper end where nothing solved is as likely.
    ends = [(row["usd_low"], row["usd_high"], row["ci_level"]) for row in found]
    assert ends == [(0.934, 1.0345, 0.95), (1.4451, None, 0.95), (None, None, None)]
