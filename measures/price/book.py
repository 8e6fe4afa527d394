"""What every model cost on every day: the maker's list price, else the median over three hosts.

Prices are USD per 1M tokens, of the shortest context, in standard mode. The rules are data
(`rules.toml`): whose word counts, who is the maker's own provider, who is a host. Days are ISO.
Of what sources say of one seller on a day the word of the best fresh one counts, unless another
fresh one tells of a change since; without a fresh one the newest word, until it lapses.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from statistics import median

from measures.freshness import age_days, fresh_until, is_stale
from measures.names.registry import NEVER, Registry
from measures.price.rules import LAPSE_DAYS, OWN, PriceRules, PriceSource
from measures.price.spans import (
    PriceBoard,
    PriceOrigin,
    PriceSpan,
    blended,
    cheapest,
    spans_of,
)
from measures.price.timeline import on_day, stretches
from terms.days import after
from terms.openness import CLOSED_GRADES, Openness
from terms.words import EffectiveBasis, PriceBasis, words

_LAPSED = "lapsed"
Choice = PriceSpan | str | None
"""A span; `_LAPSED` when it is too old to use; None when nobody sells or says anything."""


def steps_of(spans: Sequence[PriceSpan], rules: PriceRules) -> Iterator[PriceSpan]:
    """The price of one seller by day: the span chosen, with the days on which it is."""
    known = list(bounded(spans))
    seller = _Seller(known, rules)
    steps: list[tuple[str, str, Choice]] = []
    for start, end, selling in stretches(known, _doubtful_from(known, rules)):
        choice = seller.choice(selling, start)
        if steps and steps[-1][2] is choice:
            steps[-1] = (steps[-1][0], end, choice)
        else:
            steps.append((start, end, choice))
    for place, (start, end, choice) in enumerate(steps):
        span = _bridge(steps, place) if choice == _LAPSED else choice
        if isinstance(span, PriceSpan):
            yield replace(span, start=start, end=end)


def _bridge(steps: Sequence[tuple[str, str, Choice]], place: int) -> Choice:
    """The span before a lapse when the one after it has the same price."""
    if not 0 < place < len(steps) - 1:
        return None
    earlier, later = steps[place - 1][2], steps[place + 1][2]
    if isinstance(earlier, PriceSpan) and isinstance(later, PriceSpan):
        return earlier if earlier.rates == later.rates else None
    return None


def bounded(spans: Sequence[PriceSpan]) -> Iterator[PriceSpan]:
    """The spans of one seller; one that ends on an unnamed day ends when another source says so."""
    stated = sorted(span.end for span in spans if span.withdrawn and not span.removed)
    for span in spans:
        place = bisect_right(stated, span.start)
        if span.removed and place < len(stated) and stated[place] < span.end:
            yield replace(span, end=stated[place], removed=False)
        else:
            yield span


def chosen(spans: Iterable[PriceSpan], on: str, rules: PriceRules) -> Choice:
    """What to believe on day `on`: of the fresh sources the best, else the newest word."""
    known = [span for span in spans if span.start <= on]
    return _Seller(known, rules).choice([span for span in known if on < span.end], on)


class _Seller:
    """What sources say of one seller; opinions are not heard."""

    def __init__(self, spans: Iterable[PriceSpan], rules: PriceRules) -> None:
        self.rules = rules
        gone: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for span in spans:
            if span.withdrawn:
                gone[span.source].append((span.end, max(span.end, span.looked)))
        self._gone = {source: _so_far(some) for source, some in gone.items()}

    def choice(self, selling: Iterable[PriceSpan], on: str) -> Choice:
        """Whom to believe on a day, of the spans that hold on it."""
        by_source: dict[str, list[PriceSpan]] = {source: [] for source in self._gone}
        for span in selling:
            by_source.setdefault(span.source, []).append(span)
        words = (
            self._word(source, some, on)
            for source, some in by_source.items()
            if not self.rules.sources[source].opinion
        )
        said = [word for word in words if word is not None]
        if not said:
            return None
        best = min(said, key=lambda word: word[:-1])
        newer = [word for word in said if not word[1] and _is_news(word[-1], best[-1])]
        return min(newer or [best], key=lambda word: word[:-1])[-1]

    def _word(self, source: str, selling: Sequence[PriceSpan], on: str) -> _Word | None:
        """What one source says on a day, sortable: the better word sorts first."""
        trust = self.rules.sources[source]
        choice: Choice = None
        if selling:
            best = cheapest(selling)
            confirmed = best.confirmed
            choice = _LAPSED if on > after(confirmed, LAPSE_DAYS) else best
        else:
            place = bisect_right(self._gone[source], on, key=lambda one: one[0])
            if not place:
                return None
            confirmed = self._gone[source][place - 1][1]
        stale = is_stale(trust, confirmed, on)
        age = age_days(confirmed, on) if stale else 0
        return (choice == _LAPSED, stale, age, trust.rank, source, choice)


_Word = tuple[bool, bool, int, int, str, Choice]


def _so_far(ends: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(End, the last day on which it or one before it was seen), by end."""
    return list(accumulate(sorted(ends), lambda one, other: (other[0], max(one[1], other[1]))))


