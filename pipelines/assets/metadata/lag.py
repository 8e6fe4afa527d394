"""What Dagster shows of `measure/lag`: lags in words, and series that have none."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from measures.estimates import Named
from measures.freshness import of_lag
from measures.headline.sentence import HEADLINE
from measures.lag.records import LagWindowEstimate
from measures.lag.words import interval_in_words, last_changes, on_day
from measures.series import Series
from pipelines.assets import checks, keys
from terms.words import HEADLINE_CLOCK, HEADLINE_LAG_RULE, Basis
from warehouse.reads import derived as reads_derived
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import lags as reads_lags
from warehouse.reads import models as reads_models
from warehouse.schema.derived import LAG
from warehouse.store import Warehouse

LAG_CHECKS = {
    "lags_issued": "Every live series whose board has been read has a lag today under the headline "
    "rule, or the table says why not: no entry of one class, or only leaders of which open leads. "
    "Series whose board was never read are counted apart.",
}
RULE, CLOCK = HEADLINE_LAG_RULE, HEADLINE_CLOCK


def lag_metadata(warehouse: Warehouse, rule: str, series: Mapping[str, Series]) -> dict[str, Any]:
    """Today's lags in words, and two numbers to plot from run to run.

    A lag on old data is as of that data.
    """
    rows = [row for row in _newest(warehouse, rule, series) if row["lag_days"] is not None]
    exact = (row for row in rows if row["series"] == HEADLINE and not row["censored"])
    headline = [row["lag_days"] for row in exact]  # a bound among values would plot as a fall
    named = reads_models.naming(warehouse.connection)
    shown = [_in_words(row, series[row["series"]], named) for row in rows]
    return {
        **({"lags_today": checks.table(shown, tuple(shown[0]), len(shown))} if shown else {}),
        **({"headline_lag_days": headline[0]} if headline else {}),
        "series_with_lag": len(rows),
    }


def _in_words(row: Mapping[str, Any], series: Series, named: Named) -> dict[str, Any]:
    """A lag as a person reads it; open ahead is a negative number of days."""
    days = row["lag_days"]
    bound = "at most" if days < 0 else "at least"
    return {
        "Benchmark": series.title,
        "Lag in days": f"{bound} {days}" if row["censored"] else days,
        "95 % interval": interval_in_words(row["lag_low"], row["lag_high"]),
        "Closed model that had as much": named(row["closed_model"] or ""),
        "Best open model": named(row["open_model"] or ""),
        "Shown as of": row["on_date"],
        "Series": series.id,
    }


def _newest(warehouse: Warehouse, rule: str, series: Mapping[str, Series]) -> list[dict[str, Any]]:
    segments = reads_lags.lag_segments(warehouse.connection, rule, RULE, CLOCK)
    last = {row["series"]: row for row in segments if row["series"] in series}
    ends = _ends(warehouse)
    return [on_day(row, _shown_on(row, series[name], rule, ends)) for name, row in last.items()]


def _shown_on(
    row: Mapping[str, Any], series: Series, rule: str, ends: Mapping[tuple[str, str, str], str]
) -> str:
    last_change = ends.get((series.id, rule, CLOCK))
    page, through = row["published_until"], row["through"]
    return of_lag(series, row["entry"], page, through, last_change).shown_on


def _ends(warehouse: Warehouse) -> dict[tuple[str, str, str], str]:
    rows = reads_estimates.estimates(warehouse.connection, LagWindowEstimate.MEASURE)
    return last_changes(map(LagWindowEstimate.from_row, rows))


def lag_checks(
    warehouse: Warehouse, rule: str, series: Mapping[str, Series]
) -> Iterator[dg.AssetCheckResult]:
    """Results of `LAG_CHECKS`; a warning, because a missing lag stops no other measure."""
    known = {row["series"]: row for row in _newest(warehouse, rule, series)}
    read = set(reads_derived.derived_boards(warehouse.connection, LAG))
    live = [name for name, one in series.items() if one.is_live]
    failing = [
        {"series": name, "reason": _reason(known.get(name))}
        for name in live
        if name in read and (name not in known or known[name]["lag_days"] is None)
    ]
    evaluated = sum(name in read for name in live)
    told = ", ".join(str(row["series"]) for row in failing)
    never_read = {"never_read": len(live) - evaluated}
    found = checks.Found(failing, evaluated, ("series", "reason"), told, never_read)
    yield checks.concerning(keys.measure("lag"), "lags_issued", found)


def _reason(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "no day on which both classes have a dated entry"
    if row["basis"] == Basis.LEADERS:
        return "only leaders are known, and open leads: since when cannot be told"
    return "one class has no entry in the newest data"
