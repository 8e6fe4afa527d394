"""`gapwatch pick`, on a warehouse that knows only what ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from measures.one_gpu.memory import fits
from warehouse.store import Warehouse

runner = CliRunner()
COMMERCIAL = ("--licence", "commercial", "--max-price", "1")


@pytest.fixture(autouse=True)
def at_home(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))


def printed(*words: str) -> str:
    found = runner.invoke(app, ["pick", *words])
    assert found.exit_code == 0, found.output
    return " ".join(found.stdout.split())


def told(*words: str) -> dict[str, Any]:
    found = runner.invoke(app, ["pick", *words, "--json"])
    assert found.exit_code == 0, found.output
    made: dict[str, Any] = json.loads(found.stdout)
    return made


def test_the_best_open_model_under_a_dollar_in_one_command() -> None:
    shown = printed("composite", *COMMERCIAL)
    found = told("composite", *COMMERCIAL)
    best = found["best"]
    assert best["blended_price"] <= 1
    assert best["commercial_use"] in ("allowed", "limited", "below_threshold", "on_registration")
    assert f"at $1.00 or less is {best['name']}" in shown
    assert "less per token than the best closed model" in shown
    assert "Scores: Epoch Capabilities Index, data from 11 Aug 2026." in shown
    assert found["asked"]["licence"] == "commercial"


def test_the_cheapest_not_clearly_worse_than_a_model() -> None:
    found = told("composite", "--not-worse-than", "GPT-5.5", "--licence", "open")
    best = found["best"]
    prices = [row["blended_price"] for row in (best, *found["others"])]
    assert prices == sorted(prices)
    assert found["asked"]["not_worse_than"] == "gpt-5.5"
    assert found["answer"][0] == "No full ranking since 11 Aug 2026."
    assert "not clearly worse than GPT-5.5" in found["answer"][1]


def test_the_leader_of_the_newest_list_comes_first() -> None:
    """Of 8 October, with its price; the full ranking is of August."""
    shown = printed("composite")
    assert shown.startswith(
        "Claude Opus 5.5 leads the newest list of Epoch Capabilities Index (8 Oct 2026): 167.3 "
        "index points, $8.00 per 1M tokens. No full ranking since 11 Aug 2026. Among those ranked "
        "on 11 Aug 2026 the best model is GPT-5.6 Sol"
    )
    assert "The best model" not in shown
    newer = told("composite")["page"]["newer"]
    assert [row["score"] for row in newer] == sorted((it["score"] for it in newer), reverse=True)
    assert {row["model"] for row in newer} >= {"claude-opus-5-5", "kimi-k3", "gpt-6.1-sol"}


def test_where_nothing_fits_the_nearest_is_said() -> None:
    shown = printed("composite", *COMMERCIAL, "--at-least", "170")
    assert "No open model with commercial use allowed at $1.00 or less with 170 or better" in shown
    assert "The nearest in score is" in shown


def test_one_gpu_takes_only_what_is_known_to_fit(shipped_home: Path) -> None:
    found = told("composite", "--one-gpu")
    with Warehouse.read(shipped_home) as warehouse:
        rows = warehouse.connection.execute(
            "SELECT parameters_total_b, bits_per_parameter FROM _model_in_force WHERE entry = ?",
            [found["best"]["model"]],
        ).fetchall()
    [(total, bits)] = rows
    assert fits({"parameters_total_b": total, "bits_per_parameter": bits})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("codng",), "no domain 'codng' with data; there are"),
        (("composite", "--not-worse-than", "gpt-5.55"), "did you mean gpt-5.5"),
    ],
)
def test_a_word_that_is_none_is_told(words: tuple[str, ...], said: str) -> None:
    found = runner.invoke(app, ["pick", *words])
    assert found.exit_code == 2
    assert said in " ".join(found.output.replace("│", " ").split())


def test_the_view_holds_what_can_be_had_by_one_series_a_domain(shipped_home: Path) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        ask = warehouse.connection.execute
        assert ask(
            "SELECT domain, count(DISTINCT series) AS n FROM model_choice GROUP BY 1 HAVING n > 1"
        ).fetchall() == []  # fmt: skip
        assert ask(
            "SELECT count(*) FROM model_choice WHERE openness = 'closed' AND blended_price IS NULL"
        ).fetchone() == (0,)
        assert ask(
            "SELECT count(*) FROM model_choice WHERE behind_best < 0 OR behind_low > behind_best"
        ).fetchone() == (0,)
        # ECI's page of 11 August: GPT-5.6 Sol has 161.65, Kimi K3 157.01.
        [(score, behind, openness)] = ask(
            "SELECT score, behind_best, openness FROM model_choice "
            "WHERE domain = 'composite' AND model = 'kimi-k3'"
        ).fetchall()
        assert (score, behind, openness) == (157.01, 4.64, "restricted")
        # Sold at $3 in and $15 out: (3 x 3 + 15) / 4.
        assert ask(
            "SELECT blended_price, price_basis FROM model_price "
            "WHERE model = 'kimi-k3' AND is_in_force"
        ).fetchall() == [(6.0, "first_party")]
