"""Score against price: where the points stand and which are named."""

from __future__ import annotations

from itertools import combinations

import pytest

from outputs.charts.marks import CARD, PAGE, PHONE, Size
from outputs.charts.pareto import Fronts, PricedModel
from tests.outputs.charts.test_staircase import boxes, line, texts

CLOSED = [PricedModel("C small", 40.0, 1.0), PricedModel("C big", 60.0, 10.0)]
OPEN = [PricedModel("O small", 30.0, 0.1), PricedModel("O big", 55.0, 2.0)]
BEHIND = PricedModel("O dear", 35.0, 5.0)
SHOWN = Fronts({"closed": CLOSED, "open": [*OPEN, BEHIND]}, {"closed": CLOSED, "open": OPEN})


@pytest.mark.parametrize("size", [PAGE, PHONE, CARD])
def test_both_fronts_rise_where_the_next_better_model_is_priced(size: Size) -> None:
    made = SHOWN.marks(size)
    assert made.plane.x(1.0) - made.plane.x(0.1) == pytest.approx(
        made.plane.x(10.0) - made.plane.x(1.0)
    )
    assert line(made, "closed") == [(1.0, 40.0), (10.0, 40.0), (10.0, 60.0), (12.5, 60.0)]
    assert line(made, "open")[:3] == [(0.1, 30.0), (2.0, 30.0), (2.0, 55.0)]
    assert {"C small", "C big", "O small", "O big", "$1", "$10"} <= set(texts(made))


def test_what_is_bettered_by_a_cheaper_one_is_a_faint_dot_without_a_name() -> None:
    made = SHOWN.marks(PAGE)
    [faint] = [it for it in made.dots if it.opacity < 1]
    assert (faint.at, faint.value) == (5.0, 35.0)
    assert "O dear" not in texts(made)


def test_no_two_names_meet() -> None:
    many = {
        side: [PricedModel(f"{side} {n}", 10.0 * n + shift, 0.1 * 2**n) for n in range(8)]
        for side, shift in (("closed", 0.0), ("open", 4.0))
    }
    for size in (PAGE, PHONE):
        found = boxes(Fronts(many, many).marks(size))
        assert len(found) > 10
        assert not any(one.meets(other) for one, other in combinations(found, 2))


def test_without_a_priced_model_there_is_nothing_to_draw() -> None:
    assert Fronts({}, {}).is_empty
