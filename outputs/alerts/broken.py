"""What is broken now: one standing list for the command line, the report and the checks.

Every line is a condition of the rules in `outputs/alerts/rules.toml`, read from the warehouse and
the heartbeat file; nothing is remembered, so a line is gone when its reason is. Conditions that
only Dagster sees (a failed run, check or tick) come from the ledger of events.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from measures.freshness import age_days, is_stale
from measures.gap.judgement import either_way, is_confirmed, may_lead
from measures.segments import GapSegment
from measures.series import Series, load
from outputs.alerts.rules import AlertRule
from outputs.wording import clean, shorten
from terms.days import clock, duration
from terms.numbers import signed
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from warehouse.reads import alerts as reads_alerts
from warehouse.reads import derived as reads_derived
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.reads import sources as reads_sources
from warehouse.store import Warehouse

REPORTED = ("run_failed", "check_failed", "tick_failed")
"""Conditions that Dagster reports; they end when it says so."""
RANK = {"critical": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Watched:
    """What the caller knows of a source: whether it is looked at daily, and how old it may be.

    `is_read`: by every run (scheduled or bundled); a file that a person imported is no standing
    matter, its refusal was told at the import.
    """

    name: str
    scheduled: bool
    is_read: bool
    stale_after_days: int
    title: str = ""
    ask_every_days: int = 1

    @property
    def fields(self) -> dict[str, Any]:
        """What every line about it may name."""
        return {"source": self.name, "source_title": self.title or self.name}


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is broken now; `fields` are those of its rule's title."""

    kind: str
    subject: str
    severity: str
    title: str
    since: str | None
    """ISO time or day; None when it is not known."""
    cause: str | None
    look: str
    command: str
    is_told: bool
    """Whether the rule brings it to people; otherwise it stands only here."""
    fields: Mapping[str, Any]


class _Found(NamedTuple):
    kind: str
    subject: str
    fields: Mapping[str, Any]
    since: str | None = None
    cause: str | None = None


def broken(
    warehouse: Warehouse,
    now: datetime,
    sources: Sequence[Watched],
    rules: Mapping[str, AlertRule],
    *,
    heartbeat: Mapping[str, Any] | None = None,
    channels: Sequence[str] = (),
) -> list[Broken]:
    """Everything that is broken at `now` (timezone-aware), most urgent first.

    `sources` are the declared sources, `channels` the names of the configured ones (messages for
    others are not waited for), `heartbeat` the content of heartbeat.json or None.
    """
    series = load(saturated=reads_gaps.saturated_since(warehouse.connection))
    rows = reads_gaps.gaps_now(warehouse.connection, HEADLINE_RULE)
    gaps = {name: GapSegment.from_row(row) for name, row in rows.items()}
    today = now.astimezone(UTC).date().isoformat()
    read = {one.name: one for one in sources if one.is_read}
    found = [
        *_fetched(warehouse, now, sources, rules["source_unreachable"].settings["hours"]),
        *_pages(warehouse, read),
        *_expectations(warehouse, read),
        *_series(series, gaps, today, rules["series_held"].settings["pages"]),
        *_unconfirmed(warehouse, series, gaps),
        *_not_computed(warehouse, series),
        *_deliveries(warehouse, channels, rules["delivery_failing"].settings["attempts"]),
        *_heartbeat(heartbeat, now, rules["heartbeat_late"].settings),
        *reported(warehouse),
    ]
    lines = [condition(rules, *one) for one in found]
    return sorted(lines, key=lambda one: (RANK[one.severity], one.kind, one.subject))


def condition(
    rules: Mapping[str, AlertRule],
    kind: str,
    subject: str,
    fields: Mapping[str, Any],
    since: str | None = None,
    cause: str | None = None,
) -> Broken:
    """A condition in the words of its rule."""
    rule = rules[kind]
    told = {"subject": subject, "cause": cause or "no cause given", **fields}
    told = {key: tidy(value) for key, value in told.items()}
    return Broken(
        kind=kind,
        subject=subject,
        severity=rule.severity,
        title=rule.say(told),
        since=since,
        cause=tidy(cause),
        look=rule.look,
        command=rule.type(told),
        is_told=rule.alert,
        fields=told,
    )


def tidy(value: Any) -> Any:
    """A text of unknown origin as one short line; other values as they are."""
    return shorten(clean(value), 300) if isinstance(value, str) else value


def _fetched(
    warehouse: Warehouse, now: datetime, sources: Sequence[Watched], hours: float
) -> Iterator[_Found]:
    """Scheduled sources that are not reached any more, or whose newest page is old."""
    last = {row["source"]: row for row in reads_sources.last_snapshots(warehouse.connection)}
    today = now.astimezone(UTC).date().isoformat()
    for source in sources:
        row = last.get(source.name)
        if not source.scheduled or row is None:
            continue
        good, newest = row["last_good_at"], row["newest_on"]
        limit = now - timedelta(hours=hours) - timedelta(days=source.ask_every_days - 1)
        is_late = good is None or datetime.fromisoformat(good) <= limit
        if row["last_outcome"] == "unreachable" and is_late:
            told = {**source.fields, "last_good": clock(good) if good else "never"}
            failing = (row["failing_since"], row["cause"])
            yield _Found("source_unreachable", source.name, told, *failing)
        if newest is not None and is_stale(source, newest, today):
            told = {**source.fields, "newest": newest, **_age(source, newest, today)}
            yield _Found("source_stale", source.name, told, newest)


def _age(one: Watched | Series, newest: str, today: str) -> dict[str, int]:
    return {"age_days": age_days(newest, today), "limit": one.stale_after_days}


