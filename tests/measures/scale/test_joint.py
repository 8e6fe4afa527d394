"""The error of a gap on a fitted scale, and which pages a fit speaks for."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from measures.boards.states import BoardState, Entry
from measures.scale.fit import BASE, Fit, PairKey, Refit, agreement, difference_stderr
from measures.scale.item_response import Anchors, Scale, fitted, shares_of


@pytest.fixture(scope="module")
def scale() -> Scale:
    draw = np.random.default_rng(1)
    rows = [
        {
            "model_name": f"m{m}",
            "protocol": f"b{b}",
            "value": float(np.clip(0.1 * m + draw.normal(0, 0.05), 0.02, 0.98)),
        }
        for m in range(9)
        for b in range(8)
    ]
    return fitted(shares_of(rows), Anchors(("m2", 130.0), ("m5", 150.0)), replicates=80)


def test_errors_share_the_scale(scale: Scale) -> None:
    joint = difference_stderr(scale, "m8", "m7")
    alone = [scale.draws[name].std() for name in ("m7", "m8")]
    assert joint < math.hypot(*alone)
    assert joint == difference_stderr(scale, "m7", "m8")
    assert difference_stderr(scale, "m8", "nobody") is None
    assert difference_stderr(scale, "m8", "m8") is None


def _fit(scale: Scale, published_on: str) -> Fit:
    return Fit(scale, BoardState(1, *BASE, published_on, "board", [], ("2026-08-11",)))


def _contender(entry: str, on: str) -> Entry:
    board = BoardState(1, "epoch_eci", "eci_scores", "", on, "board", [])
    return Entry(entry, 1.0, 1.0, entry, (), None, {}, board, None)


def refitted(fit: Fit, kept: dict[PairKey, float]) -> Refit:
    return Refit(fit, None, {key: {"stderr": stderr} for key, stderr in kept.items()})


def test_a_fit_speaks_for_its_own_days_and_a_kept_error_stays(scale: Scale) -> None:
    refit = refitted(_fit(scale, "2026-08-11"), {PairKey("2025-01-01", "x", "y"): 2.5})
    pairing = refit.pairing
    near = pairing(_contender("m8", "2026-08-14"), _contender("m7", "2026-08-14"))
    assert near.method == "joint"
    assert near.stderr == pytest.approx(difference_stderr(scale, "m8", "m7"), abs=1e-4)
    # By first days: that its page is seen unchanged until August gives it no other pages.
    long = refitted(_fit(scale, "2026-05-11"), {}).pairing
    days = ("2026-05-03", "2026-05-04", "2026-05-18", "2026-05-19", "2026-08-11")
    told = [long(_contender("m8", day), _contender("m7", day)) is not None for day in days]
    assert told == [False, True, True, False, False]
    kept = pairing(_contender("x", "2025-01-01"), _contender("y", "2025-01-01"))
    assert kept.stderr == 2.5
    assert set(refit.pairs) == {("2025-01-01", "x", "y"), ("2026-08-14", "m8", "m7")}


def test_the_fit_of_a_page_replaces_what_an_earlier_state_of_its_day_gave(scale: Scale) -> None:
    day = "2026-08-11"
    before = {PairKey(day, "m8", "m7"): 2.5, PairKey(day, "x", "m7"): 3.5,
              PairKey("2026-08-14", "m8", "m7"): 4.5}  # fmt: skip
    pairing = refitted(_fit(scale, day), before).pairing
    own = pairing(_contender("m8", day), _contender("m7", day))
    assert own.stderr == pytest.approx(difference_stderr(scale, "m8", "m7"), abs=1e-4)
    gone = pairing(_contender("x", day), _contender("m7", day))
    later = pairing(_contender("m8", "2026-08-14"), _contender("m7", "2026-08-14"))
    assert (gone.stderr, later.stderr) == (3.5, 4.5)


@pytest.mark.parametrize(("models", "compared"), [("ab", False), ("abc", True)])
def test_the_refit_is_compared_with_the_index_on_three_models_at_least(
    models: str, compared: bool
) -> None:
    scale = SimpleNamespace(ability=pd.Series([1.0, 2.0, 4.0][: len(models)], list(models)))
    fit: Any = SimpleNamespace(shares=SimpleNamespace(published_on="2026-10-08"), scale=scale)
    rows = [{"entry": name, "value": value} for name, value in zip("abc", (1, 2, 3), strict=True)]
    page = SimpleNamespace(published_on="2026-10-08", basis="board", rows=rows, vintage=7)
    known: Any = SimpleNamespace(states=[page])
    found = agreement(known, fit)
    assert bool(found) == compared
    if found:
        assert (found["compared_models"], found["largest_deviation"]) == (3, 1.0)
        assert (found["largest_deviation_entry"], found["index_vintage"]) == ("c", 7)
        assert (found["correlation"], found["root_mean_square_deviation"]) == (0.98198, 0.577)
