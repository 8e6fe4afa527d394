"""What became of asking the sources: their health, refused pages, rules broken, quarantine.

A page counts as refused while the newest snapshot of its address that brought a page was refused.
"""

import sqlite3
from itertools import groupby
from operator import itemgetter

from warehouse.connection import Row, rows
from warehouse.schema.derived import DERIVED_SOURCE


def health(connection: sqlite3.Connection) -> list[Row]:
    """Rows of source_health, by source."""
    return rows(connection, "SELECT * FROM source_health ORDER BY source")


def last_snapshots(connection: sqlite3.Connection) -> list[Row]:
    """Per source: last outcome and cause, last good snapshot, since when it fails, newest date."""
    return rows(
        connection,
        "WITH last AS (SELECT s.*, row_number() OVER (PARTITION BY source "
        "ORDER BY seen_at DESC, id DESC) AS place FROM _snapshot s), "
        "newest AS (SELECT b.source, max(v.published_on) AS published_on FROM _vintage v "
        "JOIN _board b ON b.id = v.board_id GROUP BY b.source) "
        "SELECT l.source, l.outcome AS last_outcome, l.cause, l.seen_at AS last_seen_at, "
        "g.last_good_at, n.published_on AS newest_on, (SELECT min(f.seen_at) "
        "FROM _snapshot f WHERE f.source = l.source AND f.outcome = 'unreachable' "
        "AND f.seen_at > coalesce(g.last_good_at, '')) AS failing_since "
        "FROM last l LEFT JOIN source_health g ON g.source = l.source "
        "LEFT JOIN newest n ON n.source = l.source "
        f"WHERE l.place = 1 AND l.source <> '{DERIVED_SOURCE}' ORDER BY l.source",
    )


def refused_pages(connection: sqlite3.Connection) -> list[Row]:
    """Addresses whose newest answer was refused and no other page of the source came since.

    Sources with one address per day (dated files) are judged by their newest look: an old file
    that was refused is history once a newer one was accepted.
    """
    return rows(
        connection,
        "WITH answer AS (SELECT s.*, row_number() OVER (PARTITION BY source, url "
        "ORDER BY seen_at DESC, id DESC) AS place FROM _snapshot s "
        "WHERE outcome IN ('recorded', 'unchanged', 'refused')) "
        "SELECT a.source, a.url, a.cause, a.rules, a.seen_at AS since FROM answer a "
        "WHERE a.place = 1 AND a.outcome = 'refused' AND NOT EXISTS ("
        "SELECT 1 FROM _snapshot later WHERE later.source = a.source "
        "AND later.outcome IN ('recorded', 'unchanged') "
        "AND date(later.seen_at) > date(a.seen_at)) ORDER BY a.source, a.url",
    )


def unread_files(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Source to what its newest accepted pages were left unread of, in the words of its parser.

    As the newest reading of each page says; what a page merely has more than before is not told.
    """
    found = rows(
        connection,
        "WITH answer AS (SELECT source, page_sha256, row_number() OVER (PARTITION BY source, url "
        "ORDER BY seen_at DESC, id DESC) AS place FROM _snapshot "
        "WHERE outcome IN ('recorded', 'unchanged')) "
        "SELECT DISTINCT a.source, line.value AS line FROM answer a JOIN _snapshot s ON s.id = ("
        "SELECT max(r.id) FROM _snapshot r WHERE r.source = a.source "
        "AND r.page_sha256 = a.page_sha256 AND coalesce(r.reading, r.id) = r.id), "
        "json_each(s.warnings) line "
        "WHERE a.place = 1 AND line.value LIKE 'left unread%' ORDER BY 1, 2",
    )
    return {key: [row["line"] for row in own] for key, own in groupby(found, itemgetter("source"))}


_IN_FORCE = """
SELECT now.snapshot_id FROM _board b CROSS JOIN _vintage_now now ON now.board_id = b.id
WHERE b.source = coalesce(:source, b.source)
"""


def broken_in_force(connection: sqlite3.Connection, source: str | None = None) -> list[Row]:
    """source, rule, unexpected and since of every rule that pages in force broke, by source.

    Pages that were judged together carry the same findings: `unexpected` are the most rows of one
    page, `since` is when the first was seen.
    """
    return rows(
        connection,
        "SELECT s.source, b.key AS rule, max(b.value) AS unexpected, min(s.seen_at) AS since "
        f"FROM _snapshot s, json_each(s.rules, '$.broken') b WHERE s.id IN ({_IN_FORCE}) "
        "GROUP BY 1, 2 ORDER BY 1, 4, 2",
        {"source": source},
    )


def quarantined_in_force(connection: sqlite3.Connection, source: str, limit: int) -> list[Row]:
    """Up to `limit` rows quarantined of the pages in force, in order of arrival."""
    return rows(
        connection,
        "SELECT fact_table, board, category, entry, reason, row FROM quarantine "
        "WHERE page_sha256 IN (SELECT page_sha256 FROM _snapshot WHERE rows_quarantined > 0 "
        f"AND id IN ({_IN_FORCE})) ORDER BY id LIMIT :limit",
        {"source": source, "limit": limit},
    )
