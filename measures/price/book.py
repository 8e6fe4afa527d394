"""What every model cost on every day: the maker's own list price, else the median over hosts.

Prices are USD per 1M tokens, of the shortest context, in standard mode. The rules are data
(`rules.toml`): whose word counts, who is the maker's own provider, who is a host. Days are ISO.

Whose word counts: the price of one seller on a day, of all that sources say about it.

Of the sources that are fresh the best one, unless another fresh one tells of a change since;
without a fresh one the newest word, until it lapses.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from measures.freshness import age_days, fresh_until, is_stale
from measures.names.registry import NEVER, Registry
from measures.price.rules import LAPSE_DAYS, OWN, PriceRules, PriceSource
from measures.price.spans import (
    PriceBoard,
    PriceOrigin,
    PriceSpan,
    blended,
    spans_of,
)
from terms.days import after
from terms.openness import CLOSED_GRADES, Openness
from terms.words import EffectiveBasis, PriceBasis, words

_LAPSED = "lapsed"
Choice = PriceSpan | str | None
"""A span; `_LAPSED` when it is too old to use; None when nobody sells or says anything."""


def steps_of(spans: Sequence[PriceSpan], rules: PriceRules) -> Iterator[tuple[str, str, PriceSpan]]:
    """The price of one seller by day: (first day, day after the last, the span chosen)."""
    known = list(bounded(spans))
    edges = sorted({edge for span in known for edge in _edges(span, rules)})
    steps: list[tuple[str, str, Choice]] = []
    for start, end in pairwise(edges):
        choice = chosen(known, start, rules)
        if steps and steps[-1][2] is choice:
            steps[-1] = (steps[-1][0], end, choice)
        else:
            steps.append((start, end, choice))
    for place, (start, end, choice) in enumerate(steps):
        if isinstance(choice, PriceSpan):
            yield start, end, choice
        elif choice == _LAPSED and (same := _bridge(steps, place)) is not None:
            yield start, end, same


def _bridge(steps: Sequence[tuple[str, str, Choice]], place: int) -> PriceSpan | None:
    """The span before a lapse when the one after it has the same price."""
    if not 0 < place < len(steps) - 1:
        return None
    earlier, later = steps[place - 1][2], steps[place + 1][2]
    same = (
        isinstance(earlier, PriceSpan)
        and isinstance(later, PriceSpan)
        and earlier.rates == later.rates
    )
    return earlier if same and isinstance(earlier, PriceSpan) else None


def bounded(spans: Sequence[PriceSpan]) -> Iterator[PriceSpan]:
    """The spans of one seller; one that ends on an unnamed day ends when another source says so."""
    stated = sorted(span.end for span in spans if span.withdrawn and not span.removed)
    for span in spans:
        ends = [day for day in stated if span.start < day < span.end] if span.removed else []
        yield replace(span, end=ends[0], removed=False) if ends else span


def _edges(span: PriceSpan, rules: PriceRules) -> Iterator[str]:
    trust = rules.sources[span.source]
    yield span.start
    yield span.end
    if span.confirmed < span.end:
        for day in (_stale_from(trust, span.confirmed), after(span.confirmed, LAPSE_DAYS + 1)):
            if span.start < day < span.end:
                yield day
    if span.withdrawn:
        yield max(span.end, _stale_from(trust, span.looked))


def _stale_from(trust: PriceSource, confirmed: str) -> str:
    return after(fresh_until(trust, confirmed))


def chosen(spans: Iterable[PriceSpan], on: str, rules: PriceRules) -> Choice:
    """What to believe on day `on`: of the fresh sources the best, else the newest word."""
    by_source: dict[str, list[PriceSpan]] = defaultdict(list)
    for span in spans:
        if span.start <= on and not rules.sources[span.source].opinion:
            by_source[span.source].append(span)
    words = [_word(some, on, rules) for some in by_source.values()]
    said = [word for word in words if word is not None]
    if not said:
        return None
    best = min(said, key=lambda word: word[:-1])
    newer = [word for word in said if not word[1] and _is_news(word[-1], best[-1])]
    return min(newer or [best], key=lambda word: word[:-1])[-1]


def _is_news(other: Choice, best: Choice) -> bool:
    """Whether another fresh source tells of a change after the best one was last looked at."""
    if (
        not isinstance(other, PriceSpan)
        or not isinstance(best, PriceSpan)
        or other.start <= other.watched
    ):
        return False
    same_day = other.start == best.confirmed and other.basis != EffectiveBasis.NOT_STATED
    return same_day or other.start > best.confirmed


_Word = tuple[bool, bool, int, int, str, Choice]


def _word(spans: Sequence[PriceSpan], on: str, rules: PriceRules) -> _Word | None:
    """What one source says of one seller on a day, sortable: the better word sorts first."""
    trust = rules.sources[spans[0].source]
    selling = [span for span in spans if on < span.end]
    gone = [span for span in spans if span.withdrawn and span.end <= on]
    if not selling and not gone:
        return None
    choice: Choice = None
    if selling:
        best = min(selling, key=lambda span: (blended(span.input, span.output), span.offering))
        confirmed, choice = best.confirmed, best
        if on > after(confirmed, LAPSE_DAYS):
            choice = _LAPSED
    else:
        confirmed = max(max(span.end, span.looked) for span in gone)
    stale = is_stale(trust, confirmed, on)
    age = age_days(confirmed, on) if stale else 0
    return (choice == _LAPSED, stale, age, trust.rank, spans[0].source, choice)


FIRST_PARTY, MEDIAN_OF_HOSTS, ONE_HOST = words(PriceBasis)
_NO_WEIGHTS = CLOSED_GRADES | {Openness.UNKNOWN.value}


@dataclass(frozen=True, slots=True)
class Price:
    """What one model cost on the days `start` <= day < `end`."""

    model: str
    start: str
    end: str
    basis: str
    """FIRST_PARTY, MEDIAN_OF_HOSTS, or ONE_HOST when a single host that we read has a price."""
    source: str
    input: float
    output: float
    since: str
    """First day of this price; the newest of several hosts'."""
    sellers: tuple[str, ...]
    """The provider, or the hosts in the median."""
    shown: tuple[PriceOrigin, ...] = field(compare=False)
    """Where it can be read: one look, or one for each host in the median."""
    mode: str = "standard"
    """peak: the maker asks less in other hours."""
    off_peak: float | None = None
    """Blended price of those hours, where a list names it; no measure counts it."""

    @property
    def blended(self) -> float:
        """USD per 1M tokens at 3:1."""
        return blended(self.input, self.output)


