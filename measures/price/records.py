"""What the estimates about prices say: a record for every measure of `rows`.

What belongs here: the fields of each, and the sentences that are made of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from measures.estimates import Estimate
from terms.words import PriceBasis, Word

DIGITS = 6


class PricedGroup(Word):
    """Whose prices they are."""

    CLOSED = "closed"
    OPEN = "open"


class PricedScore(NamedTuple):
    """A model with its score and its price: (model, score, USD per 1M tokens blended, whose price
    it is)."""

    model: str
    value: float
    price: float
    basis: PriceBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFrontEstimate(Estimate):
    """Score against price on the day of the newest whole page: the priced models of a class, and
    those that no cheaper one equals. `value` is the price of the best of them.
    """

    MEASURE: ClassVar[str] = "price_front"
    KEY: ClassVar[tuple[str, ...]] = ("group", "openness_rule")

    unit: str = "USD per 1M tokens"
    series: str
    published_on: str
    """Published date of the newest whole page of the series."""
    group: PricedGroup
    """The class; the closed one is the same under each openness rule and has none."""
    models: tuple[PricedScore, ...]
    """Every priced model of the class, cheapest first: [id, score, price, whose price]."""
    front: tuple[str, ...]
    """Those that score more than each cheaper one."""
    unpriced: tuple[str, ...] = ()
    """Models without a known price that score more than all of them, best first."""

    @property
    def caveat(self) -> str | None:
        """Who is better and has no price."""
        if not self.unpriced:
            return None
        return f"Better, but without a known price: {', '.join(self.unpriced)}."


METERED = (
    "Cost as the board metered it, at the prices of its run; the interval is that of the score "
    "alone."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPerSolvedEstimate(Estimate):
    """What one solved task cost one entry of a board that states the cost of its run; the interval
    is that of the score (cost-of-pass, arXiv 2504.13359).
    """

    MEASURE: ClassVar[str] = "cost_per_solved"
    KEY: ClassVar[tuple[str, ...]] = ("entry",)
    DIGITS: ClassVar[int | None] = DIGITS
    STORED_AS: ClassVar[Mapping[str, str]] = {"score": "value"}

    unit: str = "USD per solved task"
    series: str
    value: float
    entry: str
    """The entry's key on its board."""
    model: str | None
    """Its canonical model; None: not known."""
    score: float
    """Tasks solved, in percent."""
    usd_per_task: float
    """Mean cost of one task, solved or not."""
    usd_per_solved: float
    """The value with six decimals."""
    dated_on: str | None
    """Day of the run."""

    @property
    def caveat(self) -> str | None:
        """Whose cost it is."""
        return METERED


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDispersionEstimate(Estimate):
    """Blended prices over the hosts of one open model's weights on the day of the newest list:
    `value` is the median, `low` and `high` the cheapest and the most expensive.
    """

    MEASURE: ClassVar[str] = "host_dispersion"
    KEY: ClassVar[tuple[str, ...]] = ("model",)
    DIGITS: ClassVar[int | None] = DIGITS

    unit: str = "USD per 1M tokens, blended 3:1"
    value: float
    low: float
    high: float
    n: int
    model: str
    """Canonical id of the model."""
    hosts: dict[str, float]
    """Host to its price."""
    iqr: float | None
    """Upper less lower quartile; None below four hosts."""
    high_over_low: float
    """Dearest over cheapest host."""
    own_price: float | None
    """What its maker asks; None: sells no access that we know of."""

    @property
    def caveat(self) -> str | None:
        """What the three numbers are."""
        return "Value is the median host; low and high are the cheapest and the most expensive."


class PriceChange(Word):
    """What happened to a price; `text` comes before by how much."""

    CUT = "cut"
    RISE = "rise", "raised"
    WITHDRAWN = "withdrawn"
    NEW = "new"


class TokenPrices(NamedTuple):
    """Input and output price, USD per 1M tokens."""

    input: float
    output: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEventEstimate(Estimate):
    """A change of one model's price at one seller; `value`: of the blended price, in percent. It
    happened between `from_on` and `through_on`.
    """

    MEASURE: ClassVar[str] = "price_event"
    KEY: ClassVar[tuple[str, ...]] = ("through_on", "kind", "model", "seller")
    DIGITS: ClassVar[int | None] = DIGITS

    unit: str = "percent of the price before"
    through_on: str
    kind: PriceChange
    """What happened."""
    model: str
    """Canonical id of the model."""
    seller: str
    """`own`: the model's maker; else the host."""
    before: TokenPrices | None
    """[input, output] in USD per 1M tokens; None: there was no price."""
    now: TokenPrices | None
    """[input, output] in USD per 1M tokens; None: withdrawn."""
    sources: tuple[str, ...]
    """Who reports it, or lists the new price soon after."""
    confirmed: bool
    """By two sources that do not copy one another, or by the maker."""

    @property
    def caveat(self) -> str | None:
        """Whether anybody confirms it."""
        if self.confirmed:
            return None
        return "Not confirmed: one source alone, and not the maker's page."


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceIndexEstimate(Estimate):
    """List prices of the same models on the first day of a month, `from_on` = 100: a chained index
    of matched models (Jevons), of closed or of open ones; `n`: those matched on the day.
    """

    MEASURE: ClassVar[str] = "price_index"
    KEY: ClassVar[tuple[str, ...]] = ("group", "through_on")
    DIGITS: ClassVar[int | None] = DIGITS

    unit: str = "index"
    through_on: str
    value: float
    group: PricedGroup
    """Whose prices: closed or open."""
    changed: int
    """Changes of prices since the month before."""

    @property
    def caveat(self) -> str | None:
        """What it leaves out."""
        return (
            "Only models sold before and after count, each the same: a cheaper successor under a "
            "new name is no fall."
        )


RECORDS: Sequence[type[Estimate]] = (
    PriceFrontEstimate,
    CostPerSolvedEstimate,
    HostDispersionEstimate,
    PriceEventEstimate,
    PriceIndexEstimate,
)
