"""Scales are fitted once for their inputs, recorded before the rest, and faults are told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.measure.inputs import Inputs
from pipelines.measure.scales import derive_scales
from warehouse.history import read as history_read
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


def _board(warehouse: Warehouse) -> list[Any]:
    key = BoardKey("score", "gapwatch", "composite")
    return history_read.by_published_date(warehouse.connection, key)


def test_without_the_table_of_shares_nothing_is_fitted(warehouse: Warehouse) -> None:
    inputs = Inputs(warehouse, NOW)
    assert list(derive_scales(inputs)) == []
    assert inputs.scales.fits == {}
    assert inputs.scales.faults == {}


def test_a_scale_is_fitted_once_and_read_again(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    first = Inputs(warehouse, NOW)
    (issued,) = derive_scales(first)
    assert len(issued.rows) == len(MODELS)
    assert issued.published_on == date(2026, 8, 11)
    again = Inputs(warehouse, NOW + timedelta(days=1))
    assert list(derive_scales(again)) == []
    one, other = first.scales.fits["composite"].scale, again.scales.fits["composite"].scale
    assert np.array_equal(one.ability, other.ability)
    assert np.array_equal(one.draws, other.draws, equal_nan=True)
    assert len(_board(warehouse)) == 1


def test_new_scores_give_a_new_vintage_on_their_own_date(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    list(derive_scales(Inputs(warehouse, NOW)))
    _put(warehouse, _rows(bump=0.01), date(2026, 8, 12))
    list(derive_scales(Inputs(warehouse, NOW + timedelta(days=1))))
    assert [one.published_on for one in _board(warehouse)] == ["2026-08-11", "2026-08-12"]


def test_a_refit_without_its_newest_member_is_not_dated_before_the_board_it_replaces(
    warehouse: Warehouse,
) -> None:
    # An earlier version took a series of 12 August as a member too.
    rows = [{**row, "entry": row["model_name"], "unit": "index"} for row in _rows()[::6]]
    page = warehouse.keep(b"{}")
    earlier = Seen("gapwatch", "package:gapwatch/composite", NOW - timedelta(hours=1), "0", page)
    composite = BoardKey("score", "gapwatch", "composite")
    warehouse.accept(earlier, [Arrival(composite, date(2026, 8, 12), rows)])
    _put(warehouse, _rows(), date(2026, 8, 11))
    inputs = Inputs(warehouse, NOW)
    (issued,) = derive_scales(inputs)
    assert issued.published_on == date(2026, 8, 12)
    shown = history_read.state_of(warehouse.connection, _board(warehouse)[-1])
    assert {row["entry"] for row in shown.rows} == {row["entry"] for row in issued.rows}
    assert inputs.scales.fits["composite"].published_on == "2026-08-12"
    assert list(derive_scales(Inputs(warehouse, NOW + timedelta(days=1)))) == []


def test_a_table_dated_ahead_is_fitted_when_its_day_comes(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    list(derive_scales(Inputs(warehouse, NOW)))
    _put(warehouse, _rows(bump=0.01), date(2026, 8, 13))
    today = Inputs(warehouse, NOW)
    assert list(derive_scales(today)) == []
    assert today.scales.fits["eci"].published_on == "2026-08-11"
    (issued,) = derive_scales(Inputs(warehouse, NOW + timedelta(days=1)))
    assert issued.published_on == date(2026, 8, 13)


def test_the_board_names_canonical_models_and_the_anchors_are_exact(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    list(derive_scales(Inputs(warehouse, NOW)))
    rows = {row["entry"]: row for row in history_read.state_of(
        warehouse.connection, _board(warehouse)[0]).rows}  # fmt: skip
    assert rows["gpt-5"]["value"] == 150.0
    assert rows["claude-3-5-sonnet-20240620"]["value"] == 130.0
    assert rows["gpt-5"]["stderr"] is None
    assert "kimi-k3" in rows


def test_a_missing_anchor_is_told_and_the_last_board_stays(warehouse: Warehouse) -> None:
    _put(warehouse, _rows(), date(2026, 8, 11))
    list(derive_scales(Inputs(warehouse, NOW)))
    _put(warehouse, _rows(MODELS[1:]), date(2026, 8, 12))
    inputs = Inputs(warehouse, NOW + timedelta(days=1))
    assert list(derive_scales(inputs)) == []
    assert "claude-3-5-sonnet-20240620" in inputs.scales.faults["composite"]
    assert "Claude 3.5 Sonnet" in inputs.scales.faults["eci"]
    assert len(_board(warehouse)) == 1


def test_a_newer_list_of_leaders_does_not_take_the_place_of_a_whole_board(
    warehouse: Warehouse,
) -> None:
    """BFCL's leaders of December 2025 ship; the page of November is whole."""
    _put(warehouse, _rows(), date(2026, 8, 11))
    bfcl = BoardKey("score", "bfcl", "Multi Turn Acc", "V4")
    empty = {column.name: None for column in SCORE.columns}
    rows = [
        {**empty, "entry": f"{name} (FC)", "model_name": name, "value": value, "unit": "percent",
         "provenance": "maintainer", "protocol": "BFCL V4, best mode", "n": 800}
        for name, value in (("gpt-5", 28.5), ("kimi-k2-0711", 50.63), ("qwen3-32b", 47.87))
    ]  # fmt: skip
    at = datetime(2025, 11, 3, tzinfo=UTC)
    seen = Seen("bfcl", "https://x.invalid/bfcl.csv", at, "test", warehouse.keep(b"bfcl"))
    warehouse.accept(seen, [Arrival(bfcl, at.date(), rows)])
    inputs = Inputs(warehouse, NOW)
    for _ in derive_scales(inputs):
        pass
    used = [
        history_read.vintage(warehouse.connection, one).key
        for one in inputs.scales.fits["composite"].vintages
    ]
    assert bfcl in used
    assert not [key for key in used if key.board.startswith("bfcl_multi_turn")]
