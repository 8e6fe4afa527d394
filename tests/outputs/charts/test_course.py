"""One number over time: the gap as published, the lag by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from outputs.charts.axes import ChartStep, DaySpan, stretches, visible
from outputs.charts.course import GapCourse
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import LOW_PAGE, LOW_PHONE, Drawing
from tests.outputs.charts.test_staircase import texts

SPAN = DaySpan(date(2025, 1, 1), date(2026, 1, 1))
TEXT = Text("gap-x", "A title", "A description")


def step(on: date, gap: float | None = 1.0, *, fresh: int = 400, low: float | None = None) -> Any:
    high = None if low is None or gap is None else 2 * gap - low
    return ChartStep(on, on + timedelta(days=fresh), gap, low, high, None, None)


def course(*steps: ChartStep, breaks: tuple[date, ...] = ()) -> GapCourse:
    shown = visible(steps, SPAN)
    return GapCourse(list(stretches(shown, SPAN, [it.gap for it in shown])), SPAN, breaks)


def drawn(*steps: ChartStep, **more: Any) -> Drawing:
    return course(*steps, **more).marks(LOW_PAGE)


def parts(made: Drawing) -> list[list[tuple[str, float]]]:
    """Corners of each line, their days as ISO days."""
    return [[(str(on), value) for on, value in it.points] for it in made.lines]


def test_a_page_says_what_is_drawn_to_those_who_do_not_see_it() -> None:
    html = str(charts(course(step(SPAN.first)), TEXT, LOW_PAGE, LOW_PHONE))
    assert html.count('role="img"') == 2
    assert html.count('<title id="gap-x-t">A title</title>') == 1
    assert html.count('<desc id="gap-x-d">A description</desc>') == 1
    assert html.count('aria-labelledby="gap-x-t gap-x-d"') == 2


@pytest.mark.parametrize("steps", [[], [step(date(2025, 2, 1), None)]])
def test_without_a_value_nothing_is_drawn(steps: list[ChartStep]) -> None:
    assert course(*steps).is_empty
    assert charts(course(*steps), TEXT) == ""


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-9, 1e6, 0.5])
def test_one_point_of_any_size_is_one_level_line(value: float) -> None:
    made = drawn(step(date(2025, 7, 2), value))
    assert parts(made) == [[("2025-07-02", value), ("2026-01-01", value)]]
    assert made.plane.axis.low <= min(0, value) < made.plane.axis.high
    assert not {"nan", "inf"} & set(str(made).lower().split())


def test_steps_are_joined_by_upright_lines_and_a_hole_is_not_bridged() -> None:
    april, july = date(2025, 4, 1), date(2025, 7, 1)
    [joined] = parts(drawn(step(SPAN.first), step(july, 2.0)))
    assert joined[1:3] == [("2025-07-01", 1.0), ("2025-07-01", 2.0)]
    assert len(parts(drawn(step(SPAN.first), step(april, None), step(july)))) == 2


def test_the_stale_tail_and_a_pause_are_dashed() -> None:
    made = drawn(step(SPAN.first, fresh=100), step(date(2025, 7, 2), 2.0, fresh=300))
    assert [it.is_dashed for it in made.lines] == [False, True, False]
    assert parts(made)[1][-2:] == [("2025-04-11", 1.0), ("2025-07-02", 1.0)]
    assert {it.opacity for it in made.lines if it.is_dashed} == {0.55}


def test_the_band_is_drawn_only_where_the_interval_is_known() -> None:
    made = drawn(step(SPAN.first), step(date(2025, 7, 2), 2.0, low=-1.0))
    [band] = made.areas
    assert band.points[0] == (date(2025, 7, 2), -1.0, 5.0)


def test_both_sides_of_zero_the_newest_gap_and_a_new_scale_have_words() -> None:
    made = drawn(step(SPAN.first, -2.0), step(date(2025, 7, 2), 3.0), breaks=(date(2025, 7, 2),))
    assert {"↑ closed ahead", "↓ open ahead", "+3.0", "new scale"} <= set(texts(made))
    assert "↓ open ahead" not in texts(drawn(step(SPAN.first, 2.0)))


def test_values_before_the_first_day_are_drawn_from_the_edge() -> None:
    steps = [step(date(2024, 1, 1), fresh=900), step(date(2024, 6, 1), 2.0, fresh=900)]
    assert visible(steps, SPAN) == steps[1:]
    assert parts(drawn(*steps))[0][0] == ("2025-01-01", 2.0)
    late = step(date(2026, 2, 1), 9.0)
    assert visible([step(date(2025, 2, 1)), late], SPAN) == [step(date(2025, 2, 1))]
