"""Reading everything the site prints: one pass over the warehouse, plain values out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from measures.claims.records import results
from measures.headline.exposure import by_exposure, exposure_sentence
from measures.segments import SIDES, GapSegment, LagSegment
from measures.series import COMPOSITE, DOMAINS, HEADLINE, Series, load
from outputs.report.methods import Prose, methods
from outputs.sections import claims, events
from outputs.sections.front.headline import FrontPage, answer, front_page, nothing
from outputs.sections.front.past import PastDays
from outputs.sections.gap.evidence import origins
from outputs.sections.gap.rows import gap_line
from outputs.sections.lag.parity import parity
from outputs.sections.lag.releases import releases
from outputs.sections.lag.rows import lag_line, lag_section, range_sentence
from outputs.sections.models.table import Models, models
from outputs.sections.price.fronts import CostChart, cost_charts
from outputs.sections.price.levels import PriceLevel, levels, price_lines
from outputs.sections.section import Section, active_first, counted_once
from outputs.sections.series_page import Lines, SeriesView, benchmark_lines
from outputs.sections.sources import SourceLine, fetched, is_broken
from outputs.wording import ModelNames, Name, address, name as worded
from terms.days import day
from terms.openness import HEADLINE_RULE, OPENNESS_RULES, OpennessRule
from terms.words import ClaimLedger
from warehouse.reads import (
    claims as reads_claims,
    derived as reads_derived,
    gaps as reads_gaps,
    models as reads_models,
    pages as reads_pages,
    prices as reads_prices,
    sources as reads_sources,
)
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse
from warehouse.views.promised import FEEDS, MEASURES

Row = Mapping[str, Any]
VIEWS = (
    *("gap_now", "lag_now", "gap_changes", "lag_changes", "price_changes", "frontier_by_release"),
    *(*FEEDS, *MEASURES),
)
"""Views of which the API has all rows, under every rule."""
OF_VINTAGES = ("closed_vintage", "open_vintage", "vintage", "index_vintage")
"""Columns that name one; `vintages` is a list of them."""
CAUSE_LIMIT = 300
LEADS = 6
"""Closed leads of the headline that the front page draws."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What the caller knows and the warehouse does not.

    `as_of`: a past day, by what had been published by then; `present` leads from its folder to the
    front page of the present. `base_url` is the address under which the site will be published,
    with or without a closing slash; empty when unknown: link previews and the feed then carry
    relative addresses.
    """

    as_of: date | None = None
    base_url: str = ""
    present: str = ""

    def absolute(self, path: str) -> str:
        """`path` of the site as an address, absolute when the base is known."""
        return f"{self.base_url.rstrip('/')}/{path}" if self.base_url else path


NONE = Extras()


@dataclass(frozen=True, slots=True)
class Content:
    """What the warehouse gives, and what models are called."""

    declared: Mapping[str, Series]
    names: ModelNames
    gaps: Mapping[str, Sequence[GapSegment]]
    """Series to its change points under the widest rule."""
    claims: Sequence[Row]
    views: Mapping[str, Sequence[Row]]
    """Each of `VIEWS` to its rows."""
    pages: Mapping[int, Row]
    """Behind each vintage that a row names."""
    priced_until: str | None
    """Newest day (ISO) on which a price list that says what hosts ask was seen."""

    def widest(self, view: str, **equal: str) -> list[Row]:
        """Rows of a view under the widest rule; `equal`: column to its value."""
        asked = {"openness_rule": HEADLINE_RULE, **equal}
        return [row for row in self.views[view] if all(row[it] == asked[it] for it in asked)]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the templates print."""

    now: datetime
    sources: Sequence[SourceLine]
    extras: Extras
    known: Content
    front: FrontPage
    benchmarks: tuple[Lines, Lines]
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
    broken: Sequence[SourceLine]
    """Those that were not read."""
    unread: Mapping[str, Sequence[str]]
    """By source what of its newest pages cannot be read."""
    events: Sequence[events.Event]
    levels: Mapping[OpennessRule, Section]
    models: Models
    ledgers: Sequence[Section]
    """Of claims, each with its notes."""
    cost_charts: Sequence[CostChart]
    methods: Sequence[Prose]
    past: PastDays | None
    """What the site would have said on past days; None on the site of a past day."""

    @property
    def is_current(self) -> bool:
        """Whether every source was read, and no page of an active benchmark is old."""
        old = (it.freshness.is_stale for it in self.series if it.series.is_live)
        return not (self.broken or any(old))

    @property
    def data_on(self) -> str:
        """Days of the newest page behind any gap and behind any price, in words; empty without."""
        scores, prices = self._scored_on, self.known.priced_until or ""
        told = [f"Scores to {day(scores)}"] if scores else []
        if scores[:4] == prices[:4]:
            told = [it.removesuffix(f" {prices[:4]}") for it in told]  # one line on a phone
        if prices:
            told.append(f"{'prices' if scores else 'Prices'} to {day(prices)}")
        return ", ".join(told)

    @property
    def data_until(self) -> str | None:
        """The newest of these days (ISO)."""
        return max(self._scored_on, self.known.priced_until or "") or None

    @property
    def _scored_on(self) -> str:
        return max((view.freshness.vintage_on for view in self.series), default="")


