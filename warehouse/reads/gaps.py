"""Questions that the command line and the report ask, each one indexed read.

What the report asks the warehouse: plain rows, one function for each question.

Every function takes the connection of a warehouse and reads only. Change points come from the
newest issue of a board: no daily row is ever read or embedded.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence

from warehouse.history import read as history_read
from warehouse.reads import query
from warehouse.reads import site as reads_site
from warehouse.reads.query import Row, rows


def gaps_on(connection: sqlite3.Connection, rule: str, on_date: str | None = None) -> list[Row]:
    """Rows of gap_daily under one openness rule on a day; None is the newest issued day."""
    return rows(
        connection,
        "SELECT * FROM gap_daily WHERE openness_rule = ? AND on_date = "
        "coalesce(?, (SELECT max(published_on) FROM vintage_now v JOIN board b "
        "ON b.id = v.board_id WHERE b.fact_table = 'gap')) ORDER BY series",
        (rule, on_date),
    )


def gaps_shown(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """Rows of gap_daily on the newest issued day under one openness rule, each with the day it may
    be shown for (`told_on`) and whether that is past (`is_stale`), as view gap_now has them."""
    shown = {row["series"]: row for row in rows(connection, _SHOWN, (rule,))}
    return [
        {**row, **shown[row["series"]]}
        for row in gaps_on(connection, rule)
        if row["series"] in shown
    ]


_SHOWN = """
SELECT series, shown_on AS told_on, is_stale FROM gap_now WHERE openness_rule = ?
"""


def gap_on(connection: sqlite3.Connection, series: str, rule: str, on_date: str) -> Row | None:
    """The row of gap_daily of one series on a day, or None when nothing was issued for it."""
    found = rows(
        connection,
        "SELECT * FROM gap_daily WHERE series = ? AND openness_rule = ? AND on_date = ?",
        (series, rule, on_date),
    )
    return found[0] if found else None


def gap_segments(connection: sqlite3.Connection, series: str, rule: str) -> list[Row]:
    """The issued change points of one series under one rule, oldest first."""
    return rows(
        connection,
        "SELECT f.*, now.published_on AS through FROM vintage_now now "
        "JOIN board b ON b.id = now.board_id "
        "AND b.fact_table = 'gap' AND b.board = ? AND b.category = ? "
        "JOIN state s ON s.id = now.state_id, json_each(s.runs) run "
        "JOIN gap f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1 ORDER BY f.entry",
        (series, rule),
    )


def leaders(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """Rows of frontier_now under one openness rule, by series and class."""
    return rows(
        connection,
        "SELECT * FROM frontier_now WHERE openness_rule = ? ORDER BY series, class",
        (rule,),
    )


def vintage_origin(connection: sqlite3.Connection, vintage_id: int) -> Row | None:
    """Where a vintage comes from: board, page, address, times, and what the rules said."""
    found = rows(
        connection,
        "SELECT b.source, b.board, b.category, v.published_on, v.seen_at, v.recorded_at, "
        "v.page_sha256, v.restated, v.basis, v.own_date, n.url, n.status, n.code_version, "
        "n.rules, n.warnings, n.rows_quarantined FROM vintage v "
        "JOIN board b ON b.id = v.board_id JOIN snapshot n ON n.id = v.snapshot_id "
        "WHERE v.id = ?",
        (vintage_id,),
    )
    return found[0] if found else None


_OPENNESS_ON = """
SELECT model, openness, licence, valid_from, valid_until, evidence, checked_on
FROM openness_in_force
WHERE valid_from <= ?1 AND coalesce(valid_until, '9999') > ?1
"""


def openness_on(connection: sqlite3.Connection, model: str, on_date: str) -> Row | None:
    """The registry's openness of a model on a day, with licence and evidence."""
    found = rows(connection, f"{_OPENNESS_ON} AND model = ?2", (on_date, model))
    return found[0] if found else None


