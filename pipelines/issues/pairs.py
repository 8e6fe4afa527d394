"""Results per item as the warehouse keeps them, for leaders that are compared item by item."""

from collections.abc import Mapping
from typing import Any

from measures.gap.paired import BoardEntry, ItemResults, NotPaired, Paired, Scored, compare
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.store import Warehouse


def item_results(
    warehouse: Warehouse, bounds: Bounds = UNBOUNDED
) -> Mapping[BoardEntry, ItemResults]:
    """The newest results of every entry of every board within the bounds.

    An entry whose newest results are in quarantine has none: the preceding ones are of another
    look.
    """
    return {
        (key.source, key.board, key.category, str(row["entry"])): ItemResults.of(row)
        for state in history_read.as_of(warehouse.connection, "item_result", bounds)
        for key in (state.vintage.key,)
        for row in state.rows
        if not row["held"]
    }


def leaders_paired(warehouse: Warehouse, row: Mapping[str, Any]) -> Paired | NotPaired:
    """How the two leaders of a gap row compare item by item, with the results known now."""
    results = item_results(warehouse)
    return compare(_side(warehouse, row, "closed", results), _side(warehouse, row, "open", results))


def _side(
    warehouse: Warehouse,
    row: Mapping[str, Any],
    side: str,
    results: Mapping[BoardEntry, ItemResults],
) -> Scored:
    key = history_read.vintage(warehouse.connection, row[f"{side}_vintage"]).key
    entry = row[f"{side}_entry"]
    found = results.get((key.source, key.board, key.category, entry))
    return Scored(entry, row[f"{side}_value"], found)
