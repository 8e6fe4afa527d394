"""model-prices: dated prices of the makers' own APIs since June 2025, bundled with the package.

The package of that name builds a snapshot from the git history of models.dev, corrected from the
makers' pages with a citation each. We read its data file and never import its code. What the file
says, and how it is read here:

- A timeline is a list of intervals; each starts where the one before ends. The first has no start:
  its price is known from `valid_from` on and *unknown before*, not older than time.
- `valid_from_basis` says how the day is known; days of models.dev commits are days to weeks late.
- Facts are by the day: of several intervals on one UTC day the last is the price of that day, and
  its note names the ones that it replaced (a wrong first listing, mostly corrected within a day).
- `rates: null` means that the mode is not on sale: before its start nothing is said, and where it
  ends a timeline the last price's note says since when.
- `status` (deprecated, removed) has no date, so it is a note as well.
- Prices of 0/0 (free previews, placeholders) are passed on for the rules to judge.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from sources.contract import About, Client, Look, Page, Reading, Row
from sources.errors import SourceChanged, SourceUnavailable
from sources.strict import json_of, list_of, number_of, object_of, text_of, tidy

PACKAGE = "model-prices"
MEMBER = "model_prices/snapshot.json"
PINNED = {
    # Version of the package: hash of the data file in it, and its `updated_at`.
    "0.0.5": (
        "15b1228ab021a19a975302fc009c8a01592be5190e4101e5233ef3a8de8b6d43",
        datetime(2026, 10, 26, 18, 46, 35, tzinfo=UTC),
    ),
}

ABOUT = About(
    name="model_prices",
    title="model-prices (bundled snapshot)",
    home="https://github.com/wakamex/model-prices",
    licence="MIT",
    attribution="model-prices (wakamex), MIT, from models.dev (MIT) with cited corrections",
    cadence="Fixed: the snapshot that the installed package carries.",
    stale_after_days=14,
    stale_reason="Fifteen list prices changed in the snapshot's last month, one every two days.",
    tables=("price",),
    scheduled=False,
    terms="Read from the installed package; its code is not imported.",
)

SCHEMA = 1
BASES = {
    "models.dev commit": "commit",
    "documented": "documented",
    "first observed": "first_observed",
}
RATE_KEYS = frozenset(
    [
        "input",
        "output",
        "cache_read",
        "cache_write",
        "cache_write_1h_multiple",
        "tiers",
        "source",
        "valid_from",
        "valid_from_basis",
        "model",
    ]
)
TIME = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")


def bundled() -> Page:
    """The data file of the installed package, seen at the time that it was made.

    Raises SourceUnavailable when the package is not installed, SourceChanged when its version or
    its bytes are not the pinned ones.
    """
    try:
        found = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise SourceUnavailable(ABOUT.name, f"the package {PACKAGE} is not installed") from error
    if found.version not in PINNED:
        raise SourceChanged(ABOUT.name, f"{PACKAGE} {found.version} is not pinned in PINNED")
    pinned, made_at = PINNED[found.version]
    body = Path(str(found.locate_file(MEMBER))).read_bytes()
    if (digest := hashlib.sha256(body).hexdigest()) != pinned:
        raise SourceChanged(ABOUT.name, f"{MEMBER} has the hash {digest}, not {pinned}")
    return Page(f"package:{PACKAGE}/{found.version}/{MEMBER}", body, made_at)


def fetch(client: Client) -> Iterator[Look]:
    """The bundled page; `client` is not used, nothing is asked of anybody."""
    del client
    page = bundled()
    yield Look(page.url, page.seen_at, None, page)


def parse(page: Page) -> Iterator[Reading]:
    """One price board per provider, published on the day of `updated_at`; USD per 1M tokens.

    Raises SourceChanged on another schema, an unknown key or an unknown basis of a date.
    """
    content = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    if content.get("schema") != SCHEMA or "prices" not in content:
        keys = sorted(content)
        raise SourceChanged(ABOUT.name, f"not a snapshot of schema {SCHEMA}: it has {keys}")
    published_on = date.fromisoformat(_time("updated_at", content.get("updated_at"))[:10])
    rules = _rules(content)
    status = object_of(ABOUT.name, "status", content.get("status"))
    prices = object_of(ABOUT.name, "prices", content["prices"])
    for provider, offerings in prices.items():
        ended = object_of(ABOUT.name, f"status of {provider}", status.get(provider, {}))
        rows = [
            row
            for offering, modes in object_of(ABOUT.name, provider, offerings).items()
            for row in _offering(provider, offering, modes, rules, ended.get(offering))
        ]
        yield Reading("price", provider, "", rows, published_on)


@dataclass(frozen=True, slots=True)
class Rule:
    """Times of day at which the listed price of a provider's `offering` is not the one asked.

    `offering` None: all of them. `valid_until` empty: still in force.
    """

    provider: str
    offering: str | None
    words: str
    valid_from: str
    valid_until: str

    def holds(self, provider: str, offering: str, interval: Interval) -> bool:
        """Whether the rule is in force at some time of `interval`."""
        return (
            self.provider == provider
            and self.offering in (None, offering)
            and (not self.valid_until or interval.since < self.valid_until)
            and (not interval.until or self.valid_from < interval.until)
        )


def _rules(content: Mapping[str, Any]) -> list[Rule]:
    schedules = object_of(ABOUT.name, "schedules", content.get("schedules"))
    listed = list_of(ABOUT.name, "schedule", schedules.get("schedule"))
    return [rule for item in listed for rule in _rule(object_of(ABOUT.name, "a schedule", item))]


def _rule(item: Mapping[str, Any]) -> Iterator[Rule]:
    provider = text_of(ABOUT.name, "provider of a schedule", item.get("provider"))
    valid_from = _time(f"schedule of {provider}", item.get("valid_from"))
    ends = "valid_until" in item
    valid_until = _time(f"schedule of {provider}", item["valid_until"]) if ends else ""
    factors: list[tuple[str | None, Any]]
    if "peak_multiplier" in item:
        hours, factors = "peak", [(None, item["peak_multiplier"])]
    else:
        listed = object_of(ABOUT.name, f"hours of {provider}", item.get("off_peak_multiplier"))
        hours, factors = "off-peak", [*listed.items()]
    for offering, factor in factors:
        shown = f"{tidy(number_of(ABOUT.name, f'a factor of {provider}', factor)):g}"
        words = f"{hours} hours times {shown} from {valid_from} on"
        yield Rule(provider, offering, words, valid_from, valid_until)


@dataclass(frozen=True, slots=True)
class Interval:
    """Rates from `since` (UTC time) until `until`; an empty `until`: still in force.

    `first`: nothing is known before it. `last_sale`: the mode is not on sale after it.
    """

    rates: Mapping[str, Any]
    since: str
    until: str
    first: bool
    last_sale: bool

    @property
    def lasts(self) -> bool:
        """Whether it is in force at the end of the UTC day on which it starts."""
        return not self.until or self.since[:10] < self.until[:10]


def _offering(
    provider: str, offering: str, modes: object, rules: Sequence[Rule], status: object
) -> Iterator[Row]:
    for mode, timeline in object_of(ABOUT.name, f"modes of {offering}", modes).items():
        what = f"{provider}/{offering} {mode}"
        unknown_before = False
        replaced: list[str] = []
        for interval in _intervals(what, timeline):
            unknown_before |= interval.first
            if not interval.lasts:
                replaced.append(_prices(what, interval.rates))
                continue
            notes = [f"price before {interval.since[:10]} unknown"] if unknown_before else []
            notes += [*_replaced(what, interval, replaced), *_tiers(what, interval.rates)]
            notes += [rule.words for rule in rules if rule.holds(provider, offering, interval)]
            if interval.last_sale:
                notes.append(f"not on sale from {interval.until} on")
            if not interval.until and status is not None:
                notes.append(f"status: {text_of(ABOUT.name, f'status of {offering}', status)}")
            yield _row(provider, offering, mode, interval, "; ".join(notes) or None)
            unknown_before, replaced = False, []


def _intervals(what: str, timeline: object) -> Iterator[Interval]:
    """The timeline's intervals with rates, both ends filled in."""
    if not isinstance(timeline, list) or not timeline:
        raise SourceChanged(ABOUT.name, f"the timeline of {what} is {str(timeline)[:80]}")
    entries = [object_of(ABOUT.name, f"an interval of {what}", entry) for entry in timeline]
    if entries[0].get("start") is not None:
        raise SourceChanged(ABOUT.name, f"{what} starts at {entries[0]['start']}, not at null")
    starts = ["", *(_time(f"a start of {what}", entry.get("start")) for entry in entries[1:])]
    if starts != sorted(set(starts)):
        raise SourceChanged(ABOUT.name, f"the starts of {what} are not in order: {starts}")
    ends = [*starts[1:], ""]
    nexts = [*entries[1:], None]
    for entry, start, end, following in zip(entries, starts, ends, nexts, strict=True):
        if entry.get("rates", "") is not None:
            rates = _rates(what, entry.get("rates"))
            known_from = _time(f"valid_from of {what}", rates.get("valid_from"))
            off = following is not None and following.get("rates", "") is None
            yield Interval(rates, max(known_from, start), end, not start, off)


