"""What the composite takes, and the errors of gaps on a fitted scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from measures.boards.states import BoardState, Contender
from measures.errors import ScaleInvalid
from measures.names.registry import Registry
from measures.scale.composite import (
    Recipe,
    base_scores,
    board_rows,
    class_counts,
    difference_stderr,
    members,
    read,
)
from measures.scale.item_response import Anchors, Observation, Scale, arranged, fitted
from measures.scale.joint import JointPairing
from measures.scale.records import PairKey
from measures.series import InComposite, load
from tests.measures.sample import series

REGISTRY = Registry(
    [
        {"entry": "a", "name": "A", "kind": "general", "released_on": "2024-01-02"},
        {"entry": "t", "name": "T", "kind": "task_tuned", "released_on": "2024-01-02"},
    ],
    [
        {
            "alias": alias,
            "source": "*",
            "model": model,
            "valid_from": None,
            "valid_until": None,
            "effort": None,
            "harness": None,
            "host": None,
            "stamp": None,
        }
        for alias, model in (("A large", "a"), ("T tuned", "t"))
    ],
    [],
)


def _row(model: str, benchmark: str, value: float, provenance: str) -> dict[str, Any]:
    return {
        "entry": f"{model}|{benchmark}",
        "model_name": model,
        "protocol": benchmark,
        "value": value,
        "provenance": provenance,
    }


def _state(rows: list[dict[str, Any]], on: str = "2026-08-11") -> BoardState:
    return BoardState(1, "epoch_eci_benchmarks", "eci_benchmarks", "", on, "board", rows)


RECIPE = """
[anchors]
low = { model = "a", value = 130 }
high = { model = "b", value = 150.5 }
[base]
source = "place"
board = "shares"
category = ""
"""


def test_the_recipe_is_read_strictly_and_every_fault_is_named() -> None:
    assert read(RECIPE) == Recipe(Anchors(("a", 130.0), ("b", 150.5)), ("place", "shares", ""))
    faulty = RECIPE.replace("130 }", "160 }").replace('board = "shares"', "bord = 1")
    with pytest.raises(ScaleInvalid) as found:
        read(faulty)
    assert str(found.value).split("\n  ") == [
        "measures/scale/composite.toml: 3 faults",
        "anchors: low = 160 should be below high = 150.5",
        "base.board is missing",
        "base: unknown key 'bord' (value 1); known: source, board, category",
    ]


def test_a_series_says_itself_whether_the_scale_takes_it() -> None:
    own = InComposite(taken=True, why="other items")
    some, other = series(in_composite=own), series(id="other")
    assert members({"some": some, "other": other}) == [some]
    assert len(members(load())) >= 6, "the scale of today"


def test_names_become_models_and_unknown_ones_stay() -> None:
    rows = [
        _row("A large", "x", 0.5, "independent"),
        _row("T tuned", "x", 0.9, "third_party"),
        _row("Nobody", "x", -0.1, "third_party"),
    ]
    found = [one.observation for one in base_scores(_state(rows), REGISTRY)]
    assert found == [Observation("a", "x", 0.5), Observation("Nobody", "x", 0.0)]


@pytest.fixture(scope="module")
def scale() -> Scale:
    draw = np.random.default_rng(1)
    rows = [
        Observation(f"m{m}", f"b{b}", float(np.clip(0.1 * m + draw.normal(0, 0.05), 0.02, 0.98)))
        for m in range(9)
        for b in range(8)
    ]
    return fitted(arranged(rows), Anchors(("m2", 130.0), ("m5", 150.0)), replicates=80)


def test_rows_of_the_board_are_complete(scale: Scale) -> None:
    rows = {row["entry"]: row for row in board_rows(scale, [], REGISTRY)}
    assert rows["m2"]["value"] == 130.0
    assert rows["m2"]["stderr"] is None
    assert rows["m8"]["ci_low"] < rows["m8"]["value"] < rows["m8"]["ci_high"]
    assert rows["m8"]["n"] == 8


def test_errors_share_the_scale(scale: Scale) -> None:
    joint = difference_stderr(scale, "m8", "m7")
    alone = [float(np.nanstd(scale.draws[:, k], ddof=1)) for k in (7, 8)]
    assert joint is not None
    assert joint < np.hypot(*alone)
    assert joint == difference_stderr(scale, "m7", "m8")
    assert difference_stderr(scale, "m8", "nobody") is None
    assert difference_stderr(scale, "m8", "m8") is None


def test_effective_n_never_exceeds_the_benchmarks(scale: Scale) -> None:
    (found,) = class_counts(scale, [], {"all": frozenset(scale.grid.models)})
    assert found.leader == "m8"
    assert found.effective_n is not None
    assert 1 <= found.effective_n <= 8


def _contender(entry: str, on: str) -> Contender:
    return Contender(entry, 1.0, 1.0, entry, (), None, {}, _state([], on), None)


def test_a_fit_speaks_for_its_own_days_and_a_kept_error_stays(scale: Scale) -> None:
    pairing = JointPairing(
        (scale, "2026-08-11", "2026-08-11"), 7, {PairKey("2025-01-01", "x", "y"): 2.5}
    )
    near = pairing(_contender("m8", "2026-08-14"), _contender("m7", "2026-08-14"))
    assert near is not None
    assert near.method == "joint"
    assert near.stderr == pytest.approx(difference_stderr(scale, "m8", "m7"), abs=1e-4)
    far = pairing(_contender("m8", "2026-06-01"), _contender("m7", "2026-06-01"))
    assert far is None
    seen_for_long = JointPairing((scale, "2026-05-11", "2026-08-11"), 7, {})
    assert seen_for_long(_contender("m8", "2026-06-01"), _contender("m7", "2026-06-01")) is not None
    assert seen_for_long(_contender("m8", "2026-08-19"), _contender("m7", "2026-08-19")) is None
    kept = pairing(_contender("x", "2025-01-01"), _contender("y", "2025-01-01"))
    assert kept is not None
    assert kept.stderr == 2.5
    assert set(pairing.pairs) == {("2025-01-01", "x", "y"), ("2026-08-14", "m8", "m7")}


def test_the_fit_of_a_page_replaces_what_an_earlier_state_of_its_day_gave(scale: Scale) -> None:
    day = "2026-08-11"
    before = {PairKey(day, "m8", "m7"): 2.5, PairKey(day, "x", "m7"): 3.5,
              PairKey("2026-08-14", "m8", "m7"): 4.5}  # fmt: skip
    pairing = JointPairing((scale, day, day), 7, before)
    own = pairing(_contender("m8", day), _contender("m7", day))
    assert own is not None
    assert own.stderr == pytest.approx(difference_stderr(scale, "m8", "m7"), abs=1e-4)
    gone = pairing(_contender("x", day), _contender("m7", day))
    later = pairing(_contender("m8", "2026-08-14"), _contender("m7", "2026-08-14"))
    assert gone is not None
    assert later is not None
    assert (gone.stderr, later.stderr) == (3.5, 4.5)


def test_a_board_is_drawn_from_the_fit_that_holds_all_of_it_and_else_not(scale: Scale) -> None:
    pairing = JointPairing(
        (scale, "2026-08-11", "2026-08-11"), 7, {PairKey("2025-01-01", "m8", "m7"): 2.5}
    )
    near = pairing(_contender("m8", "2026-08-14"), _contender("m7", "2026-08-14"))
    assert near is not None
    assert near.draws is not None
    found = near.draws([_contender("m7", "2026-08-14"), _contender("m2", "2026-08-14")])
    assert found is not None
    assert np.array_equal(found, scale.draws[:, [7, 2]], equal_nan=True)
    assert near.draws([_contender("m7", "2026-08-14"), _contender("x", "2026-08-14")]) is None
    kept = pairing(_contender("m8", "2025-01-01"), _contender("m7", "2025-01-01"))
    assert kept is not None
    assert kept.draws is None  # the fit that gave the kept error is gone
