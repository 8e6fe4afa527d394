"""Whether a board tests open models still: the headline's best one, or one of the last 120 days."""

from collections.abc import Sequence
from typing import Any

import pytest

from measures.boards.states import Boards, BoardState
from measures.gap.history import Leaders, gap_boards, gaps, moments
from measures.known import Known, Row
from measures.lag.history import lags
from measures.lag.parity import parities
from measures.segments import GapSegment
from measures.series import HEADLINE, Series
from tests.measures.sample import registry, row, said, series, state

RULE = "any_weights"
RELEASED = {
    "shut": "2025-12-20", "old": "2025-10-01", "new": "2026-01-01", "best": "2025-12-01",
}  # fmt: skip
"""Models and their release days; the first is closed."""
GRADES = {it: "closed" if it == "shut" else "permissive" for it in RELEASED}
NAMES = registry(GRADES, released_on=RELEASED)
BOARD = state("2026-01-10", row("shut", 90), row("old", 70), row("new", 60))
"""Open is led by an old model; the newest that it tested is of 1 January."""
LAST = "2026-12-31"


def told(
    *states: BoardState, led: Leaders = (), through: str = LAST, **of: Any
) -> list[tuple[Any, ...]]:
    return [
        (it.entry, it.verdict, it.open_newest_on, it.is_tested_lately)
        for it in found(states, led, series(**of), through)
    ]


def found(
    states: Sequence[BoardState], led: Leaders, of: Series, through: str = LAST
) -> list[GapSegment]:
    return gaps(of, moments(Boards(of, states, NAMES, through), RULE), led=led)


def test_without_the_headline_the_newest_open_model_counts_for_120_days() -> None:
    assert told(BOARD) == [
        ("2026-01-10", "closed ahead", "2026-01-01", 1),
        ("2026-05-02", "not tested lately", "2026-01-01", 0),
    ]
    assert told(BOARD, through="2026-05-01")[-1][-1] == 1


def test_the_best_open_model_of_the_headline_counts_at_any_age() -> None:
    led = [("2026-02-01", "old"), ("2026-08-01", "best"), ("2026-09-01", "new")]
    assert [one[::3] for one in told(BOARD, led=led)] == [
        ("2026-01-10", 1), ("2026-08-01", 0), ("2026-09-01", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["frozen", "saturated", "disputed"])
def test_a_board_that_is_not_live_has_no_such_flag(status: str) -> None:
    assert told(BOARD, statuses=said(status)) == [
        ("2026-01-10", "closed ahead", "2026-01-01", None)
    ]


def test_a_list_that_names_no_recent_open_model_is_no_word_of_one() -> None:
    """Of whom it leaves out the newest whole page tells, whichever board that is of."""
    top = state("2026-04-01", row("shut", 90), row("old", 70), board="some", source="published",
                basis="leaders", floor=70)  # fmt: skip
    assert told(BOARD, top)[-2:] == [
        ("2026-04-01", "closed ahead", "2026-01-01", 1),
        ("2026-05-02", "not tested lately", "2026-01-01", 0),
    ]
    assert told(top) == [("2026-04-01", "not tested lately", "2025-10-01", 0)]
    recent = [("2026-04-01", "old")]
    assert told(top, led=recent)[0][-1] == 1


def test_on_the_entry_axis_every_page_of_the_series_says_who_was_tested() -> None:
    dated = [{**it, "dated_on": RELEASED[it["entry"]]} for it in BOARD.rows]
    top = state("2026-02-01", *dated[:2], board="some", source="published", basis="leaders",
                leads="closed, any_weights")  # fmt: skip
    whole = state("2026-02-01", *dated)
    own: dict[str, Any] = {"axis": "entry"}
    assert told(top, **own)[-1][1:] == ("not tested lately", "2025-10-01", 0)
    with_page = [one for one in told(top, whole, **own) if one[2] == "2026-01-01"]
    assert [one[0] for one in with_page] == ["2026-01-01", "2026-05-02"]


def known(of: Series, *states: BoardState) -> Known:
    return Known(of, states, NAMES, LAST, NAMES)


def test_the_headline_itself_always_has_its_best_open_model() -> None:
    page = state("2026-01-20", row("shut", 9), row("old", 7))
    (board, *_) = gap_boards(known(series(id=HEADLINE), page), lambda *_: None)
    assert {one["is_tested_lately"] for one in board.rows} == {1}
    led = {RULE: [("2026-02-01", "old")], "permissive": [("2026-02-01", "best")]}
    boards = gap_boards(known(series(), BOARD), lambda *_: None, led)
    flags = [
        [it["is_tested_lately"] for it in one.rows] for one in boards if one.key.table == "gap"
    ]
    assert flags == [[1], [1, 0]]


def test_a_lag_ends_where_no_recent_open_model_was_tested() -> None:
    some = known(series(), BOARD)
    some.derived.update({it.key: it for it in gap_boards(some, lambda *_: None)})
    board = next(lags(some))
    assert [(it["entry"], it["counts_from"], it["open_model"]) for it in board.rows] == [
        ("2026-01-10", "2025-12-20", "old"),
        ("2026-05-02", None, "old"),
    ]


def test_waiting_for_open_models_ends_where_none_was_tested() -> None:
    """The closed model of 20 December waited 12 days, until the newest open one that was tested: no
    later one had a chance to be there."""
    later = state("2026-08-01", *BOARD.rows)
    some = known(series(), BOARD, later)
    [row] = _times(some)
    assert (row["followed_days"], row["censored"]) == (224, "right")
    some.derived.update({it.key: it for it in gap_boards(some, lambda *_: None)})
    [row] = _times(some)
    assert (row["followed_days"], row["censored"]) == (12, "right")
    [(median)] = [it.rows for it in parities(some) if it.key.table == "parity_median"][:1]
    assert [it["data_on"] for it in median] == ["2026-01-01"]


def _times(some: Known) -> Sequence[Row]:
    return next(it.rows for it in parities(some) if it.key.table == "parity")
