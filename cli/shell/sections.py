"""Sections on a terminal: the sentence, the table and the note that a page shows too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import typer
from rich.text import Text

from cli.shell import show
from outputs.sections.gap.now import gaps
from outputs.sections.section import Cell, Section
from outputs.sections.statistics import SECTIONS
from outputs.wording import ModelNames
from terms.openness import OpennessRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.reads.views import view_rows
from warehouse.store import Warehouse

Row = Mapping[str, Any]
LEAST = 20
"""Letters of a column of series, at least; their ids, which commands take, are in one piece."""


def one_of(**options: bool) -> str | None:
    """The one option that is set, or None; a usage error for two, of which one would go unheard."""
    asked = [name for name, is_set in options.items() if is_set]
    if len(asked) > 1:
        words = " and ".join(f"--{name.replace('_', '-')}" for name in asked)
        raise typer.BadParameter(f"{words} ask for different tables: give one of them")
    return asked[0] if asked else None


def print_statistic(
    warehouse: Warehouse,
    view: str,
    *,
    json: bool,
    rule: OpennessRule | None = None,
    series: str | None = None,
) -> None:
    """Print the rows of a view, of one openness rule or series where they are given.

    Raises WarehouseMissing without a row.
    """
    found = view_rows(warehouse.connection, view, openness_rule=rule, series=series)
    if not found:
        of = f" of {series}" if series else ""
        raise WarehouseMissing(f"nothing{of} is in view {view}: run `gapwatch refresh` first")
    if json:
        show.as_json(found)
    else:
        print_rows(warehouse, view, found)


def print_rows(warehouse: Warehouse, view: str, found: Sequence[Row]) -> None:
    """Some rows of a view as its section."""
    rules = {row["openness_rule"] for row in found if "openness_rule" in row}
    models = f" ({OpennessRule(rules.pop()).models})" if len(rules) == 1 else ""
    print_section(SECTIONS[view](found, model_names(warehouse)), models)


def model_names(warehouse: Warehouse) -> ModelNames:
    """Canonical model id to what the registry calls it."""
    return ModelNames.of(reads_models.model_names(warehouse.connection))


def print_section(part: Section, models: str = "", *, most: int | None = None) -> None:
    """Lead, table, what a page folds, and how we know; `most`: lines under the first of a cell."""
    show.say(part.lead)
    for title, rows in ((part.title + models, part.rows), *_folded(part)):
        show.console.print()
        cells = [[_cell(it, most) for it in row] for row in rows]
        shown = [place for place in range(len(part.columns)) if any(row[place] for row in cells)]
        columns = [part.columns[place] for place in shown]  # without those of pictures alone
        drawn = show.table(title, columns, [[row[place] for place in shown] for row in cells])
        if ids := [len(row[0].series_id) for row in rows if row[0].series_id]:
            drawn.columns[0].width = max(LEAST, *ids)
        show.console.print(drawn)
    if part.caption or part.note:
        show.console.print()
    for line in (part.caption, part.note):
        if line:
            show.say(line, "dim")


def print_sections(parts: Iterable[Section | None], models: str = "") -> None:
    """Those that there are, a blank line between two."""
    for place, part in enumerate(filter(None, parts)):
        if place:
            show.console.print()
        print_section(part, models)


def print_gaps(warehouse: Warehouse, rule: OpennessRule, *, is_brief: bool = False) -> None:
    """The newest gap of every benchmark under one openness rule; `is_brief`: of active ones."""
    rows = list(reads_gaps.gaps_now(warehouse.connection, rule).values())
    part = gaps(rows, model_names(warehouse))
    print_section(replace(part, fold=None) if is_brief else part, f" ({rule.models})")


def _folded(part: Section) -> list[tuple[str, Sequence[Sequence[Cell]]]]:
    return [(part.fold.title, part.fold.rows)] if part.fold else []


def _cell(one: Cell, most: int | None) -> Text:
    """What it says, the id of its series, which commands take, and what is under it."""
    more = [Text(it.text, style="dim") for it in one.more[:most] if it.text]
    ids = [Text(one.series_id, style="dim")] if one.series_id else []
    head = Text(one.text.text, style="bold" if one.is_figure else "")
    return Text("\n").join(it for it in (head, *ids, *more) if it)
