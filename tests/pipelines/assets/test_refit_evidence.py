"""The check of the refit reads what is stored, and finds what was planted there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from measures.known import DerivedBoard
from measures.scale.item_response import Anchors, Floats, Grid, Observation, arranged
from measures.scale.rows import refit_estimates
from pipelines.assets.metadata.refit import scale_checks
from pipelines.measure.inputs import Inputs, arrival
from pipelines.measure.refit import derive_refit
from tests.pipelines.measure.test_refit import MODELS, NOW, _put, _rows
from warehouse.history.vintages import Seen
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
    """Fit the index to `rows` and record it as a run of the measures does."""
    _put(warehouse, rows, DAY)
    inputs = Inputs(warehouse, NOW)
    derive_refit(inputs)
    record(warehouse, list(refit_estimates(inputs.known, inputs.refit)))


def record(warehouse: Warehouse, boards: Sequence[DerivedBoard]) -> None:
    page = warehouse.keep(f"measures {len(boards)}".encode())
    seen = Seen("gapwatch", "package:gapwatch/measures", NOW, "test", page)
    warehouse.accept(seen, [arrival(board, NOW.date()) for board in boards])


def checked(warehouse: Warehouse) -> tuple[bool, dict[str, str]]:
    """Whether the check passes, and the reason of a failing fit."""
    (found,) = scale_checks(warehouse)
    assert found.metadata["evaluated"].value == 1
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


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (in_two_pieces(), "models and benchmarks fall into 2 pieces"),
        (_rows(MODELS[1:]), "Claude 3.5 Sonnet"),
    ],
    ids=["two pieces", "an anchor is missing"],
)
def test_scores_that_were_not_fitted_say_why(
    warehouse: Warehouse, rows: list[dict[str, Any]], said: str
) -> None:
    issued(warehouse, rows)
    passed, reasons = checked(warehouse)
    assert not passed
    assert said in reasons["eci"]


def test_anchors_that_a_fit_misplaces_are_found(warehouse: Warehouse, monkeypatch: Patch) -> None:
    def adrift(ability: Floats, ends: tuple[int, int], anchors: Anchors) -> Floats:
        low, high = float(ability[ends[0]]), float(ability[ends[1]])
        unit = (anchors.high[1] - anchors.low[1]) / (high - low)
        return anchors.low[1] + 0.01 + unit * (ability - low)

    monkeypatch.setattr("measures.scale.item_response._anchored", adrift)
    issued(warehouse, _rows())
    assert "anchor GPT-5 is 150.01 in the fit, declared 150" in checked(warehouse)[1]["eci"]


def test_a_fit_to_two_pieces_is_found_in_the_stored_scores(
    warehouse: Warehouse, monkeypatch: Patch
) -> None:
    with monkeypatch.context() as fault:
        fault.setattr("measures.scale.item_response._refuse_pieces", lambda _grid: None)
        issued(warehouse, in_two_pieces())
        reason = "stored scores fall into 2 pieces, which have no common scale"
        assert checked(warehouse) == (False, {"eci": reason})
    passed, reasons = checked(warehouse)
    assert not passed
    assert reasons["eci"].startswith("stored scores: models and benchmarks fall into 2 pieces")
    assert "Elsewhere 1" in reasons["eci"]


def test_a_fit_that_leaves_stored_scores_out_is_found(
    warehouse: Warehouse, monkeypatch: Patch
) -> None:
    def fewer(observations: Iterator[Observation]) -> Grid:
        return arranged(one for one in observations if one.benchmark != "b5")

    monkeypatch.setattr("pipelines.measure.refit.arranged", fewer)
    issued(warehouse, _rows())
    passed, reasons = checked(warehouse)
    assert not passed
    assert reasons["eci"] == (
        "fitted to 5 models, 5 benchmarks, 25 scores; stored are 5 models, 6 benchmarks, 30 scores"
    )


def test_a_fit_that_stopped_short_is_found(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), DAY)
    inputs = Inputs(warehouse, NOW)
    derive_refit(inputs)
    fit = inputs.refit.fit
    assert fit is not None
    inputs.refit.fit = replace(fit, scale=replace(fit.scale, gradient=2e-4))
    record(warehouse, list(refit_estimates(inputs.known, inputs.refit)))
    assert checked(warehouse) == (False, {"eci": "did not converge (gradient 2.0e-04)"})


def test_what_a_fit_says_of_itself_is_no_evidence(warehouse: Warehouse) -> None:
    issued(warehouse, _rows())
    ((detail,),) = warehouse.connection.execute(
        "SELECT detail FROM estimate_now WHERE variant = 'fit'"
    )
    assert {"anchors_exact", "connected"}.isdisjoint(json.loads(detail))
