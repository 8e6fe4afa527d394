"""From the warehouse to issued measures: every series under every openness rule.

Issues go the way of every number: a manifest of the inputs is archived as a page, each (series,
rule) is a board of table gap or frontier, and only rows that were never issued are added.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from measures.frontier import frontier_history
from measures.gap import gap_history, inputs_on
from measures.matching import Registry
from measures.series import Series, load
from measures.states import BoardState
from pipelines import version
from warehouse import history
from warehouse.columns import OPENNESS_RULES
from warehouse.looks import Seen
from warehouse.store import Warehouse
from warehouse.vintages import UNBOUNDED, Arrival, BoardKey, Bounds, State

ISSUER = "gapwatch"


@dataclass(frozen=True, slots=True)
class Issued:
    """What a run of the measures brought, for one series."""

    series: str
    vintages: int
    segments: int


def registry(warehouse: Warehouse, bounds: Bounds = UNBOUNDED) -> Registry:
    """Names and openness as known within the recorded bound.

    The registry is curated: a published or seen bound asks about boards and does not apply to it.
    """
    known = Bounds(recorded=bounds.recorded)

    def rows(table: str) -> list[dict[str, Any]]:
        states = history.as_of(warehouse.connection, table, known)
        return [row for state in states for row in state.rows]

    return Registry(rows("model"), rows("alias"), rows("openness"))


def states_of(warehouse: Warehouse, series: Series, bounds: Bounds = UNBOUNDED) -> list[BoardState]:
    """The visible states of the boards that `series` reads.

    Every published date on the board axis; the newest one on the entry axis, which holds the
    whole history.
    """
    found: list[BoardState] = []
    for item in series.sources:
        key = BoardKey("score", item.source, item.board, item.category)
        vintages = history.by_published_date(warehouse.connection, key, bounds)
        for vintage in vintages if series.axis == "board" else vintages[-1:]:
            found.append(board_state(history.state_of(warehouse.connection, vintage, bounds)))
    return found


def measure(warehouse: Warehouse, now: datetime) -> Iterator[Issued]:
    """Issue gap and frontier of every series under every rule, up to the UTC day of `now`."""
    names = registry(warehouse)
    inputs = {series.id: states_of(warehouse, series) for series in load().values()}
    seen = _manifest(warehouse, inputs, now)
    arrivals: list[Arrival] = []
    for series in load().values():
        issued = list(_issue(series, inputs[series.id], names, now.date()))
        arrivals += issued
        rows = sum(len(arrival.rows) for arrival in issued)
        yield Issued(series.id, len(inputs[series.id]), rows)
    if not warehouse.knows(seen):
        warehouse.accept(seen, arrivals)


def _issue(
    series: Series, states: Sequence[BoardState], names: Registry, today: date
) -> Iterator[Arrival]:
    through = today.isoformat()
    newest = inputs_on(series, states, through)
    if newest is None:
        return
    stamp = version.measuring()
    for rule in OPENNESS_RULES:
        gaps = gap_history(series, states, names, rule, through)
        yield _arrival("gap", series.id, rule, today, newest, [g.row(stamp) for g in gaps])
        frontiers = frontier_history(series, states, names, rule, through)
        for side, segments in frontiers.items():
            rows = [segment.row(stamp) for segment in segments]
            yield _arrival("frontier", series.id, f"{rule}|{side}", today, newest, rows)


def _arrival(
    table: str, board: str, category: str, today: date, newest: str, rows: list[dict[str, Any]]
) -> Arrival:
    key = BoardKey(table, ISSUER, board, category)
    return Arrival(key, today, rows, inputs_on=date.fromisoformat(newest))


def _manifest(
    warehouse: Warehouse, inputs: Mapping[str, Sequence[BoardState]], now: datetime
) -> Seen:
    """Archive what the issue is made of and return the look that stands for it."""
    manifest = {
        "measures": version.measuring(),
        "issued_on": now.date().isoformat(),
        "registry": [
            vintage.id
            for table in ("model", "alias", "openness")
            for vintage in history.newest(warehouse.connection, table)
        ],
        "series": {name: [state.vintage for state in states] for name, states in inputs.items()},
    }
    body = json.dumps(manifest, sort_keys=True).encode()
    sha256 = warehouse.keep(body)
    return Seen(ISSUER, "package:gapwatch/measures", now, version.measuring(), sha256)


def board_state(state: State) -> BoardState:
    """A state of the warehouse in the form that measures take."""
    vintage = state.vintage
    return BoardState(
        vintage.id,
        vintage.key.source,
        vintage.key.board,
        vintage.key.category,
        vintage.published_on,
        "leaders" if vintage.basis == "leaders" else "board",
        state.rows,
    )
