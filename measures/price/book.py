"""What every model cost on every day: the maker's list price, else the median over three hosts.

Prices are USD per 1M tokens, of the shortest context, in standard mode. The rules are data
(`rules.toml`): whose word counts, who is the maker's own provider, who is a host. Days are ISO.
Of what sources say of one seller on a day the word of the best fresh one counts, unless another
fresh one tells of a change since; without a fresh one the newest word, until it lapses.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise, zip_longest
from statistics import median
from typing import Final, Literal, NamedTuple, Self

from measures.freshness import age_days, fresh_until, is_stale
from measures.names.registry import NEVER, Registry
from measures.price.rules import LAPSE_DAYS, OWN, PriceRules, PriceSource
from measures.price.spans import (
    LOOKS_TO_WITHDRAW,
    PriceBoard,
    PriceOrigin,
    PriceSpan,
    blended,
    cheapest,
    spans_of,
)
from measures.sweep import on_day
from terms.days import after
from terms.openness import CLOSED_GRADES, Openness
from terms.words import EffectiveBasis, PriceBasis, words

LAPSED: Final = "lapsed"
Choice = PriceSpan | Literal["lapsed"] | None
"""A span; lapsed when it is too old to use; None when nobody sells or says anything."""


def steps_of(spans: Sequence[PriceSpan], rules: PriceRules) -> Iterator[PriceSpan]:
    """The price of one seller by day: the span to believe, with the days on which it is.

    Opinions are not heard. A lapse between two spans of one price is none.
    """
    heard = [it for it in bounded(spans, rules) if not rules.sources[it.source].opinion]
    heard = [_confirming(it, heard, rules) for it in heard]
    said: dict[str, list[PriceSpan]] = defaultdict(list)
    for one in heard:
        said[one.source].append(one)
    edges = {day for one in heard for day in (one.start, one.end)}
    days = pairwise(sorted(edges | {*_doubtful_from(heard, rules)}))
    words = groupby(days, key=lambda day: _believed(said, day[0], rules))
    steps = [(choice, [*on]) for choice, on in words]
    choices = [None, *(choice for choice, _ in steps), None]
    for before, (choice, on), later in zip(choices, steps, choices[2:], strict=False):
        span = before if choice == LAPSED and _rates(before) == _rates(later) else choice
        if isinstance(span, PriceSpan):
            yield span._replace(start=on[0][0], end=on[-1][1])


def _rates(choice: Choice) -> object:
    return choice.rates if isinstance(choice, PriceSpan) else choice


def bounded(spans: Sequence[PriceSpan], rules: PriceRules) -> Iterator[PriceSpan]:
    """The spans of one seller; one that ends on an unnamed day ends when another source says so,
    and the maker's page, on which the model stood later, does not contradict it."""
    own = (span.confirmed for span in spans if rules.sources[span.source].first_party)
    listed = max(own, default="")
    ended = (span.end for span in spans if span.withdrawn and not span.removed)
    stated = sorted(day for day in ended if day >= listed)
    for span in spans:
        place = bisect_right(stated, span.start)
        if span.removed and place < len(stated) and stated[place] < span.end:
            yield span._replace(end=stated[place], removed=False)
        else:
            yield span


def _confirming(span: PriceSpan, heard: Sequence[PriceSpan], rules: PriceRules) -> PriceSpan:
    """A list that repeats undated what was asked before an announced change, and did not say the
    new price in between, confirms no day since."""
    if span.basis != EffectiveBasis.NOT_STATED or rules.sources[span.source].first_party:
        return span
    announced = (it for it in heard if rules.sources[it.source].confirms == "announcement")
    for was, now in pairwise(announced):
        if was.end == now.start and was.blended == span.blended != now.blended:
            since = [it for it in heard if it.source == span.source and it.end > now.start]
            new = min((it.start for it in since if it.blended == now.blended), default=now.end)
            if span.start < min(new, now.end):
                return span._replace(confirmed=min(span.confirmed, after(now.start, -1)))
    return span


class _Word(NamedTuple):
    """What one source says on a day; the least is the one to believe."""

    is_lapsed: bool
    is_stale: bool
    age: int
    """Days since it was confirmed; 0 while it is fresh."""
    rank: int
    source: str
    choice: Choice


def _believed(said: Mapping[str, Sequence[PriceSpan]], on: str, rules: PriceRules) -> Choice:
    """Whom to believe on a day: of the fresh sources the best, else the newest word."""
    words = []
    for source, spans in said.items():
        trust = rules.sources[source]
        choice: Choice = None
        if selling := [span for span in spans if span.start <= on < span.end]:
            best = cheapest(selling)
            confirmed = best.confirmed
            choice = LAPSED if on > after(confirmed, LAPSE_DAYS) else best
        elif gone := [max(it.end, it.looked) for it in spans if it.withdrawn and it.end <= on]:
            confirmed = max(gone)
        else:
            continue
        stale = is_stale(trust, confirmed, on)
        age = age_days(confirmed, on) if stale else 0
        words.append(_Word(choice == LAPSED, stale, age, trust.rank, source, choice))
    if not words:
        return None
    believed = min(words).choice
    newer = (it for it in words if not it.is_stale and _is_news(it.choice, believed))
    return min(newer, default=min(words)).choice


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
    if not (isinstance(other, PriceSpan) and isinstance(best, PriceSpan)):
        return False
    is_dated = other.basis != EffectiveBasis.NOT_STATED
    is_later = other.start > best.confirmed or (is_dated and other.start == best.confirmed)
    return is_later and other.start > other.watched


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


