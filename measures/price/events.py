"""What happened to prices: cut, rise, new, withdrawn, each confirmed or not.

An event is about one model at one seller (the maker, or a host). Sources report the same change
weeks apart, so reports of the same kind and the same new price are one event, dated by the
documented report, else by the earliest. Confirmed: two sources that are not made from one another
list the new price, or one page or announcement of the maker does (design, section 5). The maker's
page also vetoes: what it contradicts, looked at later, did not happen. A flag without a day
("removed") is no withdrawal on the day after the list was looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from measures.names.registry import NEVER
from measures.price.book import PriceBook, bounded
from measures.price.records import PriceChange, TokenPrices
from measures.price.rules import OWN, PriceRules
from measures.price.spans import PriceOrigin, PriceSpan, blended
from terms.days import after, days_between
from terms.words import EffectiveBasis

WINDOW_DAYS = 100
"""GPT-4o's cut of August 2024 reached one list in November; no report came later than that."""
NEW_DAYS = 60
"""Days after a model's release within which its first price is news of the model."""


def change_percent(before: TokenPrices | None, now: TokenPrices | None) -> float | None:
    """Change of the blended price; None when one side is not known, or was free."""
    if before is None or now is None or not blended(*before):
        return None
    return 100 * (blended(*now) / blended(*before) - 1)


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
        """Change of the blended price; None when one side is not known."""
        return change_percent(self.before, self.now)

    @property
    def doubt_days(self) -> int:
        """How far the day is open: 0 when it is known."""
        return max(0, days_between(self.not_before, self.on))


def is_news(event: PriceEvent, released_on: str | None) -> bool:
    """Whether something happened to the price of a model that came out on `released_on`.

    A first price only when it is the maker's and came with the model: lists take up old models and
    hosts late (Claude 1 reached one in 2026), which is new to the list only.
    """
    if event.kind is not PriceChange.NEW:
        return True
    if event.seller != OWN or released_on is None:
        return False
    return event.not_before <= after(released_on, NEW_DAYS)


@dataclass(frozen=True, slots=True)
class _Report:
    """What one source saw: a model's price at one seller changed on a day."""

    kind: PriceChange
    on: str
    not_before: str
    source: str
    family: str
    before: TokenPrices | None
    now: TokenPrices | None
    basis: str
    shown: tuple[PriceOrigin, ...]
    said: str
    """Last day on which the source said so: before `on` for what it announces."""


def price_events(book: PriceBook, through: str) -> list[PriceEvent]:
    """Every event up to and with day `through`, by day, model and seller."""
    found: list[PriceEvent] = []
    for model, sellers in book.spans.items():
        for seller, spans in sellers.items():
            lasting = [span for span in bounded(spans) if span.start < span.end]
            found += _of_seller(model, seller, lasting, book.rules)
    kept = (one for one in found if one.on <= through)
    return sorted(kept, key=lambda one: (one.on, one.model, one.seller, one.kind))


def _of_seller(
    model: str, seller: str, spans: Sequence[PriceSpan], rules: PriceRules
) -> Iterator[PriceEvent]:
    by_source: dict[str, list[PriceSpan]] = defaultdict(list)
    for span in spans:
        by_source[span.source].append(span)
    steps = {source: _cheapest(some) for source, some in by_source.items()}
    by_kind: dict[PriceChange, list[_Report]] = defaultdict(list)
    for source, some in steps.items():
        for report in _reports(some, by_source[source]):
            if report.kind != "new" or not _is_listed(spans, report.not_before, rules):
                by_kind[report.kind].append(report)
    every = [
        _event(model, seller, same, steps, rules)
        for reports in by_kind.values()
        for same in _together(sorted(reports, key=lambda one: (one.on, one.source)))
        if not _is_dispute(same, steps, rules) and not _is_vetoed(same, steps, rules)
    ]
    yield from _once(every)


