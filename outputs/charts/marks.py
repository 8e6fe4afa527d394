"""A chart on a plane with two axes, for a page, a telephone or a card, drawn as SVG.

Lines, areas and dots lie at days (or prices) and values; words at pixels, where
`outputs.charts.labels` found room for them. In few letters, as a site holds some hundred charts,
each twice: neighbours of one paint are one path, or stand in one group.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import groupby, pairwise
from math import ceil, floor, hypot, sqrt
from typing import Any, Generic, NamedTuple, Self, TypeVar

from outputs.charts.axes import DaySpan, LogSpan, ValueAxis
from outputs.charts.labels import Box, Lettering, Wanted, place, width_of
from terms.numbers import number
from terms.words import FrontierClass

TOP, BOTTOM = 18, 26
LINE = 2.5
DASHED = ' stroke-dasharray="4,4"'
FADED, SHADE = 0.55, 0.09
"""Opacity of what was known and may hold no more, and of an area."""
PIECE = 8.0
"""Pixels of a slope that one box covers."""

COLOURS: Mapping[str, str] = {
    "closed": "#1c5793", "open": "#a94a08", "ink": "#1b2127", "soft": "#56616c",
    "rule": "#e3dfd6", "paper": "#fcfbf8",
}  # fmt: skip
"""Of pictures; a page has its own under the same names, in light and dark."""
BASELINE = 0.3
"""How far below the middle of its letters a text stands, in parts of their size."""
ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}


class Size(NamedTuple):
    """A drawing in pixels: the whole of it, its letters, and how many points it names."""

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
        return Box(2, 4 - TOP, self.plot.right - 4, self.plot.bottom - 2)


PAGE = Size(width=1132, height=330, letters=13, names=11, left=40, right=128)
PHONE = Size(width=358, height=184, letters=12, names=6, left=36, right=104)
CARD = Size(width=1080, height=380, letters=17, names=8, left=52, right=150)

At = date | float
"""A day, or a price."""
Place = TypeVar("Place", date, float)
Path = tuple[str, str]
"""Its way and its paint."""
Element = tuple[str, str, str]
"""What comes before the paint of an element, the paint, and what comes after it."""


TITLES: Mapping[str, str] = {FrontierClass.CLOSED: "Closed", FrontierClass.OPEN: "Open"}
LONGEST = 24
"""Letters of a name that a chart can bear; longer ones stand in the table under it."""


class Point(NamedTuple, Generic[Place]):
    """A model of a class at a day (or a price, in USD per 1M tokens) with its score; `leads`: it is
    the best of its class there."""

    at: Place
    side: str
    value: float
    name: str
    leads: bool = True


@dataclass
class Drawing:
    """The marks of one chart, in the order in which they are painted; `span` and `axis` turn days
    (or prices) and values into pixels of the plot."""

    size: Size
    span: DaySpan | LogSpan
    axis: ValueAxis
    areas: list[Path] = field(default_factory=list)
    rules: list[Path] = field(default_factory=list)
    lines: list[Path] = field(default_factory=list)
    dots: list[Element] = field(default_factory=list)
    words: list[Lettering] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    """What no name may cover."""

    @classmethod
    def framed(cls, size: Size, span: DaySpan | LogSpan, axis: ValueAxis) -> Self:
        """An empty chart with its two axes."""
        made, small = cls(size, span, axis), size.letters - 1.0
        for value in axis.ticks:
            made.rule(value, "rule")
            label = axis.label(value)
            made.words.append(Lettering(label, -6, axis.y(value), "soft", "right", small))
        made.rule(axis.low, "soft")
        for label, x in made._labels(small):
            made.words.append(Lettering(label, x, size.plot.bottom + 15, "soft", "center", small))
        return made

    def x(self, at: At) -> float:
        """Pixels from the left edge."""
        return self.size.plot.right * self.span.share(at) / 100  # type: ignore[arg-type]

    @property
    def svg(self) -> str:
        """The plot as a group at its place, in colours of a page."""
        paths = _joined([*self.areas, *self.rules, *self.lines])
        body = "".join([*paths, *_grouped(self.dots), *_grouped(map(_lettered, self.words))])
        return f'<g fill="none" transform="translate({self.size.left},{TOP})">{body}</g>'

    def shade(self, left: At, right: At, one: float, other: float) -> None:
        """The area between two values."""
        way = self._way([(left, one), (right, one), (right, other), (left, other)])
        self.areas.append((f"{way}Z", f' fill="var(--closed)" opacity="{SHADE:g}"'))

    def rule(self, value: float, colour: str) -> None:
        """A thin line of the scale."""
        ends = [(at, value) for at in (self.span.first, self.span.last)]
        self.rules.append((self._way(ends), f' stroke="var(--{colour})" stroke-width="1"'))

    def level(self, days: tuple[date, date], value: float) -> None:
        """A dashed line, on which no name may stand."""
        ends = [(on, value) for on in days]
        self.rules.append((self._way(ends), f' stroke="var(--ink)" stroke-width="1.5"{DASHED}'))
        self.boxes += self._boxes(ends, 2)

    def line(self, points: Sequence[tuple[At, float]], colour: str, *, stale: bool = False) -> None:
        """A line through `points`; a stale one is dashed and pale."""
        paint = f' stroke="var(--{colour})" stroke-width="{LINE:g}"'
        paint += f'{DASHED} opacity="{FADED:g}"' if stale else ""
        self.lines.append((self._way(points), f'{paint} stroke-linejoin="round"'))
        self.boxes += self._boxes(points, LINE / 2 + 1)

    def dot(
        self, at: At, value: float, colour: str, *, area: float = 50.0, opacity: float = 1.0
    ) -> None:
        """A disc; `area` is that of the square around it, in pixels. No name may stand on a full
        one."""
        x, y = self.x(at), self.axis.y(value)
        paint = f' fill="var(--{colour})"' + (f' fill-opacity="{opacity:g}"' if opacity < 1 else "")
        head = f'<circle cx="{pixels(x)}" cy="{pixels(y)}" r="{pixels(sqrt(area) / 2)}"'
        self.dots.append((head, paint, "/>"))
        if opacity == 1:
            self.boxes.append(Box(x - 3, y - 3, x + 3, y + 3))

    def names(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Name points over no line and no other name, the first ones first, as many as the size
        bears; those that found room."""
        size = self.size
        found = list(place(wanted, size.letters, size.words, self.boxes, size.names))
        for _, spot in found:
            self.put(spot)
        return [one for one, _ in found]

    def put(self, words: Lettering) -> None:
        """Words at their place, which then is taken."""
        self.words.append(words)
        self.boxes.append(words.box)

    def heading(self, words: str) -> None:
        """What the values are of, over their axis, which no name may cover then. Left out where a
        name stands there already: on a telephone the caption says it too."""
        if not words:
            return
        small = self.size.letters - 1
        fits = Lettering(
            _cut(words, self.size.plot.right, small), 0, 8 - TOP, "soft", "left", small
        )
        if not any(fits.box.meets(other) for other in self.boxes):
            self.put(fits)

    def ends(self, found: Sequence[Point[Any]], places: int) -> None:
        """What each line has at its right end: class and score, with the model under them; spread
        so far that no two touch. `places`: decimals of a score."""
        size = self.size
        room, small = size.right - 10, size.letters - 1
        under = [_lines(one.name, room, small) for one in found]
        most = max(map(len, under), default=0)
        least = (1.7 + 1.2 * most if most else 1.4) * size.letters
        ys = _apart([self.axis.y(one.value) for one in found], least, size.plot)
        for one, names, y in zip(found, under, ys, strict=True):
            x, top = size.plot.right + 8, y - (0.6 * size.letters if names else 0.0)
            head = _cut(f"{TITLES[one.side]} {number(one.value, places)}", room, size.letters)
            self.words.append(Lettering(head, x, top, one.side, "left", size.letters, is_bold=True))
            for place_, line in enumerate(names, start=1):
                at = top + 1.2 * place_ * size.letters
                self.words.append(Lettering(line, x, at, one.side, "left", small))

    def _way(self, points: Iterable[tuple[At, float]]) -> str:
        return _through((self.x(at), self.axis.y(value)) for at, value in points)

    def _boxes(self, points: Sequence[tuple[At, float]], half: float) -> Iterator[Box]:
        """What a line covers; a slope in pieces."""
        places = [(self.x(at), self.axis.y(value)) for at, value in points]
        for (x1, y1), (x2, y2) in pairwise(places):
            is_slope = abs(x1 - x2) > 1 and abs(y1 - y2) > 1
            count = max(1, ceil(hypot(x2 - x1, y2 - y1) / PIECE)) if is_slope else 1
            for place_ in range(count):
                one, two = place_ / count, (place_ + 1) / count
                xs = sorted((x1 + one * (x2 - x1), x1 + two * (x2 - x1)))
                ys = sorted((y1 + one * (y2 - y1), y1 + two * (y2 - y1)))
                yield Box(xs[0] - half, ys[0] - half, xs[1] + half, ys[1] + half)

    def _labels(self, letters: float) -> Sequence[tuple[str, float]]:
        """The labels under the plot with their middle; of those that would meet every other one."""
        size = self.size
        ticks: Sequence[tuple[At, str]] = self.span.ticks()
        while True:
            found: list[tuple[str, float]] = []
            free = float("-inf")
            for at, label in ticks:
                half = width_of(label, letters) / 2
                x = min(max(self.x(at), half - size.left), size.plot.right + size.right - half)
                if x - half < free:
                    break
                found.append((label, x))
                free = x + half + 6
            else:
                return found
            ticks = min(ticks[::2], ticks[1::2], key=lambda some: sum(len(it[1]) for it in some))


