"""For which day a number may be shown, and whether that day still counts as now: said here alone.

The *vintage* of a number is the newest page behind it; what was declared to say how often a place
publishes (`stale_after_days`) says when it is *stale*: the number then reads "as of", never "now",
and raises no alert. A gap stands still from page to page, so it is shown for the day of its page,
or for a later one on which a model of that page could first be had. A lag grows by itself, so it is
shown for the day asked about, until its page is stale; of a frozen series, which may be re-read for
years, for the day on which it last changed (docs/lag.md).

The views `gap_now` and `lag_now` say the same in SQL of the day on which they are asked;
`tests/golden/test_freshness.py` compares them row by row.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from measures.segments import GapSegment, LagSegment
from measures.series import Series
from terms.days import after, days_between


class Published(Protocol):
    """What is published again and again, with the days after which a page of it is stale."""

    @property
    def stale_after_days(self) -> int:
        """Days that a page counts as current."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """For which day a number may be shown when somebody asks on day `on`."""

    on: str
    shown_on: str
    vintage_on: str
    """Published date of the newest page behind the number."""
    is_stale: bool
    """It is of a day that is past: its page is stale, or its series has ended."""
    is_last_change: bool = False
    """`shown_on` is the day on which a frozen series last changed."""


def age_days(since: str, on: str) -> int:
    """Days from `since` to `on`; a day ahead, which a page may be dated, is not younger than 0."""
    return days_between(since, on) if since < on else 0


def is_stale(published: Published, vintage_on: str, on: str) -> bool:
    """Whether a page of `vintage_on` no longer counts as current on day `on`."""
    return age_days(vintage_on, on) > published.stale_after_days


def fresh_until(published: Published, vintage_on: str) -> str:
    """The last day on which a page of `vintage_on` counts as current."""
    return after(vintage_on, published.stale_after_days)


def was_fresh(published: Published, vintages_on: Sequence[str], on: str) -> bool:
    """Whether the newest page up to day `on` was current on it; `vintages_on` in order."""
    place = bisect_right(vintages_on, on)
    return bool(place) and not is_stale(published, vintages_on[place - 1], on)


def held_since(gap: GapSegment) -> str:
    """First day since which a gap shows what it does; its own of a row that does not say so."""
    return gap.held_since or gap.entry


def of_gap(series: Series, gap: GapSegment, on: str) -> Freshness:
    """Of a gap that holds on day `on`, asked about on it."""
    vintage_on = gap.published_by(on)
    shown_on = max(vintage_on, held_since(gap))
    return Freshness(on, shown_on, vintage_on, is_stale(series, vintage_on, on))


def shown_lags(lags: Sequence[LagSegment], gap: GapSegment) -> Sequence[LagSegment]:
    """Of the lags of a board by day those that may be told beside its gap: the last alone where no
    recent open model was tested, or where the newest puts behind who is ahead now, if only by
    points.

    That one is of the page's day, as the gap is: a day that passes without a test is no news.
    """
    if gap.is_tested_lately != 0 and (known_lag(lags).sign or 0) * (gap.gap or 0) >= 0:
        return lags
    return [replace(one, entry=one.published_by(one.entry)) for one in lags[-1:]]


def known_lag(lags: Sequence[LagSegment]) -> LagSegment:
    """Of the lags of a board by day the newest that says one; the last where none does."""
    return next((one for one in reversed(lags) if one.sign is not None), lags[-1])


def of_lag(
    series: Series, lags: Sequence[LagSegment], on: str, last_change: str | None = None
) -> Freshness:
    """Of the `known_lag` of a board's lags by day, asked about on day `on`.

    One after which nothing could be said is shown for its own page's day; so is a row that says no
    lag, in which nothing grows. `last_change`: the day to which `parity_now` has data, None where
    nobody knows it.
    """
    lag = known_lag(lags)
    entry, vintage_on = lag.entry, lag.published_by(on)
    if lag is not lags[-1]:
        page = max(entry, lag.vintage_on or entry)
        return Freshness(on, page, page, is_stale=True)
    if series.has_ended:
        shown_on = max(entry, last_change or entry)
        return Freshness(on, shown_on, vintage_on, is_stale=True, is_last_change=True)
    stale = is_stale(series, vintage_on, on)
    shown_on = on if lag.sign is not None and not stale else max(vintage_on, entry)
    return Freshness(on, shown_on, vintage_on, stale)
