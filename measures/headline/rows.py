"""Issue of the table by domain and of the headline: estimates on the run's gaps and lags."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from measures.estimates import estimate_row
from measures.freshness import of_gap
from measures.headline import sentence
from measures.headline.domains import DomainLine, SeriesLine, domains
from measures.headline.sentence import Headline, HeadlinePart
from measures.known import DerivedBoard, Known, derived, vintages_of
from measures.lag.daily import HEADLINE
from measures.lag.words import on_day
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.days import year_before
from terms.openness import HEADLINE_RULE, OPENNESS_RULES
from terms.words import HEADLINE_CLOCK

CLOCK = HEADLINE_CLOCK.value


def domain_tables(known: Known) -> Iterator[DerivedBoard]:
    """Boards `domain` (one per openness rule) and `headline` of table estimate."""
    tables = {rule: _table(known, rule) for rule in OPENNESS_RULES}
    for rule, table in tables.items():
        rows = [_domain_row(known, rule, line, one) for line in table for one in line.lines]
        yield derived("estimate", "domain", rule, _newest(table), rows)
    parts = list(_parts(known))
    table = tables[HEADLINE_RULE]
    told = sentence.headline([part for part, _ in parts], table)
    behind = {one for _, vintages in parts for one in vintages}
    behind.update(vintages_of(*(one.now for line in table for one in line.lines if one.speaks)))
    newest = _newest(table)
    rows = [
        _headline_row(known, told, newest, sorted(behind)),
        *(_part_row(known, part, vintages) for part, vintages in parts),
    ]
    yield derived("estimate", "headline", "", newest, rows)


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
            found[name] = {**row, "told_on": fresh.shown_on}
    return found


def _first_day(row: Mapping[str, Any]) -> str:
    return str(row["entry"])


def _newest(table: list[DomainLine]) -> str | None:
    days = [one.now["inputs_on"] for line in table for one in line.lines]
    return max(days, default=None)


def _parts(known: Known) -> Iterator[tuple[HeadlinePart, list[int]]]:
    """Each part of the headline with the vintages behind its gap and lag."""
    gaps = {rule: _gaps(known, rule, known.through) for rule in sentence.RULES}
    for series in sentence.SERIES:
        for rule, found in gaps.items():
            gap = found.get(series)
            if gap is not None:
                declared = known.series[series]
                lag = _lag(known, declared, rule, gap["told_on"])
                told = sentence.part(declared, rule, gap, lag, known.through)
                yield told, vintages_of(gap, lag)


def _lag(known: Known, series: Series, rule: str, on: str) -> dict[str, Any] | None:
    """The lag on the day the gap is told for: an old page tells nothing of the days after it."""
    issued = known.board("lag", series.id, rule, HEADLINE, CLOCK)
    row = issued.in_force(on) if issued else None
    if row is None or row["counts_from"] is None:
        return None
    return on_day(row, on)


def _domain_row(known: Known, rule: str, line: DomainLine, one: SeriesLine) -> dict[str, Any]:
    detail = {
        "domain": line.domain,
        "direction": line.direction,
        "verdict": one.verdict,
        "speaks": one.speaks,
        "is_stale": one.is_stale,
        "status": one.series.status,
        "closed_model": one.now["closed_model"],
        "open_model": one.now["open_model"],
        "year_ago": _then(one),
        "change": asdict(one.change),
    }
    return estimate_row(
        known.code_version,
        entry=f"{line.domain}|{one.series.id}",
        series=one.series.id,
        openness_rule=rule,
        value=one.now["gap"],
        low=one.now["gap_low"],
        high=one.now["gap_high"],
        ci_level=one.now["ci_level"],
        unit=one.series.unit,
        through_on=one.now["inputs_on"],
        detail=json.dumps(detail, sort_keys=True),
        caveat=one.reason,
        vintages=json.dumps(vintages_of(one.now, one.year_ago)),
    )


def _then(one: SeriesLine) -> dict[str, Any] | None:
    if one.year_ago is None:
        return None
    told = ("gap", "gap_low", "gap_high", "closed_model", "open_model", "vintage_on")
    return {
        **{name: one.year_ago[name] for name in told},
        "verdict": one.verdict_year_ago,
        "as_of": one.year_ago_as_of,
    }


def _headline_row(
    known: Known, told: Headline, newest: str | None, vintages: list[int]
) -> dict[str, Any]:
    return estimate_row(
        known.code_version,
        entry="sentence",
        n=sum(told.verdicts.values()),
        unit="series",
        through_on=newest,
        detail=json.dumps({"sentence": told.sentence, "verdicts": told.verdicts}, sort_keys=True),
        caveat=told.caveat,
        vintages=json.dumps(vintages),
    )


def _part_row(known: Known, part: HeadlinePart, vintages: list[int]) -> dict[str, Any]:
    return estimate_row(
        known.code_version,
        entry=f"{part.series}|{part.openness_rule}",
        series=part.series,
        openness_rule=part.openness_rule,
        value=part.gap,
        low=part.gap_low,
        high=part.gap_high,
        ci_level=None if part.gap_low is None else LEVEL,
        unit=known.series[part.series].unit,
        through_on=part.published_on,
        detail=json.dumps(asdict(part), sort_keys=True),
        vintages=json.dumps(vintages),
    )
