"""Beside a list of leaders stands the lag of the newest whole page, as it was published then."""

from __future__ import annotations

from measures.boards.states import BoardState
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


def test_without_a_page_there_is_none() -> None:
    assert lags() == []
    assert lags(board(MODELS, "2026-03-01", basis="leaders")) == []
