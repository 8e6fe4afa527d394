"""Pictures small enough for a row of a table, as inline SVG: a gap with its interval, two prices.

And counts as bars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import log10

from markupsafe import Markup

from outputs.charts.marks import COLOURS

WIDTH, HEIGHT, EDGE = 150, 22, 6


@dataclass(frozen=True, slots=True)
class Dots:
    """A gap with its interval; None is not drawn. A gap that cannot be judged is no dot, only the
    reach of what it may be."""

    now: float | None
    low: float | None
    high: float | None

    @property
    def known(self) -> list[float]:
        """Every number that is drawn."""
        return [it for it in (self.now, self.low, self.high) if it is not None]


def place_of(value: float, ends: tuple[float, float]) -> float:
    """Where a value stands on an axis between two ends, in pixels; beyond them: at the edge."""
    low, high = ends
    share = min(1.0, max(0.0, (value - low) / ((high - low) or 1.0)))
    return round(EDGE + (WIDTH - 2 * EDGE) * share, 1)


def dots(found: Dots, label: str, ends: tuple[float, float] | None = None) -> Markup:
    """SVG on its own scale, or on one from `ends[0]` to `ends[1]`; zero is always on it.

    Marks beyond given ends are cut at the edge.
    """
    if not found.known:
        return Markup()
    axis = ends or (min(0.0, *found.known), max(0.0, *found.known))

    def x(value: float) -> str:
        return f"{place_of(value, axis):.1f}"

    y = HEIGHT / 2
    marks = [f'<line class="zero" x1="{x(0)}" x2="{x(0)}" y1="2" y2="{HEIGHT - 2}"/>']
    if found.low is not None and found.high is not None:
        marks.append(
            f'<line class="reach" x1="{x(found.low)}" x2="{x(found.high)}" y1="{y}" y2="{y}"/>'
        )
    if found.now is not None:
        kind = "closed" if found.now > 0 else "open"
        marks.append(f'<circle class="now {kind}" cx="{x(found.now)}" cy="{y}" r="4.5"/>')
    return _svg(marks, label)


def priced(closed: float | None, opened: float | None, label: str) -> Markup:
    """The cheapest price of each class (USD per 1M tokens) on one logarithmic axis, `PRICES`.

    Prices beyond the axis stand at its edge; none is drawn for a class without one, or for free.
    """
    known = {"closed": closed, "open": opened}
    places = {
        kind: EDGE + (WIDTH - 2 * EDGE) * _log_share(price)
        for kind, price in known.items()
        if price
    }
    y = HEIGHT / 2
    ticks = (EDGE + (WIDTH - 2 * EDGE) * _log_share(price) for price in TICKS)
    marks = [f'<path class="tick" d="{"".join(f"M{x:.1f} {HEIGHT - 5}v4" for x in ticks)}"/>']
    if len(places) == 2:
        ends = "".join(f' x{end}="{x:.1f}"' for end, x in enumerate(places.values(), 1))
        marks.append(f'<line class="reach"{ends} y1="{y}" y2="{y}"/>')
    marks += [
        f'<circle class="now {kind}" cx="{x:.1f}" cy="{y}" r="4.5"/>' for kind, x in places.items()
    ]
    return _svg(marks, label)


PRICES = (0.03, 30.0)
TICKS = (0.1, 1.0, 10.0)


def _log_share(price: float) -> float:
    """Where a price stands on the axis; what is free stands at its cheap edge."""
    low, high = (log10(end) for end in PRICES)
    return min(1.0, max(0.0, (log10(max(price, PRICES[0])) - low) / (high - low)))


def _svg(marks: Sequence[str], label: str) -> Markup:
    return Markup(  # noqa: S704 - made of numbers, the label is escaped
        f'<svg class="dots" role="img" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="{escape(label, quote=True)}">'
        f"{''.join(marks)}</svg>"
    )


BAR, LABELS, LONGEST = 26, 190, 380


def bars(counts: Mapping[str, int]) -> str:
    """Counts as bars in one colour under one another, in words, as SVG that stands alone."""
    most = max(counts.values(), default=0) or 1
    marks = "".join(
        f'<text x="{LABELS - 10}" y="{BAR * place + 17}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LABELS}" y="{BAR * place + 4}" width="{LONGEST * count / most:.1f}" '
        f'height="{BAR - 8}" fill="{COLOURS["closed"]}"/>'
        f'<text x="{LABELS + 8 + LONGEST * count / most:.1f}" y="{BAR * place + 17}">{count}</text>'
        for place, (label, count) in enumerate(counts.items())
    )
    width, height = LABELS + LONGEST + 50, BAR * len(counts) + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="13" fill="{COLOURS["ink"]}">'
        f"{marks}</svg>"
    )
