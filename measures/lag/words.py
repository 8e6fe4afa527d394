"""What a derived lag comes to in days on a day, and in which words.

For which day a lag may be shown: `measures.freshness`.
"""

from __future__ import annotations

from dataclasses import dataclass

from measures.segments import LagSegment
from terms.days import days as days_in_words, days_between
from terms.numbers import MISSING
from terms.words import GapVerdict

NOT_SEEN_EARLIER = "not seen earlier"


@dataclass(frozen=True, slots=True)
class LagOn:
    """A lag on one day and the ends of its interval, in days; None: not known, or open."""

    segment: LagSegment
    on: str
    days: int | None
    low: int | None
    high: int | None


def on_day(lag: LagSegment, day: str, verdict: GapVerdict | None = None) -> LagOn:
    """What a segment says of one day (ISO); no days beside a gap that cannot be judged."""
    if verdict is GapVerdict.CANNOT_BE_JUDGED:
        return LagOn(lag, day, None, None, None)
    return LagOn(
        lag,
        day,
        _days(lag.sign, lag.counts_from, day),
        _days(lag.low_sign, lag.low_from, day),
        _days(lag.high_sign, lag.high_from, day),
    )


def _days(sign: int | None, since: str | None, day: str) -> int | None:
    return None if sign is None or since is None else sign * days_between(since, day)


def interval_in_words(low: object, high: object) -> str:
    """'5 to 90', '5 or more', '90 or less', '–': the first day of a class may be unknown."""
    if low is None or high is None:
        known = high if low is None else low
        return MISSING if known is None else f"{known} or {'less' if low is None else 'more'}"
    return f"{low} to {high}"


def words(days: int | None, sign: int | None, *, censored: bool, verdict: GapVerdict) -> str:
    """'at least 298 days', 'open leads by 12 days', 'level', 'not known'; a bound is 'at least'.

    `verdict` is that of the gap: open leads only where its interval says so; else the days are
    those of the point values alone, and said to be.
    """
    if verdict in (GapVerdict.NOT_TESTED_LATELY, GapVerdict.CANNOT_BE_JUDGED):
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
    return f"{many}{unseen}" if sign else "level"
