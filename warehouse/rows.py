"""Fact rows in and out: coercion to the declared types, and the hash of a row's content."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from warehouse.errors import BadRow
from warehouse.schema import Column, Table

Values = tuple[Any, ...]


def values_of(table: Table, row: Mapping[str, Any]) -> Values:
    """`row` as a tuple in the table's column order, each value in its declared type.

    Keys that begin with an underscore are for the rules only and are left out. Raises BadRow for
    an unknown key, a missing required value or a value of another type.
    """
    unknown = {key for key in row if not key.startswith("_")} - set(table.names())
    if unknown:
        raise BadRow(f"{table.name}: no column {', '.join(sorted(unknown))}")
    return tuple(_coerce(table.name, column, row.get(column.name)) for column in table.columns)


def content_sha(table: Table, values: Values) -> str:
    """Hash of a row's content: 32 hex digits of sha256 over its non-null values by name.

    Nulls are left out, so that a column added by a later migration does not make old rows new.
    Columns that only name who first said it are left out too.
    """
    pairs = [
        [column.name, value]
        for column, value in zip(table.columns, values, strict=True)
        if value is not None and column.identity
    ]
    text = json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _coerce(table: str, column: Column, value: Any) -> Any:
    if value is None:
        if column.optional:
            return None
        raise BadRow(f"{table}.{column.name} is missing")
    try:
        return _CASTS[column.type](value)
    except (TypeError, ValueError) as error:
        raise BadRow(f"{table}.{column.name}: {value!r} is not {column.type} ({error})") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value


def _integer(value: Any) -> int:
    number = int(value)
    if number != value:
        raise ValueError("expected a whole number")
    return number


def _real(value: Any) -> float:
    if isinstance(value, str):
        raise TypeError("expected a number")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("expected a finite number")
    return number + 0.0  # -0.0 and 0.0 are one value


_CASTS = {"TEXT": _text, "INTEGER": _integer, "REAL": _real}