def _is_listed(spans: Sequence[PriceSpan], before: str, rules: PriceRules) -> bool:
    """Whether any list has the model at this seller by then: one that begins later is not news."""
    return any(span.start < before and not rules.sources[span.source].opinion for span in spans)


def _once(events: Sequence[PriceEvent]) -> Iterator[PriceEvent]:
    """Of several events with one day and one new price, the one whose old price is freshest.

    A model is new at a seller once, whatever its lists say of the price.
    """
    best: dict[tuple[str, TokenPrices | None, bool], PriceEvent] = {}
    for event in sorted(events, key=lambda one: (one.doubt_days, not one.confirmed, one.sources)):
        is_new = event.kind == "new"
        key = ("", None, True) if is_new else (event.on, event.now, False)
        best.setdefault(key, event)
    yield from best.values()


def _is_dispute(
    same: Sequence[_Report], steps: Mapping[str, Sequence[PriceSpan]], rules: PriceRules
) -> bool:
    """Whether another source listed the "new" price while this one still listed the old.

    Then the two disagree (see `measures.price.hosts`); nothing need have changed.
    """
    if same[0].before is None or same[0].now is None:
        return False
    families = {one.family for one in same}
    first = min(one.not_before for one in same)
    return any(
        _asked(step) == same[0].now and step.start < first
        for source, some in steps.items()
        if not rules.sources[source].opinion
        for step in some
        if step.family not in families
    )


def _is_vetoed(
    same: Sequence[_Report], steps: Mapping[str, Sequence[PriceSpan]], rules: PriceRules
) -> bool:
    """Whether the maker's page contradicts what others report.

    It does when a look at it after the day of the change and within the window shows the old price
    (of what is reported as withdrawn: any price), or when one at least as new as every report of
    the new price, and older than its day (an announced change), shows another price. A look on the
    day itself may have come before the change.
    """
    first, kind, now = same[0].on, same[0].kind, same[0].now
    own = [step for name, some in steps.items() if rules.sources[name].first_party for step in some]
    if kind is PriceChange.NEW or any(_asked(step) == now and step.end > first for step in own):
        return False
    olds = {one.before for one in same} if kind is not PriceChange.WITHDRAWN else None
    last = after(first, WINDOW_DAYS)
    if any(
        step.confirmed > first and step.start <= last and (olds is None or _asked(step) in olds)
        for step in own
    ):
        return True
    newest = max(one.said for one in same)
    return newest < first and any(
        step.start <= first < step.end and step.confirmed >= newest for step in own
    )


def _cheapest(spans: Sequence[PriceSpan]) -> list[PriceSpan]:
    """The source's price by day: its cheapest offering; neighbours of one price are joined."""
    edges = sorted({day for span in spans for day in (span.start, span.end)})
    steps: list[PriceSpan] = []
    for start, end in pairwise(edges):
        now = [span for span in spans if span.start <= start < span.end]
        if not now:
            continue
        best = min(now, key=lambda span: (blended(span.input, span.output), span.offering))
        last = steps[-1] if steps else None
        ends = best.end == end
        gone, undated = best.withdrawn and ends, best.removed and ends
        if last is not None and _asked(last) == _asked(best) and last.end == start:
            confirmed = max(last.confirmed, best.confirmed)
            steps[-1] = replace(last, end=end, confirmed=confirmed, withdrawn=gone, removed=undated)
        else:
            steps.append(replace(best, start=start, end=end, withdrawn=gone, removed=undated))
    return steps


def _asked(span: PriceSpan) -> TokenPrices:
    return TokenPrices(span.input, span.output)


