"""No verdict while an unresolved entry could lead: the gap either way, and who may decide."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from measures.boards.states import BoardState
from measures.gap.judgement import class_ahead, decides, parity, verdict
from measures.names.registry import Registry
from measures.segments import GapSegment
from measures.series import Series
from terms.words import JUDGED, GapVerdict
from tests.measures.sample import alias, gap_history, grade, model, registry, row, series, state

KNOWN = registry({"ours": "closed", "mit": "permissive", "llama": "restricted", "dark": []})


def gaps(of: Series, *states: BoardState) -> list[GapSegment]:
    return gap_history(of, states, KNOWN, "any_weights", "2026-12-31")


Doubt = tuple[float | None, float | None, tuple[str, ...], int | None]


def doubt(gap: GapSegment) -> Doubt:
    """The gap if those who may lead are closed, if they are open, their names and their number."""
    ends = gap.gap_if_unresolved_closed, gap.gap_if_unresolved_open
    return *ends, gap.unresolved, gap.unresolved_above


@pytest.mark.parametrize(
    ("numbers", "word"),
    [
        ((2.0, 0.5, 3.5), "closed ahead"),
        ((2.0, -0.5, 4.5), "not distinguishable"),
        ((2.0, 0.0, 4.0), "not distinguishable"),
        ((-2.0, -3.5, -0.5), "open ahead"),
        ((2.0, None, None), "no interval"),
        ((None, None, None), "one class only"),
    ],
)
def test_a_verdict_needs_an_interval_that_leaves_zero_out(
    numbers: tuple[float | None, ...], word: GapVerdict
) -> None:
    names = ("gap", "gap_low", "gap_high")
    gap = GapSegment.from_row({"entry": "2025-01-01", **dict(zip(names, numbers, strict=True))})
    assert verdict(replace(gap, unresolved_above=0)) == word
    assert verdict(gap) == word
    assert verdict(replace(gap, unresolved_above=1)) == "cannot be judged"


def test_the_gap_either_way_names_entries_as_the_board_shows_them() -> None:
    nobody = row("rec0Zq", 45, model_name="Nobody")
    rows = [row("ours", 50), row("mit", 40), row("dark", 52), nobody]
    [found] = gaps(series(), state("2025-01-01", *rows))
    assert doubt(found) == (12, -2, ("dark", "Nobody"), 2)
    assert found.reach == (-2, 12)


def test_a_row_without_a_model_name_is_matched_by_its_own_name_and_else_unresolved() -> None:
    unnamed = {"model_name": None}
    rows = [
        row("ours", 50),
        row("mit (100 steps)", 40, **unnamed),
        row("llama", 39, **unnamed),
        row("agent", 60, **unnamed),
    ]
    [found] = gaps(series(), state("2025-01-01", *rows))
    assert (found.open_entry, found.open_model) == ("mit (100 steps)", "mit")
    assert (found.unresolved_above, found.systems_above) == (1, None)
    assert doubt(found) == (20, -10, ("agent",), 1)


def test_on_a_board_of_systems_who_names_no_single_model_is_counted_and_decides_nothing() -> None:
    sources: Any = [replace(one, model_required=True) for one in series().sources]
    systems = series(sources=tuple(sources))
    rows = [row("ours", 50), row("mit", 40, model_name=None), row("agent", 60, model_name=None)]
    [found] = gaps(systems, state("2025-01-01", *rows))
    assert (found.open_model, found.gap) == ("mit", 10)
    assert (found.unresolved_above, found.systems_above) == (0, 1)


def test_an_unresolved_or_unconfirmed_row_decides_no_alert_about_who_is_ahead() -> None:
    sure = GapSegment(entry="2025-01-01", gap=5.0, gap_low=4.0, gap_high=6.0, p_open_ahead=0.0)
    readings = (class_ahead, parity)
    assert [read(sure) for read in readings] == ["closed", "decided"]
    for unsure in (replace(sure, unresolved_above=1), replace(sure, confirmed=0)):
        assert decides(unsure) is False
        assert [read(unsure) for read in readings] == [None, None]


NAMED = {"ours": "closed", "new": "closed", "mit": "permissive", "fresh": "restricted"}
INVENTED = ("quasar", "pulsar")
"""Models that nobody knows; the classes of "new" and "fresh" are provisional."""


def judged(scores: dict[str, int], **taken: str) -> GapSegment:
    """The gap of a page, with invented names in a class where they are `taken` for it."""
    grades = NAMED | taken
    known = Registry(
        map(model, grades),
        [alias(name, name) for name in grades],
        [grade(name, it, "2000-01-01") for name, it in grades.items()],
        provisional={"new": "its licence", "fresh": "its repository"},
    )
    rows = [row(name, score, ci_low=score - 1, ci_high=score + 1, ci_level=0.95)
            for name, score in scores.items()]  # fmt: skip
    return gap_history(series(), [state("2025-01-01", *rows)], known, "any_weights", "2025-01-01")[
        -1
    ]


@given(st.dictionaries(st.sampled_from([*NAMED, *INVENTED]), st.integers(40, 50), min_size=1))
@settings(max_examples=settings().max_examples // 4)
def test_no_verdict_is_contradicted_by_what_invented_names_turn_out_to_be(
    scores: dict[str, int],
) -> None:
    found = judged(scores)
    every = [judged(scores, **dict(zip(INVENTED, taken, strict=True)))
             for taken in product(("closed", "permissive"), repeat=2)]  # fmt: skip
    if verdict(found) in JUDGED:
        assert {(it.gap, it.closed_model, it.open_model, verdict(it)) for it in every} == {
            (found.gap, found.closed_model, found.open_model, verdict(found))
        }
    if found.reach:
        low, high = found.reach
        assert all(low <= it.gap <= high for it in every if it.gap is not None)
    leaders = {found.closed_model, found.open_model}
    assert (found.confirmed == 0) == bool(leaders & {"new", "fresh"})
