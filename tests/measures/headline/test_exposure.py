"""Private items against public ones, counted over the live series that have a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from measures.headline.exposure import by_exposure, exposure_sentence
from measures.series import Series, load
from terms.words import Exposure, GapVerdict
from tests.measures.headline.sample import Row, domain, saturated

DECLARED = load()
EVEN: dict[str, Any] = {"verdict": GapVerdict.NOT_DISTINGUISHABLE}


def told(*found: Row) -> Iterator[tuple[Row, Series]]:
    return ((row, DECLARED[row["series"]]) for row in found)


PRIVATE = [domain("arc_agi_2", "reasoning"), domain("simplebench", "reasoning")]
PUBLIC = [domain("hle", "knowledge"), domain("deepswe", "coding", **EVEN)]


def test_items_that_are_not_public_are_told_beside_public_ones() -> None:
    assert exposure_sentence(told(*PRIVATE, *PUBLIC)) == (
        "Where the items are not public, closed is ahead in 2 of 2 judged active benchmarks; "
        "where they are public, in 1 of 2."
    )


def test_what_does_not_speak_or_has_no_interval_or_is_a_scale_counts_nowhere() -> None:
    silent = [
        saturated("gpqa_epoch", "reasoning"),
        domain("weirdml", "coding", verdict=GapVerdict.NO_INTERVAL),
        domain("eci", "composite"),
    ]
    counts = by_exposure(told(*PRIVATE, *silent))
    assert counts == {Exposure.HELD_OUT: {GapVerdict.CLOSED_AHEAD: 2}}


def test_items_that_one_lab_has_are_neither_private_nor_public() -> None:
    """OpenAI paid for FrontierMath and has most of its problems."""
    lab = [domain("frontiermath", "mathematics"), domain("frontiermath_tier4", "mathematics")]
    assert {DECLARED[row["series"]].exposure for row in lab} == {Exposure.LAB_ACCESS}
    assert exposure_sentence(told(*lab, *PRIVATE, *PUBLIC)) == (
        exposure_sentence(told(*PRIVATE, *PUBLIC))
    )
    assert exposure_sentence(told(*lab, *PUBLIC)) == ""


def test_one_exposure_alone_is_no_comparison() -> None:
    assert exposure_sentence(told(*PRIVATE)) == ""
    assert exposure_sentence(told()) == ""
