"""A picture small enough for a row of a table, as inline SVG: a gap with its interval."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 150, 22, 6


class Dots(NamedTuple):
    """A gap with its interval; None is not drawn. A gap that cannot be judged is no dot, only the
    reach of what it may be."""

    now: float | None
    low: float | None
    high: float | None


def dots(found: Dots, label: str, ends: tuple[float, float] | None = None) -> Markup:
    """SVG on its own scale, or on one from `ends[0]` to `ends[1]`; zero is always on it.

    Marks beyond given ends are cut at the edge.
    """
    known = [it for it in found if it is not None]
    if not known:
        return Markup()
    left, right = ends or (min(0.0, *known), max(0.0, *known))
    middle = HEIGHT / 2

    def x(value: float) -> str:
        share = min(1.0, max(0.0, (value - left) / ((right - left) or 1.0)))
        return f"{EDGE + (WIDTH - 2 * EDGE) * share:.1f}"

    marks = f'<line class="zero" x1="{x(0)}" x2="{x(0)}" y1="2" y2="{HEIGHT - 2}"/>'
    if found.low is not None and found.high is not None:
        ways = f'x1="{x(found.low)}" x2="{x(found.high)}" y1="{middle}" y2="{middle}"'
        marks += f'<line class="reach" {ways}/>'
    if found.now is not None:
        side = "closed" if found.now > 0 else "open"
        marks += f'<circle class="now {side}" cx="{x(found.now)}" cy="{middle}" r="4.5"/>'
    return Markup(  # noqa: S704 - made of numbers, the label is escaped
        f'<svg class="dots" role="img" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="{escape(label, quote=True)}">{marks}</svg>'
    )
