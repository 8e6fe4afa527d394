"""Rows of a page as models: what a field is, is said once, in its type.

A key that no model declares is left unread; `sources.reading.fields` tells that it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, ValidationInfo

from sources.contract import ParseError, RefusedRow
from sources.reading import strict
from sources.reading.rows import read_each

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
    return lambda what, value: read(what, strict.text_of(what, value))


def _count(what: str, value: object) -> int:
    if type(value) is not int or not 0 <= value < 10**strict.COUNT_DIGITS:
        raise ParseError(f"{what} is {value!r}, which is no count")
    return value


def _figure(what: str, value: object) -> float:
    return strict.tidy(strict.number_of(what, value))


Text = Annotated[str, reads(strict.text_of)]
TextIfAny = Annotated[str | None, or_none(strict.text_of)]
Day = Annotated[str, reads(strict.day_of)]
DayIfAny = Annotated[str | None, or_none(strict.day_of)]
_day_of_time = _of_text(lambda what, text: strict.day_of(what, text[:10]))
DayOfTime = Annotated[str, reads(_day_of_time)]
DayOfTimeIfAny = Annotated[str | None, or_none(_day_of_time)]
"""The day of a time as it is written."""
Number = Annotated[Decimal | int, reads(strict.number_of)]
NumberIfAny = Annotated[Decimal | int | None, or_none(strict.number_of)]
"""A number of JSON."""
FigureIfAny = Annotated[float | None, or_none(_figure)]
"""The same, tidied."""
Count = Annotated[int, reads(_count)]
CellNumber = Annotated[Decimal, reads(_of_text(strict.decimal_of))]
CellNumberIfAny = Annotated[Decimal | None, or_none(_of_text(strict.decimal_of))]
CellCount = Annotated[int, reads(_of_text(strict.count_of))]
CellCountIfAny = Annotated[int | None, or_none(_of_text(strict.count_of))]
"""A number written as a text."""
Object = Annotated[dict[str, Any], reads(strict.object_of)]
Truth = Annotated[bool, word(True, False)]


def key(name: str, **more: Any) -> Any:
    """The page's own name of a field; with `default`, where the page need not have it."""
    return Field(alias=name, **more)


class SourceRow(BaseModel):
    """One row as the place writes it."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


Kind = TypeVar("Kind", bound=SourceRow)
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
    given = strict.object_of(name or "a row", item)
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
