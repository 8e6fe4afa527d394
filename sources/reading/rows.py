"""Rows of a page as models, where what a field is, is said once, in its type.

A row that cannot be read costs itself, not the page: one whose required key is missing, of another
type or of an unknown category is refused by name and goes to quarantine. A key nobody knows is left
unread; `sources.reading.fields` tells of it. Where too many rows break, the page has another shape
than its parser knows, and is refused as a whole.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sources.contract import (
    Page,
    ParseError,
    Reading,
    RefusedRow,
    Row,
    SourceChanged,
    message_about,
    whole,
)
from sources.reading.strict import NO_KEYS, object_of

SHARE = 0.02
"""Of a table's rows on one page so many may be refused; one always may (docs/decisions.md)."""
SHOWN = 3
"""Reasons that the refusal of a page names."""
LONGEST_NAME, LONGEST_TEXT = 500, 100_000
"""Characters of a name, and of any other text; the longest so far are 135 and 11,136."""
NAMES = frozenset(("board", "category", "entry", "model_name", "provider", "offering"))


def key(name: str, **more: Any) -> Any:
    """The page's own name of a field; with `default`, where the page need not have it."""
    return Field(alias=name, **more)


class SourceRow(BaseModel):
    """One row as the place writes it."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


Kind = TypeVar("Kind", bound=SourceRow)
Item = TypeVar("Item")
Made = TypeVar("Made")


def row_of(
    kind: type[Kind],
    item: object,
    name: object = "",
    keys: Mapping[str, str] = NO_KEYS,
) -> Kind:
    """An object of a page as a row of a kind; `keys`: where fields of no fixed key stand.

    Raises ParseError naming `name` and the key.
    """
    name = name if isinstance(name, str) else ""
    given = object_of(name or "a row", item)
    given = {**given, **{field: given.get(key) for field, key in keys.items()}}
    told = {field: info.alias or field for field, info in kind.model_fields.items()} | dict(keys)
    try:
        return kind.model_validate(given, context=(name, told))
    except ValidationError as error:
        missing = [".".join(map(str, one["loc"])) for one in error.errors()]
        raise ParseError(f"{name or 'a row'} lacks {missing}") from error


def read_rows(
    kind: type[Kind],
    items: Iterable[Any],
    named: str,
    read: Callable[[Kind], Made],
    others: Sequence[RefusedRow] = (),
    **keys: str,
) -> tuple[list[Made], list[RefusedRow]]:
    """What `read` makes of the items as rows of a kind, and the items that are none.

    The key `named` names an item; `others` as in `read_each`, `keys` as in `row_of`.
    """

    def name(item: Any) -> Any:
        return item.get(named) if isinstance(item, Mapping) else None

    def made(item: Any) -> Made:
        return read(row_of(kind, item, name(item), keys))

    return read_each(items, made, name, others)


def read_each(
    items: Iterable[Item],
    read: Callable[[Item], Made],
    entry: Callable[[Item], object],
    others: Sequence[RefusedRow] = (),
) -> tuple[list[Made], list[RefusedRow]]:
    """What `read` makes of every item, and the items at which it raised ParseError.

    `entry` gives the item's name as its board has it, or anything else where it has none; a text
    alone is taken for a name. `others`: rows that were refused before.
    """
    found, refused = [], []
    for item in items:
        try:
            found.append(read(item))
        except ParseError as error:
            refused.append(RefusedRow(_name(entry, item), str(error), _plain(item)))
    return found, [*refused, *others]


def _name(entry: Callable[[Item], object], item: Item) -> str:
    """Never fails: a row may be broken in the very key that names it."""
    try:
        name = entry(item)
    except (AttributeError, LookupError, TypeError, ParseError):
        return ""
    return name if isinstance(name, str) else ""


def _plain(item: object) -> Mapping[str, Any]:
    found = _of_json(item)
    return found if isinstance(found, dict) else {"row": found}


def _of_json(node: object) -> Any:
    """The same in what JSON knows: keys are texts, texts whole, and numbers have an end."""
    if isinstance(node, Mapping):
        return {whole(str(key)): _of_json(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_of_json(one) for one in node]
    if isinstance(node, float) and not math.isfinite(node):
        return str(node)
    return whole(node)[:LONGEST_TEXT] if isinstance(node, str) else node


def read_page(
    source: str, parse: Callable[[Page], Iterable[Reading]], page: Page
) -> Sequence[Reading]:
    """What the parser of `source` makes of a page; what no file holds refuses its row.

    Raises SourceChanged for a page that it does not know, and where too many rows were refused:
    more than one, and more than `SHARE` of all rows that the page gives one table. A row that
    several boards are read from is one.
    """
    try:
        readings = [_storable(source, reading) for reading in parse(page)]
    except ParseError as error:
        raise SourceChanged(source, str(error)) from error
    for table in dict.fromkeys(reading.table for reading in readings):
        of_table = [reading for reading in readings if reading.table == table]
        refused = [one for reading in of_table for one in reading.refused]
        rows = len(refused) + sum(len(reading.rows) for reading in of_table)
        if len(refused) > SHARE * rows and len({repr(one.row) for one in refused}) > 1:
            reasons = dict.fromkeys(one.reason.removeprefix(f"{source}: ") for one in refused)
            raise SourceChanged(
                source,
                f"{len(refused)} of {rows} rows for {table} cannot be read, too many for single "
                f"slips: {'; '.join(list(reasons)[:SHOWN])}",
            )
    return readings


def _storable(source: str, reading: Reading) -> Reading:
    """Without numbers that have no end, which JSON, CSV and `float` all take as `1e999`, without
    half characters, and without texts that are whole pages."""
    if fault := _fault({"board": reading.board, "category": reading.category}):
        raise ParseError(f"a {fault}")
    rows, refused = [], list(reading.refused)
    for row in reading.rows:
        if fault := _fault(row):
            refused.append(RefusedRow(str(row.get("entry", "")), fault, row))
        else:
            rows.append(row)
    named = [
        RefusedRow(_named(one.entry), message_about(source, one.reason), _plain(one.row))
        for one in refused
    ]
    warnings = tuple(map(whole, reading.warnings))
    return replace(reading, rows=rows, refused=named, warnings=warnings)


def _named(text: str) -> str:
    """`text` as a name that can be stored and read."""
    text = whole(text)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _fault(row: Row) -> str:
    """Why the row is not stored; empty: it can be. Cheap, for every value is looked at."""
    for name, value in row.items():
        fault = ""
        if isinstance(value, str):
            most = LONGEST_NAME if name in NAMES else LONGEST_TEXT
            if len(value) > most:
                fault = f"which has {len(value):,} characters, more than {most:,}"
            elif not value.isascii() and whole(value) != value:
                fault = "which holds half a character"
        elif isinstance(value, float) and not math.isfinite(value):
            fault = "not a finite number"
        if fault:
            return f"{name} is {_named(str(value))}, {fault}"
    return ""