def _rates(what: str, rates: object) -> dict[str, Any]:
    known = object_of(ABOUT.name, f"rates of {what}", rates)
    if unknown := sorted(set(known) - RATE_KEYS):
        raise SourceChanged(ABOUT.name, f"rates of {what} have the unknown keys {unknown}")
    return known


def _row(provider: str, offering: str, mode: str, interval: Interval, note: str | None) -> Row:
    rates = interval.rates
    what = f"{provider}/{offering} {mode}"
    effective_on = interval.since[:10]
    basis = rates.get("valid_from_basis")
    if basis not in BASES:
        raise SourceChanged(ABOUT.name, f"valid_from_basis of {what} is {basis!r}")
    return {
        "entry": f"{offering}|{mode}|{effective_on}",
        "provider": provider,
        "offering": offering,
        # Aliases such as claude-haiku-4-5 name the dated model behind them.
        "model_name": text_of(ABOUT.name, f"model of {what}", rates.get("model", offering)),
        "mode": mode,
        "currency": "USD",
        "input_per_mtok": _rate(what, rates, "input"),
        "cached_input_per_mtok": _rate(what, rates, "cache_read")
        if "cache_read" in rates
        else None,
        "output_per_mtok": _rate(what, rates, "output"),
        "effective_on": effective_on,
        "effective_basis": BASES[basis],
        "source_url": text_of(ABOUT.name, f"source of {what}", rates.get("source")),
        "note": note,
    }


