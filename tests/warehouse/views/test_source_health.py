"""`source_health`: a source's last run as its worst page, its rows, and what it holds back."""

from datetime import timedelta
from typing import Any

from tests.measures.sample import row
from tests.warehouse.oracle import day, instant
from warehouse import clock
from warehouse.connection import rows
from warehouse.history.vintages import Arrival, BoardKey, QuarantinedRow, Seen
from warehouse.reads.sources import last_snapshots, unread_files
from warehouse.store import Warehouse


def seen(url: str, hour: float, sha: str | None = None) -> Seen:
    at = instant(0) + timedelta(hours=hour)
    return Seen("arena", f"https://x.invalid/{url}", at, "1", sha, 200)


def good(warehouse: Warehouse, board: str, hour: float, count: int = 2, aside: int = 0) -> None:
    """An accepted page of its own address with one board."""
    key = BoardKey("score", "arena", board, "")
    page = f"{board} {hour}".encode()
    content = [row(f"m{number}", float(number)) for number in range(count)]
    held = [QuarantinedRow(key, f"bad{number}", "odd", {"entry": "bad"}) for number in range(aside)]
    warehouse.accept(seen(board, hour, warehouse.keep(page)), [Arrival(key, day(0), content)], held)


def refused(warehouse: Warehouse, board: str, hour: float) -> None:
    sha = warehouse.keep(f"bad {board} {hour}".encode())
    warehouse.refuse(seen(board, hour, sha), f"{board} was cut", 7)


def health(warehouse: Warehouse) -> dict[str, Any]:
    (found,) = rows(warehouse.connection, "SELECT * FROM source_health")
    return found


def brief(warehouse: Warehouse) -> tuple[Any, ...]:
    found = health(warehouse)
    return tuple(found[name] for name in ("last_outcome", "cause", "rows", "quarantined"))


def test_a_refused_page_is_not_hidden_by_the_page_after_it(fresh: Warehouse) -> None:
    good(fresh, "text", 0, count=5)
    good(fresh, "vision", 24.1)
    refused(fresh, "text", 24)
    assert brief(fresh) == ("refused", "text was cut", 7, 0)
    found = health(fresh)
    assert found["last_seen_at"] == found["last_good_at"] == found["last_changed_at"]


def test_the_next_good_look_at_the_same_address_clears_it(fresh: Warehouse) -> None:
    refused(fresh, "text", 0)
    good(fresh, "vision", 0)
    good(fresh, "text", 1, count=5)
    assert brief(fresh) == ("recorded", None, 7, 0)


def test_an_address_that_is_no_longer_asked_is_no_part_of_the_last_run(fresh: Warehouse) -> None:
    refused(fresh, "old", 0)
    good(fresh, "text", 24)
    assert brief(fresh) == ("recorded", None, 2, 0)


def test_unreachable_stands_until_a_page_is_brought(fresh: Warehouse) -> None:
    good(fresh, "text", 0)
    fresh.note(seen("", 24), "unreachable", "no such host")
    assert brief(fresh) == ("unreachable", "no such host", 2, 0)
    found = health(fresh)
    assert found["last_good_at"] == found["last_changed_at"] < found["last_seen_at"]
    good(fresh, "text", 25, count=3)
    assert brief(fresh) == ("recorded", None, 3, 0)


def test_pages_before_a_failure_of_the_same_look_are_no_good_look(fresh: Warehouse) -> None:
    good(fresh, "text", 0)
    started = health(fresh)["last_good_at"]
    for hour in (24, 48):
        good(fresh, "text", hour)
        fresh.note(seen("", hour + 0.2), "unreachable", "vision: no answer", "1 page before")
    assert health(fresh)["last_good_at"] == started
    (looked,) = last_snapshots(fresh.connection)
    assert looked["last_good_at"] == started
    assert looked["failing_since"] == clock.stamp(seen("", 24.2).seen_at)
    good(fresh, "text", 48.5)
    assert health(fresh)["last_good_at"] == clock.stamp(seen("", 48.5).seen_at)


def test_a_second_look_that_fails_soon_leaves_the_first_a_good_look(fresh: Warehouse) -> None:
    good(fresh, "text", 0)
    good(fresh, "text", 24)
    first = clock.stamp(seen("text", 24).seen_at)
    fresh.note(seen("", 24.2), "unreachable", "no such host")
    assert health(fresh)["last_good_at"] == first
    (looked,) = last_snapshots(fresh.connection)
    assert looked["failing_since"] == clock.stamp(seen("", 24.2).seen_at)


def test_rows_set_aside_count_on_the_pages_that_the_rows_come_from(fresh: Warehouse) -> None:
    good(fresh, "text", 0, aside=3)
    good(fresh, "vision", 0.1, aside=1)
    assert brief(fresh)[3] == 4
    refused(fresh, "text", 24)
    assert brief(fresh)[3] == 4
    good(fresh, "text", 48, count=3)
    assert brief(fresh)[2:] == (5, 1)


def test_a_source_without_a_parser_has_no_rows_and_says_so(fresh: Warehouse) -> None:
    fresh.note(seen("x", 0, fresh.keep(b"x")), "no_parser", "no parser for arena yet")
    assert brief(fresh) == ("no_parser", "no parser for arena yet", 0, None)
    assert health(fresh)["last_good_at"] is None


def test_what_the_newest_page_of_an_address_was_left_unread_of(fresh: Warehouse) -> None:
    key = BoardKey("score", "arena", "text", "")

    def take(hour: float, body: bytes, *told: str) -> None:
        look = seen("text", hour, fresh.keep(body))
        if fresh.repeat(look) is None:
            fresh.accept(look, [Arrival(key, day(0), [row("m", hour)], own_date=False)], [], told)

    take(0, b"one", "left unread: a")
    take(1, b"two", "left unread: b", "fields: new c", "unread: the price 'd' (1 row)")
    assert unread_files(fresh.connection) == {"arena": ["left unread: b"]}
    take(2, b"two")  # comes again, and is not read again
    refused(fresh, "text", 3)
    assert unread_files(fresh.connection) == {"arena": ["left unread: b"]}
    take(4, b"three")
    assert unread_files(fresh.connection) == {}
