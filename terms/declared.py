"""Declared files: a record says what a file may hold, and every fault of a file is told at once.

A declaration is a frozen dataclass that derives from `Declared`: its fields are the keys (a key
that is a Python word has an underscore at its end: `from_`), their types what is allowed, the text
below a field its meaning, and `__post_init__` raises ValueError where keys contradict one another.
Reading is strict: a key that is not declared, a missing key or a value of another kind is a fault.
Contradictions of a table are told once each of its keys is sound by itself.

pydantic does the reading and is imported by nothing but that: it takes 0.1 s, a third of a short
command, and declarations are imported by all of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)  # fmt: skip

from annotated_types import Gt, Interval

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, TypeAdapter, ValidationError
    from pydantic_core import CoreSchema

T = TypeVar("T")
N = TypeVar("N", bound="Named")
Refuse = Callable[[str], Exception]
"""Makes the error of a file from the sentence that names its faults."""


def _key(field: str) -> str:
    return field.removesuffix("_")


class Declared:
    """Base of the records that a declared file is made of."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "strict": True,
        "extra": "forbid",
        "alias_generator": _key,
        "use_attribute_docstrings": True,
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


@dataclass(frozen=True, slots=True)
class Reads:
    """Marks a type whose values a function reads; it raises ValueError, saying what is allowed."""

    read: Callable[[Any], Any]
    says: str
    """What is allowed, in words, for the docs."""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """The function as pydantic's own."""
        from pydantic_core import core_schema  # noqa: PLC0415 - see the module

        told = core_schema.str_schema(metadata={"pydantic_js_updates": {"format": self.says}})
        return core_schema.no_info_plain_validator_function(
            self.read, json_schema_input_schema=told
        )


def _day(value: object) -> str:
    # A datetime is also a `date`; a time of day has no meaning here.
    if type(value) is not date:
        raise ValueError("should be a day (YYYY-MM-DD without quotes)")
    return value.isoformat()


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("should be a text that is not empty")
    return value


def matching(pattern: str, says: str) -> Reads:
    """Marks a text that a pattern describes as a whole, and what that is in words."""
    form = re.compile(pattern)

    def read(value: object) -> str:
        if not isinstance(value, str) or form.fullmatch(value) is None:
            raise ValueError(f"should be {says}")
        return value

    return Reads(read, says)


def one_of(*words: str) -> Reads:
    """Marks a word of a closed list."""
    says = "one of " + ", ".join(words)

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"should be {says}")
        return value

    return Reads(read, says)


Day = Annotated[str, Reads(_day, "a day")]
"""A day as ISO text."""
Text = Annotated[str, Reads(_text, "a text")]
SecureAddress = Annotated[str, matching(r"https://\S+", "an address (https://...)")]
Address = Annotated[str, matching(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "an address (https://...)")]
Slug = Annotated[str, matching(r"[a-z0-9]+([.-][a-z0-9]+)*", "an id in small letters")]
Count = Annotated[int, Gt(0)]
Positive = Annotated[int, Interval(gt=0, lt=1e15)] | Annotated[float, Interval(gt=0, lt=1e15)]
"""A number above 0; a quadrillion or more is a slip of the keyboard."""
Real = int | float


def from_toml(text: str, shape: type[T], file: str, refuse: Refuse) -> T:
    """The record of a TOML text. Raises what `refuse` makes of all its faults."""
    return checked(toml_tables(text, file, refuse), shape, file, refuse)


