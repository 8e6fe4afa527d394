"""Reading everything the site prints: one pass over the warehouse, plain values out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from measures.claims.records import results
from measures.freshness import of_gap
from measures.gap.judgement import verdict
from measures.segments import SIDES, GapSegment, LagSegment, PriceGapSegment, by_board, vintages_of
from measures.series import COMPOSITE, DOMAINS, HEADLINE, Series, load
from outputs.report.context import NONE, Extras
from outputs.report.methods import Prose, methods
from outputs.sections import claims, events
from outputs.sections.front.benchmarks import BenchmarkLine, benchmark_lines, exposure
from outputs.sections.front.headline import FrontPage, front_page, nothing
from outputs.sections.front.past import PastDays
from outputs.sections.gap import rows as gap_rows
from outputs.sections.gap.evidence import certainty, origins
from outputs.sections.gap.rows import GapLine
from outputs.sections.lag.parity import newest_leads, parity
from outputs.sections.lag.releases import Releases, releases
from outputs.sections.lag.rows import Beside, LagLine, lag_lines, lag_section, range_sentence
from outputs.sections.models.table import Models, models
from outputs.sections.price.fronts import CostChart, cost_charts
from outputs.sections.price.levels import levels, price_lines
from outputs.sections.section import Section, active_first, counted_once
from outputs.sections.series_page import SeriesView
from outputs.sections.sources import SourceLine, fetched, is_broken, source_health
from outputs.wording import ModelNames, Name, address
from outputs.wording import name as worded
from terms.days import clock, day
from terms.openness import HEADLINE_RULE, OPENNESS_RULES, OpennessRule
from terms.words import ClaimLedger
from warehouse.reads import claims as reads_claims
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.reads import pages as reads_pages
from warehouse.reads import prices as reads_prices
from warehouse.reads import sources as reads_sources
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import LAG, PRICE_GAP
from warehouse.store import Warehouse
from warehouse.views.promised import FEEDS, MEASURES

Row = Mapping[str, Any]
VIEWS = ("gap_now", "lag_now", "frontier_by_release", *FEEDS, *MEASURES)
"""Views of which the API has all rows, under every rule."""
CAUSE_LIMIT = 300
Key = tuple[str, str]
Issues = Mapping[Key, Sequence[GapSegment]]
"""(Series, openness rule) to the change points of the newest issue."""


@dataclass(frozen=True, slots=True)
class Raw:
    """What the warehouse gives, for the JSON API."""

    gaps: Issues
    pages: Mapping[int, Row]
    lags: Sequence[LagSegment]
    prices: Sequence[PriceGapSegment]
    claims: Sequence[Row]
    health: Sequence[Row]
    views: Mapping[str, Sequence[Row]]
    """Each of `VIEWS` to its rows."""
    priced_until: str | None
    """Newest published day (ISO) of the price lists that say what hosts ask."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the templates print."""

    now: datetime
    today: str
    front: FrontPage
    benchmarks: tuple[Sequence[BenchmarkLine], Sequence[BenchmarkLine]]
    """Those that speak for their domains, and the others."""
    leads: Section | None
    """How long the headline's last closed leads lasted."""
    exposed: str
    """Private questions beside public ones, in a sentence."""
    behind: str
    """How far open models are behind on single tests, in a sentence."""
    series: Sequence[SeriesView]
    """Every series with a page, composites first."""
    missing: Sequence[Series]
    failures: Mapping[str, Name]
    """What could not be computed (a series, a claim, a measure) to why."""
    fetches: Sequence[tuple[SourceLine, Row | None]]
    """Every source with its last fetch."""
    is_current: bool
    """Whether nothing is broken."""
    events: Sequence[events.Event]
    levels: Mapping[OpennessRule, Section]
    """Levels of quality with their cheapest models."""
    models: Models
    sections: Mapping[str, Sequence[Section]]
    """Page to its sections."""
    cost_charts: Sequence[CostChart]
    """Score against price, the headline's series first."""
    methods: Sequence[Prose]
    sources: Sequence[SourceLine]
    extras: Extras
    raw: Raw
    past: PastDays | None
    """What the site would have said on past days; None on the site of a past day."""

    @property
    def data_on(self) -> str:
        """Days of the newest page behind any gap and behind any price, in words; empty without."""
        scores = self._scored_on
        prices = {self.raw.priced_until} if self.raw.priced_until else set()
        both = (("Scores", scores), ("prices" if scores else "Prices", prices))
        told = [f"{what} to {day(max(of))}" for what, of in both if of]
        if scores and prices and max(scores)[:4] == max(prices)[:4]:
            told[0] = told[0].removesuffix(f" {max(prices)[:4]}")  # one line on a phone
        return ", ".join(told)

    @property
    def data_until(self) -> str | None:
        """The newest of these days (ISO)."""
        return max(self._scored_on | {self.raw.priced_until or ""}) or None

    @property
    def _scored_on(self) -> set[str]:
        return {view.freshness.vintage_on for view in self.series}


