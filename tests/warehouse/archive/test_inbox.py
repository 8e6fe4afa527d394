"""What a fetch leaves for whoever records, and what the archive tells who fetches."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from warehouse.archive.inbox import Delivery, Failure, FetchedPage, FetchState, Inbox, KnownPage
from warehouse.errors import InboxDamaged

AT = datetime(2026, 11, 26, 4, 30, tzinfo=UTC)
ANSWER = FetchedPage("https://x.invalid/a", AT, "a" * 64, 200, '"1"', None)


def delivery(source: str = "arena", failure: Failure | None = None) -> Delivery:
    return Delivery(source, (ANSWER,), failure, (("x.invalid", 1.5),))


def test_a_delivery_comes_back_as_it_was_left(tmp_path: Path) -> None:
    inbox = Inbox(str(tmp_path))
    whole = delivery(failure=Failure("unreachable", "no route", AT, 503))
    name = inbox.put(whole, AT)
    assert inbox.get(name) == whole
    assert [path.name for path in (tmp_path / "inbox").iterdir()] == [name]
    assert (tmp_path / "inbox" / name).stat().st_mode & 0o777 == 0o600
    assert inbox.put(whole, AT) != name, "both of one moment are kept"


def test_deliveries_of_one_source_come_oldest_first(tmp_path: Path) -> None:
    inbox = Inbox(str(tmp_path))
    later = inbox.put(delivery(), AT + timedelta(seconds=1))
    earlier = inbox.put(delivery(), AT)
    other = inbox.put(delivery("arena_page"), AT)
    (tmp_path / "inbox" / f"{other}.part").write_bytes(b"{")  # half written: none yet
    assert inbox.names("arena") == [earlier, later]
    assert set(inbox.names()) == {earlier, later, other}
    inbox.remove(earlier)
    assert inbox.names("arena") == [later]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"source": "arena", "answers": [{}]}'])
def test_a_damaged_delivery_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    inbox = Inbox(str(tmp_path))
    name = inbox.put(delivery(), AT)
    (tmp_path / "inbox" / name).write_bytes(content)
    with pytest.raises(InboxDamaged, match=f"inbox/{name} is damaged .*fetch the source again"):
        inbox.get(name)


LAST = {"last_outcome": "unchanged", "last_seen_at": "2026-03-01T00:00:00.000000Z"}
STATES = {
    "arena": FetchState(LAST, (KnownPage("https://x.invalid/a", '"1"', None, "ab" * 32),)),
    "aider": FetchState(),
}


@pytest.fixture(params=["folder", "memory"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path) if request.param == "folder" else f"memory://{uuid4().hex}/archive"


def test_states_come_back_as_they_were_left(root: str) -> None:
    assert (Inbox(root).states(), Inbox(root).names()) == (None, [])
    Inbox(root).leave_states(STATES)
    assert Inbox(root).states() == STATES


def test_damaged_states_are_as_good_as_none(tmp_path: Path) -> None:
    Inbox(str(tmp_path)).leave_states(STATES)
    (tmp_path / "fetch_states.json").write_text('{"sources": {"arena": 1}}')
    assert Inbox(str(tmp_path)).states() is None
