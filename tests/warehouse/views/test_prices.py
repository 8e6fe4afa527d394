"""Views over prices, on rows worked by hand."""

from __future__ import annotations

import pytest

from measures.series import load
from pipelines.measure.declarations import declared_row
from tests.measures.price.rows import solved
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
