"""What the estimates about token prices say: a record for every measure of `rows`.

What belongs here: the fields of each, and the sentences that are made of them.
Not here: how they are measured (`rows`); what is said of the market (`records_market`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from measures.estimates import Estimate
from terms.days import days_between
from terms.numbers import plural
from terms.words import PriceBasis, Word

DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPrice:
    """One side of a comparison: what a model costs, in USD per 1M tokens."""

    model: str
    """Canonical id of the model."""
    value: float | None
    """Its score on the day; None where the series has none."""
    input: float
    """A token of input."""
    cached: float | None
    """A token of input that was seen before; None where no list says."""
    output: float
    """A token of output."""
    blended: float
    """Three parts input to one part output."""
    basis: PriceBasis
    """Whose price it is."""
    source: str
    """Source that gives it."""
    since: str
    """First day of this price."""
    sellers: tuple[str, ...]
    """The provider, or the hosts in the median."""
    mode: str
    """standard, or peak where the maker asks less in other hours."""
    off_peak_blended: float | None
    """The blended price of those hours; None where no list says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePairEstimate(Estimate):
    """Price per token of a closed model over that of an open one: of a declared pair on its days,
    or of the best priced model of each class now (`openness_rule` says of which open class).
    """

    MEASURE: ClassVar[str] = "price_pair"
    DIGITS: ClassVar[int | None] = DIGITS

    UNEVEN: ClassVar[str] = (
        "Per token: models spend tokens unequally (reasoning effort, tokenizer); "
        "compare the cost per solved task where the board gives it."
    )
    TWO_DAYS: ClassVar[str] = (
        "The two prices are of different days: a fall over time, not a difference between models."
    )

    unit: str = "closed price / open price"
    series: str
    value: float
    closed: ComparedPrice
    """The closed model."""
    open: ComparedPrice
    """The open model."""
    input_ratio: float
    """Closed over open, input tokens alone."""
    output_ratio: float
    """Closed over open, output tokens alone."""
    blended_ratio_7_2_1: float
    """Closed over open at 7 cached, 2 input and 1 output token."""
    cost_percent: float
    """Open price in percent of the closed one."""
    quality_percent: float | None
    """Open score in percent of the closed one; None where the scale has no zero."""
    same_day: bool
    """Whether both prices are of one day."""
    closed_on: str | None
    """Day of the closed price; None: today."""
    open_on: str | None
    """Day of the open price and of both scores; None: today."""
    why: str
    """Why these two models are compared."""
    unpriced_closed: tuple[str, ...] | None = None
    """Closed models with a better score and no known price, best first; None: a declared pair."""
    unpriced_open: tuple[str, ...] | None = None
    """The same of the open class."""

    @property
    def variant(self) -> str:
        """The declared pair with its days, or the leaders under a rule."""
        if self.openness_rule is not None:
            return f"leaders|{self.openness_rule}"
        return f"{self.closed.model}|{self.open.model}|{self.closed_on}|{self.open_on}"

    @property
    def caveat(self) -> str | None:
        """Who is better and has no price, else how far a price per token goes."""
        sides = (("closed", self.unpriced_closed), ("open", self.unpriced_open))
        told = [f"{', '.join(models)} ({side})" for side, models in sides if models]
        if told:
            return f"Better, but without a known price: {'; '.join(told)}."
        return self.UNEVEN if self.same_day else self.TWO_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSensitivityEstimate(Estimate):
    """Price at quality today if most tokens are cache hits: cheapest closed model over cheapest
    open one at or above a threshold.
    """

    MEASURE: ClassVar[str] = "price_sensitivity"
    BLEND: ClassVar[str] = "7:2:1"
    KEY: ClassVar[tuple[str, ...]] = ("threshold", "BLEND")
    DIGITS: ClassVar[int | None] = DIGITS

    unit: str = "closed price / open price"
    series: str
    value: float
    threshold: float
    """Score to reach, in the series' unit."""
    closed: ComparedPrice
    """The cheapest closed model."""
    open: ComparedPrice
    """The cheapest open model."""
    ratio_3_1: float
    """The ratio at three parts input to one part output, of the models that are cheapest then."""

    @property
    def caveat(self) -> str | None:
        """What the blend takes for granted."""
        return "Seven of ten tokens are cache hits; a missing cached price counts as input."


