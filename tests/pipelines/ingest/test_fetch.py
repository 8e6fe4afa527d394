"""Asking leaves a delivery and writes nothing; recording takes it up once."""

import itertools
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from pipelines.ingest.fetch import ask, ingest_waiting, reasons_not_to_ask, states_of
from pipelines.ingest.page import IngestResult
from pipelines.ingest.politeness import PAUSE_SECONDS, turn
from sources.catalogue import SOURCES
from sources.contract import Fetched, SourceCard
from tests.pipelines.fake import URL, FakeSource, look, rows, unavailable
from warehouse import store
from warehouse.archive.inbox import FetchState, Inbox
from warehouse.archive.pages import Archive
from warehouse.connection import file_of
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 26, tzinfo=UTC)
PAGE = look(rows(("a", 50.0)))


def left(home: Warehouse, source: FakeSource, hour: int = 0) -> Inbox:
    inbox, state = Inbox(home.archive.root), states_of(home, ["fake"])["fake"]
    inbox.put(ask(state, home.archive, source), NOW.replace(hour=hour))
    return inbox


def waiting(home: Warehouse, inbox: Inbox) -> list[IngestResult]:
    return [one for _, results in ingest_waiting(home, inbox, [FakeSource()]) for one in results]


def snapshots(home: Warehouse) -> list[tuple[str, str]]:
    return home.connection.execute("SELECT outcome, seen_at FROM _snapshot ORDER BY id").fetchall()


