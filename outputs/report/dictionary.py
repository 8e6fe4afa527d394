"""The data dictionary: every promised view and every table with its columns, as declared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.schema.promised import PROMISED
from warehouse.schema.tables import Column, Table, tables
from warehouse.schema.view import View
from warehouse.store import Warehouse

_TABLES = {table.relation for table in tables()}
VIEWS_KIND, STORED, COMPUTED = "views", "stored tables", "computed tables"
"""What an entry is, in the order in which a reader wants it."""
VIEWS: tuple[View, ...] = tuple(view for view in PROMISED.values() if view.name not in _TABLES)
"""What is promised and no table: a table is told once, with all its columns."""


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column in words."""

    name: str
    type: str
    about: str
    bounds: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table or view in words."""

    name: str
    about: str
    kind: str
    columns: Sequence[ColumnEntry]


def dictionary(warehouse: Warehouse) -> list[TableEntry]:
    """Views first, because people read those, with the columns that they have in `warehouse`."""
    return [_view(view, warehouse) for view in VIEWS] + [_table(table) for table in tables()]


def _view(view: View, warehouse: Warehouse) -> TableEntry:
    columns = view.columns(warehouse.connection)
    return TableEntry(view.name, f"One row is {view.one_row_is}.", VIEWS_KIND, _entries(columns))


def _table(table: Table) -> TableEntry:
    kind = COMPUTED if table.fact and table.name in _COMPUTED else STORED
    return TableEntry(table.relation, table.about, kind, _entries(table.columns))


_COMPUTED = ("gap", "frontier", "lag", "price_gap", "estimate", "claim")


def _entries(columns: Iterable[Column]) -> list[ColumnEntry]:
    return [_entry(column) for column in columns]


def _entry(column: Column) -> ColumnEntry:
    parts = ["may be absent"] if column.optional else []
    if column.one_of:
        parts.append("one of " + ", ".join(column.one_of))
    if column.at_least is not None:
        parts.append(f"≥ {column.at_least:g}")
    if column.at_most is not None:
        parts.append(f"≤ {column.at_most:g}")
    return ColumnEntry(column.name, column.type, column.about, "; ".join(parts))
