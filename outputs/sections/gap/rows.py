"""From rows of the warehouse to what the page prints of one series.

What a series is made of: its boards, and what its unresolved entries could change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from measures.freshness import Freshness
from measures.gap.history import LATELY_DAYS
from measures.gap.judgement import either_way, is_confirmed, is_tested_lately, may_lead, verdict
from measures.segments import GapSegment
from measures.series import Series, SourceFilter
from outputs.charts.readout import Leading
from outputs.sections.freshness import caveats, turns, untested
from outputs.sections.series_page import (
    NO_GAP,
    UNKNOWN,
    Badge,
    BoardLine,
    ChangePoint,
    EitherWayRange,
    Leader,
    NumberOrigin,
    Row,
    RuleLine,
)
from outputs.wording import LIMIT, Name, address, as_closed, linked, name, place
from terms.days import clock, day
from terms.numbers import agreeing, interval, number, probability, signed
from terms.openness import Openness, OpennessRule
from terms.units import Unit, score
from terms.words import Provenance, SeriesStatus


def boards(series: Series, rows: Sequence[Row]) -> list[BoardLine]:
    """The boards that a series reads, with the newest page of each that was ever read.

    `rows`: source, board, category, published_on, seen_at, url and rows of every score board.
    """
    read = {(row["source"], row["board"], row["category"]): row for row in rows}
    return [
        _board(item, read.get((item.source, item.board, item.category))) for item in series.sources
    ]


def _board(item: SourceFilter, row: Row | None) -> BoardLine:
    parts = [item.source, item.board, item.category]
    return BoardLine(
        name=name(" / ".join(part for part in parts if part), 80),
        takes=_takes(item),
        published=day(row["published_on"]) if row else None,
        seen=clock(row["seen_at"]) if row else None,
        link=address(row["url"]) if row else None,
        rows=row["rows"] if row else 0,
    )


def _takes(item: SourceFilter) -> str:
    """Which rows of the board belong to the series, in words."""
    told = []
    if item.protocol is not None:
        told.append(f"protocol {item.protocol}")
    if item.protocol_matches is not None:
        told.append(f"protocol like {item.protocol_matches.pattern}")
    if item.entry_matches is not None:
        told.append(f"entries like {item.entry_matches.pattern}")
    if item.provenance is not None:
        told.append(f"in place of the usual source, measured by {Provenance(item.provenance).text}")
    if item.model_required:
        told.append("entries that name one model")
    return "; ".join(told) or "every row"


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
    """What is known about models and where the leading rows come from, for lookups while printing.

    `names` and `openness` are by canonical model, `since` by series, rule and class, `rows` by
    vintage and entry, `pages` by vintage, `cited` (URLs) by board id and entry.
    """

    names: Mapping[str, Row]
    since: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    rows: Mapping[tuple[int, str], Row] = field(default_factory=dict)
    openness: Mapping[str, Row] = field(default_factory=dict)
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
        model = str(gap.side(side).model)
        shown = self.name_of(model)
        known = self.openness.get(model)
        since = self.since.get((series.id, gap.openness_rule, side))
        return Leader(
            kind=side,
            name=self._named(model, LIMIT, side),
            maker=self.names[model]["maker_name"] if model in self.names else None,
            value=_value(series, gap, side),
            grade=Openness(known["openness"]).text if known and side == "open" else None,
            since=day(since) if since else None,
            spelled=_spelled(shown, self.row(gap, side)),
        )

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

    def row(self, gap: GapSegment, side: str) -> Row | None:
        """The score row behind one side of a gap, with its page."""
        leader = gap.side(side)
        return self.rows.get((leader.vintage or 0, leader.entry or ""))


def rule_line(series: Series, gap: GapSegment, facts: Facts, headline: GapSegment) -> RuleLine:
    """A gap under one rule, told; `headline` is that under the widest rule."""
    return RuleLine(
        segment=gap,
        rule=OpennessRule(gap.openness_rule).text,
        closed=facts.leader(series, gap, "closed"),
        open=facts.leader(series, gap, "open"),
        gap=None if gap.gap is None else signed(gap.gap),
        unit=Unit(series.unit).difference,
        interval=interval(gap.gap_low, gap.gap_high),
        verdict=verdict(gap),
        p_open_ahead=probability(gap.p_open_ahead),
        detectable=None if gap.detectable_gap is None else number(gap.detectable_gap),
        win_probability=probability(gap.win_probability),
        same_as_headline=gap is not headline and _compared(gap) == _compared(headline),
    )


def _compared(gap: GapSegment) -> tuple[object, ...]:
    return gap.closed_entry, gap.open_entry, gap.closed_value, gap.open_value


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


def changes(series: Series, gaps: Sequence[GapSegment], facts: Facts) -> list[ChangePoint]:
    """Every change point, newest first."""
    return [_change(series, gap, facts) for gap in reversed(turns(gaps))]


def _change(series: Series, gap: GapSegment, facts: Facts) -> ChangePoint:
    return ChangePoint(
        on=day(gap.entry),
        iso=gap.entry,
        closed=facts.leading(gap, "closed"),
        closed_value=_value(series, gap, "closed"),
        open=facts.leading(gap, "open"),
        open_value=_value(series, gap, "open"),
        gap=None if gap.gap is None else signed(gap.gap) + _late(gap, facts),
        interval=_sure(gap),
    )


def _sure(gap: GapSegment) -> str:
    """The interval; where an unknown model may lead, that nobody can judge, and the range; where a
    leader's class is unconfirmed, on what it is based."""
    doubt = either_way(gap)
    if doubt is None:
        unknown = "" if gap.gap is None else UNKNOWN
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


def origin(series: Series, gap: GapSegment, side: str, facts: Facts) -> NumberOrigin | None:
    """Where the number of one side of a gap was read; None when there is no such number."""
    read = facts.row(gap, side)
    if read is None:
        return None
    known = facts.openness.get(gap.side(side).model or "")
    board = f"{read['source']} / {read['board']}"
    return NumberOrigin(
        kind=side,
        entry=name(read["entry"]),
        value=score(read["value"], series.unit),
        board=name(f"{board} / {read['category']}" if read["category"] else board),
        link=address(read["url"]),
        place=name(read["url"] if address(read["url"]) else place(read["url"]), 70).text,
        sha256=read["page_sha256"],
        published=day(read["published_on"]),
        seen=clock(read["seen_at"]),
        recorded=clock(read["recorded_at"]),
        cited=address(read["source_url"] or ""),
        note=_note(read),
        openness=_grade(known) if known else None,
        evidence=address(known["evidence"]) if known else None,
    )


def _note(read: Row) -> Name | None:
    """What the source says besides, unless it only repeats the entry."""
    if not read["note"] or _letters(read["note"]) == _letters(read["entry"]):
        return None
    return name(read["note"], 140)


def _grade(known: Row) -> str:
    licence = f" ({name(known['licence'], 40).text})" if known["licence"] else ""
    return f"{Openness(known['openness']).text}{licence}"


def _spelled(shown: str, read: Row | None) -> Name | None:
    if read is None:
        return None
    told = [
        _listed(read["model_name"], shown),
        f"effort {read['effort']}" if read["effort"] else None,
        read["harness"],
    ]
    parts = [part for part in told if part]
    return name(", ".join(parts), 80) if parts else None


def _listed(spelling: str | None, shown: str) -> str | None:
    """The board's spelling, unless it is the display name in other signs."""
    if spelling is None or _letters(spelling) == _letters(shown):
        return None
    return f"listed as {name(spelling).text}"


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
