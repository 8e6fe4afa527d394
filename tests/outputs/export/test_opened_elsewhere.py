"""Exported files opened by the programs that they are for."""

from __future__ import annotations

import warnings
from datetime import date
from pathlib import Path

import pytest
import yaml

from outputs.export.package import Asked, export
from tests.outputs.shelf import ARENA, ECI
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

MADE_AT = "2026-03-10T12:00:00.000000Z"
CFF_KEYS = {
    "cff-version", "message", "title", "type", "authors", "version", "date-released", "url",
    "keywords", "references",
}  # fmt: skip
"""Those of the Citation File Format 1.2.0 that we write."""


def written(warehouse: Warehouse, folder: Path, **more: object) -> Path:
    export(warehouse, folder, Asked(**more), [ARENA, ECI], MADE_AT)  # type: ignore[arg-type]
    return folder


def test_by_default_parquet_and_the_change_points_as_csv(filled: Warehouse, tmp_path: Path) -> None:
    out = written(filled, tmp_path / "out")
    parquet = {path.stem for path in out.glob("*.parquet")}
    assert parquet == {name for name in PROMISED if not name.endswith("_daily")}
    assert {path.stem for path in out.glob("*.csv")} == {
        "gap_changes", "frontier_by_release", "openness_history", "correction", "price_index",
        "model_price", "lag_changes", "price_changes", "price_event",
    }  # fmt: skip


@pytest.mark.parametrize("formats", [(), ("csv", "json", "parquet")])
def test_frictionless_finds_every_file_valid(
    formats: tuple[str, ...], filled: Warehouse, tmp_path: Path
) -> None:
    views = tuple(PROMISED) if formats else ()
    out = written(filled, tmp_path / "out", formats=formats, views=views)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own making
        from frictionless import Package  # noqa: PLC0415

        report = Package(str(out / "datapackage.json")).validate()
    assert report.errors == []
    assert {task.name: task.errors for task in report.tasks if not task.valid} == {}
    assert len(report.tasks) == len([path for path in out.iterdir() if path.stem in PROMISED])
    if formats:  # boards without categories
        assert ',"",' in (out / "score_now.csv").read_text("utf-8")


def test_the_citation_has_the_keys_and_names_the_sources(filled: Warehouse, tmp_path: Path) -> None:
    out = written(filled, tmp_path / "out", address="https://gap.example/data/")
    cited = yaml.safe_load((out / "CITATION.cff").read_text("utf-8"))
    assert cited.keys() == CFF_KEYS
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "dataset")
    assert cited["date-released"] == date(2026, 3, 10)
    assert [one["title"] for one in cited["references"]] == ["Arena boards", "ECI"]
    assert all({"type", "title", "authors"} <= one.keys() for one in cited["references"])