def test_asking_needs_no_warehouse_and_writes_none(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path / "archive"))
    found = ask(FetchState(), archive, FakeSource([PAGE, unavailable()]))
    assert [answer.url for answer in found.answers] == [PAGE.url]
    assert archive.get(found.answers[0].sha256) == PAGE.page.body
    assert (found.failure.outcome, found.failure.status) == ("unreachable", 503)
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_what_was_asked_is_recorded_when_it_is_taken_up(
    home: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut takes nothing of it, even while somebody reads, when SQLite syncs no log."""
    inbox, file = left(home, FakeSource([PAGE, unavailable()])), file_of(home.connection)
    synced: list[str] = []
    monkeypatch.setattr(store, "sync", lambda path: synced.append(path.name))
    with closing(sqlite3.connect(str(file), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM _snapshot").fetchone() == (0,)
        taken = [one.outcome.outcome for one in waiting(home, inbox)]
    assert taken == ["recorded", "unreachable"]
    assert [outcome for outcome, _ in snapshots(home)] == taken
    assert snapshots(home)[0][1].startswith("2026-03-01"), "seen when it was asked, not now"
    assert inbox.names() == []
    assert synced == ["warehouse.db-wal"]


def test_what_a_crash_left_is_taken_once(home: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies after everything is recorded and before the file is removed."""
    inbox = left(home, FakeSource([PAGE, unavailable()]))
    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "remove", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            waiting(home, inbox)
    before = snapshots(home)
    again = waiting(home, inbox)
    assert all(one.known for one in again)
    assert snapshots(home) == before
    assert inbox.names() == []


def test_not_modified_means_the_page_that_was_held_when_asking(home: Warehouse) -> None:
    """Another page of the same address waits in the inbox already: it is not the one meant."""
    waiting(home, left(home, FakeSource([PAGE])))
    other = look(rows(("a", 60.0)), hour=1)
    same = replace(look(rows(("a", 50.0)), hour=2, status=304), page=None)
    left(home, FakeSource([other]))
    waiting(home, left(home, FakeSource([same]), hour=1))
    (value,) = home.connection.execute("SELECT value FROM _score_in_force").fetchone()
    assert value == 50.0


@pytest.mark.parametrize("lost", ["delivery", "page", "parser"])
def test_what_was_damaged_meanwhile_or_fails_in_a_parser_is_a_recorded_refusal(
    home: Warehouse, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = left(home, FakeSource([PAGE]))
    (name,) = inbox.names()
    if lost == "delivery":
        Path(home.archive.root, "inbox", name).write_bytes(b"{")
    elif lost == "page":
        next(Path(home.archive.root).rglob("*.zst")).unlink()
    else:
        monkeypatch.setattr("pipelines.ingest.page.parsed", lambda *_: {}["rating"])
    (refused,) = waiting(home, inbox)
    assert refused.outcome.outcome == "refused"
    said = {"delivery": "is damaged", "parser": "fault in reading it: KeyError: 'rating'"}
    assert said.get(lost, "") in str(refused.outcome.cause)
    assert (refused.url == PAGE.url) is (lost != "delivery")
    assert inbox.names() == []


class Asking(FakeSource):
    """Answers "not modified" to whoever asks conditionally, the page to everybody else."""

    def fetch(self, client: Any, /) -> Iterator[Fetched]:
        yield PAGE if client.known(URL) is None else replace(PAGE, page=None, status=304)


@pytest.mark.parametrize("damage", [b"no page", None])
def test_a_page_that_the_archive_lost_is_asked_anew(damage: bytes | None, home: Warehouse) -> None:
    waiting(home, left(home, Asking()))
    state = states_of(home, ["fake"])["fake"]
    assert ask(state, home.archive, Asking()).answers[0].status == 304
    (stored,) = Path(home.archive.root).rglob("*.zst")
    stored.unlink() if damage is None else stored.write_bytes(damage)
    (answer,) = ask(state, home.archive, Asking()).answers
    assert answer.status == 200
    assert home.archive.get(answer.sha256) == PAGE.page.body


WEEKLY = SOURCES["aider"].ABOUT


def last(on: str, outcome: str = "unchanged") -> dict[str, str]:
    return {"last_seen_at": f"{on}T04:30:00.000000Z", "last_outcome": outcome}


DAILY = SOURCES["arena"].ABOUT
KEYED = SOURCES["openrouter_rankings"].ABOUT
NOT_DUE = "not due: it answered on {} and is asked every 7 days, next on "


@pytest.mark.parametrize(
    ("about", "looked", "wish", "told"),
    [
        (WEEKLY, None, {}, None),
        (WEEKLY, last("2026-11-19"), {}, None),
        (WEEKLY, last("2026-11-20"), {}, NOT_DUE.format("2026-11-20")),
        (WEEKLY, last("2026-11-25", "recorded"), {}, NOT_DUE.format("2026-11-25")),
        (WEEKLY, last("2026-11-25", "unreachable"), {}, None),
        (WEEKLY, last("2026-11-25", "refused"), {}, None),
        (DAILY, last("2026-11-26"), {}, None),
        (WEEKLY, last("2026-11-25"), {"force": True}, None),
        (DAILY, None, {"only": ("arena",)}, None),
        (WEEKLY, None, {"only": ("arena",)}, "this run asks others"),
        (KEYED, None, {"force": True}, "no key (GAPWATCH_OPENROUTER_KEY is not set)"),
        (replace(KEYED, key="PATH"), None, {}, None),
    ],
)
def test_who_is_asked_and_why_not(
    about: SourceCard, looked: dict[str, str] | None, wish: dict[str, Any], told: str | None
) -> None:
    states = {about.name: FetchState(looked)}
    found = reasons_not_to_ask([Mock(ABOUT=about)], states, NOW.date(), **wish)
    assert [*found] == ([about.name] if told else [])
    assert found.get(about.name, "").startswith(told or "")


HOST = "board.invalid"


def taken(home: Path, host: str) -> tuple[float, float]:
    with turn(home, host):
        began = time.monotonic()
        time.sleep(0.05)
        return began, time.monotonic()


def test_one_at_a_time_with_a_pause_and_other_hosts_beside_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        same = [pool.submit(taken, tmp_path, HOST) for _ in range(3)]
        other = pool.submit(taken, tmp_path, "elsewhere.invalid")
        times = sorted(one.result() for one in same)
    pauses = [later[0] - earlier[1] for earlier, later in itertools.pairwise(times)]
    assert min(pauses) >= PAUSE_SECONDS - 0.02
    assert other.result()[1] < times[1][0]
