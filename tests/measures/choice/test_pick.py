import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from measures.choice.pick import LicenceNeed, Needs, fits, is_not_worse, pick


def row(model: str, score: float, price: float | None, **changed: Any) -> dict[str, Any]:
    """A row of model_choice: open under a permissive licence, with an error of 2."""
    known = {
        "model": model, "name": model.title(), "score": score, "stderr": 2.0,
        "blended_price": price, "openness": "permissive", "fits_one_gpu": 0, "direction": "higher",
        "too_close_to": None,
    }  # fmt: skip
    return known | changed


BEST = row("best", 90.0, 10.0, openness="closed", fits_one_gpu=None)
GOOD = row("good", 87.0, 4.0, openness="restricted")
FAIR = row("fair", 80.0, 0.5)
SMALL = row("small", 60.0, 0.05, fits_one_gpu=1)
LOCKED = row("locked", 82.0, 0.2, openness="non_commercial")
UNPRICED = row("unpriced", 85.0, None)
UNSIZED = row("unsized", 70.0, 0.1, fits_one_gpu=None)
ROWS = [SMALL, FAIR, UNSIZED, BEST, UNPRICED, LOCKED, GOOD]


def picked(**needs: Any) -> str | None:
    best = pick(ROWS, Needs(**needs)).best
    return None if best is None else best["model"]


@pytest.mark.parametrize(
    ("needs", "model"),
    [
        ({}, "best"),
        ({"licence": LicenceNeed.OPEN}, "good"),
        ({"licence": LicenceNeed.OPEN, "max_price": 1.0}, "locked"),
        ({"licence": LicenceNeed.COMMERCIAL, "max_price": 1.0}, "fair"),
        ({"licence": LicenceNeed.PERMISSIVE}, "fair"),
        ({"at_least": 79.0}, "locked"),
        ({"at_least": 83.0}, "good"),
        ({"not_worse_than": BEST}, "good"),
        ({"one_gpu": True}, "small"),
        ({"max_price": 0.01}, None),
        ({"at_least": 91.0}, None),
    ],
    ids=str,
)
def test_the_cheapest_that_reaches_a_score_else_the_best(needs: Any, model: str | None) -> None:
    assert picked(**needs) == model


def test_what_is_not_known_is_named_and_the_saving_is_against_the_best_closed_model() -> None:
    found = pick(ROWS, Needs(licence=LicenceNeed.OPEN, max_price=1.0))
    assert ([one["model"] for one in found.unpriced], found.unsized) == (["unpriced"], [])
    # Who is closed has no weights: nobody asks how large it is.
    found = pick(ROWS, Needs(one_gpu=True))
    assert ([one["model"] for one in found.unsized], found.best) == (["unsized"], SMALL)
    found = pick(ROWS, Needs(licence=LicenceNeed.COMMERCIAL, max_price=1.0))
    assert (found.leader, found.saving) == (BEST, pytest.approx(0.95))
    assert pick(ROWS, Needs()).saving is None


def test_where_nothing_fits_the_nearest_is_said() -> None:
    needs = Needs(at_least=89.0, licence=LicenceNeed.COMMERCIAL, max_price=1.0)
    found = pick(ROWS, needs)
    assert (found.best, found.by_score, found.by_price) == (None, FAIR, None)
    assert pick(ROWS, replace(needs, at_least=86.0)).by_price is GOOD
    assert pick(ROWS, Needs(at_least=80.0)).by_score is None


def test_not_worse_is_the_test_of_gaps() -> None:
    # 1.96 times the root of 2² + 2² are 5.54.
    assert is_not_worse(row("a", 84.5, 1.0), BEST)
    assert not is_not_worse(row("a", 84.4, 1.0), BEST)
    # Without an error only a score at least as good will do.
    assert not is_not_worse(row("a", 89.9, 1.0, stderr=None), BEST)
    assert is_not_worse(row("a", 90.0, 1.0, stderr=None), BEST)


def test_shared_errors_decide_where_they_are_known() -> None:
    # By independent errors 84.5 is too close to call and 80 is not; the page knows better.
    near, far = (row(name, value, 1.0, too_close_to=close) for name, value, close in (
        ("near", 84.5, "[]"), ("far", 80.0, '["best"]'),
    ))  # fmt: skip
    assert (is_not_worse(near, BEST), is_not_worse(far, BEST)) == (False, True)
    assert pick([BEST, near, far], Needs(not_worse_than=BEST)).best is far


def test_the_model_to_be_replaced_is_no_answer() -> None:
    rows = [FAIR, row("rival", 79.0, 0.9)]
    found = pick(rows, Needs(not_worse_than=FAIR))
    assert found.best is rows[1]
    assert found.asked is FAIR
    assert pick([FAIR], Needs(not_worse_than=FAIR)).best is None


@given(
    seed=st.integers(0, 9),
    at_least=st.none() | st.floats(50, 95),
    max_price=st.none() | st.floats(0, 12),
    licence=st.none() | st.sampled_from(LicenceNeed),
    one_gpu=st.booleans(),
)
def test_an_answer_fits_and_no_order_of_rows_matters(
    seed: int,
    at_least: float | None,
    max_price: float | None,
    licence: LicenceNeed | None,
    one_gpu: bool,
) -> None:
    needs = Needs(at_least, None, licence, max_price, one_gpu)
    mixed = random.Random(seed).sample(ROWS, len(ROWS))  # noqa: S311 - no secret
    found = pick(mixed, needs)
    assert found == pick(ROWS, needs)
    if found.best is None:
        assert not [one for one in ROWS if one["blended_price"] is not None and fits(one, needs)]
    else:
        assert fits(found.best, needs)
        assert all(fits(one, needs) for one in found.others)
        key = "blended_price" if needs.has_bar else "score"
        values = [one[key] for one in (found.best, *found.others)]
        assert values == sorted(values, reverse=not needs.has_bar)
