"""One table of a HELM release: models down, scenarios across, as HELM's summaries write it.

HELM keeps a group's results as a JSON list of tables (title, header cells, rows of cells). The
layout was described to us and never captured as bytes, so whatever is not exactly it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sources.errors import SourceChanged
from sources.strict import json_of, list_of, number_of, object_of, text_of

ACCURACY = "Accuracy"
MODEL = ("Model", "Model/adapter")


def column_of(source: str, body: bytes, wanted: str) -> list[tuple[str, Decimal | None]]:
    """Model and value (0 to 1, None where absent) in the column `wanted` of the accuracy table.

    Raises SourceChanged when there is not exactly one such table and column.
    """
    tables = [
        object_of(source, "a table", item)
        for item in list_of(source, "the page", json_of(source, body))
    ]
    found = [table for table in tables if table.get("title") == ACCURACY]
    if len(found) != 1:
        titles = [table.get("title") for table in tables]
        raise SourceChanged(source, f"{len(found)} tables are called {ACCURACY!r}: {titles}")
    header = _header(source, found[0])
    if header[:1] not in [[name] for name in MODEL] or header.count(wanted) != 1:
        raise SourceChanged(source, f"the columns are {header}, not a model and {wanted!r}")
    place = header.index(wanted)
    rows = list_of(source, "the rows", found[0].get("rows"))
    return [_row(source, list_of(source, "a row", row), len(header), place) for row in rows]


def _header(source: str, table: dict[str, Any]) -> list[str]:
    cells = list_of(source, "the header", table.get("header"))
    return [
        text_of(source, "a column", object_of(source, "a header cell", cell).get("value"))
        for cell in cells
    ]


def _row(
    source: str, cells: Sequence[object], width: int, place: int
) -> tuple[str, Decimal | None]:
    if len(cells) != width:
        raise SourceChanged(source, f"a row has {len(cells)} cells below {width} columns")
    model = text_of(source, "a model", object_of(source, "a cell", cells[0]).get("value"))
    value = object_of(source, f"a cell of {model}", cells[place]).get("value")
    if value is None:
        return model, None
    return model, Decimal(number_of(source, f"value of {model}", value))
