"""Closed and open by release date: one Vega-Lite specification for page, picture and command.

Two staircases, what lies between them shaded, the releases that moved them most by name, and the
lag as a level line from the day on which closed models first had what open ones have today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from measures.lag.release_records import FrontierClass
from outputs.charts.axes import DaySpan, ValueAxis, scale_of
from outputs.charts.card import DRAWN
from outputs.charts.drawing import drawn, inline
from outputs.charts.labels import Box, Placed, Wanted, box_of, place, width_of
from outputs.charts.svg import Text
from outputs.charts.vega import SCHEMA, Spec
from terms.numbers import number

TITLES: Mapping[str, str] = {FrontierClass.CLOSED: "Closed", FrontierClass.OPEN: "Open"}
LINE = 2.5
LONGEST = 24
"""Letters of a name that a chart can bear; longer ones stand in the table under it."""


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing in pixels: the whole of it, its letters, and how many releases it names."""

    width: int
    height: int
    letters: int
    names: int
    left: int
    right: int

    @property
    def plot(self) -> Box:
        """What lies inside the axes."""
        return Box(0, 0, self.width - self.left - self.right, self.height - TOP - BOTTOM)

    @property
    def words(self) -> Box:
        """Where names may stand: the plot and the air above it."""
        return Box(2, 4 - TOP, self.plot.right, self.plot.bottom - 2)


TOP, BOTTOM = 18, 26
PAGE = Size(width=1132, height=330, letters=13, names=11, left=40, right=128)
PHONE = Size(width=358, height=215, letters=12, names=6, left=36, right=96)
SIZES: Mapping[str, Size] = {"wide": PAGE, "slim": PHONE}
"""What a page holds, by the class of the element."""
CARD = Size(width=DRAWN[0], height=DRAWN[1], letters=17, names=8, left=52, right=150)


@dataclass(frozen=True, slots=True)
class Release:
    """A model that took the lead of its class: the day, its score and its name."""

    on: date
    side: str
    value: float
    name: str


@dataclass(frozen=True, slots=True)
class LagSpan:
    """The lag: closed models first had `value` on `since`, open ones have it on the last day."""

    since: date
    value: float
    words: str


