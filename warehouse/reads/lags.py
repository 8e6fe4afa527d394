"""Questions about lags: what was issued, and when boards first listed their entries.

Every function takes the connection of a warehouse and reads only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from warehouse.connection import Row, rows
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.views.issued import of_newest_issue

_FIRST_LISTED = """
WITH first AS MATERIALIZED (
  SELECT v.state_id, min(v.published_on) AS on_date
  FROM vintage v JOIN board b ON b.id = v.board_id AND b.fact_table = 'score'
  WHERE {bounds} GROUP BY v.state_id
),
runs AS MATERIALIZED (
  SELECT run.value ->> 0 AS low, run.value ->> 1 AS high, min(first.on_date) AS on_date
  FROM first JOIN state s ON s.id = first.state_id, json_each(s.runs) run
  GROUP BY 1, 2
)
SELECT b.source, b.board, b.category, f.model_name, min(runs.on_date) AS on_date
FROM runs JOIN score f ON f.id BETWEEN runs.low AND runs.high JOIN board b ON b.id = f.board_id
WHERE f.model_name IS NOT NULL
GROUP BY b.source, b.board, b.category, f.model_name
ORDER BY 1, 2, 3, 4
"""

_SEGMENTS = f"""
SELECT b.board AS series, b.category, f.*, now.published_on AS through,
       coalesce(f.vintage_on, now.inputs_on) AS published_until
FROM vintage_now now
JOIN board b ON b.id = now.board_id AND b.fact_table = 'lag' AND b.category = ?1
  AND (b.board = ?2 OR (?2 IS NULL AND {of_newest_issue("lag")}))
JOIN state s ON s.id = now.state_id, json_each(s.runs) run
JOIN lag f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
ORDER BY series, f.entry
"""


def first_listed(connection: sqlite3.Connection, bounds: Bounds = UNBOUNDED) -> list[Row]:
    """Every spelling on a score board and the published date of the first vintage that lists it.

    A spelling on a board's very first vintage may have been there before.
    """
    condition, limits = bounds.where()
    return rows(connection, _FIRST_LISTED.format(bounds=condition), limits)


def published_days(
    connection: sqlite3.Connection,
    boards: Sequence[tuple[str, str, str]],
    bounds: Bounds = UNBOUNDED,
) -> list[str]:
    """Published dates of the vintages of score boards (source, board, category), by day."""
    condition, limits = bounds.where()
    found: set[str] = set()
    for source, board, category in boards:
        days = connection.execute(
            "SELECT DISTINCT v.published_on FROM vintage v JOIN board b ON b.id = v.board_id "
            "AND b.fact_table = 'score' AND b.source = :source AND b.board = :board "
            f"AND b.category = :category WHERE {condition}",
            {**limits, "source": source, "board": board, "category": category},
        )
        found |= {day for (day,) in days}
    return sorted(found)


def lag_segments(
    connection: sqlite3.Connection,
    openness_rule: str,
    rule: str,
    clock: str,
    series: str | None = None,
) -> list[Row]:
    """Issued change points of the lag, by series and first day; `series` None: those of the
    newest issue.

    `through` is the last day issued; `published_until` the published date of the newest vintage
    behind a row.
    """
    category = f"{openness_rule}|{rule}|{clock}"
    return rows(connection, _SEGMENTS, (category, series))


def issued_series(connection: sqlite3.Connection) -> list[str]:
    """Series of which a lag was ever issued, even one without a row, by name."""
    found = connection.execute(
        "SELECT DISTINCT board FROM board WHERE fact_table = 'lag' ORDER BY board"
    )
    return [str(name) for (name,) in found]


def estimates(connection: sqlite3.Connection, measure: str, series: str | None = None) -> list[Row]:
    """Issued estimates of a measure, by series and variant; `series` None: of every series."""
    return rows(
        connection,
        "SELECT * FROM estimate_now WHERE measure = ? AND coalesce(?, series, '') = "
        "coalesce(series, '') ORDER BY series, variant",
        (measure, series),
    )
