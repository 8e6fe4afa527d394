"""What happened to prices: cut, rise, new, withdrawn, each confirmed or not (docs/price.md, "Hosts
and events").

Reports of the same kind and the same new price are one event, dated by the documented report, else
by the earliest. A flag without a day ("removed") is no withdrawal on the day after the list was
looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from measures.names.registry import ALWAYS, NEVER
from measures.price.book import Market, bounded
from measures.price.rules import OWN, PriceSource
from measures.price.spans import PriceOrigin, PriceSpan, blended, cheapest
from measures.sweep import at_changes, on_day
from terms.days import after, days_between
from terms.words import EffectiveBasis, PriceChange

WINDOW_DAYS = 100
"""GPT-4o's cut of August 2024 reached one list in November; no report came later than that."""
NEW_DAYS = 60
"""Days after a model's release within which its first price is news of the model."""


class TokenPrices(NamedTuple):
    """Input and output price, USD per 1M tokens."""

    input: float
    output: float


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """A change that one or several sources report."""

    kind: PriceChange
    model: str
    seller: str
    on: str
    not_before: str
    """The day after the old state was last seen: the change lies between it and `on`."""
    before: TokenPrices | None
    now: TokenPrices | None
    sources: tuple[str, ...]
    """Who reports it, or lists the new price within the window."""
    independent: int
    """How many of them do not repeat one another."""
    confirmed: bool
    shown: tuple[PriceOrigin, ...]
    """The looks that show the price before and the new one (withdrawn: that it is gone)."""

    @property
    def change_percent(self) -> float | None:
        """Change of the blended price; None when one side is not known, or was free."""
        if self.before is None or self.now is None or not blended(*self.before):
            return None
        return 100 * (blended(*self.now) / blended(*self.before) - 1)

    @property
    def doubt_days(self) -> int:
        """How far the day is open: 0 when it is known."""
        return max(0, days_between(self.not_before, self.on))


def is_news(event: PriceEvent, released_on: str) -> bool:
    """Whether something happened to the price of a model that came out on `released_on`.

    A first price only when it is the maker's and came with the model: lists take up old models and
    hosts late (Claude 1 reached one in 2026), which is new to the list only.
    """
    if event.kind is not PriceChange.NEW:
        return True
    return event.seller == OWN and event.not_before <= after(released_on, NEW_DAYS)


class _Report(NamedTuple):
    """What one source saw: a model's price at one seller changed on a day."""

    kind: PriceChange
    on: str
    not_before: str
    before: TokenPrices | None
    now: TokenPrices | None
    shown: tuple[PriceOrigin, ...]
    step: PriceSpan
    """What is asked since, of a withdrawal what was asked until then."""


def price_events(market: Market, through: str) -> list[PriceEvent]:
    """Every event up to and with day `through`, by day, model and seller."""
    found: list[PriceEvent] = []
    for model, sellers in market.spans.items():
        for seller in sellers:
            found += _of_seller(market, model, seller)
    kept = (one for one in found if one.on <= through)
    return sorted(kept, key=lambda one: (one.on, one.model, one.seller, one.kind))


class SellerPrices(NamedTuple):
    """What one source says that a seller asked for a model."""

    trust: PriceSource
    spans: Sequence[PriceSpan]
    steps: Sequence[PriceSpan]
    """Its cheapest offering by day; neighbours of one price are joined."""

    def at(self, price: TokenPrices, since: str, until: str = NEVER) -> list[PriceSpan]:
        """Its steps at a price that end after day `since` and begin on or before day `until`."""
        return [
            it for it in self.steps if _asked(it) == price and it.end > since and it.start <= until
        ]

    def seen(self, price: TokenPrices | None, until: str) -> str:
        """The last day on which the source confirmed a step at that price (None: at any) that
        began by day `until`, or may have, before its first look; empty: none did."""
        begun = (it for it in self.steps if it.start <= max(until, it.watched))
        return max((it.confirmed for it in begun if price in (None, _asked(it))), default="")


def _steps(spans: Sequence[PriceSpan]) -> list[PriceSpan]:
    found: list[PriceSpan] = []
    for start, end, now in at_changes(spans):
        if not now:
            continue
        best = cheapest(now)
        ends = best.end == end
        gone, undated = best.withdrawn and ends, best.removed and ends
        step = best._replace(start=start, end=end, withdrawn=gone, removed=undated)
        if found and _asked(found[-1]) == _asked(best) and found[-1].end == start:
            last = found.pop()
            confirmed = max(last.confirmed, best.confirmed)
            step = last._replace(end=end, confirmed=confirmed, withdrawn=gone, removed=undated)
        found.append(step)
    return found


