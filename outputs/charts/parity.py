"""How long each closed lead lasted, as bars over time, one for each closed model that led.

A bar runs from the closed release to the first open model with its score; a hollow one is open at
its end, because no open model is there yet. A page names models left of the bars, a telephone
above them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from outputs.charts.axes import DaySpan, ValueAxis
from outputs.charts.drawing import Text, charts
from outputs.charts.labels import width_of
from outputs.charts.marks import BOLD, BOTTOM, TOP, Drawing, Plane, Size
from outputs.wording import clean, shorten

FIRST_DAY = date(2023, 1, 1)
PAGE_ROW, PHONE_ROW = 24, 36
THICK, SHORTEST = 10, timedelta(days=5)
WIDER = 1.08
"""Widths of the widest face a reader may have beside what is reckoned with."""
BEFORE = 4
"""The first bar has a part of all bars' time to its left, for the words of those that have none to
their right."""
LONGEST = 30
"""Letters of a name that a drawing can bear."""


@dataclass(frozen=True, slots=True)
class ClosedLead:
    """A closed model's lead: `days` in words; `open` reached it on `until`, None: not by then."""

    closed: str
    since: date
    until: date
    days: str
    open: str | None

    @property
    def label(self) -> str:
        """How long it lasted, and who ended it."""
        return f"{self.days} days" + (f", {_name(self.open)}" if self.open else "")


@dataclass(frozen=True, slots=True)
class ClosedLeads:
    """The leads in the order in which they are drawn."""

    leads: Sequence[ClosedLead]

    @property
    def is_empty(self) -> bool:
        """Whether no closed model led."""
        return not self.leads

    @property
    def sizes(self) -> tuple[Size, Size]:
        """For a page, with room for the longest name, and for a telephone."""
        names = max(width_of(_name(it.closed), 13) for it in self.leads)
        rows = [row * len(self.leads) + TOP + BOTTOM for row in (PAGE_ROW, PHONE_ROW)]
        left = round(1.15 * BOLD * names) + 12
        return Size(1132, rows[0], 13, 0, left, 8), Size(358, rows[1], 12, 0, 0, 8)

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`."""
        first, count = min(it.since for it in self.leads), len(self.leads)
        last = max(it.until for it in self.leads)
        span = DaySpan(max(FIRST_DAY, first - (last - first) / BEFORE), last)
        made = Drawing(Plane(size, span, ValueAxis(0.0, count, (), size.plot.bottom)))
        for on, label in span.ticks():
            made.rule((on, 0.0), (on, count), "rule", width=1)
            at = (made.plane.x(on), size.plot.bottom + 15)
            made.text(label, at, "soft", "left" if span.share(on) < 3 else "center", size=12)
        for place, it in enumerate(self.leads):
            self._row(made, it, count - place - (0.5 if size.left else 0.67))
        return made

    def _row(self, made: Drawing, it: ClosedLead, at: float) -> None:
        size, plane, until = made.plane.size, made.plane, max(it.until, it.since + SHORTEST)
        made.rule((it.since, at), (until, at), "closed", width=THICK)
        if it.open:
            made.dot(it.until, at, "open", area=81.0)
        else:
            inner = timedelta(days=2)
            made.rule((it.since + inner, at), (until, at), "paper", width=THICK - 3)
        y, left, right = plane.y(at), plane.x(it.since), plane.x(until)
        if not size.left:
            whole = f"{_name(it.closed)}: {it.label}"
            while WIDER * width_of(whole, size.letters) > size.width:
                whole = shorten(whole, len(whole) - 2)
            made.text(whole, (0, y - 17), "soft")
            return
        made.text(_name(it.closed), (-10, y), "ink", "right", bold=True)
        if right + 10 + width_of(it.label, size.letters) <= size.plot.right:
            made.text(it.label, (right + 10, y), "soft")
        else:
            made.text(it.label, (left - 10, y), "soft", "right")


def lead_chart(leads: Sequence[ClosedLead], text: Text) -> Markup:
    """The bars; the page shows the drawing that fits."""
    chart = ClosedLeads(leads)
    return charts(chart, text, *chart.sizes)


def _name(model: str) -> str:
    return clean(shorten(model, LONGEST))
