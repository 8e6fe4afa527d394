"""Estimates of lags as records: Epoch's index by release dates, where nothing else is said."""

from __future__ import annotations

from typing import Any

from measures.lag.records import (
    CatchUpEstimate,
    FrontierClass,
    Milestone,
    ReleaseFrontierEstimate,
)

ANY = "any_weights"


def catch_up(**changed: Any) -> CatchUpEstimate:
    """The median of two milestones, of which open has caught up with one."""
    milestones = (
        Milestone("2024-01-01", "c1", 100.0, "2024-07-19", "o1", 200, False),
        Milestone("2025-01-01", "c2", 110.0, None, None, 300, False),
    )
    return CatchUpEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": 200.0, "low": 127.8, "high": None,
        "ci_level": 0.95, "n": 2, "from_on": "2024-01-01", "through_on": "2025-10-28",
        "vintages": (7,), "at_most": 0, "caught": 1, "milestones": milestones,
    } | changed))  # fmt: skip


def stair(side: str, on: str, value: float, model: str, **changed: Any) -> ReleaseFrontierEstimate:
    """A step of one class on the page of 31 December 2024."""
    return ReleaseFrontierEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": value, "unit": "index", "from_on": on,
        "through_on": "2024-12-31", "vintages": (7,), "side": FrontierClass(side), "entry": model,
        "model": model, "released_on": on, "stderr": 1.0,
    } | changed))  # fmt: skip