@dataclass(frozen=True, kw_only=True)
class PriceBook:
    """What every model cost by day, as plain values."""

    newest_on: str | None
    """Published date of the newest price list: of one without a date of its own, the first day on
    which it said so; None: there is none."""
    newest: Mapping[str, int]
    """Price list (source, board and category, each on a line) to its newest vintage."""
    prices: Mapping[str, Sequence[Price]]
    """Model to its prices in order, disjoint; days without one are days without a price."""

    def price(self, model: str, on: str) -> Price | None:
        """The price of `model` on day `on`, or None."""
        return on_day(self.prices.get(model, ()), on)

    def vintages(self, prices: Iterable[Price]) -> list[int]:
        """The newest vintages of the lists that gave `prices`."""
        return sorted(self.newest_of(look for price in prices for look in price.shown))

    def newest_of(self, shown: Iterable[PriceOrigin]) -> set[int]:
        """The newest vintages of the lists in which something was shown."""
        return {self.newest["\n".join(one[:3])] for one in shown}

    def without(self, models: Container[str]) -> Self:
        """The same without what some models cost."""
        return replace(
            self, prices={it: one for it, one in self.prices.items() if it not in models}
        )

    def first_changes(self, now: Self) -> dict[str, str]:
        """Models of which `now` says another price, each with the first such day."""
        found: dict[str, str] = {}
        for model in self.prices.keys() | now.prices.keys():
            both = (self.prices.get(model, ()), now.prices.get(model, ()))
            for one, other in zip_longest(*both):
                if one and other and replace(one, end=other.end) == other:
                    if one.end == other.end:
                        continue
                    found[model] = min(one.end, other.end)
                else:
                    found[model] = min(it.start for it in (one, other) if it)
                break
        return found


@dataclass(frozen=True, kw_only=True)
class Market(PriceBook):
    """The same with the spans from which it was chosen, by seller.

    `boards`: every list of a ranked source; the word of others has no weight.
    `spans`: model to seller (`OWN` or a host) to the spans of all sources.
    `steps`: model to seller to what it asked by day.
    """

    boards: Sequence[PriceBoard]
    names: Registry
    rules: PriceRules
    spans: Mapping[str, Mapping[str, Sequence[PriceSpan]]]
    steps: Mapping[str, Mapping[str, Sequence[PriceSpan]]]

    def of_curated(self, names: Registry) -> Self:
        """The same of curated models alone: of provisional ones no spelling means another."""
        lost = self.names.provisional
        return replace(
            self.without(lost),
            names=names,
            spans={it: one for it, one in self.spans.items() if it not in lost},
            steps={it: one for it, one in self.steps.items() if it not in lost},
        )

    def host_prices(self, model: str, on: str) -> dict[str, PriceSpan]:
        """Host to the span in force on day `on`."""
        return _hosts(self.steps.get(model, {}), on)

    def showing(self, shown: Iterable[PriceOrigin]) -> set[int]:
        """The vintages of the looks themselves: the first on or after the day, else the newest."""
        lists = {(one.source, one.board, one.category): one for one in self.boards}
        found = set()
        for one in shown:
            board = lists[one[:3]]
            place = bisect_left(board.days, one.on, key=lambda day: day[0])
            found.add(board.vintages[min(place, len(board.vintages) - 1)])
        return found

    def of_makers(self, grades: frozenset[str]) -> set[int]:
        """The newest vintages of all lists of makers' own prices while the model is in a class."""
        return self.newest_of(
            span.shown
            for model, sellers in self.spans.items()
            for span in sellers.get(OWN, ())
            if any(
                one.openness in grades
                and max(one.valid_from, span.start) < min(one.valid_until, span.end)
                for one in self.names.grades(model)
            )
        )


