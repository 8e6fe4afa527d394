"""Issue of the table by domain and of the headline: estimates on the run's gaps and lags."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from measures.boards.states import best_by_model, entries_of, inputs
from measures.estimates import Estimate
from measures.freshness import is_stale, of_gap
from measures.gap.judgement import either_way, is_confirmed, verdict
from measures.headline import sentence
from measures.headline.dated import dated_gaps
from measures.headline.domains import DomainLine, GapShown, SeriesLine, domains
from measures.headline.records import (
    STANDINGS,
    DomainEstimate,
    GapThen,
    HeadlineCount,
    HeadlineEstimate,
    HeadlinePart,
)
from measures.known import DerivedBoard, Known, derived
from measures.lag.order import KnownLag, known_lag
from measures.lag.words import LagOn, on_day
from measures.segments import GapSegment, LagSegment, vintages_of
from measures.series import COMPOSITE, Series
from measures.uncertainty.intervals import LEVEL
from terms.days import year_before
from terms.openness import HEADLINE_RULE, OPENNESS_RULES


def domain_tables(known: Known) -> Iterator[DerivedBoard]:
    """Boards `domain` (one per openness rule) and `headline` of table estimate."""
    tables = {rule: _table(known, rule) for rule in OPENNESS_RULES}
    for rule, table in tables.items():
        found = [domain_estimate(rule, line, one) for line in table for one in line.lines]
        yield _derived(known, DomainEstimate.MEASURE, rule, _newest(table), found)
    parts, table = list(_parts(known)), tables[HEADLINE_RULE]
    behind = {vintage for part in parts for vintage in part.vintages}
    behind.update(vintages_of(*(one.now.gap for line in table for one in line.lines if one.speaks)))
    newest = _newest(table)
    count = replace(counted(table), through_on=newest, vintages=tuple(sorted(behind)))
    yield _derived(known, HeadlineEstimate.MEASURE, "", newest, [count, *parts])


def _derived(
    known: Known, measure: str, category: str, newest: str | None, found: Iterable[Estimate]
) -> DerivedBoard:
    rows = [one.row(known.code_version) for one in found]
    return derived("estimate", measure, category, newest, rows)


def _table(known: Known, rule: str) -> list[DomainLine]:
    return domains(
        known.series.values(),
        _gaps(known, rule, known.through),
        _gaps(known, rule, year_before(known.through)),
        known.through,
    )


def _gaps(known: Known, rule: str, on: str) -> dict[str, GapShown]:
    found = {}
    for name, series in known.series.items():
        gaps = [one for one in known.segments(GapSegment, name, rule) if one.entry <= on]
        if gaps:
            last = gaps[-1].published_by(on)
            # It is told for the day of its page, whoever looked at that again since.
            gaps = [replace(one, seen_on=None) for one in gaps]
            found[name] = GapShown(gaps[-1], of_gap(series, gaps, on).shown_on, last)
    return found


def _newest(table: list[DomainLine]) -> str | None:
    days = [one.now.gap.published_until for line in table for one in line.lines]
    return max(days, default=None)


def _parts(known: Known) -> Iterator[HeadlinePart]:
    declared = known.series.get(sentence.HEADLINE)
    if declared is None:
        return
    for rule in OPENNESS_RULES:
        gap = _gaps(known, rule, known.through).get(declared.id)
        if gap is None:
            continue
        lag = _lag(known, declared, rule, gap.told_on)
        every = known.segments(GapSegment, declared.id, rule)
        yield replace(
            part(declared, rule, gap, lag[0] if lag else None, known.through),
            order_on=lag[1].order_on if lag else None,
            lag_on=lag[0].on if lag and lag[1].is_past else None,
            gaps=dated_gaps(declared, [one for one in every if one.entry <= known.through]),
            vintages=tuple(vintages_of(gap.gap, lag[0].segment if lag else None)),
        )


def _lag(known: Known, series: Series, rule: str, on: str) -> tuple[LagOn, KnownLag] | None:
    """The lag on the day the gap is told for: an old page tells nothing of the days after it."""
    every = known.segments(LagSegment, series.id, rule)
    lags = [one for one in every if one.entry <= on]
    if not lags or lags[-1].counts_from is None:
        return None
    models = best_by_model(
        entries_of(series, inputs(series, known.states[series.id], on), known.names)
    )
    named = [
        {"published_on": lags[-1].vintage_on, "model": model, "value": one.value}
        for model, one in models.items()
    ]
    found = known_lag(lags, series, named)
    day = found.order_on if found.is_past and found.order_on else on
    return on_day(found.segment, day), found


def domain_estimate(rule: str, line: DomainLine, one: SeriesLine) -> DomainEstimate:
    """What is stored of one series of a domain."""
    now = one.now.gap
    return DomainEstimate(
        series=one.series.id,
        openness_rule=rule,
        value=now.gap,
        low=now.gap_low,
        high=now.gap_high,
        ci_level=now.ci_level,
        unit=one.series.unit,
        through_on=now.published_until,
        domain=line.domain,
        direction=line.direction,
        verdict=one.verdict,
        speaks=one.speaks,
        is_stale=one.is_stale,
        stale_after_days=one.series.stale_after_days,
        told_on=one.now.told_on,
        status=one.series.status,
        status_reason=one.series.status_reason,
        task_tuned=one.series.task_tuned,
        closed_model=now.closed_model,
        open_model=now.open_model,
        year_ago=_then(one),
        change=one.change,
        unconfirmed=_unconfirmed(now),
        vintages=tuple(vintages_of(now, one.year_ago.gap if one.year_ago else None)),
    )


def _unconfirmed(*behind: GapSegment | LagSegment | None) -> str | None:
    """What the provisional classes behind gaps and lags are based on."""
    told = [one.evidence for one in behind if one is not None and not is_confirmed(one)]
    return "; ".join(dict.fromkeys(one for one in told if one)) or None


def _then(one: SeriesLine) -> GapThen | None:
    if one.year_ago is None or one.verdict_year_ago is None:
        return None
    then = one.year_ago.gap
    return GapThen(
        gap=then.gap,
        gap_low=then.gap_low,
        gap_high=then.gap_high,
        closed_model=then.closed_model,
        open_model=then.open_model,
        vintage_on=then.vintage_on,
        verdict=one.verdict_year_ago,
        as_of=one.year_ago_as_of,
    )


def counted(table: Sequence[DomainLine]) -> HeadlineCount:
    """The single domains by what their series say, from the table under the widest rule."""
    speaking = [
        one for one in table if one.domain != COMPOSITE and one.direction != "no live series"
    ]
    verdicts = Counter(STANDINGS[one.direction] for one in speaking)
    stale = sum(all(line.is_stale for line in one.lines if line.speaks) for one in speaking)
    return HeadlineCount(n=len(speaking), verdicts=verdicts, stale=stale)


def part(
    series: Series, openness_rule: str, told: GapShown, lag: LagOn | None, on: str
) -> HeadlinePart:
    """Gap and lag of a composite on day `on`.

    `lag`: on the day the gap is told for, or None when none was issued: on a later day it would
    count days of which the page tells nothing.
    """
    gap = told.gap
    doubt = either_way(gap)
    ends = doubt.ends if doubt else None
    return HeadlinePart(
        series=series.id,
        openness_rule=openness_rule,
        value=gap.gap,
        low=gap.gap_low,
        high=gap.gap_high,
        ci_level=None if gap.gap_low is None else LEVEL,
        unit=series.unit,
        through_on=gap.published_until,
        series_title=series.title,
        detectable_gap=gap.detectable_gap,
        verdict=verdict(gap),
        closed_model=gap.closed_model,
        open_model=gap.open_model,
        lag_days=lag.days if lag else None,
        lag_low=lag.low if lag else None,
        lag_high=lag.high if lag else None,
        lag_censored=bool(lag and lag.segment.censored),
        told_on=told.told_on,
        is_stale=is_stale(series, told.seen_on, on),
        unconfirmed=_unconfirmed(gap, lag.segment if lag else None),
        either_way_low=ends[0] if ends else None,
        either_way_high=ends[1] if ends else None,
        unresolved=gap.unresolved_above or 0,
    )
