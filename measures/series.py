"""The declared series: what each one measures, from which boards, and how far to trust it.

A series is (benchmark, protocol, provenance) and lives as data in `series.toml`. Reading is
strict: a key or a value that is not declared here raises `SeriesInvalid` and names it.

A status holds from a day on (`status_since`): a reader of a past day takes the series as it stood
then (`load` with that day).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from typing import Any, Literal

from measures.errors import SeriesInvalid
from terms.units import Unit
from terms.words import Exposure, Provenance, SeriesStatus, words

DOMAINS = (
    "knowledge", "reasoning", "coding", "tool use", "agentic", "multimodal", "safety",
    "human preference", "composite",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Which rows of which board belong to a series."""

    source: str
    board: str
    category: str
    entry_matches: re.Pattern[str] | None
    protocol: str | None
    protocol_matches: re.Pattern[str] | None
    provenance: str | None
    """Who measured the rows this filter takes, when that is not the series' own: a stand-in,
    which counts only while no state of the series' own provenance is fresh (see
    `measures.boards.states`)."""
    model_required: bool
    """True: rows that name no single model (ensembles, untagged systems) are left out."""

    def accepts(self, row: Mapping[str, Any]) -> bool:
        """Whether a score row of this board belongs to the series (provenance apart)."""
        if self.model_required and row.get("model_name") is None:
            return False
        if self.protocol is not None and row["protocol"] != self.protocol:
            return False
        if self.protocol_matches and not self.protocol_matches.search(row["protocol"]):
            return False
        return self.entry_matches is None or bool(self.entry_matches.search(row["entry"]))


@dataclass(frozen=True, slots=True)
class ScaleBreak:
    """A day on which the scale moved: values and gaps before and after are on different scales.

    A gap within one page is sound; two gaps on the two sides of the day do not compare.
    """

    on: str
    why: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Series:
    """One benchmark under one protocol measured by one kind of measurer."""

    id: str
    title: str
    domain: str
    unit: str
    direction: Literal["higher", "lower"]
    items: int | None
    """Number of items behind a percentage when the row does not say; None: not a proportion."""
    axis: Literal["board", "entry"]
    exposure: str
    provenance: str
    status: str
    status_reason: str | None
    """Why it is not live, in words; None for a live series."""
    status_since: str | None
    """First day on which what the reason says held; it was live before. None: day not known."""
    citation: str
    """Where the status and the protocol can be checked (URL)."""
    stale_after_days: int
    stale_reason: str
    sources: tuple[SourceFilter, ...]
    scale_breaks: tuple[ScaleBreak, ...]
    task_tuned: bool
    """True: models tuned for one task compete too; such a series takes no part in a headline."""

    @property
    def sign(self) -> int:
        """1 when a higher value is better, -1 when a lower one is."""
        return 1 if self.direction == "higher" else -1

    def on(self, day: date) -> Series:
        """The series as it stood on `day`: live before its status began.

        A status of which nobody knows the day is taken to have held always.
        """
        if self.status_since is None or day.isoformat() >= self.status_since:
            return self
        return replace(self, status=SeriesStatus.LIVE.value, status_reason=None, status_since=None)


Check = Callable[[Any], bool]


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _one_of(*allowed: str) -> Check:
    return lambda value: value in allowed


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _url(value: object) -> bool:
    return isinstance(value, str) and value.startswith("https://")


def _day(value: object) -> bool:
    return type(value) is date


