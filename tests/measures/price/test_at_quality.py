"""Price at quality: worked cases, and laws over random boards and prices."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.boards.states import BoardState
from measures.errors import PricesInvalid
from measures.names.registry import Registry
from measures.price.at_quality import (
    levels,
    price_gap_history,
    reached_levels,
    read_thresholds,
    thresholds,
    whole_levels,
)
from measures.price.book import PriceBook
from measures.segments import PriceGapSegment
from measures.series import ScaleBreak, Series, load
from tests.measures import sample as measures_sample
from tests.measures.price import sample as price_sample

patient = settings(derandomize=True, max_examples=60, deadline=None)
FIRST, LAST = "2026-01-01", "2026-01-31"


def history(
    known: Registry, states: list[BoardState], prices: PriceBook, at: float, **changes: Any
) -> list[PriceGapSegment]:
    series: Series = measures_sample.series(**changes)
    found = levels(series, states, known, LAST)
    return price_gap_history(series, found, prices, known, "any_weights", at)


def listed(prices: dict[str, tuple[float, float]]) -> price_sample.PriceBoard:
    rows = [price_sample.row(name, *asked) for name, asked in prices.items()]
    return price_sample.board("page", {FIRST: rows})


GRADES = {"best": "closed", "good": "closed", "free": "permissive"}
PRICES = {"best": (5.0, 25.0), "good": (2.0, 10.0), "free": (0.3, 1.2)}


def worked() -> tuple[Registry, list[BoardState], PriceBook]:
    state = measures_sample.state(
        FIRST,
        measures_sample.row("best", 80),
        measures_sample.row("good", 70),
        measures_sample.row("free", 75),
    )
    return price_sample.registry(GRADES), [state], price_sample.book(listed(PRICES), grades=GRADES)


def test_the_cheapest_at_or_above_the_score() -> None:
    # At 70 the cheapest closed model is "good": (3 * 2 + 10) / 4 = 4; open: (0.9 + 1.2) / 4.
    (only,) = history(*worked(), 70)
    assert (only.closed_model, only.closed_price) == ("good", 4.0)
    assert (only.open_model, only.open_price, only.open_value) == ("free", 0.525, 75)
    assert only.price_ratio == pytest.approx(4 / 0.525)
    # At 75 only "best" is left on the closed side: (15 + 25) / 4 = 10, 1/19 for the open one.
    (only,) = history(*worked(), 75)
    assert (only.closed_model, only.price_ratio) == ("best", pytest.approx(10 / 0.525))
    # At 80 no open model is left.
    (only,) = history(*worked(), 80)
    assert (only.open_model, only.price_ratio) == (None, None)
    assert history(*worked(), 90) == []


def test_a_score_that_falls_below_the_threshold_ends_the_offer() -> None:
    known, _, prices = worked()
    states = [
        measures_sample.state(
            FIRST, measures_sample.row("best", 80), measures_sample.row("free", 75)
        ),
        measures_sample.state(
            "2026-01-10", measures_sample.row("best", 80), measures_sample.row("free", 69)
        ),
    ]
    found = history(known, states, prices, 70)
    assert [(one.entry, one.open_model) for one in found] == [(FIRST, "free"), ("2026-01-10", None)]


def test_a_list_of_leaders_does_not_say_who_reaches_a_score() -> None:
    # "good" (70, the cheapest closed model at 60) is missing from the list of the two best.
    known, [whole], prices = worked()
    entries = measures_sample.row("best", 81), measures_sample.row("free", 76)
    top = measures_sample.state("2026-01-10", *entries, basis="leaders")
    series: Series = measures_sample.series()
    assert whole_levels(series, [top], known, LAST) == []
    found = whole_levels(series, [whole, top], known, LAST)
    (only,) = price_gap_history(series, found, prices, known, "any_weights", 60)
    assert (only.entry, only.closed_model, only.open_value) == (FIRST, "good", 75)


def test_a_newer_list_of_leaders_says_who_reaches_a_score_too() -> None:
    """Who is named has the newer score; who is not keeps the last known one ("good")."""
    known, [board], prices = worked()
    lists = [
        measures_sample.state("2026-01-10", measures_sample.row("free", 76), basis="leaders"),
        measures_sample.state("2026-01-20", measures_sample.row("best", 81), basis="leaders"),
    ]
    series: Series = measures_sample.series()
    assert reached_levels(series, lists, known, LAST) == []
    found = reached_levels(series, [board, *lists], known, LAST)
    shown = [
        (one.entry, one.closed_model, one.open_value)
        for one in price_gap_history(series, found, prices, known, "any_weights", 60)
    ]
    assert shown == [(FIRST, "good", 75), ("2026-01-10", "good", 76)]
    old = measures_sample.state("2025-12-01", measures_sample.row("best", 99), basis="leaders")
    assert reached_levels(series, [old, board], known, LAST) == whole_levels(
        series, [board], known, LAST
    )


def test_whoever_falls_below_a_score_on_a_newer_list_no_longer_reaches_it() -> None:
    known, [board], prices = worked()
    top = measures_sample.state("2026-01-10", measures_sample.row("free", 59), basis="leaders")
    series: Series = measures_sample.series()
    found = reached_levels(series, [board, top], known, LAST)
    *_, last = price_gap_history(series, found, prices, known, "any_weights", 60)
    assert (last.entry, last.open_model) == ("2026-01-10", None)
    apart = measures_sample.series(page_scales="Every page has its own.")
    whole = reached_levels(apart, [board], known, LAST)
    assert reached_levels(apart, [board, top], known, LAST) == whole


def test_a_level_begins_at_the_newest_scale_break() -> None:
    known, _, prices = worked()
    states = [
        measures_sample.state(FIRST, measures_sample.row("free", 75)),
        measures_sample.state("2026-01-10", measures_sample.row("free", 75)),
    ]
    moved = (ScaleBreak(on="2026-01-10", why="It moved.", evidence="https://example.org"),)
    found = history(known, states, prices, 70, scale_breaks=moved)
    assert [one.entry for one in found] == ["2026-01-10"]
    assert history(known, states, prices, 70, page_scales="Every page has its own.") == found


def test_on_the_entry_axis_the_best_entry_up_to_the_day_counts() -> None:
    known, _, prices = worked()
    rows = [
        measures_sample.row("free a", 60, dated_on=FIRST),
        measures_sample.row("free b", 75, dated_on="2026-01-05"),
    ]
    found = history(known, [measures_sample.state("2026-01-20", *rows)], prices, 70, axis="entry")
    assert [(one.entry, one.open_value) for one in found] == [("2026-01-05", 75)]


def test_lower_is_better_needs_a_score_at_or_below() -> None:
    found = history(*worked(), 75, direction="lower")
    assert {one.closed_model for one in found} == {"good"}


names = st.sampled_from(["a", "b", "c", "d", "e", "f"])
models = st.dictionaries(
    names,
    st.tuples(
        st.integers(1, 99),
        st.sampled_from(["closed", "permissive"]),
        st.tuples(st.floats(0.1, 50), st.floats(0.1, 50)),
    ),
    min_size=1,
)
Models = dict[str, tuple[int, str, tuple[float, float]]]


def measured(some: Models, at: float) -> dict[str, float | None]:
    grades = {name: openness for name, (_, openness, _) in some.items()}
    prices = price_sample.book(
        listed({name: asked for name, (_, _, asked) in some.items()}), grades=grades
    )
    state = measures_sample.state(
        FIRST, *(measures_sample.row(name, value) for name, (value, _, _) in some.items())
    )
    found = history(price_sample.registry(grades), [state], prices, at)
    first = found[0] if found else None
    return {
        "closed": first and first.closed_price,
        "open": first and first.open_price,
        "ratio": first and first.price_ratio,
    }


@patient
@given(models, st.integers(1, 99))
def test_a_dearer_model_changes_nothing(some: Models, at: int) -> None:
    found = measured(some, at)
    for side, openness in (("closed", "closed"), ("open", "permissive")):
        if found[side] is not None:
            dearer = {**some, "z": (99, openness, (found[side] or 0.0, 200.0))}
            assert measured(dearer, at) == found


@patient
@given(models, st.integers(1, 98), st.integers(1, 50))
def test_a_higher_threshold_is_never_cheaper(some: Models, at: int, more: int) -> None:
    low, high = measured(some, at), measured(some, min(99, at + more))
    for side in ("closed", "open"):
        before, after = low[side], high[side]
        assert after is None or (before is not None and before <= after)


@patient
@given(models, st.integers(1, 99))
def test_swapping_the_classes_inverts_the_ratio(some: Models, at: int) -> None:
    other = {"closed": "permissive", "permissive": "closed"}
    swapped = {name: (value, other[grade], asked) for name, (value, grade, asked) in some.items()}
    found, turned = measured(some, at), measured(swapped, at)
    assert (found["closed"], found["open"]) == (turned["open"], turned["closed"])
    if found["ratio"] is not None and turned["ratio"] is not None:
        # Ratios are kept to nine digits behind the point.
        assert found["ratio"] * turned["ratio"] == pytest.approx(1, abs=1e-5)


def test_thresholds_belong_to_declared_series_and_give_reasons() -> None:
    known = thresholds()
    assert set(known) <= set(load())
    assert all(one.why for some in known.values() for one in some)


@pytest.mark.parametrize(
    "text",
    [
        "[eci]\nthresholds = [{ at = 1 }]",
        "[eci]\nthresholds = [{ at = 1, why = 'x', who = 'y' }]",
        "[eci]\nthresholds = [{ at = '1', why = 'x' }]",
        "[eci]\nthresholds = [{ at = 1, why = 'x' }, { at = 1.0, why = 'y' }]",
        "[eci]\nthresholds = 3",
        "[eci",
    ],
)
def test_thresholds_that_say_something_else_are_refused(text: str) -> None:
    with pytest.raises(PricesInvalid):
        read_thresholds(text)


def test_all_faults_of_the_thresholds_are_named_at_once() -> None:
    with pytest.raises(PricesInvalid) as found:
        read_thresholds("[eci]\nthresholds = [{ at = '1', why = 'x' }]\n[hle]\nthreshold = []")
    assert str(found.value).split("\n  ") == [
        "measures/price/thresholds.toml: 3 faults",
        "eci.thresholds[1].at = '1': should be a number",
        "hle.thresholds is missing",
        "hle: unknown key 'threshold' (value []); known: thresholds",
    ]
