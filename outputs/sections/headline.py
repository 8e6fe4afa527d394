"""The first screen: the answer as a title, two sentences, the picture, and four facts.

Every word is made of numbers of the warehouse; where they cannot bear an answer the title says so.
A lead has at most two sentences; what qualifies it stands one click further.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from io import StringIO
from itertools import combinations
from typing import NamedTuple

from measures.claims.ledger import Claim, load as claims, notes
from measures.claims.verdicts import stated
from measures.gap.judgement import NO_RECENT, is_confirmed
from measures.headline import (
    UNDECIDED,
    dated_gaps,
    earlier,
    in_part,
    left_out,
    on_old_data,
    speaking,
    standings,
    unconfirmed,
)
from measures.segments import SIDES, GapSegment
from measures.series import HEADLINE, Series, load
from measures.uncertainty import level_in_words
from outputs.charts.staircase import Staircases
from outputs.sections.gap import GapLine, gap_line
from outputs.sections.lag.releases import Releases
from outputs.sections.lag.rows import BY_POINTS, LagLine, interval_in_words, lag_line
from outputs.sections.price.levels import PriceLevel, price_lines
from outputs.sections.section import Row, phrase
from outputs.wording import ModelNames, clean, name
from terms.days import DAYS_A_MONTH, day, days_between, month, months as months_of, span
from terms.numbers import interval, number, plural, probability
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from terms.words import FrontierClass, GapVerdict
from warehouse.reads import gaps as reads_gaps, models as reads_models
from warehouse.reads.derived import derived_on
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import GAP
from warehouse.store import Warehouse

CSV = "charts/index.csv"
"""The file of the picture's values."""
POINTS = 10
UNKNOWN = "Unknown"
WEEKS_TO_DAYS = 45
"""Below this many days a lag is told in weeks."""
LONG_AGO = 330
"""The month of a day that is so many days past is named with its year."""
WORDS_OF = {
    str(GapVerdict.NOT_DISTINGUISHABLE): GapVerdict.NOT_DISTINGUISHABLE.text,
    "series disagree": "with benchmarks that disagree",
}


class KeyFigure(NamedTuple):
    """One of the four: what it is in a word or two, what that means, and the page that says more
    (from the site's folder)."""

    value: str
    words: str
    link: str


class FrontPage(NamedTuple):
    """The first screen, of the headline's series; `releases`: the picture."""

    title: str
    sentences: Sequence[str]
    facts: Sequence[KeyFigure] = ()
    series: Series | None = None
    releases: Releases | None = None
    by: str = ""
    """By which index, as of when."""
    also: str = ""
    """The answer under the stricter openness rule."""
    scale: str = ""
    """What so many points are, by two models that readers know."""
    epoch: str = ""
    """Why its number is not the one that Epoch says itself."""

    @property
    def lead(self) -> str:
        """The answer in one paragraph, with the index that gives it."""
        return " ".join(filter(None, (f"{self.title}.", *self.sentences, self.by)))

    @property
    def text(self) -> str:
        """All of it where there is no page: for a terminal, Dagster and alerts."""
        return " ".join([self.lead, *(f"{it.value} {it.words}." for it in self.facts)])

    @property
    def csv(self) -> str:
        """The picture's steps: class, day, model, value."""
        text = StringIO()
        names = ("class", "on_date", "model", "name", "value")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        for step in self.releases.steps if self.releases else ():
            writer.writerow(clean(str(step[it])) for it in names)
        return text.getvalue()


def nothing(has_benchmarks: bool) -> FrontPage:
    """What is said without the headline's series."""
    if not has_benchmarks:
        return FrontPage("No gap could be computed yet", ["No benchmark has been read yet."])
    said = "No list of the Epoch Capabilities Index is known; each benchmark is judged alone."
    return FrontPage("No overall index existed yet", [said])


