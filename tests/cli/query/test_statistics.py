"""What commands print of the views over single measures, on a warehouse that knows what ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.shell.statistics import LAYOUTS, print_rows
from warehouse.reads.statistics import statistics
from warehouse.schema.statistics import STATISTICS
from warehouse.store import Warehouse

runner = CliRunner()


@pytest.fixture(autouse=True)
def at_home(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))


def printed(*words: str) -> str:
    found = runner.invoke(app, list(words))
    assert found.exit_code == 0, found.output
    return " ".join(found.stdout.split())


def test_lag_of_a_series_says_how_long_each_closed_release_led() -> None:
    shown = printed("lag", "eci")
    assert "Days until an open model had a closed release's score (open weights)" in shown
    assert "497 400 to 653" in shown
    assert "> 159 144 to not yet not yet" in shown
    rows = json.loads(runner.invoke(app, ["lag", "eci", "--json"]).stdout)["parity"]
    assert {row["openness_rule"] for row in rows} == {"any_weights"}
    assert next(row["days"] for row in rows if row["closed_model"] == "o3") == 286


def test_gap_on_one_gpu() -> None:
    shown = printed("gap", "eci", "--one-gpu")
    assert "gemma-4-31b" in shown
    assert "80 GB hold all parameters" in shown
    assert "kimi-k2.7-code" in shown


def test_makers_scores_and_days_to_weights() -> None:
    assert "SWE-bench Verified" in printed("models", "vendors")
    shown = printed("models", "weights")
    assert "Kimi K3 11 2026-07-16 2026-07-27" in shown
    assert "Median of" in shown
    [first, *_] = json.loads(runner.invoke(app, ["models", "weights", "--json"]).stdout)
    assert first.keys() >= {"model", "days", "median_days"}


def test_saturation_of_every_series() -> None:
    assert "Saturated: both leaders above 90 %" in printed("domains", "--saturation")


def test_nothing_in_a_view_says_what_to_do() -> None:
    found = runner.invoke(app, ["price", "hle", "--solved"])
    assert found.exit_code != 0
    assert "gapwatch refresh" in str(found.exception)


@pytest.mark.parametrize(
    "view", [one for one in STATISTICS if one.name in LAYOUTS], ids=lambda view: view.name
)
def test_every_view_has_a_layout_that_bears_rows_without_values(
    view: Any, shipped_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        columns = [column for column in view.columns(warehouse.connection)]
        some = statistics(warehouse.connection, view.name)[:3]
    kinds: dict[str, Any] = {"TEXT": "x", "INTEGER": 1, "REAL": 1.0}
    empty = {one.name: None if one.optional else kinds[one.type] for one in columns}
    print_rows(view.name, [empty, *some])
    assert LAYOUTS[view.name].note.split()[0] in capsys.readouterr().out


def test_a_view_is_asked_for_by_columns_that_it_promises(shipped_home: Path) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        rows = statistics(warehouse.connection, "parity", series="eci", openness_rule=None)
        assert {row["series"] for row in rows} == {"eci"}
        with pytest.raises(KeyError):
            statistics(warehouse.connection, "gap_now")
        with pytest.raises(KeyError):
            statistics(warehouse.connection, "parity", stranger=1)
