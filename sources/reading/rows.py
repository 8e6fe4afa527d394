"""Rows of a page as models, where what a field is, is said once, in its type.

A row that cannot be read costs itself, not the page: one whose required key is missing, of another
type or of an unknown category is refused by name and goes to quarantine. A key nobody knows is left
unread; `sources.reading.fields` tells of it. Where too many rows break, the page has another shape
than its parser knows, and is refused as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, ValidationInfo

from sources.contract import (
    Page,
    ParseError,
    Reading,
    RefusedRow,
    SourceChanged,
    message_about,
    whole,
)
from sources.reading.strict import (
    COUNT_DIGITS,
    count_of,
    day_of,
    decimal_of,
    number_of,
    object_of,
    text_of,
    tidy,
)

SHARE = 0.02
"""Of a table's rows on one page so many may be refused; one always may (docs/decisions.md)."""
SHOWN = 3
"""Reasons that the refusal of a page names."""
LONGEST_NAME, LONGEST_TEXT = 500, 100_000
"""Characters of a name, and of any other text; the longest so far are 135 and 11,136."""
NAMES = ("entry", "model_name", "provider", "offering")

NO_KEYS: Mapping[str, str] = MappingProxyType({})


def reads(read: Callable[[str, Any], Any]) -> PlainValidator:
    """A field that one of `strict`'s functions reads; its refusal names source, key and row."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        name, keys = info.context or ("", NO_KEYS)
        key = keys.get(info.field_name or "", info.field_name)
        return read(f"{key} of {name}" if name else f"a {key}", value)

    return PlainValidator(validate)


def or_none(read: Callable[[str, Any], Any]) -> PlainValidator:
    """The same; None where there is nothing, or an empty cell."""
    return reads(lambda what, value: None if value in (None, "") else read(what, value))


def word(*words: object) -> PlainValidator:
    """A field of a closed list of words."""

    def read(what: str, value: object) -> object:
        if not any(value is one or (value == one and type(value) is str) for one in words):
            known = ", ".join(map(str, words))
            raise ParseError(f"{what} is {value!r}, none of: {known}")
        return value

    return reads(read)


def _of_text(read: Callable[[str, str], Any]) -> Callable[[str, object], Any]:
    return lambda what, value: read(what, text_of(what, value))


def _count(what: str, value: object) -> int:
    if type(value) is not int or not 0 <= value < 10**COUNT_DIGITS:
        raise ParseError(f"{what} is {value!r}, which is no count")
    return value


def _figure(what: str, value: object) -> float:
    return tidy(number_of(what, value))


Text = Annotated[str, reads(text_of)]
TextIfAny = Annotated[str | None, or_none(text_of)]
Day = Annotated[str, reads(day_of)]
DayIfAny = Annotated[str | None, or_none(day_of)]
_day_of_time = _of_text(lambda what, text: day_of(what, text[:10]))
DayOfTime = Annotated[str, reads(_day_of_time)]
DayOfTimeIfAny = Annotated[str | None, or_none(_day_of_time)]
"""The day of a time as it is written."""
Number = Annotated[Decimal | int, reads(number_of)]
NumberIfAny = Annotated[Decimal | int | None, or_none(number_of)]
"""A number of JSON."""
FigureIfAny = Annotated[float | None, or_none(_figure)]
"""The same, tidied."""
Count = Annotated[int, reads(_count)]
CellNumber = Annotated[Decimal, reads(_of_text(decimal_of))]
CellNumberIfAny = Annotated[Decimal | None, or_none(_of_text(decimal_of))]
CellCount = Annotated[int, reads(_of_text(count_of))]
CellCountIfAny = Annotated[int | None, or_none(_of_text(count_of))]
"""A number written as a text."""
Object = Annotated[dict[str, Any], reads(object_of)]
Truth = Annotated[bool, word(True, False)]


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
    found = _keyed_by_text(item)
    return found if isinstance(found, dict) else {"row": found}


def _keyed_by_text(node: object) -> Any:
    """The same with texts for keys, and whole ones: YAML knows others, JSON does not."""
    if isinstance(node, Mapping):
        return {whole(str(key)): _keyed_by_text(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_keyed_by_text(one) for one in node]
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
    if fault := _fault("entry", reading.board) or _fault("entry", reading.category):
        raise ParseError(f"a board is {_named(reading.board)!r}, {fault}")
    rows, refused = [], list(reading.refused)
    for row in reading.rows:
        faults = {name: fault for name, value in row.items() if (fault := _fault(name, value))}
        if not faults:
            rows.append(row)
            continue
        name, fault = next(iter(faults.items()))
        kept = {key: str(value) if key in faults else value for key, value in row.items()}
        reason = f"{name} is {_named(kept[name])}, {fault}"
        refused.append(RefusedRow(str(row.get("entry", "")), reason, kept))
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


def _fault(name: str, value: object) -> str:
    """Why the value is not stored; empty: it can be."""
    if isinstance(value, float):
        return "" if math.isfinite(value) else "not a finite number"
    if not isinstance(value, str):
        return ""
    most = LONGEST_NAME if name in NAMES else LONGEST_TEXT
    if len(value) > most:
        return f"which has {len(value):,} characters, more than {most:,}"
    return "" if value.isascii() or whole(value) == value else "which holds half a character"
