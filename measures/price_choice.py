"""Whose word counts: the price of one seller on a day, of all that sources say about it.

Of the sources that are fresh the best one, unless another fresh one tells of a change since;
without a fresh one the newest word, until it lapses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from measures.price_blend import blended
from measures.price_days import after, days_between
from measures.price_rules import LAPSE_DAYS, PriceRules
from measures.price_spans import Span

_LAPSED = "lapsed"
Choice = Span | str | None
"""A span; `_LAPSED` when it is too old to use; None when nobody sells or says anything."""


def steps_of(spans: Sequence[Span], rules: PriceRules) -> Iterator[tuple[str, str, Span]]:
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
        if isinstance(choice, Span):
            yield start, end, choice
        elif choice == _LAPSED and (same := _bridge(steps, place)) is not None:
            yield start, end, same


def _bridge(steps: Sequence[tuple[str, str, Choice]], place: int) -> Span | None:
    """The span before a lapse when the one after it has the same price."""
    if not 0 < place < len(steps) - 1:
        return None
    earlier, later = steps[place - 1][2], steps[place + 1][2]
    same = isinstance(earlier, Span) and isinstance(later, Span) and earlier.rates == later.rates
    return earlier if same and isinstance(earlier, Span) else None


def bounded(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans of one seller; one that ends on an unnamed day ends when another source says so."""
    stated = sorted(span.end for span in spans if span.withdrawn and not span.removed)
    for span in spans:
        ends = [day for day in stated if span.start < day < span.end] if span.removed else []
        yield replace(span, end=ends[0]) if ends else span


def _edges(span: Span, rules: PriceRules) -> Iterator[str]:
    stale = rules.sources[span.source].stale_after_days
    yield span.start
    yield span.end
    if span.confirmed < span.end:
        for day in (after(span.confirmed, stale + 1), after(span.confirmed, LAPSE_DAYS + 1)):
            if span.start < day < span.end:
                yield day
    if span.withdrawn:
        yield max(span.end, after(span.looked, stale + 1))


def chosen(spans: Iterable[Span], on: str, rules: PriceRules) -> Choice:
    """What to believe on day `on`: of the fresh sources the best, else the newest word."""
    by_source: dict[str, list[Span]] = defaultdict(list)
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
    if not isinstance(other, Span) or not isinstance(best, Span) or other.start <= other.watched:
        return False
    same_day = other.start == best.confirmed and other.basis != "not_stated"
    return same_day or other.start > best.confirmed


_Word = tuple[bool, bool, int, int, str, Choice]


def _word(spans: Sequence[Span], on: str, rules: PriceRules) -> _Word | None:
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
    is_stale = on > after(confirmed, trust.stale_after_days)
    age = days_between(confirmed, on) if is_stale else 0
    return (choice == _LAPSED, is_stale, age, trust.rank, spans[0].source, choice)
