"""Estimates of lags as records: Epoch's index by release dates, where nothing else is said."""

from __future__ import annotations

from typing import Any

from measures.lag.records import (
    CatchUpEstimate,
    CatchUpStatistic,
    Counted,
    LagCompareMean,
    LagCompareMonth,
    LagThresholdEstimate,
    LagWindowEstimate,
    Milestone,
    ReleaseDates,
)
from measures.lag.release_records import (
    FrontierClass,
    LagSawtoothEstimate,
    ModelScore,
    ReleaseFrontierEstimate,
)
from terms.words import LagClock, LagRule, LagStatistic

ANY = "any_weights"
PUBLISHED = {
    "series": "eci", "vintages": (1,), "by": "Epoch AI, 30 October 2025", "published": 3.5,
    "url": "https://epoch.ai/x", "vintage_on": "2025-12-19", "vintage_by": "2025-12-31",
}  # fmt: skip


def window(statistic: str = "backward", **changed: Any) -> LagWindowEstimate:
    """A mean over all days: 194.4 days, of which none is a bound."""
    known = LagStatistic(statistic)
    return LagWindowEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": 194.4, "low": 127.8, "high": 257.8,
        "ci_level": 0.95, "n": 1247, "unit": "days", "from_on": "2023-03-14",
        "through_on": "2026-03-08", "vintages": (7,), "clock": LagClock.RELEASED,
        "statistic": known, "is_last_year": False, "bounds": 0, "lead_bounds": 0,
        "counted": Counted.LEVELS if known.is_of_levels else Counted.DAYS,
        "undated": 0, "unmatched": 3,
    } | changed))  # fmt: skip


def level(**changed: Any) -> LagThresholdEstimate:
    """Closed had 150 with GPT-5; open 300 days later with GLM-5.1."""
    return LagThresholdEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": 300, "n": 1, "through_on": "2026-08-11",
        "vintages": (7,), "clock": LagClock.RELEASED, "level": 150.0, "days": 300,
        "closed_on": "2025-08-07", "closed_model": "gpt-5", "open_on": "2026-06-03",
        "open_model": "glm-5.1", "is_left_censored": False, "is_at_most": False,
    } | changed))  # fmt: skip


def catch_up(**changed: Any) -> CatchUpEstimate:
    """The median of two milestones, of which open has caught up with one."""
    milestones = (
        Milestone("2024-01-01", "c1", 100.0, "2024-07-19", "o1", 200, False),
        Milestone("2025-01-01", "c2", 110.0, None, None, 300, False),
    )
    return CatchUpEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": 200.0, "low": 127.8, "high": None,
        "ci_level": 0.95, "n": 2, "from_on": "2024-01-01", "through_on": "2025-10-28",
        "vintages": (7,), "clock": LagClock.RELEASED, "lag_rule": LagRule.TOLERANCE_0,
        "statistic": CatchUpStatistic.MEDIAN, "at_most": 0, "caught": 1, "undecided": 0,
        "horizon_days": 300, "milestones": milestones,
    } | changed))  # fmt: skip


def compared(**changed: Any) -> LagCompareMean:
    """Epoch's 3.5 months beside our 4.2."""
    return LagCompareMean(**(PUBLISHED | {
        "value": 4.2, "unit": "months", "from_on": "2023-01-01", "through_on": "2025-10-31",
        "publication": "epoch_2025", "statistic": LagStatistic.HORIZONTAL, "published_low": 1.1,
        "published_high": None, "dates": ReleaseDates.BOARD, "why": "They count otherwise.",
        "bounds": 0,
    } | changed))  # fmt: skip


def month(**changed: Any) -> LagCompareMonth:
    """A published month beside ours."""
    return LagCompareMonth(**(PUBLISHED | {
        "value": None, "from_on": "2025-08-24", "through_on": "2025-08-24",
        "publication": "iaps_2026-01-24", "same_rule": 3.1, "same_rule_board_dates": None,
        "is_bound": False, "open_model": None,
    } | changed))  # fmt: skip


def stair(side: str, on: str, value: float, model: str, **changed: Any) -> ReleaseFrontierEstimate:
    """A step of one class on the page of 31 December 2024."""
    return ReleaseFrontierEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": value, "unit": "index", "from_on": on,
        "through_on": "2024-12-31", "vintages": (7,), "side": FrontierClass(side), "entry": model,
        "model": model, "released_on": on, "stderr": 1.0,
    } | changed))  # fmt: skip


def tooth(
    on: str, until: str, first: int, last: int, since: str, **changed: Any
) -> LagSawtoothEstimate:
    """A stretch of days without a change, between o2 (105) and c2 (110)."""
    return LagSawtoothEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": first, "from_on": on, "through_on": until,
        "vintages": (7,), "last": last, "since": since, "censored": None, "is_lead": last < 0,
        "closed": ModelScore("c2", 110.0), "open": ModelScore("o2", 105.0),
    } | changed))  # fmt: skip
