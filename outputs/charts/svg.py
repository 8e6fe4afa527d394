"""SVG in few letters: a site holds some hundred charts, each twice.

Neighbours of one paint are one path, or stand in one group; a tenth of a pixel is the finest that
is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

Path = tuple[str, str]
"""Its way and its paint."""
Element = tuple[str, str, str]
"""What comes before the paint of an element, the paint, and what comes after it."""


def pixels(value: float) -> str:
    """Pixels with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def through(points: Iterable[tuple[float, float]]) -> str:
    """A line through points, level parts as H and upright ones as V."""
    corners = [(pixels(x), pixels(y)) for x, y in points]
    told = [f"M{corners[0][0]},{corners[0][1]}"] if corners else []
    for (x, y), (next_x, next_y) in pairwise(corners):
        if next_y == y:
            told.append(f"H{next_x}")
        else:
            told.append(f"V{next_y}" if next_x == x else f"L{next_x},{next_y}")
    return "".join(told)


def joined(paths: Iterable[Path]) -> Iterator[str]:
    """One path for several that follow one another and are painted alike."""
    for paint, run in groupby(paths, lambda it: it[1]):
        yield f'<path d="{"".join(way for way, _ in run)}"{paint}/>'


def grouped(elements: Iterable[Element]) -> Iterator[str]:
    """A group in one paint for several elements that follow one another."""
    for paint, run in groupby(elements, lambda it: it[1]):
        (head, _, tail), *others = run
        if others:
            alike = "".join(first + last for first, _, last in others)
            yield f"<g{paint}>{head}{tail}{alike}</g>"
        else:
            yield f"{head}{paint}{tail}"
