from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from outputs.charts.axes import ChartStep, DaySpan, visible
from outputs.charts.still import Text, frontier_chart, gap_chart

SPAN = DaySpan(date(2025, 1, 1), date(2026, 1, 1))
TEXT = Text("gap-x", "A title", "A description")
SVG = "{http://www.w3.org/2000/svg}"


def step(
    on: date,
    gap: float | None = 1.0,
    *,
    fresh: int = 400,
    low: float | None = None,
    label: str = "x",
) -> ChartStep:
    high = None if low is None or gap is None else 2 * gap - low
    closed = None if gap is None else 50 + gap
    return ChartStep(on, on + timedelta(days=fresh), gap, low, high, closed, 50.0, label)


def drawn(svg: str) -> ElementTree.Element:
    assert "nan" not in svg.lower().replace("nance", "")
    assert "inf" not in svg.lower()
    return ElementTree.fromstring(svg)  # noqa: S314 - made by the code under test


def paths(svg: str, kind: str) -> list[str]:
    return [
        element.get("d", "")
        for element in drawn(svg).iter(f"{SVG}path")
        if element.get("class") == kind
    ]


def test_a_chart_has_a_title_a_description_and_the_image_role() -> None:
    root = drawn(gap_chart([step(date(2025, 2, 1))], SPAN, TEXT))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "gap-x-t gap-x-d"
    texts = {child.get("id"): child.text for child in root if child.get("id")}
    assert texts == {"gap-x-t": "A title", "gap-x-d": "A description"}


@pytest.mark.parametrize("draw", [gap_chart, frontier_chart])
def test_no_point_says_so(draw: object) -> None:
    assert callable(draw)
    assert "no value yet" in "".join(drawn(draw([], SPAN, TEXT)).itertext())


def test_a_gap_that_is_never_known_says_so() -> None:
    svg = gap_chart([step(date(2025, 2, 1), None)], SPAN, TEXT)
    assert "no value yet" in "".join(drawn(svg).itertext())


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-9, 1e6, 0.5])
def test_one_point_of_any_size_is_one_level_line(value: float) -> None:
    line = paths(gap_chart([step(date(2025, 7, 2), value)], SPAN, TEXT), "line gap fresh")
    assert len(line) == 1
    assert line[0].startswith("M498.6 ")
    assert line[0].endswith("H1000")


def test_steps_are_joined_by_upright_lines() -> None:
    steps = [step(date(2025, 1, 1), 1.0), step(date(2025, 7, 2), 2.0)]
    (line,) = paths(gap_chart(steps, SPAN, TEXT), "line gap fresh")
    assert [sign for sign in line if sign.isalpha()] == list("MHVH")


def test_a_hole_is_not_bridged() -> None:
    days = [date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1)]
    steps = [step(days[0]), step(days[1], None), step(days[2])]
    (line,) = paths(gap_chart(steps, SPAN, TEXT), "line gap fresh")
    assert line.count("M") == 2
    assert "V" not in line


def test_the_stale_tail_is_a_line_of_its_own() -> None:
    svg = gap_chart([step(date(2025, 1, 1), fresh=100)], SPAN, TEXT)
    (fresh,) = paths(svg, "line gap fresh")
    (stale,) = paths(svg, "line gap stale")
    assert fresh.endswith("H274")
    assert "274" in stale
    assert stale.endswith("H1000")


def test_a_pause_between_two_steps_is_stale_too() -> None:
    steps = [step(date(2025, 1, 1), 1.0, fresh=30), step(date(2025, 7, 2), 2.0)]
    svg = gap_chart(steps, SPAN, TEXT)
    assert len(paths(svg, "line gap stale")) == 1
    assert len(paths(svg, "line gap fresh")) == 1


def test_the_band_is_drawn_only_where_the_interval_is_known() -> None:
    steps = [step(date(2025, 1, 1)), step(date(2025, 7, 2), 2.0, low=-1.0)]
    (band,) = paths(gap_chart(steps, SPAN, TEXT), "band fresh")
    assert band.count("Z") == 1
    assert paths(gap_chart(steps[:1], SPAN, TEXT), "band fresh") == []


def test_zero_is_marked_and_a_negative_gap_lies_below_it() -> None:
    root = drawn(gap_chart([step(date(2025, 2, 1), -4.0)], SPAN, TEXT))
    zero = next(item for item in root.iter(f"{SVG}line") if item.get("class") == "zero")
    (line,) = paths(gap_chart([step(date(2025, 2, 1), -4.0)], SPAN, TEXT), "line gap fresh")
    below = float(line.removeprefix("M").split("H")[0].split()[1])
    assert below > float(zero.get("y1", "0"))
    said = "".join(root.itertext())
    assert "open ahead" in said
    assert "−4.0" in said


