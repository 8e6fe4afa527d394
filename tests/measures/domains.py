"""Rows of view domain, where nothing else is said."""

from typing import Any

from terms.words import GapVerdict

Row = dict[str, Any]
ANY = "any_weights"


def domain(series: str = "hle", name: str = "knowledge", **changed: Any) -> Row:
    """Closed is ahead by 2; the page of 8 March 2026 is stale."""
    return {
        "series": series, "domain": name, "openness_rule": ANY,
        "direction": "closed ahead", "verdict": GapVerdict.CLOSED_AHEAD.value, "speaks": 1,
        "is_stale": 1, "gap": 2.0, "gap_low": 1.0, "gap_high": 3.0,
        "closed_model": "gpt-5", "open_model": "kimi-k3", "evidence": None, "status": "live",
        "title": series, "shown_on": "2026-03-08", "vintage_on": "2026-03-08",
    } | changed  # fmt: skip
