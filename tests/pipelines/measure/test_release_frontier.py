"""Frontiers by release date as they are issued, on a warehouse that knows only what ships."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from measures.series import load
from pipelines.measure import run as step
from pipelines.measure.inputs import Inputs
from tests.world import SHIPPED_AT
from warehouse.reads import estimates as reads_estimates
from warehouse.store import Warehouse

Row = dict[str, Any]


@pytest.fixture(scope="module")
def warehouse(shipped_home: Path) -> Iterator[Warehouse]:
    with Warehouse.read(shipped_home) as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(warehouse: Warehouse) -> list[Row]:
    return reads_estimates.estimates(warehouse.connection, "release_frontier")


def by_line(rows: list[Row]) -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        rule, side, _ = row["variant"].split("|")
        found.setdefault((row["series"], rule, side), []).append(row)
    return found


def test_the_newest_steps_are_those_that_the_lag_compares(rows: list[Row]) -> None:
    lines = by_line(rows)
    opened = lines["eci", "any_weights", "open"][-1]
    # Kimi K3 was sold from 16 July 2026; its weights came on 27 July, and so did the step.
    assert (opened["from_on"], opened["through_on"]) == ("2026-07-27", "2026-08-11")
    assert opened["detail"]["model"] == "kimi-k3"
    assert opened["detail"]["released_on"] == "2026-07-16"
    closed = lines["eci", "any_weights", "closed"]
    there = next(row for row in closed if row["value"] >= opened["value"])
    # 5 March to 11 August 2026: 26 + 30 + 31 + 30 + 31 + 11 = 159 days, the issued lag.
    assert (there["detail"]["model"], there["from_on"]) == ("gpt-5.4-pro", "2026-03-05")


def test_each_line_rises_and_is_of_one_page(rows: list[Row]) -> None:
    series = load()
    assert by_line(rows)
    for (name, rule, side), steps in by_line(rows).items():
        sign = series[name].sign
        for before, after in pairwise(steps):
            assert before["from_on"] < after["from_on"] <= after["through_on"]
            assert sign * before["value"] < sign * after["value"]
        assert {row["openness_rule"] for row in steps} == {rule}
        assert all(row["variant"] == f"{rule}|{side}|{row['from_on']}" for row in steps)
        assert len({row["vintages"] for row in steps}) == 1


def test_only_series_on_the_board_axis_and_every_rule(rows: list[Row]) -> None:
    series = load()
    assert {series[row["series"]].axis for row in rows} == {"board"}
    rules = {row["openness_rule"] for row in rows if row["series"] == "eci"}
    assert rules == {"any_weights", "permissive"}


def test_without_pages_nothing_is_issued(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as empty:
        assert list(step.DERIVATIONS["release_frontier"](Inputs(empty, SHIPPED_AT))) == []
