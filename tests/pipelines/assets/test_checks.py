"""What Dagster shows: of looks and the ledger as checks, of measures as rows and numbers."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from measures.series import load
from pipelines.assets import checks, intake, keys
from pipelines.assets.measures import SHOWN, of_headline, shown
from pipelines.ingest.page import IngestResult
from pipelines.ingest.tally import Tally
from pipelines.measure.units import declared_row
from sources.boards.swebench import file as swebench_file
from sources.catalogue import SCHEDULED, SOURCES
from warehouse.archive.pages import Archive
from warehouse.history.vintages import Outcome
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WARN, ERROR = dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR


def taken(outcome: str, **more: Any) -> IngestResult:
    return IngestResult("arena", "https://x.invalid", Outcome(outcome, **more))


def judged(
    looked: Tally, accepted_at: str | None = NOW.isoformat(), *causes: str, **broken: int
) -> dict[str, Any]:
    rules = {f"swebench.{name}": count for name, count in broken.items()}
    found = checks.judged(swebench_file.ABOUT, looked, accepted_at, causes, rules, ())
    return {str(one.check_name): one for one in found}


ARENA = SOURCES["arena"].ABOUT


@pytest.mark.parametrize(("hours", "severity"), [(1, WARN), (47, WARN), (49, ERROR), (None, ERROR)])
def test_staying_away_becomes_an_error(hours: int | None, severity: dg.AssetCheckSeverity) -> None:
    good = None if hours is None else (NOW - timedelta(hours=hours)).isoformat()
    last = {"last_good_at": good, "last_outcome": "unreachable"}
    found = checks.reached(ARENA, last, NOW, silence="no route")
    assert (found.passed, found.severity, found.description) == (False, severity, "no route")
    assert found.metadata["last_good_fetch"].value == (good or "never")
    weekly = checks.reached(replace(ARENA, ask_every_days=7), last, NOW, silence="no route")
    assert weekly.severity is (ERROR if hours is None else WARN), "it has seven times as long"


@pytest.mark.parametrize(
    ("outcome", "passed"), [("recorded", True), ("refused", True), ("unreachable", False)]
)
def test_a_source_that_was_not_asked_is_as_it_was(outcome: str, passed: bool) -> None:
    last = {"last_outcome": outcome, "last_good_at": None}
    found = checks.reached(ARENA, last, NOW, not_asked="paused since 2026-11-01: moving house")
    assert (found.passed, found.severity) == (passed, WARN)
    assert found.description == "arena was not asked: paused since 2026-11-01: moving house"
    never = checks.reached(ARENA, None, NOW, not_asked="this run asks others")
    assert not never.passed, "nothing is known"
    with_key = replace(ARENA, key="KEY")
    keyed = checks.reached(with_key, None, NOW, not_asked="no key (KEY is not set)")
    assert keyed.passed, "nobody promised one"


def test_the_worst_outcome_is_told_and_counts_are_of_all_pages() -> None:
    looked = Tally([taken("recorded", read=5, new=5), taken("unreachable", cause="no route")])
    assert (looked.outcome, looked.pages, looked.count("new")) == ("unreachable", 1, 5)
    refused = Tally([taken("unchanged"), taken("refused", cause="no board")])
    assert refused.outcome == "refused"
    history = Tally([taken("refused", cause=f"version {n}") for n in range(100)])
    assert str(history.cause("refused")).endswith("version 19; and 80 more causes")


def test_a_page_that_is_refused_stays_so_when_a_run_asks_others() -> None:
    found = judged(Tally([]), NOW.isoformat(), "no board", "no board")["page_accepted"]
    assert (found.passed, found.severity, found.description) == (False, ERROR, "no board")
    assert judged(Tally([taken("refused"), taken("recorded")]))["page_accepted"].passed, "mended"


def test_a_critical_rule_that_only_told_is_a_warning_and_no_page_is_none_accepted() -> None:
    found = judged(Tally([]), rows_floor=1)["page_accepted"]
    assert (found.passed, found.severity) == (False, WARN)
    assert "broken, but no reason to refuse: swebench.rows_floor" in str(found.description)
    never = judged(Tally([]), None)
    assert (never["page_accepted"].passed, never["rows_accepted"].passed) == (False, True)
    assert "no page of it ever came" in str(never["page_accepted"].description)
    keyed = replace(swebench_file.ABOUT, key="KEY")
    assert {one.passed for one in checks.judged(keyed, Tally([]), None, (), {}, ())} == {True}


def test_a_table_shows_so_many_rows() -> None:
    rows = [{"a": n, "b": [n]} for n in range(checks.SHOWN + 5)]
    shown = checks.shown("name", rows, ["a", "b"])["name"]
    assert len(shown.records) == checks.SHOWN
    assert shown.records[1].data == {"a": 1, "b": "[1]"}


def asked(outcomes: Sequence[str], *others: str) -> list[dict[str, Any]]:
    """Rows of scheduled sources with these outcomes, and of others."""
    names = [*(source.ABOUT.name for source in SCHEDULED[: len(outcomes)]), *others]
    usual = {**dict.fromkeys(checks.HEALTH_SHOWN), "cause": "arena: no route"}
    every = zip(names, [*outcomes, *["recorded"] * len(others)], strict=True)
    return [{**usual, "source": name, "last_outcome": outcome} for name, outcome in every]


@pytest.mark.parametrize(
    ("outcomes", "shares"),
    [
        (["recorded", "refused", "unreachable", "unchanged"], (75.0, 50.0)),
        (["recorded", "unreachable", "unreachable"], (33.3, 33.3)),
        ([], (None, None)),  # nobody asked is not 0 %
    ],
)
def test_shares_are_of_scheduled_sources(outcomes: list[str], shares: tuple[Any, Any]) -> None:
    told = checks.health(asked(outcomes, "registry")).metadata
    assert told["sources_asked"] == len(outcomes)
    assert (told.get("reached_percent"), told.get("accepted_percent")) == shares


@pytest.mark.parametrize(
    ("starter", "silent", "fails"),
    [("daemon", 3, True), ("daemon", 2, False), ("ui", 4, False), ("daemon", 0, False)],
)
def test_a_scheduled_run_that_reached_few_fails(starter: str, silent: int, fails: bool) -> None:
    said = "^3 of 4 sources could not be reached, so look.* for example arena: no route\\."
    with pytest.raises(dg.Failure, match=said) if fails else nullcontext():
        rows = asked(["unreachable"] * silent + ["recorded"] * (4 - silent))
        checks.fail_when_silent(starter, rows)


def test_a_worker_with_another_archive_is_named_with_both_addresses(tmp_path: Path) -> None:
    theirs, ours = (Archive(str(tmp_path / name)) for name in ("theirs", "ours"))
    page = theirs.put(b"scores")
    rows = [{"url": "u", "status": 200, "sha256": page}]
    told = {"archive": theirs.root, **checks.shown("answers", rows, ("url", "status", "sha256"))}
    with dg.DagsterInstance.ephemeral() as instance:
        made = dg.AssetMaterialization(keys.snapshot("arena"), metadata=told)
        instance.report_runless_asset_event(made)
        intake._need_pages(instance, "another run", ours)
        intake._need_pages(instance, "", theirs)
        with pytest.raises(dg.Failure) as failed:
            intake._need_pages(instance, "", ours)
    said = str(failed.value.description)
    assert [it for it in (page, theirs.root, ours.root, "GAPWATCH_ARCHIVE") if it not in said] == []


def test_a_table_shows_rows_of_its_view_and_the_headline_plots(shipped: Warehouse) -> None:
    found = shown(shipped)
    rows = {name: [row.data for row in found[name]["rows"].records] for name in SHOWN}
    assert {name: tuple(some[0]) for name, some in rows.items()} == SHOWN
    assert all(len(some) > 3 for some in rows.values())
    (eci,) = [row for row in rows["lag"] if row["series"] == "eci"]
    assert (eci["lag_days"], eci["lag_low"], eci["lag_high"]) == (217, 168, 301)
    plots = [found["gap"][name] for name in ("headline_gap", "headline_lag_days")]
    assert plots == [9.88, 217]
    unjudged = {"series": "eci", "gap": 9.88, "unresolved_above": 1}
    assert of_headline([unjudged], "gap") == {}
    assert "Kimi K3" in found["gap"]["headline"]


def test_of_an_empty_warehouse_nothing_is_shown(home: Warehouse) -> None:
    home.declare([declared_row(one) for one in load().values()])
    assert not any(shown(home).values())