@dataclass(frozen=True)
class PriceBook:
    """Every model's price by day, and the spans it was chosen from, by seller.

    `spans`: model to seller (`OWN` or a host) to the spans of all sources.
    `prices`: model to its prices in order, disjoint; days without one are days without a price.
    """

    spans: Mapping[str, Mapping[str, Sequence[PriceSpan]]]
    prices: Mapping[str, Sequence[Price]]
    rules: PriceRules

    def price(self, model: str, on: str) -> Price | None:
        """The price of `model` on day `on`, or None."""
        prices = self.prices.get(model, ())
        place = bisect_right(prices, on, key=lambda one: one.start)
        return prices[place - 1] if place and on < prices[place - 1].end else None

    def host_prices(self, model: str, on: str) -> dict[str, PriceSpan]:
        """Host to the span in force on day `on`."""
        found = {}
        for seller, spans in self.spans.get(model, {}).items():
            if seller != OWN:
                choice = chosen(spans, on, self.rules)
                if isinstance(choice, PriceSpan):
                    found[seller] = choice
        return found


def price_book(boards: Iterable[PriceBoard], registry: Registry, rules: PriceRules) -> PriceBook:
    """Choose a price for every model and day.

    A spelling is matched as on each day that the price holds; what matches no model has no part,
    and neither has a placeholder. Raises PricesInvalid for a source that `rules` does not rank.
    """
    found: dict[str, dict[str, list[PriceSpan]]] = defaultdict(lambda: defaultdict(list))
    for board in boards:
        for span in spans_of(board, rules):
            if _is_placeholder(span, rules):
                continue
            for model, part in _matched(span, registry):
                seller = rules.seller(registry.model(model).get("maker"), span.provider)
                if seller is not None:
                    found[model][seller].append(part)
    prices = {
        model: list(_prices(model, sellers, registry, rules)) for model, sellers in found.items()
    }
    return PriceBook(found, {model: some for model, some in prices.items() if some}, rules)


