"""What Dagster shows of measures: checks that find what is wrong, and numbers that plot."""

import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from shutil import copytree
from statistics import median
from typing import Any

import dagster as dg
import pytest

from measures.lag.words import LagOn
from measures.segments import LagSegment
from measures.series import load
from pipelines import version
from pipelines.assets import health
from pipelines.assets.metadata.claims import claim_checks, claim_metadata
from pipelines.assets.metadata.gap import frontier_metadata, gap_metadata
from pipelines.assets.metadata.headline import (
    headline_checks,
    headline_metadata,
    section_metadata,
)
from pipelines.assets.metadata.lag import lag_metadata
from pipelines.assets.metadata.pictures import charts, image
from pipelines.assets.metadata.price import price_metadata
from pipelines.assets.metadata.refit import scale_checks
from pipelines.measure.claims import QUERY_FAILED
from pipelines.measure.run import measure
from tests.world import SHIPPED_AT
from warehouse.reads.claims import QueryWrong
from warehouse.store import Warehouse

RULE = "any_weights"


@pytest.fixture(scope="module")
def shipped(shipped_home: Path) -> Iterator[Warehouse]:
    with Warehouse.read(shipped_home) as warehouse:
        yield warehouse


def by_name(results: Iterator[dg.AssetCheckResult]) -> dict[str, dg.AssetCheckResult]:
    return {str(one.check_name): one for one in results}


def rows_of(result: dg.AssetCheckResult) -> list[dict[str, Any]]:
    shown = result.metadata["failing_rows"]
    assert isinstance(shown, dg.TableMetadataValue)
    return [dict(record.data) for record in shown.records]


def test_every_claim_is_judged_and_counted(shipped: Warehouse) -> None:
    found = by_name(claim_checks(shipped))
    assert [found[name].passed for name in ("claims_judged", "claim_queries_run")] == [True, True]
    shown = claim_metadata(shipped)
    assert shown["claims"] == len(shown["claims_now"].records) > 40
    assert shown["readings"] > shown["claims"]


