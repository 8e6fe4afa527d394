"""What a score costs: models by score and price, and the fronts of what cannot be bettered.

The price runs from left to right on a logarithmic axis, because it spans three powers of ten.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from outputs.charts.axes import LogSpan, snug
from outputs.charts.labels import Wanted
from outputs.charts.marks import LONGEST, TITLES, Drawing, Point, Size
from terms.words import FrontierClass

AIR = 1.25
"""The axis of prices reaches this many times beyond what it holds."""


PricedModel = Point[float]


class Fronts(NamedTuple):
    """Priced models, the cheapest first; one leads where no cheaper one of its class equals it."""

    models: Sequence[PricedModel]
    higher_is_better: bool = True
    places: int = 1
    """Decimals of a score."""
    told: Collection[str] = ()
    """Names that the words beside it give, which it gives first."""

    @property
    def is_empty(self) -> bool:
        """Whether no class has a front."""
        return not any(it.leads for it in self.models)

    def front(self, side: str) -> list[PricedModel]:
        """Those that lead a class."""
        return [it for it in self.models if it.side == side and it.leads]

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`."""
        prices = [it.at for it in self.models]
        span = LogSpan(min(prices) / AIR, max(prices) * AIR)
        front = [it.value for it in self.models if it.leads]
        # What lies far below the cheapest of a front would press the fronts together.
        reach = 0.25 * (max(front) - min(front)) or 1.0
        low, high = min(front) - reach, max(front) + reach
        shown = [it.value for it in self.models if low <= it.value <= high]
        axis = snug(shown, size.plot.bottom, below=0.03, above=0.1)
        made = Drawing.framed(size, span, axis)
        for side in TITLES:
            for it in self.models:
                if it.side == side and not it.leads and axis.low <= it.value <= axis.high:
                    made.dot(it.at, it.value, side, area=18.0, opacity=0.4)
            own = self.front(side)
            made.line(list(_stairs(own, span.last)), side)
            for it in own:
                made.dot(it.at, it.value, side)
        made.names([self._called(made, it) for it in self._by_weight()])
        made.ends([best for side in TITLES for best in self.front(side)[-1:]], self.places)
        return made

    def _called(self, made: Drawing, it: PricedModel) -> Wanted:
        above = (it.side == FrontierClass.CLOSED) is not self.higher_is_better
        # A name far from its point is another's, unless the reader looks for it.
        most = 3.0 if it.name in self.told else 1.5
        x, y = made.x(it.at), made.axis.y(it.value)
        return Wanted(it.name, x, y, above, it.side, either=True, most=most)

    def _by_weight(self) -> list[PricedModel]:
        """Those that are told, the cheapest of each class, then by what a step of the front adds;
        the best one is named at the end of its line."""
        jumps = {
            it: abs(it.value - before.value) if before else inf
            for own in map(self.front, TITLES)
            for before, it in pairwise([None, *own][:-1])
            if it and len(it.name) <= LONGEST
        }
        return sorted(
            jumps, key=lambda it: (it.name not in self.told, -jumps[it], it.side, -it.value)
        )


def _stairs(front: Sequence[PricedModel], last: float) -> Iterator[tuple[float, float]]:
    """From each model level to the price of the next better one, where the score rises."""
    for it, after in pairwise([*front, None]):
        if it:
            yield it.at, it.value
            yield (after.at if after else last), it.value
