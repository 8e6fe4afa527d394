"""Checks on what was derived: each lists the rows that it concerns, and none stops a number."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from measures.claims.ledger import load
from measures.claims.records import results
from measures.freshness import is_stale
from measures.price.disagreements import AGREE, disagreeing, price_comparisons
from measures.scale.fit import ECI, ECI_ANCHORS
from measures.scale.least_squares import TOLERANCE
from measures.series import Series
from outputs import headline
from pipelines.assets import keys
from pipelines.assets.checks import ERROR, SHOWN, WARN, table
from pipelines.measure.claims import QUERY_FAILED
from pipelines.measure.inputs import prices_of
from terms.words import GapVerdict
from warehouse.connection import Row
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.claims import claims
from warehouse.reads.integrity import INTERVALS, intervals
from warehouse.reads.lags import lags_now
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import LAG
from warehouse.store import Warehouse

INTERVALS_HOLD = "intervals_hold"
_INTERVALS = {
    INTERVALS_HOLD: "Every row in force lies inside its own interval: low <= value <= high, as far "
    "as they are there. A row outside is a fault of the measure, not of the data.",
}
ABOUT: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(INTERVALS, _INTERVALS),
    "gap": {
        "everything_computed": "The last run computed every series, claim and measure. What it "
        "could not compute stays as it was.",
        "series_issued": "Every series has a gap for today under the headline rule. One without "
        "has no board yet, or no entry of one class on it.",
        "names_resolved": "No unmatched or unknown entry stands at or above a frontier. Where one "
        "does, the gap cannot be judged; the table gives it with such entries as closed, and as "
        "open.",
        "inputs_recent": "Every live series rests on a vintage within its own staleness limit; "
        "otherwise its gap reads as of that vintage and raises no alert.",
        **_INTERVALS,
    },
    "lag": {
        "lags_issued": "Every live series whose board has been read has a lag today under the "
        "headline rule, or the table says why not: no entry of one class, or only leaders of which "
        "open leads. Series that tested no recent open model have none.",
        **_INTERVALS,
    },
    "price_gap": {
        "prices_agree": "Sources that list one model's price at its maker agree within "
        f"{100 * AGREE:g} %, first-party pages and dated lists against aggregators. Differences "
        "are listed, never averaged: the best source counts (measures/price/rules.toml).",
        "price_sources_ranked": "Every source of price lists has a rank in "
        "measures/price/rules.toml. The prices of one without are kept and have no part in any "
        "measure.",
    },
    "headline": {
        "headline_issued": "The headline sentence was issued for today (UTC). An older one would "
        "be printed as if it spoke of now.",
    },
    "eci_refit": {
        "scales_fitted": "The refit of Epoch's index converged, and its anchors have the declared "
        "values. What cannot be fitted says why in its row.",
    },
    "claim": {
        "claim_queries_run": "The query of every reading could be run. One that fails leaves its "
        "reading not testable and hides what the warehouse says; that is a fault of ours.",
    },
}
"""Name and description of every check, by derived table."""
ROUNDED = 0.0005
"""How far an anchor of a fit may be from its declared value."""


def every_check(
    warehouse: Warehouse, rule: str, series: Mapping[str, Series]
) -> Iterator[dg.AssetCheckResult]:
    """A result of every check in ABOUT."""
    yield from gap_checks(warehouse, rule, series)
    yield lag_check(warehouse, rule, series)
    yield from price_checks(warehouse)
    yield headline_check(warehouse)
    yield scale_check(warehouse)
    yield claim_check(warehouse)
    yield from interval_checks(warehouse)


def _found(
    check: tuple[str, str],
    failing: Sequence[Row],
    evaluated: int,
    columns: Sequence[str],
    told: str = "",
    severity: dg.AssetCheckSeverity = WARN,
) -> dg.AssetCheckResult:
    """The rows that fail a check of a derived table. Nothing evaluated is no success."""
    count = len(failing)
    metadata: dict[str, Any] = {"evaluated": evaluated, "unexpected": count}
    if evaluated:
        metadata["success_percent"] = round(100 * (1 - count / evaluated), 1)
    if count:
        metadata["failing_rows"] = table(failing, columns)
    return dg.AssetCheckResult(
        passed=bool(evaluated) and not count,
        asset_key=keys.measure(check[0]),
        check_name=check[1],
        severity=severity,
        description=(told or f"{count} of {evaluated}") if count else "",
        metadata=metadata,
    )


def gap_checks(
    warehouse: Warehouse, rule: str, series: Mapping[str, Series]
) -> Iterator[dg.AssetCheckResult]:
    """Whether every gap was computed, can be judged, and rests on recent data."""
    failed = reads_derived.failures(warehouse.connection).items()
    every = reads_gaps.gaps_on(warehouse.connection, rule)
    rows = {row["series"]: row for row in every if row["gap"] is not None}
    live = [row for row in rows.values() if series[row["series"]].is_live]
    unresolved = [
        {name: round(it, 2) if isinstance(it, float) else it for name, it in row.items()}
        for row in rows.values()
        if row["unresolved_above"]
    ]
    stale = [
        {**row, "stale_after_days": series[row["series"]].stale_after_days}
        for row in live
        if is_stale(series[row["series"]], row["vintage_on"], row["on_date"])
    ]
    not_computed = [{"series": unit, "cause": "; ".join(why)} for unit, why in failed]
    missing = [{"series": name} for name in series if name not in rows]
    ends = ("gap_if_unresolved_closed", "gap_if_unresolved_open")
    found: list[tuple[str, Sequence[Row], int, tuple[str, ...]]] = [
        ("everything_computed", not_computed, len(series), ("cause",)),
        ("series_issued", missing, len(series), ()),
        (
            "names_resolved",
            unresolved,
            len(rows),
            ("unresolved_above", "unresolved_names", *ends, "vintage_on"),
        ),
        ("inputs_recent", stale, len(live), ("vintage_on", "age_days", "stale_after_days")),
    ]
    for name, failing, evaluated, columns in found:
        named = ", ".join(row["series"] for row in failing)
        told = f"{len(failing)} of {evaluated} series: {named}"
        severity = WARN if evaluated else ERROR
        yield _found(("gap", name), failing, evaluated, ("series", *columns), told, severity)


def lag_check(warehouse: Warehouse, rule: str, series: Mapping[str, Series]) -> dg.AssetCheckResult:
    """Which live series have no lag; a missing one stops no other measure."""
    lags = {row["series"]: row for row in lags_now(warehouse.connection, rule)}
    read = set(reads_derived.derived_boards(warehouse.connection, LAG))
    asked = [name for name, one in series.items() if one.is_live and name in read]
    failing = []
    for name in asked:
        row = lags.get(name)
        if row is None:
            reason = "no day on which both classes have a dated entry"
        elif row["lag_days"] is None and row["verdict"] != GapVerdict.NOT_TESTED_LATELY:
            reason = (
                "one class has no entry in the newest data, or nobody can say since when open leads"
            )
        else:
            continue
        failing.append({"series": name, "reason": reason})
    told = ", ".join(row["series"] for row in failing)
    return _found(("lag", "lags_issued"), failing, len(asked), ("series", "reason"), told)


def price_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Whether sources of prices agree and are ranked; a disagreement stops no measure."""
    known = prices_of(warehouse)
    compared = [] if known.newest_on is None else price_comparisons(known.book, known.newest_on)
    rows = [{**one, "percent": round(one["off_by"], 1)} for one in disagreeing(compared)]
    columns = ("model", "source", "prices", "other_source", "other_prices", "percent")
    yield _found(("price_gap", "prices_agree"), rows, len(compared), columns)
    unranked = [{"source": source} for source in known.unranked]
    every = len({one.source for one in known.histories}) + len(unranked)
    yield _found(("price_gap", "price_sources_ranked"), unranked, every, ("source",))


