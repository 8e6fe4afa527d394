"""A price is one of a class on the days on which its model is in the class."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from measures.names.registry import NEVER, Registry
from measures.price.at_quality import Level
from measures.price.records import PricedGroup
from measures.price.rows import decline_rows, sensitivity_rows
from pipelines.measure.inputs import Inputs
from pipelines.measure.price_inputs import Prices, prices_of
from terms.openness import CLOSED_GRADES
from tests.measures.sample import alias, grade, model
from tests.pipelines.measure.test_price_inputs import NOW, put
from warehouse.store import Warehouse


def names(first: str, later: str) -> Registry:
    """A model of one openness until 2026-08-10 and of another since, beside an open one."""
    return Registry(
        [{**model("gpt-5"), "maker": "openai"}, {**model("free"), "maker": "theirs"}],
        [alias("gpt-5", "gpt-5"), alias("free", "free")],
        [
            grade("gpt-5", first, "2026-08-01", "2026-08-10"),
            grade("gpt-5", later, "2026-08-10"),
            grade("free", "permissive", "2026-08-01"),
        ],
    )


OPENED, SHUT = names("closed", "non_commercial"), names("non_commercial", "closed")
REACHED = [
    Level("gpt-5", "2026-08-01", NEVER, 200.0, 200.0),
    Level("free", "2026-08-01", NEVER, 200.0, 200.0),
]
DAY = {day: date(2026, 8, day) for day in (1, 2, 11, 12)}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as opened:
        yield opened


def inputs_of(warehouse: Warehouse, registry: Registry) -> tuple[Inputs, Prices]:
    inputs = Inputs(warehouse, NOW)
    vars(inputs)["names"] = registry
    return inputs, prices_of(warehouse, names=registry)


def test_a_decline_counts_each_price_in_the_class_of_its_day(warehouse: Warehouse) -> None:
    put(warehouse, "models_dev", DAY[1])
    put(warehouse, "models_dev", DAY[12], price=1.0)
    inputs, known = inputs_of(warehouse, OPENED)
    rows = decline_rows(inputs.known, known, inputs.series["eci"], REACHED)
    # Every model reaches all of the thresholds.
    points = {row.group: row.points for row in rows}
    # (3 * 1.25 + 10) / 4 = 3.4375; (3 * 1 + 8) / 4 = 2.75.
    assert points == {
        PricedGroup.ALL: (("2026-08-01", "gpt-5", 3.4375), ("2026-08-12", "gpt-5", 2.75)),
        PricedGroup.CLOSED: (("2026-08-01", "gpt-5", 3.4375),),
        PricedGroup.OPEN: (("2026-08-10", "gpt-5", 3.4375), ("2026-08-12", "gpt-5", 2.75)),
    }


def test_a_ratio_of_today_counts_the_models_of_today(warehouse: Warehouse) -> None:
    put(warehouse, "models_dev", DAY[1])
    put(warehouse, "models_dev", DAY[2], "groq")
    put(warehouse, "models_dev", DAY[12])
    put(warehouse, "models_dev", DAY[12], "groq")
    inputs, known = inputs_of(warehouse, SHUT)
    rows = list(sensitivity_rows(inputs.known, known, inputs.series["eci"], REACHED))
    # gpt-5 was open for nine days: today it is the one closed model, and free the one open.
    assert {row.n for row in rows} == {2}


def test_the_lists_that_might_show_a_closed_price_are_those_of_closed_days(
    warehouse: Warehouse,
) -> None:
    closed = put(warehouse, "models_dev", DAY[1])
    later = put(warehouse, "openai_pricing_page", DAY[11])
    _, known = inputs_of(warehouse, OPENED)
    assert known.of_makers(CLOSED_GRADES) == {closed}
    _, known = inputs_of(warehouse, SHUT)
    assert later in known.of_makers(CLOSED_GRADES)
