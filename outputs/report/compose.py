"""Reading everything the site prints: one pass over the warehouse, plain values out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from measures.claims import records as claim_records
from measures.claims.records import results
from measures.freshness import of_gap
from measures.gap.judgement import verdict
from measures.headline.dated import dated_gaps
from measures.segments import SIDES, GapSegment, LagSegment, PriceGapSegment, by_board, vintages_of
from measures.series import COMPOSITE, DOMAINS, HEADLINE, Series, load
from outputs.report.context import NONE, Extras
from outputs.report.methods import Prose, methods
from outputs.sections import claims, events, statistics
from outputs.sections.front.benchmarks import BenchmarkGroup, benchmark_groups, exposure
from outputs.sections.front.headline import SERIES, FrontPage, FrontSources, front_pages
from outputs.sections.front.past import PastDays, PastSources
from outputs.sections.gap import rows as gap_rows
from outputs.sections.gap.charts import gap_charts
from outputs.sections.gap.evidence import boards, certainty, origins
from outputs.sections.gap.now import by_rule
from outputs.sections.gap.rows import Facts
from outputs.sections.lag.daily import Beside, LagLine, lag_lines, lag_section
from outputs.sections.lag.now import lags as lags_now
from outputs.sections.lag.releases import Releases, releases
from outputs.sections.models.table import Models, models
from outputs.sections.price.fronts import CostChart, cost_charts
from outputs.sections.price.levels import (
    PriceLine,
    levels,
    price_lines,
    ratio_range,
)
from outputs.sections.section import Section
from outputs.sections.series_page import SeriesView, gap_sentence
from outputs.sections.sources import SourceLine, fetched, is_broken, source_health
from outputs.wording import ModelNames, Name
from outputs.wording import name as worded
from terms.days import clock, day
from terms.openness import HEADLINE_RULE, OPENNESS_RULES, OpennessRule
from warehouse.reads import boards as reads_boards
from warehouse.reads import claims as reads_claims
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.reads import pages as reads_pages
from warehouse.reads import prices as reads_prices
from warehouse.reads import sources as reads_sources
from warehouse.reads.views import view_rows
from warehouse.schema.derived import LAG, PRICE_GAP
from warehouse.store import Warehouse
from warehouse.views.statistics import STATISTICS

Row = Mapping[str, Any]
NOW = ("gap_now", "lag_now", "frontier_by_release")
"""Views under every rule of which the API has all rows."""
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
    statistics: Mapping[str, Sequence[Row]]
    """View over a single measure to its rows."""
    priced_until: str | None
    """Newest published day (ISO) of the price lists that say what hosts ask."""
    now: Mapping[str, Sequence[Row]]
    """View of `NOW` to its rows, under every rule."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the templates print."""

    now: datetime
    today: str
    fronts: Sequence[FrontPage]
    benchmarks: Sequence[BenchmarkGroup]
    behind: str
    """How far open models are behind on single tests, in a sentence."""
    domains: Sequence[tuple[str, Sequence[SeriesView]]]
    missing: Sequence[Series]
    failures: Mapping[str, Name]
    """What could not be computed (a series, a claim, a measure) to why."""
    fetches: Sequence[tuple[SourceLine, Row | None]]
    """Every source with its last fetch."""
    is_current: bool
    """Whether nothing is broken."""
    events: Sequence[events.Event]
    prices: Sequence[PriceLine]
    levels: Mapping[OpennessRule, Section]
    """Levels of quality with their cheapest models."""
    models: Models
    sections: Mapping[str, Sequence[Section]]
    """Page to its sections."""
    cost_charts: Sequence[CostChart]
    """Score against price, the headline's series first."""
    claims: claims.Ledger
    methods: Sequence[Prose]
    sources: Sequence[SourceLine]
    extras: Extras
    raw: Raw
    past: PastDays | None
    """What the site would have said on past days; None on the site of a past day."""

    @property
    def front(self) -> FrontPage:
        """What the front page says."""
        return self.fronts[0]

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

    @property
    def series(self) -> list[SeriesView]:
        """Every series with a page, in the order of the front page."""
        return [view for _, views in self.domains for view in views]


