"""Rows of view domain, where nothing else is said."""

from __future__ import annotations

from typing import Any

from terms.words import GapVerdict

Row = dict[str, Any]
ANY = "any_weights"
NEVER: Row = {
    **dict.fromkeys(("gap_year_ago", "gap_low_year_ago", "gap_high_year_ago"), None),
    **dict.fromkeys(("closed_model_year_ago", "open_model_year_ago", "verdict_year_ago"), None),
    **dict.fromkeys(("vintage_on_year_ago", "as_of_year_ago"), None),
}
"""No page of a year ago is known."""


def then(as_of: str | None = None, page: str | None = None) -> Row:
    """Closed was ahead by 4."""
    return {
        "gap_year_ago": 4.0, "gap_low_year_ago": 3.0, "gap_high_year_ago": 5.0,
        "closed_model_year_ago": "gpt-4o", "open_model_year_ago": "llama-3",
        "vintage_on_year_ago": page, "verdict_year_ago": "closed ahead", "as_of_year_ago": as_of,
    }  # fmt: skip


def domain(series: str = "hle", name: str = "knowledge", **changed: Any) -> Row:
    """Closed is ahead by 2 and was by 4; the page of 8 March 2026 is stale."""
    return {
        "entry": f"{name}|{series}", "series": series, "domain": name, "openness_rule": ANY,
        "direction": "closed ahead", "verdict": GapVerdict.CLOSED_AHEAD.value, "speaks": 1,
        "is_stale": 1, "gap": 2.0, "gap_low": 1.0, "gap_high": 3.0, "ci_level": 0.95,
        "closed_model": "gpt-5", "open_model": "kimi-k3", "evidence": None, "status": "live",
        "shown_on": "2026-03-08", "vintage_on": "2026-03-08", **then(), "course": "narrowed",
        "change": -2.0, "change_low": -3.0, "change_high": -1.0, "changed_since": None,
        "reason": None, "caveat": None, "vintages": "[1]",
    } | changed  # fmt: skip


def saturated(series: str, name: str = "knowledge") -> Row:
    """A series that does not speak for its domain."""
    return domain(series, name, speaks=0, status="saturated")
