"""Score against price: the sentence, what is drawn, and who is named beneath."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

from measures.price.records import PricedGroup, PricedScore, PriceFrontEstimate
from measures.series import load
from outputs.charts.pareto import PricedModel
from outputs.sections.price.fronts import CostChart, cost_charts
from outputs.wording import ModelNames, Name
from terms.words import PriceBasis
from tests.measures.price.estimates import ANY, fronted
from tests.outputs.shelf import HOSTILE

NAMES = ModelNames(
    {"c1": "Closed 1", "c2": "Closed 2", "o1": "Open 1", "o2": "Open 2", "x": "Secret"}
)
OWN = PriceBasis.FIRST_PARTY
TODAY = date(2026, 3, 10)
CLOSED = fronted()
OPEN = fronted(
    group=PricedGroup.OPEN, openness_rule=ANY, value=1.0, n=3, front=("o1", "o2"), unpriced=(),
    models=(PricedScore("free", 100.0, 0.0, OWN), PricedScore("o1", 130.0, 0.1, OWN),
            PricedScore("o2", 145.0, 1.0, OWN)),
)  # fmt: skip


class View(NamedTuple):
    """What a chart takes of the view of a series."""

    series: Any
    headline: Any
    freshness: Any


def view(closed: str, opened: str) -> Any:
    sides = {"closed": closed, "open": opened}
    leaders = {side: SimpleNamespace(name=Name(text)) for side, text in sides.items()}
    fresh = SimpleNamespace(vintage_on="2026-03-09")
    return View(load()["eci"], SimpleNamespace(**leaders), fresh)


def shown(
    *rows: PriceFrontEstimate, names: dict[str, str] = NAMES, closed: str = "Closed 2"
) -> list[CostChart]:
    return cost_charts(rows, names, {"eci": view(closed, "Open 2")}, TODAY)


def test_the_best_open_model_is_told_beside_the_cheapest_closed_one_that_scores_as_much() -> None:
    [found] = shown(CLOSED, OPEN)
    assert found.said == (
        "The best open model with a price, Open 2 (145.00), costs $1.00 per million tokens; the "
        "cheapest closed model that scores as much, Closed 2 (150.00), costs $10.00."
    )
    assert found.drawn.fronts["open"] == [
        PricedModel("Open 1", 130.0, 0.1), PricedModel("Open 2", 145.0, 1.0),
    ]  # fmt: skip
    assert found.caption.startswith("Score on Epoch Capabilities Index (up, data from 8 Mar 2026)")
    assert "Makers’ own list prices" in found.caption
    assert str(found.chart).count("<svg") == 2


def test_who_is_better_without_a_price_and_what_is_free_stands_beneath() -> None:
    [found] = shown(CLOSED, OPEN)
    assert found.beneath == (
        "Better closed models without a known price: Secret. Free of charge, open: free."
    )
    assert "free" not in {it.name for it in found.drawn.models["open"]}


def test_a_leader_that_only_a_newer_list_names_is_told() -> None:
    [found] = shown(CLOSED, OPEN, closed="Newest")
    assert found.beneath.startswith(
        "Not drawn: Newest, the best closed model on 9 Mar 2026. Better"
    )


def test_where_no_closed_model_scores_as_much_the_sentence_says_so() -> None:
    low = fronted(models=(PricedScore("c1", 120.0, 0.5, OWN),), front=("c1",))
    [found] = shown(low, OPEN)
    assert found.said.endswith("no closed model with a price scores as much.")


def test_one_class_alone_and_other_rules_have_no_chart() -> None:
    assert shown(CLOSED) == []
    other = fronted(group=PricedGroup.OPEN, openness_rule="permissive")
    assert shown(CLOSED, other) == []


def test_hostile_names_stay_text() -> None:
    [found] = shown(CLOSED, OPEN, names=ModelNames({"o2": HOSTILE, "c1": HOSTILE, "x": HOSTILE}))
    assert "<script" not in str(found.chart)
    assert len(found.said) < 400
