"""`gapwatch lag` as a user types it, on a warehouse that knows only what ships."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from warehouse.store import Warehouse

runner = CliRunner()


@pytest.fixture(autouse=True)
def _environment(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))
    monkeypatch.setenv("COLUMNS", "80")


def said(*words: str) -> str:
    result = runner.invoke(app, list(words))
    assert result.exit_code == 0, result.output
    assert max(len(line.rstrip()) for line in result.output.splitlines()) <= 80 or "--json" in words
    return result.output


def test_all_series_as_of_their_pages() -> None:
    output = said("lag")
    assert "eci" in output
    # The page is of 2026-10-08 and stale by now. Only its first rows are known, and Kimi K3 leads
    # it as it led the full list of August, where GPT-5.4 Pro (5 March) stood above it.
    assert "as of 8 Oct 2026" in output
    eci = next(line for line in output.splitlines() if line.startswith("Epoch Capabilities "))
    assert re.search(r"217 days  GPT-5.4 Pro +Kimi K3", eci)
    assert "median" not in output


def test_json_has_days_and_sides() -> None:
    rows = {row["series"]: row for row in json.loads(said("lag", "--json"))}
    eci = rows["eci"]
    assert (eci["censored"], eci["on_date"], eci["is_stale"]) == (None, "2026-10-08", True)
    assert (eci["open_model"], eci["closed_model"]) == ("kimi-k3", "gpt-5.4-pro")
    assert (eci["lag_days"], eci["order_on"]) == (217, "2026-08-11")
    assert (eci["lag_low"], eci["lag_high"]) == (168, 301)
    # The open leader of October under an open-source licence is new: August's lag is known.
    rows = {row["series"]: row for row in json.loads(said("lag", "--rule", "permissive", "--json"))}
    assert (rows["eci"]["lag_days"], rows["eci"]["on_date"]) == (266, "2026-08-11")


def test_one_series_with_its_parity() -> None:
    output = said("lag", "eci")
    assert output.startswith(
        "Epoch Capabilities Index\nOpen models were 217 days behind on 8 Oct 2"
    )
    assert "(order of models as of 11 Aug 2026)." in " ".join(output.split())
    assert "≥ 35" not in output
    assert "not yet" in output
    assert not re.search(r"\d{4}-\d\d-\d\d|claude-|gpt-", output), "days and names as people say"
    found = json.loads(said("lag", "eci", "--json"))
    assert found["now"]["on_date"] == "2026-10-08"
    # Parity needs a whole page: that of August.
    assert {row["data_on"] for row in found["parity"]} == {"2026-08-11"}


def test_wrong_words_and_an_empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runner.invoke(app, ["lag", "nothing"]).exit_code == 2
    Warehouse.open(tmp_path).close()
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path))
    for words in (["lag"], ["lag", "eci"]):
        result = runner.invoke(app, words)
        assert result.exit_code != 0
        assert "gapwatch refresh" in str(result.exception)


def test_a_closed_model_whose_weights_followed_is_called_so() -> None:
    """It is in neither class under a licence that it has not, and was closed until then."""
    words = " ".join(re.sub(r"\s+", " ", said("lag", "eci", "--rule", "permissive")).split())
    assert "Kimi K3 (API" in words
    assert "weights" in words.split("Kimi K3 (API", 1)[1][:80]
    assert "API only" not in said("lag", "eci"), "it is open there"
