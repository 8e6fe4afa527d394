"""Newer scores of the same runs from another page of the same measurer (docs/adr/0003).

A copy is no whole board: Epoch's table behind its index has the best score of each model that the
index takes, and no errors; its zip has every run. So a copy does not replace its board, it adds
what is news. It is news only while it is the newer page, and only in rows whose value the board
does not have for the model version: an equal value is the same run, which keeps its error and its
day. A lower one corrects the board: the board's higher rows of that version go.

News counts from the day of the board's page at the earliest, which did not have it: days before
are told by the page that was made then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from measures.boards.states import BoardState

SAME = 0.051
"""Values closer than this are the same: some pages round to a tenth of a point."""

Row = Mapping[str, Any]


def merged(
    board: Sequence[BoardState], copy: BoardState, sign: int
) -> tuple[Sequence[BoardState], BoardState | None]:
    """The states of a board as the copy corrects them, and what the copy adds; None: nothing.

    The same states give the same objects: what is matched from them is kept by identity.
    """
    if board and copy.published_on <= max(state.published_on for state in board):
        return board, None
    kept = copy.__dict__.setdefault("_merged", {})
    key = (*map(id, board), sign)
    if key not in kept:
        kept[key] = (board, _merged(board, copy, sign))
    found: tuple[Sequence[BoardState], BoardState | None] = kept[key][1]
    return found


def _merged(
    board: Sequence[BoardState], copy: BoardState, sign: int
) -> tuple[Sequence[BoardState], BoardState | None]:
    newest = {row["entry"]: row["value"] for row in copy.rows}
    values: dict[str, list[float]] = defaultdict(list)
    for state in board:
        for row in state.rows:
            values[str(row.get("model_name"))].append(row["value"])
    own = [_corrected(state, newest, sign) for state in board]
    told = max((state.published_on for state in board), default="")
    news = [
        {**row, "dated_on": max(row["dated_on"], told)} if row.get("dated_on") else row
        for row in copy.rows
        if not _is_held(row["value"], values[row["entry"]])
    ]
    return own, replace(copy, rows=news) if news else None


def _is_held(value: float, held: Sequence[float]) -> bool:
    return any(abs(value - one) < SAME for one in held)


def _corrected(state: BoardState, newest: Mapping[str, float], sign: int) -> BoardState:
    rows = [row for row in state.rows if not _is_corrected(row, newest, sign)]
    return state if len(rows) == len(state.rows) else replace(state, rows=rows)


def _is_corrected(row: Row, newest: Mapping[str, float], sign: int) -> bool:
    value = newest.get(str(row.get("model_name")))
    return value is not None and sign * (row["value"] - value) >= SAME