def _tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _pattern(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(re.compile(value))
    except re.error:
        return False


_SERIES: dict[str, Check] = {
    "title": _text,
    "domain": _one_of(*DOMAINS),
    "unit": _one_of(*words(Unit)),
    "direction": _one_of("higher", "lower"),
    "items": _count,
    "axis": _one_of("board", "entry"),
    "exposure": _one_of(*words(Exposure)),
    "provenance": _one_of(*words(Provenance)),
    "status": _one_of(*words(SeriesStatus)),
    "status_reason": _text,
    "status_since": _day,
    "citation": _url,
    "stale_after_days": _count,
    "stale_reason": _text,
    "sources": lambda value: _tables(value) and bool(value),
    "scale_breaks": _tables,
    "task_tuned": lambda value: isinstance(value, bool),
}
_OPTIONAL: dict[str, Any] = {
    "items": None,
    "scale_breaks": (),
    "status_reason": None,
    "status_since": None,
    "task_tuned": False,
}
_SOURCE: dict[str, Check] = {
    "source": _text,
    "board": _text,
    "category": lambda value: isinstance(value, str),
    "entry_matches": _pattern,
    "protocol": _text,
    "protocol_matches": _pattern,
    "model_required": lambda value: isinstance(value, bool),
    "provenance": _one_of(*words(Provenance)),
}
_SOURCE_REQUIRED = ("source", "board", "category")
_BREAK: dict[str, Check] = {"on": _day, "why": _text, "evidence": _url}


def load(day: date | None = None) -> dict[str, Series]:
    """The bundled series by id, in declared order, as they stood on `day` (None: as declared).

    Raises SeriesInvalid.
    """
    found = read(resources.files("measures").joinpath("series.toml").read_text("utf-8"))
    return found if day is None else {name: series.on(day) for name, series in found.items()}


def read(text: str) -> dict[str, Series]:
    """Series declared in a TOML text, by id. Raises SeriesInvalid."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SeriesInvalid(f"series: not TOML: {error}") from error
    return {name: _series(name, table) for name, table in tables.items()}


def _series(name: str, table: object) -> Series:
    required = tuple(key for key in _SERIES if key not in _OPTIONAL)
    known = _checked(f"series {name}", table, _SERIES, required)
    sources = tuple(
        _source(f"series {name}, source {place}", item)
        for place, item in enumerate(known.pop("sources"), start=1)
    )
    boards = [(item.source, item.board, item.category) for item in sources]
    _refuse_mixing(name, known, sources)
    if len(set(boards)) < len(boards):
        raise SeriesInvalid(f"series {name}: the same board twice in sources {boards}")
    breaks = tuple(
        _scale_break(f"series {name}, scale break {place}", item)
        for place, item in enumerate(known.pop("scale_breaks", []), start=1)
    )
    if (known["status"] == SeriesStatus.LIVE) == ("status_reason" in known):
        raise SeriesInvalid(
            f"series {name}: status {known['status']!r} and status_reason "
            f"{known.get('status_reason')!r}; every status but live needs a reason, live has none"
        )
    since = known.pop("status_since", None)
    if since and known["status"] == SeriesStatus.LIVE:
        raise SeriesInvalid(f"series {name}: status_since {since} belongs to a status but live")
    known["status_since"] = since and since.isoformat()
    return Series(id=name, sources=sources, **{**_OPTIONAL, **known, "scale_breaks": breaks})


def _refuse_mixing(name: str, known: Mapping[str, Any], sources: tuple[SourceFilter, ...]) -> None:
    """On the entry axis the states of all boards meet in one gap, so one provenance is allowed."""
    mixed = [item.source for item in sources if item.provenance not in (None, known["provenance"])]
    if mixed and known["axis"] == "entry":
        raise SeriesInvalid(
            f"series {name}: sources {mixed} have another provenance, which on the entry axis "
            "would meet the series' own in one gap; declare a series of their own"
        )


def _source(place: str, table: object) -> SourceFilter:
    known = _checked(place, table, _SOURCE, _SOURCE_REQUIRED)
    return SourceFilter(
        source=known["source"],
        board=known["board"],
        category=known["category"],
        entry_matches=_compiled(known.get("entry_matches")),
        protocol=known.get("protocol"),
        protocol_matches=_compiled(known.get("protocol_matches")),
        provenance=known.get("provenance"),
        model_required=known.get("model_required", False),
    )


def _scale_break(place: str, table: object) -> ScaleBreak:
    known = _checked(place, table, _BREAK, tuple(_BREAK))
    return ScaleBreak(known["on"].isoformat(), known["why"], known["evidence"])


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return None if pattern is None else re.compile(pattern)


def _checked(
    place: str, table: object, checks: Mapping[str, Check], required: tuple[str, ...]
) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise SeriesInvalid(f"{place}: {table!r} is not a table")
    for key, value in table.items():
        if key not in checks:
            raise SeriesInvalid(f"{place}: unknown key {key!r} (value {value!r})")
        if not checks[key](value):
            raise SeriesInvalid(f"{place}: {key} = {value!r} is not a valid value")
    for key in required:
        if key not in table:
            raise SeriesInvalid(f"{place}: key {key!r} is missing")
    return dict(table)
