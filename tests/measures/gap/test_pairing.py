from __future__ import annotations

from math import inf, nan
from typing import Literal

import pytest

from measures.boards.states import Entry
from measures.errors import RowInvalid
from measures.gap.history import gap_history
from measures.gap.paired import PairError
from terms.words import ERROR_IN_DOUBT
from tests.measures.sample import registry, row, series, state

KNOWN = registry({"ours": "closed", "mit": "permissive"})
BOARD = state("2026-02-20", row("ours", 80.9), row("mit", 80.2))


@pytest.mark.parametrize("stderr", [0.0, -1.0, inf, nan])
def test_an_error_that_says_nothing_is_refused(stderr: float) -> None:
    with pytest.raises(RowInvalid, match="paired standard error"):
        PairError(stderr, "paired")


@pytest.mark.parametrize("method", ["paired", "joint"])
def test_a_known_error_of_the_difference_replaces_the_independent_one(
    method: Literal["paired", "joint"],
) -> None:
    asked: list[tuple[str, str]] = []

    def known(closed: Entry, opened: Entry) -> PairError:
        asked.append((closed.entry, opened.entry))
        return PairError(0.5, method)

    [found] = gap_history(series(), [BOARD], KNOWN, "any_weights", "2026-12-31", pairing=known)
    assert asked == [("ours", "mit")]
    assert found.ci_method == method
    # 0.7 - 1.959964 x 0.5; Phi(-0.7 / 0.5) = Phi(-1.4); 2.801585 x 0.5
    assert found.gap_low == pytest.approx(-0.27998, abs=1e-5)
    assert found.p_open_ahead == pytest.approx(0.08076, abs=1e-5)
    assert found.detectable_gap == pytest.approx(1.40079, abs=1e-5)


def test_where_nothing_is_known_of_the_pair_the_errors_are_independent() -> None:
    plain = gap_history(series(), [BOARD], KNOWN, "any_weights", "2026-12-31")
    asked = gap_history(
        series(), [BOARD], KNOWN, "any_weights", "2026-12-31", pairing=lambda *_: None
    )
    assert asked == plain
    assert plain[0].ci_method == "independent"


def test_a_joint_error_needs_no_errors_of_the_single_scores() -> None:
    index = series(unit="index", items=None)
    board = state("2026-02-20", row("ours", 150, unit="index"), row("mit", 140, unit="index"))
    [found] = gap_history(
        index, [board], KNOWN, "any_weights", "2026-12-31",
        pairing=lambda *_: PairError(2.0, "joint"),
    )  # fmt: skip
    assert (found.closed_stderr, found.ci_method) == (None, "joint")
    assert found.gap_low == pytest.approx(10 - 1.959964 * 2, abs=1e-5)


def test_where_the_error_of_a_score_is_in_doubt_there_is_no_interval_of_any_kind() -> None:
    board = state("2026-02-20", row("ours", 80.9, ci_method=ERROR_IN_DOUBT), row("mit", 80.2))
    [found] = gap_history(
        series(), [board], KNOWN, "any_weights", "2026-12-31",
        pairing=lambda *_: PairError(0.1, "paired"),
    )  # fmt: skip
    assert (found.gap, found.gap_low, found.p_open_ahead) == (0.7, None, None)
    assert found.verdict == "no interval"