class Answer(NamedTuple):
    """The gap and the lag of one series under one rule on a day, and what is said of them."""

    line: GapLine
    gaps: Sequence[GapSegment]
    """Change points, the last of which `line` tells as it is shown."""
    lag: LagLine | None

    @property
    def is_old(self) -> bool:
        """Whether it is of a day that is past."""
        return self.line.freshness.is_stale

    def month(self, on: str) -> str:
        """'October'; 'October 2025' where another October may be meant."""
        is_plain = days_between(on, self.line.freshness.on) < LONG_AGO
        return month(on).split()[0] if is_plain else month(on)

    @property
    def title(self) -> str:
        """The answer in at most nine words, with one more while a leader's class is unconfirmed;
        data that are old say their month, and very old ones their year."""
        line = self.line
        if line.verdict is GapVerdict.CANNOT_BE_JUDGED:
            return "We cannot say: an unknown model may lead"
        if line.verdict is GapVerdict.ONE_CLASS_ONLY:
            return "Only one class has a model yet"
        if line.verdict is GapVerdict.NOT_TESTED_LATELY:
            return f"We cannot say: {NO_RECENT}"
        lag = self.lag if line.verdict is GapVerdict.CLOSED_AHEAD else None
        on = line.freshness.vintage_on if self.is_old else None
        on = lag.freshness.shown_on if lag and lag.freshness.is_stale else on
        named = self.month(on) if on else ""
        told = _stands(line, lag, f" in {named}" if named else "")
        if named and lag and lag.is_bound and lag.days and lag.days > 0:
            told = f"Open weights at least {length(lag.days, is_bound=True)} behind ({named})"
        is_sure = is_confirmed(line.segment) and (lag is None or is_confirmed(lag.segment))
        return told if is_sure else f"{told}, unconfirmed"

    @property
    def sentences(self) -> list[str]:
        """At most two."""
        opened, closed, lag = self.line.model("open"), self.line.model("closed"), self.lag
        if not opened or not closed:
            return [_size(self)]
        since = lag and lag.segment.counts_from
        if lag and since and (lag.days or 0) > 0 and self.line.verdict not in UNDECIDED:
            when = f"{'by' if lag.is_bound else 'in'} {month(since)}"
            was, on = "was" if lag.freshness.is_stale else "is", lag.freshness.shown_on
            is_past = lag.freshness.vintage_on < self.line.freshness.vintage_on
            who = f"In {self.month(on)} the best" if is_past else "The best"
            best = lag.model("open").text
            led = f"{who} open model, {best}, {was} where closed models were {when}."
        else:
            was = "was" if self.is_old else "is"
            led = f"The best open model {was} {opened.text}, the best closed {closed.text}."
        return [led, _size(self)]

    @property
    def text(self) -> str:
        """The sentences, with the lag and its interval where it is known."""
        lag, said = behind(self), " ".join(self.sentences)
        return said if lag.value == UNKNOWN else f"{said} Lag: {lag.value} {lag.words}."


def newest(
    warehouse: Warehouse, on: date | None = None, releases: Releases | None = None
) -> FrontPage | None:
    """The first screen as read on day `on`, by default today, with its picture where there is one;
    None before anything was derived."""
    connection, today = warehouse.connection, on or datetime.now(UTC).date()
    if derived_on(connection, GAP) is None:
        return None
    series = load(today, reads_gaps.saturated_since(connection))[HEADLINE]
    names = ModelNames.of(reads_models.model_names(connection))
    gaps = statistics(connection, "gap_now", series=HEADLINE)  # by rule, the widest first
    answers = [answer(warehouse, gap_line(series, row, names, f"{today}")) for row in gaps]
    if not answers:
        return nothing(has_benchmarks=bool(statistics(connection, "gap_now")))
    about = {"openness_rule": HEADLINE_RULE}
    prices = statistics(connection, "price_at_quality", series=HEADLINE, is_best_open=1, **about)
    price = next(iter(price_lines(prices, {HEADLINE: series}, names)), None)
    return front_page(answers, price, statistics(connection, "domain", **about), releases)


def answer(warehouse: Warehouse, line: GapLine) -> Answer:
    """What the front page says of a series."""
    connection, series, rule = warehouse.connection, line.series, line.segment.openness_rule
    gaps = GapSegment.from_rows(reads_gaps.gap_segments(connection, series.id, rule))
    lags = statistics(connection, "lag_now", series=series.id, openness_rule=rule)
    on = line.freshness.on
    return Answer(line, gaps, lag_line(series, lags[0], line.names, on) if lags else None)


def front_page(
    answers: Sequence[Answer],
    price: PriceLevel | None,
    domains: Sequence[Row],
    releases: Releases | None = None,
) -> FrontPage:
    """The answers of the headline's series by openness rule, the widest first; `price`: what the
    best open model's score costs, `domains`: rows of view domain under the widest rule."""
    first, *others = answers
    counts = standings(domains)
    areas = [_counted(domains, counts)] if counts else []
    return FrontPage(
        title=first.title,
        sentences=first.sentences,
        facts=[behind(first), *areas, _price(price), _sure(first)],
        series=first.line.series,
        releases=releases,
        by=f"By {first.line.series.title} {phrase(first.line.freshness)}.",
        also=" ".join(f"{it.line.rule} only: {it.text}" for it in others),
        scale=_scale(releases.stairs, first.line.unit) if releases else "",
        epoch=_epoch(first),
    )


