"""Makers' scores beside others': the views over rows made by hand."""

from collections.abc import Iterable, Mapping
from typing import Any

from measures.series import load
from pipelines.measure.units import declared_row
from tests.measures.price.rows import scored
from tests.measures.sample import model, series
from tests.outputs import shelf
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.store import Warehouse

THEIRS, OURS, OTHERS = (f"swebench_verified_{name}" for name in ("vendor", "epoch", "mini2"))
ERRORS = {THEIRS: 3.0, OURS: 4.0, OTHERS: 4.0}
"""Of every score of a series, in points: 5 of a difference."""
Scores = Mapping[str, Mapping[str, float]]
FULL: Scores = {
    THEIRS: {"a1": 80.0, "a2": 70.0, "b1": 60.0},
    OURS: {"a1": 70.0, "a2": 71.0, "b2": 90.0},
    OTHERS: {"a1": 75.0, "b1": 58.0},
}


def issue(
    warehouse: Warehouse, boards: Scores, unconfirmed: Iterable[str] = (), **changes: Any
) -> None:
    """Scores by series and model, whose name begins with its maker's."""
    models = [
        model(name) | {"maker": name[0], "maker_name": name[0].upper(), "evidence": "https://a.b"}
        for name in ("a1", "a2", "b1", "b2")
    ]
    found = Arrival(BoardKey("model", "registry", "acme"), shelf.FRESH, models)
    shelf.put(warehouse, "registry", "package:registry/acme.toml", [found])
    warehouse.declare([declared_row(series(id=name, **changes)) for name in boards])
    for name, scores in boards.items():
        made = [
            scored(one, value, rank, ERRORS[name])
            | {"protocol": "plain", "evidence": "Arena says MIT" if one in unconfirmed else None}
            for rank, (one, value) in enumerate(scores.items(), start=1)
        ]
        shelf.put_issue(warehouse, "model_score", name, "", made)


def test_the_best_score_of_each_side_is_compared_model_by_model(fresh: Warehouse) -> None:
    issue(fresh, FULL)
    found = fresh.connection.execute(
        "SELECT model, maker, vendor_value, measured_value, measured_series, difference, "
        "difference_low, difference_high FROM vendor_pair ORDER BY difference DESC"
    ).fetchall()
    # 1.959964 x 5 to either side.
    assert found == [
        ("a1", "a", 80.0, 75.0, OTHERS, 5.0, -4.7998, 14.7998),
        ("b1", "b", 60.0, 58.0, OTHERS, 2.0, -7.7998, 11.7998),
        ("a2", "a", 70.0, 71.0, OURS, -1.0, -10.7998, 8.7998),
    ]


def test_a_row_for_every_maker_and_for_each(fresh: Warehouse) -> None:
    issue(fresh, FULL)
    found = fresh.connection.execute(
        "SELECT maker, maker_name, difference, n, higher, lower, smallest, largest, p_value, "
        "measured_by FROM vendor_inflation ORDER BY n DESC"
    ).fetchall()
    # 2 of 3 are higher: P = 1 for two sides.
    assert found == [
        ("all", "all makers", 2.0, 3, 2, 1, -1.0, 5.0, 1.0, f"{OURS}, {OTHERS}"),
        ("a", "A", 2.0, 2, 1, 1, -1.0, 5.0, 1.0, f"{OURS}, {OTHERS}"),
        ("b", "B", 2.0, 1, 1, 0, 2.0, 2.0, 1.0, OTHERS),
    ]


def test_where_lower_is_better_the_lower_score_is_the_better(fresh: Warehouse) -> None:
    boards = {THEIRS: {"a1": 5.0}, OURS: {"a1": 8.0, "b2": 9.0}}
    issue(fresh, boards, direction="lower")
    pairs = "SELECT difference, vendor_value, measured_value FROM vendor_pair"
    assert fresh.connection.execute(pairs).fetchall() == [(3.0, 5.0, 8.0)]


def test_who_is_unconfirmed_takes_no_part(fresh: Warehouse) -> None:
    issue(fresh, {name: FULL[name] for name in (THEIRS, OURS)}, unconfirmed=["a1"])
    asked = "SELECT DISTINCT model, measured_by FROM vendor_pair, vendor_inflation"
    assert fresh.connection.execute(asked).fetchall() == [("a2", OURS)]


def test_makers_are_compared_with_others_on_one_scale(fresh: Warehouse) -> None:
    known = load()
    asked = "SELECT vendor_series, measured_series FROM _twice_measured"
    found = fresh.connection.execute(asked).fetchall()
    assert len(found) == 4
    for theirs, ours in found:
        vendor, own = known[theirs], known[ours]
        assert vendor.provenance == "vendor"
        assert own.provenance in ("independent", "maintainer")
        assert (own.unit, own.sign) == (vendor.unit, vendor.sign)
