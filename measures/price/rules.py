"""How price statements are read, as data: whose word counts, who sells what, what is no price.

The rules live in `rules.toml`. Reading is strict: what is not declared here raises
`DeclarationInvalid`, which names every fault of the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Literal

from measures.errors import DeclarationInvalid
from terms.declared import Count, Day, Declared, Positive, Real, SecureAddress, Text, from_toml

MODES = frozenset({"standard", "peak"})
"""Modes that count as a standard price: at any hour, at once, by the token."""
OFF_PEAK = "off_peak"
"""Mode of the cheaper hours of a list that asks more at peak: shown beside it, never counted."""
CURRENCY = "USD"
LAPSE_DAYS = 180
"""A price that nobody confirmed for so long is no longer used, unless a later look repeats it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSource(Declared):
    """How far the word of one source goes."""

    family: Text
    """Sources of one family are made from one another and confirm nothing by agreeing."""
    rank: Count
    """Of several fresh statements on one offering the lowest rank wins."""
    stale_after_days: Count
    """How long after it was fetched a list's prices count as confirmed."""
    confirms: Literal["look", "announcement"]
    """look: every look confirms what it lists; announcement: only the first day of the price."""
    first_party: bool
    """True: the makers' own pages."""
    opinion: bool
    """True: compared with the others, never chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedOffering(Declared):
    """An offering that a source lists on although it was gone from day `on`."""

    on: Day
    """First day without it."""
    why: Text
    """How that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OffPeakListed(Declared):
    """Sources that list a provider's off-peak price as standard; the peak is `factor` times it."""

    provider: Text
    """The provider, as the sources spell it."""
    sources: tuple[Text, ...]
    """The sources that do so."""
    from_on: Day
    """First day on which they do."""
    factor: Real
    """The price of peak hours over the one listed."""
    evidence: SecureAddress
    """Where the maker says so."""


@dataclass(frozen=True, kw_only=True)
class PlaceholderPrices(Declared):
    """Offerings that a source lists at one price for all models of a size: no price of a model."""

    source: Text
    """The source that lists them."""
    offering: Text
    """What their names begin with."""
    prices: tuple[Positive, ...]
    """The prices, the same for input and output."""
    from_on: Day
    """First day on which it did; what it listed before at the same price stays."""
    why: Text
    """How that is known."""

    def covers(self, source: str, offering: str, prices: tuple[float, float], since: str) -> bool:
        """Whether this is such an offering, at such a price since such a day."""
        if source != self.source or not offering.startswith(self.offering):
            return False
        return prices[0] == prices[1] and prices[0] in self.prices and since >= self.from_on


@dataclass(frozen=True, kw_only=True)
class PriceRules(Declared):
    """Everything of `rules.toml`."""

    sources: Mapping[str, PriceSource] = field(default_factory=dict)
    """Source to how far its word goes; a source of prices that is not here is refused."""
    own: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    """Maker to the provider names under which sources list the maker's own API."""
    no_host: Mapping[str, Text] = field(default_factory=dict)
    """Provider that is no host to the reason."""
    same_host: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    """Host to its spellings."""
    copies: Mapping[str, Text] = field(default_factory=dict)
    """Begin of a row's own address, where it repeats another list, to that list's family."""
    off_peak_listed: tuple[OffPeakListed, ...] = ()
    """Lists that give the off-peak price as the standard one."""
    ended: Mapping[str, Mapping[str, EndedOffering]] = field(default_factory=dict)
    """Source to offerings that it lists on although they are gone."""
    placeholder: tuple[PlaceholderPrices, ...] = ()
    """Offerings whose prices say nothing of the model."""

    @cached_property
    def _host_names(self) -> Mapping[str, str]:
        return {spelled: name for name, some in self.same_host.items() for spelled in some}

    def family(self, source: str, address: str | None) -> str:
        """The family of a row of `source` that cites `address`: of the list that it repeats."""
        copied = (name for start, name in self.copies.items() if (address or "").startswith(start))
        return next(copied, self.sources[source].family)

    def seller(self, maker: str | None, provider: str) -> str | None:
        """`OWN` when `provider` is the maker's own API, else the host's name; None: no seller."""
        if maker is not None and provider in self.own.get(maker, ()):
            return OWN
        if provider in self.no_host:
            return None
        return self._host_names.get(provider, provider)

    def page_maker(self, source: str, provider: str) -> str | None:
        """The maker whose own price page a first-party source is; None: it is no such page."""
        trust = self.sources.get(source)
        if trust is None or not trust.first_party:
            return None
        return next((maker for maker, names in self.own.items() if provider in names), None)

    def off_peak_rule(self, source: str, provider: str) -> OffPeakListed | None:
        """The rule by which the source lists this provider's off-peak price, if it does."""
        listed = (it for it in self.off_peak_listed if it.provider == provider)
        return next((rule for rule in listed if source in rule.sources), None)


OWN = "own"


@cache
def bundled() -> PriceRules:
    """The rules that ship. Raises DeclarationInvalid."""
    text = resources.files("measures.price").joinpath("rules.toml").read_text("utf-8")
    return from_toml(text, PriceRules, "measures/price/rules.toml", DeclarationInvalid)
