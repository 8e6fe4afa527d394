"""What need not be computed again: boards of a series whose inputs are those of the last issue.

The mark of a series covers everything its gap is made of. While it stays, the rows of the last
issue are issued again as they are, up to today. The simulation of the boards is most of the work
of a run, and on most days few boards have news.
"""

import json
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from measures.boards.states import BoardState, in_turn
from measures.boards.states import inputs as inputs_of
from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, DerivedKey, derived
from measures.scale.records import ECI
from measures.series import Series
from pipelines.measure.inputs import Inputs, curated
from warehouse.history import read as history_read
from warehouse.history.vintages import State
from warehouse.reads import derived as reads_derived
from warehouse.schema.derived import DERIVED_SOURCE, GAP

MEASURES = "package:gapwatch/measures"
"""Address of the manifest of an issue."""
_OF_THE_STORE = ("row_sha", "held")


@dataclass(frozen=True)
class Marks:
    """The mark of every series now, and at the last issue."""

    now: dict[str, str]
    last: dict[str, str]

    def is_same(self, series: str) -> bool:
        """Whether the gap of `series` was made of the same inputs by the same code."""
        return series in self.now and self.now[series] == self.last.get(series)


def marks(inputs: Inputs) -> Marks:
    """Marks of all series but those with joint errors, whose fit is an input of its own."""
    unconfirmed = [[one.name, one.spans, one.evidence] for one in inputs.provisional]
    common = json.dumps(
        [inputs.code_version, _registry(inputs), unconfirmed, _states(inputs, "item_result")]
    ).encode()
    respelled = sorted(inputs.names.respelling_days())
    now = {}
    for series in inputs.series.values():
        if series.id != ECI:
            with inputs.trying(series.id):
                now[series.id] = _mark(inputs, series, common, respelled)
    # What failed has to be computed again, whatever it is made of.
    return Marks(
        {name: one for name, one in now.items() if name not in inputs.failures}, _last(inputs)
    )


def again(inputs: Inputs, series: Series, *tables: str) -> Iterator[DerivedBoard]:
    """The boards of `series` in derived `tables`, as last issued, up to today."""
    newest = inputs_on(series, inputs.states[series.id], inputs.through)
    if newest is None:
        # Nothing by today is left to tell it of: an older version took pages dated ahead for news.
        return
    connection = inputs.warehouse.connection
    for table in tables:
        found = history_read.as_of(connection, table, source=DERIVED_SOURCE, board=series.id)
        for state in found:
            category = state.vintage.key.category
            yield derived(table, series.id, category, newest, _rows(state))


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


def _mark(inputs: Inputs, series: Series, common: bytes, respelled: Sequence[str]) -> str:
    digest = sha256(common)
    for state in _counting(inputs, series):
        # On the entry axis the newest state is the whole history: of its day only the order of
        # boards counts, and which spellings mean something by then.
        on = (
            state.published_on
            if series.axis == "board"
            else bisect_right(respelled, state.published_on)
        )
        place = [state.source, state.board, state.category, state.basis, on]
        rows = sorted(f"{row['row_sha']}{row['held']}" for row in state.rows)
        digest.update(json.dumps([place, rows]).encode())
        digest.update(json.dumps(_days_passed(inputs, state.rows)).encode())
    return digest.hexdigest()


def _counting(inputs: Inputs, series: Series) -> Sequence[BoardState]:
    """The states that a history up to today is made of, in their order: none dated ahead."""
    states = inputs.states[series.id]
    if series.axis == "board":
        return in_turn(series, states, inputs.through)
    return inputs_of(series, states, inputs.through)


def _days_passed(inputs: Inputs, rows: Any) -> int:
    """How many entries are dated by today: one that is dated ahead joins when its day comes."""
    return sum((row["dated_on"] or "") <= inputs.through for row in rows)


def _registry(inputs: Inputs) -> list[Any]:
    """The registry's states, and how many days on which openness changes have come."""
    passed = sum(day <= inputs.through for day in inputs.names.regrading_days())
    found = [
        [vintage.state_id for vintage in curated(inputs.warehouse, table, inputs.bounds)]
        for table in ("model", "alias", "openness")
    ]
    return [passed, *found]


def _states(inputs: Inputs, table: str) -> list[int]:
    found = history_read.newest(inputs.warehouse.connection, table, inputs.bounds)
    return [vintage.state_id for vintage in found]


def _last(inputs: Inputs) -> dict[str, str]:
    page = inputs.warehouse.last_page(DERIVED_SOURCE, MEASURES)
    if page is None:
        return {}
    content = json.loads(inputs.warehouse.archive.get(page[0]))
    found: dict[str, str] = content.get("marks", {})
    return found
