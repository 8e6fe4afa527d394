"""Laws that hold for every history, tried on random ones."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings, strategies as st

from measures.boards.states import BoardState
from measures.names.registry import Registry
from measures.segments import in_force
from terms.openness import OPEN_GRADES
from tests.measures import oracle
from tests.measures.sample import alias, gap_history, grade, model, row, series, state

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


@settings(max_examples=settings().max_examples // 2)
@given(
    states(), openness(), rules, axes, st.sampled_from(["higher", "lower"]), through, st.randoms()
)
def test_change_points_tell_every_day(
    some: list[BoardState],
    graded: Openness,
    rule: str,
    axis: str,
    direction: str,
    last: int,
    rng: Any,
) -> None:
    known, of = registry(graded), series(axis=axis, direction=direction)
    shuffled = [replace(now, rows=rng.sample(now.rows, len(now.rows))) for now in some]
    rng.shuffle(shuffled)
    found = gap_history(of, shuffled, known, rule, day(last))
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
