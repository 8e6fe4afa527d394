from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.charts.small import LIMIT, gap_sparkline

IMAGE = re.compile(r"!\[[^\]\n]*\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)")
POINTS = st.lists(st.none() | st.floats(-1e7, 1e7), max_size=1500)


def drawn(markdown: str) -> ElementTree.Element:
    match = IMAGE.fullmatch(markdown)
    assert match, markdown
    return ElementTree.fromstring(b64decode(match.group(1)))  # noqa: S314 - made by our code


@given(POINTS, st.text(max_size=3000))
def test_it_is_always_a_small_picture_or_the_words(points: list[float | None], alt: str) -> None:
    found = gap_sparkline(points, alt)
    assert len(found) < LIMIT
    if any(point is not None for point in points):
        assert drawn(found).tag.endswith("svg")
    else:
        assert found == "no gap yet"


def test_the_longest_possible_line_fits() -> None:
    assert len(gap_sparkline([1000.0 * (-1) ** place for place in range(30)], "x" * 60)) < LIMIT


@pytest.mark.parametrize("points", [[1.0], [0.0, 0.0], [-5.0, -5.0], [None, 3.0, None]])
def test_few_points_are_drawn(points: list[float | None]) -> None:
    assert len(list(drawn(gap_sparkline(points)))) == 2


def test_a_falling_gap_falls() -> None:
    line = list(drawn(gap_sparkline([10.0, 5.0, 0.0])))[1].get("d", "")
    assert line == "M0 1h50v14h50v14h50"


def test_a_hole_is_not_bridged() -> None:
    line = list(drawn(gap_sparkline([10.0, None, 10.0])))[1].get("d", "")
    assert line.count("M") == 2


def test_the_last_point_of_many_is_kept() -> None:
    points = [0.0] * 999 + [7.0]
    line = list(drawn(gap_sparkline(points)))[1].get("d", "")
    assert line.endswith("v-28h5")


def test_words_cannot_leave_the_picture() -> None:
    assert gap_sparkline([1.0], "](javascript:alert(1))").startswith(
        "![  javascript:alert 1  ](data"
    )
