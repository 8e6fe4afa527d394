"""From rule results and looks to checks: severities, figures, tables, and what stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import dagster as dg
import pytest

from expectations.verdict import Action, RuleResult
from pipelines.assets import checks
from pipelines.assets.declarations import column_schema, source_metadata, source_tags
from pipelines.assets.source_status import status_of
from pipelines.ingest.page import IngestResult
from pipelines.ingest.tally import tally
from sources import published
from sources.boards.swebench import file as swebench_file
from sources.catalogue import SOURCES
from sources.contract import Pause
from warehouse.history.vintages import Outcome
from warehouse.schema.tables import SCORE

KEY = dg.AssetKey(["observation", "arena"])
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WARN, ERROR = dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR


def rule(name: str, action: Action = "refuse", unexpected: int = 0, **more: Any) -> RuleResult:
    values: dict[str, Any] = {
        "rule": name,
        "table": "score",
        "action": action,
        "success": unexpected == 0,
        "evaluated": 10,
        "unexpected": unexpected,
        "boards": (),
        "sample": tuple({"entry": str(n), "values": {"value": n}} for n in range(unexpected)),
        "expects": "to hold",
        "why": "Because.",
    }
    return RuleResult(**{**values, **more})


def taken(outcome: str, *results: RuleResult, **more: Any) -> IngestResult:
    return IngestResult(
        "arena", more.pop("url", "https://x.invalid"), Outcome(outcome, **more), results
    )


def group(name: str, *results: RuleResult) -> Any:
    found = checks.judged(KEY, tally([taken("recorded", *results)]), results, (), "now")
    return next(one for one in found if one.check_name == name)


ARENA = SOURCES["arena"].ABOUT


@pytest.mark.parametrize(("hours", "severity"), [(1, WARN), (47, WARN), (49, ERROR), (None, ERROR)])
def test_a_source_that_stays_away_becomes_an_error(
    hours: int | None, severity: dg.AssetCheckSeverity
) -> None:
    good = None if hours is None else (NOW - timedelta(hours=hours)).isoformat()
    last = {"last_good_at": good}
    found = checks.reached(KEY, ARENA, 0, "no route", last, NOW)
    assert (found.passed, found.severity, found.description) == (False, severity, "no route")
    assert found.metadata["last_good_fetch"].value == (good or "never")
    weekly = checks.reached(KEY, replace(ARENA, ask_every_days=7), 0, "no route", last, NOW)
    assert weekly.severity is (ERROR if hours is None else WARN), "it has seven times as long"


@pytest.mark.parametrize(
    ("outcome", "passed"), [("recorded", True), ("refused", True), ("unreachable", False)]
)
def test_a_source_that_was_not_asked_is_as_it_was(outcome: str, passed: bool) -> None:
    last = {"last_outcome": outcome, "last_good_at": None}
    found = checks.unasked(KEY, ARENA, last, "paused since 2026-11-01: moving house")
    assert (found.passed, found.severity) == (passed, WARN)
    assert found.description == "arena was not asked: paused since 2026-11-01: moving house"
    assert not checks.unasked(KEY, ARENA, None, "this run asks others").passed, "nothing is known"


def test_pages_that_came_before_the_line_broke_do_not_hide_it() -> None:
    looked = tally([taken("recorded", read=5, new=5), taken("unreachable", cause="no route")])
    assert looked.outcome == "unreachable"
    assert (looked.pages, looked.count("new")) == (1, 5)


def test_a_refused_page_is_worse_than_any_other_outcome() -> None:
    looked = tally([taken("recorded"), taken("refused", cause="no board"), taken("unchanged")])
    assert looked.outcome == "refused"
    found, _ = checks.judged(KEY, looked, (), (), "")
    assert (found.passed, found.severity, found.description) == (False, ERROR, "no board")


def test_rules_fall_into_their_groups() -> None:
    results = [rule("a"), rule("b", "quarantine", 2), rule("c", "warn", 1)]
    looked = tally([taken("recorded", *results)])
    found = {one.check_name: one for one in checks.judged(KEY, looked, results, (), "now")}
    assert {name: one.passed for name, one in found.items()} == {
        "page_accepted": True,
        "rows_accepted": False,
    }
    assert found["rows_accepted"].severity is WARN
    assert found["rows_accepted"].description == "0 of 2 rules hold; broken: b, c; now"


def test_a_critical_rule_that_only_told_is_a_warning() -> None:
    found = group("page_accepted", rule("a", unexpected=1, only_warned=True))
    assert (found.passed, found.severity) == (False, WARN)


def test_figures_count_values_and_rules() -> None:
    found = group("rows_accepted", rule("a", "quarantine", 1), rule("b", "quarantine")).metadata
    figures = {name: found[name].value for name in ("rules", "rules_broken", "unexpected")}
    assert figures == {"rules": 2, "rules_broken": 1, "unexpected": 1}
    assert found["success_percent"].value == 95.0


def test_a_rule_that_could_not_be_evaluated_says_so() -> None:
    broken = rule("a", success=False, evaluated=0, error="no column x")
    shown = group("page_accepted", broken).metadata["rules_table"].value.records[0].data
    assert shown["result"] == "could not be evaluated: no column x"


def test_a_source_without_such_rules_says_so() -> None:
    found = group("rows_accepted", rule("a"))
    assert found.passed
    assert found.description == "no rule of this kind is written for this source"


def test_the_same_rule_on_several_pages_is_one_line() -> None:
    one, other = rule("a", unexpected=1), rule("a")
    looked = tally([taken("recorded", one), taken("recorded", other, url="https://y.invalid")])
    (found,) = looked.results()
    assert (found.success, found.evaluated, found.unexpected) == (False, 20, 1)


@pytest.mark.parametrize(
    ("newest", "passed"), [("2026-11-20", True), ("2026-10-25", True), ("2026-10-24", False)]
)
def test_published_lately_counts_days(newest: str, passed: bool) -> None:
    found = checks.published_lately(KEY, swebench_file.ABOUT, newest, NOW)
    assert (found.passed, found.severity) == (passed, WARN)
    assert found.metadata["stale_after_days"].value == 30


def test_a_source_without_a_board_is_not_recent() -> None:
    assert not checks.published_lately(KEY, swebench_file.ABOUT, None, NOW).passed


def test_a_table_shows_so_many_rows() -> None:
    rows = [{"a": n, "b": [n]} for n in range(checks.SHOWN + 5)]
    shown = checks.table(rows, ["a", "b"])
    assert len(shown.records) == checks.SHOWN
    assert shown.records[1].data == {"a": 1, "b": "[1]"}


def test_what_stands_is_rebuilt_from_the_ledger() -> None:
    looks = [
        {"url": "a", "seen_at": "2026-11-01", "rules": '{"broken": {"swebench.listed_once": 2}}'},
        {"url": "b", "seen_at": "2026-11-02", "rules": '{"broken": {"swebench.listed_once": 5}}'},
    ]
    found = {one.rule: one for one in status_of(swebench_file.ABOUT, looks)}
    told = found["swebench.listed_once"]
    assert (told.success, told.unexpected, told.action) == (False, 5, "warn")
    assert told.why.startswith("The same model with the same date and score")
    assert found["swebench.rows_floor"].success
    assert status_of(swebench_file.ABOUT, []) == []


def test_a_column_shows_its_bounds() -> None:
    columns = {column.name: column for column in column_schema(SCORE).columns}
    assert columns["ci_level"].constraints.other == ["at least 0.5", "at most 0.999"]
    assert columns["unit"].constraints.other[0].startswith("one of: percent, elo")
    assert (columns["value"].constraints.nullable, columns["n"].type) == (False, "integer")


def test_a_long_licence_is_no_tag() -> None:
    assert source_tags(swebench_file.ABOUT)["licence"] == "CC-BY-NC-4.0"
    assert "licence" not in source_tags(published.ABOUT)


def test_a_pause_stands_on_the_asset_with_its_day_and_reason() -> None:
    paused = replace(ARENA, pause=Pause(date(2026, 11, 1), "moving house"))
    assert source_metadata(paused)["paused"] == "since 2026-11-01: moving house"
    assert "paused" not in source_metadata(ARENA)
