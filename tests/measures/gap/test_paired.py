"""Leaders compared on the same items: counts, errors, and when the pair's error is used."""

from collections.abc import Iterable
from math import sqrt
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from measures.gap.paired import (
    FEWEST_DISCORDANT,
    BoardEntry,
    ItemResults,
    PairError,
    by_items,
    paired_stderr,
)
from measures.segments import GapSegment
from terms.words import ERROR_IN_DOUBT
from tests.measures.sample import gap_history, registry, row, series, state

KNOWN = registry({"ours": "closed", "mit": "permissive"})
counts = st.integers(0, 60)
lawful = settings(max_examples=settings().max_examples // 4)


def results(solved: Iterable[int], unsolved: Iterable[int]) -> ItemResults:
    return ItemResults(frozenset(map(str, solved)), frozenset(map(str, unsolved)))


def of(
    both: int, closed_only: int, open_only: int, neither: int
) -> tuple[ItemResults, ItemResults]:
    """Two entries' results with these counts."""
    n = both + closed_only + open_only + neither
    ours = {*range(both + closed_only)}
    theirs = {*range(both), *range(both + closed_only, both + closed_only + open_only)}
    return results(ours, {*range(n)} - ours), results(theirs, {*range(n)} - theirs)


# gpt-5 against gpt-5-mini: 271 both, 54 and 28 alone, 147 neither.
OURS, MIT = of(271, 54, 28, 147)


def test_a_pair_by_hand() -> None:
    # squares: 82 - 26² / 500 = 80.648; 100 x sqrt(80.648 / (500 x 499))
    assert paired_stderr(OURS, MIT) == pytest.approx(1.7979, abs=1e-4)


@lawful
@given(counts, counts, counts, counts)
def test_what_is_shared_is_the_correlation(a: int, b: int, c: int, d: int) -> None:
    """stderr² = SE_closed² + SE_open² - 2 rho SE_closed SE_open (Miller, arXiv 2411.00640)."""
    found, n = paired_stderr(*of(a, b, c, d)), a + b + c + d
    if b + c < FEWEST_DISCORDANT:
        assert found is None
        return
    closed, opened = (
        100 * sqrt(k * (n - k) / n / (n * (n - 1))) for k in (a + b, a + c)
    )  # sum (s - mean s)² = k (n - k) / n for k ones
    if closed and opened:
        rho = (a * d - b * c) / sqrt((a + b) * (c + d) * (a + c) * (b + d))
        shared = closed**2 + opened**2 - 2 * rho * closed * opened
        assert found == pytest.approx(sqrt(max(shared, 0)), abs=1e-6)


def test_other_items_are_not_compared_and_an_error_of_nothing_is_none() -> None:
    assert paired_stderr(OURS, results(range(9), range(9, 499))) is None
    assert paired_stderr(results(range(30), ()), results((), range(30))) is None


@pytest.mark.parametrize(("value", "is_its"), [(65.0, True), (65.2, True), (65.21, False)])
def test_results_are_those_of_their_score(value: float, is_its: bool) -> None:
    """A fifth of a point may be rounding, or the mean of several runs."""
    assert OURS.agree_with(value) is is_its
    assert not results((), ()).agree_with(0.0)


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


def test_where_lower_is_better_the_pair_has_the_same_error() -> None:
    found = gap({"ours": OURS, "mit": MIT}, direction="lower")
    assert (found.gap, found.ci_method) == (-5.2, "paired")
    assert found.detectable_gap == gap({"ours": OURS, "mit": MIT}).detectable_gap


def test_only_percentages_are_shares_of_items() -> None:
    found = gap({"ours": OURS, "mit": MIT}, unit="index")
    assert (found.ci_method, found.gap_low) == (None, None)


def test_where_the_error_of_a_score_is_in_doubt_there_is_no_interval_of_any_kind() -> None:
    board = state("2026-02-20", row("ours", 80.9, ci_method=ERROR_IN_DOUBT), row("mit", 80.2))
    [found] = gap_history(
        series(), [board], KNOWN, "any_weights", "2026-12-31",
        pairing=lambda *_: PairError(0.1, "paired"),
    )  # fmt: skip
    assert (found.gap, found.gap_low, found.p_open_ahead) == (0.7, None, None)
    assert found.verdict == "no interval"
