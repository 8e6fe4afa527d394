"""Sections on a terminal: the sentence, the table and the note that a page shows too."""

from collections.abc import Sequence

from rich.text import Text

from cli.shell import show
from outputs.asked import NOTHING_YET
from outputs.sections.gap import doubts, gaps
from outputs.sections.section import Cell, Row, Section, is_live
from outputs.wording import ModelNames
from warehouse.errors import WarehouseMissing
from warehouse.reads import models as reads_models
from warehouse.store import Warehouse


def print_answer(rows: Sequence[Row], part: Section, models: str, *, json: bool) -> None:
    """Rows as JSON, or as the section of them. Raises WarehouseMissing without a row."""
    if not rows:
        raise WarehouseMissing(NOTHING_YET)
    if json:
        show.as_json(rows)
    else:
        print_section(part, models)


def model_names(warehouse: Warehouse) -> ModelNames:
    """Canonical model id to what the registry calls it."""
    return ModelNames.of(reads_models.model_names(warehouse.connection))


def print_section(part: Section, models: str = "") -> None:
    """Lead, table, what a page folds, and how we know. A row of a list, and of a table too wide for
    what stands under its cells, is a line, of the columns that the terminal has room for."""
    if part.lead:
        show.say(part.lead)
    tables = {part.title + models: part.rows} | ({part.rest_is: part.rest} if part.rest else {})
    for title, rows in tables.items():
        heads = [[it.series_id or it.text.text for it in row] for row in rows]
        whole = [[_cell(it) for it in row] for row in rows]
        is_list = (
            any(row[0].series_id for row in rows)
            or not any(it.more for row in rows for it in row)
            or not show.is_readable(part.columns, whole)
        )
        count = show.fitting(part.columns, heads) if is_list else len(part.columns)
        cells = heads if is_list else whole
        show.console.print()
        show.console.print(show.table(title, part.columns[:count], [row[:count] for row in cells]))
        if hidden := ", ".join(it.removeprefix(">") for it in part.columns[count:]):
            show.say(f"No room for: {hidden} (a wider terminal or --json has them)", "dim")
    if part.caption or part.note:
        show.console.print()
    for line in (part.caption, part.note):
        if line:
            show.say(line, "dim")


def print_gaps(
    warehouse: Warehouse,
    rows: Sequence[Row],
    models: str,
    *,
    json: bool = False,
    is_brief: bool = False,
) -> None:
    """Rows as `gap_now` has them, a line each, and below what must be said with one; `is_brief`: of
    active benchmarks."""
    part = gaps(rows, model_names(warehouse))
    print_answer(rows, part._replace(rest=()) if is_brief else part, models, json=json)
    for row in () if json else (row for row in rows if is_live(row) or not is_brief):
        for said in doubts(row):
            show.say(f"{row['series']}: {said}", "yellow")


def _cell(one: Cell) -> Text:
    """What it says, and what is under it."""
    more = [Text(it.text, "dim") for it in one.more if it.text]
    head = Text(one.text.text, "bold" if one.is_figure else "")
    return Text("\n").join(it for it in (head, *more) if it)