def compose(
    warehouse: Warehouse, now: datetime, sources: Sequence[SourceLine], extras: Extras = NONE
) -> Site:
    """Read everything the site prints, as of `now` (UTC)."""
    connection, today = warehouse.connection, now.date()
    declared = load(today, reads_gaps.saturated_since(connection))
    issues = by_board(GapSegment.from_rows(reads_gaps.gap_segments(connection)))
    raw = _raw(warehouse, issues)
    called = reads_models.model_names(connection)
    facts = Facts(called, raw.pages, reads_pages.citations(connection))
    names = ModelNames.of(called)
    verdicts = {key: verdict(gaps[-1]) for key, gaps in issues.items()}
    beside = Beside(names, reads_gaps.last_changes(connection), verdicts)
    lags = lag_lines(raw.lags, declared, beside, today)
    behind = {(it.series.id, it.openness_rule): it for it in lags}
    newest = {key: (segments[-1], behind.get(key)) for key, segments in issues.items()}
    priced = price_lines(raw.statistics["price_at_quality"], declared, names)
    at_best = {(it.series.id, it.rule.value): it for it in priced if it.row["is_best_open"]}
    dated = {
        key: dated_gaps(declared[key[0]], gaps)
        for key, gaps in issues.items()
        if key[0] in SERIES and key[0] in declared
    }
    asked = FrontSources(dated, at_best, raw.statistics["domain"])
    wanted = dict.fromkeys(SERIES, OPENNESS_RULES)
    stairs = releases(declared, reads_gaps.release_steps(connection), names, wanted, newest)
    around = _Around(
        warehouse, raw, names, lags, reads_boards.score_boards(connection), stairs,
        reads_gaps.numbers_shown(connection),
    )  # fmt: skip
    views = {
        name: _view(declared[name], issues, facts, today, around)
        for name in declared
        if (name, HEADLINE_RULE) in issues
    }
    failures = {
        unit: worded("; ".join(causes), CAUSE_LIMIT)
        for unit, causes in reads_derived.failures(connection).items()
    }
    ledger = claims.ledger_page(results(raw.claims), failures)
    fetches = list(fetched(raw.health, sources))
    of_pages = _sections(raw, declared, names)
    return Site(
        now=now,
        today=day(today),
        fronts=front_pages(views, stairs, asked),
        domains=_by_domain(views),
        missing=[series for name, series in declared.items() if name not in views],
        failures=failures,
        fetches=fetches,
        is_current=not extras.broken and not any(is_broken(*one) for one in fetches),
        events=events.happened(warehouse, issues, declared, names, today),
        benchmarks=benchmark_groups(views, raw.statistics["domain"]),
        behind=lags_now(_widest(raw.now["lag_now"]), names).lead,
        prices=priced,
        levels={
            rule: levels(some, {source.name: source.title for source in sources}, ratio_range(some))
            for rule in OpennessRule
            if (some := [line for line in priced if line.rule == rule])
        },
        models=models(
            warehouse, issues, declared, date.fromisoformat(raw.priced_until or str(today))
        ),
        sections={
            **of_pages,
            "status.html": [
                source_health(raw.health, sources, reads_sources.unread_files(connection))
            ],
            "claims.html": [ledger.section, *of_pages["claims.html"]],
        },
        cost_charts=cost_charts(
            raw.statistics["price_front"],
            names,
            {it: declared[it] for it in SERIES if it in views},
            at_best,
        ),
        claims=ledger,
        methods=methods(),
        sources=sources,
        extras=extras,
        raw=raw,
        past=None if extras.as_of else _past(raw, views.get(HEADLINE), facts.names),
    )


def _past(
    raw: Raw,
    first: SeriesView | None,
    names: Mapping[str, Row],
) -> PastDays | None:
    if first is None:
        return None
    sources = PastSources(
        series=first.series,
        # Of the others it matters alone whether there was any.
        gaps={name: gaps for (name, rule), gaps in raw.gaps.items() if rule == HEADLINE_RULE},
        now_until=first.releases.until if first.releases else first.freshness.vintage_on,
        lags=[one for one in raw.lags if one.series == HEADLINE],
        releases=first.releases,
        names=names,
    )
    return PastDays(sources, first.freshness.on)


class _Around(NamedTuple):
    """What a series page shows besides its gap; `shown`: numbers of view gap_now."""

    warehouse: Warehouse
    raw: Raw
    names: ModelNames
    lags: Sequence[LagLine]
    boards: Sequence[Row]
    releases: Mapping[Key, Releases]
    shown: Mapping[Key, Row]