Lists = Mapping[str, SellerPrices]
"""What each source says that the seller asked."""


def _of_seller(market: Market, model: str, seller: str) -> Iterator[PriceEvent]:
    lists, believed = _lists(market, model, seller), market.steps[model][seller]
    found = [same for same in _reported(lists) if not _is_denied(same, lists)]
    yield from _once((_event(model, seller, same, lists, believed) for same in found), believed)


def denied(market: Market, model: str) -> set[tuple[str, str]]:
    """Source and day of the changes of its maker's price that are reported and did not occur."""
    lists = _lists(market, model, OWN)
    found = (same for same in _reported(lists) if _is_denied(same, lists))
    return {(one.step.source, one.on) for same in found for one in same}


def _lists(market: Market, model: str, seller: str) -> Lists:
    by_source: dict[str, list[PriceSpan]] = defaultdict(list)
    for span in bounded(market.spans[model][seller], market.rules):
        if span.start < span.end:
            by_source[span.source].append(span)
    return {
        source: SellerPrices(market.rules.sources[source], some, _steps(some))
        for source, some in by_source.items()
    }


def _trusted(lists: Lists) -> list[PriceSpan]:
    return [step for it in lists.values() if not it.trust.opinion for step in it.steps]


def _reported(lists: Lists) -> Iterator[list[_Report]]:
    """What the sources saw, together where they say the same."""
    listed_on = min((step.start for step in _trusted(lists)), default=NEVER)
    by_kind: dict[PriceChange, list[_Report]] = defaultdict(list)
    for one in lists.values():
        for report in _reports(one):
            # What another list has had for longer is new to this list alone.
            if report.kind is not PriceChange.NEW or listed_on >= report.not_before:
                by_kind[report.kind].append(report)
    for reports in by_kind.values():
        yield from _together(sorted(reports, key=lambda one: (one.on, one.step.source)))


def _is_denied(same: Sequence[_Report], lists: Lists) -> bool:
    return _is_dispute(same, lists) or _is_vetoed(same, lists)


def _once(events: Iterable[PriceEvent], believed: Sequence[PriceSpan]) -> Iterator[PriceEvent]:
    """Of several events with one day and one new price, the one whose old price is freshest.

    A model is new at a seller once, before anything else happens to its price; what a late list
    drops when nobody believed in the price any more was withdrawn before.
    """
    best: dict[tuple[str, TokenPrices | None], PriceEvent] = {}
    for event in sorted(events, key=lambda one: (one.doubt_days, not one.confirmed, one.sources)):
        key = ("", None) if event.kind is PriceChange.NEW else (event.on, event.now)
        best.setdefault(key, event)
    first, gone = min((one.on for one in best.values()), default=ALWAYS), ALWAYS
    for event in sorted(best.values(), key=lambda one: one.on):
        if event.kind is PriceChange.NEW and event.on != first:
            continue
        if event.kind is PriceChange.WITHDRAWN:
            if not any(it.start < event.on and it.end > gone for it in believed):
                continue
            gone = event.on
        yield event


def _is_dispute(same: Sequence[_Report], lists: Lists) -> bool:
    """Whether another source took up the "new" price while this one still listed the old.

    Then the two disagree; nothing need have changed. A price that this one listed before the old
    one is come back to: what others said of it until then is no dispute.
    """
    now = same[0].now
    if same[0].before is None or now is None:
        return False
    families = {one.step.family for one in same}
    first = min(one.not_before for one in same)
    own = (step for one in same for step in lists[one.step.source].at(now, ALWAYS, first))
    back = max((step.end for step in own if step.end <= first), default=ALWAYS)
    return any(
        back <= step.start < first and _asked(step) == now and step.family not in families
        for step in _trusted(lists)
    )


def _is_vetoed(same: Sequence[_Report], lists: Lists) -> bool:
    """Whether the maker's page contradicts what others report.

    It does when a look at it after the day of the change and within the window shows the old price
    (of what is reported as withdrawn: any price), or when one at least as new as every report of
    the new price, and older than its day (an announced change), shows another price. A look on the
    day itself may have come before the change.
    """
    first, kind, now = same[0].on, same[0].kind, same[0].now
    own = [one for one in lists.values() if one.trust.first_party]
    if kind is PriceChange.NEW or (now is not None and any(one.at(now, first) for one in own)):
        return False
    olds = {None} if kind is PriceChange.WITHDRAWN else {one.before for one in same}
    last = after(first, WINDOW_DAYS)
    if any(one.seen(price, last) > first for one in own for price in olds):
        return True
    # Of what it announces a source says so before the day.
    newest = max(one.step.confirmed if one.now else one.step.looked for one in same)
    told = (on_day(one.steps, first) for one in own)
    return newest < first and any(step is not None and step.confirmed >= newest for step in told)