def _scale(stairs: Staircases, unit: str) -> str:
    """'10 index points are about the step from GPT-5 to GPT-5.5': of the closed leaders of one
    maker the newest two that are so far apart."""
    if unit != Unit.INDEX.difference:
        return ""
    closed = stairs.of(FrontierClass.CLOSED)
    family = re.compile(r"[^\W\d_]+")
    found = [
        (one, other)
        for one, other in combinations(closed, 2)
        if abs(other.value - one.value - POINTS) < POINTS / 10
        and family.findall(one.name)[:1] == family.findall(other.name)[:1]
    ]
    if not found:
        return ""
    one, other = max(found, key=lambda pair: pair[1].at)
    return f"{POINTS} {unit} are about the step from {one.name} to {other.name}."


def epochs_claim() -> Claim:
    """The claim whose number a reader knows: months behind in Epoch's own words."""
    return next(one for one in claims() if one.id == "P12")


def _epoch(it: Answer) -> str:
    """Both numbers: Epoch's is of a day and by another rule."""
    said, days = epochs_claim(), it.lag.days if it.lag else None
    rule = notes()["epoch_rule"].text
    said_on, words = str(said.stated_on), stated(said.readings[0])
    is_asked = it.line.verdict is GapVerdict.CLOSED_AHEAD
    if not is_asked or it.line.freshness.on < said_on or not it.lag or not days or days < 0:
        return ""
    return (
        f"Why not {words}, as {said.speaker} wrote in {month(said_on)}? "
        f"Among other reasons, {rule}, which gives "
        f"{length(days)}{f' on {day(it.lag.freshness.shown_on)}' if it.is_old else ''}."
    )


def _stands(line: GapLine, lag: LagLine | None, when: str) -> str:
    """Who is ahead, by how much time; `when`: ' in August', of data that are old."""
    are, verdict = "were" if when else "are", line.verdict
    if verdict is GapVerdict.NOT_DISTINGUISHABLE:
        return f"Open and closed {are} too close to call{when}"
    if verdict is GapVerdict.OPEN_AHEAD:
        return f"Open-weight models {are} ahead{when}"
    if verdict is not GapVerdict.CLOSED_AHEAD:
        gap = line.segment.gap or 0
        where = "ahead" if gap < 0 else "behind" if gap else "level"
        return f"Open models {are} {where}{when}, perhaps by chance"
    if lag is None or not lag.days or lag.days < 0:
        return f"Open-weight models {are} behind{when}"
    size = f"{'at least' if lag.is_bound else 'about'} {length(lag.days, is_bound=lag.is_bound)}"
    return f"Open-weight models {are} {size} behind{when}"


def length(count: int, *, is_bound: bool = False) -> str:
    """A lag in whole weeks or months; a lower bound is never more than it is."""
    whole = int if is_bound else round
    if count >= WEEKS_TO_DAYS:
        return plural(whole(months_of(count)), "month")
    if is_bound and count < 7:
        return plural(count, "day")
    return plural(max(1, whole(count / 7)), "week")


def _size(it: Answer) -> str:
    """The gap with its interval, and what it was before, in a sentence."""
    gap, unit = it.line.segment, it.line.unit
    if gap.gap is None:
        return "There is no gap to tell."
    was = "was" if it.is_old else "is"
    if either := it.line.either:
        return f"The gap {was} {' or '.join(either)}, depending on what unknown models are."
    known = interval(gap.gap_low, gap.gap_high)
    told = f" ({level_in_words()} interval {known})" if known else ", without a known interval"
    if not is_confirmed(gap):
        told += ", unconfirmed"
    before = earlier(dated_gaps(it.line.series, it.gaps))
    if it.is_old:
        on = f" in {it.month(it.line.freshness.shown_on)}" if before else ""
        return f"The gap was {number(gap.gap)} {unit}{on}{told}{f', {before}' if before else ''}."
    return f"The gap is {number(gap.gap)} {unit}{told}{f'; it was {before}' if before else ''}."