def _reports(steps: Sequence[PriceSpan], spans: Sequence[PriceSpan]) -> Iterator[_Report]:
    first = steps[0]
    if first.start > first.watched:
        known = first.basis == EffectiveBasis.DOCUMENTED or first.unlisted is None
        earliest = first.start if known else min(after(str(first.unlisted)), first.start)
        yield _Report(PriceChange.NEW, first.start, earliest, first.source, first.family, None,
                      _asked(first), first.basis, (first.shown,), first.confirmed)  # fmt: skip
    for step, following in pairwise([*steps, None]):
        assert step is not None  # noqa: S101 - only the sentinel is None
        if following is not None and following.start == step.end:
            if _still_sold(step, following.start, spans):
                continue  # a cheaper offering of the model came, no price was changed
            is_cut = _blend(following) < _blend(step)
            kind = PriceChange.CUT if is_cut else PriceChange.RISE
            yield _Report(kind, following.start, _last_seen(step), step.source, following.family,
                          _asked(step), _asked(following), following.basis,
                          (step.shown, following.shown), following.confirmed)  # fmt: skip
        elif step.withdrawn and step.end < NEVER and not step.removed:
            shown = (step.shown, replace(step.shown, on=step.end))
            yield _Report(PriceChange.WITHDRAWN, step.end, _last_seen(step), step.source,
                          step.family, _asked(step), None, step.basis, shown,
                          step.looked)  # fmt: skip


def _still_sold(step: PriceSpan, on: str, spans: Sequence[PriceSpan]) -> bool:
    return any(
        span.offering == step.offering
        and _asked(span) == _asked(step)
        and span.start <= on < span.end
        for span in spans
    )


def _blend(span: PriceSpan) -> float:
    return blended(span.input, span.output)


def _last_seen(step: PriceSpan) -> str:
    return min(after(step.confirmed), step.end)


def _together(reports: Sequence[_Report]) -> Iterator[list[_Report]]:
    """Reports of one kind, in order of day, grouped where they say the same."""
    left = list(reports)
    while left:
        first = left[0]
        same = [
            one for one in left if one.now == first.now and one.on <= after(first.on, WINDOW_DAYS)
        ]
        yield same
        left = [one for one in left if one not in same]


def _event(
    model: str,
    seller: str,
    same: Sequence[_Report],
    steps: Mapping[str, Sequence[PriceSpan]],
    rules: PriceRules,
) -> PriceEvent:
    trusted = [one for one in same if not rules.sources[one.source].opinion]
    documented = [one for one in trusted if one.basis == EffectiveBasis.DOCUMENTED]
    every = documented or trusted or [*same]
    lead = min(every, key=lambda one: (one.on, one.not_before, one.source))
    shown = {look for one in same for look in one.shown}
    families = {one.family for one in same}
    if lead.now is not None:
        lead = replace(lead, on=_first_listed(lead, steps, rules))
        listing = [step for some in steps.values() for step in _listing(some, lead)]
        shown |= {step.shown for step in listing}
        families |= {step.family for step in listing}
    sources = {look.source for look in shown}
    is_said = bool(documented) or any(rules.sources[name].first_party for name in sources)
    return PriceEvent(
        lead.kind,
        model,
        seller,
        lead.on,
        lead.not_before,
        lead.before,
        lead.now,
        tuple(sorted(sources)),
        len(families),
        confirmed=len(families) >= 2 or (is_said and seller == OWN),
        shown=tuple(sorted(shown)),
    )


def _first_listed(
    lead: _Report, steps: Mapping[str, Sequence[PriceSpan]], rules: PriceRules
) -> str:
    """The earliest day, not before the old price was last seen, on which a source lists it."""
    days = [
        step.start
        for source, some in steps.items()
        if not rules.sources[source].opinion
        for step in some
        if _asked(step) == lead.now and lead.not_before <= step.start < lead.on
    ]
    return min([lead.on, *days]) if lead.before is not None else lead.on


def _listing(steps: Sequence[PriceSpan], lead: _Report) -> list[PriceSpan]:
    """The steps of a source that list the new price within the window after the change."""
    last = after(lead.on, WINDOW_DAYS)
    return [
        step
        for step in steps
        if _asked(step) == lead.now
        and step.end > lead.on
        and step.start <= last
        and step.confirmed >= lead.on
    ]
