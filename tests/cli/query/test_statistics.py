"""What commands print of the views over single measures, on a warehouse that knows what ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.shell.sections import model_names
from outputs.sections.statistics import SECTIONS
from warehouse.reads.statistics import statistics
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
    assert "How long each closed lead lasted (open weights)" in shown
    assert "497 400 to 653 Llama 3.1 405B" in shown
    assert "> 159 144 to not yet none yet" in shown
    rows = json.loads(runner.invoke(app, ["lag", "eci", "--json"]).stdout)["parity"]
    assert {row["openness_rule"] for row in rows} == {"any_weights"}
    assert next(row["days"] for row in rows if row["closed_model"] == "o3") == 286


def test_gap_on_one_gpu() -> None:
    shown = printed("gap", "eci", "--one-gpu")
    assert "Gemma 4 31B" in shown
    assert "All parameters at the released precision" in shown
    assert "Kimi K2.7 Code" not in shown, "its size is known, and does not fit"


def test_makers_scores_and_days_to_weights() -> None:
    assert "SWE-bench Verified" in printed("models", "vendors")
    shown = printed("models", "weights")
    assert "Kimi K3 11 16 Jul 2026 27 Jul 2026" in shown
    assert "days later in the median" in shown
    [first, *_] = json.loads(runner.invoke(app, ["models", "weights", "--json"]).stdout)
    assert first.keys() >= {"model", "days", "median_days"}


def test_nothing_in_a_view_says_what_to_do() -> None:
    found = runner.invoke(app, ["gap", "hle", "--one-gpu"])
    assert found.exit_code != 0
    assert "gapwatch refresh" in str(found.exception)


@pytest.mark.parametrize(
    ("words", "both"),
    [
        (["gap", "--one-gpu", "--corrections"], "--one-gpu and --corrections"),
        (["domains", "--agreement", "--rule", "any_weights"], "leave --rule out"),
    ],
    ids=lambda it: "" if isinstance(it, str) else " ".join(it),
)
def test_what_would_go_unheard_is_refused(words: list[str], both: str) -> None:
    found = runner.invoke(app, words)
    assert found.exit_code == 2
    assert both in " ".join(found.output.replace("│", " ").split())


def test_a_table_says_what_the_page_says(shipped_home: Path) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        rows = statistics(warehouse.connection, "board_agreement")
        names = model_names(warehouse)
    assert SECTIONS["board_agreement"](rows, names).lead in printed("domains", "--agreement")


def test_parity_of_all_series_is_a_line_each() -> None:
    shown = printed("lag", "--parity")
    assert "Half of all closed leads were reached by an open model within 228 days" in shown
    assert " eci " in shown
    assert "159 days" in shown


def test_a_view_is_asked_for_by_columns_that_it_promises(shipped_home: Path) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        rows = statistics(warehouse.connection, "parity", series="eci", openness_rule=None)
        assert {row["series"] for row in rows} == {"eci"}
        with pytest.raises(KeyError):
            statistics(warehouse.connection, "gap_now")
        with pytest.raises(KeyError):
            statistics(warehouse.connection, "parity", stranger=1)