class PricedCount(NamedTuple):
    """How many of some models have a known price: (with a price, all)."""

    priced: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCoverageEstimate(Estimate):
    """Share of the open models at or above a threshold now that have a known price.

    Where it is small, the cheapest open model may be one whose price no source of ours gives.
    """

    MEASURE: ClassVar[str] = "price_coverage"
    KEY: ClassVar[tuple[str, ...]] = ("threshold", "openness_rule")
    DIGITS: ClassVar[int | None] = DIGITS

    unit: str = "share of open models with a price"
    series: str
    threshold: float
    """Score to reach, in the series' unit."""
    closed: PricedCount
    """Closed models that reach it: [with a price, all]."""
    open: PricedCount
    """Open models that reach it: [with a price, all]."""
    leaders_only: bool = False
    """Only lists of leaders are known, which do not say who else reaches a score."""

    @property
    def caveat(self) -> str | None:
        """Why there is no open model to count."""
        if self.open.total:
            return None
        if self.leaders_only:
            return "Only lists of leaders are known, which do not say who else reaches a score."
        return "No open model reaches the threshold."


class PricedGroup(Word):
    """Whose prices a rate is fitted to."""

    ALL = "all", "all models"
    CLOSED = "closed"
    OPEN = "open"


class NoRate(Word):
    """Why a level has no rate of decline."""

    FEW_LOWS = "few_lows"
    SHORT_SPAN = "short_span"


class NoInterval(Word):
    """Why a rate of decline has no interval."""

    FEW_RATES = "few_rates"
    SINGLE_MODELS = "single_models"
    WIDE = "wide"


class RecordLow(NamedTuple):
    """A price below all before it: (day, model, USD per 1M tokens, blended)."""

    on: str
    model: str
    price: float


LEAST_POINTS = 5
LEAST_DAYS = 365
"""A yearly rate from record lows within less than a year would be an extrapolation."""
LEAST_DRAWN = 4
"""Record lows that a draw needs, over `LEAST_DAYS` as well."""
CI_LEVEL = 0.90
MOST_SPREAD = 100
"""How many times the upper end of an interval that is told may be the lower one."""
NO_RATE_MEANS = f"fewer than {LEAST_DRAWN} record lows over {LEAST_DAYS} days"
FEW_RATES_ALLOWED = (
    f"a {100 * CI_LEVEL:.0f} % interval allows less than {100 * (1 - CI_LEVEL) / 2:.0f} %"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDeclineEstimate(Estimate):
    """How many times cheaper a level of quality gets in a year: the rate fitted to the record lows
    of the price at or above a threshold, of one class or of all models.
    """

    MEASURE: ClassVar[str] = "price_decline"
    KEY: ClassVar[tuple[str, ...]] = ("threshold", "group")
    DIGITS: ClassVar[int | None] = DIGITS

    unit: str = "times cheaper per year"
    series: str
    threshold: float
    """Score to reach, in the series' unit."""
    group: PricedGroup
    """Whose prices they are."""
    points: tuple[RecordLow, ...]
    """The record lows: [day, model, USD per 1M tokens] each."""
    models: int
    """How many models have a price there."""
    halving_days: float | None
    """Days in which the price halves; None where it does not fall."""
    usable_share: float | None
    """Share of the bootstrap's draws that give a rate."""
    reason: NoRate | None
    """Why nothing is fitted."""
    no_interval: NoInterval | None
    """Why the fit has no interval."""

    @property
    def why_no_rate(self) -> str | None:
        """`reason` as a sentence."""
        if self.reason is NoRate.FEW_LOWS:
            lows = plural(len(self.points), "record low")
            return f"{lows}; nothing is fitted below {LEAST_POINTS}"
        if self.reason is NoRate.SHORT_SPAN:
            days = days_between(self.points[0].on, self.points[-1].on)
            return f"record lows within {days} days; no yearly rate from less than {LEAST_DAYS}"
        return None

    @property
    def why_no_interval(self) -> str | None:
        """`no_interval` as a sentence."""
        if self.no_interval is NoInterval.FEW_RATES:
            return f"{self.share_without} ({NO_RATE_MEANS}); {FEW_RATES_ALLOWED}"
        if self.no_interval is NoInterval.SINGLE_MODELS:
            return "the fit hangs on single models: draws without some of them leave it out"
        if self.no_interval is NoInterval.WIDE:
            return f"its ends would lie more than {MOST_SPREAD} times apart"
        return None

    @property
    def share_without(self) -> str:
        """How many draws of the bootstrap give no rate."""
        # Of 2,000 draws the share has four decimals; the subtraction must not add more.
        without = round(1 - (self.usable_share or 0.0), DIGITS)
        return f"{100 * without:.0f} % of the draws give no rate"

    @property
    def caveat(self) -> str | None:
        """Why there is no rate, else how far it goes."""
        if self.why_no_rate is not None:
            return self.why_no_rate
        why = self.why_no_interval
        doubt = f"Interval not determined: {why}. " if why else ""
        return (
            f"{doubt}Scores are the newest on all days; undated prices count from the first fetch "
            "of them."
        )


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


RECORDS: Sequence[type[Estimate]] = (
    PricePairEstimate,
    PriceSensitivityEstimate,
    PriceCoverageEstimate,
    PriceDeclineEstimate,
    PriceFrontEstimate,
)
