"""What every issue is made of: the registry and the visible states of each series' boards.

Results per item as the warehouse keeps them, for leaders that are compared item by item.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from measures.boards.states import BoardState
from measures.gap.paired import BoardEntry, ItemResults, NotPaired, Paired, Scored, compare
from measures.names.registry import Registry
from measures.scale.joint import JointPairing
from measures.series import Series, load
from pipelines import version
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Arrival, BoardKey, Bounds, State
from warehouse.schema.tables import ESTIMATE
from warehouse.store import Warehouse

ISSUER = "gapwatch"


@dataclass(frozen=True)
class Inputs:
    """Everything that one run of the measures reads, as known within `bounds`."""

    warehouse: Warehouse
    now: datetime
    bounds: Bounds = UNBOUNDED
    issued: dict[BoardKey, Arrival] = field(default_factory=dict)
    """What this run has issued so far: measures that rest on other measures read it."""
    fits: dict[str, Any] = field(default_factory=dict)
    """Series id to the fitted scale behind it (`pipelines.measure.scales.Fit`), once made."""
    faults: dict[str, str] = field(default_factory=dict)
    """Series id to why its scale could not be fitted."""
    pairings: dict[str, JointPairing] = field(default_factory=dict)
    """Series id to the joint errors of its fitted scale."""

    @property
    def today(self) -> date:
        """The UTC day up to which is issued."""
        return self.now.date()

    @property
    def through(self) -> str:
        """`today` as an ISO day."""
        return self.today.isoformat()

    @property
    def dated(self) -> Bounds:
        """`bounds` without pages dated ahead of today: until their day they hide none before."""
        return self.bounds.by(self.today)

    @cached_property
    def series(self) -> dict[str, Series]:
        """Every declared series by id, as it stood on the day up to which is issued."""
        return load(self.today)

    @cached_property
    def names(self) -> Registry:
        """Names and openness."""
        return registry(self.warehouse, self.bounds)

    @cached_property
    def states(self) -> Mapping[str, Sequence[BoardState]]:
        """Series id to the visible states of its boards."""
        return {
            series.id: states_of(self.warehouse, series, self.dated)
            for series in self.series.values()
        }

    @property
    def code_version(self) -> str:
        """Version of the code that makes the measures."""
        return version.measuring()


def newest_row(arrival: Arrival, on: str) -> dict[str, Any] | None:
    """The segment of an issued board in force on day `on`, with its `inputs_on`; None before."""
    rows = [row for row in arrival.rows if row["entry"] <= on]
    if not rows:
        return None
    newest = max(rows, key=lambda row: str(row["entry"]))
    until = None if arrival.inputs_on is None else arrival.inputs_on.isoformat()
    return {**newest, "inputs_on": newest.get("vintage_on") or until}


def vintages_of(*rows: Mapping[str, Any] | None) -> list[int]:
    """The vintages of both sides of rows of tables gap and lag."""
    sides = {row[f"{side}_vintage"] for row in rows if row for side in ("closed", "open")}
    return sorted(sides - {None})


def registry(warehouse: Warehouse, bounds: Bounds = UNBOUNDED) -> Registry:
    """Names and openness as known within the recorded bound.

    The registry is curated: a published or seen bound asks about boards and does not apply to it.
    """
    known = Bounds(recorded=bounds.recorded)

    def rows(table: str) -> list[dict[str, Any]]:
        states = history_read.as_of(warehouse.connection, table, known)
        return [row for state in states for row in state.rows]

    return Registry(rows("model"), rows("alias"), rows("openness"))


def states_of(warehouse: Warehouse, series: Series, bounds: Bounds = UNBOUNDED) -> list[BoardState]:
    """The visible states of the boards that `series` reads.

    Every published date on the board axis; the newest one within `bounds` on the entry axis, which
    holds the whole history: bound it by the day asked about, or a page dated ahead hides it.
    """
    found: list[BoardState] = []
    for item in series.sources:
        key = BoardKey("score", item.source, item.board, item.category)
        vintages = history_read.by_published_date(warehouse.connection, key, bounds)
        for vintage in vintages if series.axis == "board" else vintages[-1:]:
            found.append(board_state(history_read.state_of(warehouse.connection, vintage, bounds)))
    return found


def board_state(state: State) -> BoardState:
    """A state of the warehouse in the form that measures take."""
    vintage = state.vintage
    return BoardState(
        vintage.id,
        vintage.key.source,
        vintage.key.board,
        vintage.key.category,
        vintage.published_on,
        vintage.basis,
        state.rows,
    )


def arrival(
    table: str,
    board: str,
    category: str,
    today: date,
    inputs_on: str | None,
    rows: list[dict[str, Any]],
) -> Arrival:
    """Issued rows of one board; `inputs_on`: newest published date among their inputs (ISO)."""
    key = BoardKey(table, ISSUER, board, category)
    return Arrival(
        key, today, rows, inputs_on=None if inputs_on is None else date.fromisoformat(inputs_on)
    )


def estimate_row(inputs: Inputs, **columns: Any) -> dict[str, Any]:
    """A row of table estimate; optional columns that are not given are absent.

    What changes from day to day without news (today's date, an age) does not belong in it: every
    other content is another fact row.
    """
    empty = {column.name: None for column in ESTIMATE.columns if column.optional}
    return {**empty, **columns, "code_version": inputs.code_version}


def manifest(inputs: Inputs, marks: Mapping[str, str]) -> bytes:
    """What the issue is made of, with the mark of each series: the page that stands for it (JSON).

    See `pipelines.measure.unchanged` for the marks.
    """
    content = {
        "marks": dict(marks),
        "measures": inputs.code_version,
        "issued_on": inputs.through,
        "registry": [
            vintage.id
            for table in ("model", "alias", "openness")
            for vintage in history_read.newest(inputs.warehouse.connection, table)
        ],
        "series": {
            name: [state.vintage for state in states] for name, states in inputs.states.items()
        },
        "price": [
            vintage.id
            for vintage in history_read.newest(inputs.warehouse.connection, "price", inputs.bounds)
        ],
        "item_result": [
            vintage.id
            for vintage in history_read.newest(
                inputs.warehouse.connection, "item_result", inputs.bounds
            )
        ],
    }
    return json.dumps(content, sort_keys=True).encode()


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
