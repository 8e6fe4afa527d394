"""Cards for sharing and the specs of the interactive charts."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert

from outputs.charts.axes import ChartStep, DaySpan
from outputs.charts.card import HEIGHT, WIDTH, Words, frontier_card, gap_card, text_card
from outputs.charts.interactive import (
    Charted,
    GapPoint,
    Leading,
    chart_data,
    frontier_spec,
    gap_spec,
    script_json,
)
from outputs.wording import Name
from tests.outputs.shelf import HOSTILE

SPAN = DaySpan(date(2025, 1, 1), date(2026, 1, 1))
WORDS = Words("A title", "A sentence.", "A source", "Points")
COLOURS = {"ink": "black", "soft": "gray", "rule": "silver", "closed": "blue", "open": "brown"}


def step(on: date, gap: float = 2.0, fresh: int = 60) -> ChartStep:
    return ChartStep(on, on + timedelta(days=fresh), gap, gap - 1, gap + 1, 52.0, 52.0 - gap, "x")


def leading(value: float, name: str = "Model") -> Leading:
    return Leading(Name(name), value, "1 Feb 2025", "https://page.example/", "board")


def charted(name: str = "Model", breaks: tuple[date, ...] = ()) -> Charted:
    steps = [step(date(2025, 2, 1)), step(date(2025, 6, 1), 1.0), step(date(2025, 9, 1), 1.0)]
    points = [
        GapPoint(it, leading(52.0, name), leading(52.0 - (it.gap or 0), name)) for it in steps
    ]
    return Charted(points, SPAN, breaks, "percent", "points")


def coloured(value: Any) -> Any:
    text = re.sub(r"var\(--(\w+)\)", lambda found: COLOURS[found[1]], json.dumps(value))
    return json.loads(text)


@pytest.mark.parametrize("draw", [gap_card, frontier_card])
def test_a_card_is_an_svg_that_becomes_a_picture(draw: Any) -> None:
    svg = draw([it.step for it in charted().points], SPAN, WORDS, [date(2025, 7, 1)])
    root = ElementTree.fromstring(svg)  # noqa: S314 - made by the code under test
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    assert "A sentence." in "".join(root.itertext())
    assert bytes(vl_convert.svg_to_png(svg)).startswith(b"\x89PNG")


@pytest.mark.parametrize("draw", [gap_card, frontier_card])
def test_a_card_without_values_still_says_its_words(draw: Any) -> None:
    assert "A title" in draw([], SPAN, WORDS)


def test_a_hostile_card_keeps_its_shape() -> None:
    words = Words(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    for svg in (gap_card([], SPAN, words), text_card(words)):
        root = ElementTree.fromstring(svg)  # noqa: S314 - as above
        assert not [it for it in root.iter() if it.tag.endswith("script")]
        assert all(len(it.text or "") < 200 for it in root.iter() if it.tag.endswith("text"))


def test_a_sentence_that_is_too_long_ends_in_an_ellipsis() -> None:
    said = "word " * 200
    texts = re.findall(r'class="said">([^<]*)<', gap_card([], SPAN, Words("t", said, "f", "a")))
    assert len(texts) == 2
    assert texts[-1].endswith("…")


@pytest.mark.parametrize("spec", [gap_spec, frontier_spec])
def test_vega_draws_the_spec(spec: Any) -> None:
    found = coloured(spec(charted(breaks=(date(2025, 7, 1),))))
    svg = vl_convert.vegalite_to_svg(found | {"width": 600})
    assert "new scale" in svg
    assert svg.count("<path") > 5


@pytest.mark.parametrize(("width", "shown"), [(1200, 2), (300, 1)])
def test_vega_hides_the_label_that_the_next_one_would_cover(width: int, shown: int) -> None:
    found = coloured(gap_spec(charted(breaks=(date(2025, 7, 1), date(2025, 8, 15)))))
    root = ElementTree.fromstring(  # noqa: S314 - made here
        vl_convert.vegalite_to_svg(found | {"width": width})
    )
    labels = [it for it in root.iter() if (it.text or "").strip() == "new scale"]
    assert len(labels) == 2
    assert sum(it.get("opacity") != "0" for it in labels) == shown


def test_the_spec_holds_change_points_with_their_source() -> None:
    values = [
        value
        for layer in frontier_spec(charted())["layer"]
        for value in layer["data"]["values"]
        if "Model" in value
    ]
    # The closed value never moves; the open one moves once: 50.0, then 51.0.
    assert [(it["Class"], it["Value"]) for it in values] == [
        *(("closed", "52.0 %"), ("open", "50.0 %"), ("open", "51.0 %")),
    ]
    assert {it["link"] for it in values} == {"https://page.example/"}


def test_a_chart_without_a_value_has_no_zoom() -> None:
    empty = Charted((), SPAN, (), "percent", "points")
    assert not [layer for layer in frontier_spec(empty)["layer"] if "params" in layer]


def test_data_cannot_end_the_script_they_stand_in() -> None:
    text = str(script_json({"name": "</script><!--&\u2028" + HOSTILE}))
    assert not set("<>&\u2028\u202e") & set(text)
    assert json.loads(text)["name"].startswith("</script>")


def test_the_page_data_tell_day_gap_and_both_leaders() -> None:
    found = json.loads(str(chart_data(charted())))
    assert found["span"] == ["2025-01-01", "2026-01-01"]
    first = found["points"][0]
    assert (first["day"], first["gap"], first["interval"]) == (
        *("1 Feb 2025", "+2.0 points"),
        "95 % CI 1.0 to 3.0",
    )
    assert [side["kind"] for side in first["sides"]] == ["closed", "open"]
