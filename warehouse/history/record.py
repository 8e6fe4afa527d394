"""Recording a state of a board: appended once, shared by every vintage that had it.

A *vintage* says that a board had a *state*; a state is the set of fact rows that made up the
board. Fact rows are immutable and shared: a state that came back, or arrived late, points at the
rows that are already there, so facts grow only by what was never said before. Nothing is ever
closed or updated, so an answer for a past instant cannot change.

Here too: the ledgers of a look (its snapshot, the rows that were set aside); rows on their way in,
coerced to the declared types, with the hash of their content; and what a look gave, so that another
one may have the same reading. A day on which a page is unchanged is still a day on which it was
seen, and a page may arrive late between two equal ones.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from terms.words import ACCEPTED
from warehouse.clock import stamp
from warehouse.connection import Row, insert, rows
from warehouse.errors import BadRow
from warehouse.history.vintages import Arrival, BoardKey, Capture, Outcome, QuarantinedRow, Seen
from warehouse.schema.columns import Column, Table
from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.schema.facts import FACTS

Place = tuple[BoardKey, str, bool]
"""A board, the published date of a state of it, and whether that is restated."""
Placed = Mapping[Place, Row]
"""States that a look gave, by where it puts them."""


def write_snapshot(
    connection: sqlite3.Connection,
    seen: Seen,
    outcome: Outcome,
    look: Capture,
    reading: int | None = None,
) -> None:
    """Write what became of a look; its id was chosen when the look began.

    `reading`: the look whose states of boards it gives; None: nothing was taken of it.
    """
    counts = ("read", "new", "changed", "unchanged", "quarantined", "refused")
    values = {
        **asdict(seen),
        "id": look.snapshot_id,
        "seen_at": look.seen_at,
        "recorded_at": look.recorded_at,
        "outcome": outcome.outcome,
        "cause": outcome.cause,
        "warnings": json.dumps(outcome.warnings, ensure_ascii=False) if outcome.warnings else None,
        "rules": outcome.rules,
        **{f"rows_{name}": getattr(outcome, name) for name in counts},
        "reading": reading,
    }
    insert(connection, "_snapshot", values)


_QUARANTINED = (
    *("snapshot_id", "source", "fact_table", "board", "category", "entry", "reason"),
    *("page_sha256", "seen_at", "recorded_at", "row"),
)
_QUARANTINE = f"""
INSERT INTO quarantine ({", ".join(_QUARANTINED)})
SELECT {", ".join(f":{name}" for name in _QUARANTINED)} WHERE NOT EXISTS (
  SELECT 1 FROM quarantine q
  WHERE q.page_sha256 = :page_sha256 AND q.entry = :entry AND q.reason = :reason
    AND q.source = :source AND q.fact_table = :fact_table AND q.board = :board
    AND q.category = :category AND q.row = :row
    AND q.snapshot_id <> :snapshot_id AND q.seen_at <= :seen_at)
"""


def write_quarantine(
    connection: sqlite3.Connection, set_aside: Sequence[QuarantinedRow], look: Capture
) -> None:
    """Write the rows of a look that are no statements, with their reasons.

    A row that the same page was quarantined for by an earlier look is there already.
    """
    connection.executemany(
        _QUARANTINE,
        [
            {
                **aside.key.names,
                "snapshot_id": look.snapshot_id,
                "entry": aside.entry,
                "reason": aside.reason,
                "page_sha256": look.page_sha256,
                "seen_at": look.seen_at,
                "recorded_at": look.recorded_at,
                "row": json.dumps(dict(aside.row), ensure_ascii=False, default=str),
            }
            for aside in set_aside
        ],
    )


Values = tuple[Any, ...]
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: what it hashes has one form."""
_ROWS_KEPT = 8_192
"""Rows whose hash is kept: most rows of a page stood on the page before it, and hashing a list of
two thousand prices costs as much as writing it. About 20 MB."""


def values_of(table: Table, row: Mapping[str, Any]) -> Values:
    """`row` as a tuple in the table's column order, each value in its declared type.

    Keys that begin with an underscore are for the rules only and are left out. Raises BadRow for
    an unknown key, a missing required value or a value of another type.
    """
    columns = table.by_name
    if unknown := [key for key in row if key not in columns and not key.startswith("_")]:
        raise BadRow(f"{table.name}: no column {', '.join(sorted(unknown))}")
    return tuple([_coerce(table.name, one, row.get(name)) for name, one in columns.items()])


