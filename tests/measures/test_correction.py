"""Corrections of past gaps: of the board's newest page, and of gapwatch itself."""

from dataclasses import replace
from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.correction import Derivations, corrections
from measures.gap.history import gap_boards
from measures.known import Known
from measures.segments import GapSegment
from measures.series import ScaleBreak, Series
from tests.measures.sample import registry, row, series, state

RELEASED = {"c1": "2026-01-01", "c2": "2026-02-01", "o1": "2026-01-10", "o2": "2026-02-10"}
GRADES = {name: "closed" if name.startswith("c") else "permissive" for name in RELEASED}
NAMES = registry(GRADES, released_on=RELEASED)
SOON = [("closed", "2026-02-01", "2026-02-11"), ("permissive", "2026-02-11", None)]
OPENED = registry(GRADES | {"c2": SOON}, released_on=RELEASED)
"""c2 was sold from 1 February, and its weights came on the 11th."""
INDEX = series(id="some", unit="index", items=None)


def page(on: str, vintage: int, basis: str = "board", **scores: float) -> BoardState:
    rows = [row(name, value, unit="index", stderr=1.0) for name, value in scores.items()]
    return state(on, *rows, vintage=vintage, basis=basis)


FIRST = page("2026-01-20", 1, c1=100.0, o1=90.0)
SECOND = page("2026-02-20", 2, c1=102.0, o1=95.0, c2=110.0, o2=100.0)


def known(*states: BoardState, of: Series = INDEX) -> Known:
    found = Known(of, states, NAMES, "2026-03-01", NAMES)
    for board in gap_boards(found, lambda *_: None):
        found.derived[board.key] = board
    return found


def measured(
    found: Known, derivations: Derivations | None = None, kind: str = "reestimated"
) -> list[dict[str, Any]]:
    """The rows of a kind under any weights."""
    rows = [row for board in corrections(found, derivations or {}) for row in board.rows]
    return [dict(row) for row in rows if row["entry"].startswith(f"any_weights|{kind}|")]


def test_a_past_page_is_compared_with_that_day_inside_the_newest_page() -> None:
    [day] = measured(known(FIRST, SECOND))
    # Then 100 - 90; the newest page has 102 and 95 of the two that were there on 20 January.
    assert (day["on_date"], day["gap_then"], day["gap_now"]) == ("2026-01-20", 10.0, 7.0)
    assert (day["closed_model_now"], day["open_model_now"]) == ("c1", "o1")
    assert day["change"] == -3.0
    # Each error 1: 1.96 * sqrt(2) = 2.77.
    assert day["gap_now_low"] == pytest.approx(7 - 2.772, abs=0.001)


def test_across_a_break_of_the_scale_nothing_compares() -> None:
    moved = ScaleBreak(on="2026-02-01", why="rescaled", evidence="https://example.org/break")
    apart = replace(INDEX, page_scales="another pool")
    for of in (apart, replace(INDEX, scale_breaks=(moved,))):
        assert [one["crosses_break"] for one in measured(known(FIRST, SECOND, of=of))] == [1]


def test_a_page_on_which_nobody_knows_who_led_is_no_past_to_compare() -> None:
    unsure = page("2026-01-25", 3, c1=100.0, o1=90.0, nobody=120.0)
    [day] = measured(known(FIRST, unsure, SECOND))
    assert day["on_date"] == "2026-01-20"
    # Below both leaders an unknown entry moves nothing.
    below = page("2026-01-25", 3, c1=100.0, o1=90.0, nobody=80.0)
    days = measured(known(FIRST, below, SECOND))
    assert [one["on_date"] for one in days] == ["2026-01-20", "2026-01-25"]


def test_weights_that_came_soon_leave_the_closed_leader_of_days_before_alone() -> None:
    """On the 5th c2 led closed, then and now; from the 11th on it is open alone: no model meets its
    own closed past."""
    pages = (page("2026-02-05", 1, c1=102.0, c2=110.0, o1=95.0),
             page("2026-02-15", 2, c1=102.0, c2=110.0, o1=95.0),
             page("2026-02-20", 3, c1=103.0, c2=111.0, o1=95.0))  # fmt: skip
    found = replace(known(*pages), names=OPENED, derived={})
    for board in gap_boards(found, lambda *_: None):
        found.derived[board.key] = board
    columns = ("gap_then", "gap_now", "closed_model_now", "open_model_now")
    assert [tuple(day[name] for name in columns) for day in measured(found)] == [
        (15.0, 16.0, "c2", "o1"), (-8.0, -8.0, "c1", "c2"),
    ]  # fmt: skip


def test_one_whole_page_alone_corrects_nothing() -> None:
    assert measured(known(FIRST)) == []
    leaders = page("2026-02-20", 2, "leaders", c1=102.0, o1=95.0)
    assert measured(known(FIRST, leaders)) == []
    # A newer list of leaders hides no whole page.
    assert measured(known(FIRST, SECOND, replace(leaders, published_on="2026-02-25", vintage=3)))
    assert measured(known(FIRST, SECOND, of=replace(INDEX, axis="entry"))) == []


def then(gap: float | None) -> GapSegment:
    return GapSegment(entry="2026-01-20", gap=gap, closed_model="c1", open_model="o1",
                      closed_vintage=8, open_vintage=9)  # fmt: skip


def test_what_was_derived_for_a_day_is_compared_with_what_is_derived_now() -> None:
    here = known(FIRST)
    now = here.gaps("any_weights")[0]
    past = [
        ("2026-01-19", None),
        ("2026-01-25", then(8.0)),
        ("2026-01-30", now),
        ("2026-01-31", then(None)),
        ("2026-03-01", then(5.0)),
    ]
    found = measured(here, {"any_weights": past}, "rederived")
    # On the 19th there was no row yet, on the 31st no gap, and the last is today's own; the 30th
    # did not change: with days that say nothing a day without news would add a row.
    [day] = found
    assert (day["on_date"], day["gap_then"], day["gap_now"]) == ("2026-01-25", 8.0, 10.0)
