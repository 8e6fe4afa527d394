"""Declared files: a record says what a file may hold, and every fault of a file is told at once.

A declaration is a frozen dataclass that derives from `Declared`: its fields are the keys (a key
that is a Python word has an underscore at its end: `from_`), their types what is allowed, the text
below a field its meaning, and `__post_init__` raises ValueError where keys contradict one another.
Reading is strict: a key that is not declared, a missing key or a value of another kind is a fault.
Contradictions of a table are told once each of its keys is sound by itself.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, cast

from annotated_types import Gt, Interval
from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    PlainValidator,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreSchema, ErrorDetails

T = TypeVar("T")
N = TypeVar("N", bound="Named")
Refuse = Callable[[str], Exception]
"""Makes the error of a file from the sentence that names its faults."""


class Declared:
    """Base of the records that a declared file is made of."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "strict": True,
        "extra": "forbid",
        "alias_generator": lambda field: field.removesuffix("_"),
    }

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """A table becomes the record; "strict" alone would ask for a record that is made."""
        schema = handler(source)
        cast(dict[str, Any], handler.resolve_ref_schema(schema))["strict"] = False
        return schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Declared):
    """Base of the records that are a block of a file each, named by the block."""

    id: str
    """Name of the block."""


def reads(read: Callable[[Any], Any]) -> PlainValidator:
    """Marks a type whose values a function reads; it raises ValueError, saying what is allowed."""
    return PlainValidator(read)


def takes(read: Callable[[Any], Any]) -> BeforeValidator:
    """Marks a record that may be written shorter: a function makes its table of what is written."""
    return BeforeValidator(read)


def _day(value: object) -> str:
    # A datetime is also a `date`; a time of day has no meaning here.
    if type(value) is not date:
        raise ValueError("should be a day (YYYY-MM-DD without quotes)")
    return value.isoformat()


