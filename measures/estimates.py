"""What all estimates share: a statistic over a window or a whole history, one record per variant.

What belongs here: the columns of table estimate, and how a record becomes a row and comes back.
Not here: what a measure says. Each has a record of its own, in `records` beside the measure: a
frozen dataclass whose own fields are the details of its rows. `measures.records` lists them all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from measures.errors import EstimateOutdated

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Row = Mapping[str, Any]
Named = Callable[[str], str]
"""Id of a model to its name."""


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
    STORED_AS: ClassVar[Mapping[str, str]] = {}
    """Own field to its name among the details, where a column has that name already."""
    INLINE: ClassVar[Mapping[str, type]] = {}
    """Own field to its record, whose fields stand among the details themselves; absent: None."""

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

    @property
    def detail(self) -> dict[str, Any]:
        """Own fields as JSON values, by name. One that has its default says nothing: left out."""
        told = adapter(type(self)).dump_python(self, mode="json", exclude_defaults=True)
        own = {self.STORED_AS.get(name, name): told[name] for name in told if name not in _SHARED}
        for name in self.INLINE:
            own |= own.pop(name, None) or {}
        return dict(_plain(own, self.DIGITS))

    @property
    def shown(self) -> dict[str, Any]:
        """The details as a program is given them."""
        return self.detail

    def row(self, code_version: str) -> dict[str, Any]:
        """As a row of table estimate."""
        return {
            **{name: getattr(self, name) for name in COLUMNS},
            "entry": self.variant,
            "vintages": json.dumps(list(self.vintages)),
            "detail": json.dumps(self.detail, ensure_ascii=False),
            "code_version": code_version,
        }

    @classmethod
    def kinds(cls) -> Sequence[type[Estimate]]:
        """The records of the measure: itself, unless its rows are of several kinds."""
        return (cls,)

    @classmethod
    def kind_of(cls, details: Mapping[str, Any]) -> type[Estimate]:
        """Which of `kinds` a row with these details is: all own fields of that one are there."""
        fitting = [kind for kind in cls.kinds() if _required(kind) <= details.keys()]
        return max(fitting, key=lambda kind: len(_required(kind)), default=cls.kinds()[0])

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """The record of a row of table or view estimate; its details and vintages may be JSON text.

        Raises EstimateOutdated for details that are not as declared: an earlier version wrote them.
        """
        from pydantic import ValidationError  # noqa: PLC0415 - most commands read no estimate

        own = decoded(row["detail"])
        kind = cls.kind_of(own)
        renamed = {name: own[key] for name, key in kind.STORED_AS.items() if key in own}
        shared = {name: row[name] for name in COLUMNS if name in row}
        inner = {name: _inside(record, own) for name, record in kind.INLINE.items()}
        told = {**own, **renamed, **inner, **shared, "vintages": decoded(row["vintages"])}
        try:
            return cast("Self", adapter(kind).validate_python(told))
        except ValidationError as error:
            faults = (f"{one['loc'][0]}: {one['msg']}" for one in error.errors())
            raise EstimateOutdated(
                f"{cls.MEASURE} of {row['series'] or 'all series'} was derived by another version "
                f"({row['code_version']}; {'; '.join(faults)})"
            ) from error


Kind = TypeVar("Kind", bound=Estimate)


def only(kind: type[Kind], found: Iterable[Estimate]) -> Sequence[Kind]:
    """Those of one measure, in their order."""
    return [one for one in found if isinstance(one, kind)]


def vintages_of(rows: Iterable[Row]) -> set[int]:
    """The vintages that rows of view estimate_now name; few lists are shared by many rows."""
    lists = {row["vintages"] for row in rows}
    return {vintage for text in lists for vintage in json.loads(text)}


def unpacked(row: Row, record: Estimate) -> dict[str, Any]:
    """A row of view estimate_now with its details as an object and its caveat as a sentence."""
    return {**row, "detail": record.shown, "caveat": record.caveat}


_SHARED = tuple(one.name for one in fields(Estimate))
COLUMNS = tuple(name for name in _SHARED if name != "vintages")
"""Columns of table estimate that every record has."""


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """What checks and reads the fields of a record."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - most commands read no estimate

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _inside(record: Any, details: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of a record that stand among the details; None when one of them is missing."""
    needed = {one.name for one in fields(record) if one.default is MISSING}
    names = {one.name for one in fields(record)}
    if not needed <= details.keys():
        return None
    return {name: value for name, value in details.items() if name in names}


def _required(kind: type[Estimate]) -> set[str]:
    """Names among the details of own fields without a default."""
    apart = {*_SHARED, *kind.INLINE}
    own = (one for one in fields(kind) if one.name not in apart and one.default is MISSING)
    return {kind.STORED_AS.get(one.name, one.name) for one in own}


def _key(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def decoded(value: Any) -> Any:
    """What JSON text says; anything else as it is."""
    return json.loads(value) if isinstance(value, str) else value


def _plain(value: Any, digits: int | None) -> Any:
    """`value` with sorted keys and its numbers rounded."""
    if isinstance(value, float) and digits is not None:
        return round(value, digits)
    if isinstance(value, dict):
        return {key: _plain(value[key], digits) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_plain(one, digits) for one in value]
    return value
