"""One frontier: gap, lag and price levels agree on who competes from when and who leads."""

from __future__ import annotations

import pytest
from hypothesis import given

from measures.boards.states import BoardState, entries_of
from measures.gap.daily import gap_history
from measures.gap.field import Field, field_of
from measures.lag.daily import LagHistory
from measures.price.at_quality import levels
from measures.segments import in_force
from terms.openness import CLASSES
from tests.measures import oracle
from tests.measures.gap.test_laws import (
    LAST,
    Openness,
    axes,
    day,
    openness,
    patient,
    registry,
    rules,
    states,
)
from tests.measures.sample import registry as known
from tests.measures.sample import row, series, state


def field(*rows: tuple[str, float, str]) -> Field:
    """Entries of models `shut` (closed) and `late` (closed, then open from the tenth day on)."""
    names = known({"shut": "closed", "late": [
        ("closed", "2025-01-01", "2025-01-10"), ("permissive", "2025-01-10", None),
    ]})  # fmt: skip
    board = state("2025-01-20", *(row(name, value, dated_on=on) for name, value, on in rows))
    items = entries_of(series(), [board], names)
    return field_of(items, lambda item: item.dated_on)


def test_in_force_follows_the_openness_of_the_day_and_joined_keeps_who_was_there() -> None:
    found = field(("shut", 50, "2025-01-02"), ("late", 70, "2025-01-03"), ("who", 90, "2025-01-04"))
    before, after = "2025-01-09", "2025-01-10"
    assert [s.item.entry for s in found.in_force("closed", before)] == ["late", "shut"]
    assert [s.item.entry for s in found.in_force("closed", after)] == ["shut"]
    assert [s.item.entry for s in found.joined_by("closed", after)] == ["shut", "late"]
    assert [(s.on, s.item.entry) for s in found.joined("any_weights")] == [(after, "late")]
    assert [s.item.entry for s in found.unresolved("any_weights", "2025-01-03")] == []
    assert [s.item.entry for s in found.unresolved("any_weights", "2025-01-04")] == ["who"]


def test_of_equal_scores_the_first_to_join_leads_then_the_smaller_name() -> None:
    found = field(("shut b", 50, "2025-01-02"), ("shut a", 50, "2025-01-03"))
    assert [s.item.entry for s in found.steps("closed", "2025-01-09")] == ["shut b"]
    leader = found.leader("closed", "2025-01-09")
    assert leader is not None
    assert leader.item.entry == "shut a"
    same = field(("shut b", 50, "2025-01-02"), ("shut a", 50, "2025-01-02"))
    assert [s.item.entry for s in same.steps("closed", "2025-01-09")] == ["shut a"]


@patient
@given(states(), openness(), rules)
def test_the_lag_compares_the_leaders_of_the_gap(
    some: list[BoardState], graded: Openness, rule: str
) -> None:
    names, of = registry(graded), series()
    gaps = gap_history(of, some, names, rule, day(LAST))
    for span in LagHistory(of, some, names, day(LAST)).days(rule):
        gap = in_force(gaps, span.on)
        assert gap is not None
        if gap.gap is None:
            assert span.sides is None
        else:
            assert span.sides is not None
            assert span.sides.closed_leader.item.entry == gap.closed_entry
            assert span.sides.open_leader.item.entry == gap.open_entry


@patient
@given(states(), openness(), rules, axes)
def test_the_best_price_level_of_a_class_is_its_frontier(
    some: list[BoardState], graded: Openness, rule: str, axis: str
) -> None:
    names, of = registry(graded), series(axis=axis)
    gaps = gap_history(of, some, names, rule, day(LAST))
    found = levels(of, some, names, day(LAST))
    for on in oracle.days(day(1), day(LAST)):
        segment = in_force(gaps, on)
        for name, side in (("closed", "closed"), (rule, "open")):
            best = max(
                (one.value for one in found
                 if one.start <= on < one.end and names.openness(one.model, on) in CLASSES[name]),
                default=None,
            )  # fmt: skip
            value = getattr(segment, f"{side}_value", None)
            if axis == "board":
                assert best == value, on
            elif best is not None:
                # Who left a class has no price in it any more and stays in its frontier.
                assert value is not None
                assert best <= value


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_class_without_anybody_has_no_leader(name: str) -> None:
    assert field().leader(name, "2025-01-09") is None
    assert field().steps(name, "2025-01-09") == []
