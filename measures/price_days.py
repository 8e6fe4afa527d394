"""Days as prices use them: ISO dates, counted on."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=100_000)
def after(day: str, days: int = 1) -> str:
    """The ISO day `days` later."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def days_between(first: str, last: str) -> int:
    """Days from `first` to `last` (ISO)."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
