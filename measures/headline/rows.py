"""Issue of the table by domain and of the headline, made of the run's gaps and lags."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from measures.freshness import is_stale, known_lag, of_gap, of_lag
from measures.gap.judgement import NO_RECENT, is_confirmed, is_tested_lately, verdict
from measures.headline.dated import dated_gaps
from measures.headline.domains import DomainLine, GapShown, SeriesLine, domains
from measures.known import DerivedBoard, Known, derived
from measures.lag.words import LagOn, on_day
from measures.segments import GapSegment, LagSegment, in_force, vintages_of
from measures.series import HEADLINE, Series
from terms.openness import OPENNESS_RULES
from terms.words import SeriesStatus


def domain_tables(known: Known) -> Iterator[DerivedBoard]:
    """The table by domain, and the headline's gap and lag, under every openness rule."""
    for rule in OPENNESS_RULES:
        table = _table(known, rule)
        rows = [_written(known, domain_row(line, one)) for line in table for one in line.lines]
        yield derived("domain", "domains", (rule,), _newest(table), rows)
        row = _headline(known, rule)
        rows = [] if row is None else [_written(known, row)]
        yield derived("headline", HEADLINE, (rule,), _newest(table), rows)


def _written(known: Known, row: dict[str, Any]) -> dict[str, Any]:
    told = {name: round(it, 4) if isinstance(it, float) else it for name, it in row.items()}
    return {**told, "code_version": known.code_version}


def _table(known: Known, rule: str) -> list[DomainLine]:
    return domains(known.series.values(), _gaps(known, rule), known.through)


def _gaps(known: Known, rule: str) -> dict[str, GapShown]:
    found, on = {}, known.through
    for name, series in known.series.items():
        if gap := in_force(known.segments(GapSegment, name, rule), on):
            last = gap.published_by(on)
            # It is told for the day of its page, whoever looked at that again since.
            gap = replace(gap, seen_on=None)
            found[name] = GapShown(gap, of_gap(series, gap, on).shown_on, last)
    return found


def _newest(table: list[DomainLine]) -> str | None:
    days = [one.now.gap.published_until for line in table for one in line.lines]
    return max(days, default=None)


def _headline(known: Known, rule: str) -> dict[str, Any] | None:
    series, told = known.series.get(HEADLINE), _gaps(known, rule).get(HEADLINE)
    if series is None or told is None:
        return None
    lag = _lag(known, series, rule, told.told_on)
    every = known.segments(GapSegment, series.id, rule)
    dated = dated_gaps(series, [one for one in every if one.entry <= known.through])
    then = dict(zip(("dated", "earlier", "earliest"), dated, strict=False))
    return {
        **headline_row(series, told, lag, known.through),
        "order_on": lag.segment.order_on if lag else None,
        "lag_on": lag.on if lag and lag.on < told.told_on else None,
        **{f"{when}_on": one.on for when, one in then.items()},
        **{f"{when}_gap": one.gap for when, one in then.items() if when != "dated"},
    }


def _lag(known: Known, series: Series, rule: str, on: str) -> LagOn | None:
    """The lag on the day the gap is told for, which an old page's lag was of before."""
    lags = [one for one in known.segments(LagSegment, series.id, rule) if one.entry <= on]
    if not lags or known_lag(lags).sign is None:
        return None
    last = known_lag(lags)
    return on_day(last, on if last is lags[-1] else of_lag(series, lags, on).shown_on)


OF_GAP = ("gap", "gap_low", "gap_high", "closed_model", "open_model")
"""What rows say as their gaps do."""


def domain_row(line: DomainLine, one: SeriesLine) -> dict[str, Any]:
    """A row of table domain: one series of a domain."""
    now = one.now.gap
    return {
        "entry": f"{line.domain}|{one.series.id}",
        "series": one.series.id,
        "domain": line.domain,
        "direction": line.direction,
        "verdict": one.verdict.value,
        "speaks": int(one.speaks),
        "is_stale": int(one.is_stale),
        **{name: getattr(now, name) for name in (*OF_GAP, "ci_level")},
        "evidence": _unconfirmed(now),
        "shown_on": one.now.told_on,
        "vintage_on": now.published_until,
        "caveat": _caveat(one),
        "vintages": json.dumps(vintages_of(now)),
    }


def _caveat(one: SeriesLine) -> str | None:
    """Why it does not speak, or for which date it does."""
    series, on, page = one.series, one.now.told_on, one.now.gap.published_until
    if series.status != SeriesStatus.LIVE:
        return f"{series.status}: {series.status_reason}"
    if series.task_tuned:
        return "models tuned for the task compete in it"
    if not is_tested_lately(one.now.gap):
        return f"{NO_RECENT}: the newest is of {one.now.gap.open_newest_on}"
    if not one.is_stale:
        return None
    newest = "its newest page" if on == page else f"its newest page being of {page}"
    return (
        f"as of {on}, {newest}, which is older than the {series.stale_after_days} days that count "
        "as now"
    )


def _unconfirmed(*behind: GapSegment | LagSegment | None) -> str | None:
    """What the provisional classes behind gaps and lags are based on."""
    told = [one.evidence for one in behind if one is not None and not is_confirmed(one)]
    return "; ".join(dict.fromkeys(one for one in told if one)) or None


def headline_row(series: Series, told: GapShown, lag: LagOn | None, on: str) -> dict[str, Any]:
    """A row of table headline: gap and lag on day `on`.

    `lag`: on the day the gap is told for, or None when none was issued: on a later day it would
    count days of which the page tells nothing.
    """
    gap = told.gap
    of_gap = (
        *(*OF_GAP, "ci_level", "detectable_gap", "unresolved_above"),
        *("gap_if_unresolved_closed", "gap_if_unresolved_open"),
    )
    return {
        "entry": "newest",
        **{name: getattr(gap, name) for name in of_gap},
        "verdict": verdict(gap).value,
        "evidence": _unconfirmed(gap, lag.segment if lag else None),
        "lag_days": lag.days if lag else None,
        "lag_low": lag.low if lag else None,
        "lag_high": lag.high if lag else None,
        "lag_censored": lag.segment.censored if lag else None,
        "shown_on": told.told_on,
        "vintage_on": gap.published_until,
        "is_stale": int(is_stale(series, told.seen_on, on)),
        "vintages": json.dumps(vintages_of(gap, lag.segment if lag else None)),
    }
