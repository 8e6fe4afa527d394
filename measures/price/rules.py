"""How price statements are read, as data: whose word counts, who sells what, what is no price.

The rules live in `prices.toml`. Reading is strict: an unknown key, or a value of another type,
raises `PricesInvalid` and names it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from measures.errors import PricesInvalid

MODES = frozenset({"standard", "peak"})
"""Modes that count as a standard price: at any hour, at once, by the token."""
OFF_PEAK = "off_peak"
"""Mode of the cheaper hours of a list that asks more at peak: shown beside it, never counted."""
CURRENCY = "USD"
LAPSE_DAYS = 180
"""A price that nobody confirmed for so long is no longer used, unless a later look repeats it."""


@dataclass(frozen=True, slots=True)
class PriceSource:
    """How far the word of one source goes."""

    family: str
    """Sources of one family are made from one another and confirm nothing by agreeing."""
    rank: int
    stale_after_days: int
    confirms: str
    """look: every look confirms what it lists; announcement: only the first day of the price."""
    first_party: bool
    """True: the makers' own pages."""
    opinion: bool
    """True: compared with the others, never chosen."""


@dataclass(frozen=True, slots=True)
class EndedOffering:
    """An offering that a source lists on although it was gone from day `on`."""

    source: str
    offering: str
    on: str
    why: str


@dataclass(frozen=True, slots=True)
class OffPeakListed:
    """Sources that list a provider's off-peak price as standard; the peak is `factor` times it."""

    provider: str
    sources: frozenset[str]
    from_on: str
    factor: float
    evidence: str


@dataclass(frozen=True)
class PriceRules:
    """Everything of `prices.toml`."""

    sources: Mapping[str, PriceSource]
    own: Mapping[str, frozenset[str]]
    no_host: Mapping[str, str]
    host_names: Mapping[str, str]
    off_peak_listed: tuple[OffPeakListed, ...] = field(default=())
    ended: Mapping[tuple[str, str], EndedOffering] = field(default_factory=dict)
    """By source and offering."""

    def seller(self, maker: str | None, provider: str) -> str | None:
        """`OWN` when `provider` is the maker's own API, else the host's name; None: no seller."""
        if maker is not None and provider in self.own.get(maker, ()):
            return OWN
        if provider in self.no_host:
            return None
        return self.host_names.get(provider, provider)

    def peak_factor(self, source: str, provider: str) -> OffPeakListed | None:
        """The rule by which the source lists this provider's off-peak price, if it does."""
        for rule in self.off_peak_listed:
            if rule.provider == provider and source in rule.sources:
                return rule
        return None


OWN = "own"


@cache
def bundled() -> PriceRules:
    """The rules that ship. Raises PricesInvalid."""
    return read(resources.files("measures.price").joinpath("rules.toml").read_text("utf-8"))


def read(text: str) -> PriceRules:
    """Rules declared in a TOML text. Raises PricesInvalid."""
    tables = tables_of("price rules", text)
    known = {"sources", "own", "no_host", "same_host", "off_peak_listed", "ended"}
    if unknown := sorted(set(tables) - known):
        raise PricesInvalid(f"price rules: unknown table {unknown[0]!r}")
    return PriceRules(
        sources={name: _source(name, one) for name, one in tables.get("sources", {}).items()},
        own={maker: frozenset(names) for maker, names in tables.get("own", {}).items()},
        no_host=dict(tables.get("no_host", {})),
        host_names={
            spelled: name
            for name, spellings in tables.get("same_host", {}).items()
            for spelled in spellings
        },
        off_peak_listed=tuple(_off_peak(one) for one in tables.get("off_peak_listed", [])),
        ended={(one.source, one.offering): one for one in map(_ended, tables.get("ended", []))},
    )


def tables_of(place: str, text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises PricesInvalid."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PricesInvalid(f"{place}: not TOML: {error}") from error


_SOURCE = {
    "family": str,
    "rank": int,
    "stale_after_days": int,
    "confirms": str,
    "first_party": bool,
    "opinion": bool,
}
_ENDED = {"source": str, "offering": str, "on": date, "why": str}
_OFF_PEAK = {
    "provider": str,
    "sources": list,
    "from_on": date,
    "factor": (int, float),
    "evidence": str,
}


def _source(name: str, table: object) -> PriceSource:
    known = checked(f"price source {name}", table, _SOURCE)
    if known["confirms"] not in ("look", "announcement"):
        raise PricesInvalid(f"price source {name}: confirms = {known['confirms']!r}")
    return PriceSource(**known)


def _ended(table: object) -> EndedOffering:
    known = checked("ended offering", table, _ENDED)
    return EndedOffering(known["source"], known["offering"], known["on"].isoformat(), known["why"])


def _off_peak(table: object) -> OffPeakListed:
    known = checked("off-peak list", table, _OFF_PEAK)
    return OffPeakListed(
        known["provider"],
        frozenset(known["sources"]),
        known["from_on"].isoformat(),
        known["factor"],
        known["evidence"],
    )


def checked(place: str, table: object, types: Mapping[str, Any]) -> dict[str, Any]:
    """`table` when it has exactly the keys of `types` with values of their types.

    Raises PricesInvalid.
    """
    if not isinstance(table, dict):
        raise PricesInvalid(f"{place}: {table!r} is not a table")
    for key, value in table.items():
        if key not in types:
            raise PricesInvalid(f"{place}: unknown key {key!r} (value {value!r})")
        if not isinstance(value, types[key]):
            raise PricesInvalid(f"{place}: {key} = {value!r} is not a valid value")
    for key in types:
        if key not in table:
            raise PricesInvalid(f"{place}: key {key!r} is missing")
    return dict(table)
