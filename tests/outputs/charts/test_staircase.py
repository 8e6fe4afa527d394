"""The chart by release date: what is drawn is what was given, and Vega draws it where we think."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import date
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert

from outputs.charts.axes import DaySpan
from outputs.charts.card import Words, drawn_card
from outputs.charts.labels import Box, width_of
from outputs.charts.staircase import (
    LONGEST,
    PAGE,
    PAGE_COLOURS,
    PHONE,
    PRINT_COLOURS,
    LagSpan,
    Release,
    Size,
    Staircases,
    charts,
    picture,
    spec,
)
from outputs.charts.svg import Text
from tests.outputs.shelf import HOSTILE

SPAN = DaySpan(date(2024, 1, 1), date(2024, 12, 31))
RELEASES = [
    Release(date(2024, 1, 1), "closed", 100.0, "Closed 1"),
    Release(date(2024, 3, 1), "open", 95.0, "Open 1"),
    Release(date(2024, 6, 1), "closed", 110.0, "Closed 2"),
    Release(date(2024, 9, 1), "open", 105.0, "Open 2"),
]
SHOWN = Staircases(RELEASES, SPAN, LagSpan(date(2024, 6, 1), 105.0, "7.0 months"), True)
TEXT = Text("x", "Title", "Description")


def layers(made: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [layer for layer in made["layer"] if layer["mark"]["type"] == mark]


def texts(made: dict[str, Any]) -> list[str]:
    return [row["text"] for layer in layers(made, "text") for row in layer["data"]["values"]]


@pytest.mark.parametrize("size", [PAGE, PHONE])
def test_both_classes_the_lag_and_their_ends_are_drawn(size: Size) -> None:
    made = spec(SHOWN, size)
    closed, opened = (layer["data"]["values"] for layer in layers(made, "line"))
    assert [row["y"] for row in closed] == [100.0, 110.0, 110.0]
    assert [row["y"] for row in opened] == [95.0, 105.0, 105.0]
    assert closed[-1]["x"] == opened[-1]["x"] == "2024-12-31"
    assert {"7.0 months", "Closed 110.0", "Open 105.0", "Closed 2", "Open 2"} <= set(texts(made))
    [lag] = layers(made, "rule")
    assert lag["data"]["values"] == [{"x": "2024-06-01", "x2": "2024-12-31", "y": 105.0}]


def test_between_the_classes_lies_the_gap_of_each_stretch() -> None:
    [shade] = layers(spec(SHOWN, PAGE), "rect")
    assert [(row["x"], row["x2"], row["y"] - row["y2"]) for row in shade["data"]["values"]] == [
        ("2024-03-01", "2024-06-01", 5.0),
        ("2024-06-01", "2024-09-01", 15.0),
        ("2024-09-01", "2024-12-31", 5.0),
    ]


def test_long_names_and_the_leaders_of_today_are_not_named_at_their_steps() -> None:
    long = Release(date(2024, 4, 1), "closed", 105.0, "x" * (LONGEST + 1))
    made = spec(Staircases([*RELEASES[:2], long, *RELEASES[2:]], SPAN, None, True), PAGE)
    dots = layers(made, "circle")[0]["data"]["values"]
    assert {row["y"] for row in dots} == {100.0, 95.0}


def test_one_class_alone_is_drawn() -> None:
    made = spec(Staircases(RELEASES[:1], SPAN, None, True), PAGE)
    assert len(layers(made, "line")) == 1
    assert layers(made, "rect") == layers(made, "rule") == []


def test_vega_lays_values_and_days_where_the_names_were_placed() -> None:
    vl_convert = pytest.importorskip("vl_convert")
    made = spec(SHOWN, PAGE)
    svg = vl_convert.vegalite_to_svg(made)
    plot = PAGE.plot
    line = re.search(rf'd="M(\S+?),(\S+?)L[^"]*" stroke="{re.escape(PAGE_COLOURS["open"])}"', svg)
    assert line is not None
    scale = made["encoding"]["y"]["scale"]["domain"]
    assert float(line[1]) == pytest.approx(plot.right * 60 / 365, abs=0.6)
    height = plot.bottom * (scale[1] - 95.0) / (scale[1] - scale[0])
    assert float(line[2]) == pytest.approx(height, abs=0.6)


def test_no_two_words_meet() -> None:
    many = [
        Release(date(2024, 1 + n // 2, 1 + 14 * (n % 2)), side, 90.0 + 2 * n + shift, f"{side} {n}")
        for n in range(20)
        for side, shift in (("closed", 8.0), ("open", 0.0))
    ]
    for size in (PAGE, PHONE):
        shown = Staircases(many, SPAN, LagSpan(date(2024, 7, 1), 128.0, "6.0 months"), True)
        boxes = []
        for layer in layers(spec(shown, size), "text"):
            letters, align = layer["mark"]["fontSize"], layer["mark"]["align"]
            for row in layer["data"]["values"]:
                width = width_of(row["text"], letters)
                left = row["px"] - {"left": 0, "center": width / 2, "right": width}[align]
                top = row["py"] - letters / 2
                boxes.append(Box(left, top, left + width, top + letters))
        assert len(boxes) > 8
        assert not any(one.meets(other) for one, other in combinations(boxes, 2))
        assert max(box.right for box in boxes) <= size.width - size.left


def test_the_page_holds_a_drawing_for_each_width_and_hostile_names_stay_text() -> None:
    hostile = Release(date(2024, 2, 1), "closed", 101.0, HOSTILE[:LONGEST])
    html = str(charts(Staircases([*RELEASES, hostile], SPAN, None, True), TEXT))
    assert html.count("<svg ") == 2
    assert 'class="drawn wide"' in html
    assert 'class="drawn slim"' in html
    assert "<script" not in html
    assert "aria-roledescription" not in html
    assert 'aria-labelledby="x-wide-t x-wide-d"' in html
    assert str(charts(Staircases([], SPAN, None, True), TEXT)) == ""


def test_a_picture_has_colours_of_its_own() -> None:
    made = spec(Staircases(RELEASES, SPAN, None, True, PRINT_COLOURS), PAGE)
    assert "var(" not in str(made)


def test_a_card_holds_the_picture_with_its_own_style() -> None:
    drawn = picture(Staircases(RELEASES, SPAN, None, True))
    assert "var(" not in drawn
    shown = drawn_card(Words("A title", "A sentence.", "A foot", ""), drawn)
    root = ElementTree.fromstring(shown)  # noqa: S314 - made by the code under test
    (held,) = (it for it in root.iter() if it.tag.endswith("image"))
    assert b64decode(str(held.get("href")).partition(",")[2]).decode() == drawn
    assert bytes(vl_convert.svg_to_png(shown)).startswith(b"\x89PNG")


def test_without_releases_there_is_no_picture() -> None:
    assert picture(Staircases([], SPAN, None, True)) == ""
