"""Prices: whole histories of price lists, and price at quality as it was derived.

Facts are shared by the states they are part of, so every price row is read once, however many
captures show it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from warehouse.connection import Row, rows
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Bounds, Vintage
from warehouse.reads.derived import derived_rows
from warehouse.schema.price_tables import HOST_PRICE, MODEL_PRICE
from warehouse.views.derived import derived_now


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
    found: dict[tuple[str, str, str], list[Vintage]] = defaultdict(list)
    for vintage in history_read.by_published_date(connection, bounds, fact_table="price"):
        key = vintage.key
        found[key.source, key.board, key.category].append(vintage)
    states = _states(connection, {one.state_id for some in found.values() for one in some})
    return [
        PriceHistory(
            *board,
            tuple((one.published_on, one.state_id) for one in some),
            tuple(one.id for one in some),
            {one.state_id: states[one.state_id] for one in some},
        )
        for board, some in found.items()
    ]


def _states(
    connection: sqlite3.Connection, wanted: set[int]
) -> dict[int, tuple[list[Row], frozenset[str]]]:
    facts = {row["id"]: row for row in rows(connection, "SELECT * FROM _price")}
    found = {}
    for state, runs, held in connection.execute(
        "SELECT id, runs, held FROM _state WHERE id IN "
        "(SELECT v.state_id FROM _page_state v JOIN _board b ON b.id = v.board_id "
        "WHERE b.fact_table = 'price')"
    ):
        if state in wanted:
            ids = (place for first, last in json.loads(runs) for place in range(first, last + 1))
            inside = [facts[place] for place in ids if place in facts]
            found[state] = (inside, frozenset(map(str, json.loads(held))))
    return found


def price_vintages(connection: sqlite3.Connection) -> dict[tuple[str, str], list[int]]:
    """Model and first day of a price to the newest vintages of the lists behind it, by day."""
    found = derived_rows(connection, MODEL_PRICE)
    found.sort(key=lambda row: str(row["from_on"]))
    return {(row["model"], row["from_on"]): json.loads(row["vintages"]) for row in found}


def listed_until(connection: sqlite3.Connection) -> str | None:
    """The newest published day of the lists that say what hosts ask; None without any."""
    found = connection.execute(
        f"SELECT max(v.published_on) FROM ({derived_now(HOST_PRICE.name)}) h, "
        "json_each(h.vintages) named JOIN _vintage v ON v.id = named.value"
    ).fetchone()
    return None if found[0] is None else str(found[0])
