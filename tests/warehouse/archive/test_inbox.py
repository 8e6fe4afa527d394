"""What a fetch leaves for whoever records: whole or not at all, oldest first."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse.archive.inbox import Delivery, Failure, FetchedPage, Inbox
from warehouse.errors import InboxDamaged

AT = datetime(2026, 11, 26, 4, 30, tzinfo=UTC)
ANSWER = FetchedPage("https://x.invalid/a", AT, "a" * 64, 200, '"1"', None)


def delivery(source: str = "arena", failure: Failure | None = None) -> Delivery:
    return Delivery(source, (ANSWER,), failure)


def test_a_delivery_comes_back_as_it_was_left(tmp_path: Path) -> None:
    inbox = Inbox(str(tmp_path))
    whole = delivery(failure=Failure("unreachable", "no route", AT, 503))
    name = inbox.put(whole, AT)
    assert inbox.get(name) == whole
    assert [path.name for path in (tmp_path / "inbox").iterdir()] == [name]
    assert (tmp_path / "inbox" / name).stat().st_mode & 0o777 == 0o600


def test_a_delivery_that_an_older_version_left_is_taken_up(tmp_path: Path) -> None:
    inbox = Inbox(str(tmp_path))
    path = tmp_path / "inbox" / inbox.put(delivery(), AT)
    content = json.loads(path.read_text())
    content["answers"][0]["judged"] = None
    path.write_text(json.dumps(content))
    assert inbox.get(path.name) == delivery()


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


def test_an_inbox_is_copied_with_the_pages_that_it_names(tmp_path: Path) -> None:
    inbox, copy = Inbox(str(tmp_path / "one")), Inbox(str(tmp_path / "two"))
    name = inbox.put(delivery(), AT)
    assert inbox.copy_to(copy) == [ANSWER.sha256]
    assert copy.get(name) == delivery()