def headline_check(warehouse: Warehouse, now: datetime | None = None) -> dg.AssetCheckResult:
    """Whether the sentence is of today; an error, because it is what people quote."""
    today = (now or datetime.now(UTC)).date().isoformat()
    issued = headline.last_on(warehouse)
    told = f"issued for {issued}, today is {today}"
    return dg.AssetCheckResult(
        passed=issued == today,
        asset_key=keys.measure("headline"),
        check_name="headline_issued",
        severity=ERROR,
        description=told if issued else "no headline was ever issued",
        metadata={"issued_for": issued or "never", "today": today},
    )


def claim_check(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Whether the query of every reading ran; no other number rests on a claim."""
    rows = claims(warehouse.connection)
    failed = [
        {"id": one.claim, "reading": one.reading, "reason": one.evidence.reason}
        for one in results(rows)
        if not one.is_overall and one.evidence.reason.startswith(QUERY_FAILED)
    ]
    asked = {(it.id, one.id) for it in load() for one in it.readings if one.query is not None}
    tried = asked.intersection((row["id"], row["reading"]) for row in rows)
    columns = ("id", "reading", "reason")
    return _found(("claim", "claim_queries_run"), failed, len(tried), columns)


def interval_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Whether intervals hold their value: one that does not is a fault of ours, so an error."""
    columns = ("what", "series", "openness_rule", "first_on", "rows", "value", "low", "high")
    for name in INTERVALS:
        held = intervals(warehouse.connection, name)
        told = "; ".join(
            f"{row['what']} of {row['series'] or 'all series'} ({row['openness_rule'] or 'any'})"
            for row in held.outside[:SHOWN]
        )
        severity = ERROR if held.rows else WARN
        check = (name, INTERVALS_HOLD)
        yield _found(check, held.outside, held.rows, columns, told, severity)


def scale_check(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Whether the refit of the index is to be trusted; gaps have independent errors without it."""
    fits = statistics(warehouse.connection, "eci_refit")
    faults = ["; ".join(_faults(fit)) for fit in fits]
    failing = [{"series": ECI, "reason": reason} for reason in faults if reason]
    told = "; ".join(f"{row['series']}: {row['reason']}" for row in failing)
    check = ("eci_refit", "scales_fitted")
    return _found(check, failing, len(fits), ("series", "reason"), told)


def _faults(fit: Row) -> Iterator[str]:
    """Why the fit, a row of view eci_refit, is not to be trusted."""
    if fit["fault"] is not None:
        yield fit["fault"]
        return
    if not fit["gradient"] <= TOLERANCE:
        yield f"did not converge (gradient {fit['gradient']:.1e})"
    for name, (model, declared) in (("low", ECI_ANCHORS.low), ("high", ECI_ANCHORS.high)):
        value = fit[f"{name}_anchor"]
        if not abs(value - declared) <= ROUNDED:
            yield f"anchor {model} is {value:g} in the fit, declared {declared:g}"