def _pages(warehouse: Warehouse, read: Mapping[str, Watched]) -> Iterator[_Found]:
    for row in reads_sources.refused_pages(warehouse.connection):
        source, url = row["source"], row["url"]
        if source in read:
            kind = "schema_drift" if row["rules"] is None else "page_refused"
            fields = {**read[source].fields, "url": url}
            yield _Found(kind, f"{source} {url}", fields, row["since"], row["cause"])


def _expectations(warehouse: Warehouse, read: Mapping[str, Watched]) -> Iterator[_Found]:
    broken_rules: dict[tuple[str, str], tuple[int, str]] = {}
    for row in reads_sources.judged_in_force(warehouse.connection):
        for rule, count in json.loads(row["rules"])["broken"].items():
            key = (row["source"], rule)
            most, since = broken_rules.get(key, (0, row["seen_at"]))
            broken_rules[key] = (max(most, count), min(since, row["seen_at"]))
    for (source, rule), (count, since) in sorted(broken_rules.items()):
        if source in read:
            fields = {**read[source].fields, "rule_id": rule, "unexpected": count}
            yield _Found("expectation_failed", f"{source} {rule}", fields, since)


def _series(
    series: Mapping[str, Series], gaps: Mapping[str, GapSegment], today: str, most_held: int
) -> Iterator[_Found]:
    for one in series.values():
        gap = gaps.get(one.id)
        fields: dict[str, Any] = {"series": one.id, "series_title": one.title}
        if gap is None or gap.gap is None:
            if gaps:
                yield _Found("series_missing", one.id, fields)
            continue
        if not one.is_live:
            continue
        if gap.unresolved_above:
            yield _Found("series_unjudged", one.id, {**fields, **_unjudged(one, gap)})
        page = gap.published_until
        fields["vintage_on"], is_old = page, is_stale(one, page, today)
        if gap.held_pages and (is_old or gap.held_pages >= most_held):
            told = {"pages": gap.held_pages, "reason": gap.held_reason}
            yield _Found("series_held", one.id, {**fields, **told}, page)
        if is_old:
            yield _Found("series_stale", one.id, {**fields, **_age(one, page, today)}, page)


def _unconfirmed(
    warehouse: Warehouse, series: Mapping[str, Series], gaps: Mapping[str, GapSegment]
) -> Iterator[_Found]:
    """Models that lead a series of today by their sources' word alone, with what that is."""
    curated = reads_models.model_names(warehouse.connection)
    titles: dict[str, list[str]] = {}
    evidence: dict[str, str] = {}
    for name, gap in gaps.items():
        for model in (gap.closed_model, gap.open_model):
            if not is_confirmed(gap) and model is not None and model not in curated:
                titles.setdefault(model, []).append(series[name].title)
                evidence[model] = gap.evidence or ""
    for model, named in titles.items():
        fields = {"model": model, "series_titles": ", ".join(named), "evidence": evidence[model]}
        yield _Found("model_unconfirmed", model, fields)


def _not_computed(warehouse: Warehouse, series: Mapping[str, Series]) -> Iterator[_Found]:
    for unit, causes in reads_derived.failures(warehouse.connection).items():
        fields = {"unit": series[unit].title if unit in series else unit}
        yield _Found("not_computed", unit, fields, cause="; ".join(causes))


def _unjudged(series: Series, gap: GapSegment) -> dict[str, str]:
    """Who may lead, by the names that the board shows, and between which gaps the truth lies."""
    doubt = either_way(gap)
    if doubt is None:
        return {}
    named = f" ({', '.join(doubt.names)})" if doubt.names else ""
    ends = " to ".join(signed(end) for end in doubt.ends) if doubt.ends else ""
    unit = Unit(series.unit).difference
    return {
        "may_lead": f"{may_lead(doubt.count)}{named}",
        "range": f"; the gap is {ends} {unit}" if ends else "",
    }


def _deliveries(warehouse: Warehouse, channels: Sequence[str], least: int) -> Iterator[_Found]:
    waiting: dict[str, list[dict[str, Any]]] = {}
    for row in reads_alerts.undelivered(warehouse.connection):
        if row["channel"] in channels and row["attempts"] >= least:
            waiting.setdefault(row["channel"], []).append(row)
    for channel, rows in waiting.items():
        fields = {"count": len(rows), "attempts": max(row["attempts"] for row in rows)}
        cause = rows[-1]["last_cause"]
        yield _Found("delivery_failing", channel, fields, rows[0]["queued_at"], cause)


def _heartbeat(
    heartbeat: Mapping[str, Any] | None, now: datetime, settings: Mapping[str, Any]
) -> Iterator[_Found]:
    if heartbeat is None:
        return
    limits = {"refresh": settings["hours"]}
    if heartbeat.get("refresh", {}).get("started_by") == "daemon":
        limits["daemon"] = settings["daemon_minutes"] / 60
    for part, limit in limits.items():
        last = heartbeat.get(part, {}).get("at")
        fields: dict[str, Any] = {
            "last": "never",
            "hours_ago": "unknown",
            "sign": "no sign of life yet",
        }
        if last is not None:
            ago = (now - datetime.fromisoformat(last)) / timedelta(hours=1)
            if ago <= limit:
                continue
            sign = f"last sign of life {clock(last)}, {duration(ago)} ago"
            fields = {"last": clock(last), "hours_ago": round(ago, 1), "sign": sign}
        fields |= {"hours": limit, "limit": duration(limit)}
        yield _Found("heartbeat_late", part, fields, last)


def reported(warehouse: Warehouse) -> Iterator[_Found]:
    """Conditions that Dagster reported and that have not ended."""
    for row in reads_alerts.conditions(warehouse.connection):
        if row["kind"] in REPORTED:
            known = json.loads(row["data"])
            yield _Found(row["kind"], row["subject"], known, row["recorded_at"], known.get("cause"))
