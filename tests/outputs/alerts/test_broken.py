"""The standing list: what is on it, in which order, what is not, and how it is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from measures.series import load as declared
from outputs.alerts.broken import Broken, Watched, broken, condition
from outputs.alerts.deliver import VARIABLE, channel_names, deliver
from outputs.alerts.rules import load
from outputs.alerts.words import broken_now, digest
from pipelines.measure.declarations import declared_row
from terms.days import day
from tests.outputs.shelf import gap, put_gaps
from warehouse.alerts import AlertFindings, NewAlert, NewEvent, record_findings
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.store import Warehouse

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SOURCES = [Watched("arena", True, True, 21), Watched("arena_page", False, False, 21)]


def look(warehouse: Warehouse, source: str, hours_ago: float) -> Seen:
    sha = warehouse.keep(f"{source}{hours_ago}".encode())
    at = NOW - timedelta(hours=hours_ago)
    return Seen(source, f"https://{source}.invalid/", at, "code", sha, 200)


def kinds(warehouse: Warehouse, **more: object) -> list[tuple[str, str]]:
    found = broken(warehouse, NOW, SOURCES, load(), **more)  # type: ignore[arg-type]
    return [(one.kind, one.subject) for one in found]


def test_the_most_urgent_comes_first_with_its_cause_and_command(warehouse: Warehouse) -> None:
    key = BoardKey("score", "arena", "text")
    arrival = Arrival(key, date(2026, 2, 1), [])
    rules = '{"passed": 1, "broken": {"score.rows": 4}}'
    warehouse.accept(look(warehouse, "arena", 30), [arrival], rules=rules)
    warehouse.refuse(look(warehouse, "arena", 2), "value 'N/A'\nis no number")
    found = broken(warehouse, NOW, SOURCES, load())
    assert [one.kind for one in found] == ["schema_drift", "expectation_failed", "source_stale"]
    drift, _, stale = found
    assert (drift.severity, drift.cause) == ("critical", "value 'N/A' is no number")
    assert drift.command == "gapwatch reparse arena"
    # 1 February to 10 March are 37 days.
    assert stale.title == "arena: newest data from 1 Feb 2026, 37 days old (limit 21 days)"


@pytest.mark.parametrize(("every", "told"), [(1, True), (7, False)])
def test_a_weekly_source_may_stay_away_longer(warehouse: Warehouse, every: int, told: bool) -> None:
    key = BoardKey("score", "arena", "text")
    warehouse.accept(look(warehouse, "arena", 100), [Arrival(key, date(2026, 3, 1), [])])
    warehouse.note(look(warehouse, "arena", 2), "unreachable", "no route")
    watched = [Watched("arena", True, True, 21, ask_every_days=every)]
    found = broken(warehouse, NOW, watched, load())
    assert ("source_unreachable" in {one.kind for one in found}) is told


def test_a_page_that_was_accepted_later_or_imported_by_a_person_is_not_broken(
    warehouse: Warehouse,
) -> None:
    assert kinds(warehouse) == []
    warehouse.refuse(look(warehouse, "arena", 30), "cut", 3, '{"passed": 0, "broken": {"x": 1}}')
    assert kinds(warehouse) == [("page_refused", "arena https://arena.invalid/")]
    warehouse.accept(look(warehouse, "arena", 2), [])
    warehouse.refuse(look(warehouse, "arena_page", 2), "the overview is no board")
    assert kinds(warehouse) == []


def test_messages_that_wait_for_a_dead_channel_are_listed(warehouse: Warehouse) -> None:
    environ = {VARIABLE: "json://dead"}
    (name,) = channel_names(environ)
    event = NewEvent("parity", "s", "2026-03-10", "k", "t")
    alert = NewAlert("k", "parity", "s", "warning", "t", "b")
    record_findings(warehouse.connection, AlertFindings([event], [alert]), [name], NOW)
    for attempt in range(3):
        assert kinds(warehouse, channels=[name]) == [], f"{attempt} attempts are not enough"
        deliver(warehouse, environ, at_once=True, clock=lambda: NOW, send=lambda *_: "gone")
    (one,) = broken(warehouse, NOW, SOURCES, load(), channels=[name])
    assert one.title == f"1 messages wait for {name}, 3 attempts: gone"
    assert kinds(warehouse, channels=[]) == [], "nobody waits for a channel that was taken out"


DAEMON = {"at": "2026-03-10T11:00:00.000000Z", "started_by": "daemon"}


@pytest.mark.parametrize(
    ("heartbeat", "told"),
    [
        ({"daemon": {}}, "refresh: no sign of life yet (limit 26 hours)"),
        ({"refresh": {"at": "2026-03-01T12:00:00.000000Z"}},
         "refresh: last sign of life 1 Mar 2026, 12:00 UTC, 9 days ago (limit 26 hours)"),
        ({"refresh": DAEMON}, "daemon: no sign of life yet (limit 30 minutes)"),
    ],
)  # fmt: skip
def test_a_late_sign_of_life_is_told_with_its_limit(
    warehouse: Warehouse, heartbeat: dict[str, object], told: str
) -> None:
    (late,) = broken(warehouse, NOW, SOURCES, load(), heartbeat=heartbeat)
    assert (late.kind, late.title) == ("heartbeat_late", told)
    at = {"refresh": {"at": "2026-03-10T06:00:00.000000Z"}}
    assert kinds(warehouse, heartbeat=at) == []


@pytest.mark.parametrize(
    ("pages", "days", "told"), [(None, 1, False), (2, 1, False), (3, 1, True), (1, 50, True)]
)
def test_somebody_is_asked_after_three_pages_that_gave_no_gap_or_at_the_limit(
    warehouse: Warehouse, pages: int | None, days: int, told: bool
) -> None:
    reason = "rows in quarantine: 3 of 10 matched"
    page = date(2026, 3, 10) - timedelta(days=days)
    warehouse.declare([declared_row(declared()["arena_text"])])
    row = gap(held_pages=pages, held_reason=pages and reason, vintage_on=page.isoformat())
    put_gaps(warehouse, [row], series="arena_text", inputs_on=page)
    found = [one for one in broken(warehouse, NOW, [], load()) if one.kind == "series_held"]
    assert [(one.subject, one.is_told) for one in found] == [("arena_text", True)] * told
    if found:
        words = f"Arena, text, style control: pages since {day(page)} not used ({pages}), {reason}"
        assert found[0].title == words


TOLD: Broken = condition(load(), "tick_failed", "daily", {}, cause="no space left")
LISTED = replace(TOLD, title="only listed", is_told=False)


def test_the_count_says_how_many_of_them_alerts_tell_of() -> None:
    assert broken_now([]) == "Broken now: 0"
    assert broken_now([TOLD, TOLD]) == "Broken now: 2"
    assert broken_now([TOLD, LISTED, LISTED]) == "Broken now: 3, of which alerts report 1"


def test_a_digest_counts_as_the_list_does_and_names_what_is_told() -> None:
    text = digest("First load", {}, [], [TOLD, LISTED])
    assert f"\n{broken_now([TOLD, LISTED])}.\n- {TOLD.severity}: {TOLD.title}\n" in text
    assert LISTED.title not in text