def content_sha(table: Table, values: Values) -> str:
    """Hash of a row's content: 32 hex digits of sha256 over its non-null values by name.

    Nulls are left out, so that a column added by a later migration does not make old rows new.
    Columns that only name who first said it are left out too.
    """
    pairs = [
        [column.name, value]
        for column, value in zip(table.columns, values, strict=True)
        if value is not None and column.identity
    ]
    return sha256(_JSON.encode(pairs).encode()).hexdigest()[:32]


def _coerce(table: str, column: Column, value: Any) -> Any:
    if value is None:
        if column.optional:
            return None
        raise BadRow(f"{table}.{column.name} is missing")
    try:
        return _CASTS[column.type](value)
    except (TypeError, ValueError) as error:
        raise BadRow(f"{table}.{column.name}: {value!r} is not {column.type} ({error})") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    value.encode()  # half a character is a ValueError
    return value


def _integer(value: Any) -> int:
    number = int(value)
    if number != value:
        raise ValueError("expected a whole number")
    return number


def _real(value: Any) -> float:
    if isinstance(value, str):
        raise TypeError("expected a number")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("expected a finite number")
    return number + 0.0  # -0.0 and 0.0 are one value


_CASTS = {"TEXT": _text, "INTEGER": _integer, "REAL": _real}


def board_id(connection: sqlite3.Connection, key: BoardKey) -> int:
    """The id of the board, made when it is new."""
    where = " AND ".join(f"{name} = :{name}" for name in key.names)
    found = connection.execute(f"SELECT id FROM _board WHERE {where}", key.names).fetchone()
    return int(found[0]) if found else insert(connection, "_board", key.names)


def stated(
    connection: sqlite3.Connection,
    arrival: Arrival,
    contents: Mapping[str, Values],
    recorded_at: str,
) -> Row:
    """The state that an arrival gives its board, in the form of `states_given`; in `writing`.

    `contents` are its rows, as `contents_of` it. Adds fact rows only for content that the board
    never had, and a state only when it never had it.
    """
    board, held = board_id(connection, arrival.key), sorted(set(arrival.held))
    sha = state_sha(contents, held)
    found = connection.execute(
        "SELECT id FROM _state WHERE board_id = ? AND sha256 = ?", (board, sha)
    ).fetchone()
    if found:
        state = int(found[0])
    else:
        ids = _fact_ids(connection, FACTS[arrival.key.fact_table], board, contents, recorded_at)
        row = {
            "board_id": board,
            "sha256": sha,
            "runs": json.dumps(_runs(ids)),
            "held": json.dumps(held, ensure_ascii=False),
            "row_count": len(ids),
        }
        state = insert(connection, "_state", row)
    return {
        **arrival.key.names,
        "board_id": board,
        "state_id": state,
        "published_on": arrival.published_on.isoformat(),
        "restated": int(arrival.restated),
        "basis": arrival.basis,
        "own_date": int(arrival.own_date),
        "inputs_on": arrival.inputs_on and arrival.inputs_on.isoformat(),
        "floor": arrival.floor,
        "leads": arrival.leads or None,
        "row_count": len(contents),
    }


_OF_VINTAGE = (
    *("board_id", "state_id", "published_on", "restated", "basis", "own_date", "inputs_on"),
    *("floor", "leads"),
)


def give(
    connection: sqlite3.Connection, look: Capture, given: Sequence[Row], before: Placed
) -> None:
    """Write the states that a look gives as its own reading, but for those that an earlier reading
    of this very look said."""
    for row in given:
        said = before.get(place_of(row))
        if said is None or said["seen_at"] != look.seen_at or not are_equal([said], [row]):
            add_vintage(connection, look, row)


def add_vintage(connection: sqlite3.Connection, look: Capture, given: Row) -> None:
    """Say that a board had a state because of `look`."""
    row = {
        **{name: given[name] for name in _OF_VINTAGE},
        "snapshot_id": look.snapshot_id,
        "seen_at": look.seen_at,
        "recorded_at": look.recorded_at,
        "page_sha256": look.page_sha256,
    }
    insert(connection, "_page_state", row)


def contents_of(arrival: Arrival) -> dict[str, Values]:
    """Each row's values by the hash of its content. Raises BadRow."""
    table = arrival.key.fact_table
    return dict(_content(table, tuple(row), tuple(row.values())) for row in arrival.rows)


@lru_cache(maxsize=_ROWS_KEPT)
def _content(table: str, names: tuple[str, ...], given: Values) -> tuple[str, Values]:
    """Hash and values of a row. What is equal has one: -0.0 and 0.0, 1 and 1.0 are coerced."""
    values = values_of(FACTS[table], dict(zip(names, given, strict=True)))
    return content_sha(FACTS[table], values), values


