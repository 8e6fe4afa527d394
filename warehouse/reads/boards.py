"""What boards say: how much of it is in force, since when, and what arrived.

Not here: whole states as of a day (`warehouse.history.read`), pages (`warehouse.reads.pages`).
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from warehouse.connection import Row, rows
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Bounds, Vintage
from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.schema.facts import FACTS


def table_counts(connection: sqlite3.Connection) -> dict[str, Row]:
    """How much of every fact table that has a board is in force: `rows` (of the newest vintages),
    `boards`, `vintages`, `newest_published_on`."""
    found = rows(
        connection,
        "SELECT b.fact_table, sum(s.row_count) AS rows, count(*) AS boards, "
        "(SELECT count(*) FROM _vintage v JOIN _board o ON o.id = v.board_id "
        "WHERE o.fact_table = b.fact_table) AS vintages, "
        "max(now.published_on) AS newest_published_on "
        "FROM _vintage_now now JOIN _board b ON b.id = now.board_id "
        "JOIN _state s ON s.id = now.state_id GROUP BY b.fact_table",
    )
    return {row.pop("fact_table"): row for row in found}


def state_hashes(connection: sqlite3.Connection, source: str | None = None) -> dict[str, str]:
    """By fact table: a hash of what its boards say now, of `source` or of all; 16 characters."""
    digests: dict[str, Any] = {}
    for table, *state in connection.execute(
        "SELECT b.fact_table, b.source, b.board, b.category, s.sha256 FROM _vintage_now now "
        "JOIN _board b ON b.id = now.board_id JOIN _state s ON s.id = now.state_id "
        "WHERE b.source = coalesce(:source, b.source) ORDER BY 1, 2, 3, 4",
        {"source": source},
    ):
        digests.setdefault(table, sha256()).update(json.dumps(state).encode())
    return {table: digest.hexdigest()[:16] for table, digest in digests.items()}


def sources_read(connection: sqlite3.Connection) -> list[str]:
    """Names of the sources that a board of this warehouse comes from."""
    found = connection.execute(
        "SELECT DISTINCT source FROM _board WHERE id IN (SELECT board_id FROM _page_state) "
        f"AND source <> '{DERIVED_SOURCE}' ORDER BY source"
    )
    return [name for (name,) in found]


def first_stated(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    bounds: Bounds = UNBOUNDED,
    boards: str = "1",
    asked: Iterable[object] = (),
) -> list[Row]:
    """Every distinct word of a fact table `f` in these columns, with the published date of the
    first vintage that says so (`on_date`), in their order; rows that spell no model are left out.
    `boards`: of which `b` alone, by the JSON list `:asked`.

    A word on a board's very first vintage may have been there before.
    """
    condition, limits = bounds.where()
    named = ", ".join(columns)
    return rows(
        connection,
        f"""
WITH first AS MATERIALIZED (
  -- By ids: SQLite would pass through every vintage of every board.
  SELECT v.state_id, min(v.published_on) AS on_date FROM _vintage v
  WHERE v.board_id IN (SELECT b.id FROM _board b WHERE b.fact_table = '{table}' AND {boards})
    AND {condition}
  GROUP BY v.state_id
),
runs AS MATERIALIZED (
  SELECT run.value ->> 0 AS low, run.value ->> 1 AS high, min(first.on_date) AS on_date
  FROM first JOIN _state s ON s.id = first.state_id, json_each(s.runs) run
  GROUP BY 1, 2
)
SELECT {named}, min(runs.on_date) AS on_date
FROM runs JOIN {FACTS[table].relation} f ON f.id BETWEEN runs.low AND runs.high
JOIN _board b ON b.id = f.board_id
WHERE f.model_name IS NOT NULL GROUP BY {named} ORDER BY {named}
""",
        {**limits, "asked": json.dumps([*asked])},
    )


def first_listed(
    connection: sqlite3.Connection, bounds: Bounds, boards: Iterable[tuple[str, str, str]]
) -> list[Row]:
    """Every spelling on these boards of scores: source, board, category, `model_name`."""
    columns = ("b.source", "b.board", "b.category", "f.model_name")
    listed = "SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(:asked)"
    of_these = f"({', '.join(columns[:3])}) IN ({listed})"
    return first_stated(connection, "score", columns, bounds, of_these, boards)


def arrived(connection: sqlite3.Connection, fact_table: str, after: int) -> list[Vintage]:
    """Vintages of `fact_table` recorded after snapshot `after`, in order of arrival."""
    found = connection.execute(
        "SELECT v.id FROM _page_state v JOIN _board b ON b.id = v.board_id "
        "WHERE b.fact_table = ? AND v.snapshot_id > ? ORDER BY v.id",
        (fact_table, after),
    ).fetchall()
    return [history_read.vintage(connection, number) for (number,) in found]


def same_day(connection: sqlite3.Connection, vintage: Vintage) -> Vintage | None:
    """The last earlier arrival of the board's same own published day from another page, if its
    content differs. The same page read by newer code is a correction of ours, no revision."""
    found = connection.execute(
        "SELECT v.id, v.state_id FROM _page_state v JOIN _page_state me ON me.id = ? "
        "WHERE v.board_id = me.board_id AND v.published_on = me.published_on AND v.id < me.id "
        "AND v.own_date = 1 AND me.own_date = 1 AND v.page_sha256 <> me.page_sha256 "
        "ORDER BY v.id DESC LIMIT 1",
        (vintage.id,),
    ).fetchone()
    if found is None or found[1] == vintage.state_id:
        return None
    return history_read.vintage(connection, found[0])
