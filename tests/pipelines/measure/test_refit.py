"""Epoch's index: fitted once for its inputs, checked by what is stored, and named by vintage."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from measures.known import Known
from measures.names.registry import ALWAYS
from measures.scale.fit import PairKey, refit_boards
from measures.series import load
from pipelines.alerting.broken import broken_now
from pipelines.measure.inputs import Inputs, arrival
from pipelines.measure.units import declared_row
from pipelines.settings import Settings
from tests.measures.sample import row
from tests.outputs.shelf import put, put_issue
from tests.reliability.samples import behind_its_back
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.store import Warehouse

NOW = datetime(2026, 8, 12, 12, tzinfo=UTC)
KEY = BoardKey("score", "epoch_eci_benchmarks", "eci_benchmarks")
MODELS = ("Claude 3.5 Sonnet", "GPT-4o (May 2024)", "GPT-5", "Kimi K3", "GPT-5.5")


def _rows(models: tuple[str, ...] = MODELS, bump: float = 0.0) -> list[dict[str, Any]]:
    draw = np.random.default_rng(4)
    return [
        row(f"{model}|b{b}", float(np.clip(0.2 + 0.15 * k + draw.normal(0, 0.04) + bump, 0, 1)),
            model_name=model, unit="share", provenance="third_party", protocol=f"b{b}")
        for k, model in enumerate(models)
        for b in range(6)
    ]  # fmt: skip


def _put(warehouse: Warehouse, rows: list[dict[str, Any]], day: date) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    put(warehouse, KEY.source, "https://epoch.ai/data/x.csv", [Arrival(KEY, day, rows)], at=at)


@pytest.fixture
def warehouse(named: Warehouse) -> Warehouse:
    named.declare([declared_row(load()["eci"])])
    return named


def fitted(warehouse: Warehouse, later: int = 0) -> Inputs:
    return Inputs(warehouse, NOW + timedelta(days=later))


def test_without_the_table_of_shares_nothing_is_fitted(warehouse: Warehouse) -> None:
    refit = fitted(warehouse).refit
    assert (refit.fit, refit.fault) == (None, None)


def test_a_table_dated_ahead_is_fitted_when_its_day_comes(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    _put(warehouse, _rows(bump=0.01), date(2026, 8, 13))
    for days, published in ((0, "2026-08-11"), (1, "2026-08-13")):
        fit = fitted(warehouse, days).refit.fit
        assert fit.shares.published_on == published


@pytest.mark.parametrize("models", [MODELS, MODELS[1:]])
def test_no_fit_says_why(warehouse: Warehouse, tmp_path: Path, models: Sequence[str]) -> None:
    _put(warehouse, _rows(models), date(2026, 8, 11))
    inputs = fitted(warehouse)
    boards = [arrival(one, inputs) for one in refit_boards(known(inputs), inputs.refit)]
    put(warehouse, "gapwatch", "package:gapwatch/measures", boards, at=NOW)
    broken = broken_now(warehouse, Settings(tmp_path, "", tmp_path), NOW)
    (found,) = [*(one.title for one in broken if one.subject == "eci_refit"), ""][:1]
    assert ("anchor Claude 3.5 Sonnet is not among" in found) is (models != MODELS)


PAIR = PairKey("2026-08-11", "GPT-5", "Kimi K3")


def known(inputs: Inputs) -> Known:
    series = inputs.series["eci"]
    return inputs.known(series, inputs.states_since(series, ALWAYS))


def test_pairs_of_version_0_2_0_are_kept(warehouse: Warehouse) -> None:
    """In table estimate, which a home of that version has still."""
    pair = {"entry": "|".join(PAIR), "stderr": 0.5, "vintages": "[7]", "code_version": "0.2.0"}
    pair |= {"published_on": PAIR.published_on, "closed_entry": PAIR.closed}
    put_issue(warehouse, "eci_pair", "eci_refit", "eci", [{**pair, "open_entry": PAIR.open}])
    with behind_its_back(warehouse) as connection:
        connection.execute(
            "CREATE TABLE _estimate AS SELECT id, stderr AS value, vintages, json_object("
            "'published_on', published_on, 'closed', closed_entry, 'open', open_entry) AS detail "
            "FROM _eci_pair"
        )
        connection.execute("UPDATE _board SET fact_table = 'estimate' WHERE board = 'eci_refit'")
    inputs = fitted(warehouse)
    assert inputs.refit.pairs == {PAIR: 0.5}
    (board,) = refit_boards(known(inputs), inputs.refit)
    assert {row["entry"]: json.loads(row["vintages"]) for row in board.rows} == {
        "|".join(PAIR): [7]
    }
