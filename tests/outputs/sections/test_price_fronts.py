"""Score against price: what is drawn, and who is named beneath."""

from __future__ import annotations

from measures.series import load
from outputs.charts.pareto import PricedModel
from outputs.sections.price.fronts import CostChart, cost_charts
from outputs.sections.price.levels import price_lines
from outputs.wording import ModelNames
from tests.measures.price.rows import ANY, Row, Scored, fronted
from tests.outputs import approved
from tests.outputs.sections.test_prices import shown as priced
from tests.outputs.shelf import HOSTILE

NAMES = ModelNames(
    {"c1": "Closed 1", "c2": "Closed 2", "o1": "Open 1", "o2": "Open 2", "x": "Secret"}
)
ECI = load()["eci"]


def listed(*models: Scored, rule: str | None = None) -> list[Row]:
    """The rows in view price_front."""
    return [
        {**row, "series": "eci", "prices_on": row["published_on"]}
        for row in fronted(*models, rule=rule)
    ]


CLOSED = listed()
OPENED: tuple[Scored, ...] = (("o2", 145.0, 1.0, True), ("o1", 130.0, 0.1, True))
OPEN = listed(*OPENED, rule=ANY)


def shown(*sides: list[Row], names: ModelNames = NAMES, on: str = "") -> list[CostChart]:
    """What a page says."""
    rows = [{**row, "prices_on": on or row["prices_on"]} for side in sides for row in side]
    said = priced(closed_model="c2", open_model="o2", open_value=145.0, threshold=145.0)
    (line,) = price_lines([said], {"eci": ECI}, names)
    return cost_charts(rows, names, {"eci": ECI}, {("eci", ANY): line})


def test_a_chart_says_its_days_and_names_beneath_who_has_no_price() -> None:
    cases = {
        "scores and prices of one day": shown(CLOSED, OPEN),
        "prices of a later day": shown(CLOSED, OPEN, on="2026-04-01"),
    }
    approved.check(
        __file__,
        {case: [found.said, found.beneath, found.caption] for case, [found] in cases.items()},
    )
    [found] = shown(CLOSED, OPEN)
    assert found.fronts.fronts["open"] == [
        PricedModel("Open 1", 130.0, 0.1),
        PricedModel("Open 2", 145.0, 1.0),
    ]
    assert str(found.chart).count("<svg") == 2


def test_one_class_alone_and_other_rules_have_no_chart_and_hostile_names_stay_text() -> None:
    other = listed(*OPENED, rule="permissive")
    assert shown(CLOSED) == shown(CLOSED, other) == []
    [found] = shown(CLOSED, OPEN, names=ModelNames({"o2": HOSTILE, "c1": HOSTILE, "x": HOSTILE}))
    assert "<script" not in str(found.chart)
    assert len(found.said) < 450