def _replaced(what: str, interval: Interval, replaced: Sequence[str]) -> Iterator[str]:
    """Other prices that the same day had before, in words."""
    if others := sorted(set(replaced) - {_prices(what, interval.rates)}):
        yield f"supersedes {', '.join(others)}"


def _tiers(what: str, rates: Mapping[str, Any]) -> Iterator[str]:
    """Dearer tiers in words; the row itself is the tier of the shortest context."""
    for item in list_of(ABOUT.name, f"tiers of {what}", rates.get("tiers", [])):
        tier = object_of(ABOUT.name, f"a tier of {what}", item)
        size = number_of(ABOUT.name, f"a tier of {what}", tier.get("above"))
        if size <= 0:
            raise SourceChanged(ABOUT.name, f"{what} has a tier above {size} tokens")
        shown = [f"{_rate(what, tier, key):g}" for key in ("input", "output") if key in tier]
        yield f"{'/'.join(shown)} above {size} tokens of context"


def _prices(what: str, rates: Mapping[str, Any]) -> str:
    return f"{_rate(what, rates, 'input'):g}/{_rate(what, rates, 'output'):g}"


def _rate(what: str, rates: Mapping[str, Any], key: str) -> float:
    return tidy(number_of(ABOUT.name, f"{key} of {what}", rates.get(key)))


def _time(what: str, value: object) -> str:
    """A UTC time as written, which sorts as it is. Raises SourceChanged."""
    if not isinstance(value, str) or not TIME.match(value):
        raise SourceChanged(ABOUT.name, f"{what} is {value!r}, not like 2026-08-16T16:00:00Z")
    return value
