from typing import Any

from measures.choice.pick import LicenceNeed, Needs, pick
from outputs.sections.models.choice import answer
from tests.outputs import approved

PAGE = {
    "title": "Some board", "unit": "percent", "direction": "higher", "vintage_on": "2026-08-19",
    "unmatched_above": '["stranger"]', "is_whole": 1, "floor": None, "priced_on": "2026-08-21",
    "is_current": 1,
}  # fmt: skip


def row(name: str, score: float, price: float | None, **changed: Any) -> dict[str, Any]:
    known = {
        "model": name.lower(), "name": name, "maker": "Them", "score": score, "stderr": 1.0,
        "score_low": score - 2, "score_high": score + 2, "unit": "percent", "direction": "higher",
        "blended_price": price, "price_basis": "median_of_hosts", "hosts": 3, "confirmed": 1,
        "openness": "permissive", "licence": "MIT", "commercial_use": "allowed", "evidence": None,
        "fits_one_gpu": 0, "too_close_to": None, "vintage_on": "2026-08-19",
    }  # fmt: skip
    return known | changed


SHUT = row("Shut", 90.0, 10.0, openness="closed", price_basis="first_party", hosts=0)
FREE = row("Free", 88.0, 0.02, confirmed=0, evidence="Arena says MIT")
GONE = row("Gone", 95.0, None, openness="closed")
VAGUE = row("Vague", 99.0, None, openness="unknown")
LEFT_OUT = [VAGUE, GONE, row("Old", 50.0, None, openness="closed")]
RIVAL = row("Rival", 88.5, 0.9)


def said(needs: Needs, *rows: dict[str, Any], page: dict[str, Any] = PAGE) -> list[str]:
    return list(answer(pick(rows or (SHUT, FREE), needs), needs, page, LEFT_OUT))


def test_the_answer_names_score_price_licence_saving_and_doubt() -> None:
    commercial = LicenceNeed.COMMERCIAL
    needs = {
        "a price": Needs(max_price=1.0),
        "an open licence, so no closed model": Needs(licence=LicenceNeed.OPEN),
        "nothing fits": Needs(at_least=97.0, licence=commercial, max_price=1.0),
        "nothing fits, and nothing is near": Needs(one_gpu=True),
    }
    cases = {case: said(need) for case, need in needs.items()}
    than = Needs(not_worse_than=FREE)
    cases["not worse than one that costs no more"] = said(than, SHUT, FREE, RIVAL)
    cases["not worse than one that costs more"] = said(
        Needs(not_worse_than=RIVAL), SHUT, FREE, RIVAL
    )
    cases["nobody is told apart as worse"] = said(Needs(), SHUT, FREE, RIVAL, row("Far", 80.0, 1))
    cases["half a cent"] = said(Needs(max_price=1.0), SHUT, row("Half", 88.0, 0.175))
    cases["the same price"] = said(Needs(licence=LicenceNeed.OPEN), SHUT, row("Near", 88.0, 9.98))
    # A list ranks down to 89: whoever asks for less may be told of a cheaper one elsewhere.
    for floor, bar in ((89.0, 89.5), (89.0, 80.0), (None, 89.5)):
        listed = PAGE | {"is_whole": 0, "floor": floor}
        case = f"a list down to {floor}, asked for {bar}"
        cases[case] = said(Needs(at_least=bar), page=listed)[:1]
    cases["an old whole page"] = said(Needs(at_least=89.25), page=PAGE | {"is_current": 0})[:1]
    cases["not worse than the best"] = said(Needs(not_worse_than=SHUT, max_price=10.0), SHUT)[:2]
    cases["a list, asked for the best"] = said(Needs(), page=PAGE | {"is_whole": 0})[:1]
    newer = row("Newer", 100.0, 4.0, vintage_on="2026-10-06")
    cases["a score of another page"] = said(Needs(max_price=5.0), newer)[-1:]
    low = PAGE | {"direction": "lower"}
    cases["low scores of two pages"] = said(Needs(max_price=5.0), SHUT, newer, page=low)[-1:]
    # Old has 50, and nobody sells it: it is not better than the nearest, which has 90.
    cases["out of reach"] = said(Needs(at_least=101.0))
    approved.check(__file__, cases)
