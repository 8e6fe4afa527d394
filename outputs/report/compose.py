"""Reading everything the site prints: one pass over the warehouse, plain values out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from measures.claims.records import results
from measures.headline.exposure import by_exposure, exposure_sentence
from measures.segments import SIDES, GapSegment, LagSegment
from measures.series import COMPOSITE, DOMAINS, HEADLINE, Series, load
from outputs.report.methods import methods
from outputs.sections import claims, events
from outputs.sections.front.headline import answer, front_page, nothing
from outputs.sections.front.past import PastDays
from outputs.sections.gap.evidence import origins
from outputs.sections.gap.rows import gap_line
from outputs.sections.lag.parity import parity
from outputs.sections.lag.releases import releases
from outputs.sections.lag.rows import lag_line, lag_section, range_sentence
from outputs.sections.models.table import Models
from outputs.sections.price.fronts import cost_charts
from outputs.sections.price.levels import PriceLevel, levels, price_lines
from outputs.sections.price.solved import solved_costs
from outputs.sections.section import Section, active_first, counted_once
from outputs.sections.series_page import SeriesView, benchmark_lines
from outputs.sections.sources import SourceLine, fetched, is_broken
from outputs.wording import ModelNames, address, name as worded
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


class Extras(NamedTuple):
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


class Site:
    """Everything the templates print: read in one pass over the warehouse, as of `now` (UTC).

    `sources`: all that gapwatch knows, in the order to show them.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        now: datetime,
        sources: Sequence[SourceLine],
        extras: Extras = NONE,
    ) -> None:
        self.now, self.sources, self.extras = now, sources, extras
        self._read(warehouse)
        pages = dict(self._series_pages(warehouse))
        order = sorted(DOMAINS, key=lambda domain: domain != COMPOSITE)
        self.series = sorted(pages.values(), key=lambda it: order.index(it.series.domain))
        """Every series with a page, composites first."""
        self.missing = [series for name, series in self.declared.items() if name not in pages]
        self._compare(pages)
        self._answer(warehouse, pages.get(HEADLINE))
        until = self.priced_until or f"{now.date()}"
        self.models = Models(warehouse, self.gaps, self.declared, until)
        self.events = events.happened(warehouse, self.gaps, self.declared, self.names, now.date())
        self.methods = methods()
        self.ledgers = list[Section]()
        """Of claims, each with its notes."""
        for of in ClaimLedger:
            told = claims.ledger(of, self.tested, self.failures)
            self.ledgers += [told, claims.noted(of, self.tested)]

    def _read(self, warehouse: Warehouse) -> None:
        """Rows, and what models are called."""
        connection = warehouse.connection
        saturated = reads_gaps.saturated_since(connection)
        self.declared: Mapping[str, Series] = load(self.now.date(), saturated)
        self.names = ModelNames.of(reads_models.model_names(connection))
        segments = GapSegment.from_rows(reads_gaps.gap_segments(connection, rule=HEADLINE_RULE))
        self.gaps = {key: list(some) for key, some in groupby(segments, attrgetter("series"))}
        """Series to its change points under the widest rule."""
        self.claims = reads_claims.claims(connection)
        self.tested = results(self.claims)
        self.views = {name: statistics(connection, name) for name in VIEWS}
        """Each of `VIEWS` to its rows."""
        self.pages = reads_pages.pages_of(connection, self._vintages())
        """Behind each vintage that a row names."""
        self.priced_until = reads_prices.listed_until(connection)
        """Newest day (ISO) on which a price list that says what hosts ask was seen."""
        self.fetches = list(fetched(reads_sources.health(connection), self.sources))
        """Every source with its last fetch."""
        self.broken = [source for source, row in self.fetches if is_broken(source, row)]
        """Those that were not read."""
        self.unread = reads_sources.unread_files(connection)
        """By source what of its newest pages cannot be read."""
        self.failures = {
            unit: worded("; ".join(causes), CAUSE_LIMIT)
            for unit, causes in reads_derived.failures(connection).items()
        }
        """What could not be computed (a series, a claim, a measure) to why."""

    def _vintages(self) -> set[int]:
        rows = [row for some in self.views.values() for row in some]
        lists = {row["vintages"] for row in rows if "vintages" in row}
        found = {
            *(row[name] for row in rows for name in OF_VINTAGES if name in row),
            *(vintage for text in lists for vintage in json.loads(text)),
            *(vintage for one in self.tested for vintage in one.vintages),
        }
        return found - {None}

    def widest(self, view: str, **equal: str) -> list[Row]:
        """Rows of a view under the widest rule; `equal`: column to its value."""
        asked = {"openness_rule": HEADLINE_RULE, **equal}
        return [row for row in self.views[view] if all(row[it] == asked[it] for it in asked)]

    def _series_pages(self, warehouse: Warehouse) -> Iterator[tuple[str, SeriesView]]:
        """The page of every series with a gap."""
        declared, names, on = self.declared, self.names, f"{self.now.date()}"
        gap_rows, lag_rows = (
            [
                (declared[row["series"]], row)
                for row in self.views[view]
                if row["series"] in declared
            ]
            for view in ("gap_now", "lag_now")
        )
        gaps = {(it.id, row["openness_rule"]): gap_line(it, row, names, on) for it, row in gap_rows}
        lags = {(it.id, row["openness_rule"]): lag_line(it, row, names, on) for it, row in lag_rows}
        newest = {it: (own[-1], lags.get((it, HEADLINE_RULE))) for it, own in self.gaps.items()}
        steps = sorted(self.widest("frontier_by_release"), key=itemgetter("on_date", "class"))
        stairs = releases(declared, steps, names, newest)
        cited = reads_pages.citations(warehouse.connection)
        for name, series in declared.items():
            keys = [(name, rule) for rule in OPENNESS_RULES if (name, rule) in gaps]
            if not keys:
                continue
            own = {rule: lags[name, rule] for _, rule in keys if (name, rule) in lags}
            waited = self.widest("parity", series=name)
            leaders = self._leaders(warehouse, self.gaps[name][-1], cited)
            parts = {
                "lag": lag_section(list(own.values())),
                "parity": parity(waited, names) if waited else None,
                "origin": origins(series, leaders),
            }
            said = {key: part for key, part in parts.items() if part is not None}
            yield name, SeriesView(series, [gaps[key] for key in keys], own, stairs.get(name), said)

    def _leaders(
        self, warehouse: Warehouse, gap: GapSegment, cited: Mapping[tuple[int, str], str]
    ) -> dict[str, tuple[Row, str | None]]:
        """Class to where its leader was read, and the page that a curated row cites."""
        read: dict[str, tuple[Row, str | None]] = {}
        for side in SIDES:
            if found := reads_gaps.leader_origin(
                warehouse.connection, gap.values, side, gap.through
            ):
                page = self.pages.get(gap.side(side).vintage or 0)
                link = cited.get((page["board_id"], found["entry"]), "") if page else ""
                read[side] = (found, address(link))
        return read

    def _compare(self, pages: Mapping[str, SeriesView]) -> None:
        """What is said over all series, of which `pages` are."""
        own, lags = self.widest("domain"), self.widest("lag_now")
        self.benchmarks = benchmark_lines(pages, own)
        """Those that speak for their domains, and the others."""
        exposed, of_series = by_exposure(own, self.declared), {row["series"]: row for row in lags}
        self.exposed = exposure_sentence(exposed, of_series) if exposed else ""
        """Private questions beside public ones, in a sentence."""
        self.behind = range_sentence(counted_once(active_first(lags)[0])[0])
        """How far open models are behind on single tests, in a sentence."""
        led = self.widest("parity", series=HEADLINE)
        self.leads = parity(led, self.names, LEADS) if led else None
        """How long the headline's last closed leads lasted."""
        self.prices: dict[OpennessRule, list[PriceLevel]] = {rule: [] for rule in OpennessRule}
        for line in price_lines(self.views["price_at_quality"], self.declared, self.names):
            self.prices[line.row["openness_rule"]].append(line)
        self.levels = {rule: levels(lines) for rule, lines in self.prices.items() if lines}
        self.solved = solved_costs(self.views["solved_cost"], self.names)
        widest = self.prices[OpennessRule(HEADLINE_RULE)]
        self.cost_charts = cost_charts(self.views["price_front"], self.names, widest)

    def _answer(self, warehouse: Warehouse, first: SeriesView | None) -> None:
        """The front page, of the page of the headline's series."""
        self.front, self.past = nothing(has_benchmarks=bool(self.series)), None
        """The latter: what it would have said on past days; None on the site of a past day."""
        if first is None:
            return
        answers = [answer(warehouse, line, self.views["lag_now"]) for line in first.rules]
        prices = self.prices[OpennessRule(HEADLINE_RULE)]
        best = (it for it in prices if it.series.id == HEADLINE and it.row["is_best_open"])
        self.front = front_page(answers, next(best, None), self.widest("domain"), first.releases)
        if self.extras.as_of is None:
            lags = reads_gaps.lag_segments(warehouse.connection, HEADLINE_RULE, HEADLINE)
            of_headline = LagSegment.from_rows(lags)
            on = first.freshness.on
            self.past = PastDays(first.series, self.gaps, of_headline, self.names, on)

    @property
    def is_current(self) -> bool:
        """Whether every source was read, and no page of an active benchmark is old."""
        old = (it.freshness.is_stale for it in self.series if it.series.is_live)
        return not (self.broken or any(old))

    @property
    def data_on(self) -> str:
        """Days of the newest page behind any gap and behind any price, in words; empty without."""
        scores, prices = self._scored_on, self.priced_until or ""
        told = [f"Scores to {day(scores)}"] if scores else []
        if scores[:4] == prices[:4]:
            told = [it.removesuffix(f" {prices[:4]}") for it in told]  # one line on a phone
        if prices:
            told.append(f"{'prices' if scores else 'Prices'} to {day(prices)}")
        return ", ".join(told)

    @property
    def data_until(self) -> str | None:
        """The newest of these days (ISO)."""
        return max(self._scored_on, self.priced_until or "") or None

    @property
    def _scored_on(self) -> str:
        return max((view.freshness.vintage_on for view in self.series), default="")
