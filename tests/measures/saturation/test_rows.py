"""Saturation watch on boards made by hand; the rule itself: tests of `measures.gap.saturation`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.known import Known
from measures.names.registry import Registry
from measures.saturation.records import SaturationEstimate
from measures.saturation.rows import saturations
from measures.series import Series, SourceFilter
from tests.measures.sample import registry, row, series, state

NAMES: Registry = registry({"c1": "closed", "c2": "closed", "c3": "closed", "o1": "permissive"})


def reading(name: str, **changes: Any) -> Series:
    source = SourceFilter(source="place", board=name, category="")
    return series(id=name, sources=(source,), items=100, **changes)


def page(name: str, on: str = "2026-01-01", **scores: float) -> BoardState:
    return state(on, *(row(model, value) for model, value in scores.items()), board=name)


def measured(*found: tuple[Series, list[BoardState]]) -> dict[str, dict[str, Any]]:
    known = Known(
        "2026-06-01", "test", {one.id: one for one, _ in found}, NAMES,
        {one.id: states for one, states in found},
    )  # fmt: skip
    rows = [row for board in saturations(known) for row in board.rows]
    return {one["series"]: {**one, **json.loads(one["detail"])} for one in rows}


def test_distance_to_the_ceiling_and_errors_apart() -> None:
    found = measured((reading("a"), [page("a", c1=80.0, c2=79.0, o1=70.0)]))["a"]
    # Wilson half-widths of 80 and 70 of 100 items: 7.80 and 8.84; errors 3.98 and 4.51; so the
    # difference of 10 is 10 / 6.02 = 1.66 of its errors.
    assert (found["leader"], found["second"], found["value"], found["n"]) == ("c1", "o1", 20.0, 100)
    assert found["low"] == pytest.approx(20 - 7.8, abs=0.05)
    assert found["errors_apart"] == pytest.approx(1.66, abs=0.01)
    assert (found["is_saturated"], found["saturated_since"]) == (False, None)


def test_what_one_series_says_of_the_items_holds_for_all_of_them() -> None:
    near, far = reading("near", items_of="items"), reading("far", items_of="items")
    pages = [
        page("near", "2026-01-01", c1=91.0, o1=80.0),
        page("near", "2026-02-01", c1=95.0, o1=94.0),
    ]
    found = measured((near, pages), (far, [page("far", c1=70.0, o1=60.0)]))
    assert (found["near"]["is_saturated"], found["near"]["series_since"]) == (True, "2026-02-01")
    assert (found["far"]["is_saturated"], found["far"]["series_since"]) == (True, None)
    assert found["far"]["saturated_since"] == "2026-02-01"
    # Of other items it says nothing.
    alone = measured((near, pages), (reading("else"), [page("else", c1=70.0, o1=60.0)]))
    assert alone["else"]["is_saturated"] is False


def test_only_percentages_of_which_more_is_better() -> None:
    assert measured((reading("a", unit="elo"), [])) == {}
    lower = reading("b", direction="lower")
    assert measured((lower, [page("b", c1=3.0, c2=2.0)])) == {}
    assert measured((reading("c"), [page("c", o1=50.0)])) == {}


def test_a_leader_without_a_second_has_no_errors_apart() -> None:
    found = measured((reading("a"), [page("a", c1=95.0)]))["a"]
    assert (found["second"], found["errors_apart"], found["is_saturated"]) == (None, None, False)
    record = SaturationEstimate.from_row(found)
    assert record.caveat == SaturationEstimate.NO_ERRORS
    assert json.loads(record.row("test")["detail"])["leader"] == "c1"
