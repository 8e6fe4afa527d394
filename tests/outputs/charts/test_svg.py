from datetime import date

import pytest

from outputs.charts.axes import DaySpan, ValueAxis
from outputs.charts.labels import Lettering
from outputs.charts.marks import PAGE, TOP, Drawing, pixels

FIRST, MIDDLE, LAST = date(2024, 1, 1), date(2024, 1, 6), date(2024, 1, 11)
RIGHT, BOTTOM, HALF = PAGE.plot.right, PAGE.plot.bottom, pixels(PAGE.plot.bottom / 2)
CLOSED, OPEN = "var(--closed)", "var(--open)"


@pytest.fixture
def made() -> Drawing:
    """An empty plane of ten days and values from 0 to 10."""
    axis = ValueAxis(0.0, 10.0, (0.0, 10.0), BOTTOM)
    return Drawing(PAGE, DaySpan(FIRST, LAST), axis)


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0"), (-0.04, "0"), (7.0, "7"), (7.25, "7.2"), (-0.5, "-0.5"), (1132.96, "1133")],
)
def test_a_tenth_of_a_pixel_is_told(value: float, told: str) -> None:
    assert pixels(value) == told


def test_neighbours_of_one_paint_are_one_element_and_others_are_not(made: Drawing) -> None:
    for value in (0.0, 10.0):
        made.rule(value, "closed")
    made.shade(FIRST, MIDDLE, 10.0, 0.0)
    made.line([(FIRST, 0.0), (MIDDLE, 0.0), (MIDDLE, 5.0), (LAST, 10.0)], "open")
    made.line([(FIRST, 5.0), (LAST, 5.0)], "closed", stale=True)
    made.dot(FIRST, 10.0, "open")
    made.dot(LAST, 10.0, "open")
    made.dot(LAST, 10.0, "closed", area=16.0, opacity=0.4)
    made.words.append(Lettering("A", 10, 20, "open", "right", 10))
    made.words.append(Lettering("B", 10, 20.25, "closed", "left", 12, is_bold=True))
    low, middle, right = pixels(BOTTOM), pixels(RIGHT / 2), pixels(RIGHT)
    assert made.svg == (
        f'<g fill="none" transform="translate({PAGE.left},{TOP})">'
        f'<path d="M0,0H{middle}V{low}H0Z" fill="{CLOSED}" opacity="0.09"/>'
        f'<path d="M0,{low}H{right}M0,0H{right}" stroke="{CLOSED}" stroke-width="1"/>'
        f'<path d="M0,{low}H{middle}V{HALF}L{right},0" stroke="{OPEN}" stroke-width="2.5" '
        'stroke-linejoin="round"/>'
        f'<path d="M0,{HALF}H{right}" stroke="{CLOSED}" stroke-width="2.5" '
        'stroke-dasharray="4,4" opacity="0.55" stroke-linejoin="round"/>'
        f'<g fill="{OPEN}"><circle cx="0" cy="0" r="3.5"/><circle cx="{right}" cy="0" r="3.5"/></g>'
        f'<circle cx="{right}" cy="0" r="2" fill="{CLOSED}" fill-opacity="0.4"/>'
        f'<text x="10" y="23" text-anchor="end" font-size="10" fill="{OPEN}">A</text>'
        f'<text x="10" y="24.2" font-size="12" font-weight="bold" fill="{CLOSED}">B</text></g>'
    )
