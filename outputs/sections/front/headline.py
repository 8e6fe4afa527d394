"""The first screen: the answer as a title, two sentences, the picture, and four facts.

Every word is made of numbers of the warehouse; where they cannot bear an answer the title says so.
A lead has at most two sentences; what qualifies it stands one click further.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from measures.estimates import Estimate, only
from measures.freshness import Freshness
from measures.gap.judgement import is_confirmed
from measures.headline.records import STANDINGS, Direction, DomainEstimate
from measures.lag.release_records import LagSawtoothEstimate
from measures.lag.words import LagOn
from measures.series import COMPOSITE, Series
from measures.trend.records import TrendEstimate
from measures.uncertainty.intervals import level_in_words
from outputs.charts.staircase import Staircases
from outputs.sections.lag.daily import LagLine
from outputs.sections.lag.releases import Releases
from outputs.sections.price.levels import PriceLine
from outputs.sections.series_page import EitherWayRange, RuleLine, SeriesView
from outputs.sections.trend import trend_line
from terms.days import day, month
from terms.days import months as months_of
from terms.numbers import interval, number, plural, probability, usd
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.units import level
from terms.words import Basis, GapVerdict

SERIES = {"eci": "Capability index", "arena_text": "Human votes", "arena_webdev": "Coding"}
"""Series that a reader may switch to, the headline's first, by their shortest names."""
WEEKS_TO_DAYS = 45
"""Below this many days a lag is told in weeks."""
VERY_LIKELY, LIKELY = 0.975, 0.9
"""Chances from which a class is called very likely, or likely, ahead."""
PARTLY: Direction = "closed ahead in part"
EXAMPLE = "coding"
"""A domain that every reader knows: it tells what a domain is, where closed is ahead in it."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the four: what it is in a word or two, what that means, and the page that says more
    (from the site's folder)."""

    value: str
    words: str
    link: str


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The first screen of one series under one openness rule; `releases`: the picture.

    `switches`: (what may be chosen, words, path of the page, whether it is this one).
    """

    path: str
    title: str
    sentences: Sequence[str]
    facts: Sequence[KeyFigure]
    view: SeriesView | None
    releases: Releases | None
    switches: Sequence[tuple[str, str, str, bool]] = ()
    course: Markup | None = None
    """The picture where none by release date can be drawn: both classes as they were published."""
    apart: str = ""
    """How far the values that the picture names at its end are apart; empty where nobody knows."""

    @property
    def about(self) -> str:
        """What it is about, where that is not the headline's series under the widest rule."""
        if self.path == "index.html":
            return ""
        return ", ".join(it[1] for it in self.switches if it[3]).capitalize()


def nothing(has_benchmarks: bool) -> FrontPage:
    """What is said without the headline's series."""
    title, said = "No gap could be computed yet", "No benchmark has been read yet."
    if has_benchmarks:
        title = "No capability index to judge by yet"
        said = "No list of the Epoch Capabilities Index is known; each benchmark speaks for itself."
    return FrontPage("index.html", title, [said], [], None, None)


@dataclass(frozen=True, slots=True)
class ShownLag:
    """The lag as the title tells it, of the open model `opened`; `on` (ISO): its page, where that
    is older than the gap's."""

    days: int
    since: str | None
    is_bound: bool
    opened: str
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The gap and the lag of one series under one rule on a day, and what is said of them.

    `tooth`: the lag inside the newest whole page, `opened` the best open model there, `before` the
    gap there, `whole` that lag with its interval; `either`: the gap as unknown models turn out.
    """

    series: Series
    line: RuleLine
    lag: LagLine | None
    freshness: Freshness
    either: EitherWayRange | None
    tooth: LagSawtoothEstimate | None
    opened: str
    before: float | None = None
    whole: LagOn | None = None

    @property
    def shown_lag(self) -> ShownLag | None:
        """The lag of the newest page; where that lists leaders only, so that the lag is no more
        than a bound, that of the newest whole page, which the picture shows, unless the bound says
        more."""
        lag, tooth = self.lag, self.tooth
        if lag is None or lag.days is None or self.line.open is None:
            return None
        is_partial = lag.is_bound and self.line.segment.basis == Basis.LEADERS
        if is_partial and tooth and tooth.last > max(0, lag.days) and not tooth.is_bound:
            return ShownLag(tooth.last, tooth.since, False, self.opened, tooth.through_on)
        return ShownLag(lag.days, lag.since, lag.is_bound, self.line.open.name.text)

    @property
    def is_of_two_lists(self) -> bool:
        """Whether closed is ahead by one list, and the lag is that of an older, whole one."""
        lag = self.shown_lag
        return bool(lag and lag.on) and self.line.verdict is GapVerdict.CLOSED_AHEAD

    @property
    def is_old(self) -> bool:
        """Whether it is of a day that is past."""
        return self.freshness.is_stale

    @property
    def are(self) -> str:
        """The verb."""
        return "were" if self.is_old else "are"

    @property
    def title(self) -> str:
        """The answer in at most eight words."""
        old_on = self.freshness.vintage_on if self.is_old else None
        return title(self.line, self.shown_lag, old_on)

    @property
    def sentences(self) -> list[str]:
        """At most two."""
        return list(_sentences(self))


def front_pages(
    views: Mapping[str, SeriesView],
    stairs: Mapping[tuple[str, str], Releases],
    prices: Sequence[PriceLine],
    estimates: Sequence[Estimate],
) -> list[FrontPage]:
    """An answer for each series and rule that may be chosen, the headline's first."""
    keys = [
        (series, line.segment.openness_rule)
        for series in SERIES
        if series in views
        for line in views[series].rules
    ]
    if not keys or keys[0][0] != next(iter(SERIES)):
        return [nothing(bool(views))]
    return [
        _front_page(key, keys, views[key[0]], stairs.get(key), prices, estimates) for key in keys
    ]