def _fact_ids(
    connection: sqlite3.Connection,
    table: Table,
    board: int,
    contents: Mapping[str, Values],
    recorded_at: str,
) -> list[int]:
    """The ids of these rows of a board; what it never had is written."""
    found = connection.execute(
        f"SELECT row_sha, id FROM {table.relation} WHERE board_id = ? AND row_sha IN "
        "(SELECT value FROM json_each(?))",
        (board, json.dumps([*contents])),
    )
    known = dict(found.fetchall())
    fresh = [sha for sha in contents if sha not in known]
    newest = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table.relation}").fetchone()[0]
    ids = {sha: number for number, sha in enumerate(fresh, newest + 1)}
    marks = ", ".join("?" * (4 + len(table.columns)))
    connection.executemany(
        f"INSERT INTO {table.relation} (id, board_id, row_sha, recorded_at, "
        f"{', '.join(table.names())}) VALUES ({marks})",
        [(ids[sha], board, sha, recorded_at, *contents[sha]) for sha in fresh],
    )
    return sorted([*known.values(), *ids.values()])


def state_sha(row_shas: Iterable[str], held: Sequence[str]) -> str:
    """Hash of a board's complete content: its rows' hashes and the entries that are held."""
    return sha256(_JSON.encode([sorted(row_shas), held]).encode()).hexdigest()


def _runs(ids: Sequence[int]) -> list[list[int]]:
    """Sorted ids as [first, last] pairs of unbroken runs."""
    runs: list[list[int]] = []
    for key in ids:
        if runs and key == runs[-1][1] + 1:
            runs[-1][1] = key
        else:
            runs.append([key, key])
    return runs


def states_given(connection: sqlite3.Connection, snapshot_id: int) -> list[Row]:
    """What the page of an accepted look gave every board, one row per board and published date.

    Of a look that several versions of the code read the last reading by then counts. Keys: columns
    of _page_state, the names of the board, and `sha256` and `row_count` of the state.
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
  FROM _snapshot look JOIN _snapshot first ON first.id = coalesce(look.reading, look.id)
  JOIN _page_state v ON v.page_sha256 = first.page_sha256 AND v.seen_at = first.seen_at
    AND v.snapshot_id <= first.id
  JOIN _board b ON b.id = v.board_id AND b.source = first.source
  JOIN _state s ON s.id = v.state_id
  WHERE look.id = ?
) WHERE place = 1 ORDER BY id
"""


def readings(connection: sqlite3.Connection, seen: Seen) -> list[Row]:
    """Every reading of this very look, in order. Keys: id, recorded_at, outcome, code_version."""
    return rows(
        connection,
        "SELECT id, recorded_at, outcome, code_version FROM _snapshot WHERE source = ? "
        "AND url = ? AND seen_at = ? AND page_sha256 IS ? ORDER BY id",
        (seen.source, seen.url, stamp(seen.seen_at), seen.page_sha256),
    )


def in_force(connection: sqlite3.Connection, seen: Seen, look: Capture) -> Placed:
    """What the last reading of this very look that was accepted gave; empty for a new look."""
    taken = [row["id"] for row in readings(connection, seen) if row["outcome"] in ACCEPTED]
    return _placed(given_again(connection, taken[-1], look)) if taken else {}


def place_of(row: Row) -> Place:
    """Where a look puts a state."""
    key = BoardKey(row["fact_table"], row["source"], row["board"], row["category"])
    return key, row["published_on"], bool(row["restated"])


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


def reading_of(states: Sequence[Row], before: Placed) -> int | None:
    """The one look that first gave all of `states`, whose reading is another's too; or None.

    A look of which an earlier reading gave something else (`before`) has vintages of its own: they
    tell a correction.
    """
    looks = {row["snapshot_id"] for row in states}
    now, then = (
        {place: row["state_id"] for place, row in placed.items()}
        for placed in (_placed(states), before)
    )
    return looks.pop() if len(looks) == 1 and then in ({}, now) else None


def are_equal(states: Sequence[Row], others: Sequence[Row]) -> bool:
    """Whether two looks give the same states, and say the same of them."""
    return len(states) == len(others) and _stated(states) == _stated(others)


def _stated(states: Sequence[Row]) -> set[tuple[object, ...]]:
    names = ("board_id", "state_id", "restated", "basis", "own_date", "inputs_on", "floor", "leads")
    return {
        (row["published_on"] if row["own_date"] else None, *(row[name] for name in names))
        for row in states
    }