def price_book(boards: Iterable[PriceBoard], registry: Registry, rules: PriceRules) -> Market:
    """Choose a price for every model and day.

    A spelling is matched as on each day that the price holds; what matches no model has no part,
    and neither has a placeholder, nor a list that no rule ranks.
    """
    ranked = [board for board in boards if board.source in rules.sources]
    found: dict[str, dict[str, list[PriceSpan]]] = defaultdict(lambda: defaultdict(list))
    for board in ranked:
        for span in spans_of(board, rules):
            asked = (span.source, span.offering, (span.input, span.output), span.since)
            if any(one.covers(*asked) for one in rules.placeholder):
                continue
            for model, part in _matched(span, registry):
                seller = rules.seller(registry.model(model).get("maker"), span.provider)
                if seller is not None:
                    found[model][seller].append(part)
    steps = {
        model: {seller: list(steps_of(spans, rules)) for seller, spans in sellers.items()}
        for model, sellers in found.items()
    }
    prices = {model: _prices(model, some, registry) for model, some in steps.items()}
    return Market(
        newest_on=max((one.newest_on for one in ranked), default=None),
        newest={
            "\n".join((one.source, one.board, one.category)): one.vintages[-1]
            for one in ranked
            if one.vintages
        },
        prices={it: some for it, some in prices.items() if some},
        boards=ranked,
        names=registry,
        rules=rules,
        spans=found,
        steps=steps,
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
            part = span._replace(
                start=first,
                end=last,
                since=max(span.since, start),
                withdrawn=span.withdrawn if last == span.end else True,
                removed=span.removed and last == span.end,
            )
            yield match.model, part


def _hosts(steps: Mapping[str, Sequence[PriceSpan]], on: str) -> dict[str, PriceSpan]:
    known = ((host, on_day(some, on)) for host, some in steps.items() if host != OWN)
    return {host: span for host, span in known if span is not None}


def _prices(
    model: str, steps: Mapping[str, Sequence[PriceSpan]], registry: Registry
) -> list[Price]:
    """Its maker's price, else the median of enough hosts on days on which the weights can be had;
    neighbours that are the same are one."""
    grades = [one for one in registry.grades(model) if one.openness not in _NO_WEIGHTS]
    edges = {day for some in steps.values() for span in some for day in (span.start, span.end)}
    edges |= {day for one in grades for day in (one.valid_from, one.valid_until)}
    found: list[Price] = []
    for start, end in pairwise(sorted(edges)):
        own, hosts = on_day(steps.get(OWN, ()), start), _hosts(steps, start)
        if own is not None:
            off_peak = None if own.off_peak is None else blended(*own.off_peak)
            price = _price(model, FIRST_PARTY, start, end, {own.provider: own})
            price = replace(price, mode=own.mode, off_peak=off_peak)
        elif len(hosts) >= FEWEST_HOSTS and any(
            it.valid_from <= start < it.valid_until for it in grades
        ):
            price = _price(model, MEDIAN_OF_HOSTS, start, end, hosts)
        else:
            continue
        if found and found[-1].end == start and is_same(found[-1], price):
            # Of the same price at another source the first day counts.
            price = replace(price, since=min(found[-1].since, price.since))
            if found[-1] == replace(price, start=found[-1].start, end=start):
                price = replace(found.pop(), end=end)
        found.append(price)
    return found


def is_same(last: Price, price: Price) -> bool:
    """Whether two are one price, whoever says so."""
    one, other = ((it.basis, it.input, it.output) for it in (last, price))
    return one == other


def _price(model: str, basis: str, start: str, end: str, asked: Mapping[str, PriceSpan]) -> Price:
    spans = list(asked.values())
    return Price(
        model,
        start,
        end,
        basis,
        "+".join(sorted({span.source for span in spans})),
        median(span.input for span in spans),
        median(span.output for span in spans),
        max(span.since for span in spans),
        tuple(sorted(asked)),
        tuple(sorted({span.shown for span in spans})),
    )


def next_change(market: Market, through: str) -> str | None:
    """The first day after `through` on which time alone may change a price, while the lists that
    were looked at last go on being so and say the same; None: none is known."""
    sellers = [some for of_model in market.spans.values() for some in of_model.values()]
    last = max((one.days[-1][0] for one in market.boards), default="")
    days: set[str] = set()
    announced: set[str] = set()  # which the next look may deny
    for some in sellers:
        is_watched = any(market.rules.sources[one.source].first_party for one in some)
        for span in some:
            days.update(_turns(span, last, through, market.rules))
            if is_watched and not span.removed:
                announced |= {span.start, span.end}
            elif span.basis != EffectiveBasis.NOT_STATED:
                announced.add(span.start)
    for model in market.spans:
        days.update(market.names.turns_of(model))
    days |= {after(max(day, through)) for day in announced if last <= day < NEVER}
    return min((day for day in days if through < day < NEVER), default=None)


def _turns(span: PriceSpan, last: str, through: str, rules: PriceRules) -> Iterator[str]:
    """Days on which time alone may change what a span says; `last`: of the last looks."""
    is_live, trust = span.looked == last, rules.sources[span.source]
    is_moving = is_live and span.removed  # its end is the day after the next look
    end = NEVER if is_moving else span.end
    yield from (span.start, end)
    if is_moving and span.end <= through:
        yield after(through)
    if span.confirmed < last or trust.confirms == "announcement":
        doubts = _stale_from(trust, span.confirmed), after(span.confirmed, LAPSE_DAYS + 1)
        yield from (day for day in doubts if day < end)
    if span.withdrawn and not is_live:
        yield max(span.end, _stale_from(trust, span.looked))
    if span.missed:
        yield after(through if is_live else span.looked, LOOKS_TO_WITHDRAW - span.missed)