def _allowed(is_allowed: Callable[[str], object], says: str) -> PlainValidator:
    """Marks a text that a function allows, and what that is in words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not is_allowed(value):
            raise ValueError(f"should be {says}")
        return value

    return reads(read)


def matching(pattern: str, says: str) -> PlainValidator:
    """Marks a text that a pattern describes as a whole, and what that is in words."""
    return _allowed(re.compile(pattern).fullmatch, says)


def one_of(*words: str) -> PlainValidator:
    """Marks a word of a closed list."""
    return _allowed(words.__contains__, "one of " + ", ".join(words))


Day = Annotated[str, reads(_day)]
"""A day as ISO text."""
Text = Annotated[str, _allowed(str.strip, "a text that is not empty")]
SecureAddress = Annotated[str, matching(r"https://\S+", "an address (https://...)")]
Address = Annotated[str, matching(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "an address (https://...)")]
Slug = Annotated[str, matching(r"[a-z0-9]+([.-][a-z0-9]+)*", "an id in small letters")]
Count = Annotated[int, Gt(0)]
Positive = Annotated[int, Interval(gt=0, lt=1e15)] | Annotated[float, Interval(gt=0, lt=1e15)]
"""A number above 0; a quadrillion or more is a slip of the keyboard."""
Real = int | float


def from_toml(text: str | bytes, shape: type[T], file: str, refuse: Refuse) -> T:
    """The record of a TOML text. Raises what `refuse` makes of all its faults."""
    made, faults = examined(toml_tables(text, file, refuse), shape)
    raise_faults(file, faults, refuse)
    return cast(T, made)


def toml_tables(text: str | bytes, file: str, refuse: Refuse) -> dict[str, Any]:
    """The tables of a TOML text, unchecked. Raises what `refuse` makes of it when it is none."""
    try:
        return tomllib.loads(text if isinstance(text, str) else text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse(f"{file}: not TOML: {error}") from error


def blocks(text: str, shape: type[N], file: str, refuse: Refuse) -> dict[str, N]:
    """A record for each block of a TOML text, by its name. Raises as `from_toml`."""
    made, faults = examined_by_name(toml_tables(text, file, refuse), shape)
    raise_faults(file, faults, refuse)
    return made


def raise_faults(file: str, faults: Sequence[str], refuse: Refuse) -> None:
    """Raise what `refuse` makes of the faults of a file, unless there are none."""
    if len(faults) == 1:
        raise refuse(f"{file}: {faults[0]}")
    if faults:
        raise refuse("\n  ".join([f"{file}: {len(faults)} faults", *faults]))


def examined_by_name(
    tables: Mapping[str, object], shape: type[N]
) -> tuple[dict[str, N], list[str]]:
    """A record for each table and no fault, or the faults of them all."""
    given = {
        name: {**table, "id": name} if isinstance(table, dict) else table
        for name, table in tables.items()
    }
    made, faults = examined(given, dict[str, shape])  # type: ignore[valid-type]
    own = [
        f"{name}: unknown key 'id' (a block's name is its id)"
        for name, table in tables.items()
        if isinstance(table, dict) and "id" in table
    ]
    return (made or {}), [*faults, *own]


def examined(tables: object, shape: type[T]) -> tuple[T | None, list[str]]:
    """The record and no fault, or None and every fault: key, value and what is allowed."""
    given = _with_tuples(tables)
    try:
        return cast(T, _adapter(cast(Any, shape)).validate_python(given)), []
    except ValidationError as error:
        return None, list(_faults(error, given))


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _with_tuples(value: object) -> Any:
    """Lists as the tuples that a frozen record holds."""
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


_SAYS = {
    "dataclass_type": "should be a table",
    "dict_type": "should be a table",
    "tuple_type": "should be a list",
    "too_short": "should not be empty",
    "bool_type": "should be true or false",
    "int_type": "should be a whole number",
    "float_type": "should be a number",
    "string_type": "should be a text",
    "pattern_type": "should be a regular expression",
    "pattern_regex": "should be a regular expression",
}


def _faults(error: ValidationError, given: object) -> Iterator[str]:
    """One sentence for each fault; the branches of a key that may be this or that are joined."""
    found: dict[str, list[str]] = {}
    for one in error.errors(include_url=False):
        place, says = _fault(one, given)
        told = found.setdefault(place, [])
        told += [] if says in told else [says]
    for place, told in found.items():
        yield place + " or ".join([told[0], *(one.removeprefix("should be ") for one in told[1:])])


def _fault(one: ErrorDetails, given: object) -> tuple[str, str]:
    """Where a fault lies, and what is allowed there; "" where the first says all."""
    *table, key = one["loc"] or ("",)
    if one["type"] == "missing":
        return f"{_path(table, given)}.{key} is missing".lstrip("."), ""
    value = _short(one["input"])
    if one["type"] == "unexpected_keyword_argument":
        return _after(_path(table, given), f"unknown key {key!r} (value {value})"), ""
    path = _path(one["loc"], given)
    says = str(one["ctx"]["error"]) if one["type"] == "value_error" else ""
    if says.startswith(_CONTRADICTS):
        return _after(path, says.removeprefix(_CONTRADICTS)), ""
    allowed = says or _SAYS.get(one["type"]) or one["msg"].removeprefix("Input ")
    return (f"{path} = {value}: " if path else f"{value}: "), allowed


def _after(path: str, sentence: str) -> str:
    return f"{path}: {sentence}" if path else sentence


_CONTRADICTS = "\0"


def contradiction(*sentences: str | None) -> None:
    """Raise the ValueError of keys that cannot stand together; None is no sentence."""
    said = [one for one in sentences if one is not None]
    if said:
        raise ValueError(_CONTRADICTS + "; ".join(said))


def _path(loc: Sequence[int | str], given: Any) -> str:
    """The key in words; items of a list are counted from 1, or named by their id."""
    path = ""
    for part in loc:
        if isinstance(given, dict) and part in given:
            path, given = f"{path}.{part}".lstrip("."), given[part]
        elif isinstance(given, tuple) and isinstance(part, int):
            given = given[part]
            name = given.get("id") if isinstance(given, dict) else None
            path += f"[{name if isinstance(name, str) else part + 1}]"
        else:
            break
    return path


def _short(value: object) -> str:
    if isinstance(value, tuple):
        value = list(value)
    words = value.isoformat() if isinstance(value, date) else repr(value)
    return words if len(words) <= 80 else f"{words[:77]}..."
