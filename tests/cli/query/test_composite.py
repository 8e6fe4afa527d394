"""`gapwatch composite` on what ships."""

from __future__ import annotations

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
