from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from measures.series import load
from outputs.report.api import BASE, FILES, estimates_path
from outputs.report.site import write_report
from outputs.report.table import lean, read_table, table
from pipelines.measure.declarations import declared_row
from tests.measures.lag.estimates import catch_up, stair
from tests.outputs.shelf import (
    ARENA,
    ECI,
    NOW,
    claim,
    lag,
    price_gap,
    put_claims,
    put_lags,
    put_prices,
    put_records,
)
from warehouse.schema.statistics import STATISTICS
from warehouse.store import Warehouse

CLAIMED = {
    "lag_days": 313,
    "censored": None,
    "closed_model": "closed-one",
    "open_model": "open-one",
    "unresolved_above": 0,
}


@pytest.fixture
def api(filled: Warehouse, tmp_path: Path) -> dict[str, Any]:
    put_lags(filled, [lag(closed_vintage=1, open_vintage=1)])
    put_prices(filled, [price_gap()])
    evidence = {"reason": "r", "finds": "lag", "numbers": CLAIMED, "vintages": [1]}
    overall = {"reason": "r"}
    put_claims(
        filled,
        [
            claim(evidence=json.dumps(evidence)),
            claim("overall", evidence=json.dumps(overall)),
        ],
    )
    put_records(filled, [stair("open", "2024-01-01", 1.5, "open-one", vintages=(1, 99))])
    write_report(filled, tmp_path, now=NOW, sources=[ECI, ARENA])
    return {
        path.relative_to(tmp_path / BASE).as_posix(): json.loads(path.read_text("ascii"))
        for path in (tmp_path / BASE).rglob("*.json")
    }


def rows_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    return read_table(told["data"])


def test_every_documented_file_is_written_and_every_file_documented(api: dict[str, Any]) -> None:
    documented = {path for path in FILES if "{" not in path}
    many = {"gap/eci.json", "lag/eci.json", "estimates/release_frontier.json"}
    assert set(api) == documented | many
    index = api["index.json"]["data"]
    assert {it["path"] for it in index["files"]} == {f"{BASE}/{path}" for path in documented}
    assert {path for it in index["many"] for path in it["paths"]} == {f"{BASE}/{it}" for it in many}


def test_a_table_says_once_what_every_row_says_alike() -> None:
    rows = [
        {"series": "eci", "value": 1.23456789, "n": 2.0, "detail": [0.1234567]},
        {"series": "eci", "value": None, "n": 2.0, "detail": []},
    ]
    told = table(rows, ["series", "value", "n", "detail"])
    assert told["same"] == {"series": "eci", "n": 2}
    assert told["columns"] == ["value", "detail"]
    assert told["rows"] == [[1.23457, [0.123457]], [None, []]]
    assert read_table(told) == [lean(row) for row in rows]
    nothing = {"same": {}, "values": {}, "columns": ["n"]}
    assert table(rows[:1], ["n"]) == nothing | {"rows": [[2]]}
    assert table([], ["n"]) == nothing | {"rows": []}


def test_a_table_says_once_what_comes_again_in_a_column() -> None:
    models = ["closed-one", "another-closed-one", None, "closed-one", "closed-one"]
    rows = [{"model": model, "day": day} for day, model in enumerate(models * 2)]
    told = table(rows, ["model", "day"])
    assert told["values"] == {"model": ["closed-one", "another-closed-one", None]}
    assert told["rows"][:3] == [[0, 0], [1, 1], [2, 2]]
    assert read_table(told) == rows


def test_no_row_says_what_the_file_or_the_list_of_series_says(
    filled: Warehouse, tmp_path: Path
) -> None:
    filled.declare([declared_row(load()["eci"])])
    put_records(filled, [catch_up()])
    write_report(filled, tmp_path, now=NOW, sources=[ECI])
    for path in ("gap_now.json", "parity.json", "gap/eci.json"):
        (row, *_) = rows_of(json.loads((tmp_path / BASE / path).read_text("ascii")))
        left_out = {"title", "domain", "unit", "status", "recorded_at", "code_version"}
        assert not row.keys() & left_out, path


def test_every_file_says_as_of_when_from_whom_and_on_which_terms(api: dict[str, Any]) -> None:
    for path, told in api.items():
        assert told["api"] == "v1"
        assert told["as_of"] == {"day": "2026-03-10"}
        assert told["generated_at"] == "2026-03-10T12:00:00.000000Z"
        assert "attribution" in told["licence"]
        assert {it["source"] for it in told["attribution"]} >= {"epoch_eci"}, path
        assert all(it["licence"] and it["attribution"] for it in told["attribution"])


def test_a_gap_file_names_only_the_sources_it_rests_on(api: dict[str, Any]) -> None:
    assert [it["source"] for it in api["gap/eci.json"]["attribution"]] == ["epoch_eci"]


