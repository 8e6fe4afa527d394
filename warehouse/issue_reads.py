"""How much the measures issued so far."""

from __future__ import annotations

import sqlite3


def boards_issued(connection: sqlite3.Connection) -> int | None:
    """On how many boards of derived tables anything was issued; None before the first time."""
    found = connection.execute("SELECT count(*) FROM board WHERE source = 'gapwatch'").fetchone()
    return int(found[0]) or None
