"""What the rules found, as asset checks that a person can read.

What belongs here: names and descriptions of every check, and the translation of a `Tally` and the
rules' results into check results. Nothing is judged here: pages were judged before they were
written. No check blocks: what a refused page would have changed was never written, so everything
downstream rests on the last good state.

A run that brings no page, or the same again, tells what was found when the pages in force were
judged.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import dagster as dg

from measures.freshness import age_days, is_stale
from pipelines.ingest.tally import Tally, pages_of
from sources.contract import SourceCard

if TYPE_CHECKING:
    from expectations.verdict import Action, RuleResult

WARN, ERROR = dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR
GONE_AFTER = timedelta(hours=48)
"""A daily source that was not reached for so long is an error; before, a warning."""
SHOWN = 50
"""Rows that a table in a check's metadata shows."""

REACHED = "reached"
ACCEPTED = "page_accepted"
LATELY = "published_lately"
RULES: Mapping[str, "Action"] = {
    "critical_rules": "refuse",
    "row_rules": "quarantine",
    "warning_rules": "warn",
}
ABOUT_CHECKS = {
    REACHED: "The source answered. When it did not, the last good state stands and the cause is "
    f"shown; an error after {GONE_AFTER.total_seconds() / 3600:.0f} hours without a good look.",
    ACCEPTED: "Every page was accepted. A refused page is archived, nothing of it is written, and "
    "the last good state stands; the cause names the rule or the unknown value.",
    "critical_rules": "Rules that refuse a whole page hold: one that breaks means that the page "
    "moved, was cut or mixes boards.",
    "row_rules": "Rules on single rows hold. A row that breaks one goes to quarantine with the "
    "reason; its entry keeps the preceding state, marked held.",
    "warning_rules": "Rules that only tell hold. What they find is believable and kept, but a "
    "reader should know it.",
    LATELY: "The newest published date is recent enough to read as now; otherwise every number of "
    "this source reads as of that date.",
}


def spec(name: str, asset: dg.AssetKey) -> dg.AssetCheckSpec:
    """The declaration of one of the checks named here."""
    return dg.AssetCheckSpec(name, asset=asset, description=ABOUT_CHECKS[name])


def reached(
    asset: dg.AssetKey, looked: Tally, last_good_at: str | None, now: datetime
) -> dg.AssetCheckResult:
    """Whether the source answered; `last_good_at` is the ISO time of its last accepted look."""
    cause = looked.unreachable
    age = None if last_good_at is None else now - datetime.fromisoformat(last_good_at)
    is_gone = age is None or age > GONE_AFTER
    metadata: dict[str, Any] = {"pages": looked.pages, "last_good_look": last_good_at or "never"}
    if age is not None:
        metadata["hours_since_good_look"] = round(age / timedelta(hours=1), 1)
    if cause:
        metadata["cause"] = cause
    told = cause or f"{pages_of(looked.pages)} answered"
    return dg.AssetCheckResult(
        passed=cause is None,
        asset_key=asset,
        check_name=REACHED,
        severity=ERROR if is_gone else WARN,
        description=told,
        metadata=metadata,
    )


def page_accepted(asset: dg.AssetKey, looked: Tally) -> dg.AssetCheckResult | None:
    """Whether every page was accepted; None when no page came and none was held before."""
    if looked.outcome == "unreachable" and not looked.pages:
        return None
    cause = looked.refused
    counts = {f"rows_{name}": looked.count(name) for name in ("read", "refused")}
    return dg.AssetCheckResult(
        passed=cause is None,
        asset_key=asset,
        check_name=ACCEPTED,
        severity=ERROR,
        description=cause or f"{pages_of(looked.pages)} taken, outcome: {looked.outcome}",
        metadata={"pages": looked.pages, **counts, **({"cause": cause} if cause else {})},
    )


def rules(
    asset: dg.AssetKey,
    results: Sequence["RuleResult"],
    aside: Sequence[Mapping[str, Any]],
    judged: str,
) -> Iterator[dg.AssetCheckResult]:
    """One result per group of rules; `aside` are the rows that stand in quarantine.

    `judged` says in words when the pages were judged: now, or in an earlier run. No results at
    all, because no page was ever judged, give no check.
    """
    for name, action in RULES.items() if results else ():
        group = [one for one in results if one.action == action]
        yield dg.AssetCheckResult(
            passed=all(one.success for one in group),
            asset_key=asset,
            check_name=name,
            severity=_severity(group),
            description=_described(group, judged),
            metadata={
                **_counts(group),
                "judged": judged,
                **_tables(group),
                **(_quarantined(aside) if action == "quarantine" else {}),
            },
        )


