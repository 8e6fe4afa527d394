"""Private questions beside public ones, over the live series that count."""

from typing import Any

import pytest

from measures.headline import by_exposure, exposure_sentence, median_lag
from measures.series import load
from terms.words import Exposure, GapVerdict
from tests.measures.domains import Row, domain

DECLARED = load()
EVEN: dict[str, Any] = {"verdict": GapVerdict.NOT_DISTINGUISHABLE}
PRIVATE = [domain("arc_agi_2", "reasoning"), domain("simplebench", "reasoning")]
PUBLIC = [domain("hle", "knowledge"), domain("deepswe", "coding", **EVEN)]


def lag(days: int | None, censored: str | None = None) -> Row:
    return {"lag_days": days, "censored": censored}


def told(*rows: Row, **lags: Row) -> str:
    found = by_exposure(rows, DECLARED)
    return exposure_sentence(found, lags) if found else ""


def test_the_lag_and_who_is_ahead_are_told_of_private_questions_and_of_public_ones() -> None:
    """WeirdML has a lag, and no verdict for want of an interval. DeepSWE is too close to call: its
    lag of at least 105 days would make the median of public ones at least 237."""
    more = [*PRIVATE, domain("weirdml", "coding", verdict=GapVerdict.NO_INTERVAL), *PUBLIC]
    lags = {"arc_agi_2": lag(187), "simplebench": lag(312, "left"), "weirdml": lag(110),
            "hle": lag(369), "deepswe": lag(105, "left")}  # fmt: skip
    assert told(*more, **lags) == (
        "Where questions are not public, the median lag is 187 days (3 benchmarks) and closed is "
        "ahead on both with an interval; where they are public, 369 days (1) and on 1 of the 2 "
        "with an interval."
    )


@pytest.mark.parametrize(
    ("lags", "words"),
    [
        ([lag(187)], "187 days"),
        ([lag(187), lag(312, "left")], "at least 249 days"),
        ([lag(100, "left"), lag(200), lag(300)], "at least 200 days"),
        ([lag(100), lag(200), lag(300, "left")], "200 days"),
        ([lag(-30)], "30 days, open ahead"),
        ([lag(-30, "left"), lag(10), lag(20)], "10 days"),
        ([lag(-30, "left")], "not known"),
        ([lag(0, "left")], "at least 0 days"),
        ([], "not known"),
    ],
)
def test_a_bound_makes_no_median_that_is_not_known(lags: list[Row], words: str) -> None:
    assert median_lag(lags) == words


def test_what_cannot_be_judged_has_no_lag_there() -> None:
    doubt = domain("arc_agi_2", "reasoning", verdict=GapVerdict.CANNOT_BE_JUDGED)
    said = told(doubt, PRIVATE[1], *PUBLIC, arc_agi_2=lag(187), simplebench=lag(200))
    assert "200 days (1 benchmark) and closed is ahead on the only one with an interval;" in said


def test_questions_that_one_lab_has_are_neither_private_nor_public() -> None:
    """OpenAI paid for FrontierMath and has most of its problems."""
    lab = [domain("frontiermath", "mathematics"), domain("frontiermath_tier4", "mathematics")]
    assert {DECLARED[row["series"]].exposure for row in lab} == {Exposure.LAB_ACCESS}
    assert told(*lab, *PRIVATE, *PUBLIC) == told(*PRIVATE, *PUBLIC)
    assert told(*lab, *PUBLIC) == ""
