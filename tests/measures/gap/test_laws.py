"""Laws that hold for every history, tried on random ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from measures.boards.states import BoardState
from measures.gap.history import gap_history
from measures.names.registry import Registry
from measures.segments import GapSegment, in_force
from terms.openness import OPEN_GRADES
from tests.measures import oracle
from tests.measures.sample import alias, frontier_history, grade, model, row, series, state

LAST = 12
GRADES = ("closed", "non_commercial", "restricted", "permissive", "fully_open", "unknown")
MODELS = ("a", "b", "c", "d", "e")
Openness = dict[str, list[tuple[str, int, int]]]


def day(number: int) -> str:
    return f"2025-01-{number:02}"


@st.composite
def openness(draw: st.DrawFn) -> Openness:
    """Disjoint intervals per model; days between them are without evidence."""
    found: Openness = {}
    for name in MODELS:
        cuts = sorted(draw(st.sets(st.integers(1, LAST + 1), max_size=4)))
        spans = [*pairwise(cuts)] + ([(cuts[-1], 99)] if cuts else [])
        found[name] = [
            (draw(st.sampled_from(GRADES)), start, end)
            for start, end in spans
            if draw(st.booleans()) or end == 99
        ]
    return found


def registry(given: Openness) -> Registry:
    rows = [
        grade(name, kind, day(start), None if end == 99 else day(end))
        for name, spans in given.items()
        for kind, start, end in spans
    ]
    # "b" is spelled so only from the fourth day on.
    spelled = [alias(name, name, valid_from=day(4) if name == "b" else None) for name in MODELS]
    return Registry(map(model, MODELS), spelled, rows)


@st.composite
def states(draw: st.DrawFn) -> list[BoardState]:
    names = [f"{name} {variant}" for name in (*MODELS, "stranger") for variant in "xy"]
    found = []
    for vintage, number in enumerate(sorted(draw(st.sets(st.integers(1, LAST), max_size=4)))):
        rows = [
            row(
                name,
                draw(st.integers(1, 7)) * 10,
                dated_on=draw(st.none() | st.integers(1, LAST).map(day)),
            )
            for name in draw(st.lists(st.sampled_from(names), unique=True))
        ]
        found.append(state(day(number), *rows, vintage=vintage))
    return found


rules = st.sampled_from(sorted(OPEN_GRADES))
axes = st.sampled_from(["board", "entry"])
through = st.integers(1, LAST)
# A loaded machine is no fault of a law.
patient = settings(deadline=None, derandomize=True)


def points(segments: Sequence[GapSegment]) -> list[Any]:
    return [(s.entry, s.closed_entry, s.open_entry, s.gap, s.unresolved_above) for s in segments]


@patient
@given(states(), openness(), rules, axes, st.sampled_from(["higher", "lower"]), through)
def test_change_points_tell_every_day(
    some: list[BoardState], graded: Openness, rule: str, axis: str, direction: str, last: int
) -> None:
    known, of = registry(graded), series(axis=axis, direction=direction)
    found = gap_history(of, some, known, rule, day(last))
    assert [s.entry for s in found] == sorted({s.entry for s in found})
    for on in oracle.days(day(1), day(last)):
        segment = in_force(found, on)
        got = oracle.Day(None, None, None, 0)
        if segment:
            unresolved = segment.unresolved_above
            assert unresolved is not None
            got = oracle.Day(segment.closed_entry, segment.open_entry, segment.gap, unresolved)
        assert got == oracle.on_day(of, some, known, rule, on, day(last)), on
    for before, after in pairwise(found):
        assert replace(before, entry=after.entry) != after


@patient
@given(states(), openness(), rules, axes, through)
def test_the_frontiers_are_the_sides_of_the_gap(
    some: list[BoardState], graded: Openness, rule: str, axis: str, last: int
) -> None:
    known, of = registry(graded), series(axis=axis)
    sides = frontier_history(of, some, known, rule, day(last))
    for gap in gap_history(of, some, known, rule, day(last)):
        for name, leader in (("closed", gap.closed_entry), ("open", gap.open_entry)):
            held = [s.leader for s in sides[name] if s.entry <= gap.entry]
            assert leader is None or held[-1] == leader


@patient
@given(states(), openness(), rules, through)
def test_a_frontier_on_the_entry_axis_never_falls(
    some: list[BoardState], graded: Openness, rule: str, last: int
) -> None:
    for side in frontier_history(
        series(axis="entry"), some, registry(graded), rule, day(last)
    ).values():
        assert all(before.value < after.value for before, after in pairwise(side))


@patient
@given(states(), openness(), axes, through)
def test_swapping_the_classes_turns_the_gap_around(
    some: list[BoardState], graded: Openness, axis: str, last: int
) -> None:
    both: Openness = {
        name: [
            ("closed" if kind == "closed" else "permissive", start, end)
            for kind, start, end in spans
        ]
        for name, spans in graded.items()
    }
    swap = {"closed": "permissive", "permissive": "closed"}
    swapped: Openness = {
        name: [(swap[kind], start, end) for kind, start, end in spans]
        for name, spans in both.items()
    }
    of = series(axis=axis, items=None)
    there = gap_history(of, some, registry(both), "any_weights", day(last))
    back = gap_history(of, some, registry(swapped), "any_weights", day(last))
    assert [s.entry for s in there] == [s.entry for s in back]
    for one, other in zip(there, back, strict=True):
        assert (one.closed_entry, one.open_entry) == (other.open_entry, other.closed_entry)
        assert one.gap == (None if other.gap is None else -other.gap)


@patient
@given(states(), openness(), rules, axes, through, st.sampled_from(MODELS))
def test_a_dominated_entry_changes_no_leader_and_no_gap(
    some: list[BoardState], graded: Openness, rule: str, axis: str, last: int, name: str
) -> None:
    known, of = registry(graded), series(axis=axis)
    twins = [
        replace(
            now,
            rows=[*now.rows, *(
                {**r, "entry": f"{r['entry']} twin", "value": r["value"] - 5}
                for r in now.rows
                if r["model_name"] == name
            )],
        )
        for now in some
    ]  # fmt: skip
    one = gap_history(of, some, known, rule, day(last))
    other = gap_history(of, twins, known, rule, day(last))
    for on in oracle.days(day(1), day(last)):
        before, after = in_force(one, on), in_force(other, on)
        assert (before is None) == (after is None)
        if before and after:
            assert (before.closed_entry, before.open_entry, before.gap) == (
                after.closed_entry, after.open_entry, after.gap,
            )  # fmt: skip


@patient
@given(states(), openness(), rules, axes, through)
def test_a_mirrored_board_has_the_same_gap(
    some: list[BoardState], graded: Openness, rule: str, axis: str, last: int
) -> None:
    known = registry(graded)
    mirrored = [
        replace(now, rows=[{**r, "value": 100 - r["value"]} for r in now.rows]) for now in some
    ]
    up = gap_history(series(axis=axis), some, known, rule, day(last))
    down = gap_history(series(axis=axis, direction="lower"), mirrored, known, rule, day(last))
    assert points(up) == points(down)
    for one, other in zip(up, down, strict=True):
        for name in ("gap_low", "gap_high", "p_open_ahead", "detectable_gap"):
            left, right = getattr(one, name), getattr(other, name)
            assert left == right or left == pytest.approx(right, abs=1e-9)


@patient
@given(states(), openness(), rules, axes, through, st.integers(1, 400), st.integers(1, 400))
def test_more_items_never_widen_a_gap(
    some: list[BoardState], graded: Openness, rule: str, axis: str, last: int, n: int, more: int
) -> None:
    known = registry(graded)
    few = gap_history(series(axis=axis, items=n), some, known, rule, day(last))
    many = gap_history(series(axis=axis, items=n + more), some, known, rule, day(last))
    # By day: a wide interval may change, by who else is in reach, where a narrow one stands.
    for on in oracle.days(day(1), day(last)):
        wide, narrow = in_force(few, on), in_force(many, on)
        if wide is None or narrow is None:
            assert wide is narrow
            continue
        assert wide.gap == narrow.gap
        if wide.gap_low is not None and wide.gap_high is not None:
            assert narrow.gap_low is not None
            assert narrow.gap_high is not None
            assert wide.gap_low <= narrow.gap_low
            assert narrow.gap_high <= wide.gap_high


@patient
@given(states(), openness(), rules, axes, through, st.randoms())
def test_the_order_of_states_and_rows_does_not_matter(
    some: list[BoardState], graded: Openness, rule: str, axis: str, last: int, rng: Any
) -> None:
    known, of = registry(graded), series(axis=axis)
    shuffled = [replace(now, rows=rng.sample(now.rows, len(now.rows))) for now in some]
    rng.shuffle(shuffled)
    assert gap_history(of, shuffled, known, rule, day(last)) == gap_history(
        of, some, known, rule, day(last)
    )


@patient
@given(states(), openness(), rules, through, through)
def test_on_the_board_axis_later_days_do_not_change_earlier_ones(
    some: list[BoardState], graded: Openness, rule: str, one: int, other: int
) -> None:
    assume(one < other)
    known = registry(graded)
    early = gap_history(series(), some, known, rule, day(one))
    late = gap_history(series(), some, known, rule, day(other))
    assert early == [segment for segment in late if segment.entry <= day(one)]


def moved(found: Sequence[BoardState], from_day: str, before_day: str) -> list[BoardState]:
    """The states published in a span of days on another scale: every value 30 higher."""
    return [
        replace(
            one, rows=[{**given_row, "value": given_row["value"] + 30} for given_row in one.rows]
        )
        if from_day <= one.published_on < before_day
        else one
        for one in found
    ]


def said(segments: Sequence[GapSegment]) -> list[tuple[object, ...]]:
    """Who leads by how much, from which day; a share's error depends on where on the scale it is,
    so what only errors decide may change on other days."""
    told = [
        (one.entry, one.gap, one.closed_entry, one.open_entry, one.closed_vintage, one.vintage_on)
        for one in segments
    ]
    return [one for before, one in pairwise([(), *told]) if before[1:] != one[1:]]


@given(openness(), states(), rules, st.integers(1, LAST))
@patient
def test_no_gap_crosses_a_scale_break_on_the_board_axis(
    known: Openness, found: list[BoardState], rule: str, broken_on: int
) -> None:
    names, board = registry(known), series(axis="board")
    gaps = gap_history(board, found, names, rule, day(LAST))
    for one in gaps:
        vintages = {one.closed_vintage, one.open_vintage} - {None}
        assert len(vintages) <= 1
    later = moved(found, day(broken_on), "9999")
    assert said(gap_history(board, later, names, rule, day(LAST))) == said(gaps)


@given(openness(), states(), rules)
@patient
def test_no_frontier_reaches_behind_the_newest_state_on_the_entry_axis(
    known: Openness, found: list[BoardState], rule: str
) -> None:
    assume(found)
    names, entries = registry(known), series(axis="entry")
    earlier = moved(found, "", max(one.published_on for one in found))
    for history in (gap_history, frontier_history):
        first = history(entries, found, names, rule, day(LAST))
        assert history(entries, earlier, names, rule, day(LAST)) == first


@given(openness(), states(), rules)
@patient
def test_a_frontier_on_the_board_axis_is_on_the_scale_of_its_own_state(
    known: Openness, found: list[BoardState], rule: str
) -> None:
    values = {
        (one.vintage, given_row["entry"]): given_row["value"]
        for one in found
        for given_row in one.rows
    }
    frontiers = frontier_history(series(axis="board"), found, registry(known), rule, day(LAST))
    for segments in frontiers.values():
        for one in segments:
            assert one.value == values[one.vintage, one.leader]
            assert one.vintage_on is not None
            assert one.vintage_on <= one.entry
