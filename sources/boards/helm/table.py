"""One table of a HELM release: models down, scenarios across, as HELM's summaries write it.

HELM keeps a group's results as a JSON list of tables (title, header cells, rows of cells). The
layout was described to us and never captured as bytes, so another one is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sources.contract import Client, Fetched, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each
from sources.reading.spelling import STAMP
from sources.reading.strict import json_of, list_of, number_of, object_of, text_of, tidy
from terms.grammar import Grammar

ACCURACY = "Accuracy"
MODEL = ("Model", "Model/adapter")


def about(project: str, title: str, cadence: str, board: str) -> SourceCard:
    """What is the same for every project of HELM; `project` is its word in addresses."""
    return SourceCard(
        name=f"helm_{project}",
        title=title,
        grammar=Grammar((STAMP,)),
        home=f"https://crfm.stanford.edu/helm/{project}/latest/",
        licence="Apache-2.0",
        attribution="HELM (Stanford CRFM), https://crfm.stanford.edu/helm/, Apache-2.0",
        cadence=cadence,
        ask_every_days=7,
        stale_after_days=120,
        stale_reason="Releases came one to four months apart while the board was alive; a release "
        "has no date in its file, so its age is the age of our last look.",
        tables=("score",),
        boards=(board,),
        scheduled=False,
        terms=f"Optional: its layout was never captured. GAPWATCH_ENABLE=helm_{project} asks for "
        "it.",
    )


def address(project: str, release: str, group: str) -> str:
    """Where the table of a group of scenarios of one release lies."""
    return (
        f"https://storage.googleapis.com/crfm-helm-public/{project}/benchmark_output/releases/"
        f"{release}/groups/{group}.json"
    )


def fetch_table(client: Client, url: str) -> Iterator[Fetched]:
    """Look at one release's table once. Raises SourceUnavailable."""
    yield client.get(url, content_types=("application/json",), max_bytes=64 * 2**20)


def board_of(
    source: str, page: Page, board: str, column: str, *, protocol: str, items: int | None = None
) -> Reading:
    """One column of the accuracy table as a board, in percent, the column its category.

    A model without a value gets none, so that the rules set aside the row. Raises SourceChanged
    when there is not exactly one such table and column.
    """
    table, header = _accuracy(source, page.body, column)
    place = header.index(column)

    def read(cells: object) -> Row:
        model, value = _cells(source, cells, len(header), place)
        return {
            "entry": model,
            "model_name": model,
            "value": None if value is None else tidy(value * Decimal(100)),
            "unit": "percent",
            "n": items,
            "provenance": "independent",
            "protocol": protocol,
        }

    lines = list_of(source, "the rows", table.get("rows"))
    rows, refused = read_each(lines, read, lambda cells: cells[0]["value"])
    return Reading("score", board, column, rows, refused=refused)


def _accuracy(source: str, body: bytes, wanted: str) -> tuple[Mapping[str, Any], list[str]]:
    """The accuracy table and its columns."""
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
    return found[0], header


def _header(source: str, table: Mapping[str, Any]) -> list[str]:
    cells = list_of(source, "the header", table.get("header"))
    return [
        text_of(source, "a column", object_of(source, "a header cell", cell).get("value"))
        for cell in cells
    ]


def _cells(source: str, given: object, width: int, place: int) -> tuple[str, Decimal | None]:
    """Model and value (0 to 1, None where absent) of one row."""
    cells = list_of(source, "a row", given)
    if len(cells) != width:
        raise SourceChanged(source, f"a row has {len(cells)} cells below {width} columns")
    model = text_of(source, "a model", object_of(source, "a cell", cells[0]).get("value"))
    value = object_of(source, f"a cell of {model}", cells[place]).get("value")
    if value is None:
        return model, None
    return model, Decimal(number_of(source, f"value of {model}", value))
