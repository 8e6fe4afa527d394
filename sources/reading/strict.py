"""JSON, CSV, zip, days and numbers without a silent default: the rest raises ParseError, naming
`what` it was to be. The types of a row's fields, at the end, read so."""

import csv
import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Never

from pydantic import PlainValidator, ValidationInfo

from sources.contract import ParseError, RefusedRow
from terms.days import is_day

DIGITS = 12
"""Significant digits kept: enough for every published number, few enough to drop the noise of
upstream float arithmetic (0.37520000000000003 is 0.3752)."""

_TIDY = Context(prec=DIGITS)
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
"""Numbers as people and programs publish them. Python reads more: `1_0`, Arabic digits, `inf`."""
COUNT_DIGITS = 15
COUNT = re.compile(rf"[0-9]{{1,{COUNT_DIGITS}}}")
_TIME = re.compile(r".{10}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{3})?Z")
_BLANKS = " \t\r\n"
"""What is cut from the ends of a cell; other blanks are part of what it says."""


def tidy(number: Decimal | int) -> float:
    """`number` rounded to `DIGITS` significant digits."""
    return float(_TIDY.plus(number))


def json_of(body: bytes) -> Any:
    """The JSON value in `body`, non-integers as Decimal; NaN, an infinity or a key that an object
    names twice is none."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            raise ParseError(f"a JSON object names a key twice: {[k for k, _ in items]}")
        return found

    def constant(word: str) -> Never:
        raise ParseError(f"the JSON holds {word}, which is no number")

    decoder = json.JSONDecoder(
        parse_float=_json_number, parse_constant=constant, object_pairs_hook=pairs
    )
    try:
        return decoder.decode(body.decode("utf-8-sig"))
    # A ValueError beside the two is an integer of thousands of digits.
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the page is not JSON: {error}") from error


@lru_cache(maxsize=8_192)  # lists name the same prices and scores over and over
def _json_number(text: str) -> Decimal:
    return decimal_of("a number of the JSON", text)


def json_at(what: str, text: str, start: int) -> Any:
    """The JSON value that begins at a place of a text."""
    try:
        return json.JSONDecoder(parse_float=Decimal).raw_decode(text, start)[0]
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{what} breaks off: {error}") from error


_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, OSError,
    ValueError, LookupError, OverflowError,
)  # fmt: skip
"""What the standard library raises on damaged zips, found by mutating them: it promises none."""


def files_of_zip(body: bytes, ending: str) -> dict[str, bytes]:
    """The files of a zip whose names end so, by their whole names."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [one for one in archive.infolist() if one.filename.endswith(ending)]
            found = {one.filename: archive.read(one) for one in members}
    # A zip file object reads no more than the size that the list of files gives.
    except _ZIP_FAULTS as error:
        raise ParseError(f"the page is not a zip that opens: {error}") from error
    if len(found) != len(members):
        raise ParseError(f"two files share a name: {sorted(found)}")
    return found


def lines_of_table(name: str, body: bytes) -> list[list[str]]:
    """The cells of the CSV file `name`, line by line."""
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ParseError(f"{name} is not CSV: {error}") from error
    return [[cell.strip(_BLANKS) for cell in line] for line in lines if line]


def rows_of_table(
    name: str, body: bytes, required: Sequence[str]
) -> tuple[list[dict[str, str]], list[RefusedRow]]:
    """The rows of the CSV file `name`, and those that are longer or shorter than the header.

    Which cell of such a row is which cannot be told; its first one names it where the first
    column is the first of `required`.
    """
    lines = lines_of_table(name, body)
    header = lines[0] if lines else []
    if missing := [column for column in required if column not in header]:
        raise ParseError(f"{name} has no column {missing}; it has {header}")
    if len(set(header)) != len(header):
        raise ParseError(f"{name} has a column twice: {header}")
    is_named = header[:1] == list(required[:1])
    rows, ragged = [], []
    for line in lines[1:]:
        if len(line) == len(header):
            rows.append(dict(zip(header, line, strict=True)))
        else:
            reason = f"{name} has {len(header)} columns, but a row reads {line}"
            ragged.append(RefusedRow(line[0] if is_named else "", reason, {"row": line}))
    return rows, ragged


def decimal_of(what: str, text: str) -> Decimal:
    """The number written as `text` in ASCII."""
    if NUMBER.fullmatch(text) is None:
        raise ParseError(f"{what} is {text!r}, which is no number")
    return Decimal(text)


def count_of(what: str, text: str) -> int:
    """The count written as `text` in ASCII digits."""
    if COUNT.fullmatch(text) is None:
        raise ParseError(f"{what} is {text!r}, which is no count")
    return int(text)


def number_of(what: str, value: object) -> Decimal | int:
    """`value`, a JSON number as `json_of` gives it."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise ParseError(f"{what} is {value!r}, not a number")
    return value


def text_of(what: str, value: object) -> str:
    """`value`, a JSON string that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ParseError(f"{what} is {value!r}, not a text")
    return value


def list_of(what: str, value: object) -> list[Any]:
    """`value`, a JSON array."""
    if not isinstance(value, list):
        raise ParseError(f"{what} is {str(value)[:80]!r}, not a list")
    return value


def object_of(what: str, value: object) -> dict[str, Any]:
    """`value`, a JSON object."""
    if not isinstance(value, dict):
        raise ParseError(f"{what} is {type(value).__name__}, not an object")
    return value


def day_of(what: str, value: object, *, in_part: bool = False) -> str:
    """A day of the calendar as it is written; `in_part`: a month or a year will do."""
    text = text_of(what, value)
    if not is_day(text, in_part=in_part):
        raise ParseError(
            f"{what} is {text!r}, not a day like 2026-07-30; it counts once the source corrects it"
        )
    return text


def time_of(what: str, value: object) -> str:
    """A UTC time as it is written, which sorts as it is."""
    text = text_of(what, value)
    if _TIME.fullmatch(text) is None or not is_day(text[:10]):
        raise ParseError(f"{what} is {text!r}, not a UTC time like 2026-08-16T16:00:00Z")
    return text


def day_if_any(what: str, value: object, *, in_part: bool = False) -> str | None:
    """The same; None where there is nothing, or an empty cell."""
    return None if value in (None, "") else day_of(what, value, in_part=in_part)


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
