"""HELM Safety: mean over five scenarios of harm, bias and refusal, run by Stanford CRFM.

HELM keeps a group's results as a JSON list of tables (title, header cells, rows of cells): models
down, scenarios across. Releases are named, not dated, and a new one runs the old models too. The
layout was described to us and never captured as bytes, so another one is refused.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.rows import SourceRow, key, read_each, row_of
from sources.reading.spelling import STAMP
from sources.reading.strict import NumberIfAny, Text, json_of, list_of, object_of, tidy
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


class ModelMean(SourceRow):
    """A row of the table."""

    model: Text
    mean: NumberIfAny = key(COLUMN)

    def row(self) -> Row:
        """In the columns of table score; one without a mean is for the rules to set aside."""
        return {
            "entry": self.model,
            "model_name": self.model,
            "value": None if self.mean is None else tidy(self.mean * Decimal(100)),
            "unit": "percent",
            "provenance": "independent",
            "protocol": "HELM Safety, mean over scenarios",
        }


def parse(page: Page) -> Iterator[Reading]:
    """The board `safety_scenarios` in percent, the column of means its category."""
    tables = [object_of("a table", item) for item in list_of("the page", json_of(page.body))]
    found = [table for table in tables if table.get("title") == ACCURACY]
    if len(found) != 1:
        titles = [table.get("title") for table in tables]
        raise ParseError(f"{len(found)} tables are called {ACCURACY!r}: {titles}")
    header = _values("the header", found[0].get("header"))
    if header[:1] not in [[name] for name in MODEL] or header.count(COLUMN) != 1:
        raise ParseError(f"the columns are {header}, not a model and {COLUMN!r}")

    def read(cells: object) -> Row:
        values = _values("a row", cells)
        if len(values) != len(header):
            raise ParseError(f"a row has {len(values)} cells below {len(header)} columns")
        given = {"model": values[0], COLUMN: values[header.index(COLUMN)]}
        return row_of(ModelMean, given, values[0]).row()

    lines = list_of("the rows", found[0].get("rows"))
    yield Reading("score", BOARD, COLUMN, *read_each(lines, read, lambda it: it[0]["value"]))


def _values(what: str, cells: object) -> list[Any]:
    return [object_of(f"a cell of {what}", cell).get("value") for cell in list_of(what, cells)]
