"""The refit against the index that Epoch published with the same scores, from recorded pages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from measures.boards.states import BoardState
from measures.scale.fit import BASE, ECI_ANCHORS, difference_stderr, observations
from measures.scale.item_response import Scale, arranged, fitted, spread
from sources.boards.epoch import eci as epoch_eci
from sources.boards.epoch import eci_benchmarks
from sources.contract import Page
from tests.recorded import SUMMER

pytestmark = [
    pytest.mark.recorded,
    pytest.mark.skipif(SUMMER is None, reason="GAPWATCH_RECORDED does not name the payloads"),
]
SEEN = datetime(2026, 8, 11, tzinfo=UTC)


def _page(name: str) -> Page:
    body = Path(str(SUMMER), "epoch_eci", name).read_bytes()
    return Page("https://epoch.ai/data/", body, SEEN)


@pytest.fixture(scope="module")
def scale() -> Scale:
    readings = eci_benchmarks.parse(_page("eci_benchmarks_2026-08-11.csv"))
    reading = next(one for one in readings if one.board == eci_benchmarks.BOARD)
    state = BoardState(1, *BASE, "2026-08-11", "board", reading.rows)
    return fitted(arranged(observations(state)), ECI_ANCHORS)


def test_the_refit_agrees_with_the_published_index(scale: Scale) -> None:
    reading = next(iter(epoch_eci.parse(_page("eci_scores_2026-08-11.csv"))))
    published = {row["entry"]: row["value"] for row in reading.rows}
    assert set(published) == set(scale.grid.models)
    theirs = np.array([published[name] for name in scale.grid.models])
    assert np.corrcoef(scale.ability, theirs)[0, 1] > 0.9995
    best = np.argsort(-theirs)[:60]
    assert np.abs(scale.ability - theirs)[best].max() < 0.15
    # The weakest models lie far below both anchors, where the penalty rules.
    assert np.abs(scale.ability - theirs).max() < 7


def test_the_joint_error_of_the_leaders_is_well_below_the_independent_one(scale: Scale) -> None:
    places = [scale.grid.models.index(name) for name in ("GPT-5.6 Sol", "Kimi K3")]
    alone = [spread(scale.draws[:, place]) for place in places]
    joint = difference_stderr(scale, "GPT-5.6 Sol", "Kimi K3")
    assert joint == pytest.approx(1.6, abs=0.3)
    assert np.hypot(*[float(one or 0) for one in alone]) > 1.8 * joint


def test_nearly_every_replicate_converged(scale: Scale) -> None:
    assert scale.replicates_converged >= 0.98 * len(scale.draws)
