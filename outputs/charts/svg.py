"""The marks of a chart as SVG, in few letters: a site holds some hundred charts, each twice.

Neighbours of one paint are one path, or stand in one group; a tenth of a pixel is the finest that
is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import chain, groupby, pairwise
from math import floor, sqrt

from outputs.charts.marks import LINE, TOP, Area, At, Dot, Drawing, Lettering, Line, Plane

BASELINE = 0.3
"""How far below the middle of its letters a text stands, in parts of their size."""
ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
Element = tuple[str, str, str]
"""What comes before the paint of an element, the paint, and what comes after it."""


def place(value: float) -> str:
    """Pixels with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def plot_of(made: Drawing, colours: Mapping[str, str]) -> str:
    """The plot of a drawing as a group at its place."""
    plane = made.plane
    areas = _joined((_outline(plane, it), _fill(it, colours)) for it in made.areas)
    lines = _joined(
        (_through(plane, it.points), _stroke(it, colours)) for it in chain(made.rules, made.lines)
    )
    dots = _grouped(_disc(plane, it, colours) for it in made.dots)
    words = _grouped(_text(it, colours) for it in made.words)
    body = "".join(chain(areas, lines, dots, words))
    return f'<g fill="none" transform="translate({plane.size.left},{TOP})">{body}</g>'


def _joined(paths: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One path for several that follow one another and are painted alike."""
    for paint, run in groupby(paths, lambda it: it[1]):
        yield f'<path d="{"".join(way for way, _ in run)}"{paint}/>'


def _grouped(elements: Iterable[Element]) -> Iterator[str]:
    """A group in one paint for several elements that follow one another."""
    for paint, run in groupby(elements, lambda it: it[1]):
        (head, _, tail), *others = run
        if others:
            alike = "".join(first + last for first, _, last in others)
            yield f"<g{paint}>{head}{tail}{alike}</g>"
        else:
            yield f"{head}{paint}{tail}"


def _outline(plane: Plane, area: Area) -> str:
    left, right, one, other = area.corners
    return _through(plane, [(left, one), (right, one), (right, other), (left, other)]) + "Z"


def _through(plane: Plane, points: Iterable[tuple[At, float]]) -> str:
    """A line through points, level parts as H and upright ones as V."""
    corners = [(place(plane.x(at)), place(plane.y(value))) for at, value in points]
    told = [f"M{corners[0][0]},{corners[0][1]}"] if corners else []
    for (x, y), (next_x, next_y) in pairwise(corners):
        if next_y == y:
            told.append(f"H{next_x}")
        else:
            told.append(f"V{next_y}" if next_x == x else f"L{next_x},{next_y}")
    return "".join(told)


def _fill(area: Area, colours: Mapping[str, str]) -> str:
    return f' fill="{colours[area.colour]}" opacity="{area.opacity:g}"'


def _stroke(line: Line, colours: Mapping[str, str]) -> str:
    paint = f' stroke="{colours[line.colour]}" stroke-width="{line.width:g}"'
    paint += ' stroke-dasharray="4,4"' if line.is_dashed else ""
    paint += f' opacity="{line.opacity:g}"' if line.opacity < 1 else ""
    return paint + (' stroke-linejoin="round"' if line.width == LINE else "")


def _disc(plane: Plane, dot: Dot, colours: Mapping[str, str]) -> Element:
    x, y, radius = plane.x(dot.at), plane.y(dot.value), sqrt(dot.area) / 2
    paint = f' fill="{colours[dot.colour]}"'
    paint += f' fill-opacity="{dot.opacity:g}"' if dot.opacity < 1 else ""
    return f'<circle cx="{place(x)}" cy="{place(y)}" r="{place(radius)}"', paint, "/>"


def _text(words: Lettering, colours: Mapping[str, str]) -> Element:
    y = words.y + floor(BASELINE * words.size + 0.5)
    paint = f'{ANCHORS[words.align]} font-size="{words.size:g}"'
    paint += ' font-weight="bold"' if words.is_bold else ""
    paint += f' fill="{colours[words.colour]}"'
    tail = f">{escape(words.text, quote=False)}</text>"
    return f'<text x="{place(words.x)}" y="{place(y)}"', paint, tail
