"""The sentences of a pick, on rows made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from measures.choice.pick import LicenceNeed, Needs, pick
from outputs.sections.models.choice import answer
from outputs.sections.models.table import listed_price

PAGE = {
    "title": "Some board", "unit": "percent", "direction": "higher", "vintage_on": "2026-08-19",
    "unmatched_above": '["stranger"]', "newer_on": None, "newer": [],
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
        "The best model at $1.00 or less on Some board is Free (Them): 88.0 % (86.0 to 90.0), "
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
    assert "The cheapest model not clearly worse than Free on Some board is Rival" in shown
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


def listed(model: str, score: float, price: float | None, openness: str) -> dict[str, Any]:
    known = {"model": model.lower(), "name": model, "score": score, "openness": openness}
    return known | {"blended_price": price}


NEWER = PAGE | {"newer_on": "2026-10-06", "newer": [
    listed("Next", 97.0, 8.0, "closed"), listed("Near", 96.0, 4.0, "closed"),
    listed("Fresh", 95.0, 0.175, "permissive"), listed("Unsold", 94.0, None, "permissive"),
]}  # fmt: skip
UNRANKED = "No full ranking since 19 Aug 2026."
ON = "on the newest list of Some board (6 Oct 2026)"


@pytest.mark.parametrize(
    ("needs", "first"),
    [
        (Needs(), "Next leads the newest list of Some board (6 Oct 2026): 97.0 %, $8.00 per 1M "
                  "tokens."),
        (Needs(max_price=5.0), f"Near is the best model at $5.00 or less {ON}: 96.0 %, $4.00"),
        (Needs(licence=LicenceNeed.COMMERCIAL),
         f"Fresh is the best open model with commercial use allowed {ON}: 95.0 %, $0.18"),
        (Needs(at_least=94.0),
         "On the newest list of Some board (6 Oct 2026) Fresh meets that: 95.0 %, $0.18 per 1M"),
        (Needs(at_least=98.0), UNRANKED),
        # Nobody says there what fits one GPU.
        (Needs(one_gpu=True), UNRANKED),
    ],
)  # fmt: skip
def test_who_leads_a_newer_list_comes_before_the_older_ranking(needs: Needs, first: str) -> None:
    """A model that was best in August is not the best model when six stand above it in October."""
    shown = list(answer(pick([SHUT, FREE], needs), needs, NEWER, []))
    assert shown[0].startswith(first)
    assert UNRANKED in shown[0]
    assert not any(it.startswith("The best model") for it in shown)


def test_what_the_older_ranking_says_is_of_its_day() -> None:
    shown = list(answer(pick([SHUT, FREE], Needs()), Needs(), NEWER, []))
    assert shown[1].startswith("Among those ranked on 19 Aug 2026 the best model is Shut (Them)")
    needs = Needs(at_least=80.0)
    shown = list(answer(pick([SHUT, FREE], needs), needs, NEWER, []))
    assert shown[1].startswith("Among those ranked on 19 Aug 2026 the cheapest model with 80")
    assert "less per token than the best closed model ranked then, Shut: 90.0" in " ".join(shown)


def test_half_a_cent_is_written_alike_in_the_table_and_in_the_answer() -> None:
    half = row("Half", 88.0, 0.175)
    assert "$0.18 per 1M tokens" in said(Needs(max_price=1.0), [SHUT, half])
    assert listed_price(0.175) == "0.18"
