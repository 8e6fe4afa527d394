"""What a query of the ledger finds beside the number: a record for every kind of evidence.

What belongs here: the columns that a query of a kind may give. Those that end in `vintage` name a
vintage, and `vintages` is a list of them.
Not here: the tested reading as a row of table claim (`records`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, ClassVar, Self, cast

from measures.gap.judgement import NO_RECENT, may_lead

RESULT = ("value", "low", "high")
"""Columns that every query gives, or may give: the number and its 95 % interval."""


def decoded(value: Any) -> Any:
    """What JSON text says; anything else as it is."""
    return json.loads(value) if isinstance(value, str) else value


@cache
def _adapter(kind: type[Any]) -> Any:
    """What checks and reads the fields of a record."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - most commands read no claim

    return TypeAdapter(kind)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The other columns of the one row that a query gives."""

    KIND: ClassVar[str]
    """Its name in the ledger: what a query `finds`."""

    @classmethod
    def wrong_columns(cls, names: Sequence[str]) -> Sequence[str]:
        """What is wrong with the columns of a query that should find this; nothing: empty."""
        known = {one.name for one in fields(cls)}
        needed = {one.name for one in fields(cls) if one.default is MISSING}
        given = set(names) - set(RESULT)
        return [
            *(f"no column {name}" for name in sorted(needed - given)),
            *(f"column {name} is not one of {cls.KIND}" for name in sorted(given - known)),
            *(() if RESULT[0] in names else (f"no column {RESULT[0]}",)),
        ]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The evidence in a row that a query gave. Raises ValueError for one of another kind."""
        told = {one.name: row[one.name] for one in fields(cls) if one.name in row}
        if "vintages" in told:
            told["vintages"] = decoded(told["vintages"]) or ()
        return cast("Self", _adapter(cast("Any", cls)).validate_python(told))

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """The evidence in what `as_json` made of it. Raises TypeError for other fields."""
        return cls(**{name: _frozen(value) for name, value in told.items()})

    @property
    def as_json(self) -> dict[str, Any]:
        """As JSON values; a field that has its default says nothing: left out."""
        told = ((one, getattr(self, one.name)) for one in fields(self))
        return {
            one.name: list(value) if isinstance(value, tuple) else value
            for one, value in told
            if one.default is MISSING or value != one.default
        }

    @property
    def every_vintage(self) -> tuple[int, ...]:
        """The vintages it names, in order."""
        named = {getattr(self, one.name) for one in fields(self) if one.name.endswith("vintage")}
        return tuple(sorted({*named, *getattr(self, "vintages", ())} - {None}))

    @property
    def doubt(self) -> str | None:
        """Why what was found decides nothing; None where it does."""
        return None

    @property
    def known_until(self) -> str | None:
        """The last day that a query looked at when the reading's own day does not bound it."""
        return getattr(self, "through_on", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedEvidence(Evidence):
    """Evidence made of gaps, which decides nothing where no recent open model was tested, or while
    an unknown or unconfirmed model leads."""

    unresolved_above: int | None
    """Entries of unknown model or openness that could lead; None: not known."""
    gap_if_unresolved_closed: float | None = None
    """The gap if they were all closed."""
    gap_if_unresolved_open: float | None = None
    """The gap if they were all open."""
    is_tested_lately: int | None = None
    """0: no recent open model was tested."""
    confirmed: int | None = None
    """0: it rests on a class that nobody has confirmed."""
    class_evidence: str | None = None
    """What such a class is based on."""

    @property
    def doubt(self) -> str | None:
        """No recent open model; unknown entries that could lead, with the gap either way; or an
        unconfirmed class."""
        if self.is_tested_lately == 0:
            return NO_RECENT
        if self.unresolved_above:
            ends = (self.gap_if_unresolved_closed, self.gap_if_unresolved_open)
            known = sorted(end for end in ends if end is not None)
            reach = f": the gap is {known[0]:.4g} to {known[-1]:.4g}" if len(known) == 2 else ""
            return f"{may_lead(self.unresolved_above)}{reach}"
        if self.confirmed == 0:
            return f"a class behind it is unconfirmed: {self.class_evidence or 'a provisional one'}"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapEvidence(JudgedEvidence):
    """A gap of one day: its leaders, and whether an unknown entry could lead."""

    KIND: ClassVar[str] = "gap"

    gap: float
    """In the unit of the series; positive: closed is better."""
    closed_model: str
    """Id of the leading closed model."""
    closed_value: float
    """What it scored."""
    open_model: str
    """Id of the leading open model."""
    open_value: float
    """What it scored."""
    gap_percent: float | None = None
    """The gap in percent of the closed value."""
    p_open_ahead: float | None = None
    """Probability that open is ahead, by sampling error alone."""
    detectable_gap: float | None = None
    """Smallest gap that the test could show."""
    ci_method: str | None = None
    """How the interval was made."""
    closed_maker: str | None = None
    """Maker of the closed model, where the claim is about makers."""
    open_maker: str | None = None
    """Maker of the open model."""
    closed_vintage: int | None = None
    """Vintage of the closed side."""
    open_vintage: int | None = None
    """Vintage of the open side."""
    shown_on: str | None = None
    """The day of the gap."""

    @property
    def known_until(self) -> str | None:
        """The day of the gap: the newest state that is held has a day of its own."""
        return self.shown_on


@dataclass(frozen=True, slots=True, kw_only=True)
class GapChangeEvidence(JudgedEvidence):
    """A gap on two days."""

    KIND: ClassVar[str] = "gap_change"

    earlier_gap: float
    """The gap on the earlier day."""
    earlier_closed_model: str
    """Who led closed then."""
    earlier_open_model: str
    """Who led open then."""
    later_gap: float
    """The gap on the later day."""
    later_closed_model: str
    """Who led closed then."""
    later_open_model: str
    """Who led open then."""
    earlier_vintage: int | None = None
    """Vintage of the earlier closed side."""
    later_vintage: int | None = None
    """Vintage of the later open side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LagEvidence(JudgedEvidence):
    """A lag of one day."""

    KIND: ClassVar[str] = "lag"

    lag_days: int
    """The lag in days."""
    censored: str | None
    """left: closed may have been there earlier, so the lag is at least this."""
    closed_model: str
    """The first closed model with what open has."""
    open_model: str
    """The leading open model."""
    vintage_on: str | None = None
    """Published date of the newest page behind it."""
    closed_vintage: int | None = None
    """Vintage of the closed side."""
    open_vintage: int | None = None
    """Vintage of the open side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEvidence(Evidence):
    """One score."""

    KIND: ClassVar[str] = "score"

    source: str
    """The source that says so."""
    board: str
    """Its board."""
    entry: str
    """The entry, as the source names it."""
    published_on: str
    """The board's own date."""
    vintage: int
    """Vintage of the board."""
    protocol: str | None = None
    """How it was run."""
    source_url: str | None = None
    """Citation of this one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePairEvidence(Evidence):
    """Two scores that are compared."""

    KIND: ClassVar[str] = "score_pair"

    board: str
    """Board of the first score."""
    entry: str
    """Entry of the first score."""
    entry_value: float
    """The first score."""
    rival: str
    """Entry of the second score."""
    rival_value: float
    """The second score."""
    published_on: str
    """The board's own date, or the day on which its page was seen."""
    vintage: int
    """Vintage of the first score."""
    rival_board: str | None = None
    """Board of the second score, where it is another."""
    rival_vintage: int | None = None
    """Vintage of the second score, where it is another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankEvidence(Evidence):
    """The rank of an entry, counted on a board."""

    KIND: ClassVar[str] = "rank"

    source: str
    """The source of the board."""
    entry: str
    """The entry, as the source names it."""
    rating: float
    """Its rating."""
    ahead: str | None
    """Entries with a higher rating that count."""
    published_on: str
    """The board's own date."""
    vintage: int
    """Vintage of the board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakersEvidence(Evidence):
    """Makers with an entry among the best of a board."""

    KIND: ClassVar[str] = "makers"

    makers: str
    """Their names."""
    published_on: str
    """The board's own date."""
    vintage: int
    """Vintage of the board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEvidence(Evidence):
    """A model as the registry has it."""

    KIND: ClassVar[str] = "model"

    name: str
    """Its name."""
    maker_name: str
    """Who made it."""
    released_on: str
    """When it could first be had."""
    evidence: str
    """Address that the registry cites."""
    vintage: int
    """Vintage of the registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeEvidence(Evidence):
    """A model's openness as the registry has it."""

    KIND: ClassVar[str] = "openness"

    openness: str
    """Its grade on that day."""
    licence: str | None
    """Licence of the weights."""
    valid_from: str
    """Since when."""
    evidence: str
    """Address that the registry cites."""
    vintage: int
    """Vintage of the registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceEvidence(Evidence):
    """A model's licence as a board shows it."""

    KIND: ClassVar[str] = "licence"

    source: str
    """The source of the board."""
    board: str
    """The board."""
    entry: str
    """The entry, as the source names it."""
    licence: str
    """What its licence column says."""
    published_on: str
    """The board's own date."""
    vintage: int
    """Vintage of the board."""

    @property
    def known_until(self) -> str:
        """The newest state of the board counts, whatever its day."""
        return self.published_on


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEvidence(Evidence):
    """One price."""

    KIND: ClassVar[str] = "price"

    source: str
    """The source that says so."""
    provider: str
    """Who sells."""
    offering: str
    """What is sold, as the provider names it."""
    input_per_mtok: float
    """Price of input."""
    output_per_mtok: float
    """Price of output."""
    effective_on: str | None
    """Since when."""
    vintage: int
    """Vintage of the price list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRatioEvidence(Evidence):
    """Two prices that are compared."""

    KIND: ClassVar[str] = "price_ratio"

    source: str
    """The source of both."""
    dear: str
    """The more expensive offering."""
    dear_price: float
    """Its price, blended."""
    cheap: str
    """The cheaper offering."""
    cheap_price: float
    """Its price, blended."""
    vintage: int
    """Vintage of the price list."""
    dear_effective_on: str | None = None
    """Since when the first price holds."""
    cheap_effective_on: str | None = None
    """Since when the second price holds."""
    published_on: str | None = None
    """Date of the page that lists both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedCostEvidence(Evidence):
    """Costs per solved task on one board."""

    KIND: ClassVar[str] = "solved_cost"

    dear: str
    """The entry that costs more."""
    dear_usd_per_solved: float
    """Its cost per solved task."""
    cheap: str
    """The entry that costs less."""
    cheap_usd_per_solved: float
    """Its cost per solved task."""
    published_on: str
    """The board's own date."""
    vintage: int
    """Vintage of the board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesEvidence(Evidence):
    """Two releases."""

    KIND: ClassVar[str] = "releases"

    source: str
    """The source of both dates."""
    earlier: str
    """The earlier model."""
    earlier_released_on: str
    """Its day."""
    later: str
    """The later model."""
    later_released_on: str
    """Its day."""
    vintage: int
    """Vintage of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateEvidence(Evidence):
    """An estimate, or a part of it."""

    KIND: ClassVar[str] = "estimate"

    n: int | None
    """What it counts."""
    from_on: str | None
    """First day of its window."""
    through_on: str | None
    """Last day of its window."""
    vintages: tuple[int, ...] = ()
    """The vintages it is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence(Evidence):
    """A place of an archived page that no table holds, as it stands there."""

    KIND: ClassVar[str] = "page"

    source: str
    """The source of the page."""
    url: str
    """Its address."""
    seen_at: str
    """When it was captured."""
    page_sha256: str
    """Hash of its bytes."""
    place: str
    """Where on the page: row and column."""
    quote: str
    """What stands there."""
    vintage: int
    """Vintage that was read from the page."""


KINDS: Mapping[str, type[Evidence]] = {
    kind.KIND: kind
    for kind in (
        GapEvidence, GapChangeEvidence, LagEvidence, ScoreEvidence, ScorePairEvidence, RankEvidence,
        MakersEvidence, ModelEvidence, GradeEvidence, LicenceEvidence, PriceEvidence,
        PriceRatioEvidence, SolvedCostEvidence, ReleasesEvidence, EstimateEvidence, PageEvidence,
    )
}  # fmt: skip
"""Kind of evidence to its record."""
EXACT = ("model", "openness", "licence", "price", "price_ratio", "releases", "page")
"""Kinds whose numbers have no sampling error."""