def opennesses_on(connection: sqlite3.Connection, on_date: str) -> dict[str, Row]:
    """`openness_on` of every model; one without evidence on that day is absent."""
    return {row["model"]: row for row in rows(connection, _OPENNESS_ON, (on_date,))}


def unmatched(connection: sqlite3.Connection) -> list[Row]:
    """Spellings on current boards and price lists that the registry does not know, by count."""
    return rows(
        connection,
        "SELECT 'score' AS fact_table, source, model_name, count(*) AS entries, "
        "group_concat(DISTINCT board) AS boards FROM score_now "
        "WHERE model IS NULL AND model_name IS NOT NULL GROUP BY source, model_name "
        "UNION ALL SELECT 'price', source, model_name, count(*), group_concat(DISTINCT provider) "
        "FROM price_now WHERE model IS NULL GROUP BY source, model_name "
        "ORDER BY entries DESC, source, model_name",
    )


def first_spelled(connection: sqlite3.Connection) -> dict[tuple[str, str, str], str]:
    """Fact table, source and spelling of every score and price ever accepted: its first day.

    The day is the published date of the first state that spells so (ISO).
    """
    found: list[tuple[str, str, str, str]] = []
    for table in ("score", "price"):
        found += connection.execute(
            "SELECT b.fact_table, b.source, f.model_name, min(v.published_on) "
            "FROM (SELECT state_id, min(published_on) AS published_on FROM vintage "
            "GROUP BY state_id) v JOIN state s ON s.id = v.state_id "
            "JOIN board b ON b.id = s.board_id, json_each(s.runs) run "
            f"JOIN {table} f ON f.id BETWEEN json_extract(run.value, '$[0]') "
            "AND json_extract(run.value, '$[1]') "
            f"WHERE b.fact_table = '{table}' AND f.model_name IS NOT NULL GROUP BY 1, 2, 3"
        )
    return {(table, source, name): day for table, source, name, day in found}


def price_names(connection: sqlite3.Connection) -> list[Row]:
    """Source, spelling and model of every price in force; `model` is None when nothing matches."""
    return rows(connection, "SELECT source, model_name, model FROM price_now ORDER BY 1, 2")


def matched_counts(connection: sqlite3.Connection) -> list[Row]:
    """Current rows per source and table, and how many of them match a model."""
    return rows(
        connection,
        "SELECT 'score' AS fact_table, source, count(*) AS entries, count(model) AS matched, "
        "count(model_name) AS named FROM score_now GROUP BY source "
        "UNION ALL SELECT 'price', source, count(*), count(model), count(model_name) "
        "FROM price_now GROUP BY source ORDER BY 1 DESC, 2",
    )


def health(connection: sqlite3.Connection) -> list[Row]:
    """Rows of source_health, by source."""
    return rows(connection, "SELECT * FROM source_health ORDER BY source")


def first_recorded(connection: sqlite3.Connection) -> str | None:
    """The first instant of which this warehouse knows anything."""
    found = connection.execute("SELECT min(recorded_at) FROM snapshot").fetchone()[0]
    return None if found is None else str(found)


def page_shas(connection: sqlite3.Connection) -> list[str]:
    """Hash of every page that the archive must hold."""
    return [sha for (sha,) in connection.execute("SELECT sha256 FROM page ORDER BY sha256")]


def looks_read_otherwise(
    connection: sqlite3.Connection, code_version: str, source: str | None = None
) -> list[Row]:
    """Looks with a page that this version of the code has not read yet, in order of arrival."""
    return rows(
        connection,
        "SELECT source, url, seen_at, max(status) AS status, max(etag) AS etag, "
        "max(last_modified) AS last_modified, page_sha256 FROM snapshot "
        "WHERE page_sha256 IS NOT NULL AND source <> 'gapwatch' AND coalesce(source = ?2, 1) "
        "GROUP BY source, url, seen_at, page_sha256 HAVING sum(code_version = ?1) = 0 "
        "ORDER BY min(id)",
        (code_version, source),
    )


