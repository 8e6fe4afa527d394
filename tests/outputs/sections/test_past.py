"""A past day is told by what had been published by then, in the words of a page of that day."""

from itertools import pairwise
from typing import Any

import pytest

from outputs.report.compose import Site
from outputs.sections.past import FIRST
from terms.days import days_between
from tests.outputs.shelf import NOW, gap, put_gaps, put_registry, put_scores
from warehouse.store import Warehouse

TODAY = NOW.date().isoformat()
ROWS = [
    gap(entry="2026-01-05", gap=5.0, gap_low=3.5, gap_high=6.5),
    gap(entry="2026-03-01", gap_low=-1.0),
]


def made(warehouse: Warehouse, rows: list[dict[str, Any]], **gaps: Any) -> tuple[Site, Any]:
    put_scores(warehouse)
    put_registry(warehouse)
    put_gaps(warehouse, rows)
    for series, own in gaps.items():
        put_gaps(warehouse, [own], series=series)
    site = Site(warehouse, NOW, [])
    return site, site.past


def test_each_day_has_the_verdict_of_its_own_page_and_today_the_front_pages(
    empty: Warehouse,
) -> None:
    site, past = made(empty, ROWS)
    answer = past.answer(TODAY)
    assert (answer.title, list(answer.sentences)) == (site.front.title, site.front.sentences)
    assert past.answer("2026-01-05").title == "Open-weight models are behind"
    assert past.answer("2026-03-01").title == "Open and closed are too close to call"
    found = past.slider()
    assert [(place, title) for place, title, _ in found["said"]][:2] == [
        (0, "No gap could be computed yet"),
        (1100, "Open-weight models are behind"),  # 5 January 2026
    ]
    assert all(before[1:] != after[1:] for before, after in pairwise(found["said"]))
    assert found["last"] == days_between(FIRST, TODAY)


@pytest.mark.parametrize(
    ("gaps", "title"),
    [
        ({}, "No gap could be computed yet"),
        ({"hle": gap(entry="2025-12-01")}, "No overall index existed yet"),
    ],
)
def test_before_the_first_page_nothing_stands_in(
    empty: Warehouse, gaps: dict[str, Any], title: str
) -> None:
    _, past = made(empty, [gap(entry="2026-02-20")], **gaps)
    assert past.answer("2026-02-10").title == title
