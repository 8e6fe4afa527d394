"""The gap as a picture in a line of Markdown: an inline SVG of less than 1000 characters.

Dagster shows Markdown below 1000 characters in place; anything longer hides behind a click.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence

POINTS = 30
LIMIT = 1000
WIDTH, HEIGHT = 150, 30
INK = "steelblue"


def gap_sparkline(points: Sequence[float | None], alt: str = "gap over time") -> str:
    """A Markdown image of `points`, evenly spaced and oldest first; the grey line is zero.

    None leaves a hole. More than 30 points are thinned: first and last stay. No known point
    gives the words 'no gap yet'. `alt` is cut to 60 characters.
    """
    known = [point for point in points if point is not None]
    if not known:
        return "no gap yet"
    low, high = min(0.0, *known), max(0.0, *known)
    chosen = _thinned(points)
    size = (high - low) or 1.0

    def y(value: float) -> int:
        return round(1 + (HEIGHT - 2) * (high - value) / size)

    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}' fill='none'>"
        f"<path stroke='silver' d='M0 {y(0)}h{WIDTH}'/>"
        f"<path stroke='{INK}' d='{_stairs(chosen, y)}'/></svg>"
    )
    # Base64, because Markdown ends an address at a space, a bracket or an angle.
    return f"![{_plain(alt)}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"


def _thinned(points: Sequence[float | None]) -> list[float | None]:
    if len(points) <= POINTS:
        return list(points)
    last = len(points) - 1
    return [points[round(place * last / (POINTS - 1))] for place in range(POINTS)]


def _stairs(points: Sequence[float | None], y: Callable[[float], int]) -> str:
    """Each point holds from its place to the next; lines are relative to stay short."""
    edges = [round(place * WIDTH / len(points)) for place in range(len(points) + 1)]
    parts: list[str] = []
    height: int | None = None
    for point, left, right in zip(points, edges, edges[1:], strict=False):
        if point is None:
            height = None
            continue
        here = y(point)
        if height is None:
            parts.append(f"M{left} {here}")
        elif here != height:
            parts.append(f"v{here - height}")
        parts.append(f"h{right - left}")
        height = here
    return "".join(parts)


def _plain(alt: str) -> str:
    return "".join(sign if sign.isalnum() or sign in " .,:-_" else " " for sign in alt)[:60]
