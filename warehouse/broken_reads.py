"""What the list of broken things reads: last looks, refused pages, rules broken on pages in force.

A page counts as refused while the newest look at its address that brought a page was refused.
"""

from __future__ import annotations

import sqlite3

from warehouse.query import Row, rows


def last_looks(connection: sqlite3.Connection) -> list[Row]:
    """Per source: last outcome and cause, last good look, since when it fails, newest own date."""
    return rows(
        connection,
        "WITH last AS (SELECT s.*, row_number() OVER (PARTITION BY source "
        "ORDER BY seen_at DESC, id DESC) AS place FROM snapshot s), "
        "good AS (SELECT source, last_good_at AS at FROM source_health), "
        "newest AS (SELECT b.source, max(v.published_on) AS published_on FROM vintage v "
        "JOIN board b ON b.id = v.board_id GROUP BY b.source) "
        "SELECT l.source, l.outcome AS last_outcome, l.cause, l.seen_at AS last_seen_at, "
        "g.at AS last_good_at, n.published_on AS newest_on, (SELECT min(f.seen_at) "
        "FROM snapshot f WHERE f.source = l.source AND f.outcome = 'unreachable' "
        "AND f.seen_at > coalesce(g.at, '')) "
        "AS failing_since FROM last l LEFT JOIN good g ON g.source = l.source "
        "LEFT JOIN newest n ON n.source = l.source "
        "WHERE l.place = 1 AND l.source <> 'gapwatch' ORDER BY l.source",
    )


def refused_pages(connection: sqlite3.Connection) -> list[Row]:
    """Addresses whose newest answer was refused and no other page of the source came since.

    Sources with one address per day (dated files) are judged by their newest look: an old file
    that was refused is history once a newer one was accepted.
    """
    return rows(
        connection,
        "WITH answer AS (SELECT s.*, row_number() OVER (PARTITION BY source, url "
        "ORDER BY seen_at DESC, id DESC) AS place FROM snapshot s "
        "WHERE outcome IN ('recorded', 'unchanged', 'refused')) "
        "SELECT a.source, a.url, a.cause, a.rules, a.seen_at AS since FROM answer a "
        "WHERE a.place = 1 AND a.outcome = 'refused' AND NOT EXISTS ("
        "SELECT 1 FROM snapshot later WHERE later.source = a.source "
        "AND later.outcome IN ('recorded', 'unchanged') "
        "AND date(later.seen_at) > date(a.seen_at)) ORDER BY a.source, a.url",
    )


def judged_in_force(connection: sqlite3.Connection) -> list[Row]:
    """source, url, seen_at and rules (JSON) of judged looks that brought a newest vintage."""
    return rows(
        connection,
        "SELECT DISTINCT n.source, n.url, n.seen_at, n.rules FROM vintage_now v "
        "JOIN snapshot n ON n.id = v.snapshot_id WHERE n.rules IS NOT NULL "
        "ORDER BY n.source, n.seen_at",
    )


def gaps_now(connection: sqlite3.Connection, rule: str) -> dict[str, Row]:
    """Series to its row of gap_daily on the newest issued day, under one openness rule."""
    found = rows(
        connection,
        "SELECT series, gap, unresolved_above, vintage_on, age_days FROM gap_daily "
        "WHERE openness_rule = ? AND on_date = (SELECT max(v.published_on) FROM vintage_now v "
        "JOIN board b ON b.id = v.board_id WHERE b.fact_table = 'gap')",
        (rule,),
    )
    return {row["series"]: row for row in found}
