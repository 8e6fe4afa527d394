"""To which day an issued lag can be told, and what it comes to in days.

A lag grows by itself. Once the vintage behind it is stale nobody knows what open has released
since, so it is told on that vintage's own day: "as of", never "now".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from measures.series import Series


def told_day(row: Mapping[str, Any], series: Series) -> str:
    """Today, or the vintage's own day once that is stale; never before the row itself.

    `row`: a row of table lag with `through` (last day issued) and `published_until` (published
    date of the newest vintage behind it).
    """
    through, published = str(row["through"]), str(row["published_until"])
    age = (date.fromisoformat(through) - date.fromisoformat(published)).days
    return max(published, row["entry"]) if age > series.stale_after_days else through


def on_day(row: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The row with `on_date` and, in days on it, `lag_days`, `lag_low` and `lag_high`."""
    return {
        **row,
        "on_date": day,
        "lag_days": _days(row, "sign", "counts_from", day),
        "lag_low": _days(row, "low_sign", "low_from", day),
        "lag_high": _days(row, "high_sign", "high_from", day),
    }


def _days(row: Mapping[str, Any], sign: str, since: str, day: str) -> int | None:
    if row[sign] is None or row[since] is None:
        return None
    return int(row[sign]) * (date.fromisoformat(day) - date.fromisoformat(row[since])).days
