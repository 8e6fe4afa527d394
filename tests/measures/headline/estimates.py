"""Estimates by domain and of the headline as records, where nothing else is said."""

from __future__ import annotations

from typing import Any

from measures.headline.records import (
    DomainEstimate,
    GapChange,
    GapThen,
    HeadlineCount,
    HeadlinePart,
    NotComparable,
    Obstacle,
)
from terms.words import GapVerdict

ANY = "any_weights"
CLOSED = GapVerdict.CLOSED_AHEAD
NEW = GapChange("not comparable", None, None, None, NotComparable(Obstacle.NO_PAGE), None)


def then(as_of: str | None = None, page: str | None = None) -> GapThen:
    """Closed was ahead by 4."""
    return GapThen(4.0, 3.0, 5.0, "gpt-4o", "llama-3", page, CLOSED, as_of)


def narrowed(since: str | None = None) -> GapChange:
    """By 2."""
    return GapChange("narrowed", -2.0, -3.0, -1.0, None, since)


def domain(series: str = "hle", name: str = "knowledge", **changed: Any) -> DomainEstimate:
    """Closed is ahead by 2 and was by 4; the page of 8 March 2026 is stale."""
    return DomainEstimate(**({
        "series": series, "openness_rule": ANY, "value": 2.0, "low": 1.0, "high": 3.0,
        "ci_level": 0.95, "unit": "percent", "through_on": "2026-03-08", "vintages": (1, 2),
        "domain": name, "direction": "closed ahead", "verdict": CLOSED, "speaks": True,
        "is_stale": True, "stale_after_days": 7, "told_on": "2026-03-08",
        "status": "live", "status_reason": None, "task_tuned": False,
        "closed_model": "gpt-5", "open_model": "kimi-k3", "year_ago": then(), "change": narrowed(),
    } | changed))  # fmt: skip


def saturated(series: str, name: str = "knowledge") -> DomainEstimate:
    """A series that does not speak for its domain."""
    status = {"status": "saturated", "status_reason": "Leaders stand at 99."}
    return domain(series, name, speaks=False, **status)


def part(series: str = "eci", rule: str = ANY, **changed: Any) -> HeadlinePart:
    """Closed is ahead by 4.64 points and 159 days on the page of 11 August 2026."""
    return HeadlinePart(**({
        "series": series, "openness_rule": rule, "value": 4.64, "low": 1.27, "high": 8.01,
        "ci_level": 0.95, "unit": "index", "through_on": "2026-08-11", "vintages": (3,),
        "series_title": series.upper(), "detectable_gap": 4.0, "verdict": CLOSED,
        "closed_model": "gpt-5", "open_model": "kimi-k3", "lag_days": 159, "lag_low": 110,
        "lag_high": 243, "lag_censored": False, "told_on": "2026-08-11", "is_stale": False,
        "unresolved": 0,
    } | changed))  # fmt: skip


def count(verdicts: dict[GapVerdict, int] | None = None, **changed: Any) -> HeadlineCount:
    """Closed is ahead in two series; a third has no interval."""
    known = verdicts if verdicts is not None else {CLOSED: 2, GapVerdict.NO_INTERVAL: 1}
    return HeadlineCount(**({
        "n": sum(known.values()), "verdicts": known, "stale": 0, "through_on": "2026-08-11",
        "vintages": (3, 4),
    } | changed))  # fmt: skip
