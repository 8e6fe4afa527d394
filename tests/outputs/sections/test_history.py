"""How a lag and a price came about, in the words of their sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from measures.lag.records import ReleaseDates
from measures.lag.words import on_day
from measures.segments import LagSegment, PriceGapSegment
from measures.series import load
from outputs.sections.gap.evidence import change_points
from outputs.sections.lag.comparison import comparison
from outputs.sections.lag.history import crossings, lag_changes, lag_means
from outputs.sections.price.history import price_changes
from outputs.sections.section import Cell
from outputs.sections.series_page import ChangePoint
from outputs.wording import ModelNames
from tests.measures.lag.estimates import catch_up, compared, level, window

ECI = load()["eci"]
NAMES = ModelNames({"gpt-5": "GPT-5", "glm-5.1": "GLM-5.1", "m": "Model M"})


def texts(cells: Sequence[Cell]) -> list[str]:
    """Each cell with what is under it, a slash between."""
    return ["/".join(it.text for it in (one.text, *one.more)) for one in cells]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "40/−5 or more"),
        ({"censored": "left"}, "≥ 40/−5 or more"),
        # A lead below 0 that may be longer is at most this, and a lower end is unknown.
        ({"sign": -1, "censored": "left", "low_sign": None, "low_from": None, "high_sign": 1,
          "high_from": "2026-02-05"}, "≤ −40/5 or less"),
        ({"sign": 0}, "level/−5 or more"),
        ({"counts_from": "2026-02-10", "censored": "left"}, "≥ 0 (not seen earlier)/−5 or more"),
        ({"sign": None, "counts_from": None, "low_from": None}, "–/no interval"),
        ({"high_sign": 1, "high_from": "2026-01-01"}, "40/−5 to 40"),
    ],
)  # fmt: skip
def test_a_change_of_the_lag_is_counted_to_its_first_day(
    changed: dict[str, Any], told: str
) -> None:
    row = {
        "entry": "2026-02-10", "sign": 1, "counts_from": "2026-01-01", "low_sign": -1,
        "low_from": "2026-02-05", "high_sign": None, "high_from": None, "censored": None,
        "open_model": "glm-5.1", "open_value": 150.02, "closed_model": None,
    } | changed  # fmt: skip
    lag = on_day(LagSegment.from_row(row), "2026-02-10")
    (cells,) = lag_changes(ECI, [lag], NAMES).rows
    assert texts(cells) == ["10 Feb 2026", told, "none", "GLM-5.1/150.02"]


def test_a_mean_of_bounds_has_a_mark_and_one_end() -> None:
    found = [
        window(bounds=497, high=None),
        window(lead_bounds=9, low=None, high=1.5, value=-4.5),
        window(bounds=1, lead_bounds=1, low=None, high=None),
        window("vertical", is_last_year=True, unit="index", high=200.0),
        catch_up(),
    ]
    part = lag_means(ECI, found)
    assert part
    assert [texts(row)[:2] for row in part.rows] == [
        ["backward mean", "≥ 194.4/127.8 or more"],
        ["backward mean", "≤ −4.5/1.5 or less"],
        ["backward mean", "~ 194.4/no interval"],
        ["vertical mean/over the last year", "194.4 index points/127.8 to 200.0"],
        # More than half may never catch up.
        ["time to catch up, median", "200.0/127.8 to never"],
    ]
    assert part.lead == "No mean over the last year is known."
    year = lag_means(ECI, [window(is_last_year=True, bounds=3)])
    assert year
    assert year.lead == "Over the last year the lag was at least 194 days in the mean."
    assert lag_means(ECI, []) is None


def test_a_level_that_open_had_first_is_crossed_a_negative_number_of_days_later() -> None:
    found = [
        level(),
        level(days=-14, is_at_most=True, level=155.0),
        level(days=None, open_on=None, open_model=None, is_left_censored=True, level=160.0),
    ]
    part = crossings(ECI, found, NAMES)
    assert part
    assert [texts(row)[1:] for row in part.rows] == [
        ["300", "GPT-5/7 Aug 2025", "GLM-5.1/3 Jun 2026"],
        ["≤ −14", "GPT-5/7 Aug 2025", "GLM-5.1/3 Jun 2026"],
        ["–", "GPT-5/7 Aug 2025", "not yet"],
    ]
    assert part.lead.startswith("Open models have 2 of 3 round levels")
    assert crossings(ECI, [], NAMES) is None


def test_a_published_lag_is_beside_ours_by_both_dates() -> None:
    registry = compared(
        dates=ReleaseDates.REGISTRY, value=4.5, low=1.9, high=5.4, published_high=5.3
    )
    (part,) = comparison([compared(), registry], NAMES)
    assert texts(part.rows[0]) == [
        "horizontal mean/They count otherwise.", "3.5 months/1.1 to 5.3", "4.5 months/1.9 to 5.4",
        "4.2 months",
    ]  # fmt: skip
    assert part.note == "Published: https://epoch.ai/x"


@pytest.mark.parametrize(
    ("basis", "hosts", "mode", "off_peak", "words"),
    [
        ("first_party", None, "standard", None, "maker’s list price"),
        ("first_party", None, "peak", 0.2625, "maker’s list price, peak; off-peak $0.26"),
        ("first_party", None, "peak", None, "maker’s list price, peak"),
        ("one_host", 1, "standard", None, "one of the hosts we read"),
        ("median_of_hosts", 5, "standard", None, "median of 5 hosts we read"),
    ],
)
def test_a_price_names_its_hosts_and_its_hours(
    basis: str, hosts: int | None, mode: str, off_peak: float | None, words: str
) -> None:
    one = PriceGapSegment(
        entry="2026-01-01", threshold=150.0, through="2026-11-01",
        open_model="m", open_price=0.525, open_price_basis=basis,
        open_hosts=hosts, open_price_mode=mode, open_off_peak_price=off_peak,
    )  # fmt: skip
    (part,) = price_changes(ECI, [one, one], NAMES)
    assert [texts(row) for row in part.rows] == [  # what moves nothing is told once
        ["1 Jan 2026", "–", "none with a price", f"Model M/$0.53, {words}"]
    ]
    assert part.lead == (
        "From 150 index points on, Model M is the cheapest open model at $0.53, as of 1 Nov 2026."
    )


def test_a_gap_that_nobody_knows_has_no_unit() -> None:
    known = ChangePoint("1 Jan 2025", "2025-01-01", None, "–", None, "–", "+4.5", "1.0 to 8.0")
    found = change_points(ECI, [replace(known, gap=None), known])
    assert [row[1].text.text for row in found.rows] == ["unknown", "+4.5 index points"]
    assert found.lead == "Gap in index points, closed less open; last change 1 Jan 2025."
