"""Small hand-made series, registries and states for the tests of `measures`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from measures.boards.states import Boards, BoardState
from measures.gap.history import gaps, moments
from measures.gap.paired import Pairing
from measures.names.registry import Registry
from measures.segments import GapSegment
from measures.series import DatedStatus, Series, read

SERIES_TEXT = """
[some]
title = "Some board"
domain = "coding"
unit = "percent"
direction = "higher"
items = 500
axis = "board"
exposure = "public"
provenance = "independent"
citation = "https://example.org/board"
stale_after_days = 7
stale_reason = "It is published daily."
sources = [
  { source = "place", board = "main", category = "" },
  { source = "published", board = "some", category = "" },
]
"""


def said(*statuses: str, why: str = "It stopped.", since: str | None = None) -> tuple[Any, ...]:
    """What is said against a series; nothing for "live"."""
    return tuple(DatedStatus(status=one, why=why, since=since) for one in statuses if one != "live")


def series(**changes: Any) -> Series:
    return replace(read(SERIES_TEXT)["some"], **changes)


def model(entry: str, kind: str = "general") -> dict[str, Any]:
    return {"entry": entry, "name": entry.title(), "kind": kind, "released_on": "2023-01-01"}


def alias(spelling: str, model: str, source: str = "*", **columns: Any) -> dict[str, Any]:
    return {"alias": spelling, "source": source, "model": model, **columns}


def grade(model: str, openness: str, start: str, end: str | None = None) -> dict[str, Any]:
    return {"model": model, "openness": openness, "valid_from": start, "valid_until": end}


def registry(
    grades: Mapping[str, str | Sequence[tuple[str, str, str | None]]], **columns: Mapping[str, Any]
) -> Registry:
    """Models by id: one grade from 2000 on, or (grade, from, until) intervals; and values of other
    columns by id."""
    models = [
        model(name) | {column: given[name] for column, given in columns.items() if name in given}
        for name in grades
    ]
    openness = []
    for name, given in grades.items():
        spans = [(given, "2000-01-01", None)] if isinstance(given, str) else given
        openness += [grade(name, *span) for span in spans]
    return Registry(models, [alias(name, name) for name in grades], openness)


def row(entry: str, value: float, **columns: Any) -> dict[str, Any]:
    """A score row; its model's spelling is the part of `entry` before a blank."""
    return {
        "entry": entry,
        "model_name": entry.split(" ", maxsplit=1)[0],
        "value": value,
        "unit": "percent",
        "provenance": "independent",
        "protocol": "plain",
        **columns,
    }


def state(published_on: str, *rows: dict[str, Any], **columns: Any) -> BoardState:
    known = {"vintage": 1, "source": "place", "board": "main", "category": "", "basis": "board"}
    return BoardState(published_on=published_on, rows=rows, **{**known, **columns})


def gap_history(
    of: Series,
    states: Sequence[BoardState],
    known: Registry,
    rule: str,
    through: str,
    *,
    pairing: Pairing | None = None,
) -> list[GapSegment]:
    return gaps(of, moments(Boards(of, states, known, through), rule), pairing)
