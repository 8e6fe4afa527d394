"""How far open models are behind in score and in time: now, on a past day, and how we know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from measures.freshness import Freshness
from measures.segments import SIDES, GapSegment
from measures.series import HEADLINE, Series
from outputs.asked import CannotAnswer
from outputs.assistant.reply import (
    AnySeries,
    Inquiry,
    OneSeries,
    Reply,
    Rule,
    Shown,
    quotation,
    reply,
)
from outputs.headline import answer, gap_lines, lags_beside
from outputs.sections.freshness import phrase
from outputs.sections.front.headline import nothing
from outputs.sections.gap.rows import GapLine
from outputs.sections.lag.rows import LagLine, lag_sentence
from terms.days import day as day_in_words
from terms.openness import OpennessRule
from terms.words import GapMethod, SeriesStatus
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.statistics import statistics

Row = Mapping[str, Any]
FIRST = date(2023, 1, 1)
"""The first day that may be asked about."""
GAPS = (
    *("series", "title", "domain", "unit", "gap", "gap_low", "gap_high", "verdict"),
    *("closed_name", "open_name", "confirmed", "unresolved_above", "shown_on", "is_stale"),
)
LAGS = (
    *("series", "title", "lag_days", "lag_low", "lag_high", "censored", "verdict"),
    *("open_name", "closed_name", "order_on", "shown_on", "is_stale"),
)
"""What a list of many tells of each; a question about one gives every column."""
SURE = ("gap_low", "gap_high", "p_open_ahead")
"""How sure a gap is, which would mislead where an unknown model may lead."""
DECLARED = ("title", "domain", "unit", "status")
"""Columns of a gap that are of its series."""
ORIGIN = (
    *("source", "board", "category", "published_on", "url"),
    *("seen_at", "recorded_at", "page_sha256"),
)


@dataclass(frozen=True)
class SeriesGap:
    """The gap of one series under one openness rule on a day, told as its page tells it."""

    inquiry: Inquiry
    line: GapLine
    row: Row
    """Of view gap_daily."""
    now: Row
    """Of view gap_now, or for a past day what it would say."""
    is_past: bool = False
    """It is of a past day as that is known now."""

    @property
    def is_old(self) -> bool:
        """Whether it is of a day that is past."""
        return self.line.freshness.is_stale or self.is_past

    @property
    def sentence(self) -> str:
        """With date, interval and leaders; a past day is never told as now."""
        fresh = replace(self.line.freshness, is_stale=self.is_old)
        return replace(self.line, freshness=fresh).sentence

    @property
    def caution(self) -> list[str]:
        """What must be known before the number is quoted."""
        found = (it for it in self.line.badges if it.kind != SeriesStatus.LIVE)
        return [f"{it.text}: {it.means}" for it in found]

    def shown(self, only: Sequence[str] = ()) -> Shown:
        """Its row; of a gap that cannot be judged the range stands in place of the interval."""
        told = {**self.now, "unresolved_names": json.loads(self.now["unresolved_names"] or "[]")}
        if told["unresolved_above"]:
            told |= dict.fromkeys(SURE)
            only = only and (*only, "gap_if_unresolved_closed", "gap_if_unresolved_open")
        return self.inquiry.shown(told, [self.row[f"{side}_vintage"] for side in SIDES], only)

    def reply(
        self, title: str, rows: Sequence[Shown], said: str = "", details: Iterable[str] = ()
    ) -> Reply:
        """Its sentence, or what is `said` of it, with what must be known before."""
        return reply(
            self.inquiry,
            title=title,
            sentence=said or self.sentence,
            details=details,
            caution=self.caution,
            data_from=self.line.freshness.vintage_on,
            is_old=self.is_old,
            rows=rows,
        )


def gap(inquiry: Inquiry, series: AnySeries = None, rule: Rule = OpennessRule.ANY_WEIGHTS) -> Reply:
    """How far the best open-weight model is behind the best closed one in score, now.

    Without a series: the overall answer by the headline index (how many months behind, how
    sure), a row per active benchmark series, and the ids of the others. Use this first for
    "how far behind are open models" and for who leads where. With a series: its gap in the
    series' unit, the interval, both leaders and whether the difference is real. For time behind
    use lag.
    """
    only = inquiry.series(series) if series else None
    found = _gaps(inquiry, rule)
    if only:
        one = _one(found, only)
        return one.reply(f"{only.title}: gap, {rule.models}", [one.shown()])
    if not found:
        raise CannotAnswer("No gap was derived yet: run `gapwatch refresh` first.")
    first = found.get(HEADLINE)
    front = (
        answer(inquiry.warehouse, first.line, inquiry.today)
        if first
        else nothing(has_benchmarks=True)
    )
    title, said = f"How far behind {rule.models} are", f"{front.title}. {' '.join(front.sentences)}"
    rows = [it.shown(GAPS) for it in found.values() if it.line.series.is_live]
    ended = list(inquiry.not_listed(found))
    if first is None:
        return reply(inquiry, title=title, sentence=said, details=ended, rows=rows)
    return first.reply(title, rows, said, [f"{first.line.series.title}. {first.sentence}", *ended])


def _gaps(inquiry: Inquiry, rule: OpennessRule) -> dict[str, SeriesGap]:
    """The newest gap of every declared series that has one, composites first."""
    connection = inquiry.warehouse.connection
    rows = {row["series"]: row for row in reads_gaps.gaps_shown(connection, rule)}
    now = reads_gaps.gaps_now(connection, rule)
    lines = gap_lines(rows.values(), inquiry.declared, inquiry.names)
    return {
        key: SeriesGap(inquiry, _quoting(line), rows[key], now[key]) for key, line in lines.items()
    }


def _quoting(line: GapLine) -> GapLine:
    """Evidence names models as pages spell them."""
    told = line.segment.evidence and quotation(line.segment.evidence, 200)
    return replace(line, segment=replace(line.segment, evidence=told))


def _one(found: Mapping[str, SeriesGap], series: Series) -> SeriesGap:
    if series.id not in found:
        raise CannotAnswer(f"No gap of {series.id} was derived yet: run `gapwatch refresh` first.")
    return found[series.id]


def lag(inquiry: Inquiry, series: AnySeries = None, rule: Rule = OpennessRule.ANY_WEIGHTS) -> Reply:
    """How many days ago closed models first had the score that open ones have now.

    Negative: open had it first. `censored`: it is at least so long. Without a series: the
    headline index, and a row per benchmark.
    """
    asked, connection = inquiry.series(series or HEADLINE), inquiry.warehouse.connection
    found = _gaps(inquiry, rule)
    one = _one(found, asked)
    gaps = {key: it.line for key, it in found.items()}
    lines = lags_beside(inquiry.warehouse, gaps, inquiry.today, series)
    if asked.id not in lines:
        raise CannotAnswer(f"No lag of {asked.id} could be derived: {one.sentence}")
    own = lines[asked.id]
    rows = {row["series"]: row for row in statistics(connection, "lag_now", openness_rule=rule)}
    listed = [it for key, it in lines.items() if key in rows and (series or it.series.is_live)]
    return reply(
        inquiry,
        title=f"{asked.title}: lag, {rule.models}",
        sentence=_lag_sentence(own),
        details=[one.sentence, *(() if series else inquiry.not_listed(lines))],
        caution=one.caution,
        method="lag",
        data_from=own.freshness.vintage_on,
        is_old=own.freshness.is_stale,
        rows=[
            inquiry.shown(
                rows[it.series.id],
                (it.segment.closed_vintage, it.segment.open_vintage),
                () if series else LAGS,
            )
            for it in listed
        ],
    )


def _lag_sentence(line: LagLine) -> str:
    """What its page says, with the day that it is of."""
    lead = lag_sentence(line)
    if not line.freshness.is_stale or day_in_words(line.freshness.shown_on) in lead:
        return lead
    dated = phrase(line.freshness)
    return f"{dated[:1].upper()}{dated[1:]}: {lead[:1].lower()}{lead[1:]}"


def why(
    inquiry: Inquiry,
    series: OneSeries,
    day: Annotated[
        date | None, Field(description="YYYY-MM-DD; without it the newest day that was derived.")
    ] = None,
    rule: Rule = OpennessRule.ANY_WEIGHTS,
) -> Reply:
    """Where a gap comes from: both leaders' entries, values and errors, licence and evidence of
    openness, page addresses, times, and sha256 of the archived pages.

    Use it to check or to cite a number, now or on a past day as known now.
    """
    asked = inquiry.series(series)
    one = _one(_gaps(inquiry, rule), asked)
    if day is not None:
        one = _then(one, day.isoformat())
    method = one.line.segment.ci_method
    details = [f"Interval: {GapMethod(method).text}."] if method else ()
    rows = [one.shown(), *_origins(one)]
    return one.reply(f"{asked.title}: why, {rule.models}", rows, details=details)


def _then(one: SeriesGap, on: str) -> SeriesGap:
    """The gap of a past day, by what is known now. Raises CannotAnswer."""
    inquiry, series, rule = one.inquiry, one.line.series, one.line.segment.openness_rule
    connection = inquiry.warehouse.connection
    then = reads_gaps.gap_on(connection, series.id, rule, on)
    if then is None:
        first = reads_gaps.gap_segments(connection, series.id, rule)[0]["entry"]
        raise CannotAnswer(
            f"No gap of {series.id} on {on}: there is one from {first} to {one.row['on_date']}."
        )
    # By hindsight: the page may be newer than the day, which is the one that is shown.
    fresh = Freshness(on, on, then["vintage_on"], is_stale=False)
    line = GapLine(series, GapSegment.from_row(then), fresh, inquiry.names)
    told = {key: then.get(key, it if key in DECLARED else None) for key, it in one.now.items()}
    told |= {"verdict": line.verdict, "shown_on": on}
    return SeriesGap(inquiry, _quoting(line), then, told, is_past=True)


def _origins(one: SeriesGap) -> Iterator[Shown]:
    """Each leader's entry, how open its model is by which evidence, and the page that lists it."""
    connection = one.inquiry.warehouse.connection
    for side in SIDES:
        found = reads_gaps.leader_origin(connection, dict(one.row), side, one.line.freshness.on)
        if found is not None:
            told = {"class": side} | {key: found[key] for key in ("entry", "model", "value")}
            told |= {"stderr": found["stderr"], **(found["openness"] or {})}
            told |= {key: (found["origin"] or {}).get(key) for key in ORIGIN}
            yield one.inquiry.shown(told, [one.row[f"{side}_vintage"]])


