"""Prices: whole histories of price lists, and price at quality as it was derived.

Facts are shared by the states they are part of, so every price row is read once, however many
captures show it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from warehouse.connection import Row, rows
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.reads.derived import derived_rows
from warehouse.schema.price_tables import MODEL_PRICE
from warehouse.views.files import macro

newest_first = macro("vintages", "newest_first")


def price_histories(
    connection: sqlite3.Connection, bounds: Bounds = UNBOUNDED
) -> Iterator[tuple[Any, ...]]:
    """Every price list as known within `bounds`: source, board, category; its looks in order, each
    a published date and the id of the state of its newest vintage; the rows and held entries of
    each state, by its id; and the vintages behind the looks."""
    condition, limits = bounds.where()
    # The newest first, of which the first of a date counts.
    found: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for board, on, state, vintage in connection.execute(
        "SELECT v.board_id, v.published_on, v.state_id, v.id FROM _vintage v WHERE v.board_id IN "
        f"(SELECT b.id FROM _board b WHERE b.fact_table = 'price') AND {condition} "
        f"ORDER BY {newest_first('v')}",
        limits,
    ):
        found[board].setdefault(on, (state, vintage))
    names = connection.execute("SELECT id, source, board, category FROM _board ORDER BY 2, 3, 4")
    states = _states(connection, {one[0] for some in found.values() for one in some.values()})
    for board, *name in names:
        if some := found.get(board):
            days = tuple((on, state) for on, (state, _) in reversed(some.items()))
            vintages = tuple(vintage for _, vintage in reversed(some.values()))
            yield (*name, days, {state: states[state] for _, state in days}, vintages)


def _states(
    connection: sqlite3.Connection, wanted: set[int]
) -> dict[int, tuple[list[Row], frozenset[str]]]:
    facts = {row["id"]: row for row in rows(connection, "SELECT * FROM _price")}
    asked = "SELECT id, runs, held FROM _state WHERE id IN (SELECT value FROM json_each(?))"
    found = {}
    for state, runs, held in connection.execute(asked, (json.dumps([*wanted]),)):
        ids = (place for first, last in json.loads(runs) for place in range(first, last + 1))
        found[state] = [facts[place] for place in ids], frozenset(json.loads(held))
    return found


def price_vintages(connection: sqlite3.Connection) -> dict[tuple[str, str], list[int]]:
    """Model and first day of a price to the newest vintages of the lists behind it, by day."""
    found = derived_rows(connection, MODEL_PRICE)
    found.sort(key=lambda row: str(row["from_on"]))
    return {(row["model"], row["from_on"]): json.loads(row["vintages"]) for row in found}


def listed_until(connection: sqlite3.Connection) -> str | None:
    """The newest day on which a list that says what hosts ask was seen; None without any.

    Where all lists have days of their own (bundled history, curated prices), the newest of these.
    """
    found = connection.execute(
        "SELECT coalesce(max(v.published_on) FILTER (WHERE NOT v.own_date), max(v.published_on)) "
        "FROM _host_price_in_force h, "
        "json_each(h.vintages) named JOIN _vintage v ON v.id = named.value"
    ).fetchone()
    return None if found[0] is None else str(found[0])
