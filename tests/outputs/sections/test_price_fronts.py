"""Score against price: the sentence, what is drawn, and who is named beneath."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from measures.series import load
from outputs.charts.pareto import PricedModel
from outputs.sections.price.fronts import (
    CostChart,
    at_open_frontier,
    cost_charts,
    frontier_text,
    fronts,
    on_page,
)
from outputs.wording import ModelNames, Name
from tests.measures.price.rows import ANY, Row, Scored, fronted
from tests.outputs import approved
from tests.outputs.shelf import HOSTILE, read_gap

NAMES = ModelNames(
    {"c1": "Closed 1", "c2": "Closed 2", "o1": "Open 1", "o2": "Open 2", "x": "Secret"}
)
ECI = load()["eci"]


def listed(*models: Scored, rule: str | None = None) -> list[Row]:
    """The rows in view price_front."""
    return [{**row, "series": "eci"} for row in fronted(*models, rule=rule)]


CLOSED = listed()
OPENED: tuple[Scored, ...] = (
    ("o2", 145.0, 1.0, True), ("free", 100.0, 0.0, True), ("o1", 130.0, 0.1, True),
)  # fmt: skip
OPEN = listed(*OPENED, rule=ANY)
LOW = listed(("c1", 120.0, 0.5, True), ("x", 160.0, None, False))


def shown(
    *sides: list[Row], names: ModelNames = NAMES, closed: str = "Closed 2"
) -> list[CostChart]:
    """What a page says beside the leaders of its newest list."""
    leaders = {
        side: SimpleNamespace(name=Name(text))
        for side, text in (("closed", closed), ("open", "Open 2"))
    }
    view: Any = SimpleNamespace(
        series=ECI,
        headline=SimpleNamespace(**leaders),
        freshness=SimpleNamespace(vintage_on="2026-03-09"),
    )
    rows = [row for side in sides for row in side]
    frontier = on_page(rows, ECI, ANY)
    return cost_charts(rows, names, {"eci": view}, {("eci", ANY): frontier})


def test_the_best_open_model_is_told_beside_the_cheapest_closed_one_that_scores_as_much() -> None:
    cases = {
        "both with a price, one without, one free": shown(CLOSED, OPEN),
        "a leader that only a newer list names": shown(CLOSED, OPEN, closed="Newest"),
        "no closed model scores as much": shown(LOW, OPEN),
    }
    approved.check(
        __file__,
        {case: [found.said, found.beneath, found.caption] for case, [found] in cases.items()},
    )
    drawn = fronts([*CLOSED, *OPEN], NAMES, {"eci": ECI})["eci"].drawn
    assert drawn.fronts["open"] == [
        PricedModel("Open 1", 130.0, 0.1),
        PricedModel("Open 2", 145.0, 1.0),
    ]
    assert "free" not in {it.name for it in drawn.models["open"]}
    [found] = shown(CLOSED, OPEN)
    assert str(found.chart).count("<svg") == 2


GAP = {"vintage_on": "2026-03-09", "open_model": "o2", "open_value": 146.0}
LISTED = [
    {"published_on": "2026-03-09", "model": model, "value": value, "openness": openness}
    for model, value, openness in (
        ("c9", 160.0, "closed"), ("c8", 150.0, "closed"), ("c7", 140.0, "closed"),
        ("o2", 146.0, "permissive"), ("free", 170.0, "permissive"),
    )
]  # fmt: skip
PRICES = {
    model: [{"from_on": on, "until_on": until, "blended_price": price} for on, until, price in some]
    for model, some in {
        "c9": [("2026-01-01", None, 4.0)],
        "c8": [("2026-01-01", "2026-03-09", 0.5), ("2026-03-09", None, 3.0)],
        "c7": [("2026-01-01", None, 0.1)],
        "o2": [("2026-01-01", "2026-03-10", 6.0), ("2026-03-10", None, 0.2)],
        "free": [("2026-01-01", None, 0.1)],
    }.items()
}


def test_a_newer_list_is_asked_first_with_prices_of_its_own_day() -> None:
    found = at_open_frontier(read_gap(**GAP), ECI, [*CLOSED, *OPEN], LISTED, PRICES)
    # c7 costs less and scores less; c8 was cheaper until the day before, o2 is since.
    assert frontier_text(found, ECI, NAMES) == (
        "On 9 Mar 2026 the best open model with a price, Open 2 (146.00), cost $6.00 per million "
        "tokens; c8 (150.00), closed, cost $3.00, and others that scored as much perhaps less."
    )


@pytest.mark.parametrize(
    "changed",
    [{"unresolved_above": 1}, {"confirmed": 0}, {"open_model": "x"}, {"vintage_on": "2026-03-07"}],
)
def test_else_the_newest_whole_page_is(changed: dict[str, Any]) -> None:
    rows = [*CLOSED, *OPEN]
    found = at_open_frontier(read_gap(**(GAP | changed)), ECI, rows, LISTED, PRICES)
    assert found == on_page(rows, ECI, ANY)


def test_one_class_alone_and_other_rules_have_no_chart_and_hostile_names_stay_text() -> None:
    other = listed(*OPENED, rule="permissive")
    assert shown(CLOSED) == shown(CLOSED, other) == []
    [found] = shown(CLOSED, OPEN, names=ModelNames({"o2": HOSTILE, "c1": HOSTILE, "x": HOSTILE}))
    assert "<script" not in str(found.chart)
    assert len(found.said) < 450
