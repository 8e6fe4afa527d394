"""What the estimates about the market say: a record for every measure of `rows_market`.

What belongs here: cost per solved task, hosts, changes of prices, and what follows open releases.
Not here: how they are measured (`rows_market`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from measures.estimates import Estimate
from measures.price.records import DIGITS, PricedGroup
from terms.numbers import plural
from terms.words import Word

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
class SolvedRun:
    """One side of a comparison: what the tasks of a board cost an entry."""

    entry: str
    """The entry's key on its board."""
    model: str | None
    """Its canonical model."""
    value: float
    """Tasks solved, in percent."""
    usd_per_task: float
    """Mean cost of one task, solved or not."""
    usd_per_solved: float
    """Mean cost of one solved task."""
    dated_on: str | None
    """Day of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPairEstimate(Estimate):
    """Cost of a solved task with a closed model over that with an open one: of a declared pair, or
    of the best entry of each class that states a cost (`openness_rule` says of which open class).
    """

    MEASURE: ClassVar[str] = "cost_pair"
    DIGITS: ClassVar[int | None] = DIGITS

    unit: str = "closed cost / open cost"
    series: str
    value: float
    closed: SolvedRun
    """The run of the closed model."""
    open: SolvedRun
    """The run of the open model."""
    cost_percent: float
    """Open cost of a solved task in percent of the closed one."""
    quality_percent: float
    """Open score in percent of the closed one."""

    @property
    def variant(self) -> str:
        """The declared pair, or the leaders under a rule."""
        if self.openness_rule is not None:
            return f"leaders|{self.openness_rule}"
        return f"{self.closed.model}|{self.open.model}"

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


class RecordRelease(NamedTuple):
    """Open weights that beat all before them: (day, model)."""

    on: str
    model: str


FEW_CUTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceReactionEstimate(Estimate):
    """How many of `n` confirmed cuts by closed makers came within some days of an open release that
    beat all open ones before; chance: the same releases moved to every other day of the window.
    """

    MEASURE: ClassVar[str] = "price_reaction"
    DIGITS: ClassVar[int | None] = DIGITS

    unit: str = "cuts"
    series: str
    value: float
    within_days: int
    """How long after a release a cut counts."""
    releases: tuple[RecordRelease, ...]
    """The record releases: [day, model] each."""
    cuts: tuple[str, ...]
    """Days of the cuts: several models of a maker on a day count once."""
    expected_by_chance: float
    """Mean over all shifts of the releases."""
    p_value: float | None
    """Share of shifts with at least as many; None without a cut or a release."""

    @property
    def variant(self) -> str:
        """The window."""
        return f"within_{self.within_days}_days"

    @property
    def caveat(self) -> str | None:
        """That it is an association, and whether of few cuts."""
        told = (
            "Association only; a maker’s cuts of one day count once, and a cheaper successor under "
            "a new name is no cut."
        )
        count = len(self.cuts)
        is_are = "is" if count == 1 else "are"
        return (
            f"{told} {plural(count, 'cut')} {is_are} too few to tell." if count < FEW_CUTS else told
        )


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
    CostPerSolvedEstimate,
    CostPairEstimate,
    HostDispersionEstimate,
    PriceReactionEstimate,
    PriceEventEstimate,
    PriceIndexEstimate,
)