def _asked(span: PriceSpan) -> TokenPrices:
    return TokenPrices(span.input, span.output)


def _reports(one: SellerPrices) -> Iterator[_Report]:
    first = one.steps[0]
    if first.start > first.watched:
        earliest = first.start
        if first.unlisted and first.basis != EffectiveBasis.DOCUMENTED:
            earliest = min(after(first.unlisted), first.start)
        asked = _asked(first)
        yield _Report(PriceChange.NEW, first.start, earliest, None, asked, (first.shown,), first)
    for step, following in zip_longest(one.steps, one.steps[1:]):
        last_seen = min(after(step.confirmed), step.end)
        if following is not None and following.start == step.end:
            if _is_change(one.spans, step, following):
                is_cut = following.blended < step.blended
                kind = PriceChange.CUT if is_cut else PriceChange.RISE
                prices, shown = (_asked(step), _asked(following)), (step.shown, following.shown)
                yield _Report(kind, following.start, last_seen, *prices, shown, following)
        elif step.withdrawn and step.end < NEVER and not step.removed:
            kind, shown = PriceChange.WITHDRAWN, (step.shown, step.shown._replace(on=step.end))
            yield _Report(kind, step.end, last_seen, _asked(step), None, shown, step)


def _is_change(spans: Iterable[PriceSpan], step: PriceSpan, following: PriceSpan) -> bool:
    """Whether a price was changed, where a cheaper offering of the model may merely have come
    beside one that goes on.

    An offering that asked the old price until then has changed it, whatever a dead spelling beside
    it still asks.
    """
    old = [it for it in spans if _asked(it) == _asked(step) and it.start <= step.end]
    goes_on = any(it.offering == step.offering and it.end > step.end for it in old)
    return not goes_on or any(
        it.offering == following.offering and it.end == step.end for it in old
    )


def _together(reports: Sequence[_Report]) -> Iterable[list[_Report]]:
    """Reports of one kind, in order of day, grouped where they say the same."""
    found: list[list[_Report]] = []
    newest: dict[TokenPrices | None, list[_Report]] = {}
    for one in reports:
        same = newest.get(one.now)
        if same is None or one.on > after(same[0].on, WINDOW_DAYS):
            same = newest[one.now] = []
            found.append(same)
        same.append(one)
    return found


def _event(
    model: str, seller: str, same: Sequence[_Report], lists: Lists, believed: Sequence[PriceSpan]
) -> PriceEvent:
    trusted = [one for one in same if not lists[one.step.source].trust.opinion]
    documented = [one for one in trusted if one.step.basis == EffectiveBasis.DOCUMENTED]
    every = documented or trusted or same
    lead = min(every, key=lambda one: (one.on, one.not_before, one.step.source))
    on = _first_listed(lead, lists)
    listing = [] if lead.now is None else _listing(lead.now, on, lists)
    families = {step.family for step in (*listing, *(one.step for one in same))}
    shown = {look for one in same for look in one.shown} | {step.shown for step in listing}
    sources = {look.source for look in shown}
    before = lead.before
    if lead.now is None and (last := on_day(believed, after(on, -1))):
        # Whoever missed it first may have looked last before another price.
        before = _asked(last)
        shown.add(last.shown)
    is_said = bool(documented) or any(lists[name].trust.first_party for name in sources)
    return PriceEvent(
        lead.kind,
        model,
        seller,
        on,
        lead.not_before,
        before,
        lead.now,
        tuple(sorted(sources)),
        len(families),
        confirmed=len(families) >= 2 or (is_said and seller == OWN),
        shown=tuple(sorted(shown)),
    )


def _listing(price: TokenPrices, on: str, lists: Lists) -> list[PriceSpan]:
    """The steps that list a price within the window after day `on`."""
    found = (step for one in lists.values() for step in one.at(price, on, after(on, WINDOW_DAYS)))
    return [step for step in found if step.confirmed >= on]


def _first_listed(lead: _Report, lists: Lists) -> str:
    """The earliest day, not before the old state was last seen, on which a source lists it."""
    if lead.now is None:
        return lead.on
    days = [
        step.start
        for one in lists.values()
        if not one.trust.opinion
        for step in one.at(lead.now, lead.not_before, lead.on)
        if step.start >= lead.not_before
    ]
    return min([lead.on, *days])
