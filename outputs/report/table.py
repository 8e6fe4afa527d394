"""Rows of one shape as JSON: the names of columns once, then a list per row.

Not here: which files there are and what they hold (`outputs.report.api`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

Row = Mapping[str, Any]
RULE, RULES = "openness_rule", "openness_rules"
FEWER = 2
"""A column of texts is written as places where so few of them are different: half the cells."""


def table(rows: Sequence[Row], columns: Sequence[str]) -> dict[str, Any]:
    """`columns` and `rows`, one list per row, null where a row says nothing; `same`: what every row
    of several says alike, once; `values`: column to its different values, where the cells of that
    column are places (from 0) in this list. Rows that say the same under several openness rules
    are one, whose `openness_rules` names these.
    """
    if RULE in columns:
        rows = _under_rules(rows, [name for name in columns if name != RULE])
        columns = [RULES if name == RULE else name for name in columns]
    cells = [[row.get(name) for name in columns] for row in rows]
    alike = {
        place
        for place in range(len(columns))
        if len(cells) > 1 and all(row[place] == cells[0][place] for row in cells)
    }
    varying = [place for place in range(len(columns)) if place not in alike]
    same = {columns[place]: cells[0][place] for place in sorted(alike)}
    values: dict[str, list[Any]] = {}
    for place in varying:
        if found := _places([row[place] for row in cells]):
            values[columns[place]], places = found
            for row, one in zip(cells, places, strict=True):
                row[place] = one
    return {
        "same": same,
        "values": values,
        "columns": [columns[place] for place in varying],
        "rows": [[row[place] for place in varying] for row in cells],
    }


def _places(cells: Sequence[Any]) -> tuple[list[Any], list[int]] | None:
    """The different texts of a column and the place of each cell's; None where they hardly come
    again, and of numbers, which are as short as a place."""
    if not all(cell is None or isinstance(cell, str) for cell in cells):
        return None
    known = list(dict.fromkeys(cells))
    if not known or len(known) * FEWER > len(cells):
        return None
    places = {cell: place for place, cell in enumerate(known)}
    return known, [places[cell] for cell in cells]


def _under_rules(rows: Iterable[Row], rest: Sequence[str]) -> list[Row]:
    """One row for those that differ by nothing but the openness rule, in order of the first."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row.get(name) for name in rest)
        found.setdefault(key, {**row, RULES: []})[RULES].append(row.get(RULE))
    return list(found.values())


def columns_of(rows: Iterable[Row], without: Iterable[str] = ()) -> list[str]:
    """Every key of any row, in the order in which they first come, but for those `without`."""
    every = dict.fromkeys(key for row in rows for key in row)
    left_out = set(without)
    return [key for key in every if key not in left_out]


def written(told: object) -> bytes:
    """ASCII JSON in which no sign starts a tag, should a server send it as a page."""
    text = json.dumps(told, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").encode() + b"\n"


def script_json(value: object) -> Markup:
    """`value` as JSON that is safe inside a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - nothing that HTML reads is left in it
