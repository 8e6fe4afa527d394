"""The line under a chart, and cards without a chart."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree

from outputs.charts.axes import ChartStep, DaySpan
from outputs.charts.card import HEIGHT, WIDTH, Words, card
from outputs.charts.readout import (
    Charted,
    GapPoint,
    Leading,
    gap_readout,
    script_json,
)
from outputs.wording import Name
from tests.outputs.shelf import HOSTILE

SPAN = DaySpan(date(2025, 1, 1), date(2026, 1, 1))


def test_a_card_without_a_chart_says_its_words_large() -> None:
    root = ElementTree.fromstring(card(Words("A title", "A sentence.", "A foot"), None))  # noqa: S314
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    assert {"A title", "A sentence.", "A foot"} <= set(root.itertext())


def test_a_hostile_card_keeps_its_shape() -> None:
    root = ElementTree.fromstring(card(Words(HOSTILE, HOSTILE, HOSTILE), None))  # noqa: S314
    assert not [it for it in root.iter() if it.tag.endswith("script")]
    assert all(len(it.text or "") < 200 for it in root.iter() if it.tag.endswith("text"))


def test_a_sentence_that_is_too_long_ends_in_an_ellipsis() -> None:
    found = re.findall(r'class="large">([^<]*)<', card(Words("t", "word " * 200, "f"), None))
    assert len(found) == 6
    assert found[-1].endswith("…")


def test_data_cannot_end_the_script_they_stand_in() -> None:
    text = str(script_json({"name": "</script><!--&\u2028" + HOSTILE}))
    assert not set("<>&\u2028\u202e") & set(text)
    assert json.loads(text)["name"].startswith("</script>")


def test_the_page_data_tell_day_gap_and_both_leaders() -> None:
    on = date(2025, 2, 1)
    step = ChartStep(on, on + timedelta(days=60), 2.0, 1.0, 3.0, 52.0, 50.0)
    leads = [Leading(Name("Model"), it, "1 Feb 2025", "https://page.example/", "board")
             for it in (52.0, 50.0)]  # fmt: skip
    found = gap_readout(Charted([GapPoint(step, *leads)], SPAN, (), "percent", "points"))
    assert found["span"] == ["2025-01-01", "2026-01-01"]
    assert found["charts"] == ["gap", "best"]
    [first] = found["points"]
    assert (first["day"], first["gap"], first["interval"]) == (
        *("1 Feb 2025", "+2.0 points"),
        "95 % interval 1.0 to 3.0",
    )
    assert first["closed"] == ["Model", "52.0 %", "1 Feb 2025", 0]
    assert first["open"] == ["Model", "50.0 %", "1 Feb 2025", 0]
    assert found["pages"] == [["board", "https://page.example/"]]


def test_a_leader_that_stays_is_not_said_again() -> None:
    steps = [ChartStep(SPAN.first + timedelta(days=it), SPAN.last, 2.0, 1.0, 3.0, 52.0, 50.0)
             for it in (0, 30, 60, 90)]  # fmt: skip
    first, second = (Leading(Name(it), 52.0, None, None, "board") for it in "AB")
    pairs = [(first, second), (first, first), (None, first), (None, first)]
    points = [GapPoint(step, *pair) for step, pair in zip(steps, pairs, strict=True)]
    found = gap_readout(Charted(points, SPAN, (), "percent", "points"))
    told = [{key: it[key] for key in ("closed", "open") if key in it} for it in found["points"]]
    a, b = ["A", "52.0 %", None, 0], ["B", "52.0 %", None, 0]
    assert told == [{"closed": a, "open": b}, {"open": a}, {"closed": None}, {}]
