"""Reads for the price measures: whole histories of price lists, and what was issued of them.

Facts are shared by the states they are part of, so every price row is read once, however many
looks it was seen in.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse import connection as query
from warehouse.history.read import NEWEST_FIRST
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.views.issued import of_newest_issue

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """One price list: its looks in order, and the rows and held entries of each state.

    `days`: (published date, state id), the newest vintage of each date, oldest first.
    `vintages`: the vintages behind them.
    """

    source: str
    board: str
    category: str
    days: tuple[tuple[str, int], ...]
    vintages: tuple[int, ...]
    states: dict[int, tuple[list[Row], frozenset[str]]]


def price_histories(
    connection: sqlite3.Connection, bounds: Bounds = UNBOUNDED
) -> list[PriceHistory]:
    """Every price list as known within `bounds`."""
    condition, limits = bounds.where()
    looks = connection.execute(
        "SELECT source, board, category, published_on, state_id, id FROM ("
        "SELECT b.source, b.board, b.category, v.published_on, v.state_id, v.id, row_number() OVER "
        f"(PARTITION BY v.board_id, v.published_on ORDER BY {NEWEST_FIRST}) AS place "
        "FROM vintage v JOIN board b ON b.id = v.board_id "
        f"WHERE b.fact_table = 'price' AND {condition}) WHERE place = 1 "
        "ORDER BY source, board, category, published_on",
        limits,
    ).fetchall()
    found: dict[tuple[str, str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for source, board, category, day, state, vintage in looks:
        found[source, board, category].append((day, state, vintage))
    states = _states(connection, {look[4] for look in looks})
    return [
        PriceHistory(
            *board,
            tuple((day, state) for day, state, _ in some),
            tuple(vintage for *_, vintage in some),
            {state: states[state] for _, state, _ in some},
        )
        for board, some in found.items()
    ]


def _states(
    connection: sqlite3.Connection, wanted: set[int]
) -> dict[int, tuple[list[Row], frozenset[str]]]:
    rows = {row["id"]: row for row in query.rows(connection, "SELECT * FROM price")}
    found = {}
    for state, runs, held in connection.execute(
        "SELECT id, runs, held FROM state WHERE id IN "
        "(SELECT v.state_id FROM vintage v JOIN board b ON b.id = v.board_id "
        "WHERE b.fact_table = 'price')"
    ):
        if state in wanted:
            ids = (place for first, last in json.loads(runs) for place in range(first, last + 1))
            inside = [rows[place] for place in ids if place in rows]
            found[state] = (inside, frozenset(map(str, json.loads(held))))
    return found


_GAP_NOW = f"""
SELECT b.board AS series, b.category, f.*, now.published_on AS through
FROM vintage_now now
JOIN board b ON b.id = now.board_id AND b.fact_table = 'price_gap'
JOIN state s ON s.id = now.state_id, json_each(s.runs) run
JOIN price_gap f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
WHERE substr(b.category, 1, instr(b.category, '|') - 1) = :rule
  AND (b.board = :series OR (:series IS NULL AND {of_newest_issue("price_gap")}))
ORDER BY series, f.threshold, f.entry
"""


def price_segments(
    connection: sqlite3.Connection, rule: str, series: str | None = None
) -> list[Row]:
    """Issued change points of price at quality under a rule, by series, threshold and day.

    `series` None: those of the newest issue.
    """
    return query.rows(connection, _GAP_NOW, {"rule": rule, "series": series})


def price_gaps_now(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """The last change point of every series and threshold: what holds through `through`."""
    last = {(row["series"], row["threshold"]): row for row in price_segments(connection, rule)}
    return list(last.values())


def price_estimates(
    connection: sqlite3.Connection, measures: Sequence[str], series: str | None = None
) -> list[Row]:
    """Rows of estimate_now of some measures, of one series or of all."""
    marks = ", ".join(f":m{place}" for place in range(len(measures)))
    return query.rows(
        connection,
        f"SELECT * FROM estimate_now WHERE measure IN ({marks}) "
        "AND coalesce(series = :series, :series IS NULL) ORDER BY measure, series, variant",
        {"series": series, **{f"m{place}": name for place, name in enumerate(measures)}},
    )
