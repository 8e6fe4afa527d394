"""The paragraph at the top: sentences made of numbers, each with its date and its doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from measures.estimates import Estimate
from measures.headline.records import HeadlinePart
from measures.headline.sentence import Headline
from measures.headline.sentence import headline as headline_of
from measures.uncertainty.intervals import level_in_words
from outputs.sections.freshness import VerdictCounts, phrase
from outputs.sections.series_page import Leader, RuleLine, SeriesView
from outputs.wording import clean, name, shorten
from terms.days import day, in_words
from terms.days import months as months_of
from terms.numbers import interval, number, plural
from terms.openness import OpennessRule
from terms.words import JUDGED, GapVerdict

HEADLINE = "eci"
SENTENCE_LIMIT = 1500


@dataclass(frozen=True, slots=True)
class PartLine:
    """Gap and lag of one composite under one openness rule; intervals None where not known."""

    series: str
    title: str
    rule: str
    verdict: str
    gap: str
    gap_interval: str | None
    lag: str
    lag_interval: str | None
    rests_on: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The top of the front page: sentences, and how many series stand how (`counted` in words).

    The first sentence is the headline, the last the count, those between are caveats. `parts`: the
    composites under both rules, where they were issued.
    """

    sentences: Sequence[str]
    verdicts: Sequence[tuple[str, int]]
    counted: str
    parts: Sequence[PartLine] = ()


def top(
    views: Mapping[str, SeriesView],
    standing: VerdictCounts,
    estimates: Iterable[Estimate],
    names: Mapping[str, str] = MappingProxyType({}),
) -> Summary:
    """The issued headline with its own count, else sentences and count made of the gaps.

    `names`: the models' names. Two counts by two rules never stand side by side.
    """
    issued = headline_of(estimates)
    if issued is not None:
        return _derived(issued, names)
    return Summary(
        [*lead(views), tally_sentence(standing)],
        standing.table(),
        f"{standing.series} live series, composites apart, any weights, "
        f"{level_in_words()} intervals",
    )


def _part(part: HeadlinePart) -> PartLine:
    lag, low, high = (
        None if days is None else number(months_of(days))
        for days in (part.lag_days, part.lag_low, part.lag_high)
    )
    return PartLine(
        series=part.series,
        title=clean(part.series_title),
        rule=OpennessRule(part.openness_rule).text,
        verdict=part.verdict,
        gap="unknown" if part.value is None else number(part.value),
        gap_interval=interval(part.low, part.high),
        lag="unknown" if lag is None else f"{_bound(part)}{lag}",
        lag_interval=_ends(low, high),
        rests_on=_based_on(part),
    )


def _based_on(part: HeadlinePart) -> str:
    page = f"page of {day(part.through_on)}"
    return page if part.told_on == part.through_on else f"as of {day(part.told_on)}, {page}"


def _bound(part: HeadlinePart) -> str:
    """A lead is told as a lag below 0: a longer one is less."""
    if not part.lag_censored:
        return ""
    return "at most " if (part.lag_days or 0) < 0 else "at least "


def _ends(low: str | None, high: str | None) -> str | None:
    if low is None or high is None:
        known = low or high
        return known and f"{known} or {'more' if low else 'less'}"
    return f"{low} to {high}"


def _derived(issued: Headline, names: Mapping[str, str]) -> Summary:
    """The headline in its own words, with the names of its models.

    What it says "besides" is left out: a table tells the parts.
    """

    def named(model: str) -> str:
        return name(names[model], 40).text if model in names else model

    leading = issued.leading(named)
    ends = [leading, issued.counted] if leading else [issued.counted]
    sentences = [ends[0], issued.caveat, *ends[1:]]
    counts = issued.count.verdicts
    order = [*JUDGED, *sorted(set(counts) - set(JUDGED))]
    verdicts = [(clean(key), counts.get(key, 0)) for key in order] if counts else []
    words = plural(issued.count.n, "domain")
    return Summary(
        [shorten(clean(in_words(text)), SENTENCE_LIMIT) for text in sentences if text],
        [(key, count) for key, count in verdicts if count or key in JUDGED],
        f"{words}, any weights, {level_in_words()} intervals",
        [_part(part) for part in issued.parts],
    )


def lead(views: Mapping[str, SeriesView], headline: str = HEADLINE) -> list[str]:
    """What the headline series says under the widest and the commercial rule, or that it is absent.

    Nothing stands in for a missing headline: another series would measure another thing.
    """
    view = views.get(headline)
    if view is None:
        return ["No composite index has been read yet; the table tells the series one by one."]
    return list(_sentences(view))


