"""Every table and column, declared once.

Four readers take these declarations: SQLite (STRICT tables, keys, checks, append-only triggers),
Great Expectations (column set, not null, in set, bounds), the reference of the docs site, and the
tests. A *fact table* holds what boards say: its rows are immutable and shared by every state they
are part of (see `warehouse.history.read`); a *ledger table* records what we did.
"""

from collections.abc import Iterator

from warehouse.schema.columns import Column, Table
from warehouse.schema.derived import DERIVED, GAP
from warehouse.schema.facts import FACTS, PRICE, SCORE
from warehouse.schema.ledgers import LEDGERS

SCHEMA_VERSION = 21
"""Raised by every migration, and where readers need a view that older files lack; a file says in
`user_version` which one it has."""

__all__ = ["DERIVED", "FACTS", "GAP", "PRICE", "SCORE", "Column", "Table", "tables"]


def tables() -> Iterator[Table]:
    """Every declared table, ledgers first (facts refer to them)."""
    yield from LEDGERS.values()
    yield from FACTS.values()
