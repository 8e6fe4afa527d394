from __future__ import annotations

import json
from collections.abc import Iterable
from math import sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.gap.history import gap_history
from measures.gap.paired import (
    FEWEST_DISCORDANT,
    BoardEntry,
    ItemResults,
    NotPaired,
    Paired,
    Scored,
    by_items,
    compare,
    paired,
)
from measures.segments import GapSegment
from tests.measures.sample import registry, row, series, state

KNOWN = registry({"ours": "closed", "mit": "permissive"})
counts = st.integers(0, 60)
lawful = settings(deadline=None, derandomize=True, max_examples=60)


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


def test_a_row_of_the_table_is_read() -> None:
    given_row = {"entry": "a", "solved": '["x", "y"]', "unsolved": json.dumps(["z"]), "n": 3}
    found = ItemResults.of(given_row)
    assert found.items == {"x", "y", "z"}
    assert found.percent == pytest.approx(66.667, abs=1e-3)


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
    assert found.z == pytest.approx(2.8923, abs=1e-4)
    assert found.p_exact == pytest.approx(0.0054, abs=5e-5)


def test_the_exact_test_by_hand() -> None:
    # 3 and 1 alone: P(at least 3 of 4) twice = 2 x 5/16
    assert Paired(1, 3, 1, 1).p_exact == pytest.approx(0.625)
    assert Paired(1, 0, 0, 1).p_exact == 1.0


def test_entries_that_no_item_tells_apart_have_no_z() -> None:
    found = Paired(3, 0, 0, 2)
    assert (found.difference, found.stderr, found.z, found.rho) == (0.0, 0.0, None, 1.0)
    assert Paired(5, 0, 0, 0).rho is None


@lawful
@given(counts, counts, counts, counts)
def test_the_counts_are_those_of_the_results(a: int, b: int, c: int, d: int) -> None:
    found = paired(*of(a, b, c, d))
    if a + b + c + d < 2:
        assert found == NotPaired("fewer than two items")
    else:
        assert found == Paired(a, b, c, d)


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
@given(counts, counts, counts, counts, st.integers(2, 5))
def test_more_items_in_equal_shares_never_widen(a: int, b: int, c: int, d: int, k: int) -> None:
    if a + b + c + d >= 2:
        one, more = Paired(a, b, c, d), Paired(k * a, k * b, k * c, k * d)
        assert more.difference == pytest.approx(one.difference)
        assert more.stderr <= one.stderr
        assert more.independent_stderr <= one.independent_stderr


@lawful
@given(counts, counts, counts, counts)
def test_turned_around_only_signs_change(a: int, b: int, c: int, d: int) -> None:
    if a + b + c + d < 2:
        return
    one, other = Paired(a, b, c, d), Paired(a, c, b, d)
    assert one.difference == -other.difference
    assert (one.stderr, one.rho, one.p_exact) == pytest.approx(
        (other.stderr, other.rho, other.p_exact)
    )


def test_other_items_are_not_compared() -> None:
    assert paired(results([1, 2], [3]), results([1], [2])) == NotPaired(
        "1 items have a result of one entry only"
    )


@pytest.mark.parametrize(
    ("value", "agrees"), [(64.8, True), (65.0, True), (64.6, True), (64.93, True), (65.01, False)]
)
def test_results_agree_within_a_fifth_of_a_point(value: float, agrees: bool) -> None:
    assert results(range(324), range(324, 500)).agree(value) is agrees


def test_no_result_agrees_with_nothing() -> None:
    assert not results([], []).agree(0.0)


OURS, MIT = of(271, 54, 28, 147)


@pytest.mark.parametrize(
    ("closed", "opened", "reason"),
    [
        (Scored("a", 65.0, None), Scored("b", 59.8, MIT), "no results per item of a"),
        (Scored("a", 65.0, OURS), Scored("b", 59.8, None), "no results per item of b"),
        (Scored("a", 52.8, OURS), Scored("b", 59.8, MIT),
         "the results per item of a give 65.00, not its score of 52.8"),
        (Scored("a", 65.0, OURS), Scored("b", 60.1, MIT),
         "the results per item of b give 59.80, not its score of 60.1"),
    ],
)  # fmt: skip
def test_why_scores_are_not_compared_item_by_item(
    closed: Scored, opened: Scored, reason: str
) -> None:
    assert compare(closed, opened) == NotPaired(reason)


@pytest.mark.parametrize("alone", [0, FEWEST_DISCORDANT - 1, FEWEST_DISCORDANT])
def test_a_few_items_do_not_make_an_interval(alone: int) -> None:
    ours, mit = of(300, alone, 0, 200 - alone)
    found = compare(Scored("a", ours.percent, ours), Scored("b", mit.percent, mit))
    if alone < FEWEST_DISCORDANT:
        assert found == NotPaired(f"one side alone solved only {alone} items")
    else:
        assert found == Paired(300, alone, 0, 200 - alone)


def gap(items: dict[str, ItemResults], **changes: Any) -> GapSegment:
    known: dict[BoardEntry, ItemResults] = {
        ("place", "main", "", entry): found for entry, found in items.items()
    }
    board = state("2026-02-20", row("ours", 65.0), row("mit", 59.8))
    [found] = gap_history(
        series(**changes), [board], KNOWN, "any_weights", "2026-12-31", pairing=by_items(known)
    )
    return found


def test_leaders_with_results_are_compared_item_by_item() -> None:
    found = gap({"ours": OURS, "mit": MIT})
    assert (found.gap, found.ci_method, found.ci_level) == (5.2, "paired", 0.95)
    # 5.2 - 1.959964 x 1.7979; Phi(-2.8923); 2.801585 x 1.7979
    assert found.gap_low == pytest.approx(1.6762, abs=1e-3)
    assert found.p_open_ahead == pytest.approx(0.00191, abs=1e-5)
    assert found.detectable_gap == pytest.approx(5.037, abs=1e-3)


def test_without_results_of_both_the_errors_are_independent() -> None:
    found = gap({"ours": OURS})
    assert found.ci_method == "independent"
    assert found.gap_low is not None
    assert found.gap_low < 0


def test_pairing_moves_no_leader_and_no_gap() -> None:
    with_items, without = gap({"ours": OURS, "mit": MIT}), gap({})
    for name in ("closed_entry", "open_entry", "gap", "closed_stderr", "open_stderr"):
        assert getattr(with_items, name) == getattr(without, name)


def test_where_lower_is_better_the_pair_has_the_same_error() -> None:
    found = gap({"ours": OURS, "mit": MIT}, direction="lower")
    assert (found.gap, found.ci_method) == (-5.2, "paired")
    assert found.detectable_gap == gap({"ours": OURS, "mit": MIT}).detectable_gap


def test_only_percentages_are_shares_of_items() -> None:
    known = {("place", "main", "", "ours"): OURS, ("place", "main", "", "mit"): MIT}
    board = state("2026-02-20", row("ours", 65.0, unit="index"), row("mit", 59.8, unit="index"))
    [found] = gap_history(
        series(unit="index"), [board], KNOWN, "any_weights", "2026-12-31", pairing=by_items(known)
    )
    assert (found.ci_method, found.gap_low) == (None, None)
