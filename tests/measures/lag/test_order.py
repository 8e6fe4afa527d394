"""The newest page is complete down to the open leader, or an older page says who stood above it."""

from dataclasses import replace
from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.freshness import known_lag, of_lag
from measures.known import Known
from measures.lag.releases import release_frontiers
from measures.segments import LagSegment
from measures.series import ScaleBreak, Series
from tests.measures.lag.sample import TODAY, board, history, indexed, known

MODELS = {
    "oldest": ("2024-06-01", "closed", 120.0, 1.0),
    "ours": ("2025-01-01", "closed", 140.0, 1.0),
    "newer": ("2025-06-01", "closed", 150.0, 1.0),
    "theirs": ("2025-09-01", "permissive", 141.0, 1.0),
    "later": ("2026-02-01", "permissive", 150.0, 1.0),
}
OLD = board({name: MODELS[name] for name in ("oldest", "ours", "newer", "theirs")}, "2025-12-01")
LATEST = {"latest": ("2026-02-20", "closed", 160.0, 1.0)}
SAME = {"theirs": MODELS["theirs"], **LATEST}
MOVED = ScaleBreak(on="2026-01-15", why="other questions", evidence="https://example.org/v2")


def lags(*states: BoardState, series: Series | None = None) -> list[LagSegment]:
    return history(series or indexed(), states, MODELS | LATEST)


def newest(
    models: dict[str, Any], on: str = "2026-03-01", floor: float | None = None
) -> BoardState:
    return replace(board(models, on, basis="leaders"), floor=floor, leads="closed, any_weights")


def told(*states: BoardState, series: Series | None = None) -> tuple[int | None, Any, Any]:
    """Days on the day that it is shown for, the closed model, and whose order it is."""
    found = lags(*states, series=series)
    last, of = known_lag(found), series or indexed()
    on = states[-1].published_on if last is found[-1] else of_lag(of, found, TODAY).shown_on
    return last.on(on).days, last.closed_model, last.order_on


@pytest.mark.parametrize(
    ("page", "days", "closed", "order_on"),
    [
        # 1 June 2025 to 1 March 2026: who stood above on the older page is not named below.
        (newest(SAME), 273, "newer", "2025-12-01"),
        # 1 January 2025: a model that the list names above is one of them.
        (newest(SAME | {"ours": ("", "", 142.0, 1.0)}), 424, "ours", "2025-12-01"),
        # The list names the one that stood above below: 20 February to 1 March 2026 is left.
        (newest(SAME | {"newer": ("", "", 140.5, 1.0)}), 9, "latest", "2025-12-01"),
        # Down to the open leader's score the list has everybody, and decides alone.
        (newest(SAME, floor=138.0), 9, "latest", None),
        # One below its floor may have as much, as the open leader's error goes.
        (newest(SAME, floor=139.0), 273, "newer", "2025-12-01"),
        (board(MODELS | LATEST, "2026-03-01"), 273, "newer", None),
    ],
)
def test_closed_models_of_both_pages_stand_above(
    page: BoardState, days: int, closed: str, order_on: str | None
) -> None:
    assert told(OLD, page) == (days, closed, order_on)


def test_the_interval_is_that_of_the_page_that_gave_the_predecessor() -> None:
    full, found = lags(OLD, newest(SAME))
    ends, before = found.on("2026-03-01"), full.on("2026-03-01")
    assert (ends.low, ends.high, found.censored) == (before.low, before.high, None)
    assert found.ci_level == full.ci_level is not None


def test_without_a_complete_page_that_has_the_model_there_is_a_bound_at_most() -> None:
    named = {"later": MODELS["later"], **LATEST}
    # Nine days or more, and 183 were known of the page before: that stands for its own day.
    assert told(OLD, newest(named)) == (183, "newer", None)
    assert of_lag(indexed(), lags(OLD, newest(named)), TODAY).is_stale
    # Where the bound says as much as the lag of the older page did, it is what is known.
    assert told(OLD, newest(named, "2026-08-22")) == (183, "latest", None)
    assert told(OLD, newest(named, "2026-12-01")) == (284, "latest", None)
    assert lags(OLD, newest(named, "2026-12-01"))[-1].censored == "left"
    assert told(newest(SAME)) == (9, "latest", None)


def test_an_order_ends_where_the_scale_moved() -> None:
    series = replace(indexed(), scale_breaks=(MOVED,))
    assert told(OLD, newest(SAME), series=series) == (183, "newer", None)


def test_a_frontier_is_by_release_and_of_one_scale_on_either_axis() -> None:
    """APEX-Agents: the list of October is of another scale than the whole page of August."""
    dated = replace(OLD, rows=[{**row, "dated_on": "2025-11-30"} for row in OLD.rows])
    pages = [dated, board(LATEST, "2026-03-01", "leaders")]
    for axis in ("board", "entry"):
        of = replace(indexed(axis), scale_breaks=(MOVED,))
        names = known(MODELS | LATEST)
        closed, *_ = release_frontiers(Known(of, pages, names, TODAY, names))
        assert [(one["entry"], one["model"]) for one in closed.rows] == [
            ("2024-06-01", "oldest"), ("2025-01-01", "ours"), ("2025-06-01", "newer"),
        ]  # fmt: skip
