"""Prices: whole histories of price lists, and price at quality as it was derived.

Facts are shared by the states they are part of, so every price row is read once, however many
captures show it.
"""

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from warehouse.connection import Row, rows
from warehouse.history.read import by_published_date
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.reads.derived import derived_rows
from warehouse.schema.facts import PRICE
from warehouse.schema.price_tables import MODEL_PRICE


def price_histories(
    connection: sqlite3.Connection, bounds: Bounds = UNBOUNDED
) -> Iterator[tuple[Any, ...]]:
    """Every price list as known within `bounds`: source, board, category; its looks in order, each
    a published date and the id of the state of its newest vintage; the rows and held entries of
    each state, by its id; and the vintages behind the looks."""
    vintages = by_published_date(connection, bounds, fact_table=PRICE.name)
    states = _states(connection, {one.state_id for one in vintages})
    for key, found in groupby(vintages, attrgetter("key")):
        own = [*found]
        looks = tuple((one.published_on, one.state_id) for one in own)
        said = {one.state_id: states[one.state_id] for one in own}
        yield key.source, key.board, key.category, looks, said, tuple(one.id for one in own)


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
    """The newest day on which a list that says what hosts ask was seen, also unchanged; where all
    lists have days of their own (bundled history, curated prices), that of the pages that prices
    name. None without any.
    """
    found = connection.execute(
        "WITH named AS (SELECT v.board_id, v.published_on FROM _host_price_in_force h, "
        "json_each(h.vintages) one JOIN _vintage v ON v.id = one.value) SELECT coalesce(("
        "SELECT max(published_on) FROM _vintage_now WHERE NOT own_date AND board_id IN ("
        "SELECT board_id FROM named)), (SELECT max(published_on) FROM named))"
    ).fetchone()
    return None if found[0] is None else str(found[0])
