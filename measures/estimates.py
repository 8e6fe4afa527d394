"""What all estimates share: a statistic over a window or a whole history, one record per variant.

What belongs here: the columns of table estimate, and how a record becomes a row and comes back.
Not here: what a measure says. Each has a record of its own, in `records` beside the measure: a
frozen dataclass whose own fields are the details of its rows. `measures.records` lists them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One estimate. What changes from day to day without news (today's date, an age) is no part of
    it: every other content is another row of the history.
    """

    MEASURE: ClassVar[str]
    """Name of the measure: the board of its rows."""
    KEY: ClassVar[tuple[str, ...]]
    """Fields that tell the variants of a measure and series apart."""
    DIGITS: ClassVar[int | None] = None
    """Decimals that details keep; None: all. For ratios, whose tail says nothing."""

    unit: str
    series: str | None = None
    openness_rule: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    ci_level: float | None = None
    n: int | None = None
    from_on: str | None = None
    through_on: str | None = None
    vintages: tuple[int, ...] = ()
    """The vintages it is made of."""

    @property
    def variant(self) -> str:
        """Identity among the variants of a measure and series. Never read back: ask the fields."""
        return "|".join(_key(getattr(self, name)) for name in self.KEY)

    @property
    def caveat(self) -> str | None:
        """Why it may not be what it seems, in a sentence made from the fields; None: nothing."""
        return None

    def row(self, code_version: str) -> dict[str, Any]:
        """As a row of table estimate."""
        told: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json")
        shared = {name: told.pop(name) for name in COLUMNS}
        del told["vintages"]
        return {
            **shared,
            "entry": self.variant,
            "vintages": json.dumps(list(self.vintages)),
            "detail": json.dumps(_rounded(told, self.DIGITS), sort_keys=True, ensure_ascii=False),
            "code_version": code_version,
        }

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """The record of a row of table or view estimate; its details and vintages may be JSON text.

        Raises pydantic.ValidationError, naming each field that is not as declared.
        """
        own = _decoded(row["detail"])
        shared = {name: row[name] for name in COLUMNS if name in row}
        vintages = _decoded(row["vintages"])
        found = _adapter(cls).validate_python({**own, **shared, "vintages": vintages})
        return cast("Self", found)


COLUMNS = tuple(one.name for one in fields(Estimate) if one.name != "vintages")
"""Columns of table estimate that every record has."""


_ADAPTERS: dict[type[Estimate], TypeAdapter[Any]] = {}


def _adapter(kind: type[Estimate]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - most commands read no estimate

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _key(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _rounded(value: Any, digits: int | None) -> Any:
    if isinstance(value, float) and digits is not None:
        return round(value, digits)
    if isinstance(value, dict):
        return {key: _rounded(one, digits) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one, digits) for one in value]
    return value


def estimate_row(code_version: str, **columns: Any) -> dict[str, Any]:
    """A row of a measure that has no record yet; optional columns not given are absent."""
    return {**dict.fromkeys((*COLUMNS, "caveat")), **columns, "code_version": code_version}


def as_json(value: object) -> str:
    """Details of such a row: sorted keys, numbers rounded where a ratio gave them a tail."""
    return json.dumps(_rounded(value, 6), sort_keys=True, ensure_ascii=False)