def path_of(series: str, rule: str) -> str:
    """The page of a series under a rule."""
    is_first = series == next(iter(SERIES)) and rule == HEADLINE_RULE
    return "index.html" if is_first else f"by/{series}-{rule}.html"


def _front_page(
    key: tuple[str, str],
    keys: Sequence[tuple[str, str]],
    view: SeriesView,
    releases: Releases | None,
    prices: Sequence[PriceLine],
    estimates: Sequence[Estimate],
) -> FrontPage:
    series, rule = key
    line = next(it for it in view.rules if it.segment.openness_rule == rule)
    lags = {it.openness_rule: it for it in view.lags if it.is_headline}
    it = Answer(
        series=view.series,
        line=line,
        lag=lags.get(rule),
        freshness=view.freshness,
        either=view.bounds.get(line.rule),
        tooth=releases.tooth if releases else None,
        opened=opened[-1].name if releases and (opened := releases.stairs.of("open")) else "",
        before=releases.gaps[-1].gap if releases and releases.gaps else None,
        whole=releases.whole if releases else None,
    )
    switches = [
        ("series", SERIES[one], path_of(one, its), one == series)
        for one, its in keys
        if its == rule
    ]
    switches += [
        ("rule", OpennessRule(its).text, path_of(one, its), its == rule)
        for one, its in keys
        if one == series
    ]
    return FrontPage(
        path=path_of(*key),
        title=it.title,
        sentences=it.sentences,
        facts=list(_facts(it, lags.get(OpennessRule.COMMERCIAL), prices, estimates)),
        view=view,
        releases=releases,
        switches=switches,
        course=view.figures.frontier if not releases and rule == HEADLINE_RULE else None,
        apart=_apart(line, releases.stairs) if releases else "",
    )


def _apart(line: RuleLine, stairs: Staircases) -> str:
    gap = line.segment
    if stairs.apart is None or gap.gap is None or gap.unresolved_above:
        return ""
    mark = "" if is_confirmed(gap) else ", unconfirmed"
    return f"{number(stairs.apart)} {line.unit} apart{mark}"


def title(line: RuleLine, lag: ShownLag | None, old_on: str | None) -> str:
    """The answer in at most eight words; data as old as `old_on` (ISO) say their month."""
    if line.verdict is GapVerdict.CANNOT_BE_JUDGED:
        return "We cannot say: an unknown model may lead"
    if line.verdict is GapVerdict.ONE_CLASS_ONLY:
        return "Only one class has a model yet"
    is_ahead = line.verdict is GapVerdict.CLOSED_AHEAD
    on = lag.on if lag and lag.on and is_ahead else old_on
    named = month(on).split()[0] if on else ""
    if named and is_ahead and lag and lag.is_bound and lag.days > 0:
        return f"Open weights at least {at_least(lag.days)} behind ({named})"
    return f"{_stands(line, lag, bool(on))}{f' in {named}' if named else ''}"


def _stands(line: RuleLine, lag: ShownLag | None, is_old: bool) -> str:
    are, verdict = "were" if is_old else "are", line.verdict
    if verdict is GapVerdict.NOT_DISTINGUISHABLE:
        return f"Open and closed {are} too close to call"
    if verdict is GapVerdict.OPEN_AHEAD:
        return f"Open-weight models {are} ahead"
    if verdict is not GapVerdict.CLOSED_AHEAD:
        gap = line.segment.gap or 0
        where = "ahead" if gap < 0 else "behind" if gap else "level"
        return f"Open models {are} {where}, perhaps by chance"
    if lag is None or lag.days <= 0:
        return f"Open-weight models {are} behind"
    if lag.is_bound:
        return f"Open-weight models {are} at least {at_least(lag.days)} behind"
    about = "" if is_old else "about"
    return " ".join(filter(None, ("Open-weight models", are, about, length(lag.days), "behind")))


