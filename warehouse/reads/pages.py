"""Pages that were captured, where rows come from, and what is to be read again.

Not here: the bytes (`warehouse.archive`), what became of a source (`warehouse.reads.sources`).
"""

import json
import sqlite3
from collections.abc import Iterable
from datetime import timedelta

from warehouse.connection import Row, rows
from warehouse.history.vintages import BoardKey
from warehouse.schema.derived import DERIVED_SOURCE


def archived(connection: sqlite3.Connection) -> list[Row]:
    """Every snapshot that brought a page, once however often it was read, in seen_at order.

    Keys: source, url, seen_at, sha256, size_bytes, outcome, cause.
    """
    return rows(
        connection,
        "SELECT n.source, n.url, n.seen_at, p.sha256, p.size_bytes, n.outcome, n.cause "
        "FROM _snapshot n JOIN _page p ON p.sha256 = n.page_sha256 "
        f"WHERE n.source <> '{DERIVED_SOURCE}' AND n.id IN (SELECT min(id) FROM _snapshot "
        "WHERE page_sha256 IS NOT NULL GROUP BY source, url, seen_at, page_sha256) "
        "ORDER BY n.seen_at, n.id",
    )


def unread_by(
    connection: sqlite3.Connection, code_version: str, source: str | None = None
) -> list[Row]:
    """Captures with a page that this version of the code was not the last to read, in order of
    arrival; of no version: all."""
    return rows(
        connection,
        "SELECT source, url, seen_at, max(status) AS status, max(etag) AS etag, "
        "max(last_modified) AS last_modified, page_sha256 FROM _snapshot "
        f"WHERE page_sha256 IS NOT NULL AND source <> '{DERIVED_SOURCE}' "
        "AND coalesce(source = ?2, 1) "
        "GROUP BY source, url, seen_at, page_sha256 "
        "HAVING max(iif(code_version = ?1, id, 0)) < max(id) ORDER BY min(id)",
        (code_version, source),
    )


def read_otherwise(connection: sqlite3.Connection, since: int) -> dict[str, int]:
    """Source to pages that captures after the one numbered `since` gave another state: a page that
    says what it said before is given none of its own."""
    found = connection.execute(
        "SELECT b.source, count(DISTINCT v.page_sha256) FROM _page_state v "
        "JOIN _board b ON b.id = v.board_id "
        f"WHERE v.snapshot_id > ? AND b.source <> '{DERIVED_SOURCE}' GROUP BY 1 ORDER BY 1",
        (since,),
    )
    return dict(found.fetchall())


def boards_of(connection: sqlite3.Connection, source: str, sha256: str) -> set[BoardKey]:
    """The boards that a page of `source` ever gave a state."""
    found = connection.execute(
        "SELECT DISTINCT b.fact_table, b.source, b.board, b.category FROM _page_state v "
        "JOIN _board b ON b.id = v.board_id WHERE v.page_sha256 = ? AND b.source = ?",
        (sha256, source),
    )
    return {BoardKey(*key) for key in found}


def page_shas(connection: sqlite3.Connection) -> list[str]:
    """Hash of every page that the archive must hold."""
    return [sha for (sha,) in connection.execute("SELECT sha256 FROM _page ORDER BY sha256")]


def first_recorded(connection: sqlite3.Connection) -> str | None:
    """The first instant of which this warehouse knows anything."""
    found = connection.execute("SELECT min(recorded_at) FROM _snapshot").fetchone()[0]
    return None if found is None else str(found)


def last_recorded(connection: sqlite3.Connection) -> str | None:
    """When this warehouse last recorded a capture, what it derived among them, or what happened to
    a number; None: never."""
    both = "SELECT recorded_at FROM _snapshot UNION ALL SELECT recorded_at FROM _event"
    found = connection.execute(f"SELECT max(recorded_at) FROM ({both})").fetchone()[0]
    return None if found is None else str(found)


def last_snapshot(connection: sqlite3.Connection) -> tuple[int, str | None]:
    """Id of the newest snapshot and when any was recorded last (UTC clock); (0, None) for none."""
    number, at = connection.execute(
        "SELECT coalesce(max(id), 0), max(recorded_at) FROM _snapshot"
    ).fetchone()
    return int(number), at


def newest_vintage(connection: sqlite3.Connection) -> int:
    """Id of the vintage that was written last; 0 before the first. What says the same again writes
    none."""
    found = connection.execute("SELECT coalesce(max(id), 0) FROM _page_state").fetchone()[0]
    return int(found)


