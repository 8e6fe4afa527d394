"""Estimates that rest on other measures name the vintages behind those."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from measures.headline.rows import domain_tables
from measures.known import DerivedBoard, derived
from measures.scale.records import PairKey
from measures.scale.rows import refit_estimates
from pipelines.measure.inputs import Inputs, arrival
from pipelines.measure.refit import derive_refit
from tests.outputs.shelf import gap, lag
from tests.pipelines.measure.test_refit import NOW, _put, _rows
from warehouse.history.vintages import Seen
from warehouse.store import Warehouse

PAIR = PairKey("2026-08-11", "GPT-5", "Kimi K3")
DAY = date(2026, 8, 11)


@pytest.fixture
def warehouse(curated_home: Path, tmp_path: Path) -> Iterator[Warehouse]:
    shutil.copytree(curated_home, tmp_path / "home")
    with Warehouse.open(tmp_path / "home") as opened:
        yield opened


def fitted(warehouse: Warehouse, later: int = 0) -> Inputs:
    inputs = Inputs(warehouse, NOW + timedelta(days=later))
    derive_refit(inputs)
    return inputs


def named(arrival: DerivedBoard) -> dict[str, list[int]]:
    return {row["entry"]: json.loads(row["vintages"]) for row in arrival.rows}


def issued(inputs: Inputs, table: str, series: str, category: str, *vintages: int) -> None:
    """Say that this run issued a row of `table` whose two sides rest on `vintages`."""
    closed, opened = vintages
    day, made = DAY.isoformat(), {"gap": gap, "lag": lag}[table]
    row: dict[str, Any] = {"ci_method": "joint"} | made(
        entry=day, vintage_on=day, closed_vintage=closed, open_vintage=opened
    )
    board = derived(table, series, category, day, [row])
    inputs.known.derived[board.key] = board


def test_a_pair_keeps_the_vintages_of_the_fit_that_measured_it(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), DAY)
    first = fitted(warehouse)
    assert first.refit.fit is not None
    assert first.refit.pairing is not None
    first.refit.pairing.pairs[PAIR] = 0.5
    (refit,) = refit_estimates(first.known, first.refit)
    vintages = list(first.refit.fit.vintages)
    found = named(refit)
    assert (found["fit"], found["|".join(("pair", *PAIR))]) == (vintages, vintages)
    seen = Seen("gapwatch", "package:x", NOW, "test", warehouse.keep(b"an issue"))
    warehouse.accept(seen, [arrival(refit, NOW.date())])
    _put(warehouse, _rows(bump=0.01), date(2026, 8, 12))
    second = fitted(warehouse, later=1)
    (refit,) = refit_estimates(second.known, second.refit)
    assert second.refit.fit is not None
    assert second.refit.fit.vintages != first.refit.fit.vintages
    found = named(refit)
    assert (found["fit"], found["|".join(("pair", *PAIR))]) == (
        list(second.refit.fit.vintages),
        vintages,
    )


def headline_of(inputs: Inputs) -> dict[str, list[int]]:
    boards: Sequence[DerivedBoard] = list(domain_tables(inputs.known))
    (board,) = (one for one in boards if one.key.board == "headline")
    return named(board)


def test_the_headline_names_what_its_parts_and_its_count_rest_on(warehouse: Warehouse) -> None:
    inputs = Inputs(warehouse, NOW)
    issued(inputs, "gap", "eci", "any_weights", 5, 5)
    issued(inputs, "lag", "eci", "any_weights|tolerance_0|released", 5, 6)
    issued(inputs, "gap", "hle", "any_weights", 8, 9)
    issued(inputs, "gap", "swebench_verified_mini1", "any_weights", 11, 12)  # frozen: not counted
    assert inputs.series["swebench_verified_mini1"].status != "live"
    assert headline_of(inputs) == {"eci|any_weights": [5, 6], "sentence": [5, 6, 8, 9]}


def test_a_change_over_a_year_names_the_page_of_the_year_before(warehouse: Warehouse) -> None:
    inputs = Inputs(warehouse, NOW)
    old = gap(entry="2025-08-01", closed_vintage=3, open_vintage=4, vintage_on="2025-08-01")
    now = gap(entry="2026-08-11", closed_vintage=5, open_vintage=5, vintage_on="2026-08-11")
    board = derived("gap", "eci", "any_weights", DAY.isoformat(), [old, now])
    inputs.known.derived[board.key] = board
    boards = {one.key.category: named(one) for one in domain_tables(inputs.known)}
    assert boards["any_weights"] == {"composite|eci": [3, 4, 5]}
