"""How a lag and a price came about, in the words of their sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from measures.lag.words import on_day
from measures.segments import LagSegment, PriceGapSegment
from measures.series import load
from outputs.sections.gap.evidence import change_points
from outputs.sections.lag.history import lag_changes
from outputs.sections.price.history import price_changes
from outputs.sections.section import Cell
from outputs.sections.series_page import ChangePoint
from outputs.wording import ModelNames

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
