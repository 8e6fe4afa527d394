"""What is broken now: one standing list for the command line, the report, Dagster and the alerts.

Every line is a condition of the rules in `outputs/alerts/rules.toml`, read from the warehouse and
the heartbeat file; nothing is remembered, so a line is gone when its reason is.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from measures.claims.ledger import OVERALL
from measures.freshness import age_days, is_stale
from measures.gap.judgement import is_confirmed, may_lead
from measures.segments import GapSegment
from measures.series import Series, load
from outputs.alerts.deliver import channel_names, waiting
from outputs.alerts.rules import RANK, AlertRule, Broken, condition, load as load_rules
from pipelines import heartbeat
from pipelines.measure.claims import QUERY_FAILED
from pipelines.settings import Settings
from sources.catalogue import BUNDLED, SCHEDULED
from sources.contract import SourceCard
from terms.days import clock, duration
from terms.numbers import signed
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from warehouse.connection import Row
from warehouse.reads import (
    derived as reads_derived,
    gaps as reads_gaps,
    models as reads_models,
    sources as reads_sources,
)
from warehouse.reads.claims import claims
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

Rules = Mapping[str, AlertRule]
Lines = Iterator[Broken]


def broken_now(warehouse: Warehouse, settings: Settings, now: datetime) -> list[Broken]:
    """Everything that is broken at `now` (timezone-aware), most urgent first."""
    rules = load_rules(settings.alert_rules)
    found = [
        *_sources(warehouse, rules, now),
        *_series(warehouse, rules, now.astimezone(UTC).date().isoformat()),
        *_not_computed(warehouse, rules["not_computed"]),
        *_deliveries(warehouse, rules, now),
        *_heartbeat(heartbeat.read(settings.home), rules["heartbeat_late"], now),
    ]
    return sorted(found, key=lambda one: (RANK[one.severity], one.kind, one.subject))


def _sources(warehouse: Warehouse, rules: Rules, now: datetime) -> Lines:
    """What every run reads; a file that a person imported was refused before that person's eyes."""
    cards = {source.ABOUT.name: source.ABOUT for source in (*BUNDLED, *SCHEDULED)}
    for row in reads_sources.last_snapshots(warehouse.connection):
        if row["source"] in cards and cards[row["source"]].scheduled:
            yield from _fetched(cards[row["source"]], row, rules, now)
    for row in reads_sources.refused_pages(warehouse.connection):
        if row["source"] in cards:
            rule = rules["schema_drift" if row["rules"] is None else "page_refused"]
            fields = {**_named(cards[row["source"]]), "url": row["url"]}
            subject = f"{row['source']} {row['url']}"
            yield condition(rule, subject, fields, row["since"], row["cause"])
    for row in reads_sources.broken_in_force(warehouse.connection):
        if row["source"] in cards:
            fields = _named(cards[row["source"]])
            fields |= {"rule_id": row["rule"], "unexpected": row["unexpected"]}
            subject = f"{row['source']} {row['rule']}"
            yield condition(rules["expectation_failed"], subject, fields, row["since"])


def _fetched(about: SourceCard, row: Row, rules: Rules, now: datetime) -> Lines:
    """A scheduled source that is not reached any more, or whose newest page is old."""
    good, newest, today = row["last_good_at"], row["newest_on"], now.date().isoformat()
    patience = timedelta(hours=rules["source_unreachable"].settings["hours"])
    limit = now - patience - timedelta(days=about.ask_every_days - 1)
    is_late = good is None or datetime.fromisoformat(good) <= limit
    if row["last_outcome"] == "unreachable" and is_late:
        fields = {**_named(about), "last_good": clock(good) if good else "never"}
        failing = (row["failing_since"], row["cause"])
        yield condition(rules["source_unreachable"], about.name, fields, *failing)
    if newest is not None and is_stale(about, newest, today):
        fields = {**_named(about), "newest": newest, **_age(about, newest, today)}
        yield condition(rules["source_stale"], about.name, fields, newest)


def _named(about: SourceCard) -> dict[str, Any]:
    return {"source": about.name, "source_title": about.title}


def _age(one: SourceCard | Series, newest: str, today: str) -> dict[str, int]:
    return {"age_days": age_days(newest, today), "limit": one.stale_after_days}


