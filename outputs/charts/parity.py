"""How long each closed lead lasted, as bars over time, one for each closed model that led.

A bar runs from the closed release to the first open model with its score; a hollow one is open at
its end, because no open model is there yet. Two drawings, for a page and for a telephone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from markupsafe import Markup

from outputs.charts.axes import DaySpan
from outputs.charts.drawing import Text
from outputs.charts.labels import width_of
from outputs.charts.svg import place
from outputs.wording import clean, shorten

FIRST_DAY = date(2023, 1, 1)
FOOT, AIR = 26, 8


@dataclass(frozen=True, slots=True)
class ClosedLead:
    """A closed model's lead: `days` in words; `open` reached it on `until`, None: not by then."""

    closed: str
    since: date
    until: date
    days: str
    open: str | None


@dataclass(frozen=True, slots=True)
class LeadSize:
    """A drawing in pixels: names left of the bars (`gutter`), or above them where it is 0."""

    kind: str
    width: int
    row: int
    letters: int
    gutter: float = 0.0

    @property
    def bars(self) -> float:
        """Pixels from the first day to the last."""
        return self.width - self.gutter - AIR


PAGE = LeadSize("wide", 1132, 24, 13)
PHONE = LeadSize("slim", 358, 36, 12)
BOLD = 1.3
"""Widths of bold letters beside those of plain ones."""
WIDER = 1.08
"""Widths of the widest face a reader may have beside what is reckoned with."""
LONGEST = 30
"""Letters of a name that a drawing can bear."""


def lead_chart(leads: Sequence[ClosedLead], text: Text) -> Markup:
    """The bars, in the order given; the page shows the drawing that fits."""
    first = min(it.since for it in leads)
    span = DaySpan(max(FIRST_DAY, date(first.year, 1, 1)), max(it.until for it in leads))
    names = (width_of(shorten(it.closed, LONGEST), PAGE.letters) for it in leads)
    page = replace(PAGE, gutter=BOLD * max(names) + 12)
    both = []
    for size in (page, PHONE):
        height = size.row * len(leads) + FOOT
        marks = "".join([*_days(span, size, height), *_rows(leads, span, size)])
        both.append(
            f'<svg class="leads {size.kind}" role="img" viewBox="0 0 {size.width} {height}" '
            f"{text.names}>{text.elements if size is page else ''}{marks}</svg>"
        )
    return Markup("".join(both))  # noqa: S704 - names are escaped


def _clean(text: str) -> str:
    """A text as it may stand in SVG."""
    return escape(clean(text))


def _x(on: date, span: DaySpan, size: LeadSize) -> float:
    return size.gutter + size.bars * span.share(on) / 100


def _days(span: DaySpan, size: LeadSize, height: int) -> Iterator[str]:
    for on, label in span.ticks():
        x = place(_x(on, span, size))
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{height - FOOT}"/>'
        side = "start" if span.share(on) < 3 else "middle"
        yield f'<text class="tick {side}" x="{x}" y="{height - 6}">{label}</text>'


def _rows(leads: Sequence[ClosedLead], span: DaySpan, size: LeadSize) -> Iterator[str]:
    for number, it in enumerate(leads):
        top = size.row * number
        middle = top + size.row - 12
        left, right = _x(it.since, span, size), _x(it.until, span, size)
        yield _bar(left, max(right, left + 3), middle, is_over=it.open is not None)
        name = shorten(it.closed, LONGEST)
        label = f"{it.days} days" + (f", {shorten(it.open, LONGEST)}" if it.open else "")
        if size.gutter:
            yield _text(name, size.gutter - 10, middle, "end closed")
            yield _beside(label, (left, right), middle, size)
        else:
            whole = f"{name}: {label}"
            while WIDER * width_of(whole, size.letters) > size.width:
                whole = shorten(whole, len(whole) - 2)
            yield _text(whole, 0, top + 12, "start")


def _bar(left: float, right: float, middle: float, *, is_over: bool) -> str:
    if is_over:
        return (
            f'<rect class="lead-bar" x="{place(left)}" y="{place(middle - 5)}" '
            f'width="{place(right - left)}" height="10"/>'
            f'<circle class="now open" cx="{place(right)}" cy="{place(middle)}" r="4.5"/>'
        )
    low, high = place(middle - 5), place(middle + 5)
    path = f"M{place(right)} {low}H{place(left)}V{high}H{place(right)}"
    return f'<path class="lead-bar going" d="{path}"/>'


def _beside(label: str, ends: tuple[float, float], middle: float, size: LeadSize) -> str:
    """Right of the bar, or left of it where the drawing ends."""
    left, right = ends
    if right + 10 + width_of(label, size.letters) <= size.width:
        return _text(label, right + 10, middle, "start")
    return _text(label, left - 10, middle, "end")


def _text(text: str, x: float, middle: float, kind: str) -> str:
    return (
        f'<text class="who-led {kind}" x="{place(x)}" y="{place(middle + 4)}">{_clean(text)}</text>'
    )
