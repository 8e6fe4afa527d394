"""The refit against the index that Epoch published with the same scores, from recorded pages."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from measures.scale.fit import ECI_ANCHORS, difference_stderr
from measures.scale.item_response import Scale, fitted, shares_of
from sources.boards.epoch import eci as epoch_eci, eci_benchmarks
from sources.contract import Page
from tests.recorded import SUMMER

pytestmark = [
    pytest.mark.recorded,
    pytest.mark.nightly,
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
    return fitted(shares_of(reading.rows), ECI_ANCHORS)


def test_the_refit_agrees_with_the_published_index(scale: Scale) -> None:
    reading = next(iter(epoch_eci.parse(_page("eci_scores_2026-08-11.csv"))))
    published = {row["entry"]: row["value"] for row in reading.rows}
    assert set(published) == set(scale.ability.index)
    theirs = np.array([published[name] for name in scale.ability.index])
    away = np.abs(scale.ability.to_numpy() - theirs)
    assert np.corrcoef(scale.ability, theirs)[0, 1] > 0.9995
    assert away[np.argsort(-theirs)[:60]].max() < 0.15
    # The weakest models lie far below both anchors, where the penalty rules.
    assert away.max() < 7
    assert scale.replicates_converged >= 0.98 * len(scale.draws)


def test_the_joint_error_of_the_leaders_is_well_below_the_independent_one(scale: Scale) -> None:
    alone = [scale.draws[name].std() for name in ("GPT-5.6 Sol", "Kimi K3")]
    joint = difference_stderr(scale, "GPT-5.6 Sol", "Kimi K3")
    assert joint is not None
    assert joint == pytest.approx(1.6, abs=0.3)
    assert math.hypot(*alone) > 1.8 * joint
