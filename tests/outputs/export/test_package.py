"""A package: rows of the views, a descriptor, terms and day, opened by other programs."""

import csv
import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from outputs.export.package import Asked, export
from tests.outputs.shelf import ARENA, ECI
from warehouse.store import Warehouse
from warehouse.views.promised import FEEDS, PROMISED

MADE_AT = "2026-03-10T12:00:00.000000Z"


def written(warehouse: Warehouse, folder: Path, *formats: str, **more: Any) -> dict[str, Any]:
    more.setdefault("views", tuple(PROMISED))
    return export(warehouse, folder, Asked(formats, **more), [ARENA, ECI], MADE_AT)


def test_rows_and_columns_are_those_of_the_view(filled: Warehouse, tmp_path: Path) -> None:
    descriptor = written(filled, tmp_path / "out", "csv", views=["source_health", "gap_daily"])
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text()) == descriptor
    # Without columns that only the moment of asking gives a meaning.
    (told, _) = descriptor["resources"]
    names = [field["name"] for field in told["schema"]["fields"]]
    assert "last_seen_at" in names
    assert "age_hours" not in names
    assert all(field["description"] for field in told["schema"]["fields"])
    with (tmp_path / "out" / "gap_daily.csv").open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    days = filled.connection.execute(
        "SELECT openness_rule, on_date, gap FROM gap_daily ORDER BY 1, 2"
    )
    assert [(r["openness_rule"], r["on_date"], float(r["gap"])) for r in rows] == days.fetchall()


def test_a_folder_of_an_earlier_version_is_replaced(filled: Warehouse, tmp_path: Path) -> None:
    written(filled, tmp_path / "out", "csv", views=["gap_daily"])
    (tmp_path / "out" / "CITATION.cff").write_text("cff-version: 1.2.0\n")
    written(filled, tmp_path / "out", "csv", views=["gap_daily"])
    assert not (tmp_path / "out" / "CITATION.cff").exists()


def test_the_descriptor_names_terms_types_and_the_day(filled: Warehouse, tmp_path: Path) -> None:
    bounds = {"published": "2026-03-01", "seen": None, "recorded": None}
    where = "https://gap.example/data/"
    descriptor = written(
        filled, tmp_path / "out", "csv", bounds=bounds, views=["gap_daily"], address=where
    )
    assert (descriptor["version"], descriptor["homepage"]) == ("2026.03.01", where)
    assert descriptor["asOf"]["bounds"] == bounds
    assert descriptor["asOf"]["newestRecordedAt"].startswith("2026-03-10")
    assert {line["attribution"] for line in descriptor["sources"]} == {
        "Arena, modified", "Epoch AI",
    }  # fmt: skip
    (gap,) = descriptor["resources"]
    fields = {field["name"]: field for field in gap["schema"]["fields"]}
    assert fields["on_date"]["type"] == "date"
    assert fields["gap"]["type"] == "number"
    assert fields["series"]["constraints"] == {"required": True}
    assert fields["recorded_at"]["type"] == "datetime"
    notice = (tmp_path / "out" / "NOTICE.md").read_text()
    assert "Arena, modified" in notice
    assert "CC-BY-4.0" in notice


def test_by_default_parquet_and_the_change_points_as_csv(filled: Warehouse, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written(filled, out, views=())
    parquet = {path.stem for path in out.glob("*.parquet")}
    assert parquet == {name for name in PROMISED if not name.endswith("_daily")}
    assert {path.stem for path in out.glob("*.csv")} == {
        "gap_changes", "frontier_by_release", "openness_history", "correction", "price_index",
        "model_price", "lag_changes", "price_changes", "price_event", "open_token_share",
    }  # fmt: skip


@pytest.mark.nightly
def test_frictionless_finds_every_file_valid(filled: Warehouse, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written(filled, out, "csv", "json", "parquet")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own making
        from frictionless import Package  # noqa: PLC0415

        report = Package(str(out / "datapackage.json")).validate()
    assert report.errors == []
    assert {task.name: task.errors for task in report.tasks if not task.valid} == {}
    assert len(report.tasks) == len([path for path in out.iterdir() if path.stem in PROMISED])
    # Boards without categories.
    assert ',"",' in (out / "score_now.csv").read_text("utf-8")


def test_what_others_merge_is_json_too(shipped_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Warehouse.read(shipped_home) as warehouse:
        resources = written(warehouse, out, views=FEEDS)["resources"]
    feeds = {it["path"]: it["rowCount"] for it in resources if it["format"] == "json"}
    assert list(feeds) == [f"{name}.json" for name in FEEDS]
    rows = {path: json.loads((out / path).read_text("utf-8")) for path in feeds}
    assert {path: len(found) for path, found in rows.items()} == feeds
    assert min(feeds.values()) > 0
