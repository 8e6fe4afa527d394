"""`gapwatch price` as a user types it, on a warehouse that knows only what ships."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.query import price
from measures.series import load

runner = CliRunner()


@pytest.fixture(autouse=True)
def at_home(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))


def test_price_lists_every_level_with_its_cheapest_models() -> None:
    found = runner.invoke(app, ["price"])
    assert found.exit_code == 0
    assert "\nswebench_verified_vendor " in found.stdout
    assert "MiniMax-M2.5" in found.stdout
    assert "$0.53, maker’s" in found.stdout
    assert found.stdout.startswith("Prices of today, among the models that each benchmark has")
    assert "×" not in found.stdout


def test_a_series_that_is_no_longer_declared_is_named_and_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    declared = {name: one for name, one in load().items() if name != "swebench_verified_vendor"}
    monkeypatch.setattr(price, "shipped", lambda: declared)
    found = runner.invoke(app, ["price"])
    assert found.exit_code == 0
    assert "Left out, no longer declared: swebench_verified_vendor." in found.stdout
    assert found.stdout.count("swebench_verified_vendor") == 1


def test_price_of_a_series_shows_its_changes() -> None:
    found = runner.invoke(app, ["price", "mmlu_vendor_5shot"])
    said = " ".join(found.stdout.split())
    assert found.exit_code == 0
    assert "none with a price" in said
    assert not re.search(r"\d{4}-\d\d-\d\d|claude-|gpt-", said), "days and names as people say"


def test_price_as_json() -> None:
    found = json.loads(runner.invoke(app, ["price", "swebench_verified_vendor", "--json"]).stdout)
    assert {row["threshold"] for row in found["segments"]} == {70, 80}
    now = json.loads(runner.invoke(app, ["price", "--json"]).stdout)
    assert {row["measure"] for row in now["estimates"]} == {"host_dispersion"}


def test_price_of_a_series_without_any_says_why() -> None:
    found = runner.invoke(app, ["price", "helm_safety"])
    assert found.exit_code != 0
    assert "no threshold" in str(found.exception)
    assert runner.invoke(app, ["price", "nothing"]).exit_code == 2
