"""For which day a number may be shown, and whether that day still counts as now."""

from dataclasses import replace

import pytest

from measures.freshness import age_days, is_stale, of_gap, of_lag, shown_lags, was_fresh
from measures.gap.history import held
from measures.segments import GapSegment, LagSegment
from measures.series import load

DECLARED = load()
LIVEBENCH = DECLARED["livebench"]


def row(entry: str, opened: str = "glm-5.2", gap: float = 9.2) -> GapSegment:
    return GapSegment(
        entry=entry, open_entry=opened, gap=gap, vintage_on="2026-07-23", unresolved_above=0
    )


def lag(entry: str, page: str, sign: int | None = 1) -> LagSegment:
    return LagSegment(entry=entry, inputs_on=page, sign=sign)


LATE = held([row("2026-07-01"), row("2026-07-23"), row("2026-07-27", "kimi-k3", gap=3.9)])
"""LiveBench's page of 23 July 2026 lists Kimi K3, whose weights came on 27 July."""


def test_a_page_dated_ahead_is_neither_stale_nor_younger_than_today() -> None:
    assert age_days("2026-07-23", "2026-07-20") == 0
    assert not is_stale(LIVEBENCH, "2026-07-23", "2026-07-20")


def test_the_page_of_a_day_is_the_newest_one_up_to_it() -> None:
    pages = ["2026-07-01", "2026-10-01"]
    days = ("2026-06-30", "2026-07-01", "2026-08-15", "2026-08-16", "2026-09-30", "2026-10-01")
    known = [was_fresh(LIVEBENCH, pages, on) for on in days]
    assert known == [False, True, True, False, False, True]
    assert not was_fresh(LIVEBENCH, [], "2026-07-01")


def test_a_model_that_came_after_its_page_dates_the_gap_that_it_made() -> None:
    fresh = of_gap(LIVEBENCH, LATE[-1], "2026-11-24")
    assert (fresh.shown_on, fresh.vintage_on, fresh.is_stale) == ("2026-07-27", "2026-07-23", True)
    # 23 July to 24 November 2026: 8 + 31 + 30 + 31 + 24 = 124 days.
    assert age_days(fresh.vintage_on, fresh.on) == 124
    before = of_gap(LIVEBENCH, LATE[1], "2026-07-26")
    assert (before.shown_on, age_days(before.vintage_on, before.on)) == ("2026-07-23", 3)
    assert not before.is_stale


def test_without_a_recent_open_model_the_day_of_the_page_is_shown_as_the_gaps_is() -> None:
    """On the day on which the flag turns nothing new is known, nor once open overtook unseen."""
    rows = [lag("2026-07-24", "2026-07-23"), lag("2026-08-20", "2026-07-23", sign=None)]
    lags = shown_lags(rows, replace(row("2026-08-20"), is_tested_lately=0))
    shown = [of_lag(LIVEBENCH, lags, on).shown_on for on in ("2026-08-21", "2026-11-24")]
    # A lead that is too close to call is one by points.
    assert (shown, shown_lags(rows, row("2026-08-20", gap=-0.1))) == (["2026-07-23"] * 2, lags)
    assert shown_lags(rows, row("2026-08-20")) == rows


@pytest.mark.parametrize("series", ["mmlu_helm", "mmlu_vendor_cot"])
def test_the_lag_of_an_ended_series_is_of_the_day_it_last_changed(series: str) -> None:
    def shown(last_change: str | None) -> str:
        # Its page was read again today, and the series' limit is no matter.
        rows = [lag("2024-12-20", "2026-11-24")]
        fresh = of_lag(DECLARED[series], rows, "2026-11-24", last_change)
        assert (fresh.is_stale, fresh.is_last_change) == (True, True)
        return fresh.shown_on

    # Closed moved after the day from which the newest lag holds.
    assert shown("2024-12-26") == "2024-12-26"
    assert shown(None) == shown("2023-01-01") == "2024-12-20"
