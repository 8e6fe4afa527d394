"""`gapwatch trend` and `gapwatch composite` on what ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.query.composite import _model_line
from warehouse.errors import WarehouseMissing

runner = CliRunner()


@pytest.fixture(autouse=True)
def _at_home(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))


def test_a_projection_is_shown_only_where_its_back_test_bears_it() -> None:
    result = runner.invoke(app, ["trend", "arena_text_raw"])
    assert result.exit_code == 0, result.output
    told = " ".join(result.output.split())
    assert "By 2 Oct 2026 the gap was narrowing: −30" in told
    assert "No projection is shown: earlier ones erred no less than saying that nothing" in told
    assert "touch" not in told


def test_json_holds_all_three_measures() -> None:
    result = runner.invoke(app, ["trend", "arena_text_raw", "--json"])
    found = json.loads(result.output)
    assert set(found) == {"trend", "projection", "backtest"}
    (projection,) = found["projection"]
    (tested,) = found["backtest"]
    assert 0 <= projection["value"] <= 1
    assert projection["detail"]["back_test"]["origins"] == tested["n"]
    assert tested["low"] <= tested["value"] <= tested["high"]


def test_the_table_of_all_series_marks_hindsight() -> None:
    result = runner.invoke(app, ["trend"])
    assert result.exit_code == 0, result.output
    assert "mmlu_vendor_5shot" in result.output
    assert "hindsight" in result.output


def test_a_series_without_history_says_what_it_takes() -> None:
    result = runner.invoke(app, ["trend", "helm_safety"])
    assert isinstance(result.exception, WarehouseMissing)
    assert "12 steps of 30 days" in str(result.exception)


def test_without_epochs_scores_there_is_no_composite() -> None:
    result = runner.invoke(app, ["composite"])
    assert isinstance(result.exception, WarehouseMissing)
    assert "Epoch's table of scores" in str(result.exception)


def test_the_scale_names_its_models_in_words() -> None:
    row = {"model": "kimi-k3", "entry": "k3", "openness": "restricted", "value": 157.12}
    line = _model_line({**row, "stderr": 2.2, "n": 19}, {"kimi-k3": "Kimi K3"})
    assert line == ["Kimi K3", "weights, restricted use", "157.1", "2.2", "19"]
    assert _model_line({**row, "model": None, "openness": None, "stderr": None, "n": 1}, {}) == [
        "k3", "openness unknown", "157.1", "–", "1",
    ]  # fmt: skip
