"""A past day is told by what had been published by then, in the words of a page of that day."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from outputs.report.compose import Site, compose
from outputs.report.context import AsOf, Extras
from outputs.report.site import write_report
from outputs.sections.front.past import FIRST, PastDays
from terms.days import days_between
from tests.outputs.shelf import NOW, gap, put_gaps, put_registry, put_scores
from warehouse.store import Warehouse

TODAY = NOW.date().isoformat()


def made(warehouse: Warehouse, rows: list[dict[str, Any]], **gaps: Any) -> Site:
    put_scores(warehouse)
    put_registry(warehouse)
    put_gaps(warehouse, rows)
    for series, own in gaps.items():
        put_gaps(warehouse, [own], series=series)
    return compose(warehouse, NOW, [])


def days(site: Site) -> PastDays:
    assert site.past is not None
    return site.past


ROWS = [
    gap(entry="2026-01-05", gap=5.0, gap_low=3.5, gap_high=6.5),
    gap(entry="2026-03-01", gap_low=-1.0),
]


def test_today_is_told_as_the_front_page_tells_it(empty: Warehouse) -> None:
    site = made(empty, ROWS)
    answer = days(site).answer(TODAY)
    assert (answer.title, list(answer.sentences)) == (site.front.title, site.front.sentences)


def test_each_day_has_the_verdict_of_its_own_page(empty: Warehouse) -> None:
    past = days(made(empty, ROWS))
    assert past.answer("2026-01-05").title == "Open-weight models are behind"
    assert past.answer("2026-03-01").title == "Open and closed are too close to call"


@pytest.mark.parametrize(
    ("gaps", "title"),
    [
        ({}, "No gap could be computed yet"),
        ({"hle": gap(entry="2025-12-01")}, "No capability index to judge by yet"),
    ],
)
def test_before_the_first_page_nothing_stands_in(
    empty: Warehouse, gaps: dict[str, Any], title: str
) -> None:
    site = made(empty, [gap(entry="2026-02-20")], **gaps)
    assert days(site).answer("2026-02-10").title == title


def test_the_slider_has_ready_words_from_the_day_on_which_they_change(empty: Warehouse) -> None:
    found = days(made(empty, ROWS)).slider()
    assert [(place, title) for place, title, _ in found["said"]][:2] == [
        (0, "No gap could be computed yet"),
        (1100, "Open-weight models are behind"),  # 5 January 2026
    ]
    assert all(before[1:] != after[1:] for before, after in pairwise(found["said"]))
    assert found["last"] == days_between(FIRST, TODAY)


def test_the_methods_page_holds_the_slider_and_the_site_of_a_past_day_none(
    filled: Warehouse, tmp_path: Path
) -> None:
    def methods(**of: Any) -> str:
        write_report(filled, tmp_path / "site", now=NOW, sources=[], **of)
        return (tmp_path / "site" / "methods.html").read_text("utf-8")

    assert '"first":"2023-01-01"' in methods()
    assert "past-days" not in methods(extras=Extras(as_of=AsOf(NOW.date())))
