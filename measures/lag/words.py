"""What a derived lag comes to in days on a day, and in which words.

For which day a lag may be shown: `measures.freshness`.
"""

from __future__ import annotations

from typing import NamedTuple

from measures.segments import LagSegment
from terms.days import days as days_in_words, days_between
from terms.words import GapVerdict

NOT_SEEN_EARLIER = "not seen earlier"


class LagDays(NamedTuple):
    """A lag on one day and the ends of its interval, in days; None: not known, or open."""

    days: int | None
    low: int | None
    high: int | None


def on_day(lag: LagSegment, day: str) -> LagDays:
    """What a segment says of one day (ISO)."""
    return LagDays(
        _days(lag.sign, lag.counts_from, day),
        _days(lag.low_sign, lag.low_from, day),
        _days(lag.high_sign, lag.high_from, day),
    )


def _days(sign: int | None, since: str | None, day: str) -> int | None:
    return None if sign is None or since is None else sign * days_between(since, day)


def interval_in_words(low: str | None, high: str | None) -> str:
    """'5 to 90', '5 or more', '90 or less': the first day of a class may be unknown; empty without
    either."""
    if low is None:
        return "" if high is None else f"{high} or less"
    return f"{low} or more" if high is None else f"{low} to {high}"


def words(days: int | None, sign: int | None, *, censored: bool, verdict: GapVerdict) -> str:
    """'at least 298 days', 'open leads by 12 days', 'level', 'not known'; a bound is 'at least'.

    `verdict` is that of the gap: open leads only where its interval says so; else the days are
    those of the point values alone, and said to be.
    """
    if verdict == GapVerdict.NOT_TESTED_LATELY:
        return verdict.text
    if days is None or sign is None:
        return "not known"
    many = f"at least {days_in_words(abs(days))}" if censored else days_in_words(abs(days))
    unseen = f" ({NOT_SEEN_EARLIER})" if censored and not days else ""
    if sign < 0:
        if verdict == GapVerdict.OPEN_AHEAD:
            return f"open leads by {many}{unseen}"
        when = f"{many} earlier{unseen}" if days or censored else "on this day"
        is_close = verdict == GapVerdict.NOT_DISTINGUISHABLE
        said = "too close to call" if is_close else "not known who leads"
        return f"{said}; by point values open was there {when}"
    told = f"{many}{unseen}" if sign else "level"
    if verdict == GapVerdict.CANNOT_BE_JUDGED and not unseen:
        return f"cannot be judged; {told} by those known"
    return told
