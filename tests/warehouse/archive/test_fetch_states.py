"""What the archive tells those who fetch without a warehouse, on a folder and on another store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from warehouse.archive.inbox import Delivery, FetchedPage, FetchState, FetchStates, Inbox, KnownPage
from warehouse.archive.pages import Archive
from warehouse.connection import identity
from warehouse.store import DATABASE, Warehouse

LAST = {"last_outcome": "unchanged", "last_seen_at": "2026-03-01T00:00:00.000000Z"}
STATES = FetchStates(
    "0badcafe",
    {
        "arena": FetchState(LAST, (KnownPage("https://x.invalid/a", '"1"', None, "ab" * 32),)),
        "aider": FetchState(),
    },
)


@pytest.fixture(params=["folder", "memory"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path) if request.param == "folder" else f"memory://{uuid4().hex}/archive"


def test_states_come_back_as_they_were_left(root: str) -> None:
    assert (Inbox(root).states(), Inbox(root).names()) == (None, [])
    Inbox(root).leave_states(STATES)
    assert Inbox(root).states() == STATES


def test_damaged_states_are_as_good_as_none(tmp_path: Path) -> None:
    Inbox(str(tmp_path)).leave_states(STATES)
    (tmp_path / "fetch_states.json").write_text(
        '{"warehouse": "0badcafe", "sources": {"arena": 1}}'
    )
    assert Inbox(str(tmp_path)).states() is None


def test_what_waits_beside_the_states_is_found_and_removed(root: str) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    sha = Archive(root).put(b"page")
    delivery = Delivery("arena", (FetchedPage("https://x.invalid/a", at, sha),))
    inbox = Inbox(root)
    inbox.leave_states(STATES)
    name = inbox.put(delivery, at)
    assert (inbox.names(), inbox.names("aider")) == ([name], [])
    assert inbox.get(name) == delivery
    inbox.remove(name)
    assert inbox.names() == []
    assert Archive(root).get(sha) == b"page"


def test_a_warehouse_keeps_its_id_and_so_does_a_copy(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "a") as first, Warehouse.open(tmp_path / "b") as second:
        named = identity(first.connection)
        assert named not in (None, identity(second.connection))
    with Warehouse.open(tmp_path / "a") as again:
        assert identity(again.connection) == named
        (tmp_path / "c").mkdir()
        again.connection.execute("VACUUM INTO ?", [str(tmp_path / "c" / DATABASE)])
    with Warehouse.read(tmp_path / "c") as copy:
        assert identity(copy.connection) == named