def as_of(
    inquiry: Inquiry,
    day: Annotated[date, Field(description="YYYY-MM-DD, from 2023-01-01 to today.")],
    series: AnySeries = None,
) -> Reply:
    """What could be known on a past day: by what had been published then, not by hindsight.

    Without a series the overall answer of that day and a row per benchmark. With a series its
    gap of that day. Open means open weights here. Takes some seconds. For a past day by today's
    knowledge use why.
    """
    if series is not None:
        inquiry.series(series)
    if not FIRST <= day <= inquiry.today:
        raise CannotAnswer(
            f"{day} is outside of what can be asked about: {FIRST} to {inquiry.today}."
        )
    on, rule = day_in_words(day.isoformat()), OpennessRule.ANY_WEIGHTS
    with inquiry.measured(inquiry.warehouse, day, series) as copy:
        then = replace(inquiry, warehouse=copy, today=day)
        known = _gaps(then, rule)
        if not known or (series and series not in known):
            of = f" of {series}" if series else ""
            raise CannotAnswer(
                f"Nothing{of} had been published by {on} that is kept here, or it was not derived "
                "yet."
            )
        found = gap(then, series, rule)
    title = found.title if series else "What gapwatch would have said"
    said = found.sentence if series else f"On {on} gapwatch would have said: {found.sentence}"
    return replace(
        found,
        title=f"{title} on {on}, by what had been published by then",
        sentence=said,
        is_old=True,
        asked_on=inquiry.today.isoformat(),
    )
