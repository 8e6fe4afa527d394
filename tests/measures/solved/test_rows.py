"""Cost of a solved task over time, on a board made by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from measures.known import Known
from measures.names.registry import Registry
from measures.price.records import NoInterval, NoRate
from measures.records import ESTIMATES
from measures.solved.records import SolvedCostEstimate
from measures.solved.rows import solved_cost_trends
from tests.measures.sample import alias, grade, model, row, series, state

Run = tuple[str, str, float, float | None]
"""(model, day, percent solved, mean cost of a task)."""
MODELS = ("c1", "c2", "c3", "o1", "o2")
NAMES = Registry(
    [model(name) for name in MODELS],
    [alias(name, name) for name in MODELS],
    [
        *(grade(name, "closed", "2024-01-01") for name in MODELS[:2]),
        *(grade(name, "permissive", "2024-01-01") for name in MODELS[3:]),
        grade("c3", "closed", "2024-01-01", "2024-06-01"),
        grade("c3", "permissive", "2024-06-01"),
    ],
)
BOARD = series(axis="entry")


def measured(*runs: Run) -> dict[str, dict[str, Any]]:
    """Group to its row with its details."""
    rows = [
        row(f"{name} {number}", value, dated_on=on, cost_usd=cost)
        for number, (name, on, value, cost) in enumerate(runs)
    ]
    known = Known(
        "2026-12-31", "test", {"some": BOARD}, NAMES, {"some": [state("2026-06-01", *rows)]}
    )
    found = [one for board in solved_cost_trends(known, BOARD) for one in board.rows]
    return {one["entry"]: {**one, **json.loads(one["detail"])} for one in found}


def test_runs_that_are_cheaper_per_solved_task_than_all_before() -> None:
    found = measured(
        ("c1", "2024-01-10", 50.0, 1.0),
        ("c2", "2024-02-10", 80.0, 1.2),
        ("o1", "2024-03-10", 20.0, 0.1),
        ("c1", "2024-04-10", 90.0, 1.8),
    )
    # 1.0 / 50 % = 2, 1.2 / 80 % = 1.5, 0.1 / 20 % = 0.5, 1.8 / 90 % = 2 which is no low.
    lows = {group: [one["usd_per_solved"] for one in row["lows"]] for group, row in found.items()}
    assert lows == {"all": [2.0, 1.5, 0.5], "closed": [2.0, 1.5], "open": [0.5]}
    assert (found["all"]["runs"], found["all"]["n"], found["all"]["value"]) == (4, 3, None)
    assert found["all"]["reason"] == NoRate.FEW_LOWS


def test_the_class_is_that_of_the_day_of_the_run() -> None:
    found = measured(("c3", "2024-05-31", 50.0, 1.0), ("c3", "2024-06-01", 50.0, 0.5))
    assert [one["on"] for one in found["closed"]["lows"]] == ["2024-05-31"]
    assert [one["on"] for one in found["open"]["lows"]] == ["2024-06-01"]


def test_a_cost_that_halves_every_quarter_is_sixteen_times_cheaper_a_year() -> None:
    start, runs = date(2024, 1, 1), []
    for step, name in enumerate(["c1", "c2", "o1", "o2", "c1", "c2", "o1", "o2"]):
        on = start + timedelta(days=round(step * 91.3125))
        runs.append((name, on.isoformat(), 50.0, 0.5**step))
    found = measured(*runs)["all"]
    assert found["value"] == pytest.approx(16.0, rel=0.02)
    assert found["halving_days"] == pytest.approx(91.3, rel=0.02)
    assert (found["n"], found["low"] is None or found["low"] <= found["value"]) == (8, True)


def test_without_a_cost_or_a_day_a_run_is_no_part_of_it() -> None:
    assert measured(("c1", "2024-01-10", 50.0, None)) == {}
    undated = {**row("c1 1", 50.0, cost_usd=1.0), "dated_on": None}
    known = Known("2026-12-31", "test", {"some": BOARD}, NAMES,
                  {"some": [state("2026-06-01", undated)]})  # fmt: skip
    assert list(solved_cost_trends(known, BOARD)) == []


def test_a_record_is_a_row_and_back() -> None:
    assert ESTIMATES["solved_cost"] is SolvedCostEstimate
    found = measured(("c1", "2024-01-10", 50.0, 1.0))["all"]
    record = SolvedCostEstimate.from_row(found)
    assert json.loads(record.row("test")["detail"])["lows"] == found["lows"]
    assert str(record.caveat).startswith("1 record low; nothing is fitted below 5.")


@pytest.mark.parametrize(
    ("reason", "no_interval", "begins"),
    [
        (NoRate.SHORT_SPAN, None, "Record lows within less than 365 days"),
        (None, NoInterval.WIDE, "Interval not determined: it would be too wide."),
        (None, None, "Days are those of the runs"),
    ],
)
def test_the_caveat_says_why_there_is_no_rate_or_no_interval(
    reason: NoRate | None, no_interval: NoInterval | None, begins: str
) -> None:
    record = SolvedCostEstimate.from_row(measured(("c1", "2024-01-10", 50.0, 1.0))["all"])
    changed = {"reason": reason, "no_interval": no_interval}
    detail = {**record.detail, **{name: one and one.value for name, one in changed.items()}}
    told = SolvedCostEstimate.from_row({**record.row("test"), "detail": json.dumps(detail)})
    assert str(told.caveat).startswith(begins)
