"""Estimates of lags as records: Epoch's index by release dates, where nothing else is said."""

from __future__ import annotations

from typing import Any

from measures.lag.records import FrontierClass, ReleaseFrontierEstimate

ANY = "any_weights"


def stair(side: str, on: str, value: float, model: str, **changed: Any) -> ReleaseFrontierEstimate:
    """A step of one class on the page of 31 December 2024."""
    return ReleaseFrontierEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": value, "unit": "index", "from_on": on,
        "through_on": "2024-12-31", "vintages": (7,), "side": FrontierClass(side), "entry": model,
        "model": model, "released_on": on, "stderr": 1.0,
    } | changed))  # fmt: skip
