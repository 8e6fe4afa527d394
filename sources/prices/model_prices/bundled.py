"""model-prices: dated prices of the makers' own APIs since June 2025, as of 26 October 2026.

The package of that name builds a snapshot from the git history of models.dev, corrected from the
makers' pages with a citation each. Its data file of version 0.0.5 lies here with its licence. What
it says, and how it is read here:

- A timeline is a list of intervals; each starts where the one before ends. The first has no start:
  its price is known from `valid_from` on and *unknown before*, not older than time.
- `valid_from_basis` says how the day is known; days of models.dev commits are days to weeks late.
- Facts are by the day: of several intervals on one UTC day the last is the price of that day, and
  its note names the ones that it replaced (a wrong first listing, mostly corrected within a day).
- `rates: null` means not on sale: the note of the price before it says since when.
- `status` (deprecated, removed) has no date, so it is a note of the last price.
- Prices of 0/0 (free previews, placeholders) are passed on for the rules to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from sources.contract import Page, ParseError, Reading, SourceCard, asks_nobody
from sources.prices.price_list import ListedPrice, PriceRows, entry_of, in_words
from sources.reading.rows import read_each
from sources.reading.spelling import STAMP, VENDORS
from sources.reading.strict import json_of, list_of, number_of, object_of, text_of, tidy
from terms.grammar import Grammar

NAME, FILE = "model_prices", "snapshot.json"
URL = f"package:model-prices/0.0.5/model_prices/{FILE}"
"""How homes know it from when that package was installed."""
MADE_AT = datetime(2026, 10, 26, 18, 46, 35, tzinfo=UTC)
"""Its `updated_at`."""

ABOUT = SourceCard(
    name=NAME,
    title="model-prices (bundled snapshot)",
    grammar=Grammar((STAMP,), VENDORS),
    home="https://github.com/wakamex/model-prices",
    licence="MIT",
    attribution="model-prices (wakamex), MIT, from models.dev (MIT) with cited corrections",
    cadence="Fixed: the snapshot that ships; fifteen list prices changed in its last month.",
    stale_after_days=14,
    tables=("price",),
    board_is="provider",
    scheduled=False,
    terms="Its data file ships, with its licence.",
)

SCHEMA = 1
BASES = {
    "models.dev commit": "commit",
    "documented": "documented",
    "first observed": "first_observed",
}
KEYS = {"input": "input", "output": "output", "cached": "cache_read"}
OTHER_KEYS = ("cache_write", "cache_write_1h_multiple", "model", "source", "tiers")
RATE_KEYS = {*KEYS.values(), *OTHER_KEYS, "valid_from", "valid_from_basis"}
TIME = "%Y-%m-%dT%H:%M:%SZ"


fetch = asks_nobody


def bundled() -> Page:
    """The file beside this module, seen at the time that it was made."""
    return Page(URL, files(__package__).joinpath(FILE).read_bytes(), MADE_AT)


def parse(page: Page) -> Iterator[Reading]:
    """One price board per provider, published on the day of `updated_at`; USD per 1M tokens.

    Raises ParseError on another schema, and on the small file that only names a snapshot.
    """
    content = object_of("the page", json_of(page.body))
    if set(content) == {"sha256", "published_at"}:
        name = content["sha256"]
        raise ParseError(f"only names the snapshot {name}.json, which has the prices")
    if content.get("schema") != SCHEMA or "prices" not in content:
        keys = sorted(content)
        raise ParseError(f"not a snapshot of schema {SCHEMA}: it has {keys}")
    published_on = date.fromisoformat(_time("updated_at", content.get("updated_at"))[:10])
    rules, unread = _rules(content)
    status = object_of("status", content.get("status"))
    prices = object_of("prices", content["prices"])
    for provider, offerings in prices.items():
        ended = object_of(f"status of {provider}", status.get(provider, {}))
        listed = object_of(provider, offerings)
        found = PriceRows(provider, number_of, keys=KEYS)
        for offering, modes in listed.items():
            with found.row(offering, modes):
                _read_offering(found, offering, modes, rules, ended.get(offering))
        if found.rows or found.refused:
            reading = found.reading(published_on=published_on)
            yield replace(reading, warnings=(*unread, *reading.warnings))


@dataclass(frozen=True, slots=True)
class _PeakRule:
    """Times of day at which the listed price of a provider's `offering` is not the one asked.

    `offering` None: all of them. `valid_until` empty: still in force.
    """

    provider: str
    offering: str | None
    words: str
    valid_from: str
    valid_until: str

    def holds(self, found: PriceRows, offering: str, interval: _Interval) -> bool:
        """Whether the rule is in force at some time of `interval`."""
        return (
            self.provider == found.provider
            and self.offering in (None, offering)
            and (not self.valid_until or interval.since < self.valid_until)
            and (not interval.until or self.valid_from < interval.until)
        )


def _rules(content: Mapping[str, Any]) -> tuple[list[_PeakRule], tuple[str, ...]]:
    """The time-of-day rules of a snapshot, and those that could not be read, in words.

    They only add notes, so one that is not known costs no price.
    """
    schedules = object_of("schedules", content.get("schedules"))
    listed = list_of("schedule", schedules.get("schedule"))
    read, refused = read_each(
        listed, lambda item: list(_rule(object_of("a schedule", item))), lambda _: None
    )
    unread = tuple(f"a schedule is left unread: {one.reason}" for one in refused)
    return [rule for rules in read for rule in rules], unread


def _rule(item: Mapping[str, Any]) -> Iterator[_PeakRule]:
    provider = text_of("provider of a schedule", item.get("provider"))
    valid_from = _time(f"schedule of {provider}", item.get("valid_from"))
    ends = "valid_until" in item
    valid_until = _time(f"schedule of {provider}", item["valid_until"]) if ends else ""
    factors: list[tuple[str | None, Any]]
    if "peak_multiplier" in item:
        hours, factors = "peak", [(None, item["peak_multiplier"])]
    else:
        listed = object_of(f"hours of {provider}", item.get("off_peak_multiplier"))
        hours, factors = "off-peak", [*listed.items()]
    for offering, factor in factors:
        shown = f"{tidy(number_of(f'a factor of {provider}', factor)):g}"
        words = f"{hours} hours times {shown} from {valid_from} on"
        yield _PeakRule(provider, offering, words, valid_from, valid_until)


@dataclass(frozen=True, slots=True)
class _Interval:
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


def _read_offering(
    found: PriceRows, offering: str, modes: object, rules: Sequence[_PeakRule], status: object
) -> None:
    """Add the prices of one offering, all modes, oldest first; USD per 1M tokens.

    `status`: deprecated or removed, where the snapshot says so. Raises ParseError for a timeline
    that is none.
    """
    for mode, timeline in object_of(f"modes of {offering}", modes).items():
        what = f"{found.provider}/{offering} {mode}"
        unknown_before, replaced = False, list[str]()
        for interval in _intervals(what, timeline):
            # Every snapshot has an address of its own, so that no page before it tells which came.
            for key in sorted(interval.rates.keys() - RATE_KEYS):
                found.leave(f"the key {key!r} of rates")
            unknown_before |= interval.first
            with found.row(entry_of(offering, mode, interval.since[:10]), interval.rates):
                asked = in_words(found.rates(what, interval.rates))
                if not interval.lasts:
                    replaced.append(asked)
                    continue
                first = [f"price before {interval.since[:10]} unknown"] if unknown_before else []
                if others := sorted(set(replaced) - {asked}):
                    first.append(f"supersedes {', '.join(others)}")
                notes = [f"not on sale from {interval.until} on"] if interval.last_sale else []
                if not interval.until and status is not None:
                    notes.append(f"status: {text_of(f'status of {what}', status)}")
                notes += [rule.words for rule in rules if rule.holds(found, offering, interval)]
                read = len(found.rows)
                found.offer(_lines(offering, mode, what, interval, first, notes))
                if len(found.rows) > read:
                    unknown_before, replaced = False, []


def _intervals(what: str, timeline: object) -> Iterator[_Interval]:
    """The timeline's intervals with rates, both ends filled in."""
    if not isinstance(timeline, list) or not timeline:
        raise ParseError(f"the timeline of {what} is {str(timeline)[:80]}")
    entries = [object_of(f"an interval of {what}", entry) for entry in timeline]
    if entries[0].get("start") is not None:
        raise ParseError(f"{what} starts at {entries[0]['start']}, not at null")
    starts = ["", *(_time(f"a start of {what}", entry.get("start")) for entry in entries[1:])]
    if starts != sorted(set(starts)):
        raise ParseError(f"the starts of {what} are not in order: {starts}")
    ends = [*starts[1:], ""]
    nexts = [*entries[1:], None]
    for entry, start, end, following in zip(entries, starts, ends, nexts, strict=True):
        if entry.get("rates", "") is not None:
            rates = object_of(f"rates of {what}", entry.get("rates"))
            known_from = _time(f"valid_from of {what}", rates.get("valid_from"))
            off = following is not None and following.get("rates", "") is None
            yield _Interval(rates, max(known_from, start), end, not start, off)


