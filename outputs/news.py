"""What changed since earlier days, and what happened, from two issues of the same warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from measures.series import Series
from outputs import events, windows
from outputs.prices import price_moves
from warehouse.clock import end_of
from warehouse.reads import site as reads_site
from warehouse.store import Warehouse

Row = Mapping[str, Any]
Issues = Mapping[tuple[str, str], Sequence[Row]]
"""(Series, openness rule) to the change points of the newest issue."""


def changed(
    warehouse: Warehouse,
    issues: Issues,
    declared: Mapping[str, Series],
    names: Mapping[str, str],
    today: date,
) -> list[windows.Window]:
    """What changed since yesterday, last week and last month."""
    connection = warehouse.connection
    claimed = reads_site.change_points(connection, "claim")
    now = windows.Now(issues, declared, names, {row["entry"]: row["verdict"] for row in claimed})
    days = windows.since_days(today)
    priced = reads_site.price_moves(connection, min(then for _, then in days).isoformat())
    found = []
    for title, then in days:
        issued = reads_site.gaps_issued_by(connection, end_of(then))
        earlier = windows.Earlier(
            {(row["board"], row["category"]): row for row in issued},
            reads_site.claims_issued_by(connection, end_of(then)),
            price_moves(priced, then.isoformat()),
        )
        found.append(windows.window(title, then, now, earlier))
    return found


def happened(
    warehouse: Warehouse,
    issues: Issues,
    declared: Mapping[str, Series],
    names: Mapping[str, str],
    today: date,
) -> list[events.Event]:
    """Events that were told and those that the issued rows tell, newest first."""
    kept = events.recorded(reads_site.events(warehouse.connection), declared)
    frontiers = reads_site.change_points(warehouse.connection, "frontier")
    return events.joined(kept, events.derived(issues, frontiers, declared, names, today))
