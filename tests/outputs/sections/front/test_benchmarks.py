"""A line for each benchmark: no gap stands there without its doubts and its age."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from measures.headline.records import GapThen
from measures.series import load
from outputs.charts.small import Dots, dots
from outputs.report.compose import compose
from outputs.sections.front.benchmarks import BenchmarkGroup, BenchmarkLine, exposure, shares
from terms.words import GapVerdict
from tests.measures.headline.estimates import domain, then
from tests.outputs.shelf import (
    NOW,
    OLD,
    gap,
    put_gaps,
    put_records,
    put_registry,
    put_scores,
    read_gap,
)
from warehouse.store import Warehouse


def groups(warehouse: Warehouse, row: dict[str, Any], **derived: Any) -> list[BenchmarkGroup]:
    put_scores(warehouse)
    put_registry(warehouse)
    put_gaps(warehouse, [row], **derived)
    return compose(warehouse, NOW, []).benchmarks


def only_line(found: list[BenchmarkGroup]) -> BenchmarkLine:
    ((line,),) = ((*group.active, *group.closed) for group in found)
    return line


@pytest.mark.parametrize(
    ("changed", "verdict", "doubts"),
    [
        ({}, "closed ahead", []),
        ({"confirmed": 0, "evidence": "Arena says so"}, "closed ahead", ["unconfirmed"]),
        ({"basis": "leaders"}, "closed ahead", []),
        ({"unresolved_above": 1}, "cannot be judged", []),
        (
            {"unresolved_above": 1, "gap_if_unresolved_closed": 4.0,
             "gap_if_unresolved_open": -1.5},
            "cannot be judged", ["−1.5 to 4.0 index points"],
        ),
        ({"gap_low": -1.0}, "too close to call", []),
    ],
)  # fmt: skip
def test_a_line_shows_verdict_and_doubts(
    empty: Warehouse, changed: dict[str, Any], verdict: str, doubts: list[str]
) -> None:
    line = only_line(groups(empty, gap(**changed)))
    assert (line.shown.verdict.text, line.doubts) == (verdict, doubts)


def test_what_cannot_be_judged_is_drawn_as_its_range_alone() -> None:
    found = shares(
        read_gap(
            gap=2.0, gap_low=1.0, gap_high=3.0, detectable_gap=2.0, unresolved_above=1,
            gap_if_unresolved_closed=4.0, gap_if_unresolved_open=-1.0,
        ),
        1.0,
    )  # fmt: skip
    assert found == Dots(None, -0.5, 2.0, 0.5)
    assert 'class="now' not in dots(found, "label", (-2.0, 4.0))
    assert 'class="reach"' in dots(replace(found, then=None), "label", (-2.0, 4.0))


def test_old_data_show_their_age(empty: Warehouse) -> None:
    line = only_line(groups(empty, gap(entry=OLD.isoformat()), series="hle", inputs_on=OLD))
    assert line.age == "282 days old"


@pytest.mark.parametrize(
    ("year_ago", "words"),
    [
        (then("2025-05-20", "2025-05-20"), ", by data from 20 May 2025"),
        (then(None, "2025-05-20"), ""),
    ],
)
def test_a_gap_of_a_year_ago_from_an_outdated_page_has_its_day(
    empty: Warehouse, year_ago: GapThen, words: str
) -> None:
    put_records(empty, [domain(year_ago=year_ago)])
    picture = str(only_line(groups(empty, gap(), series="hle")).picture)
    assert 'class="then"' in picture
    assert f'gap now and a year ago{words}"' in picture


def test_without_a_year_before_no_hollow_dot_is_drawn(empty: Warehouse) -> None:
    put_records(empty, [domain(year_ago=None)])
    picture = str(only_line(groups(empty, gap(), series="hle")).picture)
    assert 'class="then"' not in picture
    assert "year ago" not in picture


def test_a_gap_is_drawn_in_smallest_gaps_that_its_test_could_show(empty: Warehouse) -> None:
    """Without that number, or without an interval, gaps of two units have no common axis."""
    with_axis = only_line(groups(empty, gap(detectable_gap=2.0))).picture
    assert 'class="now' in with_axis
    assert only_line(groups(empty, gap(detectable_gap=None))).picture == ""


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        ("closed ahead", "closed ahead"),
        ("not distinguishable", "too close to call"),
        ("series disagree", "series disagree"),
    ],
)
def test_a_domain_says_what_its_active_benchmarks_say_together(
    empty: Warehouse, direction: str, words: str
) -> None:
    put_records(empty, [domain(direction=direction)])
    (found,) = groups(empty, gap(), series="hle")
    assert (found.domain, found.direction) == ("knowledge", words)


def test_closed_boards_are_apart(empty: Warehouse) -> None:
    (found,) = groups(empty, gap(), series="mmlu_helm")
    assert (list(found.active), len(found.closed)) == ([], 1)


def test_private_items_are_counted_beside_public_ones() -> None:
    even = domain("deepswe", "coding", verdict=GapVerdict.NOT_DISTINGUISHABLE)
    both = [domain("frontiermath", "mathematics"), domain("hle"), even]
    part = exposure(both, load())
    assert part is not None
    assert part.lead.startswith("Where the items are not public, closed is ahead in 1 of 1")
    assert [[it.text.text for it in row] for row in part.rows] == [
        ["Not public", "1", "1", "0", "0"],
        ["Public", "2", "1", "1", "0"],
    ]
    assert exposure(both[:1], load()) is None