PAGE_COLOURS: Mapping[str, str] = {
    key: f"var(--{key})" for key in ("closed", "open", "ink", "soft", "rule", "paper")
}
"""The page's own, in light and dark."""
PRINT_COLOURS: Mapping[str, str] = {
    "closed": "#1c5793", "open": "#a94a08", "ink": "#1b2127", "soft": "#56616c",
    "rule": "#e3dfd6", "paper": "#fcfbf8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staircases:
    """What the chart shows; releases by day, each better than the one of its class before."""

    releases: Sequence[Release]
    span: DaySpan
    behind: LagSpan | None
    higher_is_better: bool
    colours: Mapping[str, str] = field(default_factory=lambda: PAGE_COLOURS)
    """Colour of `closed`, `open`, `ink`, `soft`, `rule` and `paper`."""

    def of(self, side: str) -> list[Release]:
        """The releases of one class."""
        return [one for one in self.releases if one.side == side]


def spec(shown: Staircases, size: Size) -> Spec:
    """The chart as Vega-Lite with its data, of exactly `size`."""
    scale = _Scale.of(shown, size)
    names = list(_names(shown, scale, size))
    layers = [
        _shade(shown),
        *(_stairs(shown, side) for side in TITLES),
        *_bracket(shown, scale, size),
        _dots(shown, names),
        *_texts(shown, names, size),
        *_ends(shown, scale, size),
    ]
    plot = size.plot
    return {
        "$schema": SCHEMA,
        "width": plot.right,
        "height": plot.bottom,
        "padding": {"left": size.left, "right": size.right, "top": TOP, "bottom": BOTTOM},
        "autosize": "none",
        "background": None,
        "config": {"view": {"stroke": None}, "font": "sans-serif", "axis": _axis(shown, size)},
        "encoding": {
            "x": {
                "type": "temporal",
                "scale": {"type": "utc", "domain": [_iso(shown.span.first), _iso(shown.span.last)]},
                "axis": {"title": None, "grid": False, "values": _marks(shown.span)}
                | {"format": _format(shown.span)},
            },
            "y": {
                "type": "quantitative",
                "scale": {"domain": [scale.axis.low, scale.axis.high], "nice": False},
                "axis": {"title": None, "values": list(scale.axis.ticks), "domain": False},
            },
        },
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def _axis(shown: Staircases, size: Size) -> Spec:
    soft = shown.colours["soft"]
    return {
        "labelFontSize": size.letters - 1, "labelColor": soft, "tickColor": soft,
        "gridColor": shown.colours["rule"], "domainColor": soft, "labelFlush": False,
        "labelOverlap": False, "ticks": False,
    }  # fmt: skip


def _marks(span: DaySpan) -> list[str]:
    return [_iso(on) for on, _ in span.ticks()]


def _format(span: DaySpan) -> str:
    return "%Y" if all(on.month == 1 for on, _ in span.ticks()) else "%b %Y"


def _iso(on: date) -> str:
    return on.isoformat()


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days and values to pixels of the plot, as Vega will lay them."""

    span: DaySpan
    axis: ValueAxis
    width: float

    @staticmethod
    def of(shown: Staircases, size: Size) -> _Scale:
        values = [one.value for one in shown.releases]
        rounded = scale_of(values, 0, size.plot.bottom)
        air = 0.07 * (max(values) - min(values)) or 0.5
        # Below stands the name of the first open model.
        low, high = min(values) - 2 * air, max(values) + air
        ticks = tuple(tick for tick in rounded.ticks if low <= tick <= high)
        return _Scale(shown.span, ValueAxis(low, high, ticks, 0, size.plot.bottom), size.plot.right)

    def x(self, on: date) -> float:
        return self.width * self.span.share(on) / 100

    def y(self, value: float) -> float:
        return self.axis.y(value)


def _treads(shown: Staircases, side: str) -> list[tuple[date, date, float]]:
    """Level stretches of one class: from, until, value; the last one reaches the last day."""
    own = shown.of(side)
    ends = [*(one.on for one in own[1:]), shown.span.last] if own else []
    return [
        (max(one.on, shown.span.first), end, one.value)
        for one, end in zip(own, ends, strict=True)
        if end > shown.span.first
    ]


def _shade(shown: Staircases) -> Spec:
    """The area between both classes, where both have a model."""
    cuts = sorted({on for side in TITLES for on, _, _ in _treads(shown, side)} | {shown.span.last})
    values = []
    for left, right in pairwise(cuts):
        levels = [_level(shown, side, left) for side in TITLES]
        if None not in levels:
            values.append({"x": _iso(left), "x2": _iso(right), "y": levels[0], "y2": levels[1]})
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "color": shown.colours["closed"], "opacity": 0.09},
        "encoding": {
            "x": {"field": "x"}, "x2": {"field": "x2"}, "y": {"field": "y"}, "y2": {"field": "y2"}
        },
    }  # fmt: skip


def _level(shown: Staircases, side: str, on: date) -> float | None:
    held = [value for left, right, value in _treads(shown, side) if left <= on < right]
    return held[-1] if held else None


def _stairs(shown: Staircases, side: str) -> Spec:
    treads = _treads(shown, side)
    values = [{"x": _iso(left), "y": value} for left, _, value in treads]
    if treads:
        values.append({"x": _iso(treads[-1][1]), "y": treads[-1][2]})
    return {
        "data": {"values": values},
        "mark": {
            "type": "line", "interpolate": "step-after", "color": shown.colours[side],
            "strokeWidth": LINE, "strokeJoin": "round",
        },
        "encoding": {"x": {"field": "x"}, "y": {"field": "y"}},
    }  # fmt: skip


def _names(shown: Staircases, scale: _Scale, size: Size) -> Iterator[Placed]:
    """The releases to name: the first of each class, then those that raised it most."""
    wanted = [
        Wanted(one.name, scale.x(one.on), scale.y(one.value), _is_upper(shown, one.side))
        for one in _by_weight(shown)
        if len(one.name) <= LONGEST
    ]
    return place(wanted, size.letters, size.words, _occupied(shown, scale, size), size.names)


def _is_upper(shown: Staircases, side: str) -> bool:
    """Whether the class runs above the other on the page, so that its free side is above."""
    return (side == FrontierClass.CLOSED) is shown.higher_is_better


def _by_weight(shown: Staircases) -> list[Release]:
    weighed = []
    for side in TITLES:
        own = shown.of(side)
        for before, one in pairwise([None, *own]):
            if one is None or one.on < shown.span.first:
                continue
            if one is own[-1] and one is not own[0]:
                continue  # named at the end of its line
            jump = abs(one.value - before.value) if before else float("inf")
            weighed.append((-jump, one.on, side, one))
    return [one for *_, one in sorted(weighed, key=lambda it: it[:3])]


def _occupied(shown: Staircases, scale: _Scale, size: Size) -> Iterator[Box]:
    """Lines and words that no name may cover."""
    yield from _line_boxes(shown, scale)
    if shown.behind is not None:
        behind = shown.behind
        x, y = scale.x(behind.since), scale.y(behind.value)
        yield Box(x, y - 2, scale.width, y + 2)
        yield box_of(_lag_words(shown, behind, scale, size), size.letters)


def _line_boxes(shown: Staircases, scale: _Scale) -> Iterator[Box]:
    half = LINE / 2 + 1
    for side in TITLES:
        before: float | None = None
        for left, right, value in _treads(shown, side):
            x, y = scale.x(left), scale.y(value)
            yield Box(x - half, y - half, scale.x(right) + half, y + half)
            if before is not None:
                top, bottom = sorted((before, y))
                yield Box(x - half, top - half, x + half, bottom + half)
            before = y


def _lag_words(shown: Staircases, behind: LagSpan, scale: _Scale, size: Size) -> Placed:
    """Left of the level line, on it where no staircase runs, else above or below."""
    x, y = scale.x(behind.since), scale.y(behind.value)
    wanted = Wanted(behind.words, x, y, above=True)
    lines = list(_line_boxes(shown, scale))
    spots = [
        Placed(wanted, x + shift, y + lift * size.letters, align)
        for align, shift in (("right", -8), ("left", 8))
        for lift in (0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0)
    ]
    free = [
        spot
        for spot in spots
        if (box := box_of(spot, size.letters)).within(size.words)
        and not any(box.meets(line) for line in lines)
    ]
    return (free or spots)[0]


def _bracket(shown: Staircases, scale: _Scale, size: Size) -> list[Spec]:
    if shown.behind is None:
        return []
    behind, ink = shown.behind, shown.colours["ink"]
    words = _lag_words(shown, behind, scale, size)
    ends = {"x": _iso(behind.since), "x2": _iso(shown.span.last), "y": behind.value}
    return [
        {
            "data": {"values": [ends]},
            "mark": {"type": "rule", "color": ink, "strokeWidth": 1.5, "strokeDash": [3, 3]},
            "encoding": {"x": {"field": "x"}, "x2": {"field": "x2"}, "y": {"field": "y"}},
        },
        _text(
            [_spot(words)], words.align, ink, size,
            {"fontWeight": "bold", "fontSize": size.letters + 1},
        ),
    ]  # fmt: skip


def _dots(shown: Staircases, names: Sequence[Placed]) -> Spec:
    """A dot at each named release."""
    named = {one.wanted.text for one in names}
    values = [
        {"x": _iso(one.on), "y": one.value, "side": one.side}
        for one in shown.releases
        if one.name in named and one.on >= shown.span.first
    ]
    sides = list(TITLES)
    return {
        "data": {"values": values},
        "mark": {"type": "circle", "size": 50, "opacity": 1},
        "encoding": {
            "x": {"field": "x"},
            "y": {"field": "y"},
            "color": {
                "field": "side",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": sides, "range": [shown.colours[side] for side in sides]},
            },
        },
    }


def _texts(shown: Staircases, names: Sequence[Placed], size: Size) -> Iterator[Spec]:
    """The names, a layer for each side of the chart and each alignment."""
    for side in TITLES:
        for align in ("left", "center", "right"):
            values = [
                _spot(one)
                for one in names
                if one.align == align and one.wanted.above is _is_upper(shown, side)
            ]
            yield _text(values, align, shown.colours[side], size, {})


def _ends(shown: Staircases, scale: _Scale, size: Size) -> Iterator[Spec]:
    """What each class has today and with which model, beside the end of its line."""
    found = [(side, own[-1]) for side in TITLES if (own := shown.of(side))]
    ys = _apart([scale.y(one.value) for _, one in found], 2.9 * size.letters, size.plot.bottom)
    room = size.right - 10
    for (side, last), y in zip(found, ys, strict=True):
        head = f"{TITLES[side]} {number(last.value)}"
        name = _cut(last.name, room, size.letters - 1)
        lines = ((head, -0.6, {"fontWeight": "bold"}), (name, 0.6, {"fontSize": size.letters - 1}))
        for text, lift, more in lines:
            values = [{"px": scale.width + 8, "py": y + lift * size.letters, "text": text}]
            yield _text(values, "left", shown.colours[side], size, more)


def _apart(ys: list[float], least: float, height: float) -> list[float]:
    """Heights moved so far that two labels do not touch and both stay beside the plot."""
    if len(ys) == 2 and abs(ys[0] - ys[1]) < least:
        short = (least - abs(ys[0] - ys[1])) / 2
        ys = [ys[0] - short, ys[1] + short] if ys[0] <= ys[1] else [ys[0] + short, ys[1] - short]
        over = max(0.0, least / 2 - min(ys)) - max(0.0, max(ys) + least / 2 - height)
        ys = [y + over for y in ys]
    return ys


def _cut(name: str, room: float, letters: float) -> str:
    """As much of a name as fits into `room` pixels."""
    while name and width_of(name, letters) > room:
        name = name[:-2].rstrip() + "…" if len(name) > 2 else ""
    return name


def _spot(one: Placed) -> Mapping[str, Any]:
    return {"px": round(one.x, 1), "py": round(one.y, 1), "text": one.wanted.text}


def _text(
    values: Sequence[Mapping[str, Any]], align: str, colour: str, size: Size, more: Spec
) -> Spec:
    """Texts at given pixels of the plot."""
    mark = {
        "type": "text", "align": align, "baseline": "middle", "color": colour,
        "fontSize": size.letters, "clip": False,
    }  # fmt: skip
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    return {
        "data": {"values": list(values)},
        "mark": mark | more,
        "encoding": {
            "x": {"field": "px", **pixels},
            "y": {"field": "py", **pixels},
            "text": {"field": "text"},
        },
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart has its plot, in its own pixels, and how high a value lies."""

    left: float
    right: float
    top: float
    bottom: float
    axis: ValueAxis

    def y(self, value: float) -> float | None:
        """Pixels from the top; None outside the plot."""
        inside = self.axis.low <= value <= self.axis.high
        return round(self.top + self.axis.y(value), 1) if inside else None


def frames(shown: Staircases) -> Mapping[str, Frame]:
    """The frames of `charts`, by the class of its elements."""
    return {kind: _frame(shown, size) for kind, size in SIZES.items()}


def _frame(shown: Staircases, size: Size) -> Frame:
    plot = size.plot
    axis = _Scale.of(shown, size).axis
    return Frame(size.left, size.left + plot.right, TOP, TOP + plot.bottom, axis)


def picture(shown: Staircases) -> str:
    """The chart as SVG for a card, in colours of its own; empty without releases."""
    if not _has_any(shown):
        return ""
    return drawn(spec(replace(shown, colours=PRINT_COLOURS), CARD))


def _has_any(shown: Staircases) -> bool:
    return any(one.on <= shown.span.last for one in shown.releases)


def charts(shown: Staircases, text: Text) -> Markup:
    """The chart as a page holds it, drawn for a screen and for a phone; nothing without releases.

    Each is shown at its own width: letters neither shrink nor grow.
    """
    if not _has_any(shown):
        return Markup()
    return Markup().join(inline(spec(shown, size), text, kind) for kind, size in SIZES.items())
