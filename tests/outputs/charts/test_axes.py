from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.charts.axes import DaySpan, scale_of, span_of

FIRST = date(2023, 1, 1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_ticks_enclose_every_value(values: list[float]) -> None:
    scale = scale_of(values, 0, 100)
    slack = 1e-6 * max(1.0, *(abs(value) for value in values))
    assert scale.low <= min(values) + slack
    assert scale.high >= max(values) - slack
    assert 2 <= len(scale.ticks) <= 8


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.0, 18.0], (0, 5, 10, 15, 20)),
        ([-0.4, 10.3], (-5, 0, 5, 10, 15)),
        ([], (0, 0.2, 0.4, 0.6)),
    ],
)
def test_ticks_are_round(values: list[float], ticks: tuple[float, ...]) -> None:
    assert scale_of(values, 0, 100).ticks[: len(ticks)] == pytest.approx(ticks)


def test_air_never_goes_below_zero_when_no_value_does() -> None:
    assert scale_of([1.0, 80.0], 0, 100, pad=0.5).low == 0


def test_higher_values_lie_higher() -> None:
    scale = scale_of([0.0, 10.0], 10, 100)
    assert scale.y(10) == 10
    assert scale.y(0) == 110


def test_a_span_begins_with_the_year_of_the_first_day() -> None:
    span = span_of([date(2024, 5, 1)], date(2026, 3, 1), not_before=FIRST)
    assert span == DaySpan(date(2024, 1, 1), date(2026, 3, 1))


def test_a_short_span_takes_the_year_before() -> None:
    span = span_of([date(2026, 1, 5)], date(2026, 3, 1), not_before=FIRST)
    assert span.first == date(2025, 1, 1)


def test_a_span_never_begins_before_the_history() -> None:
    assert span_of([date(2021, 1, 1)], date(2026, 3, 1), not_before=FIRST).first == FIRST


def test_no_day_at_all_still_gives_a_span() -> None:
    assert span_of([], date(2026, 3, 1), not_before=FIRST).first == date(2025, 1, 1)


def test_days_outside_go_to_the_edge() -> None:
    span = DaySpan(date(2025, 1, 1), date(2025, 12, 31))
    assert span.share(date(2024, 1, 1)) == 0
    assert span.share(date(2027, 1, 1)) == 100


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2023, 1, 1), date(2026, 3, 1), ["2023", "2024", "2025", "2026"]),
        (date(2025, 1, 1), date(2026, 3, 1), ["Jan 2025", "Jul", "Jan 2026"]),
        (date(2026, 1, 1), date(2026, 8, 1), ["Jan 2026", "Apr", "Jul"]),
    ],
)
def test_ticks_follow_the_length_of_the_span(first: date, last: date, labels: list[str]) -> None:
    assert [label for _, label in DaySpan(first, last).ticks()] == labels
