"""Reading history: the complete state of every board as of any day.

Vintages of a board are ordered by (published_on, captured as published before restated, seen_at,
page sha256), never by arrival; a second reading of the same page by newer code wins over the
first. `as_of` gives for every board the newest vintage within all bounds.

A row that was quarantined is no statement: its entry is *held*. It takes its row from the nearest
preceding vintage within the same bounds that says anything about it, resolved when read, because
that vintage may arrive later.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from warehouse.history.vintages import UNBOUNDED, BoardKey, Bounds, Change, Position, State, Vintage
from warehouse.schema.facts import FACTS
from warehouse.views.files import macro

newest_first = macro("vintages", "newest_first")
newest_within = cache(macro("vintages", "newest_within"))

_VINTAGE_COLUMNS = (
    "v.id, fact_table, source, board, category, v.state_id, v.published_on, v.seen_at, "
    "v.recorded_at, v.page_sha256, v.restated, v.basis, v.own_date, v.inputs_on, "
    "v.floor, coalesce(v.leads, '')"
)

_PLACE = "v.published_on, 1 - v.restated, v.seen_at, v.page_sha256"
_AT = ", ".join(f":at_{name}" for name in Position._fields)
"""Where a vintage stands among those of its board, and a position there."""


def _vintage(row: Sequence[Any]) -> Vintage:
    """Of the columns above, in the order in which a vintage has them."""
    number, *key = row[:5]
    values = [*row[5:10], bool(row[10]), row[11], bool(row[12]), *row[13:]]
    return Vintage(number, BoardKey(*key), *values)


def newest(
    connection: sqlite3.Connection, fact_table: str, bounds: Bounds = UNBOUNDED, **names: str
) -> list[Vintage]:
    """For every board of these `names` (source, board, category), its newest vintage within all
    bounds, in board order."""
    condition, limits = bounds.where()
    by = ":published_on" if bounds.published else "'9999'"
    return _newest(connection, {"fact_table": fact_table, **names}, condition, by, limits)


def _where(names: Mapping[str, str]) -> str:
    """The boards `b` of these names, as a condition."""
    return " AND ".join(f"b.{name} = :{name}" for name in names)


def _newest(
    connection: sqlite3.Connection,
    names: Mapping[str, str],
    condition: str,
    by: str,
    parameters: Mapping[str, Any],
) -> list[Vintage]:
    """The newest vintages of the boards that fit, as `newest_within` has its arguments."""
    found = newest_within(condition, by, "b.fact_table, b.source, b.board, b.category, ")
    rows = connection.execute(
        f"SELECT {_VINTAGE_COLUMNS} FROM ({found} WHERE {_where(names)}) v "
        "ORDER BY v.source, v.board, v.category",
        {**names, **parameters},
    )
    return [_vintage(row) for row in rows]


def _at(position: Position) -> dict[str, Any]:
    """The parameters of `_AT`."""
    return {f"at_{name}": value for name, value in position._asdict().items()}


def by_published_date(
    connection: sqlite3.Connection, bounds: Bounds = UNBOUNDED, **names: str
) -> list[Vintage]:
    """The newest vintage of every published date of the boards of these `names` (fact_table,
    source, board, category), in board order, oldest first."""
    condition, limits = bounds.where()
    # By ids: SQLite would pass through every vintage of every board, to leave them out by name.
    boards = f"SELECT b.id FROM _board b WHERE {_where(names)}"
    rows = connection.execute(
        f"SELECT {_VINTAGE_COLUMNS} FROM ("
        "SELECT v.*, b.fact_table, b.source, b.board, b.category, row_number() OVER ("
        f"PARTITION BY v.board_id, v.published_on ORDER BY {newest_first('v')}) AS place "
        "FROM _vintage v JOIN _board b ON b.id = v.board_id "
        f"WHERE v.board_id IN ({boards}) AND {condition}) v WHERE place = 1 "
        "ORDER BY v.source, v.board, v.category, v.published_on",
        {**names, **limits},
    )
    return [_vintage(row) for row in rows]


def vintage(connection: sqlite3.Connection, vintage_id: int) -> Vintage:
    """The vintage with that id. Raises KeyError."""
    row = connection.execute(
        f"SELECT {_VINTAGE_COLUMNS} FROM _page_state v JOIN _board b ON b.id = v.board_id "
        "WHERE v.id = ?",
        (vintage_id,),
    ).fetchone()
    if row is None:
        raise KeyError(f"no vintage {vintage_id}")
    return _vintage(row)


def state_of(connection: sqlite3.Connection, vintage: Vintage, bounds: Bounds = UNBOUNDED) -> State:
    """The complete rows of `vintage`; held entries take theirs from the vintages before it."""
    names = ("row_sha", *FACTS[vintage.key.fact_table].names())
    rows = [
        dict(zip((*names, "held"), (*row, held), strict=True))
        for held, found in _rows(connection, vintage, bounds, names)
        for row in found
    ]
    return State(vintage, tuple(sorted(rows, key=itemgetter("entry", "row_sha"))))


def numbers_of(connection: sqlite3.Connection, vintage: Vintage) -> dict[str, dict[str, Any]]:
    """By entry, the numbers of those rows alone."""
    names = FACTS[vintage.key.fact_table].numbers
    return {
        entry: dict(zip(names, numbers, strict=True))
        for _, found in _rows(connection, vintage, UNBOUNDED, ("entry", *names))
        for entry, *numbers in found
    }


def quarantined(connection: sqlite3.Connection, vintage: Vintage) -> list[tuple[str, Any]]:
    """The entries that a vintage holds for a row in quarantine, each with that row as its page gave
    it, in order of arrival."""
    # The plus keeps SQLite from passing through all that the source ever had in quarantine.
    rows = connection.execute(
        "SELECT q.entry, q.row FROM _state s, json_each(s.held) h "
        "JOIN quarantine q ON q.entry = h.value WHERE s.id = :state AND +q.source = :source "
        "AND q.fact_table = :fact_table AND q.board = :board AND q.category = :category "
        "AND q.page_sha256 = :page ORDER BY q.id",
        {**vintage.key.names, "state": vintage.state_id, "page": vintage.page_sha256},
    )
    return [(entry, json.loads(row)) for entry, row in rows]


def change(
    connection: sqlite3.Connection, key: BoardKey, state_id: int, before: Vintage | None
) -> Change:
    """How a state of a board differs from a vintage of it, whose held rows count as its own.

    What is equal is one fact row, so that only those which one of both lacks are looked at.
    """
    now = {number for (number,) in _own(connection, key, state_id, ("id",))}
    kept = _rows(connection, before, UNBOUNDED, ("id",)) if before else ()
    old = {number for _, rows in kept for (number,) in rows}
    entries = dict(
        connection.execute(
            f"SELECT id, entry FROM {FACTS[key.fact_table].relation} "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([*now ^ old]),),
        ).fetchall()
    )
    come, left = ({entries[number] for number in ids} for ids in (now - old, old - now))
    held = connection.execute("SELECT held FROM _state WHERE id = ?", (state_id,)).fetchone()[0]
    gone = left - come - {*json.loads(held)}
    return Change(len(come - left), len(come & left), len(now & old), len(gone))


def as_of(
    connection: sqlite3.Connection, fact_table: str, bounds: Bounds = UNBOUNDED, **names: str
) -> list[State]:
    """For every board of these `names`, its complete newest state within all bounds."""
    vintages = newest(connection, fact_table, bounds, **names)
    return [state_of(connection, vintage, bounds) for vintage in vintages]


def _rows(
    connection: sqlite3.Connection, vintage: Vintage, bounds: Bounds, names: Sequence[str]
) -> Iterator[tuple[int, Iterable[tuple[Any, ...]]]]:
    """These columns of a vintage's own rows (0), then of those that its held entries keep (1)."""
    yield 0, _own(connection, vintage.key, vintage.state_id, names)
    held = _held(connection, vintage)
    if not held:
        return
    for state, also in _before(connection, vintage, bounds):
        if said := held.difference(json.loads(also)):
            yield 1, _own(connection, vintage.key, state, names, said)
            held -= said
            if not held:
                return


