"""The report: one HTML page that says how big each gap is, how sure, as of when, and whence.

The page is self-contained: no script, no font, no picture and no address is fetched when it is
opened. Everything scraped is escaped by the template engine or by the charts themselves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from measures.series import DOMAINS, Series, load
from outputs.figures import figures
from outputs.health import (
    HealthLine,
    SetAsideLine,
    SourceLine,
    health_lines,
    set_aside_lines,
    unread_sources,
)
from outputs.lead import lead, tally_sentence
from outputs.lines import Facts, badges, changes, origin, rule_line
from outputs.shapes import SeriesView
from outputs.standing import Verdict, freshness, tally
from outputs.wording import MEASURED_BY, RULES, Name, clock, day
from warehouse import report_reads
from warehouse.clock import stamp
from warehouse.columns import OPENNESS_RULES
from warehouse.store import Warehouse

__all__ = ["SourceLine", "write_report"]

PAGE = "index.html"
HEADLINE_RULE = "any_weights"

Row = Mapping[str, Any]
Issues = Mapping[str, Mapping[str, Sequence[Row]]]
"""Series to openness rule to the change points of the newest issue."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the template prints."""

    generated: str
    today: str
    stricter: Sequence[str]
    measured_by: Mapping[str, str]
    version: str
    lead: Sequence[str]
    tally: str
    verdicts: Sequence[tuple[Verdict, int]]
    domains: Sequence[tuple[str, Sequence[SeriesView]]]
    missing: Sequence[Series]
    health: Sequence[HealthLine]
    broken: Sequence[HealthLine]
    unread: Sequence[Name]
    set_aside: Sequence[SetAsideLine]
    set_aside_rows: int


def write_report(
    warehouse: Warehouse, folder: Path, *, now: datetime, sources: Sequence[SourceLine]
) -> Path:
    """Write `index.html` into `folder` (made when missing) and return its path.

    `now` is timezone-aware and decides what is stale; `sources` are all sources that gapwatch
    knows, in the order to show them, so that one never reached is named too. An empty warehouse
    gives a page that says what to do. The page is replaced whole: nobody sees half of it.
    """
    text = _template().render(page=compose(warehouse, now.astimezone(UTC), sources))
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / f".{PAGE}.{os.getpid()}"
    written.write_text(text, "utf-8")
    return written.replace(folder / PAGE)


def compose(warehouse: Warehouse, now: datetime, sources: Sequence[SourceLine]) -> ReportPage:
    """Read everything the page prints, as of `now` (UTC)."""
    connection = warehouse.connection
    declared = load()
    issues = _issues(report_reads.gap_change_points(connection))
    facts = _facts(warehouse, issues)
    views = {
        name: _view(declared[name], issues[name], facts, now.date())
        for name in declared
        if HEADLINE_RULE in issues.get(name, {})
    }
    standing = tally([(view.series, view.headline.row) for view in views.values()], now.date())
    looks = report_reads.source_health(connection)
    health = health_lines(looks, sources, now)
    set_aside = set_aside_lines(report_reads.quarantine_reasons(connection))
    return ReportPage(
        generated=clock(stamp(now)),
        today=day(now.date()),
        stricter=[RULES[rule] for rule in OPENNESS_RULES if rule != HEADLINE_RULE],
        measured_by=MEASURED_BY,
        version=version("gapwatch"),
        lead=lead(views),
        tally=tally_sentence(standing),
        verdicts=standing.table(),
        domains=_by_domain(views),
        missing=[series for name, series in declared.items() if name not in views],
        health=health,
        broken=[line for line in health if line.is_broken],
        unread=unread_sources(looks, sources),
        set_aside=set_aside,
        set_aside_rows=sum(line.rows for line in set_aside),
    )


def _issues(rows: Sequence[Row]) -> dict[str, dict[str, list[Row]]]:
    found: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        rules = found.setdefault(row["series"], {})
        rules.setdefault(row["openness_rule"], []).append(row)
    return found


def _facts(warehouse: Warehouse, issues: Issues) -> Facts:
    """Look up the models and the origin of every leader that stands today."""
    connection = warehouse.connection
    last = [rows[-1] for rules in issues.values() for rows in rules.values()]
    wanted: dict[int, set[str]] = {}
    for row in last:
        for side in ("closed", "open"):
            if row[f"{side}_entry"] is not None:
                wanted.setdefault(row[f"{side}_vintage"], set()).add(row[f"{side}_entry"])
    read = {
        (vintage, row["entry"]): row
        for vintage, entries in wanted.items()
        for row in report_reads.origins(connection, vintage, sorted(entries))
    }
    through = max((row["through"] for row in last), default="")
    return Facts(
        names=report_reads.model_names(connection),
        since=report_reads.leading_since(connection),
        rows=read,
        openness=report_reads.openness_on(connection, through),
    )


def _view(
    series: Series, rules: Mapping[str, Sequence[Row]], facts: Facts, today: date
) -> SeriesView:
    rows = rules[HEADLINE_RULE]
    last = rows[-1]
    fresh = freshness(series, last["published_until"], today)
    names = {model: facts.name_of(model) for model in facts.names}
    sides = [origin(series, last, side, facts) for side in ("closed", "open")]
    lines = [
        rule_line(series, rules[rule][-1], facts, last) for rule in OPENNESS_RULES if rule in rules
    ]
    return SeriesView(
        series=series,
        freshness=fresh,
        badges=badges(series, last, fresh),
        headline=lines[0],
        rules=lines,
        figures=figures(series, rows, names, today),
        changes=changes(series, rows, facts),
        origins=[side for side in sides if side],
        issued=clock(last["recorded_at"]),
        issued_by=last["code_version"],
    )


def _by_domain(views: Mapping[str, SeriesView]) -> list[tuple[str, list[SeriesView]]]:
    """Composites first, because the headline is one; the other domains as declared."""
    order = sorted(DOMAINS, key=lambda domain: domain != "composite")
    grouped = [
        (domain, [view for view in views.values() if view.series.domain == domain])
        for domain in order
    ]
    return [(domain, found) for domain, found in grouped if found]


def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("outputs", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")
