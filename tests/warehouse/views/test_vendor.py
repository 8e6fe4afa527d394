"""Makers' scores beside others', on boards made by hand: the views over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.choice.scores import model_scores
from measures.known import Known
from measures.names.registry import Registry
from measures.series import Series, load
from pipelines.measure.declarations import declared_row
from tests.measures.sample import alias, model, row, series, state
from tests.outputs import shelf
from warehouse.connection import rows
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.store import Warehouse

THEIRS, OURS, OTHERS = (f"swebench_verified_{name}" for name in ("vendor", "epoch", "mini2"))
MAKERS = {"a1": "a", "a2": "a", "b1": "b", "b2": "b"}
MODELS = [
    {**model(name), "maker": maker, "maker_name": maker.upper(), "evidence": "https://a.example"}
    for name, maker in MAKERS.items()
]
NAMES = Registry(MODELS, [alias(name, name) for name in MAKERS], [])


def declared(name: str, provenance: str = "independent", **changes: Any) -> Series:
    return series(id=name, provenance=provenance, **changes)


SERIES = {
    THEIRS: declared(THEIRS, "vendor"),
    OURS: declared(OURS),
    OTHERS: declared(OTHERS, "maintainer"),
}


def board(name: str, **scores: float) -> BoardState:
    provenance = SERIES[name].provenance
    found = [
        row(key.replace("_", " "), value, provenance=provenance) for key, value in scores.items()
    ]
    return state("2026-01-01", *found)


def known(states: dict[str, BoardState], declared: dict[str, Series] = SERIES) -> Known:
    held = {name: [states[name]] if name in states else [] for name in SERIES}
    return Known("2026-02-01", "test", declared, NAMES, held)


FULL = {
    THEIRS: board(THEIRS, a1=80.0, a2=70.0, b1=60.0),
    OURS: board(OURS, a1=70.0, a1_low=50.0, a2=71.0, b2=90.0),
    OTHERS: board(OTHERS, a1=75.0, b1=58.0),
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as opened:
        found = Arrival(BoardKey("model", "registry", "acme"), shelf.FRESH, MODELS)
        shelf.put(opened, "registry", "package:registry/acme.toml", [found])
        yield opened


def issue(warehouse: Warehouse, inputs: Known) -> None:
    warehouse.declare([declared_row(one) for one in inputs.series.values()])
    scored = (board for one in inputs.series.values() for board in model_scores(inputs, None, one))
    arrivals = [
        Arrival(BoardKey(one.key.table, "gapwatch", one.key.board), shelf.TODAY, one.rows)
        for one in scored
    ]
    shelf.put(warehouse, "gapwatch", "package:gapwatch/measures", arrivals)


def asked(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(one.values()) for one in rows(warehouse.connection, sql)]


def test_the_best_score_of_each_side_is_compared_model_by_model(warehouse: Warehouse) -> None:
    issue(warehouse, known(FULL))
    found = rows(warehouse.connection, "SELECT * FROM vendor_pair ORDER BY difference DESC")
    assert [(one["model"], one["difference"], one["measured_series"]) for one in found] == [
        ("a1", 5.0, OTHERS), ("b1", 2.0, OTHERS), ("a2", -1.0, OURS),
    ]  # fmt: skip
    first = found[0]
    assert (first["vendor_value"], first["measured_value"], first["maker"]) == (80.0, 75.0, "a")
    # Wilson half-widths of 80 and 75 % of 500 items: 3.50 and 3.79; together 5.16.
    ends = (first["difference_low"], first["difference_high"])
    assert ends == (pytest.approx(-0.15, abs=0.02), pytest.approx(10.15, abs=0.02))


def test_a_row_for_every_maker_and_for_each(warehouse: Warehouse) -> None:
    issue(warehouse, known(FULL))
    found = asked(
        warehouse,
        "SELECT maker, maker_name, difference, n, higher, lower, smallest, largest, p_value, "
        "measured_by FROM vendor_inflation ORDER BY n DESC",
    )
    # 2 of 3 are higher: P = 1 for two sides.
    assert found == [
        ("all", "all makers", 2.0, 3, 2, 1, -1.0, 5.0, 1.0, f"{OURS}, {OTHERS}"),
        ("a", "A", 2.0, 2, 1, 1, -1.0, 5.0, 1.0, f"{OURS}, {OTHERS}"),
        ("b", "B", 2.0, 1, 1, 0, 2.0, 2.0, 1.0, OTHERS),
    ]


def test_where_lower_is_better_a_lower_score_of_the_maker_is_the_better_one(
    warehouse: Warehouse,
) -> None:
    turned = {
        name: declared(name, one.provenance, direction="lower") for name, one in SERIES.items()
    }
    boards = {THEIRS: board(THEIRS, a1=5.0), OURS: board(OURS, a1=8.0, b2=9.0)}
    issue(warehouse, known(boards, turned))
    pairs = "SELECT difference, vendor_value, measured_value FROM vendor_pair"
    assert asked(warehouse, pairs) == [(3.0, 5.0, 8.0)]


def test_who_is_unconfirmed_or_declared_no_more_takes_no_part(warehouse: Warehouse) -> None:
    names = Registry(MODELS, [alias(name, name) for name in MAKERS], [])
    names.provisional = {"a1": "Arena says MIT"}
    without = {name: one for name, one in SERIES.items() if name != OTHERS}
    issue(warehouse, replace(known(FULL, without), names=names))
    assert asked(warehouse, "SELECT model FROM vendor_pair") == [("a2",)]
    assert asked(warehouse, "SELECT DISTINCT measured_by FROM vendor_inflation") == [(OURS,)]


def test_makers_are_compared_with_others_on_one_scale(warehouse: Warehouse) -> None:
    known = load()
    found = asked(warehouse, "SELECT vendor_series, measured_series FROM _twice_measured")
    assert len(found) == 4
    for theirs, ours in found:
        vendor, own = known[theirs], known[ours]
        assert vendor.provenance == "vendor"
        assert own.provenance in ("independent", "maintainer")
        assert (own.unit, own.sign) == (vendor.unit, vendor.sign)