def _doubtful_from(spans: Iterable[PriceSpan], rules: PriceRules) -> Iterator[str]:
    """The days from which a word is stale, or lapsed."""
    for span in spans:
        trust = rules.sources[span.source]
        if span.confirmed < span.end:
            for day in (_stale_from(trust, span.confirmed), after(span.confirmed, LAPSE_DAYS + 1)):
                if span.start < day < span.end:
                    yield day
        if span.withdrawn:
            yield max(span.end, _stale_from(trust, span.looked))


def _stale_from(trust: PriceSource, confirmed: str) -> str:
    return after(fresh_until(trust, confirmed))


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


FIRST_PARTY, MEDIAN_OF_HOSTS = words(PriceBasis)
FEWEST_HOSTS = 3
"""Hosts from which their median is a price: of two it lies between any two offers, and one is an
offer."""
_NO_WEIGHTS = CLOSED_GRADES | {Openness.UNKNOWN.value}


@dataclass(frozen=True, slots=True)
class Price:
    """What one model cost on the days `start` <= day < `end`."""

    model: str
    start: str
    end: str
    basis: str
    """FIRST_PARTY or MEDIAN_OF_HOSTS."""
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
        return on_day(self.prices.get(model, ()), on)

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
    prices = {model: _prices(model, sellers, registry, rules) for model, sellers in found.items()}
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
) -> list[Price]:
    own = [_first_party(model, span) for span in steps_of(sellers.get(OWN, ()), rules)]
    hosted = _hosted(model, sellers, registry, rules)
    found: list[Price] = []
    for start, end, known in stretches([*own, *hosted]):
        if not known:
            continue
        last = found[-1] if found else None
        price = _since(last, replace(known[0], start=start, end=end))
        if last and last.end == start and last == replace(price, start=last.start, end=start):
            found[-1] = replace(last, end=end)
        else:
            found.append(price)
    return found


def _since(last: Price | None, price: Price) -> Price:
    """`price` with the first day of the one before it, when that is the same at another source."""
    if last is None or last.end != price.start or last.basis != price.basis:
        return price
    same = (last.input, last.output) == (price.input, price.output)
    return replace(price, since=min(last.since, price.since)) if same else price


def _first_party(model: str, span: PriceSpan) -> Price:
    return Price(
        model,
        span.start,
        span.end,
        FIRST_PARTY,
        span.source,
        span.input,
        span.output,
        span.since,
        (span.provider,),
        (span.shown,),
        span.mode,
        None if span.off_peak is None else blended(*span.off_peak),
    )


def _hosted(
    model: str, sellers: Mapping[str, Sequence[PriceSpan]], registry: Registry, rules: PriceRules
) -> Iterator[Price]:
    """Medians over enough hosts, on days on which the weights can be had."""
    steps = {host: list(steps_of(spans, rules)) for host, spans in sellers.items() if host != OWN}
    grades = [one for one in registry.grades(model) if one.openness not in _NO_WEIGHTS]
    edges = {day for some in steps.values() for span in some for day in (span.start, span.end)}
    edges |= {day for one in grades for day in (one.valid_from, one.valid_until)}
    for start, end in pairwise(sorted(edges)):
        if any(one.valid_from <= start < one.valid_until for one in grades):
            known = {host: on_day(some, start) for host, some in steps.items()}
            asked = {host: span for host, span in known.items() if span is not None}
            if len(asked) >= FEWEST_HOSTS:
                yield _median(model, start, end, asked)


def _median(model: str, start: str, end: str, asked: Mapping[str, PriceSpan]) -> Price:
    return Price(
        model,
        start,
        end,
        MEDIAN_OF_HOSTS,
        "+".join(sorted({span.source for span in asked.values()})),
        median(span.input for span in asked.values()),
        median(span.output for span in asked.values()),
        max(span.since for span in asked.values()),
        tuple(sorted(asked)),
        tuple(sorted({span.shown for span in asked.values()})),
    )
