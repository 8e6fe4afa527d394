"""Macros of views: the median, the sign test and the root by laws and against scipy; and what they
round and take apart as `terms` do."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from math import hypot
from statistics import median
from typing import Any

import pytest
from hypothesis import given, strategies as st
from scipy.special import bdtr

from terms import boards
from terms.numbers import number
from warehouse.views.files import macro

hypotenuse, medians, rounded, sign_test = (
    macro("formulas", name) for name in ("hypotenuse", "medians", "rounded", "sign_test")
)

NUMBERS = st.lists(st.integers(-50, 50), min_size=1, max_size=80)
ERRORS = st.floats(1e-6, 1e6)


def asked(sql: str, *values: object) -> dict[str, Any]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute(sql, values).fetchone())


def median_of(numbers: Iterable[float]) -> dict[str, Any]:
    lines = ", ".join(f"('one', {number})" for number in numbers)
    return asked(f"""
WITH RECURSIVE number(of, x) AS (VALUES ('other', 99), {lines}), {medians("number", "of")}
SELECT *, {sign_test()} AS p_value FROM median WHERE of = 'one'""")


@given(NUMBERS)
def test_median_interval_and_test_are_those_of_the_binomial(numbers: list[int]) -> None:
    found, ordered, n = median_of(numbers), sorted(numbers), len(numbers)
    assert (found["value"], found["n"]) == (median(numbers), n)
    reach = sum(2 * bdtr(k, n, 0.5) <= 0.05 for k in range(n // 2))
    ends = (ordered[reach - 1], ordered[-reach]) if reach else (None, None)
    assert (found["low"], found["high"]) == ends
    above, below = sum(one > 0 for one in numbers), sum(one < 0 for one in numbers)
    assert (found["higher"], found["lower"]) == (above, below)
    if above + below:
        tail = bdtr(min(above, below), above + below, 0.5)
        assert found["p_value"] == pytest.approx(min(1, 2 * tail))


@given(ERRORS, ERRORS)
def test_the_hypotenuse_is_right_to_the_last_digits(a: float, b: float) -> None:
    [found] = asked(f"SELECT {hypotenuse('a', 'b')} FROM (SELECT ? AS a, ? AS b)", a, b).values()
    assert found == pytest.approx(hypot(a, b), rel=1e-14)


def test_without_an_error_there_is_no_hypotenuse() -> None:
    assert [
        *asked(f"SELECT {hypotenuse('a', 'b')} FROM (SELECT 1.0 AS a, NULL AS b)").values()
    ] == [None]


def test_sql_takes_the_parts_that_a_category_has() -> None:
    for table, name, category, part in (
        ("gap", "openness_rule", "any_weights", "first_part"),
        ("release_frontier", "side", "any_weights|open", "last_part"),
        ("lag", "openness_rule", "any_weights|tolerance_0|released", "first_part"),
        ("price_gap", "openness_rule", "any_weights|best_open", "first_part"),
    ):
        [found] = asked(f"SELECT {macro('formulas', part)('?1')}", category).values()
        assert found == boards.parts(table, category)[name]


def in_sql(value: float | None) -> Any:
    [found] = asked(f"SELECT {rounded('?1')}", value).values()
    return found


@given(st.integers(-10_000_000, 10_000_000).filter(bool))
def test_a_view_rounds_nothing_that_the_page_rounds(ten_thousandths: int) -> None:
    value = ten_thousandths / 10_000
    stored = in_sql(value)
    assert isinstance(stored, float)
    assert number(stored) == number(value)
    assert number(stored, 2) == number(value, 2)
    assert (stored > 0) == (value > 0)


def test_a_view_keeps_what_is_missing_zero_or_would_read_zero() -> None:
    assert [in_sql(value) for value in (0.00001, None, 0.0)] == [0.00001, None, 0.0]
