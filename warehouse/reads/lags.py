"""Lags: change points, as they were derived."""

from __future__ import annotations

import sqlite3

from terms import boards
from warehouse.connection import Row, rows
from warehouse.reads.derived import derived_rows
from warehouse.schema.derived import LAG


def lag_segments(
    connection: sqlite3.Connection, openness_rule: str, series: str | None = None
) -> list[Row]:
    """Change points of the lag, by series and first day; `series` None: of the newest derivation.

    `through` is the last day derived; `published_until` the published date of the newest vintage
    behind a row.
    """
    category = boards.category("lag", openness_rule)
    return [
        {
            **{name: row[name] for name in row if name not in ("rule", "clock")},
            "series": row["board"],
            "published_until": row["seen_on"],
        }
        for row in derived_rows(connection, LAG, board=series, category=category)
    ]


def lags_now(connection: sqlite3.Connection, openness_rule: str) -> list[Row]:
    """Rows of lag_now under one openness rule."""
    return rows(connection, "SELECT * FROM lag_now WHERE openness_rule = ?", (openness_rule,))


def last_changes(
    connection: sqlite3.Connection, series: str | None = None
) -> dict[tuple[str, str], str]:
    """(Series, openness rule) to the day to which parity_now has data: of a series that has ended,
    the day on which a leader of either class, or its score, last changed."""
    found = connection.execute(
        "SELECT series, openness_rule, data_on FROM parity_now WHERE coalesce(series = ?, 1)",
        (series,),
    )
    return {(name, rule): on for name, rule, on in found}
