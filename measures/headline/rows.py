"""Issue of the table by domain and of the headline: estimates on the run's gaps and lags."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from measures.boards.states import seen_on
from measures.estimates import Estimate, Row
from measures.freshness import is_stale, of_gap
from measures.gap.judgement import either_way, is_confirmed, verdict
from measures.headline import sentence
from measures.headline.domains import DomainLine, SeriesLine, domains
from measures.headline.records import (
    STANDINGS,
    DomainEstimate,
    FullListLag,
    GapThen,
    HeadlineCount,
    HeadlineEstimate,
    HeadlinePart,
)
from measures.known import DerivedBoard, Known, derived, vintages_of
from measures.lag.daily import HEADLINE
from measures.lag.words import on_day
from measures.series import COMPOSITE, Series
from measures.uncertainty.intervals import LEVEL
from terms.days import year_before
from terms.openness import HEADLINE_RULE, OPENNESS_RULES
from terms.words import HEADLINE_CLOCK, Basis

CLOCK = HEADLINE_CLOCK.value


def domain_tables(known: Known) -> Iterator[DerivedBoard]:
    """Boards `domain` (one per openness rule) and `headline` of table estimate."""
    tables = {rule: _table(known, rule) for rule in OPENNESS_RULES}
    for rule, table in tables.items():
        found = [domain_estimate(rule, line, one) for line in table for one in line.lines]
        yield _derived(known, DomainEstimate.MEASURE, rule, _newest(table), found)
    parts, table = list(_parts(known)), tables[HEADLINE_RULE]
    behind = {vintage for part in parts for vintage in part.vintages}
    behind.update(vintages_of(*(one.now for line in table for one in line.lines if one.speaks)))
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


def _gaps(known: Known, rule: str, on: str) -> dict[str, dict[str, Any]]:
    found = {}
    for name, series in known.series.items():
        issued = known.board("gap", name, rule)
        row = issued.in_force(on) if issued else None
        if issued is not None and row is not None:
            rows = sorted((one for one in issued.rows if one["entry"] <= on), key=_first_day)
            fresh = of_gap(series, rows, row["inputs_on"], on)
            seen = seen_on(series, known.states[name], on) or ""
            last = max(seen, row["inputs_on"])
            found[name] = {**row, "told_on": fresh.shown_on, "seen_on": last}
    return found


def _first_day(row: Mapping[str, Any]) -> str:
    return str(row["entry"])


def _newest(table: list[DomainLine]) -> str | None:
    days = [one.now["inputs_on"] for line in table for one in line.lines]
    return max(days, default=None)


def _parts(known: Known) -> Iterator[HeadlinePart]:
    gaps = {rule: _gaps(known, rule, known.through) for rule in sentence.RULES}
    for series in sentence.SERIES:
        for rule, found in gaps.items():
            gap = found.get(series)
            if gap is not None:
                declared = known.series[series]
                lag = _lag(known, declared, rule, gap["told_on"])
                found_part = part(declared, rule, gap, lag, known.through)
                full = full_list(known, declared, rule) if found_part.lag_censored else None
                if full is not None:
                    found_part = replace(found_part, full_list=full_list_lag(full))
                yield replace(found_part, vintages=tuple(vintages_of(gap, lag, full)))


def _lag(known: Known, series: Series, rule: str, on: str) -> dict[str, Any] | None:
    """The lag on the day the gap is told for: an old page tells nothing of the days after it."""
    issued = known.board("lag", series.id, rule, HEADLINE, CLOCK)
    row = issued.in_force(on) if issued else None
    if row is None or row["counts_from"] is None:
        return None
    return on_day(row, on)


def full_list(known: Known, series: Series, rule: str) -> dict[str, Any] | None:
    """The lag on the day of the newest full list, where that is no bound and a later list has
    leaders alone."""
    issued = known.board("lag", series.id, rule, HEADLINE, CLOCK)
    held = issued.rows if issued else ()
    rows = sorted((row for row in held if row["entry"] <= known.through), key=_first_day)
    whole = [row for row in rows if row["basis"] == Basis.BOARD and row["vintage_on"]]
    if not whole or whole[-1] is rows[-1] or whole[-1]["censored"]:
        return None
    return on_day(whole[-1], max(whole[-1]["vintage_on"], whole[-1]["entry"]))


def full_list_lag(row: Row) -> FullListLag | None:
    """The same in days; None where nothing counts."""
    if row["lag_days"] is None:
        return None
    return FullListLag(row["on_date"], row["lag_days"], row["lag_low"], row["lag_high"])


def domain_estimate(rule: str, line: DomainLine, one: SeriesLine) -> DomainEstimate:
    """What is stored of one series of a domain."""
    return DomainEstimate(
        series=one.series.id,
        openness_rule=rule,
        value=one.now["gap"],
        low=one.now["gap_low"],
        high=one.now["gap_high"],
        ci_level=one.now["ci_level"],
        unit=one.series.unit,
        through_on=one.now["inputs_on"],
        domain=line.domain,
        direction=line.direction,
        verdict=one.verdict,
        speaks=one.speaks,
        is_stale=one.is_stale,
        stale_after_days=one.series.stale_after_days,
        told_on=one.now["told_on"],
        status=one.series.status,
        status_reason=one.series.status_reason,
        task_tuned=one.series.task_tuned,
        closed_model=one.now["closed_model"],
        open_model=one.now["open_model"],
        year_ago=_then(one),
        change=one.change,
        unconfirmed=_unconfirmed(one.now),
        vintages=tuple(vintages_of(one.now, one.year_ago)),
    )


def _unconfirmed(*rows: Row | None) -> str | None:
    """What the provisional classes behind rows of tables gap and lag are based on."""
    told = [row.get("evidence") for row in rows if row is not None and not is_confirmed(row)]
    return "; ".join(dict.fromkeys(one for one in told if one)) or None


def _then(one: SeriesLine) -> GapThen | None:
    if one.year_ago is None or one.verdict_year_ago is None:
        return None
    return GapThen(
        gap=one.year_ago["gap"],
        gap_low=one.year_ago["gap_low"],
        gap_high=one.year_ago["gap_high"],
        closed_model=one.year_ago["closed_model"],
        open_model=one.year_ago["open_model"],
        vintage_on=one.year_ago["vintage_on"],
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


def part(series: Series, openness_rule: str, gap: Row, lag: Row | None, on: str) -> HeadlinePart:
    """Gap and lag of a composite on day `on`.

    `gap`: row of table gap in force with `inputs_on`, `told_on` and `seen_on`; `lag`: mapping with
    lag_days, lag_low, lag_high and censored (as in view lag_daily) on the day `told_on`, or None
    when none was issued: on a later day it would count days of which the page tells nothing.
    """
    doubt = either_way(gap)
    ends = doubt.ends if doubt else None
    return HeadlinePart(
        series=series.id,
        openness_rule=openness_rule,
        value=gap["gap"],
        low=gap["gap_low"],
        high=gap["gap_high"],
        ci_level=None if gap["gap_low"] is None else LEVEL,
        unit=series.unit,
        through_on=gap["inputs_on"],
        series_title=series.title,
        detectable_gap=gap["detectable_gap"],
        verdict=verdict(gap),
        closed_model=gap["closed_model"],
        open_model=gap["open_model"],
        lag_days=lag["lag_days"] if lag else None,
        lag_low=lag["lag_low"] if lag else None,
        lag_high=lag["lag_high"] if lag else None,
        lag_censored=bool(lag and lag["censored"]),
        told_on=gap["told_on"],
        is_stale=is_stale(series, gap["seen_on"], on),
        unconfirmed=_unconfirmed(gap, lag),
        either_way_low=ends[0] if ends else None,
        either_way_high=ends[1] if ends else None,
        unresolved=gap["unresolved_above"] or 0,
    )