def at_least(count: int) -> str:
    """A lower bound in whole weeks or months, never more than it is."""
    if count < WEEKS_TO_DAYS:
        return plural(count // 7, "week") if count >= 7 else plural(count, "day")
    return plural(int(months_of(count)), "month")


def length(count: int) -> str:
    """A lag in whole weeks or months."""
    if count < WEEKS_TO_DAYS:
        return plural(max(1, round(count / 7)), "week")
    return plural(round(months_of(count)), "month")


def _sentences(it: Answer) -> Iterator[str]:
    opened, closed, lag = it.line.open, it.line.closed, it.shown_lag
    was = "was" if it.is_old or (lag and lag.on) else "is"
    # The title, of open models, comes before it: with a second list to tell of, words are short.
    best = "The best, {}," if it.is_of_two_lists else "{}, the best open model,"
    if closed and lag and lag.since and lag.days > 0:
        when = f"{'by' if lag.is_bound else 'in'} {month(lag.since)}"
        yield f"{best.format(lag.opened)} {was} where closed models were {when}."
    elif opened and closed:
        yield f"The best open model {was} {opened.name.text}, the best closed {closed.name.text}."
    yield _size(it)


def _size(it: Answer) -> str:
    """The gap with its interval and the chance of it, in a sentence."""
    gap, unit = it.line.segment, it.line.unit
    if gap.gap is None:
        return "There is no gap to tell."
    was = "was" if it.is_old else "is"
    if either := it.either:
        return f"The gap {was} {either.if_closed} or {either.if_open}, as unknown models turn out."
    known = interval(gap.gap_low, gap.gap_high)
    told = f" ({level_in_words()} interval {known})" if known else ", without a known interval"
    if not is_confirmed(gap):
        told += ", unconfirmed"
    chance = gap.p_open_ahead
    sure = None if chance is None else max(chance, 1 - chance)
    lag = it.shown_lag
    if lag and it.is_of_two_lists:
        if known and sure is not None:
            told = told.replace(")", f"; {_percent(sure)} sure closed leads)")
        return f"{_moved(it, lag, gap.gap)}{told}."
    size = f"The gap {was} {number(gap.gap)} {unit}{told}"
    if chance is None or sure is None:
        return f"{size}."
    ahead = "closed" if chance <= 0.5 else "open"
    word = "very likely" if sure >= VERY_LIKELY else "likely" if sure >= LIKELY else "perhaps"
    return f"{size}: {ahead} models {it.are} {word} ahead ({_percent(sure)})."


def _percent(share: float) -> str:
    return str(probability(share)).replace(" ", "\u00a0")


def _moved(it: Answer, lag: ShownLag, gap: float) -> str:
    """How the gap of the whole page, which the sentence before is of, became that of the newest."""
    on = it.freshness.vintage_on
    is_same_year = lag.since is not None and lag.since[:4] == on[:4]
    by = f"By {month(on).split()[0] if is_same_year else month(on)}"
    now = f"{number(gap)} {it.line.unit}"
    if it.before is None or number(it.before) == number(gap):
        return f"{by} the gap was {now}"
    size = f"from {number(it.before)} to {now}"
    if it.line.closed and it.line.open and it.line.open.name.text == it.opened and gap > it.before:
        return f"{by} {it.line.closed.name.text} widened the gap {size}"
    return f"{by} the gap went {size}"


def _facts(
    it: Answer,
    commercial: LagLine | None,
    prices: Sequence[PriceLine],
    estimates: Sequence[Estimate],
) -> Iterator[KeyFigure]:
    yield _behind(it, commercial)
    own = [
        one
        for one in only(DomainEstimate, estimates)
        if one.openness_rule == it.line.segment.openness_rule and one.domain != COMPOSITE
    ]
    if own:
        yield _counted(own)
    yield _price(it, prices)
    yield _direction(it, estimates)


def _behind(it: Answer, commercial: LagLine | None) -> KeyFigure:
    page = f"series/{it.series.id}.html#lag"
    lag = it.lag
    if lag is None or lag.days is None:
        return KeyFigure("Unknown", "how many months behind", page)
    told = it.shown_lag
    if told is not None and told.on:
        # What leaders alone say is a weaker bound, and stands on the page of the series.
        sure = _reach(it.whole) if it.whole else ""
        sure = f" ({level_in_words()} interval {sure})" if sure else ""
        words = f"behind on {day(told.on)}{sure}, by the newest full list of scores; "
        words += "later ones name leaders only"
        return KeyFigure(f"{number(months_of(told.days))} months", words, page)
    words = "behind" if lag.days >= 0 else "ahead, by point values"
    if reach := _reach(lag):
        words += f"; range {reach}"
    elif lag.is_bound and it.line.segment.basis == Basis.LEADERS:
        words += "; how much more is unknown: the newest list names leaders only"
    if commercial and commercial.days is not None and _months(commercial) != _months(lag):
        words += f". Commercial use allowed: {_months(commercial)}"
    least = "≥ " if lag.is_bound else ""
    return KeyFigure(f"{least}{number(abs(months_of(lag.days)))} months", words, page)


def _months(lag: LagLine) -> str:
    """'at least 1.1 months'; a lead says so."""
    days = lag.days or 0
    least = "at least " if lag.is_bound else ""
    return f"{least}{number(months_of(abs(days)))} months{' ahead' if days < 0 else ''}"


def _reach(lag: LagLine | LagOn) -> str:
    """The interval of the lag, or of the lead, in months; below zero the other class was first."""
    is_lead = lag.days is not None and lag.days < 0
    ends = (lag.high, lag.low) if is_lead else (lag.low, lag.high)
    low, high = (
        None if end is None else number(months_of(-end if is_lead else end)) for end in ends
    )
    if low is None:
        return "" if high is None else f"{high} or less"
    return f"{low} or more" if high is None else f"{low} to {high}"


def _counted(own: Sequence[DomainEstimate]) -> KeyFigure:
    """How the domains stand, by what their series say; what is rare only where there is any."""
    said = {one.domain: one.direction for one in own}
    counts = Counter(STANDINGS[it] for it in said.values() if it in STANDINGS)
    total = counts.total()
    closed, even, opened, mixed = (
        counts.pop(it, 0)
        for it in ("closed ahead", "not distinguishable", "open ahead", "series disagree")
    )
    partly = sum(it == PARTLY for it in said.values())
    some = f", in {partly} not on every benchmark" if partly else ""
    close = f"{even} too close to call, " if even else ""
    such = ""
    if EXAMPLE in said and STANDINGS.get(said[EXAMPLE]) == "closed ahead":
        such = f" such as {EXAMPLE}"
    words = f"domains{such}: closed ahead{some}. {close}{opened} open ahead"
    words += f", {mixed} where benchmarks disagree" if mixed else ""
    words += "".join(f", {count} {it}" for it, count in sorted(counts.items()))
    fresh = {one.domain for one in own if one.speaks and not one.is_stale}
    old = sum(it in STANDINGS and domain not in fresh for domain, it in said.items())
    if old == total:
        words += f"; data to {day(max(one.through_on for one in own if one.through_on))}"
    elif old:
        words += f"; {old} on old data"
    return KeyFigure(f"{closed} of {total}", words, "index.html#benchmarks")


def _price(it: Answer, prices: Sequence[PriceLine]) -> KeyFigure:
    """At the highest level of the series at which both classes have a price."""
    for line in prices:
        one = line.segment
        is_own = line.series.id == it.series.id and line.rule == it.line.segment.openness_rule
        if not is_own or not one.closed_price or not one.open_price:
            continue
        closed, opened = one.closed_price, one.open_price
        ratio = max(closed, opened) / min(closed, opened)
        word = "cheaper" if closed > opened else "the price"
        value = "Same price" if round(ratio, 1) == 1 else f"{number(ratio)}× {word}"
        least = level(one.threshold, line.series.unit)
        both = (("open", opened, line.open), ("closed", closed, line.closed))
        named = ", ".join(
            f"{side} {usd(price)}{f' ({offer.model.text})' if offer else ''}"
            for side, price, offer in both
        )
        words = f"{named} per million tokens (3 input, 1 output), at {least} or more"
        # Cheap models that came since stand on no list yet: the reader is told which list speaks.
        if it.is_old and it.tooth:
            later = " or later" if it.line.segment.basis == Basis.LEADERS else ""
            words += f" (scored {day(it.tooth.through_on).rsplit(' ', 1)[0]}{later})"
        return KeyFigure(value, words, "price.html")
    return KeyFigure("No price", "is known in both classes at one quality", "price.html")


def _direction(it: Answer, estimates: Iterable[Estimate]) -> KeyFigure:
    """Whether the gap grows, by its trend and the interval of that, as on its page."""
    own = f"series/{it.series.id}.html"
    for one in only(TrendEstimate, estimates):
        is_own = one.series == it.series.id and one.what == "gap" and one.value is not None
        if is_own and one.openness_rule == it.line.segment.openness_rule:
            told = trend_line(one, it.series)
            value = told.verdict[0].upper() + told.verdict[1:]
            words = f"the gap: {told.slope} {told.unit} since {month(one.from_on)} "
            words += f"({level_in_words()} interval {told.interval})"
            return KeyFigure(value, words, f"{own}#trend")
    return KeyFigure("No trend", f"with a {level_in_words()} interval yet", own)