def compose(
    warehouse: Warehouse, now: datetime, sources: Sequence[SourceLine], extras: Extras = NONE
) -> Site:
    """Read everything the site prints, as of `now` (UTC)."""
    connection, today = warehouse.connection, now.date()
    known = _known(warehouse, today)
    declared, names = known.declared, known.names
    views = _views(warehouse, known, today)
    priced: dict[OpennessRule, list[PriceLevel]] = {rule: [] for rule in OpennessRule}
    for line in price_lines(known.views["price_at_quality"], declared, names):
        priced[line.row["openness_rule"]].append(line)
    widest = priced[OpennessRule(HEADLINE_RULE)]
    at_best = (it for it in widest if it.series.id == HEADLINE and it.row["is_best_open"])
    failures = {
        unit: worded("; ".join(causes), CAUSE_LIMIT)
        for unit, causes in reads_derived.failures(connection).items()
    }
    fetches = list(fetched(reads_sources.health(connection), sources))
    own, lags = known.widest("domain"), known.widest("lag_now")
    exposed = by_exposure(own, declared)
    first = views.get(HEADLINE)
    led = known.widest("parity", series=HEADLINE)
    order = sorted(DOMAINS, key=lambda domain: domain != COMPOSITE)
    return Site(
        now=now,
        sources=sources,
        extras=extras,
        known=known,
        front=front_page(
            [answer(warehouse, line, known.views["lag_now"]) for line in first.rules],
            next(at_best, None),
            own,
            first.releases,
        )
        if first
        else nothing(has_benchmarks=bool(views)),
        benchmarks=benchmark_lines(views, own),
        leads=parity(led, names, LEADS) if led else None,
        exposed=exposure_sentence(exposed, {row["series"]: row for row in lags}) if exposed else "",
        behind=range_sentence(counted_once(active_first(lags)[0])[0]),
        series=sorted(views.values(), key=lambda it: order.index(it.series.domain)),
        missing=[series for name, series in declared.items() if name not in views],
        failures=failures,
        fetches=fetches,
        broken=[source for source, row in fetches if is_broken(source, row)],
        unread=reads_sources.unread_files(connection),
        events=events.happened(warehouse, known.gaps, declared, names, today),
        levels={rule: levels(lines) for rule, lines in priced.items() if lines},
        models=models(warehouse, known.gaps, declared, known.priced_until or f"{today}"),
        ledgers=_ledgers(known.claims, failures),
        cost_charts=cost_charts(known.views["price_front"], names, widest),
        methods=methods(),
        past=_past(warehouse, known, first) if first and not extras.as_of else None,
    )


