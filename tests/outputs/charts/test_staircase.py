"""The chart by release date: what is drawn is what was given."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert

from outputs.charts.axes import DaySpan, Piece
from outputs.charts.card import Words, card
from outputs.charts.drawing import Text, charts, picture
from outputs.charts.labels import Box, width_of
from outputs.charts.marks import CARD, COLOURS, LOW_PAGE, PAGE, PHONE, Drawing, Size
from outputs.charts.staircase import LONGEST, LagSpan, Release, Staircases
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


def line(made: Drawing, side: str) -> list[tuple[Any, float]]:
    """Corners of all lines of one colour."""
    return [point for it in made.lines if it.colour == side for point in it.points]


def texts(made: Drawing) -> list[str]:
    return [it.text for it in made.words]


def boxes(made: Drawing) -> list[Box]:
    """The room of every text."""
    found = []
    for it in made.words:
        width = width_of(it.text, it.size)
        left = it.x - {"left": 0, "center": width / 2, "right": width}[it.align]
        found.append(Box(left, it.y - it.size / 2, left + width, it.y + it.size / 2))
    return found


def test_ends_are_written_so_that_they_are_as_far_apart_as_they_are() -> None:
    """161.65 and 157.01 are 4.6 apart; with one decimal each a reader would find 4.7."""
    own = [Release(SPAN.first, "closed", 161.65, "A"), Release(SPAN.first, "open", 157.01, "B")]
    for size in (PAGE, PHONE):
        shown = texts(Staircases(own, SPAN, None, True).marks(size))
        assert {"Closed 161.65", "Open 157.01"} <= set(shown)


ECI = Staircases(
    [
        Release(date(2023, 3, 14), "closed", 125.8, "GPT-4"),
        Release(date(2026, 3, 5), "closed", 158.46, "GPT-5.4 Pro"),
        Release(date(2026, 7, 9), "closed", 161.65, "GPT-5.6 Sol"),
        Release(date(2023, 2, 24), "open", 109.2, "LLaMA-65B"),
        Release(date(2026, 7, 27), "open", 157.01, "Kimi K3"),
    ],
    DaySpan(date(2023, 1, 1), date(2026, 10, 8)),
    LagSpan(date(2026, 3, 5), 157.01, "5.2 months (11 Aug)"),
    True,
    of_what="Epoch Capabilities Index",
    until=date(2026, 8, 11),
    newer=[
        Release(date(2026, 10, 8), "closed", 167.33, "Claude Opus 5.5"),
        Release(date(2026, 10, 8), "open", 157.45, "Kimi K3"),
    ],
)
"""Of the index, as it was in October 2026."""


@pytest.mark.parametrize("size", [PAGE, PHONE, CARD])
def test_lines_run_on_to_the_newest_list_and_its_values_are_labelled(size: Size) -> None:
    made = ECI.marks(size)
    runs = {it.colour: it.points for it in made.lines if it.is_dashed}
    october, august = date(2026, 10, 8), date(2026, 8, 11)
    assert runs == {
        "closed": [(august, 161.65), (october, 167.33)],
        "open": [(august, 157.01), (october, 157.45)],
    }
    rings = [(it.at, it.value) for it in made.dots if it.colour == "paper"]
    assert rings == [(october, 167.33), (october, 157.45)]
    right = [it.text for it in made.words if it.x > size.plot.right]
    assert right == ["Closed 167.33", "Claude Opus 5.5", "Open 157.45", "Kimi K3"]
    inside = [it.text for it in made.words if it.x <= size.plot.right]
    if size is not PHONE:  # which has no room for them
        assert any(it.endswith("161.65") for it in inside)
        assert any(it.endswith("157.01") for it in inside)
    assert ECI.apart == pytest.approx(9.88)


@pytest.mark.parametrize("size", [PAGE, PHONE, CARD])
def test_no_line_of_the_scale_goes_through_the_lag(size: Size) -> None:
    made = ECI.marks(size)
    [lag] = [it for it in made.words if it.text == "5.2 months (11 Aug)"]
    ticks = [made.plane.y(value) for value in made.plane.axis.ticks]
    assert ticks
    assert all(abs(tick - lag.y) > lag.size / 2 for tick in ticks)


@pytest.mark.parametrize("size", [PAGE, PHONE, CARD])
def test_both_classes_the_lag_and_their_ends_are_drawn(size: Size) -> None:
    made = SHOWN.marks(size)
    june, end = date(2024, 6, 1), SPAN.last
    assert line(made, "closed") == [(SPAN.first, 100.0), (june, 100.0), (june, 110.0), (end, 110.0)]
    march, autumn = date(2024, 3, 1), date(2024, 9, 1)
    assert line(made, "open") == [(march, 95.0), (autumn, 95.0), (autumn, 105.0), (end, 105.0)]
    assert {"7.0 months", "Closed 110.0", "Open 105.0", "Closed 2", "Open 2"} <= set(texts(made))
    [lag] = [it for it in made.rules if it.is_dashed]
    assert lag.points == ((june, 105.0), (end, 105.0))


def test_between_the_classes_lies_the_gap_of_each_stretch() -> None:
    shade = [it.points for it in SHOWN.marks(PAGE).areas]
    assert [(str(left[0]), str(right[0]), left[1] - left[2]) for left, right in shade] == [
        ("2024-03-01", "2024-06-01", 5.0),
        ("2024-06-01", "2024-09-01", 15.0),
        ("2024-09-01", "2024-12-31", 5.0),
    ]


def test_long_names_and_the_leaders_of_today_are_not_named_at_their_steps() -> None:
    long = Release(date(2024, 4, 1), "closed", 105.0, "x" * (LONGEST + 1))
    made = Staircases([*RELEASES[:2], long, *RELEASES[2:]], SPAN, None, True).marks(PAGE)
    assert {it.value for it in made.dots} == {100.0, 95.0}


def test_one_class_alone_is_drawn() -> None:
    made = Staircases(RELEASES[:1], SPAN, None, True).marks(PAGE)
    assert line(made, "closed")
    assert not line(made, "open")
    assert made.areas == []


def test_as_it_was_published_a_line_may_fall_go_stale_and_begin_on_a_new_scale() -> None:
    june, august = date(2024, 6, 1), date(2024, 8, 1)
    lines = {
        "closed": [Piece(SPAN.first, june, 110.0), Piece(june, SPAN.last, 108.0, style="stale")],
        "open": [Piece(SPAN.first, august, 90.0), Piece(august, SPAN.last, 50.0, breaks=True)],
    }
    made = Staircases(RELEASES, SPAN, None, True, lines, [august]).marks(LOW_PAGE)
    assert [y for _, y in line(made, "closed")] == [110.0, 110.0, 110.0, 108.0, 108.0]
    assert len([it for it in made.lines if it.colour == "open"]) == 2
    [stale] = [it for it in made.lines if it.is_dashed]
    assert {value for _, value in stale.points} == {110.0, 108.0}
    assert {"new scale", "Closed 108.0", "Open 50.0"} <= set(texts(made))
    assert [it.points[0][0] for it in made.rules if it.is_dashed] == [august]


def test_no_two_words_meet() -> None:
    many = [
        Release(date(2024, 1 + n // 2, 1 + 14 * (n % 2)), side, 90.0 + 2 * n + shift, f"{side} {n}")
        for n in range(20)
        for side, shift in (("closed", 8.0), ("open", 0.0))
    ]
    for size in (PAGE, PHONE):
        shown = Staircases(many, SPAN, LagSpan(date(2024, 7, 1), 128.0, "6.0 months"), True)
        found = boxes(shown.marks(size))
        assert len(found) > 8
        assert not any(one.meets(other) for one, other in combinations(found, 2))
        assert max(box.right for box in found) <= size.width - size.left


def test_the_page_holds_a_drawing_for_each_width_and_hostile_names_stay_text() -> None:
    hostile = Release(date(2024, 2, 1), "closed", 101.0, HOSTILE[:LONGEST])
    html = str(charts(Staircases([*RELEASES, hostile], SPAN, None, True), TEXT))
    assert html.count("<svg ") == 2
    assert 'class="drawn wide"' in html
    assert 'class="drawn slim"' in html
    assert "<script" not in html
    assert "aria-roledescription" not in html
    assert 'aria-labelledby="x-t x-d"' in html
    assert str(charts(Staircases([], SPAN, None, True), TEXT)) == ""


def test_a_page_has_its_own_colours_and_a_picture_those_of_paper() -> None:
    shown = Staircases(RELEASES, SPAN, None, True)
    assert "var(" not in picture(shown, PAGE)
    assert COLOURS["closed"] in picture(shown, PAGE)
    page = str(charts(shown, TEXT))
    assert "var(--closed)" in page
    assert COLOURS["closed"] not in page


def test_a_card_holds_the_picture_with_its_own_style() -> None:
    shown = Staircases(RELEASES, SPAN, None, True)
    drawn = picture(shown, CARD)
    made = card(Words("A title", "A sentence.", "A foot"), shown)
    root = ElementTree.fromstring(made)  # noqa: S314 - made by the code under test
    (held,) = (it for it in root.iter() if it.tag.endswith("image"))
    assert b64decode(str(held.get("href")).partition(",")[2]).decode() == drawn
    assert bytes(vl_convert.svg_to_png(made)).startswith(b"\x89PNG")


def test_without_releases_there_is_no_picture() -> None:
    assert picture(Staircases([], SPAN, None, True), CARD) == ""


def test_a_lead_of_the_allowed_length_is_whole_on_its_card() -> None:
    lead = (
        "The best, Kimi K3, was where closed models were in March 2026. By October Claude Opus 5.5 "
        "widened the gap from 4.6 to 9.9 index points (95 % interval 4.5 to 15.3; > 99.9 % sure "
        "closed leads)."
    )
    assert "closed leads)." in card(Words("Title", lead, "Foot"), SHOWN)
