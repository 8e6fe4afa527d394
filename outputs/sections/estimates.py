"""Estimates over a window or a whole history, as lines of a table: value, interval, n, caveat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.choice.records import RECORDS as OF_MODELS
from measures.estimates import Estimate
from measures.headline.records import DomainEstimate, HeadlineEstimate
from measures.lag.release_records import LagSawtoothEstimate, ReleaseFrontierEstimate
from measures.price import records as price
from measures.price import records_market as price_market
from measures.records import ESTIMATES, read
from measures.series import Series
from measures.solved import records as solved
from measures.trend.records import ProjectionEstimate
from measures.uncertainty.intervals import level_in_words
from outputs.sections.labels import key_of, plain, title_of
from outputs.wording import Name, clean, name, shorten
from terms.days import day
from terms.numbers import number
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.units import amount, places_of, unit_of
from warehouse.schema.statistics import STATISTICS

Row = Mapping[str, Any]
DETAIL_LIMIT = 1000
DETAIL_ITEMS = 24

OF_PRICES = frozenset(
    record.MEASURE for record in (*price.RECORDS, *price_market.RECORDS, *solved.RECORDS)
)
"""Measures that the page of prices tells, of every series."""
OTHER = "other"
"""The page of a measure that nobody knows."""
SHOWN = 8
"""Lines of a measure on a page; the rest is counted and stands in the JSON API."""
TOLD_ELSEWHERE = (
    *(HeadlineEstimate.MEASURE, DomainEstimate.MEASURE),
    *(ReleaseFrontierEstimate.MEASURE, LagSawtoothEstimate.MEASURE, ProjectionEstimate.MEASURE),
    *(record.MEASURE for record in OF_MODELS),
    *(
        view.name
        for view in STATISTICS
        if view.name in ESTIMATES and ESTIMATES[view.name].PAGE is None
    ),
)
"""Measures that have a form of their own, or a view; a projection only where it is borne."""


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One estimate, told."""

    variant: Name
    series: str | None
    series_id: str | None
    rule: str | None
    value: str
    unit: str
    interval: str | None
    n: str
    window: str
    caveat: Name | None
    row: Row
    is_principal: bool


@dataclass(frozen=True, slots=True)
class EstimateGroup:
    """All estimates of one measure."""

    measure: str
    title: str
    lines: Sequence[EstimateLine]
    left: int
    """How many lines are not shown here."""

    @property
    def has_intervals(self) -> bool:
        """Whether any line has an interval, so that its absence says something in the others."""
        return any(line.interval for line in self.lines)


def page_of(measure: str) -> str | None:
    """The page that lists `measure`; None: sections tell it, and pages of series list theirs."""
    return ESTIMATES[measure].PAGE if measure in ESTIMATES else OTHER


def groups(
    rows: Iterable[Row], declared: Mapping[str, Series], names: Mapping[str, str] | None = None
) -> list[EstimateGroup]:
    """Measures in order of name, each with all its lines; `names` are those of models."""
    by_measure: dict[str, list[EstimateLine]] = {}
    for row in rows:
        if row["measure"] not in TOLD_ELSEWHERE:
            by_measure.setdefault(row["measure"], []).append(_line(row, declared, names or {}))
    return [
        EstimateGroup(measure, name(title_of(measure), 60).text, lines, 0)
        for measure, lines in by_measure.items()
    ]


def pages_of(found: Iterable[EstimateGroup]) -> dict[str, list[EstimateGroup]]:
    """Page to its measures, each with its principal lines under the widest rule."""
    pages: dict[str, list[EstimateGroup]] = {}
    for group in found:
        page = page_of(group.measure)
        if page is not None:
            pages.setdefault(page, []).append(_principal(group))
    return pages


def of_series(found: Iterable[EstimateGroup]) -> dict[str, list[EstimateGroup]]:
    """Series id to its measures, each with the principal lines of that series.

    Prices of all series stand on one page.
    """
    series: dict[str, list[EstimateGroup]] = {}
    for group in found:
        if group.measure in OF_PRICES:
            continue
        lines: dict[str, list[EstimateLine]] = {}
        for line in group.lines:
            if line.series_id:
                lines.setdefault(line.series_id, []).append(line)
        for key, own in lines.items():
            shown = EstimateGroup(group.measure, group.title, own, 0)
            series.setdefault(key, []).append(_principal(shown))
    return series


def _principal(group: EstimateGroup) -> EstimateGroup:
    """The lines that a reader wants first; how many are left out is told."""
    lines = [
        line
        for line in group.lines
        if line.is_principal and line.row["openness_rule"] in (None, HEADLINE_RULE)
    ]
    known = sorted(lines or group.lines, key=lambda line: line.row["value"] is None)[:SHOWN]
    return EstimateGroup(group.measure, group.title, known, len(group.lines) - len(known))


def _line(row: Row, declared: Mapping[str, Series], names: Mapping[str, str]) -> EstimateLine:
    series = declared.get(row["series"] or "")
    rule = row["openness_rule"]
    record = read(row) if row["measure"] in ESTIMATES else None
    caveat = record.caveat if record else row["caveat"]
    return EstimateLine(
        variant=name(_label(row, record, names), 120),
        series=series.title if series else row["series"],
        series_id=series.id if series else None,
        rule=OpennessRule(rule).text if rule else None,
        value=_value(row, record),
        unit="" if row["value"] is None else name(unit_of(row["unit"]), 40).text,
        interval=_interval(row),
        n="" if row["n"] is None else f"{row['n']:,}",
        window=_window(row),
        caveat=name(caveat, 300) if caveat else None,
        row=row,
        is_principal=record is None or record.is_principal,
    )


def _label(row: Row, record: Estimate | None, names: Mapping[str, str]) -> str:
    """What the row is about."""
    if record is not None:
        return record.title(lambda model: names.get(model, model))
    return str(row["variant"])


def _value(row: Row, record: Estimate | None) -> str:
    if row["value"] is None:
        return "not known"
    told = amount(row["value"], row["unit"])
    return f"{record.bound} {told}" if record and record.bound else told


def _interval(row: Row) -> str | None:
    if row["low"] is None and row["high"] is None:
        return None
    places = places_of(row["unit"])
    low = "−∞" if row["low"] is None else number(row["low"], places)
    high = "∞" if row["high"] is None else number(row["high"], places)
    level = f"{level_in_words(row['ci_level'])} CI " if row["ci_level"] else ""
    return f"{level}{low} to {high}"


def _window(row: Row) -> str:
    ends = [row["from_on"], row["through_on"]]
    return " to ".join(day(end) for end in ends if end)


def facts(detail: object) -> list[tuple[str, Name]]:
    """The parts of a detail as (word, text), nested parts in words."""
    if not isinstance(detail, Mapping):
        return [("", name(plain(detail), DETAIL_LIMIT))] if detail else []
    shown = list(detail.items())[:DETAIL_ITEMS]
    told = [
        (shorten(clean(key_of(key)), 60), name(plain(value), DETAIL_LIMIT)) for key, value in shown
    ]
    if len(detail) > DETAIL_ITEMS:
        told.append(("", Name(f"and {len(detail) - DETAIL_ITEMS} more in the JSON API")))
    return told