def _views(warehouse: Warehouse, known: Content, today: date) -> dict[str, SeriesView]:
    """The page of every series with a gap."""
    declared, names, on = known.declared, known.names, f"{today}"
    gap_rows, lag_rows = (
        [(declared[row["series"]], row) for row in known.views[view] if row["series"] in declared]
        for view in ("gap_now", "lag_now")
    )
    gaps = {(it.id, row["openness_rule"]): gap_line(it, row, names, on) for it, row in gap_rows}
    lags = {(it.id, row["openness_rule"]): lag_line(it, row, names, on) for it, row in lag_rows}
    newest = {name: (own[-1], lags.get((name, HEADLINE_RULE))) for name, own in known.gaps.items()}
    steps = sorted(known.widest("frontier_by_release"), key=itemgetter("on_date", "class"))
    stairs = releases(declared, steps, names, newest)
    cited, found = reads_pages.citations(warehouse.connection), {}
    for name, series in declared.items():
        keys = [(name, rule) for rule in OPENNESS_RULES if (name, rule) in gaps]
        if not keys:
            continue
        own = {rule: lags[name, rule] for _, rule in keys if (name, rule) in lags}
        waited = known.widest("parity", series=name)
        leaders = _leaders(warehouse, known.gaps[name][-1], known.pages, cited)
        parts = {
            "lag": lag_section(list(own.values())),
            "parity": parity(waited, names) if waited else None,
            "origin": origins(series, leaders),
        }
        found[name] = SeriesView(
            series=series,
            rules=[gaps[key] for key in keys],
            lags=own,
            releases=stairs.get(name),
            sections={key: part for key, part in parts.items() if part is not None},
        )
    return found


def _leaders(
    warehouse: Warehouse,
    gap: GapSegment,
    pages: Mapping[int, Row],
    cited: Mapping[tuple[int, str], str],
) -> dict[str, tuple[Row, str | None]]:
    """Class to where its leader was read, and the page that a curated row cites."""
    read: dict[str, tuple[Row, str | None]] = {}
    for side in SIDES:
        if found := reads_gaps.leader_origin(warehouse.connection, gap.values, side, gap.through):
            page = pages.get(gap.side(side).vintage or 0)
            link = cited.get((page["board_id"], found["entry"]), "") if page else ""
            read[side] = (found, address(link))
    return read


def _known(warehouse: Warehouse, today: date) -> Content:
    connection = warehouse.connection
    gaps: dict[str, list[GapSegment]] = {}
    for one in GapSegment.from_rows(reads_gaps.gap_segments(connection, rule=HEADLINE_RULE)):
        gaps.setdefault(one.series, []).append(one)
    claimed = reads_claims.claims(connection)
    views = {name: statistics(connection, name) for name in VIEWS}
    rows = [row for some in views.values() for row in some]
    lists = {row["vintages"] for row in rows if "vintages" in row}
    vintages = {
        *(row[name] for row in rows for name in OF_VINTAGES if name in row),
        *(vintage for text in lists for vintage in json.loads(text)),
        *(vintage for one in results(claimed) for vintage in one.vintages),
    }
    return Content(
        declared=load(today, reads_gaps.saturated_since(connection)),
        names=ModelNames.of(reads_models.model_names(connection)),
        gaps=gaps,
        claims=claimed,
        views=views,
        pages=reads_pages.pages_of(connection, vintages - {None}),
        priced_until=reads_prices.listed_until(connection),
    )


def _past(warehouse: Warehouse, known: Content, first: SeriesView) -> PastDays:
    lags = reads_gaps.lag_segments(warehouse.connection, HEADLINE_RULE, HEADLINE)
    return PastDays(
        first.series, known.gaps, LagSegment.from_rows(lags), known.names, first.freshness.on
    )


def _ledgers(claimed: Sequence[Row], failures: Mapping[str, Name]) -> list[Section]:
    """Each ledger of claims, and its notes."""
    tested = results(claimed)
    return [
        part
        for of in ClaimLedger
        for part in (claims.ledger(of, tested, failures), claims.noted(of, tested))
    ]
