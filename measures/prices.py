"""What every model cost on every day: the maker's own list price, else the median over hosts.

Prices are USD per 1M tokens, of the shortest context, in standard mode. The rules are data
(`prices.toml`): whose word counts, who is the maker's own provider, who is a host. Days are ISO.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from measures.matching import NEVER, Registry
from measures.price_blend import blended, blended_cached
from measures.price_choice import chosen, steps_of
from measures.price_looks import PriceBoard, Shown
from measures.price_rules import OWN, PriceRules
from measures.price_spans import Span, spans_of

FIRST_PARTY, MEDIAN_OF_HOSTS, ONE_HOST = "first_party", "median_of_hosts", "one_host"
_NO_WEIGHTS = frozenset({"closed", "unknown"})


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
    cached: float | None
    output: float
    since: str
    """First day of this price; the newest of several hosts'."""
    sellers: tuple[str, ...]
    """The provider, or the hosts in the median."""
    shown: tuple[Shown, ...] = field(compare=False)
    """Where it can be read: one look, or one for each host in the median."""
    mode: str = "standard"
    """peak: the maker asks less in other hours."""
    off_peak: float | None = None
    """Blended price of those hours, where a list names it; no measure counts it."""

    @property
    def blended(self) -> float:
        """USD per 1M tokens at 3:1."""
        return blended(self.input, self.output)

    @property
    def blended_cached(self) -> float:
        """USD per 1M tokens at 7:2:1."""
        return blended_cached(self.input, self.cached, self.output)


@dataclass(frozen=True)
class PriceBook:
    """Every model's price by day, and the spans it was chosen from, by seller.

    `spans`: model to seller (`OWN` or a host) to the spans of all sources.
    `prices`: model to its prices in order, disjoint; days without one are days without a price.
    """

    spans: Mapping[str, Mapping[str, Sequence[Span]]]
    prices: Mapping[str, Sequence[Price]]
    rules: PriceRules

    def price(self, model: str, on: str) -> Price | None:
        """The price of `model` on day `on`, or None."""
        prices = self.prices.get(model, ())
        place = bisect_right(prices, on, key=lambda one: one.start)
        return prices[place - 1] if place and on < prices[place - 1].end else None

    def host_prices(self, model: str, on: str) -> dict[str, Span]:
        """Host to the span in force on day `on`."""
        found = {}
        for seller, spans in self.spans.get(model, {}).items():
            if seller != OWN:
                choice = chosen(spans, on, self.rules)
                if isinstance(choice, Span):
                    found[seller] = choice
        return found


def price_book(boards: Iterable[PriceBoard], registry: Registry, rules: PriceRules) -> PriceBook:
    """Choose a price for every model and day.

    A spelling is matched exactly, as on each day that the price holds; what matches no model has
    no part. Raises PricesInvalid for a source that `rules` does not rank.
    """
    found: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for board in boards:
        for span in spans_of(board, rules):
            for model, part in _matched(span, registry):
                seller = rules.seller(registry.model(model).get("maker"), span.provider)
                if seller is not None:
                    found[model][seller].append(part)
    prices = {
        model: list(_prices(model, sellers, registry, rules)) for model, sellers in found.items()
    }
    return PriceBook(found, {model: some for model, some in prices.items() if some}, rules)


def _matched(span: Span, registry: Registry) -> Iterator[tuple[str, Span]]:
    """Every model that the span's spelling means, with the span on those days.

    A name that moves ("-latest") is left out: lists follow it late. So is a part that no look
    confirms: what a list said before a name moved says nothing of the next model.
    """
    meanings = registry.meanings(span.source, span.model_name)
    if "latest" in span.model_name and any(end < NEVER for _, end, _ in meanings):
        return
    for start, end, match in meanings:
        first, last = max(start, span.start), min(end, span.end)
        if first < last and (first == span.start or span.confirmed >= first):
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
    model: str, sellers: Mapping[str, Sequence[Span]], registry: Registry, rules: PriceRules
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


def _first_party(model: str, start: str, end: str, span: Span) -> Price:
    return Price(
        model, start, end, FIRST_PARTY, span.source, span.input, span.cached, span.output,
        span.since, (span.provider,), (span.shown,), span.mode,
        None if span.off_peak is None else blended(*span.off_peak),
    )  # fmt: skip


def _hosted(
    model: str, sellers: Mapping[str, Sequence[Span]], registry: Registry, rules: PriceRules
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


def _median(model: str, start: str, end: str, asked: Mapping[str, Span]) -> Price:
    cached = [span.cached for span in asked.values() if span.cached is not None]
    return Price(
        model,
        start,
        end,
        MEDIAN_OF_HOSTS if len(asked) > 1 else ONE_HOST,
        "+".join(sorted({span.source for span in asked.values()})),
        median(span.input for span in asked.values()),
        median(cached) if len(cached) == len(asked) else None,
        median(span.output for span in asked.values()),
        max(span.since for span in asked.values()),
        tuple(sorted(asked)),
        tuple(sorted({span.shown for span in asked.values()})),
    )
