"""To which day an issued lag can be told, what it comes to in days, and in which words.

A lag grows by itself. Once the vintage behind it is stale nobody knows what open has released
since, so it is told on that vintage's own day: "as of", never "now". A frozen or saturated series
may still be re-read for years while nothing on it moves: it is told on the day it last changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from measures.series import Series
from terms.days import days as days_in_words
from terms.days import days_between
from terms.words import GapVerdict, SeriesStatus

Key = tuple[str, str, str]
"""Series, openness rule, clock."""
NOT_SEEN_EARLIER = "not seen earlier"


def has_ended(series: Series) -> bool:
    """Whether nothing more comes (frozen), or what comes no longer tells models apart."""
    return series.status in (SeriesStatus.FROZEN, SeriesStatus.SATURATED)


def last_changes(windows: Iterable[Mapping[str, Any]]) -> dict[Key, str]:
    """The day on which each series under one rule and clock ends, from rows of view estimate_now.

    The windows of an ended series end when a leader or its score, of either class, last changed;
    rows of another measure than `lag_window` are passed over.
    """
    return {
        (str(row["series"]), *_rule_and_clock(str(row["variant"]))): str(row["through_on"])
        for row in windows
        if row["measure"] == "lag_window" and row["through_on"] is not None
    }


def _rule_and_clock(variant: str) -> tuple[str, str]:
    rule, clock, _ = variant.split("|", maxsplit=2)
    return rule, clock


def ended_on(series: Series, entry: str, last_change: str | None) -> str | None:
    """The day on which an ended series last changed, never before `entry`; None: not ended.

    `entry`: first day of the newest lag; `last_change` of `last_changes`, None where unknown.
    """
    return max(entry, last_change or entry) if has_ended(series) else None


def told_day(row: Mapping[str, Any], series: Series, last_change: str | None = None) -> str:
    """Today, or the vintage's own day once that is stale; never before the row itself.

    A frozen or saturated series: the day it last changed. `row`: a row of table lag with `through`
    (last day issued) and `published_until` (published date of the newest vintage behind it).
    """
    ended = ended_on(series, str(row["entry"]), last_change)
    if ended is not None:
        return ended
    through, published = str(row["through"]), str(row["published_until"])
    age = days_between(published, through)
    return max(published, row["entry"]) if age > series.stale_after_days else through


def on_day(row: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The row with `on_date` and, in days on it, `lag_days`, `lag_low` and `lag_high`."""
    return {
        **row,
        "on_date": day,
        "lag_days": _days(row, "sign", "counts_from", day),
        "lag_low": _days(row, "low_sign", "low_from", day),
        "lag_high": _days(row, "high_sign", "high_from", day),
    }


def _days(row: Mapping[str, Any], sign: str, since: str, day: str) -> int | None:
    if row[sign] is None or row[since] is None:
        return None
    return int(row[sign]) * days_between(row[since], day)


def words(days: int | None, sign: int | None, *, censored: bool, verdict: GapVerdict) -> str:
    """'at least 298 days', 'open leads by 12 days', 'level', 'not known'; a bound is 'at least'.

    `verdict` is that of the gap: open leads only where its interval says so; else the days are
    those of the point values alone, and said to be.
    """
    if days is None or sign is None:
        return "not known"
    if sign == 0:
        return "level"
    if sign < 0:
        return _lead(-days, censored=censored, verdict=verdict)
    if censored and days == 0:
        return f"at least 0 days ({NOT_SEEN_EARLIER})"
    return f"at least {days_in_words(days)}" if censored else days_in_words(days)


def bound_of(measure: str, detail: object) -> Literal["at least", "at most", "about"] | None:
    """How a mean lag is told whose days or levels are partly bounds; None: as it is.

    `detail` of an estimate: `bounds` counts those that may be longer, `lead_bounds` those on which
    open's lead may be. Both: the mean is neither a lower nor an upper bound.
    """
    if measure not in ("lag_window", "lag_exposure") or not isinstance(detail, Mapping):
        return None
    lags, leads = (bool(detail.get(key)) for key in ("bounds", "lead_bounds"))
    if lags and leads:
        return "about"
    return "at least" if lags else "at most" if leads else None


def _lead(days: int, *, censored: bool, verdict: GapVerdict) -> str:
    many = f"at least {days_in_words(days)}" if censored else days_in_words(days)
    unseen = f" ({NOT_SEEN_EARLIER})" if censored and not days else ""
    if verdict == GapVerdict.OPEN_AHEAD:
        return f"open leads by {many}{unseen}"
    when = f"{many} earlier{unseen}" if days or censored else "on this day"
    said = (
        "not distinguishable"
        if verdict == GapVerdict.NOT_DISTINGUISHABLE
        else "not known who leads"
    )
    return f"{said}; by point values open was there {when}"
