"""A page that came again: its look repeats the vintages of an earlier one and adds no rows.

A day on which a page is unchanged is still a day on which it was seen, and a page may arrive late
between two equal ones: the view `_vintage` gives the states of the first look again at the time of
every look that repeats it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date

from terms.words import ACCEPTED, PageOutcome, words
from warehouse.clock import stamp
from warehouse.connection import Row, rows
from warehouse.history.record import state_sha
from warehouse.history.vintages import Arrival, BoardKey, Capture, Seen
from warehouse.schema.derived import DERIVED_SOURCE

Place = tuple[BoardKey, str, bool]
"""A board, the published date of a state of it, and whether that is restated."""
Placed = Mapping[Place, Row]
"""States that a look gave, by where it puts them."""


def states_given(connection: sqlite3.Connection, snapshot_id: int) -> list[Row]:
    """What the page of an accepted look gave every board, one row per board and published date.

    Of several readings of that look the last one by then counts, or by the look that it repeats.
    Keys: columns of _page_state, the names of the board, and `sha256` and `row_count` of the state.
    """
    return rows(connection, _GIVEN, (snapshot_id,))


def given_again(connection: sqlite3.Connection, snapshot_id: int, look: Capture) -> list[Row]:
    """The same as `look` gives it again: what has no date of its own has the day of the look."""
    return [
        row if row["own_date"] else {**row, "published_on": look.seen_at[:10]}
        for row in states_given(connection, snapshot_id)
    ]


_GIVEN = """
SELECT * FROM (
  SELECT v.board_id, v.state_id, v.published_on, v.restated, v.basis, v.own_date, v.inputs_on,
         v.floor, v.leads, v.snapshot_id, v.seen_at, b.fact_table, b.source, b.board, b.category,
         s.sha256, s.row_count, row_number() OVER (
           PARTITION BY v.board_id, v.published_on, v.restated ORDER BY v.id DESC) AS place, v.id
  FROM _snapshot look JOIN _snapshot first ON first.id = coalesce(look.repeats, look.id)
  JOIN _page_state v ON v.page_sha256 = first.page_sha256 AND v.seen_at = first.seen_at
    AND v.snapshot_id <= first.id
  JOIN _board b ON b.id = v.board_id AND b.source = first.source
  JOIN _state s ON s.id = v.state_id
  WHERE look.id = ?
) WHERE place = 1 ORDER BY id
"""


def last_reading(
    connection: sqlite3.Connection, seen: Seen, outcomes: Sequence[str] = words(PageOutcome)
) -> tuple[int, str] | None:
    """Id and code version of the last reading of this very look, of those outcomes; or None."""
    found: tuple[int, str] | None = connection.execute(
        "SELECT id, code_version FROM _snapshot WHERE source = ? AND url = ? AND seen_at = ? "
        f"AND page_sha256 IS ? AND outcome IN ({', '.join('?' * len(outcomes))}) "
        "ORDER BY id DESC LIMIT 1",
        (seen.source, seen.url, stamp(seen.seen_at), seen.page_sha256, *outcomes),
    ).fetchone()
    return found


def in_force(connection: sqlite3.Connection, seen: Seen, look: Capture) -> Placed:
    """What the last reading of this very look that was accepted gave; empty for a new look."""
    last = last_reading(connection, seen, ACCEPTED)
    return {} if last is None else _placed(given_again(connection, last[0], look))


def key_of(row: Row) -> BoardKey:
    """The board of a state."""
    return BoardKey(row["fact_table"], row["source"], row["board"], row["category"])


def place_of(row: Row) -> Place:
    """Where a look puts a state."""
    return key_of(row), row["published_on"], bool(row["restated"])


def _placed(states: Sequence[Row]) -> Placed:
    return {place_of(row): row for row in states}


def no_longer_read(arrivals: Sequence[Arrival], before: Placed) -> list[Arrival]:
    """Boards that an earlier reading of a look gave and this one does not: empty from now on."""
    now = {(one.key, one.published_on.isoformat(), one.restated) for one in arrivals}
    return [
        Arrival(
            key,
            date.fromisoformat(on),
            (),
            restated=restated,
            basis=row["basis"],
            own_date=bool(row["own_date"]),
        )
        for (key, on, restated), row in before.items()
        if (key, on, restated) not in now
    ]


def says_all(states: Sequence[Row], before: Placed) -> bool:
    """Whether `states` are all that a reading of a look gives, which gave `before`.

    An empty one may say only that an earlier reading of its own look gave the board; of what is
    derived it says that there is nothing to tell, and no other address gives the board.
    """
    is_read = all(row["sha256"] != _EMPTY or row["source"] == DERIVED_SOURCE for row in states)
    return is_read and before.keys() <= _placed(states).keys()


_EMPTY = state_sha((), ())


def last_of_address(connection: sqlite3.Connection, seen: Seen, look: Capture) -> list[Row]:
    """What the last page of the same address gave, if it was this very page at another time.

    Empty otherwise: a page that comes back after another one is news, and has vintages of its own.
    What is derived may be made of something else and say the same: any page of it may.
    """
    last = connection.execute(
        "SELECT id, page_sha256, seen_at FROM _snapshot WHERE source = ? AND url = ? "
        "AND page_sha256 IS NOT NULL ORDER BY id DESC LIMIT 1",
        (seen.source, seen.url),
    ).fetchone()
    is_other = last is None or (last[1] != look.page_sha256 and seen.source != DERIVED_SOURCE)
    if is_other or last[2] == look.seen_at:
        return []
    return given_again(connection, last[0], look)


def owner(states: Sequence[Row], before: Placed) -> int | None:
    """The one look that all of `states` are from, so that another may repeat it; or None.

    A look of which an earlier reading gave something else (`before`) has vintages of its own: they
    tell a correction.
    """
    looks = {row["snapshot_id"] for row in states}
    # A restated page without a date of its own has no place among the vintages of its day.
    is_placed = not any(row["restated"] and not row["own_date"] for row in states)
    is_same = not before or _state_ids(before) == _state_ids(_placed(states))
    return looks.pop() if len(looks) == 1 and is_placed and is_same else None


def _state_ids(given: Placed) -> dict[Place, int]:
    return {place: row["state_id"] for place, row in given.items()}


def are_equal(states: Sequence[Row], others: Sequence[Row]) -> bool:
    """Whether two looks give the same states, and say the same of them."""
    return len(states) == len(others) and _stated(states) == _stated(others)


def _stated(states: Sequence[Row]) -> set[tuple[object, ...]]:
    names = ("board_id", "state_id", "restated", "basis", "own_date", "inputs_on", "floor", "leads")
    return {
        (row["published_on"] if row["own_date"] else None, *(row[name] for name in names))
        for row in states
    }
