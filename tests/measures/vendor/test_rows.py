"""Vendor inflation on boards made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.errors import DeclarationInvalid
from measures.known import Known
from measures.names.registry import Registry
from measures.records import ESTIMATES
from measures.series import Series, load
from measures.vendor.benchmarks import TwiceMeasured, benchmarks, check, read
from measures.vendor.records import VendorInflationEstimate
from measures.vendor.rows import pairs_of, vendor_inflation
from tests.measures.sample import alias, model, row, series, state

BENCHMARK = TwiceMeasured(
    id="bench", title="Bench", vendor="theirs", own=("ours", "others"), why="Set-ups differ."
)
MAKERS = {"a1": "a", "a2": "a", "b1": "b", "b2": "b"}
MODELS = [{**model(name), "maker": maker} for name, maker in MAKERS.items()]
NAMES = Registry(MODELS, [alias(name, name) for name in MAKERS], [])


def declared(name: str, provenance: str = "independent", **changes: Any) -> Series:
    return series(id=name, provenance=provenance, **changes)


SERIES = {
    "theirs": declared("theirs", "vendor"),
    "ours": declared("ours"),
    "others": declared("others", "maintainer"),
}


def board(name: str, vintage: int, **scores: float) -> BoardState:
    provenance = SERIES[name].provenance
    rows = [
        row(key.replace("_", " "), value, provenance=provenance) for key, value in scores.items()
    ]
    return state("2026-01-01", *rows, vintage=vintage)


def known(series_by_id: dict[str, Series] | None = None, **states: BoardState) -> Known:
    held = {name: [states[name]] if name in states else [] for name in SERIES}
    return Known("2026-02-01", "test", series_by_id or SERIES, NAMES, held)


FULL = known(
    theirs=board("theirs", 1, a1=80.0, a2=70.0, b1=60.0),
    ours=board("ours", 2, a1=70.0, a1_low=50.0, a2=71.0, b2=90.0),
    others=board("others", 3, a1=75.0, b1=58.0),
)


def test_the_best_score_of_each_side_is_compared_model_by_model() -> None:
    found = pairs_of(FULL, BENCHMARK)
    assert [(one.model, one.difference, one.own_series) for one in found] == [
        ("a1", 5.0, "others"), ("b1", 2.0, "others"), ("a2", -1.0, "ours"),
    ]  # fmt: skip
    first = found[0]
    assert (first.vendor_value, first.own_value, first.maker) == (80.0, 75.0, "a")
    # Wilson half-widths of 80 and 75 % of 500 items: 3.50 and 3.79; together 5.16.
    assert (first.low, first.high) == (
        pytest.approx(-0.15, abs=0.02),
        pytest.approx(10.15, abs=0.02),
    )


def test_a_row_for_every_maker_and_for_each() -> None:
    [found] = vendor_inflation(FULL, [BENCHMARK])
    rows = {row["entry"]: row for row in found.rows}
    assert list(rows) == ["bench|all", "bench|a", "bench|b"]
    assert [rows[key]["value"] for key in rows] == [2.0, 2.0, 2.0]
    assert [rows[key]["n"] for key in rows] == [3, 2, 1]
    every = json.loads(rows["bench|all"]["detail"])
    assert (every["higher"], every["lower"], every["smallest"], every["largest"]) == (2, 1, -1, 5)
    # 2 of 3: P = 1 for two sides.
    assert every["p_value"] == 1.0
    assert "pairs" not in json.loads(rows["bench|a"]["detail"])
    assert rows["bench|all"]["vintages"] == "[1, 2, 3]"


def test_where_lower_is_better_a_lower_score_of_the_maker_is_the_better_one() -> None:
    turned = {
        name: declared(name, one.provenance, direction="lower") for name, one in SERIES.items()
    }
    held = known(turned, theirs=board("theirs", 1, a1=5.0), ours=board("ours", 2, a1=8.0))
    [found] = pairs_of(held, BENCHMARK)
    assert (found.difference, found.vendor_value, found.own_value) == (3.0, 5.0, 8.0)


def test_a_series_that_is_declared_no_more_takes_no_part() -> None:
    without = {name: one for name, one in SERIES.items() if name != "others"}
    [found] = vendor_inflation(replace(FULL, series=without), [BENCHMARK])
    assert json.loads(found.rows[0]["detail"])["measured_by"] == ["ours"]
    assert list(vendor_inflation(replace(FULL, series={"ours": SERIES["ours"]}), [BENCHMARK])) == []


def test_a_benchmark_without_common_models_has_no_board() -> None:
    held = known(theirs=board("theirs", 1, a1=5.0), ours=board("ours", 2, b2=8.0))
    assert list(vendor_inflation(held, [BENCHMARK])) == []
    assert list(vendor_inflation(known(), [BENCHMARK])) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"theirs": declared("theirs")}, "measured by independent, not by makers"),
        ({"ours": declared("ours", "third_party")}, "ours: neither independent"),
        ({"ours": declared("ours", unit="elo")}, "differ in unit"),
        ({"others": None}, "no series others"),
    ],
)
def test_a_declaration_of_the_wrong_series_stops_the_run(
    changed: dict[str, Series | None], fault: str
) -> None:
    some = {name: one for name, one in {**SERIES, **changed}.items() if one is not None}
    with pytest.raises(DeclarationInvalid, match=fault):
        check(BENCHMARK, some)


def test_the_bundled_benchmarks_fit_the_declared_series() -> None:
    found = benchmarks()
    assert [one.id for one in found][:1] == ["swebench_verified"]
    for one in found:
        check(one, load())
    with pytest.raises(DeclarationInvalid, match="vendor"):
        read('[some]\ntitle = "Some"\nown = ["a"]\nwhy = "x"\n')


def test_a_record_is_a_row_and_back() -> None:
    assert ESTIMATES["vendor_inflation"] is VendorInflationEstimate
    [found] = vendor_inflation(FULL, [BENCHMARK])
    for derived in found.rows:
        seen = {**derived, "measure": "vendor_inflation"}
        record = VendorInflationEstimate.from_row(seen)
        assert record.row("test")["detail"] == derived["detail"]
        assert record.caveat
        assert record.caveat.endswith("Set-ups differ.")