def _lines(
    offering: str, mode: str, what: str, interval: _Interval, first: list[str], notes: list[str]
) -> Iterator[ListedPrice]:
    """The tier of the shortest context, which is that of the rates themselves, and the others."""
    rates, since = interval.rates, interval.since[:10]
    basis = text_of(f"valid_from_basis of {what}", rates.get("valid_from_basis"))
    if basis not in BASES:
        raise ParseError(f"valid_from_basis of {what} is {basis!r}")
    yield ListedPrice(
        offering,
        rates,
        mode,
        since=since,
        withdrawn_on=interval.until[:10] if interval.last_sale else None,
        # Aliases such as claude-haiku-4-5 name the dated model behind them.
        model_name=text_of(f"model of {what}", rates.get("model", offering)),
        source_url=text_of(f"source of {what}", rates.get("source")),
        basis=BASES[basis],
        first=tuple(first),
        notes=tuple(notes),
    )
    for item in list_of(f"tiers of {what}", rates.get("tiers", [])):
        tier = object_of(f"a tier of {what}", item)
        size = number_of(f"a tier of {what}", tier.get("above"))
        if size <= 0:
            raise ParseError(f"{what} has a tier above {size} tokens")
        yield ListedPrice(offering, tier, mode, f"{size}", since)


def _time(what: str, value: object) -> str:
    """A UTC time as written, which sorts as it is. Raises ParseError."""
    text = text_of(what, value)
    try:
        written = datetime.strptime(text, TIME).replace(tzinfo=UTC).strftime(TIME)
    except ValueError:
        written = ""
    if written != text:
        raise ParseError(f"{what} is {text!r}, not like 2026-08-16T16:00:00Z")
    return text
