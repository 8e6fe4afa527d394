"""Writing the ledgers of a look: its snapshot, and the rows that were set aside."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from warehouse.looks import Outcome, Seen, SetAside
from warehouse.vintages import Look


def write_snapshot(
    connection: sqlite3.Connection, seen: Seen, outcome: Outcome, look: Look
) -> None:
    """Write what became of a look; its id was chosen when the look began."""
    values = {
        "id": look.snapshot_id,
        "source": seen.source,
        "url": seen.url,
        "seen_at": look.seen_at,
        "recorded_at": look.recorded_at,
        "status": seen.status,
        "etag": seen.etag,
        "last_modified": seen.last_modified,
        "page_sha256": seen.page_sha256,
        "outcome": outcome.outcome,
        "cause": outcome.cause,
        "warnings": json.dumps(outcome.warnings, ensure_ascii=False) if outcome.warnings else None,
        "rules": outcome.rules,
        "rows_read": outcome.read,
        "rows_new": outcome.new,
        "rows_changed": outcome.changed,
        "rows_unchanged": outcome.unchanged,
        "rows_quarantined": outcome.quarantined,
        "rows_refused": outcome.refused,
        "code_version": seen.code_version,
    }
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO snapshot ({names}) VALUES ({marks})", values)


def write_quarantine(
    connection: sqlite3.Connection, set_aside: Sequence[SetAside], look: Look
) -> None:
    """Write the rows of a look that are no statements, with their reasons."""
    connection.executemany(
        "INSERT INTO quarantine (snapshot_id, source, fact_table, board, category, entry,"
        " reason, page_sha256, seen_at, recorded_at, row)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                look.snapshot_id,
                aside.key.source,
                aside.key.fact_table,
                aside.key.board,
                aside.key.category,
                aside.entry,
                aside.reason,
                look.page_sha256,
                look.seen_at,
                look.recorded_at,
                json.dumps(dict(aside.row), ensure_ascii=False, default=str),
            )
            for aside in set_aside
        ],
    )