def published_lately(
    asset: dg.AssetKey, about: SourceCard, newest: str | None, now: datetime
) -> dg.AssetCheckResult:
    """Whether the source's newest published date (ISO, or None without a board) is recent."""
    limit = about.stale_after_days
    metadata: dict[str, Any] = {"stale_after_days": limit, "why": about.stale_reason}
    told = "no board was accepted yet"
    today = now.astimezone(UTC).date().isoformat()
    if newest is not None:
        age = age_days(newest, today)
        metadata |= {"newest_published_on": newest, "age_days": age}
        told = f"newest published date {newest}, {age} days old; reads as now for {limit}"
    return dg.AssetCheckResult(
        passed=newest is not None and not is_stale(about, newest, today),
        asset_key=asset,
        check_name=LATELY,
        severity=WARN,
        description=told,
        metadata=metadata,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a check on issued rows found: those that fail, of how many it looked at.

    `columns` are those of the failing rows that are shown, `told` the words of a failure, `more`
    further metadata.
    """

    failing: Sequence[Mapping[str, Any]]
    evaluated: int
    columns: Sequence[str]
    told: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def concerning(
    asset: dg.AssetKey,
    name: str,
    found: Found,
    *,
    broken: dg.AssetCheckSeverity = WARN,
    empty: dg.AssetCheckSeverity = WARN,
) -> dg.AssetCheckResult:
    """What lists the rows it concerns, as `broken`. Nothing evaluated is no success but `empty`."""
    count, evaluated = len(found.failing), found.evaluated
    metadata: dict[str, Any] = {"evaluated": evaluated, "unexpected": count, **found.more}
    if evaluated:
        metadata["success_percent"] = round(100 * (1 - count / evaluated), 1)
    if count:
        metadata["failing_rows"] = table(found.failing, found.columns)
    return dg.AssetCheckResult(
        passed=bool(evaluated) and not count,
        asset_key=asset,
        check_name=name,
        severity=broken if evaluated else empty,
        description=(found.told or f"{count} of {evaluated}") if count else "",
        metadata=metadata,
    )


def table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], most: int = SHOWN
) -> dg.TableMetadataValue:
    """A metadata table of the first `most` rows; values that are no scalar are shown as JSON."""
    records = [dg.TableRecord({name: _cell(row[name]) for name in columns}) for row in rows[:most]]
    schema = dg.TableSchema([dg.TableColumn(name) for name in columns])
    return dg.MetadataValue.table(records, schema=schema)


def _severity(results: Sequence["RuleResult"]) -> dg.AssetCheckSeverity:
    acts = any(
        one.action == "refuse" and not one.success and not one.only_warned for one in results
    )
    return ERROR if acts else WARN


def _described(results: Sequence["RuleResult"], judged: str) -> str:
    broken = [one.rule for one in results if not one.success]
    if not results:
        return "no rule of this kind is written for this source"
    count = f"{len(results) - len(broken)} of {len(results)} rules hold"
    return "; ".join([count, *(["broken: " + ", ".join(broken)] if broken else []), judged])


def _counts(results: Sequence["RuleResult"]) -> dict[str, Any]:
    evaluated = sum(one.evaluated for one in results)
    unexpected = sum(one.unexpected for one in results)
    figures: dict[str, Any] = {
        "rules": len(results),
        "rules_broken": sum(not one.success for one in results),
        "unexpected": unexpected,
    }
    if evaluated:
        figures["evaluated"] = evaluated
        figures["success_percent"] = round(100 * (1 - unexpected / evaluated), 3)
    return figures


def _tables(results: Sequence["RuleResult"]) -> dict[str, Any]:
    if not results:
        return {}
    lines = [{**one.metadata(), "result": _result(one)} for one in results]
    failing = [
        {**line, "entry": "", **row, "board": _board(row), "values": _values(row)}
        for line in lines
        for row in line["sample"]
    ]
    columns = ("rule", "table", "result", "action", "evaluated", "unexpected", "expects", "why")
    tables = {"rules_table": table(lines, columns)}
    if failing:
        shown = ("rule", "action", "board", "entry", "values", "why")
        tables["failing_rows"] = table(failing, shown)
    return tables


def _board(row: Mapping[str, Any]) -> str:
    return "/".join(str(row[name]) for name in ("board", "category") if row.get(name))


def _values(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in row["values"].items())


def _result(one: "RuleResult") -> str:
    if one.error:
        return f"could not be evaluated: {one.error}"
    if one.success:
        return "holds"
    return "broken, only told" if one.only_warned else "broken"


def _quarantined(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not rows:
        return {}
    columns = ("fact_table", "board", "category", "entry", "reason", "row")
    return {"rows_set_aside": len(rows), "set_aside": table(rows, columns)}


def _cell(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
