"""Leaders compared on the same items: counts, errors, and when the pair's error is used."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, nan, sqrt
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from measures.boards.states import Entry
from measures.errors import RowInvalid
from measures.gap.paired import (
    FEWEST_DISCORDANT,
    BoardEntry,
    ItemResults,
    Paired,
    PairError,
    Scored,
    by_items,
    compare,
)
from measures.segments import GapSegment
from terms.words import ERROR_IN_DOUBT
from tests.measures.sample import gap_history, registry, row, series, state

KNOWN = registry({"ours": "closed", "mit": "permissive"})
counts = st.integers(0, 60)
lawful = settings(max_examples=settings().max_examples // 4)


def results(solved: Iterable[int], unsolved: Iterable[int]) -> ItemResults:
    return ItemResults(frozenset(map(str, solved)), frozenset(map(str, unsolved)))


def scored(found: ItemResults) -> Scored:
    return Scored(100 * len(found.solved) / max(len(found.items), 1), found)


def of(
    both: int, closed_only: int, open_only: int, neither: int
) -> tuple[ItemResults, ItemResults]:
    """Two entries' results with these counts."""
    n = both + closed_only + open_only + neither
    ours = {*range(both + closed_only)}
    theirs = {*range(both), *range(both + closed_only, both + closed_only + open_only)}
    return results(ours, {*range(n)} - ours), results(theirs, {*range(n)} - theirs)


def test_a_pair_by_hand() -> None:
    # gpt-5 against gpt-5-mini: 271 both, 54 and 28 alone, 147 neither.
    found = Paired(both=271, closed_only=54, open_only=28, neither=147)
    assert (found.n, found.discordant) == (500, 82)
    # squares: 82 - 26² / 500 = 80.648; 100 x sqrt(80.648 / (500 x 499))
    assert found.stderr == pytest.approx(1.7979, abs=1e-4)


@lawful
@given(counts, counts, counts, counts)
def test_what_is_shared_is_the_correlation(a: int, b: int, c: int, d: int) -> None:
    """stderr² = SE_closed² + SE_open² - 2 rho SE_closed SE_open (Miller, arXiv 2411.00640)."""
    n = a + b + c + d
    solved = [k * (n - k) for k in (a + b, a + c)]
    if n < 2 or not all(solved):
        return
    # sum (s - mean s)² = k (n - k) / n for k ones
    closed, opened = (100 * sqrt(spread / n / (n * (n - 1))) for spread in solved)
    rho = (a * d - b * c) / sqrt(solved[0] * solved[1])
    shared = closed**2 + opened**2 - 2 * rho * closed * opened
    assert Paired(a, b, c, d).stderr == pytest.approx(sqrt(max(shared, 0)), abs=1e-6)


@lawful
@given(counts, counts, counts, counts)
def test_the_counts_are_those_of_the_results(a: int, b: int, c: int, d: int) -> None:
    ours, mit = of(a, b, c, d)
    known = Paired(a, b, c, d) if b + c >= FEWEST_DISCORDANT else None
    assert compare(scored(ours), scored(mit)) == known


OURS, MIT = of(271, 54, 28, 147)


@pytest.mark.parametrize(
    ("closed", "opened"),
    [
        (Scored(65.0, None), Scored(59.8, MIT)),
        (Scored(65.0, OURS), Scored(59.8, None)),
        (Scored(52.8, OURS), Scored(59.8, MIT)),  # of another run
        # A fifth of a point may be rounding, or the mean of several runs.
        (Scored(65.2, OURS), Scored(60.1, MIT)),
        (scored(OURS), scored(results(range(9), range(9, 499)))),  # other items
    ],
)
def test_scores_that_are_not_compared_item_by_item(closed: Scored, opened: Scored) -> None:
    assert compare(closed, opened) is None
    assert compare(Scored(65.2, OURS), Scored(60.0, MIT))


def gap(items: dict[str, ItemResults], **changes: Any) -> GapSegment:
    known: dict[BoardEntry, ItemResults] = {
        ("place", "main", "", entry): found for entry, found in items.items()
    }
    unit = changes.get("unit", "percent")
    board = state("2026-02-20", row("ours", 65.0, unit=unit), row("mit", 59.8, unit=unit))
    [found] = gap_history(
        series(**changes), [board], KNOWN, "any_weights", "2026-12-31", pairing=by_items(known)
    )
    return found


def test_leaders_with_results_are_compared_item_by_item() -> None:
    found, without = gap({"ours": OURS, "mit": MIT}), gap({"ours": OURS})
    assert (found.gap, found.ci_method, found.ci_level) == (5.2, "paired", 0.95)
    # 5.2 - 1.959964 x 1.7979; Phi(-2.8923); 2.801585 x 1.7979
    assert found.gap_low == pytest.approx(1.6762, abs=1e-3)
    assert found.p_open_ahead == pytest.approx(0.00191, abs=1e-5)
    assert found.detectable_gap == pytest.approx(5.037, abs=1e-3)
    assert without.ci_method == "independent"
    assert without.gap_low is not None
    assert without.gap_low < 0
    for name in ("closed_entry", "open_entry", "gap", "closed_stderr", "open_stderr"):
        assert getattr(found, name) == getattr(without, name)


def test_where_lower_is_better_the_pair_has_the_same_error() -> None:
    found = gap({"ours": OURS, "mit": MIT}, direction="lower")
    assert (found.gap, found.ci_method) == (-5.2, "paired")
    assert found.detectable_gap == gap({"ours": OURS, "mit": MIT}).detectable_gap


def test_only_percentages_are_shares_of_items() -> None:
    found = gap({"ours": OURS, "mit": MIT}, unit="index")
    assert (found.ci_method, found.gap_low) == (None, None)


@pytest.mark.parametrize("stderr", [0.0, -1.0, inf, nan])
def test_an_error_that_says_nothing_is_refused(stderr: float) -> None:
    with pytest.raises(RowInvalid, match="paired standard error"):
        PairError(stderr, "paired")


def test_a_known_error_of_the_difference_replaces_the_independent_one() -> None:
    asked: list[tuple[str, str]] = []

    def known(closed: Entry, opened: Entry) -> PairError:
        asked.append((closed.entry, opened.entry))
        return PairError(2.0, "joint")

    index = series(unit="index", items=None)
    board = state("2026-02-20", row("ours", 150, unit="index"), row("mit", 140, unit="index"))
    [found] = gap_history(index, [board], KNOWN, "any_weights", "2026-12-31", pairing=known)
    assert asked == [("ours", "mit")]
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
