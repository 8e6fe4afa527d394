from __future__ import annotations

from dataclasses import replace
from typing import Any

from measures.price_moves import PriceMove, blended, confirmed, in_force, moves


def price(offering: str, input_: float, output: float, **more: Any) -> dict[str, Any]:
    return {
        "provider": "maker",
        "offering": offering,
        "mode": "standard",
        "currency": "USD",
        "input_per_mtok": input_,
        "output_per_mtok": output,
        "effective_on": None,
        "withdrawn_on": None,
        **more,
    }


MOVE = PriceMove(
    *("litellm", "maker", "m-1", "m", "standard", "USD"), 6.0, 3.0, effective_on=None, vintage=1
)


def test_blended_three_to_one() -> None:
    assert blended(price("a", 3, 15)) == 6.0  # (9 + 15) / 4


def test_only_moves_of_the_percent_count() -> None:
    before = in_force([price("a", 3, 15), price("b", 1, 1), price("c", 0, 0)], "2026-01-01")
    after = in_force(
        [price("a", 3.1, 15), price("b", 0.5, 0.5), price("c", 1, 1), price("new", 1, 1)],
        "2026-01-01",
    )
    # a: 6 to 6.075, 1.25 %; b: halved; c: from free, which has no percent; new: nothing before.
    found = [now["offering"] for _, now in moves(before, after, 5)]
    assert found == ["b", "c"]


def test_a_price_announced_for_a_day_comes_into_force_then() -> None:
    rows = [price("a", 4, 4), price("a", 2, 2, effective_on="2026-02-01")]
    (key,) = in_force(rows, "2026-01-31")
    assert blended(in_force(rows, "2026-01-31")[key]) == 4
    assert blended(in_force(rows, "2026-02-01")[key]) == 2
    gone = [price("a", 4, 4, withdrawn_on="2026-02-01")]
    assert in_force(gone, "2026-02-01") == {}


def test_one_list_alone_confirms_nothing() -> None:
    assert confirmed([MOVE]) == []


def test_the_makers_page_confirms_alone() -> None:
    page = replace(MOVE, source="anthropic_pricing_page")
    assert confirmed([page]) == [(page, ("anthropic_pricing_page",))]


def test_two_sources_confirm_the_same_price_once() -> None:
    other = replace(MOVE, source="models_dev", after=3.02)  # within one percent
    ((told, sources),) = confirmed([MOVE, other])
    assert sources == ("litellm", "models_dev")
    assert told.percent == -50
    assert confirmed([MOVE, replace(other, after=3.5)]) == []


def test_a_source_of_last_week_confirms_too() -> None:
    ((_, sources),) = confirmed([MOVE], [(MOVE.what, "openrouter", 3.0)])
    assert sources == ("litellm", "openrouter")
    assert confirmed([MOVE], [(MOVE.what, "litellm", 3.0)]) == []
