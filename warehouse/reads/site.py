"""What the pages of the site ask besides the gaps: plain rows, one function for each question.

Every function takes the connection of a warehouse and reads only. Derived rows come as change
points of the newest issue of their table, never as daily rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from warehouse import connection as query
from warehouse.schema.tables import DERIVED
from warehouse.views.issued import of_newest_issue

Row = dict[str, Any]

_RECORDED_BY = """
SELECT id, board_id, state_id, seen_at, published_on, coalesce(inputs_on, published_on) AS inputs_on
FROM (
  SELECT v.*, row_number() OVER (
    PARTITION BY v.board_id
    ORDER BY v.published_on DESC, v.restated, v.seen_at DESC, v.page_sha256 DESC, v.id DESC
  ) AS place
  FROM vintage v WHERE v.recorded_at <= :recorded
) WHERE place = 1
"""


def _issued(table: str, vintages: str = "SELECT * FROM vintage_now") -> str:
    return (
        f"WITH now AS ({vintages}) "
        "SELECT b.board, b.category, now.inputs_on, now.published_on AS through, f.* FROM now "
        f"JOIN board b ON b.id = now.board_id AND b.fact_table = '{table}' "
        "JOIN state s ON s.id = now.state_id, json_each(s.runs) run "
        f"JOIN {table} f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1 "
        f"WHERE {of_newest_issue(table, 'now')} "
        "ORDER BY b.board, b.category, f.entry"
    )


def change_points(connection: sqlite3.Connection, table: str) -> list[Row]:
    """Rows of a derived table in its newest issue, by board, category and day.

    `board` and `category` are the board's own; `entry` is the first day a segment holds; `through`
    the last day issued. Raises KeyError for a table that gapwatch does not issue.
    """
    if table not in {item.name for item in DERIVED}:
        raise KeyError(table)
    return query.rows(connection, _issued(table))


def gaps_issued_by(connection: sqlite3.Connection, recorded: str) -> list[Row]:
    """The newest row of every gap board as it had been issued by the stored time `recorded`.

    Empty when nothing had been issued by then.
    """
    rows = query.rows(connection, _issued("gap", _RECORDED_BY), {"recorded": recorded})
    last = {(row["board"], row["category"]): row for row in rows}
    return list(last.values())


def claims_issued_by(connection: sqlite3.Connection, recorded: str) -> dict[str, str]:
    """Key of each claim's reading to its verdict as issued by the stored time `recorded`."""
    rows = query.rows(connection, _issued("claim", _RECORDED_BY), {"recorded": recorded})
    return {row["entry"]: row["verdict"] for row in rows}


def estimates(connection: sqlite3.Connection) -> list[Row]:
    """Rows of view estimate_now by measure, series and variant; `detail` decoded from JSON."""
    rows = query.rows(
        connection, "SELECT * FROM estimate_now ORDER BY measure, coalesce(series, ''), variant"
    )
    return [{**row, "detail": json.loads(row["detail"])} for row in rows]


def claims(connection: sqlite3.Connection) -> list[Row]:
    """Rows of view claim_now by claim and reading; `evidence` decoded from JSON."""
    rows = query.rows(connection, "SELECT * FROM claim_now ORDER BY id, reading")
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


def pages_of(connection: sqlite3.Connection, vintages: Iterable[int]) -> dict[int, Row]:
    """Vintage id to its board and page.

    Keys: board_id, source, board, category, url, published_on, seen_at, sha256.
    """
    rows = query.rows(
        connection,
        "SELECT v.id, v.board_id, b.source, b.board, b.category, n.url, v.published_on, v.seen_at, "
        "v.page_sha256 AS sha256 FROM vintage v JOIN board b ON b.id = v.board_id "
        "JOIN snapshot n ON n.id = v.snapshot_id "
        "WHERE v.id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(vintages))),),
    )
    return {row["id"]: row for row in rows}


def citations(connection: sqlite3.Connection) -> dict[tuple[int, str], str]:
    """(Board id, entry) to the page that the newest row of a curated entry cites."""
    rows = connection.execute(
        "SELECT board_id, entry, source_url FROM score WHERE source_url IS NOT NULL ORDER BY id"
    )
    return {(row[0], row[1]): row[2] for row in rows}


def price_moves(connection: sqlite3.Connection, since: str) -> list[Row]:
    """List prices whose present value is in force since a day after `since` (ISO), newest first.

    One row per offering and mode in USD of providers that state the day, each with the price
    before it; offerings without an earlier price are new and carry None.
    """
    return query.rows(
        connection,
        "WITH priced AS (SELECT source, provider, offering, mode, model_name, input_per_mtok, "
        "output_per_mtok, effective_on, "
        "lag(input_per_mtok) OVER was AS input_before, "
        "lag(output_per_mtok) OVER was AS output_before, "
        "row_number() OVER (PARTITION BY source, provider, offering, mode, currency "
        "ORDER BY effective_on DESC) AS newest "
        "FROM price_in_force WHERE currency = 'USD' AND effective_on IS NOT NULL "
        "AND effective_on <= (SELECT on_date FROM today) AND withdrawn_on IS NULL "
        "WINDOW was AS (PARTITION BY source, provider, offering, mode, currency "
        "ORDER BY effective_on)) "
        "SELECT * FROM priced WHERE newest = 1 AND effective_on > ? "
        "AND input_before IS NOT NULL "
        "AND (input_before <> input_per_mtok OR output_before <> output_per_mtok) "
        "ORDER BY effective_on DESC, source, provider, offering, mode",
        (since,),
    )


def events(connection: sqlite3.Connection, limit: int = 200) -> list[Row]:
    """Rows of table `event` that were told, newest first: history and marks are left out."""
    return query.rows(
        connection,
        "SELECT * FROM event WHERE is_quiet = 0 AND kind <> 'examined' ORDER BY id DESC LIMIT ?",
        (limit,),
    )


def sources_of_series(connection: sqlite3.Connection) -> list[Row]:
    """Source, board and category of every score board with its newest published date and page."""
    return query.rows(
        connection,
        "SELECT b.source, b.board, b.category, now.published_on, now.seen_at, n.url, "
        "s.row_count AS rows FROM vintage_now now JOIN board b ON b.id = now.board_id "
        "AND b.fact_table = 'score' JOIN snapshot n ON n.id = now.snapshot_id "
        "JOIN state s ON s.id = now.state_id ORDER BY 1, 2, 3",
    )
