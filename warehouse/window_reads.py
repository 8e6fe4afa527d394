"""What an examination reads beyond the views: how far the ledgers go, and what came since."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from warehouse import history
from warehouse.vintages import Vintage


def last_look(connection: sqlite3.Connection) -> tuple[int, str | None]:
    """Id of the newest snapshot and when any was recorded last (UTC clock); (0, None) for none."""
    number, at = connection.execute(
        "SELECT coalesce(max(id), 0), max(recorded_at) FROM snapshot"
    ).fetchone()
    return int(number), at


def sources_of_history(connection: sqlite3.Connection, after: int, late: timedelta) -> int:
    """How many sources brought, after snapshot `after`, a page recorded `late` after its capture.

    Neither what ships with the product nor what gapwatch issues counts.
    """
    found = connection.execute(
        "SELECT count(DISTINCT source) FROM snapshot WHERE id > ? "
        "AND page_sha256 IS NOT NULL AND source <> 'gapwatch' "
        "AND url NOT LIKE 'package:%' AND julianday(recorded_at) - julianday(seen_at) > ?",
        (after, late / timedelta(days=1)),
    ).fetchone()
    return int(found[0])


def arrived(connection: sqlite3.Connection, fact_table: str, after: int) -> list[Vintage]:
    """Vintages of `fact_table` recorded after snapshot `after`, in order of arrival."""
    rows = connection.execute(
        "SELECT v.id FROM vintage v JOIN board b ON b.id = v.board_id "
        "WHERE b.fact_table = ? AND v.snapshot_id > ? ORDER BY v.id",
        (fact_table, after),
    ).fetchall()
    return [history.vintage(connection, number) for (number,) in rows]


def same_day(connection: sqlite3.Connection, vintage: Vintage) -> Vintage | None:
    """The last earlier arrival of the board's same own published day from another page, if its
    content differs. The same page read by newer code is a correction of ours, no revision."""
    found = connection.execute(
        "SELECT v.id, v.state_id FROM vintage v JOIN vintage me ON me.id = ? "
        "WHERE v.board_id = me.board_id AND v.published_on = me.published_on AND v.id < me.id "
        "AND v.own_date = 1 AND me.own_date = 1 AND v.page_sha256 <> me.page_sha256 "
        "ORDER BY v.id DESC LIMIT 1",
        (vintage.id,),
    ).fetchone()
    if found is None or found[1] == vintage.state_id:
        return None
    return history.vintage(connection, found[0])


def told_spellings(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Source and spelling of every unmatched name that an event ever told of."""
    rows = connection.execute(
        "SELECT e.subject, j.value FROM event e, json_each(e.data, '$.spellings') j "
        "WHERE e.kind = 'unmatched_names'"
    )
    return {(source, name) for source, name in rows}