def given_since(connection: sqlite3.Connection, last: int, day: str, today: str) -> sqlite3.Cursor:
    """What boards were given after snapshot `last` of `day` and up to `today` (ISO): by new pages
    (`new`), by those whose day came (`due`), and by pages that came again (`again`). Fact table,
    names of the board, day, which of the three, and what the vintage says."""
    limits = {"last": last, "day": day, "today": today, "ours": DERIVED_SOURCE}
    return connection.execute(_GIVEN, limits)


def first_seen_since(connection: sqlite3.Connection, last: int) -> dict[str, str]:
    """Source to the first day on which it was fetched after snapshot `last`."""
    found = connection.execute(
        "SELECT source, min(date(seen_at)) FROM _snapshot WHERE id > ? AND source <> ? "
        "GROUP BY source",
        (last, DERIVED_SOURCE),
    )
    return dict(found.fetchall())


_GIVEN = """
SELECT b.fact_table, b.source, b.board, b.category, g.on_date, g.how, v.own_date, v.state_id,
       v.basis, v.restated, v.floor, coalesce(v.leads, ''), s.held
FROM (
  SELECT DISTINCT id, published_on AS on_date, iif(snapshot_id = reading, 'new', 'again') AS how
  FROM _vintage v
  WHERE snapshot_id > :last AND published_on <= :today AND (snapshot_id = reading OR NOT own_date)
  UNION ALL
  SELECT v.id, v.published_on, 'due' FROM _board o CROSS JOIN _page_state v ON v.board_id = o.id
    AND v.published_on > :day AND v.published_on <= :today
  WHERE o.source <> :ours AND v.snapshot_id <= :last
) g
JOIN _page_state v ON v.id = g.id JOIN _board b ON b.id = v.board_id
JOIN _state s ON s.id = v.state_id
WHERE b.source <> :ours
"""


def sources_of_history(connection: sqlite3.Connection, after: int, late: timedelta) -> int:
    """How many sources brought, after snapshot `after`, a page recorded `late` after its capture.

    Neither what ships with the product nor what is derived counts.
    """
    found = connection.execute(
        "SELECT count(DISTINCT source) FROM _snapshot WHERE id > ? "
        f"AND page_sha256 IS NOT NULL AND source <> '{DERIVED_SOURCE}' "
        "AND url NOT LIKE 'package:%' AND julianday(recorded_at) - julianday(seen_at) > ?",
        (after, late / timedelta(days=1)),
    ).fetchone()
    return int(found[0])


def vintage_origin(connection: sqlite3.Connection, vintage_id: int) -> Row | None:
    """Where a vintage comes from: board, page, address, times, and what the rules said."""
    found = rows(
        connection,
        "SELECT b.source, b.board, b.category, v.published_on, v.seen_at, v.recorded_at, "
        "v.page_sha256, v.restated, v.basis, v.own_date, n.url, n.status, n.code_version, "
        "n.rules, n.warnings, n.rows_quarantined FROM _page_state v "
        "JOIN _board b ON b.id = v.board_id JOIN _snapshot n ON n.id = v.snapshot_id "
        "WHERE v.id = ?",
        (vintage_id,),
    )
    return found[0] if found else None


def pages_of(connection: sqlite3.Connection, vintages: Iterable[int]) -> dict[int, Row]:
    """Vintage id to its board and page.

    Keys: id, board_id, source, board, category, url, published_on, seen_at, sha256.
    """
    found = rows(
        connection,
        "SELECT v.id, v.board_id, b.source, b.board, b.category, n.url, v.published_on, v.seen_at, "
        "v.page_sha256 AS sha256 FROM _page_state v JOIN _board b ON b.id = v.board_id "
        "JOIN _snapshot n ON n.id = v.snapshot_id "
        "WHERE v.id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(vintages))),),
    )
    return {row["id"]: row for row in found}


def citation(connection: sqlite3.Connection, vintage_id: int, entry: str) -> str | None:
    """The address that a row of a shipped page cites; any other page is itself the source."""
    found = connection.execute(
        "SELECT f.source_url FROM _page_state v JOIN _state s ON s.id = v.state_id "
        "JOIN _snapshot n ON n.id = v.snapshot_id AND n.url LIKE 'package:%' "
        "JOIN json_each(s.runs) run JOIN _score f ON f.board_id = v.board_id AND f.entry = ? "
        "AND f.id BETWEEN run.value ->> 0 AND run.value ->> 1 "
        "WHERE v.id = ? AND f.source_url IS NOT NULL",
        (entry, vintage_id),
    ).fetchone()
    return str(found[0]) if found else None
