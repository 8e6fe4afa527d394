"""Gaps in words: of every benchmark now, of one under each rule and at each change; leaders,
verdict, what must be known before one is quoted, and where its numbers come from."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from measures.freshness import Freshness
from measures.gap.history import LATELY_DAYS
from measures.gap.judgement import is_confirmed, is_tested_lately, may_lead, verdict
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty import level_in_words
from outputs.sections.section import (
    Cell,
    Row,
    Section,
    cell,
    model_cell,
    of_benchmarks,
    phrase,
    series_cell,
    tabled,
)
from outputs.wording import FULL_LIMIT, LIMIT, ModelNames, Name, address, model_name, name, place
from terms.days import clock, day, month
from terms.numbers import MISSING, agreeing, interval, number, plural, probability, signed
from terms.openness import Openness, OpennessRule
from terms.units import Unit, score
from terms.words import JUDGED, GapMethod, GapVerdict, SeriesStatus


class Badge(NamedTuple):
    """A word beside a series, its colour class, and what it means."""

    text: str
    kind: str
    means: str


class GapLine(NamedTuple):
    """The gap of one series under one openness rule, on the day it is shown for, in words."""

    series: Series
    segment: GapSegment
    freshness: Freshness
    names: ModelNames

    @property
    def rule(self) -> str:
        """What counts as open."""
        return OpennessRule(self.segment.openness_rule).text

    @property
    def verdict(self) -> GapVerdict:
        """Who is ahead."""
        return verdict(self.segment)

    @property
    def unit(self) -> str:
        """Of a difference."""
        return Unit(self.series.unit).difference

    @property
    def gap(self) -> str | None:
        """With its sign."""
        return None if self.segment.gap is None else signed(self.segment.gap)

    @property
    def interval(self) -> str | None:
        """Its ends; those of a lead of open turned, as it is said without a sign."""
        low, high = self.segment.gap_low, self.segment.gap_high
        if self.verdict is GapVerdict.OPEN_AHEAD and low is not None and high is not None:
            low, high = -high, -low
        return interval(low, high)

    @property
    def either(self) -> tuple[str, str] | None:
        """The gap with every unresolved entry taken as closed, and as open; None without any."""
        gap = self.segment
        if not gap.unresolved_above:
            return None
        ends = gap.gap_if_unresolved_closed, gap.gap_if_unresolved_open
        # Without those one class alone may have an entry.
        closed, opened = ("no gap" if it is None else f"{signed(it)} {self.unit}" for it in ends)
        return closed, opened

    def model(self, side: str) -> Name | None:
        """The best model of a class; None: it has no entry."""
        model = self.segment.side(side).model
        return model_name(model, self.names, side, LIMIT) if model else None

    def _leader(self, side: str) -> str:
        """'GPT-5, 71.2 %': with the decimals in which both scores agree with their gap."""
        gap, unit = self.segment, Unit(self.series.unit)
        places = agreeing(gap.closed_value, gap.open_value, gap.gap, unit.places)
        one = gap.side(side)
        model = model_name(one.model, self.names, side, LIMIT)
        return f"{model.text}, {score(one.value, unit, places)}"

    @property
    def sentence(self) -> str:
        """With date, interval and leaders."""
        said = phrase(self.freshness)
        start = f"{said[0].upper()}{said[1:]}"
        either, count = self.either, self.segment.unresolved_above
        if self.gap is None:
            if count:
                return f"{start}: cannot be judged, {may_lead(count)}; without them no gap."
            return f"{start}: only one class has an entry, so there is no gap."
        size = f"{self.gap.lstrip('+−')} {self.unit}"
        sure, unknown = "no interval known", ""
        if either:  # an interval would be of a gap that nobody may rely on
            sure = f"{either[0]} if closed, {either[1]} if open"
            unknown = ", an unknown model may lead"
        elif self.interval and self.segment.ci_level:
            sure = f"{level_in_words(self.segment.ci_level)} interval {self.interval}"
        told = {
            GapVerdict.CLOSED_AHEAD: f"closed ahead by {size}",
            GapVerdict.OPEN_AHEAD: f"open ahead by {size}",
            GapVerdict.NOT_DISTINGUISHABLE: f"too close to call, difference {self.gap} {self.unit}",
            GapVerdict.CANNOT_BE_JUDGED: "cannot be judged",
            GapVerdict.NOT_TESTED_LATELY: f"{untested(self.segment)}, gap {self.gap} {self.unit}",
        }.get(self.verdict, f"difference {self.gap} {self.unit}")
        said = (
            f"{start}: {told}{unknown} ({sure}). Best closed: {self._leader('closed')}; "
            f"best open: {self._leader('open')}."
        )
        more = caveats(self.segment, self.unit)
        return " ".join([said, *(f"{it[0].upper()}{it[1:]}." for it in more)])

    @property
    def sure(self) -> dict[str, str]:
        """How sure it is, a term each; empty without a gap."""
        gap, least = self.segment, self.segment.detectable_gap
        if gap.gap is None:
            return {}
        chance = probability(gap.p_open_ahead)
        of = ", of the models known" if gap.unresolved_above else ""
        return {
            "Smallest gap this test could show": f"{number(least)} {self.unit}"
            if least
            else "unknown",
            "Chance that open is ahead": f"{chance}, counting sampling error only{of}"
            if chance
            else "unknown",
            "Interval from": GapMethod(gap.ci_method).text if gap.ci_method else "no known error",
        }

    @property
    def badges(self) -> list[Badge]:
        """What a reader must know before quoting the number."""
        statuses = map(SeriesStatus, self.series.status.split(", "))
        return [*(Badge(it.label, it, it.text) for it in statuses), *self._doubts()]

    def _doubts(self) -> Iterator[Badge]:
        series, gap = self.series, self.segment
        if self.freshness.is_stale:
            means = f"Older than {series.stale_after_days} days. {series.stale_reason}"
            yield Badge("old data", "stale", means)
        if not is_tested_lately(gap):
            yield Badge(
                untested(gap),
                "stale",
                f"Neither the best open model of Epoch's index nor any of the last {LATELY_DAYS} "
                "days was tested: there is no verdict and no lag, and the gap is not counted.",
            )
        if either := self.either:
            ends = f"{either[0]} with them as closed, {either[1]} as open"
            means = f"{may_lead(gap.unresolved_above or 0)}. The gap would be {ends}."
            yield Badge("cannot be judged", "unjudged", means)
        if not is_confirmed(gap):
            why = name(gap.evidence or "no evidence", 400).text
            yield Badge("unconfirmed", "unconfirmed", why)
        if gap.held_pages:
            why = name(gap.held_reason or "no reason", 400).text
            yield Badge("newer page not used", "stale", why)


def untested(gap: GapSegment) -> str:
    """That it was not tested lately, with the month of the newest open model that was."""
    told, on = GapVerdict.NOT_TESTED_LATELY.text, gap.open_newest_on
    return f"{told} (newest open model tested: {month(on)})" if on else told


def either_way(gap: GapSegment, unit: str) -> str:
    """The range of a gap in which an unknown model may lead; empty of any other, and without."""
    ends = gap.reach and interval(*gap.reach)
    return f"{ends} {unit}, depending on what unknown models are" if ends else ""


def caveats(gap: GapSegment, unit: str) -> list[str]:
    """What every place says with a gap: that a class behind it is unconfirmed, on which evidence;
    and that newer pages give no gap, and why."""
    told = []
    if not is_confirmed(gap):
        other = gap.gap_if_unresolved_closed
        told.append(f"unconfirmed: {name(gap.evidence or 'no evidence', 200).text}")
        if other is not None and not gap.unresolved_above:
            told[0] += f"; gap {signed(other)} {unit} if it is closed"
    if gap.held_pages:
        why = name(gap.held_reason or "", 200).text
        told.append(f"{plural(gap.held_pages, 'newer page')} not used: {why}")
    return told


def gap_line(series: Series, row: Row, names: ModelNames, on: str) -> GapLine:
    """A row of view gap_now, read on day `on`."""
    fresh = Freshness(on, row["shown_on"], row["vintage_on"], bool(row["is_stale"]))
    return GapLine(series, GapSegment.from_row(row), fresh, names)


def gaps(rows: Sequence[Row], names: ModelNames) -> Section:
    """Rows of view gap_now under one openness rule, a line each."""
    return of_benchmarks(
        "gaps",
        "Every gap",
        [{**row, "of": GapSegment.from_row(row)} for row in rows],
        {
            "Benchmark": series_cell,
            "As of": lambda row: cell(day(row["shown_on"])),
            ">Gap": _gap,
            f"{level_in_words()} interval": lambda row: cell(_interval(row["of"])),
            "Who is ahead": lambda row: cell(verdict(row["of"]).text),
            "Best closed": lambda row: model_cell(row, "closed", names),
            "Best open": lambda row: model_cell(row, "open", names),
        },
        _lead,
        "Each gap is dated. If a model of unknown openness may lead, we show a range instead of a "
        "verdict.",
        caption="Best closed less best open value; above zero closed is ahead",
        method="methods-gap",
    )


def _lead(rows: Sequence[Row]) -> str:
    if not rows:
        return "No active single benchmark has a gap."
    counts = Counter(verdict(row["of"]) for row in rows)
    closed, opened = counts.pop(GapVerdict.CLOSED_AHEAD, 0), counts.pop(GapVerdict.OPEN_AHEAD, 0)
    rest = ", ".join(f"{it.text} on {count}" for it, count in sorted(counts.items()))
    total = plural(len(rows), "active benchmark")
    was = "was" if all(row["is_stale"] for row in rows) else "is"
    told = f"Closed {was} ahead on {closed or 'none'} of {total}, open on {opened or 'none'}"
    return f"{told}; {rest}." if rest else f"{told}."


def _gap(row: Row) -> Cell:
    unit = Unit(row["unit"]).difference
    return cell(MISSING if row["gap"] is None else f"{signed(row['gap'])} {unit}")


def _interval(gap: GapSegment) -> str:
    """The interval, or why there is no verdict by it."""
    known, ends = verdict(gap), interval(gap.gap_low, gap.gap_high)
    if known not in JUDGED or not ends:
        return known.text
    return ends if is_confirmed(gap) else f"{ends}, unconfirmed"


def doubts(row: Row) -> list[str]:
    """What must be said with a row of view gap_now, and where it has no verdict why: of a list
    whose rows are a line each."""
    gap, unit = GapSegment.from_row(row), Unit(row["unit"]).difference
    told = [] if is_tested_lately(gap) else [untested(gap)]
    if ends := either_way(gap, unit):
        told.append(f"{GapVerdict.CANNOT_BE_JUDGED.text}: {ends}")
    return [*told, *caveats(gap, unit)]


def origins(series: Series, found: Mapping[str, Row | None]) -> Section:
    """Where the leaders' numbers were read, side by side: rows of `leader_origin` by class."""
    sides = {f"Best {side}": _origin(series, one) for side, one in found.items() if one}
    return tabled(
        "origin",
        "Where these numbers come from",
        next(iter(sides.values()), ()),
        {"What": cell, **{heading: own.__getitem__ for heading, own in sides.items()}},
        caption="As they were read",
        note=f"The whole way from page to number: `gapwatch why {series.id}`",
    )


