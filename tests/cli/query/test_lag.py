"""`gapwatch lag` as a user types it, on a warehouse that knows only what ships."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.query.lag import _level, _mean, _time, in_words, spread
from measures.lag.words import on_day
from measures.segments import LagSegment
from terms.words import GapVerdict
from tests.measures.lag.estimates import catch_up, level, window
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
    assert "as of 2026-10-08: at least" in output
    # Statistics need a whole page: they are those of August.
    assert "2026-08-11" in output
    assert "catch-up, median" in output
    assert "not yet" in output
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
    assert "3.5 (1.1–5.3)" in output
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


def row(**changed: Any) -> LagSegment:
    given = {
        "entry": "2026-01-01", "sign": 1,
        "counts_from": "2026-01-01", "low_sign": -1, "low_from": "2026-02-05",
        "high_sign": None, "high_from": None, "censored": None,
    }  # fmt: skip
    return LagSegment.from_row({**given, **changed})


def test_words_of_a_cell() -> None:
    found = on_day(row(), "2026-02-10")
    assert (in_words(found), spread(found)) == ("40", "−5 or more")
    assert in_words(on_day(row(censored="left"), "2026-02-10")) == "≥ 40"
    doubtful = in_words(found, GapVerdict.CANNOT_BE_JUDGED)
    assert doubtful == "cannot be judged; 40 by those known"
    # A lead below 0 that may be longer is at most this, and a lower end is unknown.
    lead = on_day(
        row(sign=-1, censored="left", low_sign=None, low_from=None, high_sign=1,
            high_from="2026-02-05"), "2026-02-10",
    )  # fmt: skip
    assert (in_words(lead), spread(lead)) == ("≤ -40", "5 or less")
    assert in_words(on_day(row(sign=0), "2026-02-10")) == "level"
    nothing = on_day(row(sign=None, counts_from=None, low_from=None), "2026-02-10")
    assert (in_words(nothing), spread(nothing)) == ("–", "–")
    whole = on_day(row(high_sign=1, high_from="2026-01-01"), "2026-02-10")
    assert spread(whole) == "−5 to 40"


def test_a_level_that_open_had_first_is_crossed_a_negative_number_of_days_later() -> None:
    assert _level(level(days=-14, is_at_most=True))[1] == "≤ −14"
    assert _level(level(days=None))[1] == "–"


def test_a_mean_of_bounds_has_a_mark_and_one_end() -> None:
    least = _mean(window(bounds=497, high=None))
    assert least[:3] == ["backward", "≥ 194.4", "127.8 or more"]
    most = _mean(window(lead_bounds=9, low=None, high=1.5, value=-4.5))
    assert most[1:3] == ["≤ −4.5", "1.5 or less"]
    assert _mean(window(bounds=1, lead_bounds=1, low=None, high=None))[1:3] == ["~ 194.4", "–"]
    # The median time to catch up: more than half may never.
    assert _time(catch_up())[:3] == ["catch-up, median", "200.0", "127.8 to never"]
    vertical = window("vertical", is_last_year=True, unit="index", high=200.0)
    assert _mean(vertical)[:3] == ["vertical year (index)", "194.4", "127.8 to 200.0"]
