"""Pictures small enough for a row of a table, as inline SVG: a gap with its interval; prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import log10

from markupsafe import Markup

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


def dots(found: Dots, label: str, ends: tuple[float, float] | None = None) -> Markup:
    """SVG on its own scale, or on one from `ends[0]` to `ends[1]`; zero is always on it.

    Marks beyond given ends are cut at the edge.
    """
    if not found.known:
        return Markup()
    low, high = ends or (min(0.0, *found.known), max(0.0, *found.known))

    def x(value: float) -> float:
        return _x((value - low) / ((high - low) or 1.0))

    marks = [f'<line class="zero" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="2" y2="{HEIGHT - 2}"/>']
    if found.low is not None and found.high is not None:
        marks.append(_reach(x(found.low), x(found.high)))
    if found.now is not None:
        marks.append(_dot("closed" if found.now > 0 else "open", x(found.now)))
    return _svg(marks, label)


def priced(closed: float | None, opened: float | None, label: str) -> Markup:
    """The cheapest price of each class (USD per 1M tokens) on one logarithmic axis, `PRICES`.

    Prices beyond the axis stand at its edge; none is drawn for a class without one, or for free.
    """
    low, high = (log10(end) for end in PRICES)

    def x(price: float) -> float:
        return _x((log10(price) - low) / (high - low))

    ticks = "".join(f"M{x(price):.1f} {HEIGHT - 5}v4" for price in TICKS)
    marks = [f'<path class="tick" d="{ticks}"/>']
    if closed and opened:
        marks.append(_reach(x(closed), x(opened)))
    marks += [
        _dot(kind, x(price)) for kind, price in (("closed", closed), ("open", opened)) if price
    ]
    return _svg(marks, label)


PRICES = (0.03, 30.0)
TICKS = (0.1, 1.0, 10.0)


def _x(share: float) -> float:
    """Pixels at a share of the axis; beyond its ends: at the edge."""
    return EDGE + (WIDTH - 2 * EDGE) * min(1.0, max(0.0, share))


def _reach(one: float, other: float) -> str:
    y = HEIGHT / 2
    return f'<line class="reach" x1="{one:.1f}" x2="{other:.1f}" y1="{y}" y2="{y}"/>'


def _dot(kind: str, x: float) -> str:
    return f'<circle class="now {kind}" cx="{x:.1f}" cy="{HEIGHT / 2}" r="4.5"/>'


def _svg(marks: Sequence[str], label: str) -> Markup:
    return Markup(  # noqa: S704 - made of numbers, the label is escaped
        f'<svg class="dots" role="img" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="{escape(label, quote=True)}">'
        f"{''.join(marks)}</svg>"
    )