def test_gap_points_lead_to_their_pages(api: dict[str, Any]) -> None:
    told = api["gap/eci.json"]
    points = rows_of(told)
    assert {point["openness_rule"] for point in points} == {
        "any_weights", "permissive",
    }  # fmt: skip
    widest = [point for point in points if point["openness_rule"] == "any_weights"]
    assert [point["from_on"] for point in widest] == ["2026-01-05", "2026-03-01"]
    assert widest[1]["gap"] == 2
    assert (told["data"]["series"], told["data"]["through"]) == ("eci", "2026-03-10")
    pages = {page["vintage"]: page for page in rows_of(api["pages.json"])}
    page = pages[widest[1]["closed_vintage"]]
    assert page["url"] == "https://eci.example/x"
    assert page["published_on"] == "2026-03-08"


@pytest.mark.parametrize("path", ["lag/eci.json", "estimates/release_frontier.json", "claims.json"])
def test_a_stranger_can_find_the_pages_that_numbers_name(api: dict[str, Any], path: str) -> None:
    named = {
        "lag/eci.json": lambda rows: [rows[0]["closed_vintage"]],
        "estimates/release_frontier.json": lambda rows: rows[0]["vintages"],
        "claims.json": lambda rows: rows[1]["evidence"]["vintages"],
    }[path](rows_of(api[path]))
    pages = {page["vintage"]: page for page in rows_of(api["pages.json"])}
    page = pages[named[0]]
    assert len(page.pop("sha256")) == 64
    assert page.pop("seen_at").endswith("Z")
    assert page == {
        "vintage": 1,
        "source": "epoch_eci",
        "board": "eci_scores",
        "category": "",
        "published_on": "2026-03-08",
        "url": "https://eci.example/x",
        "place": None,
    }
    assert set(pages) == {1}  # each told once, and none that this warehouse never had


def test_series_without_a_gap_are_listed_without_one(api: dict[str, Any]) -> None:
    by_id = {it["id"]: it for it in api["series.json"]["data"]}
    assert by_id["eci"]["newest"]["verdict"] == "closed ahead"
    assert by_id["eci"]["newest"]["is_stale"] is False
    assert by_id["arena_text"]["newest"] is None


def test_lags_prices_claims_estimates_and_sources(api: dict[str, Any]) -> None:
    (point,) = rows_of(api["lag/eci.json"])
    assert point["openness_rule"] == "any_weights"
    assert point["counts_from"] == "2025-05-01"
    assert point["published_until"] == "2026-03-08"
    assert rows_of(api["prices.json"])[0]["price_ratio"] == 4
    numbers = rows_of(api["claims.json"])[1]["evidence"]["numbers"]
    assert numbers == CLAIMED
    (step,) = rows_of(api["estimates/release_frontier.json"])
    assert (step["value"], step["side"], step["vintages"]) == (1.5, "open", [1, 99])
    assert {it["source"]: it["is_broken"] for it in api["sources.json"]["data"]} == {
        "epoch_eci": False,
        "arena": True,
        "registry": False,
    }


def test_today_stands_under_every_rule_and_history_under_the_one_that_speaks(
    filled: Warehouse, tmp_path: Path
) -> None:
    filled.declare([declared_row(load()["eci"])])
    put_lags(filled, [lag()])
    before = lag(rule="one_se", counts_from="2025-06-01")  # of a version that had other rules
    put_lags(filled, [before], category="any_weights|one_se|released")
    write_report(filled, tmp_path, now=NOW, sources=[ECI])
    gaps, lags, history = (
        rows_of(json.loads((tmp_path / BASE / path).read_text("ascii")))
        for path in ("gap_now.json", "lag_now.json", "lag/eci.json")
    )
    assert [(row["series"], row["openness_rule"], row["gap"]) for row in gaps] == [
        ("eci", rule, 2) for rule in ("any_weights", "permissive")
    ]
    # From 1 May 2025 to the page of 8 March 2026.
    assert [row["lag_days"] for row in lags] == [311]
    assert [row["counts_from"] for row in history] == ["2025-05-01"]


def test_a_measure_with_a_view_stands_there_alone(filled: Warehouse, tmp_path: Path) -> None:
    put_records(filled, [catch_up()])
    write_report(filled, tmp_path, now=NOW, sources=[ECI, ARENA])
    assert estimates_path("catch_up") == "parity.json"
    assert estimates_path("release_frontier") == "estimates/release_frontier.json"
    assert not (tmp_path / BASE / "estimates").exists()


def test_every_view_over_a_single_measure_is_a_file(filled: Warehouse, tmp_path: Path) -> None:
    filled.declare([declared_row(load()["eci"])])
    put_records(filled, [catch_up()])
    write_report(filled, tmp_path, now=NOW, sources=[ECI, ARENA])
    told = json.loads((tmp_path / BASE / "parity.json").read_text("ascii"))
    # One milestone took 200 days, one waits since 300.
    assert [(row["closed_model"], row["days"], row["followed_days"]) for row in rows_of(told)] == [
        ("c1", 200, 200), ("c2", None, 300),
    ]  # fmt: skip
    assert "one row is a closed release" in told["about"]
    assert {f"{view.name}.json" for view in STATISTICS} <= FILES.keys()
