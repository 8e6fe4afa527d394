"""A pair of models on one day: how much of the quality at how much of the cost.

Ratios of price are closed over open ("1/19" is a ratio of 19); the ratio of quality is open over
closed, in percent, and exists only for scales with a zero (percent, not Elo or an index).
Cost per solved task = mean cost of one task / share of tasks solved (cost-of-pass, arXiv
2504.13359).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from measures.boards.states import BoardState, Contender, entries_of, inputs
from measures.errors import PricesInvalid
from measures.names.registry import Registry
from measures.price.at_quality import Level
from measures.price.book import Price, PriceBook
from measures.series import Series
from measures.uncertainty.intervals import LEVEL, z_of
from terms.declared import Day, Declared, Text, from_toml
from terms.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPair(Declared):
    """Two models to compare, as `pairs.toml` has them."""

    closed: Text
    """Id of the closed model."""
    open: Text
    """Id of the open model."""
    on: Day
    """Day of the open price and of both scores."""
    closed_on: Day | None = None
    """Day of the closed price; `on` unless said."""
    series: Text
    """Series of the scores."""
    why: Text
    """Where the comparison is made, and what it is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsFile(Declared):
    """`pairs.toml`."""

    pair: tuple[DeclaredPair, ...] = ()
    """The pairs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models to compare; `on`: day of the open price and of both scores."""

    closed: str
    open: str
    on: str
    closed_on: str
    """Day of the closed price."""
    series: str
    why: str

    @property
    def same_day(self) -> bool:
        """Whether both prices are of one day."""
        return self.on == self.closed_on


@dataclass(frozen=True, slots=True)
class PairPrice:
    """Prices of a pair: each ratio is closed over open."""

    pair: Pair
    closed: Price
    open: Price
    input_ratio: float
    output_ratio: float
    blended_ratio: float
    cached_ratio: float
    """At 7 cached, 2 input and 1 output token."""
    closed_value: float | None
    open_value: float | None
    quality_percent: float | None
    """Open score in percent of the closed one; None without a scale with a zero."""


@dataclass(frozen=True, slots=True)
class SolvedCost:
    """What one solved task cost one entry of a board, in USD."""

    entry: str
    model: str | None
    value: float
    cost: float
    """Mean cost of one task, solved or not."""
    per_solved: float
    low: float | None
    """At the upper end of the score's interval; the cost's own error is not published."""
    high: float | None
    dated_on: str | None
    vintage: int


@cache
def pairs() -> tuple[Pair, ...]:
    """The bundled pairs. Raises PricesInvalid."""
    return read_pairs(resources.files("measures.price").joinpath("pairs.toml").read_text("utf-8"))


def read_pairs(text: str) -> tuple[Pair, ...]:
    """Pairs declared in a TOML text. Raises PricesInvalid."""
    found = from_toml(text, PairsFile, "measures/price/pairs.toml", PricesInvalid).pair
    return tuple(
        Pair(one.closed, one.open, one.on, one.closed_on or one.on, one.series, one.why)
        for one in found
    )


def pair_price(
    pair: Pair, book: PriceBook, series: Series, found: Sequence[Level]
) -> PairPrice | None:
    """The ratios of one pair; None when one of the prices is not known on its day.

    `found` are the `levels` of the series; the scores are those of `pair.on`.
    """
    closed, opened = book.price(pair.closed, pair.closed_on), book.price(pair.open, pair.on)
    if closed is None or opened is None:
        return None
    ours, theirs = (_value(found, model, pair.on) for model in (pair.closed, pair.open))
    zero = series.unit in (Unit.PERCENT, Unit.SHARE) and series.sign == 1
    return PairPrice(
        pair,
        closed,
        opened,
        closed.input / opened.input,
        closed.output / opened.output,
        closed.blended / opened.blended,
        closed.blended_cached / opened.blended_cached,
        ours,
        theirs,
        100 * theirs / ours if zero and ours and theirs is not None else None,
    )


def _value(found: Iterable[Level], model: str, on: str) -> float | None:
    """The score in force on day `on`; one that came later tells nothing of that day."""
    return next(
        (one.value for one in found if one.model == model and one.start <= on < one.end), None
    )


@dataclass(frozen=True, slots=True)
class Leaders:
    """The best priced model of each class, and the better ones whose price nobody gives."""

    pair: Pair
    unpriced: tuple[tuple[str, ...], tuple[str, ...]]
    """Closed and open models with a better score and no price, best first."""


def leading_pair(
    series: Series, found: Sequence[Level], book: PriceBook, classes: Sequence[set[str]], on: str
) -> Leaders | None:
    """The best closed and the best open model with a price on day `on`.

    `classes` are the ids of the closed and of the open models on that day.
    """
    now = sorted(
        (level for level in found if level.start <= on < level.end),
        key=lambda level: (-level.score, level.model),
    )
    best: list[str] = []
    unpriced: list[tuple[str, ...]] = []
    for some in classes:
        order = [level.model for level in now if level.model in some]
        priced = [place for place, model in enumerate(order) if book.price(model, on)]
        if not priced:
            return None
        best.append(order[priced[0]])
        unpriced.append(tuple(order[: priced[0]]))
    pair = Pair(best[0], best[1], on, on, series.id, "The best model with a price.")
    return Leaders(pair, (unpriced[0], unpriced[1]))


def cost_per_solved(value: float, cost: float) -> float:
    """USD for one solved task: mean cost of a task over the share solved (`value` in percent)."""
    return cost / (value / 100)


def solved_costs(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> list[SolvedCost]:
    """Cost per solved task of every entry of the series that states a cost, cheapest first.

    Entries with a cost of 0 (not metered) or nothing solved are left out; so are series that are
    no proportion.
    """
    if series.unit != Unit.PERCENT or series.sign != 1:
        return []
    found = [
        _solved(item)
        for item in entries_of(series, inputs(series, states, through), registry)
        if item.row.get("cost_usd") and item.value > 0 and (item.dated_on or "") <= through
    ]
    return sorted(found, key=lambda one: (one.per_solved, one.entry))


def _solved(item: Contender) -> SolvedCost:
    cost = item.row["cost_usd"]
    low = high = None
    if item.stderr is not None:
        half = z_of(LEVEL) * item.stderr
        low = cost_per_solved(min(100.0, item.value + half), cost)
        high = cost_per_solved(item.value - half, cost) if item.value > half else None
    return SolvedCost(
        item.entry,
        item.model,
        item.value,
        cost,
        cost_per_solved(item.value, cost),
        low,
        high,
        item.dated_on,
        item.state.vintage,
    )
