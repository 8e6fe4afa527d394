"""Epoch's index is fitted once for its inputs, and faults are told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from measures.scale.fit import Refit
from pipelines.measure.inputs import Inputs
from pipelines.measure.refit import derive_refit
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.schema.tables import SCORE
from warehouse.store import Warehouse

NOW = datetime(2026, 8, 12, 12, tzinfo=UTC)
KEY = BoardKey("score", "epoch_eci_benchmarks", "eci_benchmarks")
MODELS = ("Claude 3.5 Sonnet", "GPT-4o (May 2024)", "GPT-5", "Kimi K3", "GPT-5.5")


def _rows(models: tuple[str, ...] = MODELS, bump: float = 0.0) -> list[dict[str, Any]]:
    draw = np.random.default_rng(4)
    empty = {column.name: None for column in SCORE.columns}
    return [
        {
            **empty,
            "entry": f"{model}|b{b}",
            "model_name": model,
            "value": float(np.clip(0.2 + 0.15 * k + draw.normal(0, 0.04) + bump, 0, 1)),
            "unit": "share",
            "provenance": "third_party",
            "protocol": f"b{b}",
        }
        for k, model in enumerate(models)
        for b in range(6)
    ]


def _put(warehouse: Warehouse, rows: list[dict[str, Any]], day: date) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    page = warehouse.keep(repr(rows).encode())
    seen = Seen(KEY.source, "https://epoch.ai/data/eci_benchmarks.csv", at, "test", page)
    warehouse.accept(seen, [Arrival(KEY, day, rows)])


@pytest.fixture
def warehouse(curated_home: Path, tmp_path: Path) -> Iterator[Warehouse]:
    shutil.copytree(curated_home, tmp_path / "home")
    with Warehouse.open(tmp_path / "home") as opened:
        yield opened


def _refitted(warehouse: Warehouse, now: datetime = NOW) -> Refit:
    inputs = Inputs(warehouse, now)
    derive_refit(inputs)
    return inputs.refit


def test_without_the_table_of_shares_nothing_is_fitted(warehouse: Warehouse) -> None:
    refit = _refitted(warehouse)
    assert (refit.fit, refit.fault) == (None, None)


def test_a_scale_is_fitted_once_and_read_again(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    first = _refitted(warehouse).fit
    monkeypatch.setattr("pipelines.measure.refit.fitted", None)  # it would raise
    again = _refitted(warehouse, NOW + timedelta(days=1)).fit
    assert first is not None
    assert again is not None
    assert first.published_on == again.published_on == "2026-08-11"
    assert np.array_equal(first.scale.ability, again.scale.ability)
    assert np.array_equal(first.scale.draws, again.scale.draws, equal_nan=True)


def test_a_table_dated_ahead_is_fitted_when_its_day_comes(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    _put(warehouse, _rows(bump=0.01), date(2026, 8, 13))
    for days, published in ((0, "2026-08-11"), (1, "2026-08-13")):
        fit = _refitted(warehouse, NOW + timedelta(days=days)).fit
        assert fit is not None
        assert fit.published_on == published


def test_a_missing_anchor_is_told(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    _refitted(warehouse)
    _put(warehouse, _rows(MODELS[1:]), date(2026, 8, 12))
    refit = _refitted(warehouse, NOW + timedelta(days=1))
    assert refit.fit is None
    assert "Claude 3.5 Sonnet" in str(refit.fault)