def looks_with_pages(connection: sqlite3.Connection) -> Iterator[Row]:
    """Every look that brought a page, in order of arrival; derived issues left out."""
    yield from rows(
        connection,
        "SELECT source, url, seen_at, status, etag, last_modified, page_sha256 FROM snapshot "
        "WHERE page_sha256 IS NOT NULL AND source <> 'gapwatch' ORDER BY id",
    )


def content_hash(connection: sqlite3.Connection) -> str:
    """Hash of everything that boards said: every vintage with its position and its state.

    Ids and recorded times are left out, so that a rebuild from the same pages by the same code
    gives the same hash.
    """
    digest = hashlib.sha256()
    found = connection.execute(
        "SELECT b.fact_table, b.source, b.board, b.category, v.published_on, v.restated, "
        "v.seen_at, v.page_sha256, v.basis, s.sha256 FROM vintage v "
        "JOIN board b ON b.id = v.board_id JOIN state s ON s.id = v.state_id "
        "WHERE b.source <> 'gapwatch' ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    )
    for row in found:
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def faults(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with the file; empty when nothing is."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"broken reference: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    return found


_REASONS = """
WITH aside AS (
  SELECT source, reason,
         json_array(source, fact_table, board, category, entry) AS whose
  FROM quarantine
),
source_total AS (
  SELECT source, count(DISTINCT whose) AS entries_of_source FROM aside GROUP BY source
)
SELECT a.source, a.reason, count(*) AS rows, t.entries_of_source
FROM aside a JOIN source_total t ON t.source = a.source
GROUP BY a.source, a.reason ORDER BY a.source, rows DESC, a.reason
"""


def gap_change_points(connection: sqlite3.Connection) -> list[Row]:
    """Rows of table `gap` in their series' newest issue, by series, rule and first day.

    `entry` is the first day a row holds; `through` the last day issued; `published_until` the
    published date of the newest page that the row rests on.
    """
    return [
        {
            **row,
            "series": row["board"],
            "openness_rule": row["category"],
            "published_until": row["vintage_on"] or row["inputs_on"],
        }
        for row in reads_site.change_points(connection, "gap")
    ]


def leading_since(connection: sqlite3.Connection) -> dict[tuple[str, str, str], str]:
    """(series, openness rule, class) to the first day of the present leader's lead."""
    rows = connection.execute("SELECT series, openness_rule, class, since FROM frontier_now")
    return {(row[0], row[1], row[2]): row[3] for row in rows if row[3]}


def model_names(connection: sqlite3.Connection) -> dict[str, Row]:
    """Canonical model id to its `name`, `maker_name` and `released_on` by the registry."""
    rows = connection.execute("SELECT entry, name, maker_name, released_on FROM model_in_force")
    return {row[0]: {"name": row[1], "maker_name": row[2], "released_on": row[3]} for row in rows}


def origins(connection: sqlite3.Connection, vintage_id: int, entries: Sequence[str]) -> list[Row]:
    """Where the rows of `entries` in one vintage come from: row, page, address and times.

    A held entry gives the row it keeps. Raises KeyError for an unknown vintage.
    """
    vintage = history_read.vintage(connection, vintage_id)
    look = connection.execute(
        "SELECT n.url, n.code_version FROM vintage v JOIN snapshot n ON n.id = v.snapshot_id "
        "WHERE v.id = ?",
        (vintage_id,),
    ).fetchone()
    page = {
        "source": vintage.key.source,
        "board": vintage.key.board,
        "category": vintage.key.category,
        "published_on": vintage.published_on,
        "seen_at": vintage.seen_at,
        "recorded_at": vintage.recorded_at,
        "page_sha256": vintage.page_sha256,
        "url": look[0],
        "read_by": look[1],
    }
    rows = history_read.state_of(connection, vintage).rows
    return [{**row, **page} for row in rows if row["entry"] in entries]


def quarantine_reasons(connection: sqlite3.Connection) -> list[Row]:
    """Each reason a source's rows were set aside for, with how many rows.

    `entries_of_source` counts the entries of the source that were ever set aside, once each.
    """
    return query.rows(connection, _REASONS)
