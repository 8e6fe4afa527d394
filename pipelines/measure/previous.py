"""What was issued last, for what this run cannot compute: it stays as it was."""

from collections.abc import Collection
from datetime import date
from typing import Any

from measures.known import DerivedBoard, DerivedKey, derived
from pipelines.measure.inputs import Inputs
from warehouse.history import read as history_read
from warehouse.history.vintages import State
from warehouse.reads import derived as reads_derived
from warehouse.schema.derived import DERIVED_SOURCE, GAP

_OF_THE_STORE = ("row_sha", "held")


def last_derived(
    inputs: Inputs, tables: Collection[str]
) -> dict[DerivedKey, tuple[date, DerivedBoard]]:
    """The boards that the newest derivation of some tables gave, each with the last day derived.

    Those of series that are declared no more are left out.
    """
    connection = inputs.warehouse.connection
    gone = {*reads_derived.derived_boards(connection, GAP)} - inputs.series.keys()
    found = {}
    for table in tables:
        vintages = history_read.newest(connection, table, source=DERIVED_SOURCE)
        newest = max((one.seen_at for one in vintages), default="")
        for one in vintages:
            if one.seen_at == newest and gone.isdisjoint((one.key.board, one.key.category)):
                rows = _rows(history_read.state_of(connection, one))
                board = derived(table, one.key.board, one.key.category, one.inputs_on, rows)
                found[board.key] = (date.fromisoformat(one.published_on), board)
    return found


def _rows(state: State) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in _OF_THE_STORE}
        for row in state.rows
    ]
