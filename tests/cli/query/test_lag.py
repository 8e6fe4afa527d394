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
    # The page is of 2026-10-08 and stale by now. Only its first rows are known: a lower bound.
    assert "as of 8 Oct 2026" in output
    eci = next(line for line in output.splitlines() if line.startswith("Epoch Capabilities "))
    assert re.search(r"at least \d+ days  GPT-6 Astra +Kimi K3", eci)


def test_json_has_days_and_sides() -> None:
    rows = {row["series"]: row for row in json.loads(said("lag", "--json"))}
    eci = rows["eci"]
    assert (eci["censored"], eci["on_date"], eci["is_stale"]) == ("left", "2026-10-08", True)
    assert eci["open_model"] == "kimi-k3"
    assert 35 <= eci["lag_days"] < 90


def test_one_series_with_its_statistics() -> None:
    output = said("lag", "eci")
    assert output.startswith("Epoch Capabilities Index\nOpen models were 159 days behind on 11 Aug")
    assert "gives a bound: at least 35 days." in " ".join(output.split())
    # Statistics need a whole page: they are those of August.
    assert "14 Mar 2023 to 11 Aug 2026" in output
    assert "time to catch up, median" in output
    assert "not yet" in output
    assert not re.search(r"\d{4}-\d\d-\d\d|claude-|gpt-", output), "days and names as people say"
    found = json.loads(said("lag", "eci", "--json"))
    assert found["now"]["on_date"] == "2026-10-08"
    means = {row["variant"]: row for row in found["lag_window"]}
    assert {(row["openness_rule"], row["detail"]["clock"]) for row in means.values()} == {
        ("any_weights", "released")
    }
    assert means["any_weights|released|backward"]["caveat"].startswith("Some days count with a")


def test_other_rules_and_dates() -> None:
    assert "one-sided 95 %" in said("lag", "--lag-rule", "significance", "--rule", "permissive")
    assert "days first seen" in said("lag", "--clock", "first_seen")


def test_the_comparison_prints_both_and_the_reasons() -> None:
    output = said("lag", "--compare")
    assert "Epoch AI, 30 October 2025" in output
    assert re.search(r"horizontal mean +3.5 months +3.9 months +3.9 months\n", output)
    assert "IAPS" in output
    assert "re-estimated" in output
    rows = json.loads(said("lag", "--compare", "--json"))
    assert {"published", "by", "url"} <= set(rows[0]["detail"])


def test_wrong_words_and_an_empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runner.invoke(app, ["lag", "nothing"]).exit_code == 2
    Warehouse.open(tmp_path).close()
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path))
    for words in (["lag"], ["lag", "eci"], ["lag", "--compare"]):
        result = runner.invoke(app, words)
        assert result.exit_code != 0
        assert "gapwatch refresh" in str(result.exception)


def test_a_closed_model_whose_weights_followed_is_called_so() -> None:
    """It is in neither class under a licence that it has not, and was closed until then."""
    words = " ".join(re.sub(r"\s+", " ", said("lag", "eci", "--rule", "permissive")).split())
    assert "Kimi K3 (API" in words
    assert "weights" in words.split("Kimi K3 (API", 1)[1][:80]
    assert "API only" not in said("lag", "eci"), "it is open there"
