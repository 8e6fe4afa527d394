"""What Dagster shows of `measure/lag`: lags in words, and series that have none."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from measures.freshness import known_lag, of_lag, shown_lags
from measures.lag.words import LagOn, interval_in_words, on_day
from measures.segments import LagSegment, by_board
from measures.series import HEADLINE, Series
from outputs.wording import ModelNames, model_name
from pipelines.assets import checks, keys
from terms.words import GapVerdict
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import lags as reads_lags
from warehouse.reads import models as reads_models
from warehouse.schema.derived import LAG
from warehouse.store import Warehouse

LAG_CHECKS = {
    "lags_issued": "Every live series whose board has been read has a lag today under the headline "
    "rule, or the table says why not: no entry of one class, or only leaders of which open leads. "
    "Series that tested no recent open model have none; "
    "series whose board was never read are counted apart.",
}


def lag_metadata(warehouse: Warehouse, rule: str, series: Mapping[str, Series]) -> dict[str, Any]:
    """Today's lags in words, and two numbers to plot from run to run.

    A lag on old data is as of that data.
    """
    lags = [one for one in _newest(warehouse, rule, series) if one.days is not None]
    own = (one for one in lags if one.segment.series == HEADLINE)
    headline = [
        one.days for one in own if not one.segment.censored
    ]  # a bound among values would plot as a fall
    names = ModelNames.of(reads_models.model_names(warehouse.connection))
    shown = [_in_words(one, series[one.segment.series], names) for one in lags]
    return {
        **({"lags_today": checks.table(shown, tuple(shown[0]), len(shown))} if shown else {}),
        **({"headline_lag_days": headline[0]} if headline else {}),
        "series_with_lag": len(lags),
    }


def _in_words(lag: LagOn, series: Series, names: ModelNames) -> dict[str, Any]:
    """A lag as a person reads it; open ahead is a negative number of days."""
    bound = "at most" if lag.days is not None and lag.days < 0 else "at least"
    return {
        "Benchmark": series.title,
        "Lag in days": f"{bound} {lag.days}" if lag.segment.censored else lag.days,
        "95 % interval": interval_in_words(lag.low, lag.high),
        "Closed model that had as much": model_name(
            lag.segment.closed_model or "", names, "closed"
        ).text,
        "Best open model": model_name(lag.segment.open_model or "", names).text,
        "Shown as of": lag.on,
        "Series": series.id,
    }


def _newest(warehouse: Warehouse, rule: str, series: Mapping[str, Series]) -> list[LagOn]:
    rows = reads_lags.lag_segments(warehouse.connection, rule)
    ends = reads_lags.last_changes(warehouse.connection)
    verdicts = _verdicts(warehouse, rule)
    found = []
    for (name, _), every in by_board(LagSegment.from_rows(rows)).items():
        if name in series:
            lags = shown_lags(every, verdicts.get(name, GapVerdict.NO_INTERVAL))
            fresh = of_lag(series[name], lags, lags[-1].through, ends.get((name, rule)))
            found.append(on_day(known_lag(lags), fresh.shown_on))
    return found


def _verdicts(warehouse: Warehouse, rule: str) -> dict[str, GapVerdict]:
    """Of the gaps."""
    gaps = reads_gaps.gaps_now(warehouse.connection, rule)
    return {name: GapVerdict(row["verdict"]) for name, row in gaps.items()}


def lag_checks(
    warehouse: Warehouse, rule: str, series: Mapping[str, Series]
) -> Iterator[dg.AssetCheckResult]:
    """Results of `LAG_CHECKS`; a warning, because a missing lag stops no other measure."""
    known = {one.segment.series: one for one in _newest(warehouse, rule, series)}
    verdicts = _verdicts(warehouse, rule).items()
    untested = {name for name, one in verdicts if one is GapVerdict.NOT_TESTED_LATELY}
    read = set(reads_derived.derived_boards(warehouse.connection, LAG))
    live = [name for name, one in series.items() if one.is_live]
    failing = [
        {"series": name, "reason": _reason(known.get(name))}
        for name in live
        if name in read - untested and (name not in known or known[name].days is None)
    ]
    evaluated = sum(name in read for name in live)
    told = ", ".join(str(row["series"]) for row in failing)
    never_read = {"never_read": len(live) - evaluated}
    found = checks.Found(failing, evaluated, ("series", "reason"), told, never_read)
    yield checks.concerning(keys.measure("lag"), "lags_issued", found)


def _reason(lag: LagOn | None) -> str:
    if lag is None:
        return "no day on which both classes have a dated entry"
    return "one class has no entry in the newest data, or nobody can say since when open leads"
