"""What is drawn is what was given: lines, areas, dots and words of each chart, as data."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert

from outputs.charts.drawing import HEIGHT, WIDTH, card, charts, picture
from outputs.charts.marks import CARD, COLOURS, PAGE, PHONE, Drawing, Size, pixels
from outputs.charts.pareto import Fronts
from outputs.charts.staircase import Release, Staircases
from tests.outputs import approved
from tests.outputs.charts.samples import (
    ECI,
    FRONTS,
    LONG,
    MANY,
    MANY_FRONTS,
    PLAIN,
    RELEASES,
    SHOWN,
    SPAN,
    boxes,
    meet,
)
from tests.outputs.shelf import HOSTILE

TEXT = "x", "A title", "A description"
# 161.65 and 157.01 are 4.6 apart; with one decimal each a reader would find 4.7. The first name
# takes two lines.
APART = PLAIN._replace(
    releases=[
        Release(SPAN.first, "closed", 161.65, "Closed-7 Pro, thinking"),
        Release(SPAN.first, "open", 157.01, "B"),
    ]
)
CHARTS: dict[str, tuple[Any, Size]] = {
    "both classes and the lag": (SHOWN, PAGE),
    "on a telephone": (SHOWN, PHONE),
    "on to the newest list": (ECI, PAGE),
    "on to the newest list, on a telephone": (ECI, PHONE),
    "a long name and today's leaders are not named at their steps": (
        PLAIN._replace(releases=[*RELEASES[:2], LONG, *RELEASES[2:]]), PAGE,
    ),
    "one class alone": (PLAIN._replace(releases=RELEASES[:1]), PAGE),
    "values as far apart as they are": (APART, PAGE),
    "score against price": (FRONTS, PAGE),
    "score against price on a telephone": (FRONTS, PHONE),
}  # fmt: skip


def told(made: Drawing) -> Iterator[str]:
    """Every mark with its place and paint; words by whole pixels."""
    axis = made.axis
    yield f"axis {axis.low:g} to {axis.high:g}, ticks {' '.join(f'{it:g}' for it in axis.ticks)}"
    for kind, paths in (("area", made.areas), ("rule", made.rules), ("line", made.lines)):
        yield from (f"{kind}{paint}: {way}" for way, paint in paths)
    yield from ("".join(it) for it in made.dots)
    yield from (
        f"{it.text} | {it.align} {round(it.x, 1):.0f} {round(it.y, 1):.0f}" for it in made.words
    )


def test_each_chart_is_drawn_from_its_data() -> None:
    approved.check(
        __file__, {name: list(told(chart.marks(size))) for name, (chart, size) in CHARTS.items()}
    )


@pytest.mark.parametrize("size", [PAGE, PHONE])
@pytest.mark.parametrize("chart", [MANY, ECI, MANY_FRONTS])
def test_no_two_words_meet_nor_leave_the_drawing(chart: Any, size: Size) -> None:
    made = chart.marks(size)
    assert len(boxes(made)) > 8
    assert not meet(made)
    if isinstance(chart, Staircases):
        assert max(box.right for box in boxes(made)) <= size.width - size.left


def test_names_of_the_sentence_find_room_on_a_telephone() -> None:
    told = {"open 6", "closed 1"}
    named = [
        {it.text for it in chart.marks(PHONE).words} & told
        for chart in (MANY_FRONTS, MANY_FRONTS._replace(told=told))
    ]
    assert named == [set(), told]


@pytest.mark.parametrize("size", [PAGE, PHONE, CARD])
def test_no_line_of_the_scale_goes_through_the_lag(size: Size) -> None:
    made = ECI.marks(size)
    [lag] = [it for it in made.words if it.text == "5.2 months (11 Aug)"]
    ticks = [made.axis.y(value) for value in made.axis.ticks]
    assert ticks
    assert all(abs(tick - lag.y) > lag.size / 2 for tick in ticks)


def test_without_a_value_nothing_is_drawn() -> None:
    for chart in (Fronts([]), PLAIN._replace(releases=[])):
        assert chart.is_empty
        assert charts(chart, *TEXT) == ""
    assert picture(PLAIN._replace(releases=[]), CARD) == ""


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-9, 1e6, 0.5])
def test_one_point_of_any_size_is_one_level_line(value: float) -> None:
    one = Release(SPAN.first, "open", value, "One")
    made = PLAIN._replace(releases=[one]).marks(PAGE)
    y, right = pixels(made.axis.y(value)), pixels(PAGE.plot.right)
    assert [way for way, _ in made.lines] == [f"M0,{y}H{right}"]
    assert made.axis.low <= value <= made.axis.high
    assert not {"nan", "inf"} & set(str(made).lower().split())


def test_the_page_holds_a_drawing_for_each_width_in_words_and_colours_of_its_own() -> None:
    html = str(charts(PLAIN, *TEXT))
    assert 'class="drawn wide"' in html
    assert 'class="drawn slim"' in html
    assert "aria-roledescription" not in html
    for words, times in (("<svg ", 2), ('role="img"', 2), ('aria-labelledby="x-t x-d"', 2),
                         ('<title id="x-t">A title</title>', 1),
                         ('<desc id="x-d">A description</desc>', 1)):  # fmt: skip
        assert html.count(words) == times, words
    assert "var(--closed)" in html
    assert COLOURS["closed"] not in html
    assert "var(" not in picture(PLAIN, PAGE)
    assert COLOURS["closed"] in picture(PLAIN, PAGE)


def test_a_card_holds_the_picture_or_says_its_words_large() -> None:
    made = card("A title", "A sentence.", "A foot", PLAIN)
    root = ElementTree.fromstring(made)  # noqa: S314 - made by the code under test
    (held,) = (it for it in root.iter() if it.tag.endswith("image"))
    assert b64decode(str(held.get("href")).partition(",")[2]).decode() == picture(PLAIN, CARD)
    assert bytes(vl_convert.svg_to_png(made)).startswith(b"\x89PNG")
    bare = ElementTree.fromstring(card("A title", "A sentence.", "A foot", None))  # noqa: S314
    assert (bare.get("width"), bare.get("height")) == (str(WIDTH), str(HEIGHT))
    assert {"A title", "A sentence.", "A foot"} <= set(bare.itertext())
    hostile = ElementTree.fromstring(card(HOSTILE, HOSTILE, HOSTILE, None))  # noqa: S314
    assert not [it for it in hostile.iter() if it.tag.endswith("script")]
    assert all(len(it.text or "") < 200 for it in hostile.iter() if it.tag.endswith("text"))


def test_a_lead_of_the_allowed_length_is_whole_on_its_card_and_a_longer_one_cut() -> None:
    lead = (
        "The best, Kimi K3, was where closed models were in March 2026. The gap in October was 9.9 "
        "index points (95 % interval 4.5 to 15.3), 4.6 in August (closed leads, by sampling error "
        "alone)."
    )
    assert "alone)." in card("Title", lead, "Foot", SHOWN)
    lines = card("t", "word " * 200, "f", None).split('class="large">')[1:]
    assert len(lines) == 6
    assert lines[-1].partition("<")[0].endswith("…")
