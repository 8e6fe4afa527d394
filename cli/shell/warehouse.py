"""The warehouse of this installation, as every command that only reads opens it.

What belongs here: opening it, and rows that several commands show. Not here: other reads, which
are `warehouse.reads`.
"""

from __future__ import annotations

from typing import Any

from measures.gap.daily import told_on
from pipelines.settings import Settings
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse


def opened() -> Warehouse:
    """The warehouse of this installation, read-only."""
    settings = Settings.from_environment()
    return Warehouse.read(settings.home, settings.archive)


def gaps(warehouse: Warehouse, rule: str, on_date: str | None = None) -> list[dict[str, Any]]:
    """Rows of gap_daily on a day (None: the newest issued), each with the day it is told for.

    `told_on` is that of its page, or a later one on which a model on that page came or was opened.
    """
    found = []
    for row in reads_gaps.gaps_on(warehouse.connection, rule, on_date):
        segments = reads_gaps.gap_segments(warehouse.connection, row["series"], rule)
        held = [one for one in segments if one["entry"] <= row["on_date"]]
        found.append({**row, "told_on": told_on(held, row["vintage_on"])})
    return found