def test_nothing_evaluated_is_no_success(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as empty:
        found = by_name(chain(claim_checks(empty), scale_checks(empty)))
        (issued,) = headline_checks(empty)
        assert claim_metadata(empty) == {"claims": 0, "readings": 0}
        assert charts(empty, SHIPPED_AT.date()) == {}
    for name in ("claim_queries_run", "scales_fitted"):
        assert (found[name].passed, found[name].metadata["evaluated"].value) == (False, 0)
    judged = found["claims_judged"]
    assert not judged.passed
    assert judged.metadata["unexpected"] == judged.metadata["evaluated"]
    assert {"id": "S01", "reading": "overall", "reason": "no verdict was issued"} in rows_of(judged)
    assert (issued.passed, issued.description) == (False, "no headline was ever issued")


def test_a_query_that_fails_costs_its_reading_alone(
    shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise QueryWrong("no such column: gapp, in: SELECT gapp")

    monkeypatch.setattr("pipelines.measure.claims.reads_claims.one_row", broken)
    monkeypatch.setattr("pipelines.measure.run.DERIVATIONS", {})
    for name in ("OF_SERIES", "PRICED"):
        monkeypatch.setattr(f"pipelines.measure.run.{name}", {})
    monkeypatch.setattr(version, "measuring", lambda: "0.0.0+other")
    copytree(shipped_home, tmp_path / "copy")
    with Warehouse.open(tmp_path / "copy") as warehouse:
        list(measure(warehouse, SHIPPED_AT + timedelta(hours=1)))
        found = by_name(claim_checks(warehouse))
    assert found["claims_judged"].passed
    failed = found["claim_queries_run"]
    assert not failed.passed
    assert failed.metadata["unexpected"] == failed.metadata["evaluated"]
    assert all(row["reason"] == f"{QUERY_FAILED}: no such column: gapp, in: SELECT gapp"
               for row in rows_of(failed))  # fmt: skip


def test_the_headline_is_of_today_or_an_error(shipped: Warehouse) -> None:
    (issued,) = headline_checks(shipped, SHIPPED_AT)
    assert issued.passed
    (late,) = headline_checks(shipped, SHIPPED_AT.replace(day=25))
    assert (late.passed, late.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert late.description == "issued for 2026-11-24, today is 2026-11-25"


MADE = {
    "gap": lambda it: gap_metadata(it, RULE, load()),
    "frontier": lambda it: frontier_metadata(it, RULE, load()),
    "lag": lambda it: lag_metadata(it, RULE, load()),
    "price_gap": lambda it: price_metadata(it, RULE),
    "headline": headline_metadata,
    "claim": claim_metadata,
}


@pytest.mark.parametrize("table", MADE)
def test_a_measure_is_one_table_in_plain_words_and_few_numbers(
    shipped: Warehouse, table: str
) -> None:
    found = MADE[table](shipped)
    (shown,) = [one for one in found.values() if isinstance(one, dg.TableMetadataValue)]
    rows = [row.data for row in shown.records]
    assert len(rows) > 3
    assert not [name for name in rows[0] if "_" in name], "no column of the warehouse"
    told = {value for row in rows for name, value in row.items() if name != "Series"}
    assert not {"any_weights", "not distinguishable", "as_announced", "kimi-k3"} & told
    assert sum(isinstance(one, int | float) for one in found.values()) <= 2


def test_the_median_ratio_is_of_active_series_and_has_each_pair_once(shipped: Warehouse) -> None:
    asked = (
        "SELECT closed_model, open_model, price_ratio FROM price_at_quality WHERE is_best_open "
        "AND openness_rule = ? AND price_ratio > 0 AND {} AND NOT closed_is_at_most "
        "AND NOT open_is_at_most GROUP BY 1, 2 ORDER BY 3"
    )
    live, every = (
        shipped.connection.execute(asked.format(which), [RULE]).fetchall()
        for which in ("status = 'live'", "1")
    )
    assert 3 <= len(live) < len(every), "the test would show nothing"
    found = price_metadata(shipped, RULE)
    assert found["pairs_with_ratio"] == len(live)
    assert found["median_ratio"] == round(median(ratio for *_, ratio in live), 2)


def test_names_and_units_stand_in_the_tables(shipped: Warehouse) -> None:
    (leader,) = [
        row.data
        for row in frontier_metadata(shipped, RULE, load())["leaders_today"].records
        if (row.data["Series"], row.data["Class"]) == ("arena_text_raw", "open")
    ]
    assert (leader["Best model"], leader["Score"]) == ("MiMo-V2.6-Pro", "1491.0 Elo")
    told = {
        row.data["What"]: row.data for row in headline_metadata(shipped)["statistics_today"].records
    }
    lag = told["Lag, Epoch Capabilities Index, Open weights"]
    assert lag["Value"] == "217 days, order of models as of 11 Aug 2026"
    assert lag["95 % interval"] == "168 to 301"
    assert lag_metadata(shipped, RULE, load())["headline_lag_days"] == 217
    assert told["Gap, Epoch Capabilities Index, Open weights"]["Value"].endswith(": closed ahead")


@pytest.mark.parametrize("table", [table for table in MADE if table != "lag"])
def test_a_measure_has_the_chart_of_its_page(shipped: Warehouse, table: str) -> None:
    made = charts(shipped, SHIPPED_AT.date())[table]["chart"].value
    picture, _, said = made.partition("\n\n")
    data = re.fullmatch(r"!\[chart\]\(data:image/svg\+xml;base64,([^)]+)\)", picture)
    assert data is not None
    svg = b64decode(data[1]).decode()
    words = {"price_gap": ">Closed ", "claim": ">reproduced<", "lag": ">2024<"}
    assert words.get(table, ">Open " if table in ("headline", "frontier") else ">+9.9<") in svg
    assert said.endswith(".")
    assert len(made) < 20_000, "it is kept for every run"


def test_a_name_cannot_leave_its_sentence() -> None:
    made = image("<svg />", "[x](javascript:alert(1)) <b>").value
    assert made.endswith("\n\n\\[x\\](javascript:alert(1)) \\<b\\>")


def test_a_lag_and_its_interval_may_be_bounds(
    shipped: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    eci, arena = (
        LagSegment(entry="2026-11-26", series=name, censored="left")
        for name in ("eci", "arena_text")
    )
    lags = [LagOn(eci, "2026-11-26", -30, None, -20), LagOn(arena, "2026-11-26", 117, 90, None)]
    monkeypatch.setattr("pipelines.assets.metadata.lag._newest", lambda *_: lags)
    made = lag_metadata(shipped, RULE, load())
    found = [row.data for row in made["lags_today"].records]
    told = [(row["Lag in days"], row["95 % interval"]) for row in found]
    assert told == [("at most -30", "-20 or less"), ("at least 117", "90 or more")]
    assert "headline_lag_days" not in made, "a bound among values would plot as a fall"


def test_a_closed_model_whose_weights_followed_soon_is_none_of_a_lag(shipped: Warehouse) -> None:
    made = lag_metadata(shipped, "permissive", load())
    by_series = {row.data["Series"]: row.data for row in made["lags_today"].records}
    told = by_series["arena_webdev"]["Closed model that had as much"]
    assert told == "Qwen3.8-Max"  # and not Kimi K3, whose weights came 11 days after its API


def row(source: str, outcome: str) -> dict[str, Any]:
    return {"source": source, "last_outcome": outcome, "last_good_at": None, "age_hours": 1.0,
            "rows": 3, "quarantined": 0, "cause": None}  # fmt: skip


def test_shares_of_looks() -> None:
    rows = [
        row("a", "recorded"),
        row("b", "refused"),
        row("c", "unreachable"),
        row("d", "unchanged"),
    ]
    found = health.metadata([*rows, row("shipped", "recorded")], rows)
    assert (found["sources_asked"], found["reached_percent"], found["accepted_percent"]) == (
        4,
        75.0,
        50.0,
    )
    assert len(found["sources"].records) == 5
    assert "reached_percent" not in health.metadata([], []), "nobody asked is not 0 %"


@pytest.mark.parametrize(
    ("asked", "silent", "passed"), [(4, 0, True), (4, 2, True), (4, 3, False), (0, 0, False)]
)
def test_most_sources_silent_means_us(asked: int, silent: int, passed: bool) -> None:
    outcomes = ["unreachable"] * silent + ["recorded"] * (asked - silent)
    result = health.most_reached([row(str(n), one) for n, one in enumerate(outcomes)])
    assert (result.passed, result.metadata["evaluated"].value) == (passed, asked)
    assert ("failing_rows" in result.metadata) is (silent > 0)
    if not asked:
        assert result.severity is dg.AssetCheckSeverity.WARN
        assert "no scheduled source was ever asked" in str(result.description)
    else:
        assert (result.description == "") is (silent == 0)


@pytest.mark.parametrize(
    ("starter", "silent", "fails"),
    [("schedule", 3, True), ("schedule", 2, False), ("ui", 4, False), ("schedule", 0, False)],
)
def test_a_scheduled_run_that_reached_few_fails_with_one_sentence(
    starter: str, silent: int, fails: bool
) -> None:
    outcomes = ["unreachable"] * silent + ["recorded"] * (4 - silent)
    asked = [{**row(str(n), one), "cause": "arena: no route"} for n, one in enumerate(outcomes)]
    if not fails:
        health.fail_when_silent(starter, asked)
        return
    with pytest.raises(dg.Failure) as raised:
        health.fail_when_silent(starter, asked)
    assert str(raised.value.description).startswith("3 of 4 sources could not be reached, so look")
    assert "for example arena: no route." in str(raised.value.description)


def test_a_run_is_found_by_what_it_changed() -> None:
    few = health.run_tags({"started_by": "schedule"}, ["arena", "epoch"])
    assert (few["started_by"], few["changed"]) == ("schedule", "arena, epoch")
    assert "+" in few["code_reading"]
    many = health.run_tags({}, [f"source_{n:02}" for n in range(40)])
    assert many["started_by"] == "ui"
    assert len(many["changed"]) <= health.LONGEST_TAG
    assert many["changed"].endswith("source_09 and 30 more")
    assert health.run_tags({}, [])["changed"] == "nothing"


def test_single_measures_are_told_as_on_the_pages(shipped: Warehouse) -> None:
    found = section_metadata(shipped, RULE)
    assert found.keys() >= {"parity", "vendor_inflation", "days_to_weights", "board_agreement"}
    told = found["days_to_weights"]
    assert isinstance(told, dg.MarkdownMetadataValue)
    assert told.md_str is not None
    assert told.md_str.startswith("**From API to weights.** Where weights followed an API")
    assert "| Kimi K3 | 11 | 16 Jul 2026 | 27 Jul 2026 |" in told.md_str
