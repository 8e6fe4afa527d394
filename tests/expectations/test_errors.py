"""A published error is what it is called, or its rows stand without one."""

from datetime import date
from math import sqrt
from typing import Any

import pytest

from expectations.frames import error_share
from expectations.judge import judge_batch
from expectations.verdict import UnjudgedPage
from measures.uncertainty import stderr_of
from sources.contract import Reading
from terms.words import ERROR_IN_DOUBT

ON = date(2026, 6, 1)


def score(value: float, *, n: int | None = 400, **error: float) -> dict[str, Any]:
    return {
        "entry": f"model {value}", "model_name": f"model {value}", "value": value,
        "unit": "percent", "n": n, "provenance": "maintainer", "protocol": "once", **error,
    }  # fmt: skip


def binomial(value: float) -> float:
    return 100 * sqrt(value / 100 * (1 - value / 100) / 400)


def board(times: float, count: int = 12, n: int | None = 400) -> list[dict[str, Any]]:
    return [score(20.0 + i, n=n, stderr=times * binomial(20.0 + i)) for i in range(count)]


def interval(value: float, half: float) -> dict[str, Any]:
    return score(value, ci_low=value - half, ci_high=value + half, ci_level=0.95)


BOARDS_AND_LOST = [
    *((board(times), 0) for times in (1.0, 0.8, 1.04)),
    *((board(times), 12) for times in (1.96, 1.2, 0.4)),
    # Few rows, or none with n, say nothing; rows without an error stay.
    *((few, 0) for few in (board(1.96, count=9), board(1.96, n=None))),
    ([*board(1.96), score(77.0)], 12),
    # An interval counts by its level.
    ([interval(20.0 + i, 1.96 * binomial(20.0 + i)) for i in range(12)], 0),
    ([interval(20.0 + i, 1.96**2 * binomial(20.0 + i)) for i in range(12)], 12),
]
"""Boards, and in how many rows the error is not used."""


def test_errors_that_are_no_standard_errors_are_not_used() -> None:
    """Rows lose their error; none loses its value, and nothing computed stands in."""
    whole = Reading("score", "others", "", [score(10.0 + i / 10, n=None) for i in range(40)])
    told = [Reading("score", "told", "", given) for given, _ in BOARDS_AND_LOST]
    pages = [UnjudgedPage("some_source", [one, whole], ON, {}) for one in told]
    for verdict, (given, lost) in zip(judge_batch(pages), BOARDS_AND_LOST, strict=True):
        assert verdict.refused is None
        found = verdict.readings[0]
        assert not found.quarantined
        assert [row["value"] for row in found.rows] == [row["value"] for row in given]
        without = [row for row in found.rows if row.get("ci_method") == ERROR_IN_DOUBT]
        assert len(without) == lost
        assert all(row["stderr"] is row["ci_low"] is row["ci_high"] is None for row in without)
        assert all(stderr_of(row, items=400) is None for row in without)
        told = [one for one in verdict.warnings if "(score.published_error: " in one]
        assert bool(told) == bool(lost)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_an_interval_of_no_level_says_nothing(level: float) -> None:
    """It stopped the judging of its page: the row is set aside by the bounds of its level."""
    odd = score(50.0, ci_low=45.0, ci_high=55.0, ci_level=level)
    assert error_share([*board(1.0), odd]) == error_share(board(1.0))
