"""The line under a chart: data of the page, which cannot end the script they stand in."""

from __future__ import annotations

import json
from datetime import date, timedelta

from outputs.charts.axes import ChartStep, DaySpan
from outputs.charts.readout import Charted, GapPoint, Leading, gap_readout, script_json
from outputs.wording import Name
from tests.outputs import approved
from tests.outputs.shelf import HOSTILE

SPAN = DaySpan(date(2025, 1, 1), date(2026, 1, 1))


def test_data_cannot_end_the_script_they_stand_in() -> None:
    text = str(script_json({"name": "</script><!--&\u2028" + HOSTILE}))
    assert not set("<>&\u2028\u202e") & set(text)
    assert json.loads(text)["name"].startswith("</script>")


def test_the_page_data_tell_day_gap_and_both_leaders_and_one_that_stays_once() -> None:
    steps = [ChartStep(SPAN.first + timedelta(days=it), SPAN.last, 2.0, 1.0, 3.0)
             for it in (31, 61, 91, 121)]  # fmt: skip
    first, second = (
        Leading(Name(it), 52.0, "1 Feb 2025", "https://page.example/", "board") for it in "AB"
    )
    pairs = [(first, second), (first, first), (None, first), (None, first)]
    points = [GapPoint(step, *pair) for step, pair in zip(steps, pairs, strict=True)]
    found = gap_readout(Charted(points, SPAN, "percent", "points"))
    told = found.pop("points")
    approved.check(__file__, {"the page": found, **{it["day"]: it for it in told}})
