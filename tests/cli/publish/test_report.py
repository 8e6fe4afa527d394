from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from outputs.report.table import read_table
from pipelines.settings import Settings
from warehouse.store import Warehouse


@pytest.fixture
def home(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))
    return shipped_home


def test_the_report_goes_where_it_is_asked_to(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a report is written whole is shown by `gapwatch publish` and by the daily job."""
    asked: list[Path] = []

    def publish(warehouse: Warehouse, settings: Settings, _now: datetime) -> Path:
        assert (settings.home, warehouse.connection.total_changes) == (home, 0)
        asked.append(settings.site)
        return settings.site / "index.html"

    monkeypatch.setattr("pipelines.publish.publish", publish)
    for words, place in (([], home / "site"), (["--out", str(tmp_path)], tmp_path)):
        result = CliRunner().invoke(app, ["report", *words])
        assert result.exit_code == 0, result.output
        assert result.output == f"report: {place / 'index.html'}\n"
    assert asked == [home / "site", tmp_path]


@pytest.fixture(scope="module")
def past(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as of a past day."""
    out = tmp_path_factory.mktemp("past")
    asked = ["report", "--as-of", "2025-11-01", "--out", str(out)]
    result = CliRunner().invoke(app, asked, env={"GAPWATCH_HOME": str(shipped_home)})
    assert result.exit_code == 0, result.output
    return out


def test_the_report_of_a_past_day_tells_that_day_and_its_pages(past: Path) -> None:
    assert (past / "series" / "mmlu_vendor_5shot.html").is_file()
    assert "As known on 1 Nov 2025." in (past / "index.html").read_text("utf-8")
    told = json.loads((past / "api/v1/gap/mmlu_vendor_5shot.json").read_text("utf-8"))
    assert told["as_of"] == {"day": "2025-11-01", "published": "2025-11-01"}
    points = read_table(told["data"])
    assert max(point["from_on"] for point in points) <= "2025-11-01"
    every = json.loads((past / "api/v1/pages.json").read_text("utf-8"))["data"]
    pages = {page["vintage"]: page for page in read_table(every)}
    used = {point[f"{side}_vintage"] for point in points for side in ("closed", "open")}
    assert all(pages[one]["published_on"] <= "2025-11-01" for one in used - {None})


def test_a_past_site_knows_no_status_of_later_days(past: Path) -> None:
    found = json.loads((past / "api/v1/series.json").read_text("utf-8"))["data"]
    statuses = {one["id"]: (one["status"], one["status_since"]) for one in found}
    assert statuses["swebench_verified_vendor"] == ("live", None)
    assert statuses["mmlu_vendor_cot"] == ("frozen, disputed", "2024-07-01")
    told = json.loads((past / "api/v1/estimates/domain.json").read_text("utf-8"))["data"]
    (line,) = [row for row in read_table(told) if row["openness_rule"] == "any_weights"
               and row["series"] == "swebench_verified_vendor"]  # fmt: skip
    assert (line["status"], line["speaks"]) == ("live", True)
    banner = (past / "index.html").read_text("utf-8")
    assert "A series counts as active until the day on which, as we know today" in banner
    dated = (past / "series" / "mmlu_vendor_cot.html").read_text("utf-8")
    assert "disputed since 1 Jul 2024: About 6.5\u00a0% of the questions" in dated


def test_bounds_of_a_past_day_need_the_day() -> None:
    result = CliRunner().invoke(app, ["report", "--seen", "2024-07-31"])
    assert result.exit_code == 2
