"""The first screen: the answer as a title, two sentences, the picture, and four facts.

Every word is made of numbers of the warehouse; where they cannot bear an answer the title says so.
A lead has at most two sentences and 35 words; what qualifies it stands one click further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from measures.estimates import Estimate, only
from measures.headline.records import HeadlineCount, HeadlinePart
from measures.headline.sentence import Headline, headline
from measures.trend.records import TrendEstimate
from measures.uncertainty.intervals import level_in_words
from outputs.sections.lag.releases import Releases
from outputs.sections.price.levels import PriceLine
from outputs.wording import clean, model_name
from terms.days import day, month
from terms.days import months as months_of
from terms.numbers import interval, number, plural, probability, usd
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.words import GapVerdict

WEEKS_TO_DAYS = 45
"""Below this many days a lag is told in weeks."""
VERY_LIKELY, LIKELY = 0.975, 0.9
"""Chances from which a class is called very likely, or likely, ahead."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the four: what it is in a word or two, and what that means."""

    value: str
    words: str
    link: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The first screen of the front page; `releases` is the picture, None without one."""

    title: str
    sentences: Sequence[str]
    facts: Sequence[Fact]
    releases: Releases | None
    data_on: str | None


def answer(
    estimates: Sequence[Estimate],
    stairs: Mapping[str, Releases],
    prices: Sequence[PriceLine],
    names: Mapping[str, str],
    p_open_ahead: float | None,
) -> Answer:
    """The answer of the leading composite under the widest rule.

    `p_open_ahead`: chance that open is ahead there (0 to 1); None: unknown.
    """
    found = headline(estimates)
    part = _leading(found)
    if found is None or part is None:
        return Answer(title(None), ["No composite index has been read yet."], [], None, None)
    releases = stairs.get(part.series)
    return Answer(
        title=title(part),
        sentences=list(_sentences(part, releases, names, p_open_ahead)),
        facts=list(_facts(found, part, prices, estimates)),
        releases=releases,
        data_on=day(part.through_on),
    )


def _leading(found: Headline | None) -> HeadlinePart | None:
    """The first part, when it is of the widest rule."""
    if found is None or not found.parts:
        return None
    first = found.parts[0]
    return first if first.openness_rule == HEADLINE_RULE else None


def title(part: HeadlinePart | None) -> str:
    """The answer in at most eight words; old data say their month."""
    if part is None:
        return "No gap could be computed yet"
    if part.unresolved:
        return "We cannot say: an unknown model may lead"
    if part.value is None:
        return "Only one class has a model yet"
    when = f" in {month(part.through_on).split()[0]}" if part.is_stale else ""
    return f"{_standing(part, 'were' if part.is_stale else 'are')}{when}"


def _standing(part: HeadlinePart, are: str) -> str:
    if part.verdict is GapVerdict.NOT_DISTINGUISHABLE:
        return f"Open and closed {are} too close to call"
    if part.verdict is GapVerdict.OPEN_AHEAD:
        return f"Open-weight models {are} ahead"
    if part.verdict is not GapVerdict.CLOSED_AHEAD:
        return f"Open models {are} behind, perhaps by chance"
    if part.lag_days is None or part.lag_days <= 0:
        return f"Open-weight models {are} behind"
    about = "at least" if part.lag_censored else "" if part.is_stale else "about"
    return " ".join(
        filter(None, ("Open-weight models", are, about, _length(part.lag_days), "behind"))
    )


def _length(count: int) -> str:
    """A lag in whole weeks or months."""
    if count < WEEKS_TO_DAYS:
        return plural(max(1, round(count / 7)), "week")
    return plural(round(months_of(count)), "month")


def _sentences(
    part: HeadlinePart,
    releases: Releases | None,
    names: Mapping[str, str],
    p_open_ahead: float | None,
) -> Iterator[str]:
    opened = _called(part.open_model, names)
    closed = _called(part.closed_model, names)
    tooth = releases.tooth if releases else None
    was = "was" if part.is_stale else "is"
    if opened and closed and tooth is not None and tooth.last > 0:
        since = month(tooth.since)
        least = "by" if tooth.is_bound else "in"
        yield (
            f"The best open model, {opened}, {was} where the best closed model was {least} {since}."
        )
    elif opened and closed:
        yield f"The best open model {was} {opened}, the best closed one {closed}."
    yield _size(part, p_open_ahead)


def _called(model: str | None, names: Mapping[str, str]) -> str:
    return clean(model_name(model, names).text) if model else ""


def _size(part: HeadlinePart, p_open_ahead: float | None) -> str:
    """The gap with its interval and the chance of it, in a sentence."""
    if part.value is None:
        return "There is no gap to tell."
    known = interval(part.low, part.high)
    size = f"The gap is {number(abs(part.value))} index points"
    size += f" ({known})" if known else ", without a known interval"
    if p_open_ahead is None:
        return f"{size}."
    ahead = "closed" if p_open_ahead <= 0.5 else "open"
    chance = max(p_open_ahead, 1 - p_open_ahead)
    word = "very likely" if chance >= VERY_LIKELY else "likely" if chance >= LIKELY else "perhaps"
    return f"{size}: {ahead} models are {word} ahead ({probability(chance)})."


def _facts(
    found: Headline,
    part: HeadlinePart,
    prices: Sequence[PriceLine],
    estimates: Iterable[Estimate],
) -> Iterator[Fact]:
    yield _behind(found, part)
    yield _counted(found.count)
    yield _price(part, prices)
    yield _direction(part, estimates)


def _behind(found: Headline, part: HeadlinePart) -> Fact:
    if part.lag_days is None:
        return Fact("Unknown", "how many months behind", f"series/{part.series}.html#lag")
    least = "≥ " if part.lag_censored else ""
    words = "behind" if part.lag_days >= 0 else "ahead, by point values"
    low, high = (
        None if end is None else number(abs(months_of(end)))
        for end in (part.lag_low, part.lag_high)
    )
    if low and high:
        words += f"; range {low} to {high}"
    other = _commercial(found, part)
    if other:
        words += f". {other}"
    return Fact(
        f"{least}{number(abs(months_of(part.lag_days)))} months",
        words,
        f"series/{part.series}.html#lag",
    )


def _commercial(found: Headline, part: HeadlinePart) -> str:
    for one in found.parts:
        is_other = one.series == part.series and one.openness_rule == OpennessRule.COMMERCIAL
        if is_other and one.lag_days is not None:
            return f"With a licence for commercial use: {number(months_of(one.lag_days))}"
    return ""


def _counted(count: HeadlineCount) -> Fact:
    closed, level, opened = (
        count.verdicts.get(word, 0)
        for word in (
            GapVerdict.CLOSED_AHEAD, GapVerdict.NOT_DISTINGUISHABLE, GapVerdict.OPEN_AHEAD
        )
    )  # fmt: skip
    total = sum(count.verdicts.values())
    rest = total - closed - level - opened
    words = f"active benchmarks: closed ahead. {level} too close to call, {opened} open ahead"
    if rest:
        words += f", {rest} cannot be judged"
    return Fact(f"{closed} of {total}", words, "#benchmarks")


def _price(part: HeadlinePart, prices: Sequence[PriceLine]) -> Fact:
    """At the highest level of the headline's series at which both classes have a price."""
    for line in prices:
        row = line.row
        is_own = line.series.id == part.series and line.rule == HEADLINE_RULE
        if not is_own or not row["closed_price"] or not row["open_price"]:
            continue
        closed, opened = row["closed_price"], row["open_price"]
        ratio = max(closed, opened) / min(closed, opened)
        word = "cheaper" if closed > opened else "the price"
        value = "Same price" if round(ratio, 1) == 1 else f"{number(ratio)}× {word}"
        return Fact(
            value,
            f"open: {usd(opened)} against {usd(closed)} per million tokens at index "
            f"{row['threshold']:g} or better",
            "price.html",
        )
    return Fact("No price", "known in both classes at one quality", "price.html")


def _direction(part: HeadlinePart, estimates: Iterable[Estimate]) -> Fact:
    """Whether the gap of the headline's series grows, by its trend and the interval of it."""
    for one in only(TrendEstimate, estimates):
        own = one.series == part.series and one.openness_rule == HEADLINE_RULE
        if not own or one.what != "gap":
            continue
        low, high = sorted((one.low, one.high))
        value = "Widening" if low > 0 else "Narrowing" if high < 0 else "No clear trend"
        sign = "+" if one.value > 0 else "−"
        return Fact(
            value,
            f"{sign}{number(abs(one.value))} points a year since {month(one.from_on)} "
            f"({number(low)} to {number(high)})",
            f"series/{part.series}.html#trend",
        )
    return Fact(
        "No trend", f"with a {level_in_words()} interval yet", f"series/{part.series}.html#trend"
    )
