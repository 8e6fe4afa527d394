"""What the report asks the warehouse: plain rows, one function for each question.

Every function takes the connection of a warehouse and reads only. Change points come from the
newest issue of a board: no daily row is ever read or embedded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from warehouse import history, query, site_reads

Row = dict[str, Any]

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
        for row in site_reads.change_points(connection, "gap")
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
    vintage = history.vintage(connection, vintage_id)
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
    rows = history.state_of(connection, vintage).rows
    return [{**row, **page} for row in rows if row["entry"] in entries]


def quarantine_reasons(connection: sqlite3.Connection) -> list[Row]:
    """Each reason a source's rows were set aside for, with how many rows.

    `entries_of_source` counts the entries of the source that were ever set aside, once each.
    """
    return query.rows(connection, _REASONS)
