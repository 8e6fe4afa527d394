"""Reading everything the site prints: one pass over the warehouse, plain values out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from measures.claims.verdicts import ClaimResult
from measures.headline import by_exposure, exposure_sentence
from measures.segments import SIDES, GapSegment, LagSegment
from measures.series import COMPOSITE, DOMAINS, HEADLINE, Series, load
from outputs.report.methods import methods
from outputs.sections import claims, events
from outputs.sections.gap import GapLine, either_way, gap_line, origins
from outputs.sections.headline import FrontPage, newest, nothing
from outputs.sections.lag.parity import parity
from outputs.sections.lag.releases import Releases
from outputs.sections.lag.rows import LagLine, lag_line, lag_section, range_sentence
from outputs.sections.models.table import Models
from outputs.sections.past import PastDays
from outputs.sections.price.fronts import CostChart, cost_charts
from outputs.sections.price.levels import PriceLevel, levels, price_lines
from outputs.sections.price.solved import solved_costs
from outputs.sections.section import Row, Section, active_first, counted_once
from outputs.sections.sources import SourceLine, fetched, trouble
from outputs.wording import ModelNames, name as worded
from terms.days import day
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.words import ClaimLedger
from warehouse.reads import (
    alerts as reads_alerts,
    claims as reads_claims,
    derived as reads_derived,
    gaps as reads_gaps,
    models as reads_models,
    pages as reads_pages,
    prices as reads_prices,
    sources as reads_sources,
)
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import LAG
from warehouse.store import Warehouse
from warehouse.views.promised import FEEDS, MEASURES

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


class SeriesView(NamedTuple):
    """Everything the site shows of one series."""

    series: Series
    rules: Sequence[GapLine]
    """Its newest gap under each openness rule, the widest first."""
    lags: Mapping[str, LagLine]
    """By openness rule."""
    releases: Releases | None
    sections: Mapping[str, Section | None]
    """`lag`, `parity` and `origin`; None: there is nothing to say."""

    @property
    def headline(self) -> GapLine:
        """The gap under the widest rule."""
        return self.rules[0]

    @property
    def data_on(self) -> str:
        """The day that its gap is of."""
        fresh = self.headline.freshness
        return fresh.shown_on if fresh.is_stale else fresh.vintage_on

    @property
    def doubts(self) -> list[str]:
        """What must be known before its gap is quoted, besides what verdict and age say."""
        line = self.headline
        told = (it.text for it in line.badges if it.kind == "unconfirmed")
        return [*filter(None, [either_way(line.segment, line.unit)]), *told]

    @property
    def lag(self) -> str:
        """The lag under the widest rule; one of an earlier page than the gap's says its day and
        model."""
        line = self.lags.get(HEADLINE_RULE)
        if line is None or line.days is None:
            return ""
        on = line.freshness.shown_on
        if on >= self.data_on:
            return line.text
        return f"{line.text} ({line.model('open').text}, {day(on)})"


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
    """Everything the templates print: rows of the warehouse, read once as of `now` (UTC), and what
    is said of them, each when it is first asked for.

    `sources`: all that gapwatch knows, in the order to show them.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        now: datetime,
        sources: Sequence[SourceLine],
        extras: Extras = NONE,
    ) -> None:
        connection = warehouse.connection
        self.warehouse, self.now, self.sources, self.extras = warehouse, now, sources, extras
        saturated = reads_gaps.saturated_since(connection)
        self.declared: Mapping[str, Series] = load(now.date(), saturated)
        self.names = ModelNames.of(reads_models.model_names(connection))
        segments = GapSegment.from_rows(reads_gaps.gap_segments(connection, rule=HEADLINE_RULE))
        self.gaps = {key: list(some) for key, some in groupby(segments, attrgetter("series"))}
        """Series to its change points under the widest rule."""
        self.claims = reads_claims.claims(connection)
        self.tested = [ClaimResult.from_row(row) for row in self.claims]
        self.views = {name: statistics(connection, name) for name in VIEWS}
        """Each of `VIEWS` to its rows."""
        self.priced_until = reads_prices.listed_until(connection)
        """Newest day (ISO) on which a price list that says what hosts ask was seen."""
        self.fetches = list(fetched(reads_sources.health(connection), sources))
        """Every source with its last fetch."""
        self.troubles = {it: why for it, row in self.fetches if (why := trouble(it, row))}
        """Those that bring no new data, and why."""
        self.unread = reads_sources.unread_files(connection)
        """By source what of its newest pages cannot be read."""
        self.failures = {
            unit: worded("; ".join(causes), CAUSE_LIMIT)
            for unit, causes in reads_derived.failures(connection).items()
        }
        """What could not be computed (a series, a claim, a measure) to why."""
        self.methods = methods()

    def widest(self, view: str, **equal: str) -> list[Row]:
        """Rows of a view under the widest rule; `equal`: column to its value."""
        asked = {"openness_rule": HEADLINE_RULE, **equal}
        return [row for row in self.views[view] if all(row[it] == asked[it] for it in asked)]

    @cached_property
    def pages(self) -> Mapping[int, Row]:
        """Behind each vintage that a row names."""
        rows = [row for some in self.views.values() for row in some]
        lists = {row["vintages"] for row in rows if "vintages" in row}
        named = {
            *(row[name] for row in rows for name in OF_VINTAGES if name in row),
            *(vintage for text in lists for vintage in json.loads(text)),
            *(vintage for one in self.tested for vintage in one.vintages),
        }
        return reads_pages.pages_of(self.warehouse.connection, named - {None})

    @cached_property
    def series(self) -> list[SeriesView]:
        """Every series with a page, composites first."""
        order = sorted(DOMAINS, key=lambda domain: domain != COMPOSITE)
        return sorted(self._series_pages(), key=lambda it: order.index(it.series.domain))

    @cached_property
    def by_series(self) -> Mapping[str, SeriesView]:
        """The same by the series' id."""
        return {view.series.id: view for view in self.series}

    @property
    def missing(self) -> list[Series]:
        """Series without a page."""
        return [one for key, one in self.declared.items() if key not in self.by_series]

    def _series_pages(self) -> Iterator[SeriesView]:
        connection, names, on = self.warehouse.connection, self.names, f"{self.now.date()}"
        for name, series in self.declared.items():
            gaps, lags = (
                [row for row in self.views[view] if row["series"] == name]
                for view in ("gap_now", "lag_now")
            )
            if not gaps:
                continue
            rules = [gap_line(series, row, names, on) for row in gaps]
            own = {row["openness_rule"]: lag_line(series, row, names, on) for row in lags}
            steps = self.widest("frontier_by_release", series=name)
            took = sorted(steps, key=itemgetter("on_date", "class"))
            gap = self.gaps[name][-1]
            led = Releases(series, took, names, gap, own.get(HEADLINE_RULE)) if took else None
            waited = self.widest("parity", series=name) if gap.open_model else []
            read = {
                side: reads_gaps.leader_origin(connection, gap.values, side, gap.through)
                for side in SIDES
            }
            sections = {
                "lag": lag_section(list(own.values())) if own else None,
                "parity": parity(waited, names, gap=rules[0].segment) if waited else None,
                "origin": origins(series, read),
            }
            yield SeriesView(series, rules, own, led, sections)

    @cached_property
    def benchmarks(self) -> tuple[list[tuple[str, SeriesView]], list[SeriesView]]:
        """Those that speak for their domain, the first of each with its name; and all others.
        Without a row of view domain the active ones speak."""
        speaking = {row["series"] for row in self.widest("domain") if row["speaks"]}
        if not speaking:
            speaking = {view.series.id for view in self.series if view.series.is_live}
        first = [view for view in self.series if view.series.id in speaking]
        headed = [
            ("" if place else domain, view)
            for domain, views in groupby(first, attrgetter("series.domain"))
            for place, view in enumerate(views)
        ]
        return headed, [view for view in self.series if view.series.id not in speaking]

    @cached_property
    def exposed(self) -> str:
        """Private questions beside public ones, in a sentence."""
        found = by_exposure(self.widest("domain"), self.declared)
        lags = {row["series"]: row for row in self.widest("lag_now")}
        return exposure_sentence(found, lags) if found else ""

    @cached_property
    def behind(self) -> str:
        """How far open models are behind on single tests, in a sentence."""
        return range_sentence(counted_once(active_first(self.widest("lag_now"))[0])[0])

    @cached_property
    def leads(self) -> Section | None:
        """How long the headline's last closed leads lasted."""
        led = self.widest("parity", series=HEADLINE)
        front = self.by_series.get(HEADLINE)
        return parity(led, self.names, LEADS, front and front.headline.segment) if led else None

    @cached_property
    def prices(self) -> Mapping[OpennessRule, Sequence[PriceLevel]]:
        """What every level costs, by rule."""
        lines = price_lines(self.views["price_at_quality"], self.declared, self.names)
        return {
            rule: [line for line in lines if line.row["openness_rule"] == rule]
            for rule in OpennessRule
        }

    @cached_property
    def levels(self) -> Mapping[OpennessRule, Section]:
        """The same at the best open models' scores, as sections."""
        domains = self.widest("domain")
        return {rule: levels(lines, domains) for rule, lines in self.prices.items() if lines}

    @cached_property
    def cost_charts(self) -> list[CostChart]:
        """Scores against prices."""
        widest = self.prices[OpennessRule(HEADLINE_RULE)]
        return cost_charts(self.views["price_front"], self.names, widest)

    @cached_property
    def solved(self) -> Section | None:
        """What a solved task costs."""
        return solved_costs(self.views["solved_cost"], self.names)

    @cached_property
    def front(self) -> FrontPage:
        """The answer, of the headline's series."""
        on, first = self.now.date(), self.by_series.get(HEADLINE)
        return newest(self.warehouse, on, first and first.releases) or nothing(has_benchmarks=False)

    @cached_property
    def past(self) -> PastDays | None:
        """What the front page would have said on past days; None on the site of a past day."""
        first = self.by_series.get(HEADLINE)
        if first is None or self.extras.as_of is not None:
            return None
        lags = reads_derived.derived_rows(
            self.warehouse.connection, LAG, board=HEADLINE, rule=HEADLINE_RULE
        )
        told = LagSegment.from_rows(lags)
        return PastDays(first.series, self.gaps, told, self.names, first.headline.freshness.on)

    @cached_property
    def models(self) -> Models:
        """The registry, as table, pages and form."""
        until = self.priced_until or f"{self.now.date()}"
        return Models(self.warehouse, self.gaps, self.declared, until)

    @cached_property
    def events(self) -> list[events.Event]:
        """What happened, the newest first."""
        rows = reads_alerts.events(self.warehouse.connection, -1, quiet=False)
        kept = events.recorded(rows, self.declared)
        read_off = events.derived(self.gaps, self.declared, self.names, self.pages, self.now.date())
        return events.happened(kept, read_off)

    @cached_property
    def ledgers(self) -> list[Section]:
        """Of claims, each with its notes."""
        return [
            part
            for of in ClaimLedger
            for part in (
                claims.ledger(of, self.tested, self.failures),
                claims.noted(of, self.tested),
            )
        ]

    @property
    def is_current(self) -> bool:
        """Whether every source was read when due, and no page of an active benchmark is old."""
        old = (it.headline.freshness.is_stale for it in self.series if it.series.is_live)
        return not (self.troubles or any(old))

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
        return max((view.headline.freshness.vintage_on for view in self.series), default="")
