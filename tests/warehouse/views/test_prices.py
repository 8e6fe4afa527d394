from typing import Any

import pytest

from measures.price.rows import MARKET
from measures.series import load
from pipelines.measure.units import declared_row
from tests.measures.price.rows import priced, scored, solved
from tests.outputs.shelf import NOW, put_fronts, put_issue, put_registry
from warehouse.store import Warehouse

SERIES = "swebench_verified_mini2"


@pytest.fixture
def warehouse(home: Warehouse) -> Warehouse:
    home._clock = lambda: NOW
    home.declare([declared_row(load()[SERIES])])
    put_registry(home)
    return home


def test_what_a_solved_task_cost_and_the_cheapest_so_far(warehouse: Warehouse) -> None:
    # Opus 4.5 under mini-SWE-agent 2: 0.7539 USD a task, 76.8 % solved; half-width 1.96 x 2.
    opus = {**solved("opus"), "model": "closed-one", "score": 76.8, "usd_per_task": 0.753908}
    later = {**opus, "entry": "later", "on_date": "2026-02-18", "usd_per_task": 1.0, "stderr": None}
    poor = {**opus, "entry": "poor", "model": None, "score": 3.0, "usd_per_task": 0.1}
    # Run the day before its model came, as DeepSeek-V3 was on Aider's board.
    soon = {**poor, "entry": "soon", "model": "open-one", "score": 50.0, "on_date": "2025-12-31"}
    put_issue(warehouse, "solved_cost", SERIES, "", [opus, later, poor, soon])
    found = warehouse.connection.execute(
        "SELECT entry, class, usd_per_solved, is_cheapest_yet, cheapest_yet, usd_low, usd_high, "
        "ci_level FROM solved_cost ORDER BY on_date, entry"
    )
    # 0.753908 / 0.8072 and 0.753908 / 0.7288; no upper end where nothing solved is as likely.
    assert found.fetchall() == [
        ("soon", "open", 0.2, 1, 0.2, 0.1855, 0.217, 0.95),
        ("opus", "closed", 0.9817, 1, 0.9817, 0.934, 1.0345, 0.95),
        ("poor", "unknown", 3.3333, 1, 3.3333, 1.4451, None, 0.95),
        ("later", "closed", 1.3021, 0, 0.9817, None, None, None),
    ]


def fronted(warehouse: Warehouse, *models: tuple[str, str, float, float | None]) -> list[Any]:
    """Class, rule, model, price and whether it is on the front, of view price_front."""
    put_fronts(warehouse, *models, series=SERIES)
    found = warehouse.connection.execute(
        "SELECT published_on, prices_on, class, openness_rule, model, blended_price, on_front FROM "
        "price_front ORDER BY class, openness_rule, blended_price IS NULL, blended_price, model"
    ).fetchall()
    assert {row[:2] for row in found} <= {("2026-03-08", "2026-03-10")}
    return [row[2:] for row in found]


def test_each_class_has_its_own_front(warehouse: Warehouse) -> None:
    assert fronted(
        warehouse,
        ("best", "closed", 80.0, 10.0),
        ("good", "closed", 70.0, 4.0),
        ("dear", "closed", 70.0, 4.5),
        ("unsold", "closed", 75.0, None),
        ("free", "permissive", 60.0, 1.0),
        ("bound", "restricted", 50.0, 0.5),
        ("secret", "permissive", 65.0, None),
    ) == [
        ("closed", None, "good", 4.0, 1), ("closed", None, "dear", 4.5, 0),
        ("closed", None, "best", 10.0, 1),
        # Who scores more than every priced one is named without a price.
        ("open", "any_weights", "bound", 0.5, 1), ("open", "any_weights", "free", 1.0, 1),
        ("open", "any_weights", "secret", None, 0),
        ("open", "permissive", "free", 1.0, 1), ("open", "permissive", "secret", None, 0),
    ]  # fmt: skip


def test_of_two_equal_prices_the_better_score_is_on_the_front(warehouse: Warehouse) -> None:
    found = fronted(warehouse, ("b", "closed", 90.0, 0.15), ("a", "closed", 80.0, 0.15))
    assert [(name, is_on) for _, _, name, _, is_on in found] == [("a", 0), ("b", 1)]


def test_a_class_without_a_price_has_no_front(warehouse: Warehouse) -> None:
    assert fronted(warehouse, ("best", "closed", 80.0, None)) == []


def test_an_old_page_meets_the_prices_of_its_own_day(warehouse: Warehouse) -> None:
    old = scored("closed-one", 80.0, 1) | {"scored_on": "2026-01-20"}
    put_issue(warehouse, "model_score", SERIES, "", [old])
    then = priced("closed-one", 10.0) | {"until_on": "2026-02-01"}
    now = priced("closed-one", 4.0) | {"entry": "now", "from_on": "2026-02-01"}
    put_issue(warehouse, "model_price", MARKET, "", [then, now])
    asked = "SELECT blended_price, prices_on FROM price_front"
    assert warehouse.connection.execute(asked).fetchall() == [(10.0, "2026-01-20")]
