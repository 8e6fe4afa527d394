import json
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app
from tests.homes.partly import only
from tests.outputs.shelf import read_table


def test_the_report_of_a_past_day_tells_that_day_its_pages_and_statuses(
    shipped_home: Path, tmp_path: Path
) -> None:
    asked = ["report", "--as-of", "2025-11-01", "--out", str(tmp_path)]
    with only("gap"):
        result = CliRunner().invoke(app, asked, env={"GAPWATCH_HOME": str(shipped_home)})
    assert result.exit_code == 0, result.output

    def data(path: str) -> object:
        return json.loads((tmp_path / "api/v1" / path).read_text("utf-8"))["data"]

    front = (tmp_path / "index.html").read_text("utf-8")
    assert "As known on 1 Nov 2025." in front
    assert "A series counts as active until the day on which, as we know today" in front
    told = json.loads((tmp_path / "api/v1/gap_changes.json").read_text("utf-8"))
    assert told["as_of"] == {"day": "2025-10-27", "published": "2025-11-01"}
    points = read_table(told["data"])
    assert max(point["from_on"] for point in points) <= "2025-11-01"
    pages = {page["vintage"]: page for page in read_table(data("pages.json"))}  # type: ignore[arg-type]
    used = {point[f"{side}_vintage"] for point in points for side in ("closed", "open")}
    assert all(pages[one]["published_on"] <= "2025-11-01" for one in used - {None})
    statuses = {one["id"]: (one["status"], one["status_since"]) for one in data("series.json")}  # type: ignore[attr-defined]
    assert statuses["swebench_verified_vendor"] == ("live", None)
    assert statuses["mmlu_vendor_cot"] == ("frozen, disputed", "2024-07-01")
    (line,) = [
        row
        for row in read_table(data("domain.json"))  # type: ignore[arg-type]
        if (row["openness_rule"], row["series"]) == ("any_weights", "swebench_verified_vendor")
    ]
    assert line["speaks"] == 1
    dated = (tmp_path / "series" / "mmlu_vendor_cot.html").read_text("utf-8")
    assert "disputed since 1 Jul 2024: About 6.5\u00a0% of the questions" in dated
