"""Beside a list of leaders stands the lag of the newest whole page, as it was published then."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from measures.boards.states import BoardState
from measures.known import Known
from measures.lag.release_rows import release_frontiers
from measures.lag.whole_pages import published_teeth
from tests.measures.lag.sample import TODAY, board, indexed, known

MODELS = {
    "ours": ("2025-01-01", "closed", 140.0, 1.0),
    "newer": ("2025-06-01", "closed", 150.0, 1.0),
    "theirs": ("2025-09-01", "permissive", 141.0, 1.0),
    "later": ("2026-02-01", "permissive", 150.0, 1.0),
}  # fmt: skip
OLD = board({name: MODELS[name] for name in ("ours", "newer", "theirs")}, "2025-12-01")
NEW = board(MODELS, "2026-03-01")


def lags(*states: BoardState, through: str = TODAY) -> list[tuple[str, str, str]]:
    found = published_teeth(indexed(), states, known(MODELS), "any_weights", through)
    return [(it.on, it.tooth.open.model, it.tooth.since) for it in found]


def test_each_page_has_the_lag_that_it_said_then() -> None:
    assert lags(OLD, NEW) == [
        ("2025-12-01", "theirs", "2025-06-01"),
        ("2026-03-01", "later", "2025-06-01"),
    ]


def test_a_list_of_leaders_is_no_whole_page() -> None:
    partial = board(MODELS, "2026-03-01", basis="leaders")
    assert lags(OLD, partial) == [("2025-12-01", "theirs", "2025-06-01")]


def test_a_model_of_the_page_that_came_later_counts_from_its_day() -> None:
    ahead = board(MODELS, "2025-12-01")
    assert [it[:2] for it in lags(ahead)] == [("2025-12-01", "theirs"), ("2026-02-01", "later")]
    assert lags(ahead, through="2026-01-31") == lags(OLD, through="2026-01-31")


@pytest.mark.parametrize(
    ("axis", "newest", "measures"),
    [
        ("board", "board", ["release_frontier", "lag_sawtooth"]),
        ("board", "leaders", ["release_frontier", "lag_sawtooth"]),
        # By release as it is: only the lag beside a bound is missing.
        ("entry", "leaders", ["lag_sawtooth"]),
        ("entry", "board", []),
    ],
)
def test_the_lag_of_a_full_list_is_derived_where_leaders_leave_a_bound(
    axis: str, newest: str, measures: list[str]
) -> None:
    dated = [
        replace(one, rows=[{**row, "dated_on": MODELS[row["entry"]][0]} for row in one.rows])
        for one in (OLD, board(MODELS, "2026-03-01", basis=newest))
    ]
    held = Known("2026-12-31", "test", {"some": indexed(axis)}, known(MODELS), {"some": dated})
    boards = list(release_frontiers(held, held.series["some"]))
    assert [one.key.board for one in boards] == measures
    teeth = [row for one in boards if one.key.board == "lag_sawtooth" for row in one.rows]
    wanted = {"board": "later", "leaders": "theirs"}[newest]
    assert {json.loads(row["detail"])["open"]["model"] for row in teeth[-1:]} == (
        {wanted} if measures else set()
    )


def test_without_a_page_there_is_none() -> None:
    assert lags() == []
    assert lags(board(MODELS, "2026-03-01", basis="leaders")) == []