def _own(
    connection: sqlite3.Connection,
    key: BoardKey,
    state: int,
    names: Sequence[str],
    entries: Collection[str] | None = None,
) -> sqlite3.Cursor:
    """These columns of the rows that a state lists, or of some entries among them."""
    few = "" if entries is None else "AND f.entry IN (SELECT value FROM json_each(?))"
    return connection.execute(
        f"SELECT {', '.join(f'f.{name}' for name in names)} FROM _state s, json_each(s.runs) run "
        f"JOIN {FACTS[key.fact_table].relation} f "
        f"ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1 WHERE s.id = ? {few}",
        (state, *([] if entries is None else [json.dumps(sorted(entries))])),
    )


def _held(connection: sqlite3.Connection, vintage: Vintage) -> set[str]:
    """The entries that a vintage holds and its board ever stated: no others have a row to keep."""
    table = FACTS[vintage.key.fact_table].relation
    found = connection.execute(
        "SELECT h.value FROM _state s, json_each(s.held) h WHERE s.id = ? AND EXISTS "
        f"(SELECT 1 FROM {table} f WHERE f.board_id = s.board_id AND f.entry = h.value)",
        (vintage.state_id,),
    )
    return {entry for (entry,) in found}


def _before(
    connection: sqlite3.Connection, vintage: Vintage, bounds: Bounds
) -> Iterator[tuple[int, str]]:
    """State and held entries (JSON) of the vintages of the same board that precede `vintage` within
    the bounds, newest first. In one query: what breaks a rule in every version is held in each."""
    condition, limits = bounds.where()
    found = connection.execute(
        f"SELECT {_PLACE}, s.id, s.held FROM _vintage v JOIN _state s ON s.id = v.state_id "
        f"WHERE v.board_id = (SELECT b.id FROM _board b WHERE {_where(vintage.key.names)}) "
        f"AND {condition} AND ({_PLACE}) < ({_AT}) ORDER BY {newest_first('v')}",
        {**vintage.key.names, **limits, **_at(vintage.position)},
    )
    for _, readings in groupby(found, key=itemgetter(slice(4))):  # of one look the last counts
        yield next(readings)[4:]


def preceding(connection: sqlite3.Connection, key: BoardKey, at: Position) -> Vintage | None:
    """The newest vintage of `key` before `at`; of readings of one page the latest counts."""
    before = f"({_PLACE}) < ({_AT})"
    return next(iter(_newest(connection, key.names, before, ":at_published_on", _at(at))), None)


def is_newest(
    connection: sqlite3.Connection, key: BoardKey, at: Position, bounds: Bounds = UNBOUNDED
) -> bool:
    """Whether nothing of `key` within the bounds stands at or after `at`."""
    found = newest(connection, bounds=bounds, **key.names)
    return all(one.position < at for one in found)