def _raw(warehouse: Warehouse, issues: Issues) -> Raw:
    connection = warehouse.connection
    lags = LagSegment.from_rows(reads_derived.derived_rows(connection, LAG))
    told = reads_claims.claims(connection)
    now = {name: view_rows(connection, name) for name in NOW}
    gaps = (one for some in issues.values() for one in some)
    vintages = set(vintages_of(*gaps, *lags))
    vintages |= {row["vintage"] for row in now["frontier_by_release"]}
    views = {view.name: view_rows(connection, view.name) for view in STATISTICS}
    lists = {row["vintages"] for rows in views.values() for row in rows if "vintages" in row}
    vintages |= {vintage for text in lists for vintage in json.loads(text)}
    vintages |= {row["index_vintage"] for row in views["eci_refit"]} - {None}
    vintages |= claim_records.vintages_of(told)
    return Raw(
        gaps=issues,
        pages=reads_pages.pages_of(connection, vintages),
        lags=lags,
        prices=PriceGapSegment.from_rows(reads_derived.derived_rows(connection, PRICE_GAP)),
        claims=told,
        health=reads_sources.health(connection),
        statistics=views,
        priced_until=reads_prices.listed_until(connection),
        now=now,
    )


def _view(series: Series, issues: Issues, facts: Facts, today: date, around: _Around) -> SeriesView:
    gaps = issues[series.id, HEADLINE_RULE]
    now = {
        rule: replace(issues[series.id, rule][-1], **around.shown.get((series.id, rule), {}))
        for rule in OPENNESS_RULES
        if (series.id, rule) in issues
    }
    last = now[HEADLINE_RULE]
    fresh = of_gap(series, gaps[-1], today.isoformat())
    lines = [gap_rows.rule_line(series, gap, facts) for gap in now.values()]
    bounds = {rule: gap_rows.either_way_range(series, gap) for rule, gap in now.items()}
    lags = [line for line in around.lags if line.series.id == series.id]
    said = gap_sentence(lines[0], fresh, bounds[HEADLINE_RULE])
    read = {
        side: (found, facts.link(facts.pages.get(last.side(side).vintage or 0), found["entry"]))
        for side in SIDES
        if (
            found := reads_gaps.leader_origin(
                around.warehouse.connection, last.values, side, last.through
            )
        )
    }
    own = [row for row in around.raw.now["gap_now"] if row["series"] == series.id]
    points = gap_rows.change_points(series, gaps, facts)
    parts: dict[str, Section | None] = {
        "lag": lag_section(lags),
        "sure": certainty(series, gaps[-1]),
        "origin": origins(series, read),
        "rules": by_rule(own, around.names) if own else None,
        "points": replace(points, rows=points.rows[::-1], is_table_folded=True),
        "boards": boards(series, around.boards),
        **statistics.of_series(around.raw.statistics, around.names, series.id),
    }
    return SeriesView(
        series=series,
        freshness=fresh,
        badges=gap_rows.badges(series, last, fresh),
        headline=lines[0],
        rules=lines,
        sentence=said,
        figures=gap_charts(series, gaps, facts.leading, said),
        bounds={OpennessRule(rule).text: found for rule, found in bounds.items() if found},
        lags=lags,
        releases=around.releases.get((series.id, HEADLINE_RULE)),
        sections={key: part for key, part in parts.items() if part is not None},
        issued=clock(last.recorded_at),
        issued_by=last.code_version,
    )


def _sections(
    raw: Raw, declared: Mapping[str, Series], names: ModelNames
) -> dict[str, Sequence[Section]]:
    own = _widest(raw.statistics["domain"])
    seen = exposure(own, _widest(raw.now["lag_now"]), declared)
    return {
        "index.html": [seen] if seen else [],
        **statistics.of_pages(raw.statistics, names),
    }


def _widest(rows: Sequence[Row]) -> list[Row]:
    """Rows of a view under the widest rule."""
    return [row for row in rows if row["openness_rule"] == HEADLINE_RULE]


def _by_domain(views: Mapping[str, SeriesView]) -> list[tuple[str, list[SeriesView]]]:
    """Composites first, because the headline is one; the other domains as declared."""
    order = sorted(DOMAINS, key=lambda domain: domain != COMPOSITE)
    grouped = [(it, [view for view in views.values() if view.series.domain == it]) for it in order]
    return [(domain, found) for domain, found in grouped if found]
