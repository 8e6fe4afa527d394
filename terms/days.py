"""Days: ISO days (YYYY-MM-DD) counted on, months and years, and how days and times are written."""

import re
from datetime import date, timedelta
from functools import lru_cache

from terms.numbers import number, plural

DAYS_A_MONTH = 365.25 / 12
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WHOLE_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@lru_cache(maxsize=100_000)
def is_day(text: str, *, in_part: bool = False) -> bool:
    """Whether the calendar has the day `text`, written YYYY-MM-DD; `in_part`: or YYYY-MM, YYYY."""
    if in_part and len(text) in (4, 7):
        text = f"{text}-01-01"[:10]
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@lru_cache(maxsize=100_000)
def after(on: str, count: int = 1) -> str:
    """The ISO day `count` days later; earlier when it is below 0."""
    return (date.fromisoformat(on) + timedelta(count)).isoformat()


def days_between(first: str, last: str) -> int:
    """Days from `first` to `last` (ISO); below 0 when `last` is earlier."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def number_of(on: str) -> int:
    """Proleptic number of an ISO day."""
    return date.fromisoformat(on).toordinal()


def from_number(number: int) -> str:
    """The ISO day of a day number."""
    return date.fromordinal(number).isoformat()


def months(count: float) -> float:
    """A number of days in months of a twelfth of 365.25 days."""
    return count / DAYS_A_MONTH


def day(value: str | date) -> str:
    """12 Aug 2026; takes an ISO date or time."""
    on = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def month(on: str) -> str:
    """August 2026; takes an ISO date."""
    when = date.fromisoformat(on)
    return f"{WHOLE_MONTHS[when.month - 1]} {when.year}"


def clock(value: str) -> str:
    """12 Aug 2026, 03:26 UTC; takes a stored UTC time."""
    return f"{day(value)}, {value[11:16]} UTC"


def days(count: int) -> str:
    """'1 day', '1,004 days'."""
    return plural(count, "day")


def span(count: int) -> str:
    """'3 days', from a month on '10.3 months'."""
    return days(count) if count < DAYS_A_MONTH else f"{number(months(count))} months"


def duration(hours: float) -> str:
    """A length of time as people count it: '30 minutes', '31 hours', '416 days'."""
    if hours < 1:
        return plural(max(round(60 * hours), 1), "minute")
    return plural(round(hours), "hour") if hours < 48 else days(int(hours // 24))


_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def in_words(text: str) -> str:
    """`text` with its ISO days written as everywhere else: 2026-08-11 becomes 11 Aug 2026."""
    return _DAY.sub(_day_in_words, text)


def _day_in_words(found: re.Match[str]) -> str:
    try:
        return day(found[0])
    except ValueError:
        return found[0]
