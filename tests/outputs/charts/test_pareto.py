"""Score against price, and shares of both: where the points stand and which are named."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from outputs.charts.labels import Box, width_of
from outputs.charts.marks import CARD, COLOURS, PAGE, PHONE, Size, spec
from outputs.charts.pareto import Fronts, PricedModel, SharePoint, Shares
from tests.outputs.charts.test_staircase import rows, texts

CLOSED = [PricedModel("C small", 40.0, 1.0), PricedModel("C big", 60.0, 10.0)]
OPEN = [PricedModel("O small", 30.0, 0.1), PricedModel("O big", 55.0, 2.0)]
BEHIND = PricedModel("O dear", 35.0, 5.0)
SHOWN = Fronts({"closed": CLOSED, "open": [*OPEN, BEHIND]}, {"closed": CLOSED, "open": OPEN})


def line(made: dict[str, Any], side: str) -> list[tuple[float, float]]:
    return [(it["x"], it["y"]) for it in rows(made, "line") if it["colour"] == COLOURS[side]]


@pytest.mark.parametrize("size", [PAGE, PHONE, CARD])
def test_both_fronts_rise_where_the_next_better_model_is_priced(size: Size) -> None:
    made = spec(SHOWN, size)
    assert made["encoding"]["x"]["scale"]["type"] == "log"
    assert line(made, "closed") == [(1.0, 40.0), (10.0, 40.0), (10.0, 60.0), (12.5, 60.0)]
    assert line(made, "open")[:3] == [(0.1, 30.0), (2.0, 30.0), (2.0, 55.0)]
    assert {"C small", "C big", "O small", "O big", "$1", "$10"} <= set(texts(made))


def test_what_is_bettered_by_a_cheaper_one_is_a_faint_dot_without_a_name() -> None:
    made = spec(SHOWN, PAGE)
    [faint] = [it for it in rows(made, "circle") if it["opacity"] < 1]
    assert (faint["x"], faint["y"]) == (5.0, 35.0)
    assert "O dear" not in texts(made)


def test_no_two_names_meet() -> None:
    many = {
        side: [PricedModel(f"{side} {n}", 10.0 * n + shift, 0.1 * 2**n) for n in range(8)]
        for side, shift in (("closed", 0.0), ("open", 4.0))
    }
    for size in (PAGE, PHONE):
        boxes = []
        for row in rows(spec(Fronts(many, many), size), "text"):
            width = width_of(row["text"], row["size"])
            left = row["px"] - {"left": 0, "center": width / 2, "right": width}[row["align"]]
            top = row["py"] - row["size"] / 2
            boxes.append(Box(left, top, left + width, top + row["size"]))
        assert len(boxes) > 10
        assert not any(one.meets(other) for one, other in combinations(boxes, 2))


def test_without_a_priced_model_there_is_nothing_to_draw() -> None:
    assert Fronts({}, {}).is_empty
    assert Shares([SharePoint(0.0, 80.0, "Free")], (90.0, 1.0)).is_empty


def test_shares_stand_on_a_log_axis_beside_the_goal() -> None:
    points = [SharePoint(1.0, 90.0, "M2"), SharePoint(10.0, 80.0, ""), SharePoint(0.0, 80.0, "F")]
    made = spec(Shares(points, (90.0, 1.0)), PAGE)
    assert [(it["x"], it["y"], it["colour"]) for it in rows(made, "circle")] == [
        (1.0, 90.0, COLOURS["open"]), (10.0, 80.0, COLOURS["soft"]),
    ]  # fmt: skip
    assert {"M2", "90 % at 1 %", "10 %", "100 %"} <= set(texts(made))
    assert "F" not in texts(made)
    goal = [(it["x"], it["y"]) for it in rows(made, "rule") if it["dash"] != (1, 0)]
    assert goal[0][1] == 90.0
    assert goal[1][0] == 1.0