def _is_placeholder(span: PriceSpan, rules: PriceRules) -> bool:
    prices = (span.input, span.output)
    return any(
        one.covers(span.source, span.offering, prices, span.since) for one in rules.placeholder
    )


def _matched(span: PriceSpan, registry: Registry) -> Iterator[tuple[str, PriceSpan]]:
    """Every model that the span's spelling means, with the span on those days.

    A name that moves ("-latest") is left out: lists follow it late. So is a part that no look
    confirms: what a list said before a name moved says nothing of the next model.
    """
    meanings = registry.meanings(span.source, span.model_name)
    if "latest" in span.model_name and any(end < NEVER for _, end, _ in meanings):
        return
    for start, end, match in meanings:
        first, last = max(start, span.start), min(end, span.end)
        if (first < last or span.start == first == last == span.end) and (
            first == span.start or span.confirmed >= first
        ):
            part = replace(
                span,
                start=first,
                end=last,
                since=max(span.since, start),
                withdrawn=span.withdrawn if last == span.end else True,
                removed=span.removed and last == span.end,
            )
            yield match.model, part


def _prices(
    model: str, sellers: Mapping[str, Sequence[PriceSpan]], registry: Registry, rules: PriceRules
) -> Iterator[Price]:
    own = [
        _first_party(model, start, end, span)
        for start, end, span in steps_of(sellers.get(OWN, ()), rules)
    ]
    hosted = list(_hosted(model, sellers, registry, rules))
    edges = sorted({day for one in (*own, *hosted) for day in (one.start, one.end)})
    last: Price | None = None
    for start, end in pairwise(edges):
        price = _covering(own, start) or _covering(hosted, start)
        if price is None:
            continue
        price = _since(last, replace(price, start=start, end=end))
        if last is not None and last.end == start and last == _over(price, last):
            last = replace(last, end=end)
            continue
        if last is not None:
            yield last
        last = price
    if last is not None:
        yield last


def _over(price: Price, days: Price) -> Price:
    return replace(price, start=days.start, end=days.end)


def _since(last: Price | None, price: Price) -> Price:
    """`price` with the first day of the one before it, when that is the same at another source."""
    if last is None or last.end != price.start or last.basis != price.basis:
        return price
    same = (last.input, last.output) == (price.input, price.output)
    return replace(price, since=min(last.since, price.since)) if same else price


def _covering(prices: Sequence[Price], on: str) -> Price | None:
    return next((one for one in prices if one.start <= on < one.end), None)


def _first_party(model: str, start: str, end: str, span: PriceSpan) -> Price:
    return Price(
        model, start, end, FIRST_PARTY, span.source, span.input, span.output,
        span.since, (span.provider,), (span.shown,), span.mode,
        None if span.off_peak is None else blended(*span.off_peak),
    )  # fmt: skip


def _hosted(
    model: str, sellers: Mapping[str, Sequence[PriceSpan]], registry: Registry, rules: PriceRules
) -> Iterator[Price]:
    """Medians over the hosts, on days on which the weights can be had."""
    steps = {host: list(steps_of(spans, rules)) for host, spans in sellers.items() if host != OWN}
    grades = [one for one in registry.grades(model) if one.openness not in _NO_WEIGHTS]
    edges = {day for some in steps.values() for start, end, _ in some for day in (start, end)}
    edges |= {day for one in grades for day in (one.valid_from, one.valid_until)}
    for start, end in pairwise(sorted(edges)):
        if not any(one.valid_from <= start < one.valid_until for one in grades):
            continue
        asked = {
            host: span
            for host, some in steps.items()
            for first, last, span in some
            if first <= start < last
        }
        if asked:
            yield _median(model, start, end, asked)


def _median(model: str, start: str, end: str, asked: Mapping[str, PriceSpan]) -> Price:
    return Price(
        model,
        start,
        end,
        MEDIAN_OF_HOSTS if len(asked) > 1 else ONE_HOST,
        "+".join(sorted({span.source for span in asked.values()})),
        median(span.input for span in asked.values()),
        median(span.output for span in asked.values()),
        max(span.since for span in asked.values()),
        tuple(sorted(asked)),
        tuple(sorted({span.shown for span in asked.values()})),
    )