def _lettered(it: Lettering) -> Element:
    y = round(it.y, 1) + floor(BASELINE * it.size + 0.5)
    paint = f'{ANCHORS[it.align]} font-size="{it.size:g}"'
    paint += ' font-weight="bold"' if it.is_bold else ""
    paint += f' fill="var(--{it.colour})"'
    tail = f">{escape(it.text, quote=False)}</text>"
    return f'<text x="{pixels(it.x)}" y="{pixels(y)}"', paint, tail


def _apart(ys: Sequence[float], least: float, plot: Box) -> list[float]:
    """Heights of up to two labels, moved so far that they do not touch and stay beside the plot."""
    found = [max(y, least / 2 - TOP / 2) for y in ys]
    if len(found) > 1:
        upper, lower = sorted(range(2), key=ys.__getitem__)
        short = max(0.0, least - (found[lower] - found[upper]))
        found[upper] -= short / 2
        found[lower] += short / 2
    over = max((y + least / 2 - plot.bottom - TOP / 2 for y in found), default=0.0)
    return [y - max(0.0, over) for y in found]


def _lines(name: str, room: float, letters: float) -> Sequence[str]:
    """A name in one line, or broken into two after a hyphen or a space."""
    if not name or width_of(name, letters) <= room:
        return [name] if name else []
    breaks = [place_ + 1 for place_, sign in enumerate(name) if sign in "- " and place_]
    fits = [place_ for place_ in breaks if width_of(name[:place_].rstrip(), letters) <= room]
    if not fits:
        return [_cut(name, room, letters)]
    return [name[: fits[-1]].rstrip(), _cut(name[fits[-1] :], room, letters)]


def _cut(name: str, room: float, letters: float) -> str:
    """As much of a name as fits into `room` pixels."""
    while name and width_of(name, letters) > room:
        name = name[:-2].rstrip() + "…" if len(name) > 2 else ""
    return name


def pixels(value: float) -> str:
    """Pixels with one decimal at most: a tenth is the finest that is told."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _through(points: Iterable[tuple[float, float]]) -> str:
    """A line through points, level parts as H and upright ones as V."""
    corners = [(pixels(x), pixels(y)) for x, y in points]
    told = [f"M{corners[0][0]},{corners[0][1]}"] if corners else []
    for (x, y), (next_x, next_y) in pairwise(corners):
        if next_y == y:
            told.append(f"H{next_x}")
        else:
            told.append(f"V{next_y}" if next_x == x else f"L{next_x},{next_y}")
    return "".join(told)


def _joined(paths: Iterable[Path]) -> Iterator[str]:
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