def _origin(series: Series, found: Row) -> dict[str, Cell]:
    grade, page = found["openness"], found["origin"]
    error = f"standard error {number(found['stderr'], 3)}" if found["stderr"] else ""
    value = f"{found['value']:.7g} {Unit(series.unit).text}"
    board = " / ".join(filter(None, (page["source"], page["board"], page["category"])))
    url, cited = address(page["url"]), address(found["source_url"] or "")
    where = Name(url or place(page["url"]), link=url)
    source = name(f"source: {cited}" if cited else "", FULL_LIMIT)._replace(link=cited)
    return {
        "Value": cell(value, error),
        "Entry": cell(name(found["entry"]).text, found["model"] or "no model known"),
        "Openness": _openness(grade) if grade else cell("unknown"),
        "Board": cell(board),
        "Page": cell(where, source, f"sha256 {page['page_sha256']}"),
        "Published": cell(day(page["published_on"])),
        "Seen": cell(clock(page["seen_at"])),
        "Recorded": cell(clock(page["recorded_at"])),
    }


def _openness(grade: Row) -> Cell:
    licence, since = name(grade["licence"] or "no licence named"), day(grade["valid_from"])
    evidence = Name(grade["evidence"], link=address(grade["evidence"]))
    return cell(Openness(grade["openness"]).text, licence, f"from {since}", evidence)