def tally_sentence(tally: VerdictCounts) -> str:
    """How the live domain series stand under the widest rule."""
    if tally.series == 0:
        return "No live series has a gap yet."
    closed, level, opened = (tally.of(verdict) for verdict in JUDGED)
    told = (
        f"In {plural(tally.series, 'live series', 'live series')} besides the composite, closed is "
        f"ahead in {closed}, the two are not distinguishable in {level}, open is ahead in {opened}"
    )
    told += "".join(
        f"; {count} {words}"
        for count, words in (
            (tally.of(GapVerdict.NO_INTERVAL), "without a published interval cannot be judged"),
            (tally.of(GapVerdict.ONE_CLASS_ONLY), "with entries of one class only"),
            (tally.of(GapVerdict.CANNOT_BE_JUDGED), "cannot be judged: an unknown model may lead"),
        )
        if count
    )
    if tally.stale == tally.series:
        told += ". All of them are older than their own limit: they describe their date, not today"
    elif tally.stale:
        told += f". {tally.stale} of them are older than their own limit and describe their date"
    return f"{told}."


def sentence(view: SeriesView) -> str:
    """The newest gap of a series under the widest rule, with date, interval and leaders."""
    line = view.headline
    said = phrase(view.freshness)
    start = said[0].upper() + said[1:]
    if line.gap is None or line.closed is None or line.open is None:
        return f"{start}: only one class has an entry, so there is no gap."
    size = f"{_size(line)} {line.unit}"
    sure = f"{_level(line)} interval {line.interval}" if line.interval else "no interval known"
    told = {
        GapVerdict.CLOSED_AHEAD: f"closed ahead by {size}",
        GapVerdict.OPEN_AHEAD: f"open ahead by {size}",
        GapVerdict.NOT_DISTINGUISHABLE: f"not distinguishable, difference {line.gap} {line.unit}",
        GapVerdict.CANNOT_BE_JUDGED: "cannot be judged, an unknown model may lead",
    }.get(line.verdict, f"{line.gap} {line.unit} apart")
    return (
        f"{start}: {told} ({sure}). Best closed: {line.closed.name.text}, {line.closed.value}. "
        f"Best open: {line.open.name.text}, {line.open.value}."
    )


def _sentences(view: SeriesView) -> Iterator[str]:
    line = view.headline
    if line.closed is None or line.open is None:
        yield f"On the {view.series.title} only one class has an entry, so there is no gap."
        return
    yield _compared(view, line, line.closed, line.open)
    caveat = _caveat(line)
    if caveat:
        yield caveat
    for other in view.rules:
        if other.row["openness_rule"] == OpennessRule.COMMERCIAL and not other.same_as_headline:
            yield from _commercial(view, other)


def _compared(view: SeriesView, line: RuleLine, closed: Leader, opened: Leader) -> str:
    was = view.freshness.is_stale
    start = f"On the {view.series.title}, {phrase(view.freshness)},"
    ours = f"the best closed model, {closed.name.text} ({closed.value})"
    theirs = f"the best open-weight model, {opened.name.text} ({opened.value})"
    size = f"{_size(line)} {line.unit}"
    sure = f"{_level(line)} interval {line.interval}"
    if line.verdict == GapVerdict.CLOSED_AHEAD:
        return f"{start} {ours}, {'led' if was else 'leads'} {theirs}, by {size} ({sure})."
    if line.verdict == GapVerdict.OPEN_AHEAD:
        return f"{start} {theirs}, {'led' if was else 'leads'} {ours}, by {size} ({sure})."
    be = "were" if was else "are"
    if line.verdict == GapVerdict.CANNOT_BE_JUDGED:
        return f"{start} {ours}, and {theirs}, cannot be judged: an unknown model may lead."
    if line.verdict == GapVerdict.NOT_DISTINGUISHABLE:
        return (
            f"{start} {ours}, and {theirs}, {be} not distinguishable: difference {line.gap} "
            f"{line.unit} ({sure})."
        )
    return f"{start} {ours}, and {theirs}, {be} {line.gap} {line.unit} apart; no interval is known."


def _caveat(line: RuleLine) -> str | None:
    detectable, gap = line.row["detectable_gap"], line.row["gap"]
    if detectable is None or gap is None or abs(gap) >= detectable:
        return None
    return (
        f"That is less than {line.detectable} {line.unit}, the smallest gap that this comparison "
        "would find four times out of five, so its size is poorly known."
    )


def _commercial(view: SeriesView, line: RuleLine) -> Iterator[str]:
    if line.open is None or line.gap is None:
        return
    sure = f", {_level(line)} interval {line.interval}" if line.interval else ", no interval known"
    doubt = ": not distinguishable" if line.verdict == GapVerdict.NOT_DISTINGUISHABLE else ""
    yield (
        f"Counting only weights that may be used commercially, the gap "
        f"{'was' if view.freshness.is_stale else 'is'} {line.gap} {line.unit} "
        f"(to {line.open.name.text}{sure}){doubt}."
    )


def _size(line: RuleLine) -> str:
    return (line.gap or "").lstrip("+−")


def _level(line: RuleLine) -> str:
    return level_in_words(line.row["ci_level"]) if line.row["ci_level"] else ""
