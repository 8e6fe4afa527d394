"""What a score costs: models by score and price, and the fronts of what cannot be bettered.

The price runs from left to right on a logarithmic axis, because it spans three powers of ten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from outputs.charts.axes import LogSpan, snug
from outputs.charts.marks import Drawing, EndLabel, Plane, Size
from outputs.charts.staircase import LONGEST, TITLES
from terms.numbers import number, usd
from terms.words import FrontierClass

AIR = 1.25
"""The axis of prices reaches this many times beyond what it holds."""
USD_MARKS = tuple(
    (factor * 10.0**power, usd(factor * 10.0**power).removesuffix(".00"))
    for power in range(-3, 4)
    for factor in (1, 3)
)


@dataclass(frozen=True, slots=True)
class PricedModel:
    """A model with its score and its price in USD per 1M tokens."""

    name: str
    score: float
    price: float


@dataclass(frozen=True, slots=True)
class Fronts:
    """Priced models by class; `fronts`: those of them that no cheaper one equals, cheapest
    first."""

    models: Mapping[str, Sequence[PricedModel]]
    fronts: Mapping[str, Sequence[PricedModel]]
    higher_is_better: bool = True
    places: int = 1
    """Decimals of a score."""
    told: Collection[str] = ()
    """Names that the words beside it give, which it gives first."""

    @property
    def is_empty(self) -> bool:
        """Whether no class has a front."""
        return not any(self.fronts.get(side) for side in TITLES)

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`."""
        known = [it for side in TITLES for it in self.models.get(side, ())]
        prices = [it.price for it in known]
        span = LogSpan(min(prices) / AIR, max(prices) * AIR, USD_MARKS)
        front = [it.score for side in TITLES for it in self.fronts.get(side, ())]
        # What lies far below the cheapest of a front would press the fronts together.
        reach = 0.25 * (max(front) - min(front)) or 1.0
        shown = [it.score for it in known if min(front) - reach <= it.score <= max(front) + reach]
        axis = snug(shown, size.plot.bottom, below=0.03, above=0.1)
        made = Drawing.framed(Plane(size, span, axis))
        for side in TITLES:
            own = self.fronts.get(side, ())
            for it in self.models.get(side, ()):
                if it not in own and axis.low <= it.score <= axis.high:
                    made.dot(it.price, it.score, side, area=18.0, opacity=0.4)
            made.line(list(_stairs(own, span.high)), side)
            for it in own:
                made.dot(it.price, it.score, side)
        wanted = []
        for it, side in self._by_weight():
            if len(it.name) <= LONGEST:
                at, above = (it.price, it.score), self._is_upper(side)
                # A name far from its point is another's, unless the reader looks for it.
                most = 3.0 if it.name in self.told else 1.5
                wanted.append(made.wanted(at, it.name, side, above=above, either=True, most=most))
        made.names(wanted)
        made.ends([
            EndLabel(best.score, f"{title} {number(best.score, self.places)}", best.name, side)
            for side, title in TITLES.items()
            for best in self.fronts.get(side, ())[-1:]
        ])  # fmt: skip
        return made

    def _is_upper(self, side: str) -> bool:
        return (side == FrontierClass.CLOSED) is not self.higher_is_better

    def _by_weight(self) -> Iterator[tuple[PricedModel, str]]:
        """Those that are told, the cheapest of each class, then by what a step of the front adds;
        the best one is named at the end of its line."""
        weighed = []
        for side in TITLES:
            own = self.fronts.get(side, ())
            for before, it in zip([None, *own], own[:-1], strict=False):
                jump = abs(it.score - before.score) if before else float("inf")
                weighed.append((it.name not in self.told, -jump, side, it))
        for *_, side, it in sorted(weighed, key=lambda one: (*one[:3], -one[3].score)):
            yield it, side


def _stairs(front: Sequence[PricedModel], last: float) -> Iterator[tuple[float, float]]:
    """From each model level to the price of the next better one, where the score rises."""
    for before, it in pairwise([None, *front]):
        if before is not None and it is not None:
            yield it.price, before.score
        if it is not None:
            yield it.price, it.score
    if front:
        yield last, front[-1].score
