"""HELM Safety: mean over five scenarios of harm, bias and refusal, run by Stanford CRFM.

HELM keeps a group's results as a JSON list of tables (title, header cells, rows of cells): models
down, scenarios across. Releases are named, not dated, and a new one runs the old models too. The
layout was described to us and never captured as bytes, so another one is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.rows import read_each
from sources.reading.spelling import STAMP
from sources.reading.strict import json_of, list_of, number_of, object_of, text_of, tidy
from terms.grammar import Grammar

BOARD = "safety_scenarios"
COLUMN = "Mean score"
ACCURACY = "Accuracy"
MODEL = ("Model", "Model/adapter")
ABOUT = SourceCard(
    name="helm_safety",
    title="HELM Safety",
    grammar=Grammar((STAMP,)),
    home="https://crfm.stanford.edu/helm/safety/latest/",
    licence="Apache-2.0",
    attribution="HELM (Stanford CRFM), https://crfm.stanford.edu/helm/, Apache-2.0",
    cadence="A release every one to four months.",
    ask_every_days=7,
    stale_after_days=120,
    tables=("score",),
    boards=(BOARD,),
    scheduled=False,
    unproven="its pages were only described",
    terms="Optional: its layout was never captured. GAPWATCH_ENABLE=helm_safety asks for it.",
)
URL = (
    "https://storage.googleapis.com/crfm-helm-public/safety/benchmark_output/releases/v1.17.0/"
    f"groups/{BOARD}.json"
)

fetch = asks(URL, types=("application/json",), mib=64)


def parse(page: Page) -> Iterator[Reading]:
    """The board `safety_scenarios` in percent, the column of means its category.

    A model without a value gets none, so that the rules set aside the row. Raises ParseError
    when there is not exactly one such table and column.
    """
    table, header = _accuracy(page.body)
    place = header.index(COLUMN)

    def read(cells: object) -> Row:
        model, value = _cells(cells, len(header), place)
        return {
            "entry": model,
            "model_name": model,
            "value": None if value is None else tidy(value * Decimal(100)),
            "unit": "percent",
            "provenance": "independent",
            "protocol": "HELM Safety, mean over scenarios",
        }

    lines = list_of("the rows", table.get("rows"))
    yield Reading("score", BOARD, COLUMN, *read_each(lines, read, lambda it: it[0]["value"]))


def _accuracy(body: bytes) -> tuple[Mapping[str, Any], list[str]]:
    """The accuracy table and its columns."""
    tables = [object_of("a table", item) for item in list_of("the page", json_of(body))]
    found = [table for table in tables if table.get("title") == ACCURACY]
    if len(found) != 1:
        titles = [table.get("title") for table in tables]
        raise ParseError(f"{len(found)} tables are called {ACCURACY!r}: {titles}")
    cells = list_of("the header", found[0].get("header"))
    given = (object_of("a header cell", cell).get("value") for cell in cells)
    header = [text_of("a column", value) for value in given]
    if header[:1] not in [[name] for name in MODEL] or header.count(COLUMN) != 1:
        raise ParseError(f"the columns are {header}, not a model and {COLUMN!r}")
    return found[0], header


def _cells(given: object, width: int, place: int) -> tuple[str, Decimal | None]:
    """Model and value (0 to 1, None where absent) of one row."""
    cells = list_of("a row", given)
    if len(cells) != width:
        raise ParseError(f"a row has {len(cells)} cells below {width} columns")
    model = text_of("a model", object_of("a cell", cells[0]).get("value"))
    value = object_of(f"a cell of {model}", cells[place]).get("value")
    if value is None:
        return model, None
    return model, Decimal(number_of(f"value of {model}", value))
