"""Seals: a digest of every row as it was written, so that later damage is found and named.

SQLite has no checksums of its own pages, and a row's content hash covers facts alone. Whoever
writes appends the digests of the new rows in the same transaction; `broken` reads every row again.
A damaged row is never sealed anew: only rows after the last sealed one are.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.schema.tables import SEAL, Table, tables

BLOCK = 100
"""Rows of one seal."""
DIGITS = 8
"""Of one row: damage is missed once in four billion rows."""
_NO_ROW = "-" * DIGITS
_text = json.JSONEncoder(default=repr).encode


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """A row that is not as it was written; `cause` says how."""

    relation: str
    id: int
    cause: str


def append(connection: sqlite3.Connection) -> None:
    """Seal what was appended since the last time; to be called before a transaction commits."""
    if not _has_seals(connection):
        return
    for table in _sealed():
        last = connection.execute(f"SELECT max(rowid) FROM {table.relation}").fetchone()[0]
        if last is not None and last > (end := _end(connection, table)):
            _append(connection, table, end)


def anew(connection: sqlite3.Connection, table: Table | None = None) -> None:
    """Seal all rows of `table` as they are, or of every table; for those who rewrite on purpose."""
    if not _has_seals(connection):
        return
    for one in (table,) if table else _every():
        connection.execute(f"DELETE FROM {SEAL.relation} WHERE relation = ?", (one.relation,))
        _append(connection, one, -1)


def broken(connection: sqlite3.Connection) -> Iterator[BrokenSeal]:
    """Every row that differs from its seal, is gone, or was written past gapwatch."""
    for table in _every():
        seals = dict(
            connection.execute(
                f"SELECT block, digests FROM {SEAL.relation} WHERE relation = ?", (table.relation,)
            ).fetchall()
        )
        for block, digests in _digests(connection, table, -1):
            yield from _compared(table, block, seals.pop(block, ""), digests)
        for block, text in seals.items():
            yield from _compared(table, block, text, {})


def _compared(
    table: Table, block: int, sealed: str, digests: dict[int, str]
) -> Iterator[BrokenSeal]:
    known = [sealed[at : at + DIGITS] for at in range(0, len(sealed), DIGITS)]
    for place in range(max(len(known), 1 + max(digests, default=-1))):
        was = known[place] if place < len(known) else _NO_ROW
        now = digests.get(place, _NO_ROW)
        if was != now:
            cause = "is gone" if now == _NO_ROW else "was not written by gapwatch"
            both = _NO_ROW not in (was, now)
            at = block * BLOCK + place
            yield BrokenSeal(table.relation, at, "holds other values" if both else cause)


def _every() -> list[Table]:
    return [table for table in tables() if table is not SEAL]


def _sealed() -> list[Table]:
    """Tables whose rows never change; another one is sealed by whoever writes it."""
    return [table for table in _every() if table.append_only]


def _has_seals(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (SEAL.relation,))
    return found.fetchone() is not None


def _end(connection: sqlite3.Connection, table: Table) -> int:
    """Id of the last sealed row of a table; -1: none is."""
    found = connection.execute(
        f"SELECT block, length(digests) FROM {SEAL.relation} WHERE relation = ? "
        "ORDER BY block DESC LIMIT 1",
        (table.relation,),
    ).fetchone()
    return found[0] * BLOCK + found[1] // DIGITS - 1 if found else -1


def _append(connection: sqlite3.Connection, table: Table, last: int) -> None:
    for block, digests in _digests(connection, table, last):
        first = max(last + 1 - block * BLOCK, 0)
        added = "".join(digests.get(at, _NO_ROW) for at in range(first, max(digests) + 1))
        connection.execute(
            f"INSERT INTO {SEAL.relation} (relation, block, digests) VALUES (?, ?, ?) "
            "ON CONFLICT (relation, block) DO UPDATE SET digests = digests || excluded.digests",
            (table.relation, block, added),
        )


def _digests(
    connection: sqlite3.Connection, table: Table, last: int
) -> Iterator[tuple[int, dict[int, str]]]:
    """Block to the digests of its rows by their place in it, for rows after `last`."""
    found = connection.execute(
        f"SELECT rowid AS rowid, * FROM {table.relation} WHERE rowid > ? ORDER BY rowid", (last,)
    )
    names = [column[0] for column in found.description]
    block, digests = 0, dict[int, str]()
    for row in found:
        if row[0] // BLOCK != block and digests:
            yield block, digests
            digests = {}
        block = row[0] // BLOCK
        digests[row[0] % BLOCK] = digest(names, row)
    if digests:
        yield block, digests


def digest(names: Sequence[str], row: Sequence[Any]) -> str:
    """Of a row's values by name; nulls are left out, so that a new column breaks no seal."""
    said = [[name, value] for name, value in zip(names, row, strict=True) if value is not None]
    return hashlib.blake2b(_text(said).encode(), digest_size=DIGITS // 2).hexdigest()