def compose(
    warehouse: Warehouse, now: datetime, sources: Sequence[SourceLine], extras: Extras = NONE
) -> Site:
    """Read everything the site prints, as of `now` (UTC)."""
    connection, today = warehouse.connection, now.date()
    known = _known(warehouse, today)
    raw, declared, names = known.raw, known.declared, known.names
    views = {name: known.view(declared[name]) for name in declared if known.key(name) in raw.gaps}
    priced = price_lines(raw.views["price_at_quality"], declared, names)
    at_best = {
        it.series.id: it
        for it in priced
        if it.row["is_best_open"] and it.row["openness_rule"] == HEADLINE_RULE
    }
    failures = {
        unit: worded("; ".join(causes), CAUSE_LIMIT)
        for unit, causes in reads_derived.failures(connection).items()
    }
    fetches = list(fetched(raw.health, sources))
    own = _widest(raw.views["domain"])
    led = known.waited(HEADLINE)
    order = sorted(DOMAINS, key=lambda domain: domain != COMPOSITE)
    return Site(
        now=now,
        today=day(today),
        front=front_page(
            views[HEADLINE],
            {rule: gaps for (series, rule), gaps in raw.gaps.items() if series == HEADLINE},
            at_best.get(HEADLINE),
            own,
        )
        if HEADLINE in views
        else nothing(has_benchmarks=bool(views)),
        series=sorted(views.values(), key=lambda it: order.index(it.series.domain)),
        missing=[series for name, series in declared.items() if name not in views],
        failures=failures,
        fetches=fetches,
        is_current=not extras.broken and not any(is_broken(*one) for one in fetches),
        events=events.happened(warehouse, raw.gaps, declared, names, today),
        benchmarks=benchmark_lines(views, own),
        leads=newest_leads(led, names) if led else None,
        exposed=exposure(own, _widest(raw.views["lag_now"]), declared),
        behind=range_sentence(counted_once(active_first(_widest(raw.views["lag_now"]))[0])[0]),
        levels={
            rule: levels(some, {source.name: source.title for source in sources})
            for rule in OpennessRule
            if (some := [line for line in priced if line.row["openness_rule"] == rule])
        },
        models=models(warehouse, raw.gaps, declared, raw.priced_until or today.isoformat()),
        sections=_sections(known, failures, sources),
        cost_charts=cost_charts(raw.views["price_front"], names, at_best),
        methods=methods(),
        sources=sources,
        extras=extras,
        raw=raw,
        past=None if extras.as_of else _past(known, views.get(HEADLINE)),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What a page of a series is made of; `cited`: by board id and entry the page that a curated
    row cites, `lags` by series and openness rule, `stairs` by series under the widest."""

    warehouse: Warehouse
    today: date
    declared: Mapping[str, Series]
    raw: Raw
    names: ModelNames
    cited: Mapping[tuple[int, str], str]
    lags: Mapping[Key, LagLine]
    stairs: Mapping[str, Releases]

    @staticmethod
    def key(series: str) -> Key:
        """A series under the widest rule."""
        return series, HEADLINE_RULE

    def waited(self, series: str) -> list[Row]:
        """Its closed leads under the widest rule."""
        rows = _widest(self.raw.views["parity"])
        return [row for row in rows if row["series"] == series]

    def _cited(self, vintage: int | None, entry: str) -> str | None:
        page = self.raw.pages.get(vintage or 0)
        return address(self.cited.get((page["board_id"], entry), "")) if page else None

    def view(self, series: Series) -> SeriesView:
        """The page of a series."""
        raw, connection = self.raw, self.warehouse.connection
        gaps = raw.gaps[self.key(series.id)]
        own = [row for row in raw.views["gap_now"] if row["series"] == series.id]
        shown = {row["openness_rule"]: {it: row[it] for it in reads_gaps.SHOWN} for row in own}
        now = [
            replace(raw.gaps[series.id, rule][-1], **shown.get(rule, {}))
            for rule in OPENNESS_RULES
            if (series.id, rule) in raw.gaps
        ]
        today, last = self.today.isoformat(), now[0]
        lines = [GapLine(series, gap, of_gap(series, gap, today), self.names) for gap in now]
        lags = {rule: one for (name, rule), one in self.lags.items() if name == series.id}
        read = {
            side: (found, self._cited(last.side(side).vintage, found["entry"]))
            for side in SIDES
            if (found := reads_gaps.leader_origin(connection, last.values, side, last.through))
        }
        waited = self.waited(series.id)
        parts: dict[str, Section | None] = {
            "lag": lag_section(list(lags.values())),
            "parity": parity(waited, self.names) if waited else None,
            "sure": certainty(series, gaps[-1]),
            "origin": origins(series, read),
            "rules": gap_rows.by_rule(own, self.names) if own else None,
        }
        return SeriesView(
            series=series,
            rules=lines,
            lags=lags,
            releases=self.stairs.get(series.id),
            sections={key: part for key, part in parts.items() if part is not None},
            issued=clock(last.recorded_at),
            issued_by=last.code_version,
        )


def _known(warehouse: Warehouse, today: date) -> _Known:
    connection = warehouse.connection
    declared = load(today, reads_gaps.saturated_since(connection))
    raw = _raw(warehouse)
    names = ModelNames.of(reads_models.model_names(connection))
    verdicts = {key: verdict(gaps[-1]) for key, gaps in raw.gaps.items()}
    beside = Beside(names, reads_gaps.last_changes(connection), verdicts)
    lags = {
        (it.series.id, it.segment.openness_rule): it
        for it in lag_lines(raw.lags, declared, beside, today)
    }
    newest = {
        series: (gaps[-1], lags.get((series, rule)))
        for (series, rule), gaps in raw.gaps.items()
        if rule == HEADLINE_RULE
    }
    steps = _widest(reads_gaps.release_steps(connection))
    return _Known(
        warehouse=warehouse,
        today=today,
        declared=declared,
        raw=raw,
        cited=reads_pages.citations(connection),
        names=names,
        lags=lags,
        stairs=releases(declared, steps, names, newest),
    )


def _raw(warehouse: Warehouse) -> Raw:
    connection = warehouse.connection
    issues = by_board(GapSegment.from_rows(reads_gaps.gap_segments(connection)))
    lags = LagSegment.from_rows(reads_derived.derived_rows(connection, LAG))
    told = reads_claims.claims(connection)
    views = {name: statistics(connection, name) for name in VIEWS}
    gaps = (one for some in issues.values() for one in some)
    vintages = set(vintages_of(*gaps, *lags))
    vintages |= {row["vintage"] for row in views["frontier_by_release"]}
    lists = {row["vintages"] for rows in views.values() for row in rows if "vintages" in row}
    vintages |= {vintage for text in lists for vintage in json.loads(text)}
    vintages |= {row["index_vintage"] for row in views["eci_refit"]} - {None}
    vintages |= {vintage for one in results(told) for vintage in one.vintages}
    return Raw(
        gaps=issues,
        pages=reads_pages.pages_of(connection, vintages),
        lags=lags,
        prices=PriceGapSegment.from_rows(reads_derived.derived_rows(connection, PRICE_GAP)),
        claims=told,
        health=reads_sources.health(connection),
        views=views,
        priced_until=reads_prices.listed_until(connection),
    )


def _sections(
    known: _Known, failures: Mapping[str, Name], sources: Sequence[SourceLine]
) -> dict[str, Sequence[Section]]:
    """Page to its sections."""
    raw, connection = known.raw, known.warehouse.connection
    health = source_health(raw.health, sources, reads_sources.unread_files(connection))
    tested = results(raw.claims)
    return {
        "status.html": [health],
        "claims.html": [
            part
            for of in ClaimLedger
            for part in (claims.ledger(of, tested, failures), claims.noted(of, tested))
        ],
    }


def _past(known: _Known, first: SeriesView | None) -> PastDays | None:
    if first is None:
        return None
    raw = known.raw
    return PastDays(
        series=first.series,
        # Of the others it matters alone whether there was any.
        gaps={name: gaps for (name, rule), gaps in raw.gaps.items() if rule == HEADLINE_RULE},
        lags=[one for one in raw.lags if one.series == HEADLINE],
        names=known.names,
        last=first.freshness.on,
    )


def _widest(rows: Sequence[Row]) -> list[Row]:
    """Rows of a view under the widest rule."""
    return [row for row in rows if row["openness_rule"] == HEADLINE_RULE]
