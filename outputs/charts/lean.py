"""SVG that draws the same with fewer letters: a site holds some hundred charts, each twice.

What belongs here: what can be said shorter of any drawing. Not here: what Vega says that a page
need not hear (`outputs.charts.drawing`).
"""

from __future__ import annotations

import re
from itertools import pairwise

PLACES = 1
"""Decimals of a place: a tenth of a pixel is beyond what a screen shows."""
_PLACED = re.compile(r' (?:d|transform)="[^"]*"')
_DECIMALS = re.compile(r"-?\d*\.\d+")
_LINE = re.compile(r'(?<= d=")M[-\d.,ML]+(?=Z?")')
_CORNER = re.compile(r"[ML]([-\d.]+),([-\d.]+)")
_PATHS = re.compile(r'(<path d=")([^"]*)("[^>]*/>)(?:\1([^"]*)\3)+')
_PAINT = (
    r"((?: (?:text-anchor|fill|fill-opacity|font-size|font-weight|stroke|stroke-width"
    r'|stroke-dasharray)="[^"]*")+)'
)
_ALIKE = (
    re.compile(rf"(<circle(?:(?! fill)[^>])*){_PAINT}(/>)(?:<circle(?:(?! fill)[^>])*\2/>)+"),
    re.compile(
        rf"(<text(?:(?! fill| font| text)[^>])*){_PAINT}(>)[^<]*</text>"
        r"(?:<text(?:(?! fill| font| text)[^>])*\2>[^<]*</text>)+"
    ),
)
_DOT = re.compile(
    r'<path transform="translate\(([-\d.]+),([-\d.]+)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0'
    r'A\3,\3,0,1,1,\3,0"([^>]*)/>'
)
_TAG = re.compile(r"<[^>]*>")
_SAID_ANYWAY = re.compile(r' (?:text-anchor="start"|[xy]2="0")|(?<=[0-9])px(?=")')
"""What a drawing means where it says nothing."""
_TEXT_AT = re.compile(r'<text( text-anchor="\w+")? transform="translate\(([-\d.]+),([-\d.]+)\)"')
_RULE = re.compile(
    r'<line transform="translate\(([-\d.]+),([-\d.]+)\)" x2="([-\d.]+)" y2="([-\d.]+)"'
)
_GROUP = re.compile(r"(<g>|<g [^>]*(?<!/)>|</g>)")
_STROKE_WIDTH = re.compile(r' stroke-width="[^"]*"')
_PATH = re.compile(r'<path d="([^"]*)"')


def lean(svg: str) -> str:
    """The same drawing: shorter numbers, steps as steps, neighbours of one paint as one path."""
    short = _PLACED.sub(lambda one: _DECIMALS.sub(_rounded, one[0]), svg)
    short = _TEXT_AT.sub(r'<text x="\2" y="\3"\1', _RULE.sub(_ruled, short))
    short = _TAG.sub(lambda tag: _SAID_ANYWAY.sub("", tag[0]), _ungrouped(short))
    joined = _DOT.sub(_dot, _PATHS.sub(_joined, _LINE.sub(_steps, short)))
    for run in _ALIKE:
        joined = run.sub(_painted, joined)
    return joined


def _ruled(line: re.Match[str]) -> str:
    """A straight line as a path, which neighbours of one paint can share."""
    x, y, wide, high = (_DECIMALS.sub(_rounded, it) for it in line.groups())
    way = f"h{wide}" if high == "0" else f"v{high}" if wide == "0" else f"l{wide},{high}"
    return f'<path d="M{x},{y}{way}"'


def _ungrouped(svg: str) -> str:
    """Without the groups that say nothing of what is in them."""
    kept: list[str] = []
    is_bare: list[bool] = []
    for part in _GROUP.split(svg):
        if part.startswith(("<g>", "<g ")):
            is_bare.append(part == "<g>")
        elif part != "</g>":
            kept.append(part)
            continue
        if not (is_bare[-1] if part != "</g>" else is_bare.pop()):
            kept.append(part)
    return "".join(kept)


def _painted(run: re.Match[str]) -> str:
    """A group in one paint for several circles or texts in a row."""
    paint, end = run[2], run[3]
    return f"<g{paint}>{run[0].replace(paint + end, end)}</g>"


def _rounded(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), PLACES):g}" if len(number[0]) > PLACES + 2 else number[0]


def _steps(line: re.Match[str]) -> str:
    """A line through corners, level parts as H and upright ones as V."""
    corners = _CORNER.findall(line[0])
    told = [f"M{corners[0][0]},{corners[0][1]}"]
    for (x, y), (next_x, next_y) in pairwise(corners):
        if next_y == y:
            told.append(f"H{next_x}")
        else:
            told.append(f"V{next_y}" if next_x == x else f"L{next_x},{next_y}")
    return "".join(told)


def _dot(arcs: re.Match[str]) -> str:
    """A circle for one drawn as two arcs; without a line round it, its fill is all there is."""
    x, y, radius, paint = arcs.groups()
    if ' stroke="' not in paint:
        paint = _STROKE_WIDTH.sub("", paint).replace(" opacity=", " fill-opacity=")
    return f'<circle cx="{x}" cy="{y}" r="{radius}"{paint}/>'


def _joined(run: re.Match[str]) -> str:
    """One path for several that follow one another and are painted alike."""
    return f"{run[1]}{''.join(_PATH.findall(run[0]))}{run[3]}"
