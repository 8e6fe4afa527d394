from datetime import date

import pytest
from hypothesis import given, strategies as st

from outputs.charts.axes import DaySpan, fitted, round_ticks

FIRST = date(2023, 1, 1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_ticks_enclose_every_value(values: list[float]) -> None:
    ticks = round_ticks(values)
    slack = 1e-6 * max(1.0, *(abs(value) for value in values))
    assert ticks[0] <= min(values) + slack
    assert ticks[-1] >= max(values) - slack
    assert 2 <= len(ticks) <= 8


UNTIL = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("first", "start"),
    [
        (date(2025, 5, 3), date(2025, 5, 3)),  # no empty months before the first value
        (date(2023, 2, 24), date(2023, 1, 1)),  # years: an early first day begins with its year
        (date(2023, 7, 18), date(2023, 7, 18)),
        (date(2021, 1, 1), FIRST),  # never before the history
        (date(2026, 2, 25), date(2026, 1, 15)),  # 45 days at least
    ],
)
def test_a_span_begins_where_there_is_something_to_show(first: date, start: date) -> None:
    assert fitted([first, UNTIL], UNTIL, not_before=FIRST) == DaySpan(start, UNTIL)
    assert fitted([], UNTIL, not_before=FIRST) == DaySpan(date(2026, 1, 15), UNTIL)


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2023, 1, 1), date(2026, 3, 1), ["2023", "2024", "2025", "2026"]),
        (date(2025, 1, 1), date(2026, 3, 1), ["Jan 2025", "Jul", "Jan 2026"]),
        (date(2026, 1, 1), date(2026, 8, 1), ["Jan 2026", "Apr", "Jul"]),
        (date(2025, 5, 3), date(2025, 7, 8), ["Jun 2025", "Jul"]),
    ],
)
def test_ticks_follow_the_length_of_the_span(first: date, last: date, labels: list[str]) -> None:
    span = DaySpan(first, last)
    assert [label for _, label in span.ticks()] == labels
    # Days outside go to the edge.
    assert (span.share(date(2020, 1, 1)), span.share(date(2030, 1, 1))) == (0, 100)
