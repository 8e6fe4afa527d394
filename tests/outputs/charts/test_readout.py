"""The line under a chart: data of the page, which cannot end the script they stand in."""

from __future__ import annotations

import json
from datetime import date, timedelta

from outputs.charts.axes import ChartStep, DaySpan
from outputs.charts.readout import Charted, GapPoint, Leading, gap_readout, script_json
from outputs.wording import Name
from tests.outputs.shelf import HOSTILE

SPAN = DaySpan(date(2025, 1, 1), date(2026, 1, 1))


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
    said = (first["day"], first["gap"], first["interval"])
    assert said == ("1 Feb 2025", "+2.0 points", "95 % interval 1.0 to 3.0")
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
