"""The standing list: what is on it, in which order, and what is not."""

from datetime import date, timedelta

import pytest

from measures.series import load as declared
from outputs.alerts.deliver import VARIABLE, channel_names, deliver
from outputs.alerts.rules import Broken, load
from pipelines import heartbeat
from pipelines.alerting.broken import broken_now
from terms.days import day
from tests.outputs.shelf import gap, put_gaps
from tests.pipelines.alerting.conftest import Home
from warehouse.alerts import NewEvent, record
from warehouse.history.vintages import Arrival, BoardKey, Seen

ARENA = "Arena (LMArena) leaderboards"
KEY = BoardKey("score", "arena", "text")


def look(home: Home, source: str, hours_ago: float) -> Seen:
    sha = home.warehouse.keep(f"{source}{hours_ago}".encode())
    at = home.now - timedelta(hours=hours_ago)
    return Seen(source, f"https://{source}.invalid/", at, "code", sha, 200)


def broken(home: Home) -> list[Broken]:
    return broken_now(home.warehouse, home.settings, home.now)


def kinds(home: Home) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in broken(home)]


def test_the_most_urgent_comes_first_with_its_cause_and_command(home: Home) -> None:
    rules = '{"passed": 1, "broken": {"score.rows": 4}}'
    arrival = Arrival(KEY, home.now.date() - timedelta(days=37), [])
    home.warehouse.accept(look(home, "arena", 30), [arrival], rules=rules)
    home.warehouse.refuse(look(home, "arena", 2), "value 'N/A'\nis no number")
    drift, failed, stale = broken(home)
    assert (drift.kind, drift.severity) == ("schema_drift", "critical")
    assert (drift.cause, drift.command) == ("value 'N/A' is no number", "gapwatch reparse arena")
    assert failed.title == f"{ARENA}: rule score.rows is broken on the newest pages (rows: 4)"
    # 23 January to 1 March are 37 days.
    assert stale.title == f"{ARENA}: newest data from 23 Jan 2026, 37 days old (limit 21 days)"


# A history of prices ships, and is asked for too.
ASKED = [("arena", True), ("model_prices", True), ("aider", False)]


@pytest.mark.parametrize(("source", "told"), ASKED)
def test_a_weekly_source_may_stay_away_longer(home: Home, source: str, told: bool) -> None:
    key = BoardKey("score", source, "text")
    home.warehouse.accept(look(home, source, 100), [Arrival(key, date(2026, 2, 20), [])])
    home.warehouse.note(look(home, source, 2), "unreachable", "no route")
    assert kinds(home) == [("source_unreachable", source)] * told


def test_a_page_that_was_accepted_later_or_imported_by_a_person_is_not_broken(home: Home) -> None:
    assert kinds(home) == []
    home.warehouse.refuse(look(home, "arena", 30), "cut", 3, '{"passed": 0, "broken": {"x": 1}}')
    assert kinds(home) == [("page_refused", "arena https://arena.invalid/")]
    home.warehouse.accept(look(home, "arena", 2), [])
    home.warehouse.refuse(look(home, "arena_page", 2), "the overview is no board")
    assert kinds(home) == []


def test_a_dead_channel_is_listed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "json://dead")
    (name,) = channel_names()
    record(home.warehouse.connection, [NewEvent("parity", "s", "2026-03-01", "k", "t")], home.now)
    for attempt in range(3):
        assert kinds(home) == [], f"{attempt} attempts are not enough"
        deliver(
            home.warehouse, load(), at_once=True, clock=lambda: home.now, send=lambda *_: "gone"
        )
    (one,) = broken(home)
    assert one.title == f"1 messages wait for {name}, 3 attempts: gone"
    monkeypatch.delenv(VARIABLE)
    assert kinds(home) == [], "nobody waits for a channel that was taken out"


@pytest.mark.parametrize(
    ("part", "hours_ago", "by", "told"),
    [
        ("daemon", 0, "", "refresh: no sign of life yet (limit 26 hours)"),
        ("refresh", 216, "", "refresh: last sign of life 20 Feb 2026, 05:00 UTC, 9 days ago "
         "(limit 26 hours)"),
        ("refresh", 1, "daemon", "daemon: no sign of life yet (limit 30 minutes)"),
        ("refresh", 6, "", None),
    ],
)  # fmt: skip
def test_a_late_sign_of_life_is_told_with_its_limit(
    home: Home, part: str, hours_ago: float, by: str, told: str | None
) -> None:
    at = home.now - timedelta(hours=hours_ago)
    heartbeat.beat(home.settings.home, part, at, started_by=by)
    assert [one.title for one in broken(home)] == [told] * bool(told)


@pytest.mark.parametrize(
    ("pages", "days", "told"), [(None, 1, False), (2, 1, False), (3, 1, True), (1, 50, True)]
)
def test_somebody_is_asked_after_three_pages_that_gave_no_gap_or_at_the_limit(
    home: Home, pages: int | None, days: int, told: bool
) -> None:
    reason = "rows in quarantine: 3 of 10 matched"
    page = home.now.date() - timedelta(days=days)
    row = gap(held_pages=pages, held_reason=pages and reason, vintage_on=page.isoformat())
    put_gaps(home.warehouse, [row], series="arena_text", inputs_on=page)
    found = [one for one in broken(home) if one.kind == "series_held"]
    title = (
        f"{declared()['arena_text'].title}: pages since {day(page)} not used ({pages}), {reason}"
    )
    held = ("arena_text", True, title)
    assert [(one.subject, one.is_told, one.title) for one in found] == [held] * told
