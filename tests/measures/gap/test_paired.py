"""Leaders compared on the same items: counts, errors, and when the pair's error is used."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, nan, sqrt
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

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


def scored(entry: str, found: ItemResults) -> Scored:
    return Scored(entry, 100 * len(found.solved) / max(len(found.items), 1), found)


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
    assert found.difference == pytest.approx(5.2)  # (54 - 28) / 500
    # squares: 82 - 26² / 500 = 80.648; 100 x sqrt(80.648 / (500 x 499))
    assert found.stderr == pytest.approx(1.7979, abs=1e-4)
    # 325 x 175 / 500 + 299 x 201 / 500 = 113.75 + 120.198; 100 x sqrt(233.948 / 249500)
    assert found.independent_stderr == pytest.approx(3.0621, abs=1e-4)
    # (271 x 147 - 54 x 28) / sqrt(325 x 175 x 299 x 201) = 38325 / 58464.0
    assert found.rho == pytest.approx(0.6555, abs=1e-4)
    assert Paired(5, 0, 0, 0).rho is None


@lawful
@given(counts, counts, counts, counts)
def test_what_is_shared_is_the_correlation(a: int, b: int, c: int, d: int) -> None:
    """stderr² = SE_closed² + SE_open² - 2 rho SE_closed SE_open (Miller, arXiv 2411.00640)."""
    found = Paired(a, b, c, d)
    n = found.n
    if n < 2 or found.rho is None:
        return
    closed, opened = (
        100 * sqrt(k * (n - k) / n / (n * (n - 1))) for k in (a + b, a + c)
    )  # sum (s - mean s)² = k (n - k) / n for k ones
    shared = closed**2 + opened**2 - 2 * found.rho * closed * opened
    assert found.stderr == pytest.approx(sqrt(max(shared, 0)), abs=1e-6)
    assert found.independent_stderr == pytest.approx(sqrt(closed**2 + opened**2))


@lawful
@given(counts, counts, counts, counts)
def test_the_counts_are_those_of_the_results(a: int, b: int, c: int, d: int) -> None:
    ours, mit = of(a, b, c, d)
    found = compare(scored("a", ours), scored("b", mit))
    if a + b + c + d == 0:
        assert found == "the results per item of a give 0.00, not its score of 0"
    elif b + c < FEWEST_DISCORDANT:
        assert found == f"one side alone solved only {b + c} items"
    else:
        assert found == Paired(a, b, c, d)


OURS, MIT = of(271, 54, 28, 147)


@pytest.mark.parametrize(
    ("closed", "opened", "reason"),
    [
        (Scored("a", 65.0, None), Scored("b", 59.8, MIT), "no results per item of a"),
        (Scored("a", 65.0, OURS), Scored("b", 59.8, None), "no results per item of b"),
        (Scored("a", 52.8, OURS), Scored("b", 59.8, MIT),
         "the results per item of a give 65.00, not its score of 52.8"),
        # A fifth of a point may be rounding, or the mean of several runs.
        (Scored("a", 65.2, OURS), Scored("b", 60.1, MIT),
         "the results per item of b give 59.80, not its score of 60.1"),
    ],
)  # fmt: skip
def test_why_scores_are_not_compared_item_by_item(
    closed: Scored, opened: Scored, reason: str
) -> None:
    assert compare(closed, opened) == reason


def test_other_items_are_not_compared() -> None:
    found = compare(scored("a", OURS), scored("b", results(range(9), range(9, 499))))
    assert found == "1 items have a result of one entry only"


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


@pytest.mark.parametrize("stderr", [0.0, -1.0, inf, nan])
def test_an_error_that_says_nothing_is_refused(stderr: float) -> None:
    with pytest.raises(RowInvalid, match="paired standard error"):
        PairError(stderr, "paired")


def test_where_the_error_of_a_score_is_in_doubt_there_is_no_interval_of_any_kind() -> None:
    board = state("2026-02-20", row("ours", 80.9, ci_method=ERROR_IN_DOUBT), row("mit", 80.2))
    [found] = gap_history(
        series(), [board], KNOWN, "any_weights", "2026-12-31",
        pairing=lambda *_: PairError(0.1, "paired"),
    )  # fmt: skip
    assert (found.gap, found.gap_low, found.p_open_ahead) == (0.7, None, None)
    assert found.verdict == "no interval"
