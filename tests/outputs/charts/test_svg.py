"""What the marks of a chart become."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from outputs.charts.axes import DaySpan, ValueAxis
from outputs.charts.marks import COLOURS, PAGE, TOP, Drawing, Plane
from outputs.charts.svg import place, plot_of
from tests.outputs.shelf import HOSTILE

FIRST, MIDDLE, LAST = date(2024, 1, 1), date(2024, 1, 6), date(2024, 1, 11)
RIGHT, BOTTOM = PAGE.plot.right, PAGE.plot.bottom
CLOSED, OPEN = COLOURS["closed"], COLOURS["open"]


@pytest.fixture
def made() -> Drawing:
    """An empty plane of ten days and values from 0 to 10."""
    axis = ValueAxis(0.0, 10.0, (0.0, 10.0), BOTTOM)
    return Drawing(Plane(PAGE, DaySpan(FIRST, LAST), axis))


def inside(made: Drawing) -> str:
    """What stands in the plot's group."""
    svg = plot_of(made, COLOURS)
    opening = f'<g fill="none" transform="translate({PAGE.left},{TOP})">'
    assert svg.startswith(opening)
    return svg.removeprefix(opening).removesuffix("</g>")


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0"), (-0.04, "0"), (7.0, "7"), (7.25, "7.2"), (-0.5, "-0.5"), (1132.96, "1133")],
)
def test_a_tenth_of_a_pixel_is_told(value: float, told: str) -> None:
    assert place(value) == told


def test_a_line_goes_level_upright_and_slanted_from_day_to_day(made: Drawing) -> None:
    made.line([(FIRST, 0.0), (MIDDLE, 0.0), (MIDDLE, 5.0), (LAST, 10.0)], "open")
    half, middle = place(RIGHT / 2), place(BOTTOM / 2)
    assert inside(made) == (
        f'<path d="M0,{place(BOTTOM)}H{half}V{middle}L{place(RIGHT)},0" stroke="{OPEN}" '
        'stroke-width="2.5" stroke-linejoin="round"/>'
    )


def test_neighbours_of_one_paint_are_one_path_and_others_are_not(made: Drawing) -> None:
    for value in (0.0, 10.0):
        made.rule((FIRST, value), (LAST, value), "closed", width=1)
    made.rule((FIRST, 5.0), (LAST, 5.0), "closed", dashed=True)
    made.line([(FIRST, 5.0), (LAST, 5.0)], "closed", "stale")
    low, half = place(BOTTOM), place(BOTTOM / 2)
    level = f"M0,{half}H{place(RIGHT)}"
    assert inside(made) == (
        f'<path d="M0,{low}H{place(RIGHT)}M0,0H{place(RIGHT)}" stroke="{CLOSED}" '
        'stroke-width="1"/>'
        f'<path d="{level}" stroke="{CLOSED}" stroke-width="1.5" stroke-dasharray="4,4"/>'
        f'<path d="{level}" stroke="{CLOSED}" stroke-width="2.5" stroke-dasharray="4,4" '
        'opacity="0.55" stroke-linejoin="round"/>'
    )


def test_an_area_goes_there_along_one_line_and_back_along_the_other(made: Drawing) -> None:
    made.area((FIRST, MIDDLE, 10.0, 0.0), "open", 0.1)
    low, half = place(BOTTOM), place(RIGHT / 2)
    assert inside(made) == f'<path d="M0,0H{half}V{low}H0Z" fill="{OPEN}" opacity="0.1"/>'


def test_dots_of_one_paint_stand_in_one_group(made: Drawing) -> None:
    made.dot(FIRST, 10.0, "open")
    made.dot(LAST, 10.0, "open")
    made.dot(LAST, 10.0, "closed", area=16.0, opacity=0.4)
    assert inside(made) == (
        f'<g fill="{OPEN}"><circle cx="0" cy="0" r="3.5"/>'
        f'<circle cx="{place(RIGHT)}" cy="0" r="3.5"/></g>'
        f'<circle cx="{place(RIGHT)}" cy="0" r="2" fill="{CLOSED}" fill-opacity="0.4"/>'
    )


def test_words_stand_with_their_middle_at_their_place(made: Drawing) -> None:
    made.text("A", (10, 20), "open", "right", size=10)
    made.text("B", (10, 20.25), "closed", size=12, bold=True)
    assert inside(made) == (
        f'<text x="10" y="23" text-anchor="end" font-size="10" fill="{OPEN}">A</text>'
        f'<text x="10" y="24.2" font-size="12" font-weight="bold" fill="{CLOSED}">B</text>'
    )


def test_a_hostile_name_stays_text(made: Drawing) -> None:
    made.text(HOSTILE, (0, 0), "open")
    root = ElementTree.fromstring(plot_of(made, COLOURS))  # noqa: S314 - made by the code under test
    assert [it.text for it in root.iter("text")] == [HOSTILE]


def test_an_empty_chart_is_an_empty_group(made: Drawing) -> None:
    assert inside(made) == ""
