"""The line under a chart: what its script reads to those who point at a day or use arrow keys.

Data are change points, never daily rows. The JSON is written so that no name can end the script
element it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from measures.uncertainty.intervals import level_in_words
from outputs.charts.axes import ChartStep, DaySpan
from outputs.wording import Name
from terms.days import day
from terms.numbers import interval, signed
from terms.units import score

Row = Mapping[str, Any]
KINDS = ("closed", "open")
SURE = f"{level_in_words()} interval"


@dataclass(frozen=True, slots=True)
class Leading:
    """The leading entry of one class from a change point on, for the line under a chart.

    `link` is the page that gives the value, None when it has no public address.
    """

    model: Name
    value: float
    dated: str | None
    link: str | None
    where: str

    @property
    def page(self) -> tuple[str, str | None]:
        """Name and address of its page."""
        return self.where, self.link


@dataclass(frozen=True, slots=True)
class GapPoint:
    """One change point with both leaders."""

    step: ChartStep
    closed: Leading | None
    open: Leading | None


@dataclass(frozen=True, slots=True)
class Charted:
    """Everything that the chart of one series is drawn from."""

    points: Sequence[GapPoint]
    span: DaySpan
    unit: str
    gap_unit: str


def paged(points: Sequence[GapPoint]) -> list[list[str | None]]:
    """Where leaders stand, name and address, each once: points name them by their place."""
    sides = (side for point in points for side in (point.closed, point.open) if side)
    return [list(one) for one in dict.fromkeys(side.page for side in sides)]


def gap_readout(charted: Charted) -> Row:
    """Gap and both leaders from each change point on; a leader that stays is not said again."""
    pages = paged(charted.points)
    points: list[dict[str, Any]] = []
    held: dict[str, Any] = {}
    for point in charted.points:
        told = described(point, charted, pages)
        points.append(
            {key: it for key, it in told.items() if key not in KINDS or it != held[key]}
            if held
            else told
        )
        held = told
    days = [charted.span.first.isoformat(), charted.span.last.isoformat()]
    return {"charts": ["gap"], "span": days, "points": points, "pages": pages}


def script_json(value: object) -> Markup:
    """`value` as JSON that is safe inside a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - nothing that HTML reads is left in it


def described(
    point: GapPoint, charted: Charted, pages: Sequence[list[str | None]]
) -> dict[str, Any]:
    """A change point to be read out; a side is [model, value, day, place in `pages`]."""
    step = point.step
    known = interval(step.low, step.high)
    return {
        "on": step.on.isoformat(),
        "day": day(step.on),
        "gap": None if step.gap is None else f"{signed(step.gap)} {charted.gap_unit}",
        "interval": f"{SURE} {known}" if known else "no interval",
        **{
            kind: leading
            and [
                leading.model.text,
                score(leading.value, charted.unit),
                leading.dated,
                pages.index(list(leading.page)),
            ]
            for kind, leading in zip(KINDS, (point.closed, point.open), strict=True)
        },
    }
