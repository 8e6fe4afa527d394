"""Every table and column, declared once.

Four readers take these declarations: SQLite (STRICT tables, keys, checks, append-only triggers),
Great Expectations (column set, not null, in set, bounds), the reference of the docs site, and the
tests. A *fact table* holds what boards say: its rows are immutable and shared by every state they
are part of (see `warehouse.history.read`); a *ledger table* records what we did.
"""

from __future__ import annotations

from collections.abc import Iterator

from warehouse.schema.columns import DATE, Column, Table, Type
from warehouse.schema.derived import CLAIM, DERIVED, ESTIMATE, FRONTIER, GAP, LAG, PRICE_GAP
from warehouse.schema.facts import (
    ALIAS,
    FACTS,
    ITEM_RESULT,
    LICENCE,
    MODEL,
    OPENNESS,
    PRICE,
    RELEASE,
    SCORE,
)
from warehouse.schema.ledgers import (
    ALERT,
    ALERT_CHANGE,
    BOARD,
    DELIVERY,
    EVENT,
    LEDGERS,
    OUTBOX,
    PAGE,
    PAGE_STATE,
    QUARANTINE,
    SERIES,
    SNAPSHOT,
    STATE,
)

SCHEMA_VERSION = 16
"""Raised by every migration; a file says in `user_version` which one it has."""

__all__ = [
    "ALERT",
    "ALERT_CHANGE",
    "ALIAS",
    "BOARD",
    "CLAIM",
    "DATE",
    "DELIVERY",
    "DERIVED",
    "ESTIMATE",
    "EVENT",
    "FACTS",
    "FRONTIER",
    "GAP",
    "ITEM_RESULT",
    "LAG",
    "LEDGERS",
    "LICENCE",
    "MODEL",
    "OPENNESS",
    "OUTBOX",
    "PAGE",
    "PAGE_STATE",
    "PRICE",
    "PRICE_GAP",
    "QUARANTINE",
    "RELEASE",
    "SCHEMA_VERSION",
    "SCORE",
    "SERIES",
    "SNAPSHOT",
    "STATE",
    "Column",
    "Table",
    "Type",
    "tables",
]


def tables() -> Iterator[Table]:
    """Every declared table, ledgers first (facts refer to them)."""
    yield from LEDGERS.values()
    yield from FACTS.values()
