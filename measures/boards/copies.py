"""Newer scores of the same runs from another page of the same measurer (docs/decisions.md).

A copy is no whole board: Epoch's table behind its index has the best score of each model that the
index takes, and no errors; its zip has every run. So a copy does not replace its board, it adds
what is news. It is news only while it is the newer page, and only in rows whose value the board
does not have for the model version: an equal value is the same run, which keeps its error and its
day. A lower one corrects the board: the board's higher rows of that version go. Rows that ship
name our model instead of the version: the copy's row is the best of its model, so that it corrects
every row of it.

News counts from the day of the board's page at the earliest, or of the copy before it, which did
not have it: days before are told by the page that was made then.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

SAME = 0.051
"""Values closer than this are the same: some pages round to a tenth of a point."""

Row = Mapping[str, Any]


def news(copy: Sequence[Row], held: Sequence[Row], told_on: str) -> list[Row]:
    """The rows of a copy that its board does not have; `told_on`: the day of the board's page."""
    values: dict[str, list[float]] = defaultdict(list)
    for row in held:
        values[str(row.get("model_name"))].append(row["value"])
    return [
        {**row, "dated_on": max(row["dated_on"], told_on)} if row.get("dated_on") else row
        for row in copy
        if not any(abs(row["value"] - one) < SAME for name in _names(row) for one in values[name])
    ]


def corrected(held: Sequence[Row], copy: Sequence[Row], sign: int) -> list[Row]:
    """A board's rows without those that are better than the copy's of the same version."""
    newest = {name: row["value"] for row in copy for name in _names(row)}
    found = []
    for row in held:
        value = newest.get(str(row.get("model_name")))
        if value is None or sign * (row["value"] - value) < SAME:
            found.append(row)
    return found


def _names(row: Row) -> tuple[str, ...]:
    """What a copy's row names: the version, and the model that it is the best score of."""
    return tuple({row["entry"], str(row.get("model_name"))})