def test_a_new_scale_cuts_the_values_and_not_the_gap() -> None:
    steps = [step(date(2025, 1, 1), 1.0), step(date(2025, 7, 2), 2.0)]
    breaks = [date(2025, 6, 1)]
    (closed,) = paths(frontier_chart(steps, SPAN, TEXT, breaks), "line closed fresh")
    (gap,) = paths(gap_chart(steps, SPAN, TEXT, breaks), "line gap fresh")
    assert (closed.count("M"), gap.count("M")) == (2, 1)
    assert "new scale" in gap_chart(steps, SPAN, TEXT, breaks)


def test_a_new_scale_outside_the_days_shown_is_not_marked() -> None:
    svg = gap_chart([step(date(2025, 2, 1))], SPAN, TEXT, [date(2020, 1, 1)])
    assert "new scale" not in svg


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        ([date(2025, 7, 2)], ["note start"]),
        ([date(2025, 3, 1), date(2025, 3, 20)], ["note start"]),
        ([date(2025, 3, 20), date(2025, 3, 1)], ["note start"]),
        ([date(2025, 3, 1), date(2025, 4, 15)], ["note start", "note start roomy"]),
        ([date(2025, 6, 1), date(2025, 6, 20)], ["note start", "note start"]),  # two lines of text
        ([date(2025, 9, 1), date(2025, 10, 10)], ["note start"]),  # the second one ends at its mark
        ([date(2025, 7, 2), date(2025, 12, 28)], ["note start", "note end roomy"]),
    ],
)
def test_labels_of_new_scales_do_not_touch(days: list[date], labels: list[str]) -> None:
    root = drawn(gap_chart([step(date(2025, 2, 1))], SPAN, TEXT, days))
    found = [it.get("class") for it in root.iter(f"{SVG}text") if it.text == "new scale"]
    assert found == labels
    marks = [it for it in root.iter(f"{SVG}line") if it.get("class") == "break"]
    assert len(marks) == len(days)
    assert all("new scale from " in "".join(mark.itertext()) for mark in marks)


def test_end_labels_do_not_touch() -> None:
    root = drawn(frontier_chart([step(date(2025, 2, 1), 0.001)], SPAN, TEXT))
    ends = [
        float(item.get("y", "0"))
        for item in root.iter(f"{SVG}text")
        if "value" in (item.get("class") or "")
    ]
    assert len(ends) == 2
    assert abs(ends[0] - ends[1]) >= 14


def test_the_closed_label_stands_above_when_closed_is_higher() -> None:
    root = drawn(frontier_chart([step(date(2025, 2, 1), 5.0)], SPAN, TEXT))
    kinds = {
        item.get("class"): float(item.get("y", "0"))
        for item in root.iter(f"{SVG}text")
        if "value" in (item.get("class") or "")
    }
    assert kinds["value closed start"] < kinds["value open start"]


def test_values_of_one_class_alone_are_drawn() -> None:
    only = ChartStep(date(2025, 2, 1), date(2026, 1, 1), None, None, None, 70.0, None, "x")
    svg = frontier_chart([only], SPAN, TEXT)
    assert len(paths(svg, "line closed fresh")) == 1
    assert paths(svg, "line open fresh") == []


def test_pointing_at_a_step_tells_its_label_escaped() -> None:
    hostile = '</title><script>alert("x")</script>\x00\x1b\u202e\n' + "y" * 10
    svg = gap_chart([step(date(2025, 2, 1), label=hostile)], SPAN, TEXT)
    root = drawn(svg)
    assert "<script" not in svg
    told = [item.text or "" for item in root.iter(f"{SVG}title")]
    assert any('<script>alert("x")</script>' in text for text in told)
    assert not any(sign in svg for sign in "\x00\x1b\u202e")


def test_values_before_the_first_day_are_drawn_from_the_edge() -> None:
    steps = [step(date(2024, 1, 1), 1.0, fresh=900), step(date(2024, 6, 1), 2.0, fresh=900)]
    assert visible(steps, SPAN) == steps[1:]
    (line,) = paths(gap_chart(steps, SPAN, TEXT), "line gap fresh")
    assert line.startswith("M0 ")


def test_steps_after_the_last_day_are_left_out() -> None:
    late = step(date(2026, 2, 1), 9.0)
    assert visible([step(date(2025, 2, 1)), late], SPAN) == [step(date(2025, 2, 1))]
