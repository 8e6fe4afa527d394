"""What a unit of the measures was derived from, kept as a page (JSON) under an address of its own.

A unit is a series, or what joins them. It is derived again when what it is made of changed, or when
the day has come on which time alone may change it; else its page has merely come again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures.names.registry import NEVER
from measures.series import Series
from pipelines.measure.inputs import Inputs
from warehouse.errors import PageLost
from warehouse.history import read as history_read, record as history_record
from warehouse.history.vintages import Arrival, Seen
from warehouse.reads.pages import newest_vintage
from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.schema.facts import FACTS
from warehouse.schema.ledgers import SERIES
from warehouse.store import Warehouse

ADDRESS = "package:gapwatch/measures"
"""Address of the page of what joins series; those of series stand below it."""


@dataclass(frozen=True, slots=True)
class Made:
    """The last derivation of a unit: its snapshot, and what it was made of."""

    snapshot: int
    """Its id."""
    recorded_at: str
    day: str
    """The last day that was derived (ISO)."""
    page_sha256: str
    code_version: str
    of: Mapping[str, Any]
    """What it was made of, by name; empty where the page cannot be read."""

    def due(self, through: str) -> str | None:
        """The day on which time alone may change it, where that has come."""
        day: str | None = self.of.get("changes_on")
        return day if day and day <= through else None

    def is_of(self, made_of: Mapping[str, Any], code_version: str) -> bool:
        """Whether the same code made it, without failure, of the same declarations and names."""
        is_whole = self.code_version == code_version and "failed" not in self.of
        return is_whole and all(self.of.get(it) == made_of[it] for it in ("declared", "names"))


def declared_row(series: Series) -> dict[str, Any]:
    """What is declared of a series, in the columns of table series."""
    return {
        "series": series.id,
        "protocol": _protocol(series),
        "has_ended": int(series.has_ended),
        "dataset": None if series.task_tuned else series.counted_as,
        **{name: getattr(series, name) for name in SERIES.names() if name not in _OWN},
    }


_OWN = ("series", "protocol", "has_ended", "dataset")
"""Columns of table series that a declaration does not have under the same name."""


def _protocol(series: Series) -> str | None:
    """The protocols, or patterns of them, that the series' sources take; each once, in order."""
    taken = [
        one.protocol or (one.protocol_matches and one.protocol_matches.pattern)
        for one in series.sources
    ]
    return "; ".join(dict.fromkeys(each for each in taken if each)) or None


def next_of(days: Iterable[str | None], through: str) -> str | None:
    """The first of some days (ISO) after day `through`; None: none is known."""
    return min((day for day in days if day and through < day < NEVER), default=None)


def address(unit: str) -> str:
    """The address of a unit's page."""
    return f"{ADDRESS}/{unit}" if unit else ADDRESS


def last_made(warehouse: Warehouse, unit: str) -> Made | None:
    """The last derivation of a unit, or None before the first."""
    row = warehouse.connection.execute(
        "SELECT id, recorded_at, date(seen_at), page_sha256, code_version FROM _snapshot "
        "WHERE source = ? AND url = ? ORDER BY id DESC LIMIT 1",
        (DERIVED_SOURCE, address(unit)),
    ).fetchone()
    if row is None:
        return None
    try:
        made_of = json.loads(warehouse.archive.get(row[3]))
    except PageLost:  # derived again, it has a page again
        made_of = {}
    snapshot, recorded_at, day, page, code_version = row
    return Made(snapshot, recorded_at, day, page, code_version, made_of)


def made_again(inputs: Inputs, unit: str, made: Made) -> bool:
    """Record that a unit was derived from what it was derived from before; False: it was not."""
    return inputs.warehouse.repeat(_seen(inputs, unit, made.page_sha256)) is not None


def record(
    inputs: Inputs,
    unit: str,
    made_of: Mapping[str, Any],
    boards: Sequence[Arrival],
    warnings: Sequence[str] = (),
    *,
    failed: bool,
) -> bool:
    """Record the boards of a unit as one capture of the page that says what they are made of;
    whether they say anything else than before."""
    # Two units never share a page: what it gave is found by its hash and its time.
    known = {"unit": unit, **made_of, **({"failed": inputs.now.isoformat()} if failed else {})}
    body = json.dumps(known, sort_keys=True).encode()
    page = inputs.warehouse.keep(body, DERIVED_SOURCE, address(unit))
    seen = _seen(inputs, unit, page)
    connection = inputs.warehouse.connection
    newest = newest_vintage(connection)
    if not inputs.warehouse.knows(seen):
        inputs.warehouse.accept(seen, boards, warnings=warnings)
    return failed or newest_vintage(connection) != newest


def _seen(inputs: Inputs, unit: str, page: str) -> Seen:
    return Seen(DERIVED_SOURCE, address(unit), inputs.now, inputs.code_version, page)


def last_boards(warehouse: Warehouse, made: Made) -> list[Arrival]:
    """The boards that the last derivation of a unit gave, each as it was on its last day; none of
    tables that are derived no more."""
    found = []
    for row in history_record.states_given(warehouse.connection, made.snapshot):
        vintage = history_read.vintage(warehouse.connection, row["id"])
        if vintage.key.fact_table not in FACTS:
            continue
        state = history_read.state_of(warehouse.connection, vintage)
        day = row["published_on"] if row["own_date"] else made.day
        inputs_on = vintage.inputs_on
        found.append(
            Arrival(
                vintage.key,
                date.fromisoformat(day),
                [_stated(one) for one in state.rows],
                own_date=True,
                inputs_on=None if inputs_on is None else date.fromisoformat(inputs_on),
            )
        )
    return found


def _stated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("row_sha", "held")}
