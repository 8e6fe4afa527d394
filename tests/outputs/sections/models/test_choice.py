"""The sentences of a pick, on rows made by hand."""

from __future__ import annotations

from typing import Any

from measures.choice.pick import LicenceNeed, Needs, pick
from outputs.sections.models.choice import answer
from outputs.sections.models.table import listed_price
from tests.outputs import approved

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
RIVAL = row("Rival", 88.5, 0.9)


def listed(model: str, score: float, price: float | None, openness: str) -> dict[str, Any]:
    known = {"model": model.lower(), "name": model, "score": score, "openness": openness}
    return known | {"blended_price": price}


NEWER = PAGE | {"newer_on": "2026-10-06", "newer": [
    listed("Next", 97.0, 8.0, "closed"), listed("Near", 96.0, 4.0, "closed"),
    listed("Fresh", 95.0, 0.175, "permissive"), listed("Unsold", 94.0, None, "permissive"),
]}  # fmt: skip


def said(
    needs: Needs, *rows: dict[str, Any], page: dict[str, Any] = PAGE, left_out: Any = LEFT_OUT
) -> list[str]:
    return list(answer(pick(rows or (SHUT, FREE), needs), needs, page, left_out))


def test_the_answer_names_score_price_licence_saving_and_doubt() -> None:
    commercial = LicenceNeed.COMMERCIAL
    needs = {
        "a price": Needs(max_price=1.0),
        "an open licence, so no closed model": Needs(licence=LicenceNeed.OPEN),
        "nothing fits": Needs(at_least=97.0, licence=commercial, max_price=1.0),
    }
    cases = {case: said(need) for case, need in needs.items()}
    than = Needs(not_worse_than=FREE)
    cases["not worse than one that costs no more"] = said(than, SHUT, FREE, RIVAL)
    cases["not worse than one that costs more"] = said(
        Needs(not_worse_than=RIVAL), SHUT, FREE, RIVAL
    )
    half = row("Half", 88.0, 0.175)
    cases["half a cent, as in the table"] = said(Needs(max_price=1.0), SHUT, half)
    assert listed_price(0.175) == "0.18"
    # A model that was best in August is not the best when six stand above it in October.
    after = {
        "anything": Needs(),
        "a price": Needs(max_price=5.0),
        "a licence": Needs(licence=commercial),
        "a score that one has": Needs(at_least=94.0),
        "a score that none has": Needs(at_least=98.0),
        "a score of the older ranking": Needs(at_least=80.0),
        # Nobody says there what fits one GPU.
        "one GPU": Needs(one_gpu=True),
    }
    for case, need in after.items():
        told = said(need, page=NEWER, left_out=[])
        assert not any(it.startswith("The best model") for it in told)
        cases[f"a newer list: {case}"] = told
    approved.check(__file__, cases)
