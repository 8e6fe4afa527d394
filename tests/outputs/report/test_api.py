from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from measures.series import load
from outputs.report.api import BASE, FILES
from outputs.report.site import write_report
from pipelines.measure.declarations import declared_row
from tests.measures.lag.estimates import catch_up, window
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
    put_records(filled, [window(is_last_year=True, value=1.5, vintages=(1, 99), bounds=2)])
    write_report(filled, tmp_path, now=NOW, sources=[ECI, ARENA])
    return {
        path.relative_to(tmp_path / BASE).as_posix(): json.loads(path.read_text("ascii"))
        for path in (tmp_path / BASE).rglob("*.json")
    }


def test_every_documented_file_is_written_and_every_file_documented(api: dict[str, Any]) -> None:
    documented = {path for path in FILES if "{" not in path}
    assert set(api) == documented | {"gap/eci.json"}
    index = api["index.json"]["data"]
    assert {it["path"] for it in index["files"]} == {f"{BASE}/{path}" for path in documented}
    assert index["gap_files"]["paths"] == [f"{BASE}/gap/eci.json"]


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
    data = api["gap/eci.json"]["data"]
    assert set(data["rules"]) == {"any_weights", "commercial", "permissive"}
    points = data["rules"]["any_weights"]
    assert [point["from_on"] for point in points] == ["2026-01-05", "2026-03-01"]
    assert points[1]["gap"] == 2.0
    page = data["pages"][str(points[1]["closed_vintage"])]
    assert page["url"] == "https://eci.example/x"
    assert page["published_on"] == "2026-03-08"


@pytest.mark.parametrize("path", ["lag.json", "estimates.json", "claims.json"])
def test_a_stranger_can_find_the_pages_that_numbers_name(api: dict[str, Any], path: str) -> None:
    told = api[path]
    named = {
        "lag.json": lambda data: [data[0]["points"][0]["closed_vintage"]],
        "estimates.json": lambda data: json.loads(data[0]["vintages"]),
        "claims.json": lambda data: data[1]["evidence"]["vintages"],
    }[path](told["data"])
    page = told["pages"][str(named[0])]
    assert len(page.pop("sha256")) == 64
    assert page.pop("seen_at").endswith("Z")
    assert page == {
        "source": "epoch_eci",
        "board": "eci_scores",
        "category": "",
        "published_on": "2026-03-08",
        "url": "https://eci.example/x",
        "place": None,
    }
    assert set(told["pages"]) == {"1"}  # each told once, and none that this warehouse never had


def test_a_file_that_names_no_vintage_has_no_pages(api: dict[str, Any]) -> None:
    with_pages = {path for path, told in api.items() if "pages" in told}
    assert with_pages == {"lag.json", "estimates.json", "claims.json"}
    assert "pages" in api["index.json"]["data"]["envelope"]


def test_series_without_a_gap_are_listed_without_one(api: dict[str, Any]) -> None:
    by_id = {it["id"]: it for it in api["series.json"]["data"]}
    assert by_id["eci"]["newest"]["verdict"] == "closed ahead"
    assert by_id["eci"]["newest"]["is_stale"] is False
    assert by_id["arena_text"]["newest"] is None


def test_lags_prices_claims_estimates_and_sources(api: dict[str, Any]) -> None:
    (board,) = api["lag.json"]["data"]
    assert (board["series"], board["openness_rule"], board["rule"], board["clock"]) == (
        *("eci", "any_weights", "tolerance_0"),
        "released",
    )
    assert board["points"][0]["counts_from"] == "2025-05-01"
    assert api["prices.json"]["data"][0]["points"][0]["price_ratio"] == 4.0
    numbers = api["claims.json"]["data"][1]["evidence"]["numbers"]
    assert numbers == CLAIMED
    (mean,) = api["estimates.json"]["data"]
    assert (mean["value"], mean["detail"]["bounds"]) == (1.5, 2)
    assert mean["caveat"].startswith("Some days count with a lower bound")
    assert {it["source"]: it["is_broken"] for it in api["sources.json"]["data"]} == {
        "epoch_eci": False,
        "arena": True,
        "registry": False,
    }


def test_every_view_over_a_single_measure_is_a_file(filled: Warehouse, tmp_path: Path) -> None:
    filled.declare([declared_row(load()["eci"])])
    put_records(filled, [catch_up()])
    write_report(filled, tmp_path, now=NOW, sources=[ECI, ARENA])
    told = json.loads((tmp_path / BASE / "parity.json").read_text("ascii"))
    # One milestone took 200 days, one waits since 300.
    assert [(row["closed_model"], row["days"], row["followed_days"]) for row in told["data"]] == [
        ("c1", 200, 200), ("c2", None, 300),
    ]  # fmt: skip
    assert told["data"][0].keys() >= {"title", "unit", "domain"}
    assert "one row is a closed release" in told["about"]
    assert {f"{view.name}.json" for view in STATISTICS} <= FILES.keys()