def behind(it: Answer) -> KeyFigure:
    """The lag, or the lead, in months, or below one in days, with its interval and day."""
    page = f"series/{it.line.series.id}.html#lag"
    lag = it.lag
    if lag is None or lag.days is None or not lag.is_counted or it.line.either:
        return KeyFigure(UNKNOWN, "by how many months", page)
    side, claimed, sign = "behind", GapVerdict.CLOSED_AHEAD, 1
    if lag.segment.sign == -1:
        side, claimed, sign = "ahead", GapVerdict.OPEN_AHEAD, -1
    words = side if lag.verdict is claimed else f"{side}{BY_POINTS}"
    if lag.freshness.is_stale:
        words += f" on {day(lag.freshness.shown_on)}"
    # Of a lead the ends are turned; below zero the other class was first.
    ends = (lag.low, lag.high)[::sign]
    is_short = abs(lag.days) < DAYS_A_MONTH
    per, places, unit = (1, 0, " days") if is_short else (DAYS_A_MONTH, 1, "")
    low, high = (None if end is None else sign * end / per for end in ends)
    if reach := interval_in_words(low, high, places, unit):
        words += f" ({level_in_words()} interval {reach})"
    if lag.segment.order_on:
        words += f"; when closed models got there is from the list of {day(lag.segment.order_on)}"
    if not is_confirmed(lag.segment):
        words += "; unconfirmed"
    if lag.is_bound:
        return KeyFigure(f"≥ {length(abs(lag.days), is_bound=True)}", words, page)
    return KeyFigure(span(abs(lag.days)), words, page)


def _counted(own: Sequence[Row], counts: Mapping[str, str]) -> KeyFigure:
    """How the domains stand, by what their series say; what is rare only where there is any."""
    by_standing: dict[str, list[str]] = {}
    for domain, it in counts.items():
        by_standing.setdefault(it, []).append(domain)
    total = len(counts)
    closed, opened = (len(by_standing.pop(it, ())) for it in ("closed ahead", "open ahead"))
    apart = left_out(own)
    areas = f"area{'s' if total > 1 else ''}{' tested lately' if apart else ''}"
    words = f"{areas}: closed models lead{in_part(own, 'closed')}"
    if closed < total:
        words += f". Open models lead in {opened or 'none'}{in_part(own, 'open')}"
    words += "".join(
        f"; {', '.join(some)} {WORDS_OF.get(it, it)}" for it, some in sorted(by_standing.items())
    )
    words += apart
    if doubted := len(unconfirmed(own)):
        words += f"; {doubted} unconfirmed"
    old = len(on_old_data(own))
    if old == total:
        words += f". Data to {day(max(row['vintage_on'] for row in speaking(own)))}"
    elif old:
        words += f". {old} on old data"
    return KeyFigure(f"{closed} of {total}", words, "index.html#benchmarks")


def _price(found: PriceLevel | None) -> KeyFigure:
    """At the best open model's own score, with scores and prices of one day."""
    if found is None or not found.has(*SIDES):
        return KeyFigure("No price", "is known in both classes at one score", "price.html")
    closed, opened = found.row["closed_price"], found.row["open_price"]
    ratio = max(closed, opened) / min(closed, opened)
    value = f"{number(ratio)}× {'cheaper' if closed > opened else 'the price'}"
    if not found.is_settled:
        value = "Not settled"
    elif found.row["closed_is_at_most"] or found.row["open_is_at_most"]:
        value = f"≥ {value}"
    elif round(ratio, 1) == 1:
        value = "About the same price"
    words = (
        f"for open: {found.price('open')} ({found.model('open').text}); a closed one as good: "
        f"{found.price('closed')} ({found.model('closed').text}); "
        f"per million tokens (3 input, 1 output), {found.days}"
    )
    counts = {side: len(found.unscored(side)) for side in ("open", "closed")}  # the page names them
    some = " and ".join(f"{count} {side}" for side, count in counts.items() if count)
    newer = f"; newer, cheaper, not yet scored: {some}" if some else ""
    return KeyFigure(value, f"{words}{newer}", "price.html")


def _doubt(it: Answer) -> str:
    """What an unconfirmed leader's class is based on."""
    gap = it.line.segment
    return "" if is_confirmed(gap) else f"; unconfirmed: {name(gap.evidence or '', 200).text}"


def _sure(it: Answer) -> KeyFigure:
    """How sure it is who is ahead: only where that is not too close to call."""
    line, chance = it.line, it.line.segment.p_open_ahead
    page = f"series/{line.series.id}.html#sure"
    if line.verdict is GapVerdict.NOT_DISTINGUISHABLE:
        words = f"to call: the interval of the gap, {line.interval}, holds 0{_doubt(it)}"
        return KeyFigure("Too close", words, page)
    if line.verdict not in (GapVerdict.CLOSED_AHEAD, GapVerdict.OPEN_AHEAD) or chance is None:
        return KeyFigure(UNKNOWN, f"how sure: {line.verdict.text}", page)
    side = "closed" if line.verdict is GapVerdict.CLOSED_AHEAD else "open"
    sure = str(probability(max(chance, 1 - chance))).replace(" ", "\u00a0")
    ahead = f"were ahead on {day(line.freshness.shown_on)}" if it.is_old else "are ahead"
    words = f"sure that {side} models {ahead}, counting sampling error only{_doubt(it)}"
    return KeyFigure(sure, words, page)
