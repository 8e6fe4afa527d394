"""One gap in words: leaders, verdict, what must be known before it is quoted, each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from measures.freshness import Freshness
from measures.gap.history import LATELY_DAYS
from measures.gap.judgement import either_way, is_confirmed, is_tested_lately, may_lead, verdict
from measures.segments import SIDES, GapSegment
from measures.series import Series
from outputs.charts.readout import Leading
from outputs.sections.freshness import caveats, turns, untested
from outputs.sections.section import Cell, Section, cell, figure
from outputs.sections.series_page import NO_GAP, Badge, EitherWayRange, Leader, Row, RuleLine
from outputs.wording import LIMIT, Name, address, as_closed, linked, name
from terms.days import day
from terms.numbers import agreeing, interval, signed
from terms.openness import OpennessRule
from terms.units import Unit, score
from terms.words import GapVerdict, SeriesStatus


def either_way_range(series: Series, gap: GapSegment) -> EitherWayRange | None:
    """The gap with every unresolved entry taken as closed and as open, told; None without any."""
    bounds = either_way(gap)
    if bounds is None:
        return None
    closed, opened = (
        NO_GAP if value is None else f"{signed(value)} {Unit(series.unit).difference}"
        for value in (bounds.if_closed, bounds.if_open)
    )
    return EitherWayRange(closed, opened, [name(one, 60) for one in bounds.names], bounds.count)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about models and pages, for lookups while printing.

    `names` are by canonical model, `pages` by vintage, `cited` (URLs) by board id and entry.
    """

    names: Mapping[str, Row]
    pages: Mapping[int, Row] = field(default_factory=dict)
    cited: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def name_of(self, model: str) -> str:
        """The display name of a canonical model, or its id when the registry has none."""
        return str(self.names[model]["name"]) if model in self.names else model

    def _named(self, model: str, limit: int, side: str) -> Name:
        """The display name as one of a class, with the page of the model where the registry knows
        it."""
        shown = linked(name(self.name_of(model), limit), model, self.names)
        known = self.names.get(model) or {}
        return as_closed(shown, known.get("days_to_weights")) if side == "closed" else shown

    def leader(self, series: Series, gap: GapSegment, side: str) -> Leader | None:
        """The leading entry of `side`; None when the class has no entry."""
        if gap.side(side).entry is None:
            return None
        shown = self._named(str(gap.side(side).model), LIMIT, side)
        return Leader(shown, _value(series, gap, side))

    def leading(self, gap: GapSegment, side: str) -> Leading | None:
        """The leading entry of `side` with the page that gives its value."""
        leader = gap.side(side)
        if leader.value is None:
            return None
        page = self.pages.get(leader.vintage or 0)
        return Leading(
            model=self._named(leader.model or str(leader.entry), 40, side),
            value=leader.value,
            dated=day(leader.dated_on) if leader.dated_on else None,
            link=self.link(page, str(leader.entry)),
            where=name(page["source"], 40).text if page else "page unknown",
        )

    def link(self, page: Row | None, entry: str) -> str | None:
        """The page of a row, or for curated rows the page they cite."""
        if page is None:
            return None
        own = address(page["url"])
        return own or address(self.cited.get((page["board_id"], entry), ""))


def rule_line(series: Series, gap: GapSegment, facts: Facts) -> RuleLine:
    """A gap under one rule, in words."""
    return RuleLine(
        segment=gap,
        rule=OpennessRule(gap.openness_rule).text,
        closed=facts.leader(series, gap, "closed"),
        open=facts.leader(series, gap, "open"),
        gap=None if gap.gap is None else signed(gap.gap),
        unit=Unit(series.unit).difference,
        interval=interval(gap.gap_low, gap.gap_high),
        verdict=verdict(gap),
    )


def badges(series: Series, gap: GapSegment, fresh: Freshness) -> list[Badge]:
    """What a reader must know before quoting the number."""
    statuses = [SeriesStatus(word) for word in series.status.split(", ")]
    found = [Badge(it.label, it, it.text) for it in statuses]
    if fresh.is_stale:
        found.append(
            Badge(
                "old data",
                "stale",
                f"Older than {series.stale_after_days} days. {series.stale_reason}",
            )
        )
    if not is_tested_lately(gap):
        found.append(
            Badge(
                untested(gap),
                "stale",
                f"Neither the best open model of Epoch's index nor any of the last {LATELY_DAYS} "
                "days was tested: there is no verdict and no lag, and the gap is not counted.",
            )
        )
    if doubt := either_way_range(series, gap):
        found.append(
            Badge(
                "cannot be judged",
                "unjudged",
                f"{may_lead(doubt.count)}. The gap would be {doubt.if_closed} with them as closed, "
                f"{doubt.if_open} as open.",
            )
        )
    if not is_confirmed(gap):
        found.append(Badge("unconfirmed", "unconfirmed", name(gap.evidence or "", 400).text))
    if gap.held_pages:
        found.append(Badge("newer page not used", "stale", name(gap.held_reason or "", 400).text))
    return found


def change_points(series: Series, gaps: Sequence[GapSegment], facts: Facts) -> Section:
    """Each change of the gap, the oldest first."""
    unit = Unit(series.unit).difference
    points = turns(gaps)
    return Section(
        key="points",
        title=f"{series.title}: each change",
        lead=f"Gap in {unit}, closed less open; last change {day(points[-1].entry)}.",
        columns=("From", ">Gap", "Best closed", "Best open"),
        rows=[
            (
                cell(day(gap.entry)),
                figure(GapVerdict.ONE_CLASS_ONLY.text, _sure(gap))
                if gap.gap is None
                else figure(f"{signed(gap.gap)}{_late(gap, facts)} {unit}", _sure(gap)),
                *(_leading(facts.leading(gap, side), _value(series, gap, side)) for side in SIDES),
            )
            for gap in points
        ],
        caption="",
    )


def _leading(one: Leading | None, value: str) -> Cell:
    return cell("none") if one is None else Cell(one.model, [Name(value)])


def _sure(gap: GapSegment) -> str:
    """The interval; where an unknown model may lead, that nobody can judge, and the range; where a
    leader's class is unconfirmed, on what it is based."""
    doubt = either_way(gap)
    if doubt is None:
        unknown = "" if gap.gap is None else "unknown"
        told = [interval(gap.gap_low, gap.gap_high) or unknown, *caveats(gap)]
        return "; ".join(filter(None, told))
    ends = interval(*doubt.ends) if doubt.ends else None
    return f"cannot be judged: {ends}" if ends else "cannot be judged"


def _late(gap: GapSegment, facts: Facts) -> str:
    """That a leader came out after the page that lists it: the page's day is not its content's.

    A source without a date of its own (LiveBench names a release, whose table grows) is dated by
    that release, so its values were known only later.
    """
    page = gap.vintage_on
    if page is None:
        return ""
    models = [facts.names.get(model or "") for model in (gap.closed_model, gap.open_model)]
    late = any(one and (one.get("released_on") or "") > page for one in models)
    return f" (a leader was released after this page's day, {day(page)})" if late else ""


def _value(series: Series, gap: GapSegment, side: str) -> str:
    value = gap.side(side).value
    return "none" if value is None else score(value, series.unit, _places(series, gap))


def _places(series: Series, gap: GapSegment) -> int:
    values = (gap.closed_value, gap.open_value, gap.gap)
    return agreeing(*values, Unit(series.unit).places)
