"""The check of the fitted scales reads what is stored, and finds what was planted there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from measures.known import DerivedBoard
from measures.scale.item_response import Anchors, Floats, Grid, Observation, arranged
from measures.scale.rows import scale_estimates
from pipelines.assets.metadata.scale import scale_checks
from pipelines.measure.inputs import Inputs, arrival
from pipelines.measure.scales import derive_scales
from tests.pipelines.measure.test_scales import MODELS, NOW, _put, _rows
from warehouse.history.vintages import Arrival, Seen
from warehouse.store import Warehouse

DAY = date(2026, 8, 11)
ELSEWHERE = ("Elsewhere 1", "Elsewhere 2", "Elsewhere 3")
Patch = pytest.MonkeyPatch


@pytest.fixture
def warehouse(curated_home: Path, tmp_path: Path) -> Iterator[Warehouse]:
    shutil.copytree(curated_home, tmp_path / "home")
    with Warehouse.open(tmp_path / "home") as opened:
        yield opened


def issued(warehouse: Warehouse, rows: list[dict[str, Any]]) -> None:
    """Fit both scales to `rows` and record them as a run of the measures does."""
    _put(warehouse, rows, DAY)
    inputs = Inputs(warehouse, NOW)
    list(derive_scales(inputs))
    record(warehouse, list(scale_estimates(inputs.known, inputs.scales)))


def record(warehouse: Warehouse, boards: Sequence[DerivedBoard | Arrival], later: int = 0) -> None:
    page = warehouse.keep(f"measures {later} {len(boards)}".encode())
    at = NOW + timedelta(seconds=later)
    seen = Seen("gapwatch", "package:gapwatch/measures", at, "test", page)
    arrivals = [
        board if isinstance(board, Arrival) else arrival(board, NOW.date()) for board in boards
    ]
    warehouse.accept(seen, arrivals)


def checked(warehouse: Warehouse) -> tuple[bool, dict[str, str]]:
    """Whether the check passes, and the reason of each failing series."""
    (found,) = scale_checks(warehouse)
    assert found.metadata["evaluated"].value == 2
    if found.passed:
        return True, {}
    shown = found.metadata["failing_rows"]
    assert isinstance(shown, dg.TableMetadataValue)
    return False, {str(one.data["series"]): str(one.data["reason"]) for one in shown.records}


def in_two_pieces() -> list[dict[str, Any]]:
    """The usual scores, and those of models that share no benchmark with them."""
    apart = [
        {**row, "protocol": f"far {row['protocol']}", "entry": f"far {row['entry']}"}
        for row in _rows(ELSEWHERE)
    ]
    return [*_rows(), *apart]


def test_scales_that_are_as_stored_pass(warehouse: Warehouse) -> None:
    issued(warehouse, _rows())
    assert checked(warehouse) == (True, {})


def test_anchors_that_a_fit_misplaces_are_found_in_both_scales(
    warehouse: Warehouse, monkeypatch: Patch
) -> None:
    def adrift(ability: Floats, ends: tuple[int, int], anchors: Anchors) -> Floats:
        low, high = float(ability[ends[0]]), float(ability[ends[1]])
        unit = (anchors.high[1] - anchors.low[1]) / (high - low)
        return anchors.low[1] + 0.01 + unit * (ability - low)

    monkeypatch.setattr("measures.scale.item_response._anchored", adrift)
    issued(warehouse, _rows())
    passed, reasons = checked(warehouse)
    assert not passed
    assert "anchor GPT-5 is 150.01 in the fit, declared 150" in reasons["eci"]
    assert "anchor gpt-5 is 150.01 in the fit, declared 150" in reasons["composite"]
    assert "anchor gpt-5 is 150.01 on the board, declared 150" in reasons["composite"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: {**row, "value": 150.5}, "anchor gpt-5 is 150.5 on the board, declared 150"),
        (lambda row: {**row, "entry": "gpt-5-pro"}, "anchor gpt-5 is not on the board"),
    ],
)
def test_an_anchor_that_moved_on_the_board_is_found(
    warehouse: Warehouse, change: Callable[[dict[str, Any]], dict[str, Any]], reason: str
) -> None:
    _put(warehouse, _rows(), DAY)
    inputs = Inputs(warehouse, NOW)
    (board,) = derive_scales(inputs)
    record(warehouse, list(scale_estimates(inputs.known, inputs.scales)))
    rows = [change(dict(row)) if row["entry"] == "gpt-5" else row for row in board.rows]
    record(warehouse, [replace(board, rows=rows)], later=1)
    assert checked(warehouse) == (False, {"composite": reason})


def test_scores_in_two_pieces_are_refused_and_told(warehouse: Warehouse) -> None:
    issued(warehouse, in_two_pieces())
    passed, reasons = checked(warehouse)
    assert not passed
    for series in ("composite", "eci"):
        assert reasons[series].startswith("models and benchmarks fall into 2 pieces")


def test_a_fit_to_two_pieces_is_found_in_the_stored_scores(
    warehouse: Warehouse, monkeypatch: Patch
) -> None:
    with monkeypatch.context() as fault:
        fault.setattr("measures.scale.item_response._refuse_pieces", lambda _grid: None)
        issued(warehouse, in_two_pieces())
        reason = "stored scores fall into 2 pieces, which have no common scale"
        assert checked(warehouse) == (False, {"composite": reason, "eci": reason})
    passed, reasons = checked(warehouse)
    assert not passed
    for series in ("composite", "eci"):
        assert reasons[series].startswith("stored scores: models and benchmarks fall into 2 pieces")
        assert "Elsewhere 1" in reasons[series]


def test_a_fit_that_leaves_stored_scores_out_is_found(
    warehouse: Warehouse, monkeypatch: Patch
) -> None:
    def fewer(observations: Iterator[Observation]) -> Grid:
        return arranged(one for one in observations if one.benchmark != "b5")

    monkeypatch.setattr("pipelines.measure.scales.arranged", fewer)
    issued(warehouse, _rows())
    passed, reasons = checked(warehouse)
    assert not passed
    assert reasons["eci"] == (
        "fitted to 5 models, 5 benchmarks, 25 scores; stored are 5 models, 6 benchmarks, 30 scores"
    )
    # The composite also takes what ships of these models.
    counts = [int(number) for number in re.findall(r"\d+", reasons["composite"])]
    fitted, stored = counts[:3], counts[3:]
    assert (stored[1] - fitted[1], stored[2] - fitted[2]) == (1, 5)


def test_a_fit_that_stopped_short_is_found(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), DAY)
    inputs = Inputs(warehouse, NOW)
    list(derive_scales(inputs))
    fit = inputs.scales.fits["eci"]
    inputs.scales.fits["eci"] = replace(fit, scale=replace(fit.scale, gradient=2e-4))
    record(warehouse, list(scale_estimates(inputs.known, inputs.scales)))
    assert checked(warehouse) == (False, {"eci": "did not converge (gradient 2.0e-04)"})


def test_a_scale_that_was_not_fitted_names_its_fault(warehouse: Warehouse) -> None:
    issued(warehouse, _rows(MODELS[1:]))
    passed, reasons = checked(warehouse)
    assert not passed
    assert "claude-3-5-sonnet-20240620" in reasons["composite"]
    assert "Claude 3.5 Sonnet" in reasons["eci"]


def test_what_a_fit_says_of_itself_is_no_evidence(warehouse: Warehouse) -> None:
    issued(warehouse, _rows())
    rows = warehouse.connection.execute(
        "SELECT detail FROM estimate_now WHERE variant = 'fit'"
    ).fetchall()
    assert len(rows) == 2
    for (detail,) in rows:
        assert {"anchors_exact", "connected"}.isdisjoint(json.loads(detail))
