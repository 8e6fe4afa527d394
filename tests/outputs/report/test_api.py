import json
from pathlib import Path
from typing import Any

import pytest

from outputs.report.api import BASE, FILES, table
from outputs.wording import script_json
from tests.outputs import approved
from tests.outputs.shelf import ECI, HOSTILE, read_table
from warehouse.views.promised import MEASURES


@pytest.fixture(scope="module")
def api(site: Path) -> dict[str, Any]:
    """Every file of it."""
    return {
        path.relative_to(site / BASE).as_posix(): json.loads(path.read_text("ascii"))
        for path in (site / BASE).rglob("*.json")
    }


def test_every_file_is_documented_and_says_as_of_when_from_whom_and_on_which_terms(
    api: dict[str, Any],
) -> None:
    assert set(api) == FILES.keys() >= {f"{name}.json" for name in MEASURES}
    index = api["index.json"]["data"]
    assert {it["path"] for it in index["files"]} == {f"{BASE}/{path}" for path in FILES}
    titles = {it["id"]: it["title"] for it in api["series.json"]["data"]}
    assert titles["eci"] == "Epoch Capabilities Index"
    assert "arena_text" in titles, "without a gap too"
    for told in api.values():
        assert told["api"] == "v1"
        assert told.keys() == {*index["envelope"], "api", "about", "gapwatch"}
        assert told["as_of"] == {"day": "2026-03-08"}
        assert "attribution" in told["licence"]
        # That of shares of tokens is named in their rows, by no page.
        assert [it["source"] for it in told["attribution"]] == ["epoch_eci", "arena"]
        assert all(it["licence"] and it["attribution"] for it in told["attribution"])


def test_a_table_says_once_what_every_row_says_alike() -> None:
    rows = [
        {"series": "eci", "value": 1.23456789, "n": 2.0, "detail": [0.1234567]},
        {"series": "eci", "value": None, "n": 2.0, "detail": []},
    ]
    told = table(rows)
    assert told["same"] == {"series": "eci", "n": 2}
    assert told["columns"] == ["value", "detail"]
    assert told["rows"] == [[1.23456789, [0.1234567]], [None, []]]
    assert read_table(told) == rows
    nothing = {"same": {}, "values": {}, "columns": ["n"]}
    assert table(rows[:1], ["series", "value", "detail"]) == nothing | {"rows": [[2]]}
    assert table([]) == nothing | {"columns": [], "rows": []}


def test_a_table_says_once_what_comes_again_in_a_column() -> None:
    models = ["closed-one", "another-closed-one", None, "closed-one", "closed-one"]
    rows = [{"model": model, "day": day} for day, model in enumerate(models * 2)]
    told = table(rows)
    assert told["values"] == {"model": ["closed-one", "another-closed-one", None]}
    assert told["rows"][:3] == [[0, 0], [1, 1], [2, 2]]
    assert read_table(told) == rows


def test_rows_are_those_of_the_views_without_what_the_file_or_the_list_of_series_says(
    api: dict[str, Any],
) -> None:
    """A page is told once, and none that this warehouse never had; 1 May 2025 to 10 March 2026 are
    313 days; one lead was reached after 200 days, one waits since 300."""
    paths = ("gap_now.json", "gap_changes.json", "lag_now.json", "lag_changes.json", "parity.json",
             "price_changes.json", "claims.json", "frontier_by_release.json", "pages.json",
             "sources.json")  # fmt: skip
    said, found = {}, {}
    for path in paths:
        data = api[path]["data"]
        found[path] = rows = data if isinstance(data, list) else read_table(data)
        if path in ("gap_now.json", "gap_changes.json", "parity.json"):
            left_out = {"title", "domain", "unit", "status", "recorded_at", "code_version"}
            assert not rows[0].keys() & left_out, path
        own = {"sha256": "…"}  # of what this test wrote
        said[path] = [json.dumps(row | {k: own[k] for k in own if k in row}) for row in rows]
    approved.check(__file__, said)
    # A stranger can find the pages that numbers name.
    page = next(it for it in found["pages.json"] if it["source"] == ECI.name)
    assert (page["url"], len(page["sha256"])) == ("https://eci.example/x", 64)
    named = {found["gap_changes.json"][0]["open_vintage"],
             found["lag_changes.json"][0]["closed_vintage"],
             found["frontier_by_release.json"][0]["vintage"],
             *found["claims.json"][1]["evidence"]["vintages"]}  # fmt: skip
    assert named == {page["vintage"]}


def test_data_cannot_end_the_script_they_stand_in() -> None:
    text = str(script_json({"name": "</script><!--&\u2028" + HOSTILE}))
    assert not set("<>&\u2028\u202e") & set(text)
    assert json.loads(text)["name"].startswith("</script>")
