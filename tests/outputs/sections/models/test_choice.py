"""The sentences of a pick, on rows made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from measures.choice.pick import LicenceNeed, Needs, pick
from outputs.sections.models.choice import answer
from outputs.sections.models.table import listed_price

PAGE = {
    "title": "Some board", "unit": "percent", "direction": "higher", "vintage_on": "2026-08-19",
    "unmatched_above": '["stranger"]', "newer_on": None, "newer_model": None, "newer_value": None,
    "newer_open": [],
}  # fmt: skip


def row(name: str, score: float, price: float | None, **changed: Any) -> dict[str, Any]:
    known = {
        "model": name.lower(), "name": name, "maker": "Them", "score": score, "stderr": 1.0,
        "score_low": score - 2, "score_high": score + 2, "unit": "percent", "direction": "higher",
        "blended_price": price, "price_basis": "median_of_hosts", "hosts": 3, "confirmed": 1,
        "openness": "permissive", "licence": "MIT", "commercial_use": "allowed", "evidence": None,
        "fits_one_gpu": 0, "too_close_to": None,
    }  # fmt: skip
    return known | changed


SHUT = row("Shut", 90.0, 10.0, openness="closed", price_basis="first_party", hosts=0)
FREE = row("Free", 88.0, 0.02, confirmed=0, evidence="Arena says MIT")
GONE = row("Gone", 95.0, None, openness="closed")
VAGUE = row("Vague", 99.0, None, openness="unknown")
LEFT_OUT = [VAGUE, GONE, row("Old", 50.0, None, openness="closed")]


def said(needs: Needs, rows: list[dict[str, Any]] | None = None) -> str:
    known = [SHUT, FREE] if rows is None else rows
    return " ".join(answer(pick(known, needs), needs, PAGE, LEFT_OUT))


def test_the_answer_names_score_price_licence_saving_and_doubt() -> None:
    shown = said(Needs(max_price=1.0))
    for told in (
        "The best model at $1.00 or less is Free (Them): 88.0 % (86.0 to 90.0), "
        "$0.02 per 1M tokens (median of 3 hosts).",
        "MIT: commercial use allowed for anything.",
        "Its class is unconfirmed: Arena says MIT.",
        # 99.8 percent: what is not free saves no 100 percent.
        "It costs over 99 % less per token than the best closed model, Shut: 90.0 %",
        "It is not clearly worse than Shut.",
        "Better, but nobody whom we read sells them: Gone (95.0 %).",
        "Better, but nobody knows how open they are: Vague (99.0 %).",
        "Above them all stands a model that we do not know: stranger.",
        "Scores: Some board, data from 19 Aug 2026.",
    ):
        assert told in shown
    assert "Old" not in shown


def test_a_model_that_is_itself_no_more_expensive_says_so() -> None:
    rival = row("Rival", 88.5, 0.9)
    shown = said(Needs(not_worse_than=FREE), [SHUT, FREE, rival])
    assert "The cheapest model not clearly worse than Free is Rival" in shown
    assert "Free itself costs no more: $0.02 per 1M tokens (median of 3 hosts)." in shown
    assert "itself" not in said(Needs(not_worse_than=rival), [SHUT, FREE, rival])


def test_who_needs_a_licence_is_told_of_no_closed_model() -> None:
    shown = said(Needs(licence=LicenceNeed.OPEN))
    assert "Gone" not in shown
    assert "Vague (99.0 %)" in shown


def test_nothing_fits_is_said_with_the_nearest() -> None:
    needs = Needs(at_least=97.0, licence=LicenceNeed.COMMERCIAL, max_price=1.0)
    shown = said(needs)
    assert shown.startswith(
        "No open model with commercial use allowed at $1.00 or less with 97 or better is known on "
        "Some board. The nearest in score is Free: 88.0 %"
    )


def test_a_newer_list_of_leaders_is_told() -> None:
    page = {**PAGE, "newer_on": "2026-10-06", "newer_model": "Next", "newer_value": 97.0}
    needs = Needs()
    shown = " ".join(answer(pick([SHUT, FREE], needs), needs, page, []))
    assert (
        "A newer list of leaders (6 Oct 2026) has Next first among closed models, at 97.0 %"
        in shown
    )


@pytest.mark.parametrize(
    ("needs", "is_named"),
    [
        (Needs(licence=LicenceNeed.COMMERCIAL, max_price=1.0), True),
        (Needs(), True),
        (Needs(max_price=0.1), False),
        (Needs(at_least=96.0), False),
        (Needs(one_gpu=True), False),
    ],
)
def test_an_open_model_of_a_newer_list_that_fits_is_named(needs: Needs, is_named: bool) -> None:
    """It may be the better choice: the page that models are compared on does not hold it."""
    fresh = {"name": "Fresh", "score": 95.0, "openness": "permissive", "blended_price": 0.175}
    told = {"newer_on": "2026-10-06", "newer_model": "Next", "newer_value": 97.0}
    shown = " ".join(
        answer(pick([SHUT, FREE], needs), needs, {**PAGE, **told, "newer_open": [fresh]}, [])
    )
    named = "It also has Fresh (95.0 %, $0.18), not compared: scores of two lists are not on one"
    assert (named in shown) is is_named
    assert ("as a list of leaders alone it is not compared here" in shown) is not is_named


def test_half_a_cent_is_written_alike_in_the_table_and_in_the_answer() -> None:
    half = row("Half", 88.0, 0.175)
    assert "$0.18 per 1M tokens" in said(Needs(max_price=1.0), [SHUT, half])
    assert listed_price(0.175) == "0.18"
