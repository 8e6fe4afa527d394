from __future__ import annotations

from typing import Any

from measures.gap.daily import TOLD, held_since, told_on


def row(entry: str, opened: str = "glm-5.2", **columns: Any) -> dict[str, Any]:
    return {**dict.fromkeys(TOLD), "entry": entry, "open_entry": opened, "gap": 9.2, **columns}


def test_the_newest_leaders_date_the_gap_that_they_made() -> None:
    """LiveBench's page of 23 July 2026 lists Kimi K3, whose weights came on 27 July."""
    rows = [row("2026-07-01"), row("2026-07-23"), row("2026-07-27", "kimi-k3", gap=3.9)]
    assert told_on(rows, "2026-07-23") == "2026-07-27"
    assert told_on(rows[:2], "2026-07-23") == "2026-07-23"


def test_what_is_not_told_moves_no_day() -> None:
    rows = [row("2026-07-01", unresolved_above=0), row("2026-08-02", unresolved_above=1)]
    assert held_since(rows) == "2026-07-01"
    assert told_on(rows, "2026-07-23") == "2026-07-23"


def test_a_gap_that_comes_back_is_of_the_day_it_came_back() -> None:
    rows = [row("2026-07-01"), row("2026-07-24", "other"), row("2026-07-27")]
    assert held_since(rows) == "2026-07-27"
