"""A past day is told by what had been published by then, in the words of a page of that day."""

from __future__ import annotations

from typing import Any

import pytest

from measures.segments import GapSegment
from outputs.report.compose import Site, compose
from outputs.report.context import Extras, PublishedHistory
from outputs.sections.front.past import PastDays, runs
from tests.outputs.shelf import NOW, gap, put_gaps, put_registry, put_scores
from warehouse.store import Warehouse

TODAY = NOW.date().isoformat()


def made(warehouse: Warehouse, rows: list[dict[str, Any]], **gaps: Any) -> Site:
    put_scores(warehouse)
    put_registry(warehouse)
    put_gaps(warehouse, rows)
    for series, own in gaps.items():
        put_gaps(warehouse, [own], series=series)
    published = {series: [told(series, own)] for series, own in gaps.items()}
    return compose(warehouse, NOW, [], Extras(published=PublishedHistory(published)))


def told(series: str, row: dict[str, Any]) -> GapSegment:
    own = {"series": series, "openness_rule": "any_weights", "inputs_on": "2026-02-01"}
    return GapSegment.from_row({**row, **own, "entry": "2026-02-01"})


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
    line = past.line("eci", "2026-02-28")
    assert line is not None
    assert (line.shown.gap, line.shown.verdict.text) == ("+5.0", "closed ahead")


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
    assert days(site).line("eci", "2026-02-10") is None


def test_what_is_thought_now_stands_beside_what_was_published(empty: Warehouse) -> None:
    """On the entry axis today's page tells of days before the first one."""
    past = days(made(empty, ROWS, hle=gap(entry="2025-12-01", gap=4.0)))
    assert past.line("hle", "2026-01-31") is None
    assert past.gap_now("hle", "2026-01-31") == 4.0
    assert past.line("hle", "2026-02-01") is not None


def test_a_day_that_cannot_be_judged_now_has_no_gap_now(empty: Warehouse) -> None:
    past = days(made(empty, ROWS, hle=gap(entry="2025-12-01", unresolved_above=2)))
    assert past.gap_now("hle", "2026-01-31") is None


def test_a_series_counts_as_active_until_the_day_on_which_it_ended(empty: Warehouse) -> None:
    site = made(empty, ROWS, otis_mock_aime=gap(entry="2025-12-01"))
    since = days(site).sources.declared["otis_mock_aime"].status_since
    line = days(site).line("otis_mock_aime", "2026-02-02")
    assert since is not None
    assert line is not None
    assert line.is_active == (since > "2026-02-02")


def test_no_day_is_told_unless_it_was_asked_for(empty: Warehouse) -> None:
    put_gaps(empty, ROWS)
    assert compose(empty, NOW, []).past is None


def test_a_run_ends_where_something_else_is_said() -> None:
    assert list(runs(["a", "b", "c"], {"a": 1, "b": 1, "c": 2}.get)) == [("a", 1), ("c", 2)]
