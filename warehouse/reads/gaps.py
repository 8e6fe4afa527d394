"""Gaps, lags and frontiers: of a day, and as change points.

No daily row is read where change points say the same.
"""

import sqlite3
from collections.abc import Iterator

from warehouse.connection import Row, rows
from warehouse.history.read import by_published_date
from warehouse.history.vintages import Vintage
from warehouse.reads.derived import derived_rows
from warehouse.reads.models import openness_on
from warehouse.reads.pages import citation, vintage_origin
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import GAP, LAG


def gaps_now(connection: sqlite3.Connection, rule: str) -> dict[str, Row]:
    """Series to its row of gap_now under one openness rule."""
    return {row["series"]: row for row in statistics(connection, "gap_now", openness_rule=rule)}


def saturated_since(connection: sqlite3.Connection) -> dict[str, str]:
    """Series whose data set is saturated to the day since which it is."""
    asked = "SELECT series, saturated_since FROM _series WHERE saturated_since IS NOT NULL"
    return dict(connection.execute(asked).fetchall())


def gap_on(connection: sqlite3.Connection, series: str, rule: str, on_date: str) -> Row | None:
    """The row of gap_daily of one series on a day, or None when nothing was derived for it."""
    found = statistics(connection, "gap_daily", series=series, openness_rule=rule, on_date=on_date)
    return found[0] if found else None


def leader_origin(connection: sqlite3.Connection, row: Row, side: str, on_date: str) -> Row | None:
    """The leader of one side of a gap row: entry, value, the page that it cites, openness on a day,
    and where its own page came from; None when the class had no entry."""
    entry, vintage = row[f"{side}_entry"], row[f"{side}_vintage"]
    if entry is None:
        return None
    return {
        "entry": entry,
        "model": row[f"{side}_model"],
        "value": row[f"{side}_value"],
        "stderr": row[f"{side}_stderr"],
        "source_url": citation(connection, vintage, entry),
        "openness": openness_on(connection, row[f"{side}_model"], on_date),
        "origin": vintage_origin(connection, vintage),
    }


def gap_segments(
    connection: sqlite3.Connection, series: str | None = None, rule: str = "*"
) -> list[Row]:
    """Change points of the gap, by series, rule and first day; None: of the newest derivation.

    `entry` is the first day a row holds; `through` the last day derived; `published_until` the
    published date of the newest page behind the row.
    """
    return [
        {
            **row,
            "series": row["board"],
            "openness_rule": row["category"],
            "published_until": row["seen_on"],
        }
        for row in derived_rows(connection, GAP, board=series, rule=rule)
    ]


def lag_segments(connection: sqlite3.Connection, rule: str, series: str | None = None) -> list[Row]:
    """The same of the lag, as its table has them."""
    return derived_rows(connection, LAG, board=series, rule=rule)


def gaps_derived(
    connection: sqlite3.Connection, series: str
) -> Iterator[tuple[Vintage, list[Row]]]:
    """Every day's derivation of a series' gap boards, by board and day: its change points, the last
    by that day and later ones.

    Of several derivations of one day the last counts. A state that many days share is read once.
    """
    states: dict[int, list[Row]] = {}
    for vintage in by_published_date(connection, fact_table=GAP.name, board=series):
        if vintage.state_id not in states:
            asked = (vintage.state_id, vintage.published_on)
            states[vintage.state_id] = rows(connection, _STATE, asked)
        yield vintage, states[vintage.state_id]


_STATE = """
WITH said AS MATERIALIZED (
  SELECT f.entry, f.closed_model, f.open_model, f.gap, f.gap_low, f.gap_high, f.closed_vintage,
    f.open_vintage
  FROM _state s, json_each(s.runs) run
  JOIN _gap f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
  WHERE s.id = ?1
)
SELECT * FROM said
WHERE entry >= coalesce((SELECT max(entry) FROM said WHERE entry <= ?2), '') ORDER BY entry
"""


def open_leaders(connection: sqlite3.Connection, series: str) -> dict[str, list[tuple[str, str]]]:
    """Under each openness rule who led the open class of a series (None: nobody), each with the
    first day, by day."""
    asked = "SELECT category, entry, open_model FROM _gap_in_force WHERE board = ? ORDER BY 1, 2"
    led: dict[str, list[tuple[str, str]]] = {}
    for rule, on, model in connection.execute(asked, (series,)):
        steps = led.setdefault(rule, [])
        if not steps or steps[-1][1] != model:
            steps.append((on, model))
    return led
