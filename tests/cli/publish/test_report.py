from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from outputs.report.table import read_table


@pytest.fixture
def home(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))
    return shipped_home


def test_the_report_goes_where_it_is_asked_to(home: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["report", "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "index.html").is_file()
    assert (tmp_path / "out" / "series" / "eci.html").is_file()
    assert not (home / "site").exists()


def test_the_report_of_a_past_day_tells_that_day_and_its_pages(home: Path, tmp_path: Path) -> None:
    asked = ["report", "--as-of", "2024-07-31", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    assert "As known on 31 Jul 2024." in (tmp_path / "index.html").read_text("utf-8")
    told = json.loads((tmp_path / "api/v1/gap/mmlu_vendor_5shot.json").read_text("utf-8"))
    assert told["as_of"] == {"day": "2024-07-31", "published": "2024-07-31"}
    points = read_table(told["data"])
    assert max(point["from_on"] for point in points) <= "2024-07-31"
    every = json.loads((tmp_path / "api/v1/pages.json").read_text("utf-8"))["data"]
    pages = {page["vintage"]: page for page in read_table(every)}
    used = {point[f"{side}_vintage"] for point in points for side in ("closed", "open")}
    assert all(pages[one]["published_on"] <= "2024-07-31" for one in used - {None})


def test_a_past_site_knows_no_status_of_later_days(home: Path, tmp_path: Path) -> None:
    asked = ["report", "--as-of", "2025-11-01", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    found = json.loads((tmp_path / "api/v1/series.json").read_text("utf-8"))["data"]
    statuses = {one["id"]: (one["status"], one["status_since"]) for one in found}
    assert statuses["swebench_verified_vendor"] == ("live", None)
    assert statuses["mmlu_vendor_cot"] == ("frozen, disputed", "2024-07-01")
    told = json.loads((tmp_path / "api/v1/estimates/domain.json").read_text("utf-8"))["data"]
    (line,) = [row for row in read_table(told) if row["openness_rule"] == "any_weights"
               and row["series"] == "swebench_verified_vendor"]  # fmt: skip
    assert (line["status"], line["speaks"]) == ("live", True)
    banner = (tmp_path / "index.html").read_text("utf-8")
    assert "A series counts as active until the day on which, as we know today" in banner
    dated = (tmp_path / "series" / "mmlu_vendor_cot.html").read_text("utf-8")
    assert "disputed since 1 Jul 2024: About 6.5\u00a0% of the questions" in dated


def test_bounds_of_a_past_day_need_the_day() -> None:
    result = CliRunner().invoke(app, ["report", "--seen", "2024-07-31"])
    assert result.exit_code == 2