def _series(warehouse: Warehouse, rules: Rules, today: str) -> Lines:
    """Series without a gap, or with one that says little; nothing before any was measured."""
    rows = reads_gaps.gaps_now(warehouse.connection, HEADLINE_RULE)
    declared = load(saturated=reads_gaps.saturated_since(warehouse.connection))
    gaps = {name: GapSegment.from_row(row) for name, row in rows.items()}
    for one in declared.values() if gaps else ():
        gap = gaps.get(one.id)
        fields: dict[str, Any] = {"series": one.id, "series_title": one.title}
        if gap is None or gap.gap is None:
            yield condition(rules["series_missing"], one.id, fields)
        elif one.is_live:
            yield from _live(one, gap, fields, rules, today)
    curated = reads_models.model_names(warehouse.connection)
    yield from _unconfirmed(declared, gaps, curated, rules["model_unconfirmed"])


def _live(one: Series, gap: GapSegment, fields: dict[str, Any], rules: Rules, today: str) -> Lines:
    page = gap.published_until
    fields["vintage_on"], is_old = page, is_stale(one, page, today)
    if gap.unresolved_above:
        yield condition(
            rules["series_unjudged"],
            one.id,
            {**fields, **_unjudged(one, gap, gap.unresolved_above)},
        )
    if gap.held_pages and (is_old or gap.held_pages >= rules["series_held"].settings["pages"]):
        held = {**fields, "pages": gap.held_pages, "reason": gap.held_reason}
        yield condition(rules["series_held"], one.id, held, page)
    if is_old:
        yield condition(rules["series_stale"], one.id, {**fields, **_age(one, page, today)}, page)


def _unjudged(series: Series, gap: GapSegment, count: int) -> dict[str, str]:
    """Who may lead, by the names that the board shows, and between which gaps the truth lies."""
    named = f" ({', '.join(gap.unresolved)})" if gap.unresolved else ""
    ends = " to ".join(signed(end) for end in gap.reach or ())
    unit = Unit(series.unit).difference
    return {
        "may_lead": f"{may_lead(count)}{named}",
        "range": f"; the gap is {ends} {unit}" if ends else "",
    }


def _unconfirmed(
    declared: Mapping[str, Series],
    gaps: Mapping[str, GapSegment],
    curated: Collection[str],
    rule: AlertRule,
) -> Lines:
    """Models that lead a series of today by their sources' word alone, with what that is."""
    titles: dict[str, list[str]] = {}
    evidence: dict[str, str] = {}
    for name, gap in gaps.items():
        for model in (gap.closed_model, gap.open_model):
            if not is_confirmed(gap) and model is not None and model not in curated:
                titles.setdefault(model, []).append(declared[name].title)
                evidence[model] = gap.evidence or ""
    for model, named in titles.items():
        fields = {"model": model, "series_titles": ", ".join(named), "evidence": evidence[model]}
        yield condition(rule, model, fields)


def _not_computed(warehouse: Warehouse, rule: AlertRule) -> Lines:
    """What the last run of the measures left out; readings of claims whose query failed, and the
    refit of Epoch's index, without which gaps have independent errors, among it."""
    causes = reads_derived.failures(warehouse.connection)
    for row in claims(warehouse.connection):
        reason = json.loads(row["evidence"]).get("reason", "")
        if row["reading"] != OVERALL and reason.startswith(QUERY_FAILED):
            causes[f"claim {row['id']} ({row['reading']})"] = [reason]
    for row in statistics(warehouse.connection, "eci_refit"):
        if row["fault"] is not None:
            causes["eci_refit"] = [row["fault"]]
    titles = {series.id: series.title for series in load().values()}
    for unit, some in causes.items():
        yield condition(rule, unit, {"unit": titles.get(unit, unit)}, cause="; ".join(some))


def _deliveries(warehouse: Warehouse, rules: Rules, now: datetime) -> Lines:
    """Configured channels that take no message."""
    for name in channel_names():
        rows = waiting(warehouse, rules, [name], now)
        attempts = max((row["attempts"] for row in rows), default=0)
        if attempts >= rules["delivery_failing"].settings["attempts"]:
            fields = {"count": len(rows), "attempts": attempts}
            since, cause = rows[0]["recorded_at"], rows[0]["last_cause"]
            yield condition(rules["delivery_failing"], name, fields, since, cause)


def _heartbeat(heartbeat: Mapping[str, Any] | None, rule: AlertRule, now: datetime) -> Lines:
    if heartbeat is None:
        return
    limits = {"refresh": rule.settings["hours"]}
    if heartbeat.get("refresh", {}).get("started_by") == "daemon":
        limits["daemon"] = rule.settings["daemon_minutes"] / 60
    for part, limit in limits.items():
        last, sign = heartbeat.get(part, {}).get("at"), "no sign of life yet"
        if last is not None:
            ago = (now - datetime.fromisoformat(last)) / timedelta(hours=1)
            if ago <= limit:
                continue
            sign = f"last sign of life {clock(last)}, {duration(ago)} ago"
        yield condition(rule, part, {"sign": sign, "limit": duration(limit)}, last)