def toml_tables(text: str | bytes, file: str, refuse: Refuse) -> dict[str, Any]:
    """The tables of a TOML text, unchecked. Raises what `refuse` makes of it when it is none."""
    try:
        return tomllib.loads(text if isinstance(text, str) else text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse(f"{file}: not TOML: {error}") from error


def checked(tables: object, shape: type[T], file: str, refuse: Refuse) -> T:
    """`tables` as the record. Raises what `refuse` makes of all their faults."""
    made, faults = examined(tables, shape)
    raise_faults(file, faults, refuse)
    return cast(T, made)


def checked_by_name(
    tables: Mapping[str, object], shape: type[N], file: str, refuse: Refuse
) -> dict[str, N]:
    """A record for each table, whose name is the record's `id`. Raises as `checked`."""
    made, faults = examined_by_name(tables, shape)
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
    from pydantic import ValidationError  # noqa: PLC0415 - see the module

    given = _with_tuples(tables)
    try:
        return cast(T, _adapter(cast(Any, shape)).validate_python(given)), []
    except ValidationError as error:
        return None, list(_faults(error, given, shape))


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - see the module

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


def _faults(error: ValidationError, given: object, shape: Any) -> Iterator[str]:
    """One sentence for each fault; the branches of a key that may be this or that are joined."""
    found: dict[str, list[str]] = {}
    for one in error.errors(include_url=False):
        place, says = _fault(one["loc"], str(one["type"]), one, given, shape)
        told = found.setdefault(place, [])
        told += [] if says in told else [says]
    for place, told in found.items():
        yield place + " or ".join([told[0], *(one.removeprefix("should be ") for one in told[1:])])


def _fault(
    loc: tuple[int | str, ...], kind: str, one: Mapping[str, Any], given: object, shape: Any
) -> tuple[str, str]:
    """Where a fault lies and what it is, in words."""
    path, value = _found(loc, given)
    if kind == "missing":
        return f"{path}.{loc[-1]} ".lstrip("."), "is missing"
    if kind == "unexpected_keyword_argument":
        path, _ = _found(loc[:-1], given)
        known = ", ".join(_keys(_shape_at(shape, loc[:-1])))
        return _before(path) + f"unknown key {loc[-1]!r} (value {value}); ", f"known: {known}"
    says = str(one["ctx"]["error"]) if kind == "value_error" else ""
    if says.startswith(_CONTRADICTS):
        return _before(path), says.removeprefix(_CONTRADICTS)
    place = f"{path} = {value}: " if path else f"{value}: "
    return place, says or _SAYS.get(kind) or one["msg"].removeprefix("Input ")


def _before(path: str) -> str:
    return f"{path}: " if path else ""


_CONTRADICTS = "\0"


def contradiction(*sentences: str | None) -> None:
    """Raise the ValueError of keys that cannot stand together; None is no sentence."""
    said = [one for one in sentences if one is not None]
    if said:
        raise ValueError(_CONTRADICTS + "; ".join(said))


def _found(loc: Sequence[int | str], given: object) -> tuple[str, str]:
    """The key in words and its value; items of a list are counted from 1, or named by their id."""
    path, value = "", given
    for part in loc:
        if isinstance(value, dict) and part in value:
            path, value = f"{path}.{part}".lstrip("."), value[part]
        elif isinstance(value, tuple) and isinstance(part, int):
            value = value[part]
            name = value.get("id") if isinstance(value, dict) else None
            path += f"[{name if isinstance(name, str) else part + 1}]"
        else:
            break
    return path, _short(value)


def _short(value: object) -> str:
    if isinstance(value, tuple):
        value = list(value)
    words = value.isoformat() if isinstance(value, date) else repr(value)
    return words if len(words) <= 80 else f"{words[:77]}..."


def _shape_at(shape: Any, loc: Sequence[int | str]) -> Any:
    for part in loc:
        bare = record_in(shape) or shape
        if is_dataclass(bare):
            hints = get_type_hints(bare, include_extras=True)
            shape = hints.get(str(part)) or hints.get(f"{part}_")
        else:
            args = get_args(bare)
            shape = args[0] if args[-1] is ... else args[-1]
    return record_in(shape) or shape


def record_in(shape: Any) -> Any:
    """The declaration that a type is, may be or holds; None when there is none."""
    if isinstance(shape, type) and is_dataclass(shape):
        return shape
    if get_origin(shape) in (Annotated, Union, UnionType):
        inner = (record_in(part) for part in get_args(shape) if part is not NoneType)
        return next((part for part in inner if part is not None), None)
    return None


def _keys(shape: Any) -> list[str]:
    if not is_dataclass(shape):
        return []
    named = isinstance(shape, type) and issubclass(shape, Named)
    return [_key(field.name) for field in fields(shape) if not (named and field.name == "id")]


def schema(shape: Any) -> dict[str, Any]:
    """JSON schema of a declaration, as the how-to pages show it."""
    return _adapter(shape).json_schema()
