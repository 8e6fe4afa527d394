"""Derived rows of the table by domain and of the headline, made of the run's gaps and lags."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from measures.freshness import fresh_until, is_stale, known_lag, of_gap, of_lag
from measures.gap.judgement import NO_RECENT, is_confirmed, is_tested_lately, verdict
from measures.headline.dated import dated_gaps
from measures.headline.domains import direction
from measures.known import DerivedBoard, Known, derived
from measures.lag.words import LagOn, on_day
from measures.segments import GapSegment, LagSegment, in_force, vintages_of
from measures.series import DOMAINS, HEADLINE, Series, first_of_datasets
from terms.days import after
from terms.openness import OPENNESS_RULES
from terms.words import SeriesStatus


@dataclass(frozen=True, slots=True)
class GapShown:
    """A gap in force on a day, and the day it may be shown for: that of its page, or a later one on
    which a model on that page came or was opened."""

    gap: GapSegment
    shown_on: str
    seen_on: str
    """The last day by then on which a page said so."""


def domain_tables(known: Known) -> Iterator[DerivedBoard]:
    """The table by domain, and the headline's gap and lag, under every openness rule."""
    for rule in OPENNESS_RULES:
        now = _gaps(known, rule)
        newest = max((one.gap.published_until for one in now.values()), default=None)
        rows = domain_rows(known.series.values(), now, known.through)
        yield derived("domain", "domains", (rule,), newest, [_written(known, it) for it in rows])
        row = _headline(known, rule, now.get(HEADLINE))
        rows = [] if row is None else [_written(known, row)]
        yield derived("headline", HEADLINE, (rule,), newest, rows)


def next_turn(known: Known) -> str | None:
    """The first day after the one that is known on which time alone may change the two: a page
    becomes too old to speak for now; None: no such day is known."""
    days: set[str] = set()
    for name, series in known.series.items():
        for rule in OPENNESS_RULES:
            shown = in_force(known.segments(GapSegment, name, rule), known.through)
            if shown is not None:
                days.add(after(fresh_until(series, shown.published_until)))
    return min((day for day in days if day > known.through), default=None)


def _written(known: Known, row: dict[str, Any]) -> dict[str, Any]:
    told = {name: round(it, 4) if isinstance(it, float) else it for name, it in row.items()}
    return {**told, "code_version": known.code_version}


def _gaps(known: Known, rule: str) -> dict[str, GapShown]:
    found, on = {}, known.through
    for name, series in known.series.items():
        if gap := in_force(known.segments(GapSegment, name, rule), on):
            last = gap.published_by(on)
            # It is shown for the day of its page, whoever looked at that again since.
            gap = replace(gap, seen_on=None)
            found[name] = GapShown(gap, of_gap(series, gap, on).shown_on, last)
    return found


def _headline(known: Known, rule: str, told: GapShown | None) -> dict[str, Any] | None:
    series = known.series.get(HEADLINE)
    if series is None or told is None:
        return None
    lag = _lag(known, series, rule, told.shown_on)
    every = known.segments(GapSegment, series.id, rule)
    dated = dated_gaps(series, [one for one in every if one.entry <= known.through])
    then = dict(zip(("dated", "earlier", "earliest"), dated, strict=False))
    return {
        **headline_row(series, told, lag, known.through),
        "order_on": lag.segment.order_on if lag else None,
        "lag_on": lag.on if lag and lag.on < told.shown_on else None,
        **{f"{when}_on": one.on for when, one in then.items()},
        **{f"{when}_gap": one.gap for when, one in then.items() if when != "dated"},
    }


def _lag(known: Known, series: Series, rule: str, on: str) -> LagOn | None:
    """The lag on the day the gap is shown for, which an old page's lag was of before."""
    lags = [one for one in known.segments(LagSegment, series.id, rule) if one.entry <= on]
    if not lags or known_lag(lags).sign is None:
        return None
    last = known_lag(lags)
    return on_day(last, on if last is lags[-1] else of_lag(series, lags, on).shown_on)


OF_GAP = ("gap", "gap_low", "gap_high", "closed_model", "open_model")
"""What rows say as their gaps do."""


def domain_rows(
    series: Iterable[Series], now: Mapping[str, GapShown], on: str
) -> list[dict[str, Any]]:
    """Rows of table domain, by domain in the order of `DOMAINS`, those that speak for it first: of
    each data set the first live series of general models that tested a recent open one.

    `now` maps a series id to its gap in force on day `on`. Series without one are left out.
    """
    known = [one for one in series if one.id in now]
    counted = first_of_datasets(
        one for one in known if one.is_live and is_tested_lately(now[one.id].gap)
    )
    said = {one.id: verdict(now[one.id].gap) for one in known}
    found = []
    for domain in DOMAINS:
        own = [one for one in known if one.domain == domain]
        speaking = [said[one.id] for one in own if one.id in counted]
        told = direction(speaking, [said[one.id] for one in own])
        for one in sorted(own, key=lambda one: one.id not in counted):
            gap = now[one.id].gap
            is_old = is_stale(one, now[one.id].seen_on, on)
            found.append(
                {
                    "entry": f"{domain}|{one.id}",
                    "series": one.id,
                    "domain": domain,
                    "direction": told,
                    "verdict": said[one.id].value,
                    "speaks": int(one.id in counted),
                    "is_stale": int(is_old),
                    **{name: getattr(gap, name) for name in (*OF_GAP, "ci_level")},
                    "evidence": _unconfirmed(gap),
                    "shown_on": now[one.id].shown_on,
                    "vintage_on": gap.published_until,
                    "caveat": _caveat(one, now[one.id], is_old),
                    "vintages": json.dumps(vintages_of(gap)),
                }
            )
    return found


def _caveat(series: Series, shown: GapShown, is_old: bool) -> str | None:
    """Why it does not speak, or for which date it does."""
    on, page = shown.shown_on, shown.gap.published_until
    if series.status != SeriesStatus.LIVE:
        return f"{series.status}: {series.status_reason}"
    if series.task_tuned:
        return "models tuned for the task compete in it"
    if not is_tested_lately(shown.gap):
        return f"{NO_RECENT}: the newest is of {shown.gap.open_newest_on}"
    if not is_old:
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

    `lag`: on the day the gap is shown for, or None where none is known: on a later day it would
    count days of which the page tells nothing.
    """
    gap = told.gap
    of_gap = (
        *OF_GAP,
        "ci_level",
        "detectable_gap",
        "unresolved_above",
        "gap_if_unresolved_closed",
        "gap_if_unresolved_open",
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
        "shown_on": told.shown_on,
        "vintage_on": gap.published_until,
        "is_stale": int(is_stale(series, told.seen_on, on)),
        "vintages": json.dumps(vintages_of(gap, lag.segment if lag else None)),
    }
