from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from terms import days

isos = st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat)


@settings(derandomize=True, max_examples=100)
@given(isos, st.integers(-4000, 4000))
def test_a_day_later_lies_as_many_days_away(on: str, count: int) -> None:
    assert days.days_between(on, days.after(on, count)) == count


def test_months_are_twelfths_of_a_year() -> None:
    assert days.DAYS_A_MONTH == 30.4375
    assert days.months(365.25) == 12
    assert [days.span(count) for count in (3, 30, 31)] == ["3 days", "30 days", "1.0 months"]


def test_days_and_times() -> None:
    assert days.day("2026-08-02") == days.day(date(2026, 8, 2)) == "2 Aug 2026"
    assert days.clock("2026-08-13T03:26:29.000000Z") == "13 Aug 2026, 03:26 UTC"
    assert [days.days(count) for count in (1, 104, 1004)] == ["1 day", "104 days", "1,004 days"]


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0.0, "1 minute"),
        (0.5, "30 minutes"),
        (1.0, "1 hour"),
        (47.9, "48 hours"),
        (48, "2 days"),
        (10007, "416 days"),
    ],
)
def test_a_length_of_time_is_told_as_people_count_it(hours: float, shown: str) -> None:
    assert days.duration(hours) == shown


def test_days_inside_a_text_are_written_as_the_others() -> None:
    assert days.in_words("2026-01-30 to 2026-01-31") == "30 Jan 2026 to 31 Jan 2026"
    assert days.in_words("2026-02-30") == "2026-02-30"
