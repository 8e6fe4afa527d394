"""`gapwatch price` as a user types it, on a warehouse that knows only what ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.query import price
from cli.query.price import _estimate_line, _side
from measures.price.records import NoInterval, NoRate
from measures.segments import PriceGapSegment
from measures.series import load
from tests.measures.price.estimates import fall, pair, run, sensitivity

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
    assert "Below 1 the open model is more expensive." in found.stdout


def test_a_series_that_is_no_longer_declared_is_named_and_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    declared = {name: one for name, one in load().items() if name != "swebench_verified_vendor"}
    monkeypatch.setattr(price, "shipped", lambda: declared)
    found = runner.invoke(app, ["price"])
    assert found.exit_code == 0
    assert "Left out, no longer declared: swebench_verified_vendor." in found.stdout
    assert found.stdout.count("swebench_verified_vendor") == 1


def test_price_of_a_series_shows_changes_pairs_and_decline() -> None:
    found = runner.invoke(app, ["price", "mmlu_vendor_5shot"])
    said = " ".join(found.stdout.split())
    assert found.exit_code == 0
    assert "1/78.5; prices of different days" in said
    assert "nothing is fitted below 5" in said
    assert "none with a price" in said


def test_price_as_json() -> None:
    found = json.loads(runner.invoke(app, ["price", "swebench_verified_vendor", "--json"]).stdout)
    assert {row["threshold"] for row in found["segments"]} == {70, 80}
    pair = next(row for row in found["estimates"] if row["variant"].startswith("claude-opus-4-5|"))
    assert round(pair["value"], 2) == 19.05
    now = json.loads(runner.invoke(app, ["price", "--json"]).stdout)
    assert {"price_coverage", "price_reaction"} <= {row["measure"] for row in now["estimates"]}


def test_price_of_a_series_without_any_says_why() -> None:
    found = runner.invoke(app, ["price", "helm_safety"])
    assert found.exit_code != 0
    assert "no threshold" in str(found.exception)
    assert runner.invoke(app, ["price", "nothing"]).exit_code == 2


@pytest.mark.parametrize(
    ("basis", "hosts", "mode", "off_peak", "words"),
    [
        ("first_party", None, "standard", None, "m $0.53"),
        ("first_party", None, "peak", 0.2625, "m $0.53 (peak; off-peak $0.26)"),
        ("first_party", None, "peak", None, "m $0.53 (peak)"),
        ("one_host", 1, "standard", None, "m $0.53 (one of the hosts we read)"),
        ("median_of_hosts", 5, "standard", None, "m $0.53 (median of 5 hosts we read)"),
    ],
)
def test_a_price_names_its_hosts_and_its_hours(
    basis: str, hosts: int | None, mode: str, off_peak: float | None, words: str
) -> None:
    one = PriceGapSegment(
        entry="2026-01-01",
        threshold=9.0,
        open_model="m",
        open_price=0.525,
        open_price_basis=basis,
        open_hosts=hosts,
        open_price_mode=mode,
        open_off_peak_price=off_peak,
    )
    assert _side(one.side("open")) == words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"low": None, "high": None, "ci_level": None, "no_interval": NoInterval.WIDE},
         "interval not determined: its ends would lie more than 100 times apart"),
        ({}, "9.4 to 50.0, 90 %"),
    ],
)  # fmt: skip
def test_a_decline_without_an_interval_says_so(changed: dict[str, Any], words: str) -> None:
    assert _estimate_line(fall(**changed)) == (
        "Decline from 126 (all models): 33.8 times cheaper a year "
        f"({words}), n = 6, 2024-03-04 to 2025-09-30"
    )


@pytest.mark.parametrize(
    ("rule", "closed_on", "unpriced", "words"),
    [
        (None, "2026-02-20", (), "; prices of 2026-02-20"),
        (None, "2023-03-14", (), "; prices of different days: 2023-03-14 and 2026-02-20"),
        ("any_weights", None, (), "; the best with a price today"),
        ("any_weights", None, ("c",),
         "; the best with a price today. Better, but without a known price: c (closed)."),
    ],
)  # fmt: skip
def test_a_pair_says_of_which_day_and_who_is_better_without_a_price(
    rule: str | None, closed_on: str | None, unpriced: tuple[str, ...], words: str
) -> None:
    told = _estimate_line(
        pair(rule, closed_on=closed_on, unpriced_closed=unpriced, unpriced_open=())
    )
    assert told == (
        f"m2 against opus: 98.0 % of the score at 5.0 % of the cost per token, 1/20.0{words}"
    )


def test_other_estimates_are_told_in_a_line() -> None:
    assert (
        _estimate_line(sensitivity()) == "At 7:2:1 with cache, from 50: ratio 12.0 × (3:1: 20.0 ×)"
    )
    assert _estimate_line(run("any_weights")) == (
        "m2 against opus: 100.0 % of the score at 10.0 % of the cost per solved task, 1/10.0; the "
        "best that state a cost"
    )
    assert _estimate_line(fall(value=None, reason=NoRate.FEW_LOWS)) == (
        "Decline from 126 (all models): none, 2 record lows; nothing is fitted below 5"
    )
