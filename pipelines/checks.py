"""What the rules found, as asset checks that a person can read.

What belongs here: names and descriptions of every check, and the translation of a `Tally` and the
rules' results into check results. Nothing is judged here: pages were judged before they were
written. No check blocks: what a refused page would have changed was never written, so everything
downstream rests on the last good state.

A check about pages is left out of a run that brought no page; its last result stays in force.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.tally import Tally
from sources.contract import About

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
    told = cause or f"{looked.pages} pages"
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
        description=cause or f"{looked.pages} pages taken, outcome: {looked.outcome}",
        metadata={"pages": looked.pages, **counts, **({"cause": cause} if cause else {})},
    )


def rules(
    asset: dg.AssetKey, looked: Tally, aside: Sequence[Mapping[str, Any]]
) -> Iterator[dg.AssetCheckResult]:
    """One result per group of rules that judged a page; `aside` are the rows set aside now."""
    as_before = [taken for taken in looked.takens if _as_before(taken.outcome, taken.results)]
    for name, action in RULES.items():
        results = looked.results(action)
        if not results and not as_before:
            continue
        told_before = [line for taken in as_before for line in taken.outcome.warnings]
        yield dg.AssetCheckResult(
            passed=all(one.success for one in results) and not (action == "warn" and told_before),
            asset_key=asset,
            check_name=name,
            severity=_severity(results),
            description=_told(results, len(as_before)),
            metadata={
                **_figures(results, len(as_before)),
                **_tables(results),
                **(_aside(aside) if action == "quarantine" else {}),
                **(_before(told_before) if action == "warn" else {}),
            },
        )


def published_lately(
    asset: dg.AssetKey, about: About, newest: str | None, now: datetime
) -> dg.AssetCheckResult:
    """Whether the source's newest published date (ISO, or None without a board) is recent."""
    limit = about.stale_after_days
    metadata: dict[str, Any] = {"stale_after_days": limit, "why": about.stale_reason}
    told = "no board was accepted yet"
    age_days: int | None = None
    if newest is not None:
        age_days = (now.astimezone(UTC).date() - datetime.fromisoformat(newest).date()).days
        metadata |= {"newest_published_on": newest, "age_days": age_days}
        told = f"newest published date {newest}, {age_days} days old; reads as now for {limit}"
    return dg.AssetCheckResult(
        passed=age_days is not None and age_days <= limit,
        asset_key=asset,
        check_name=LATELY,
        severity=WARN,
        description=told,
        metadata=metadata,
    )


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> dg.TableMetadataValue:
    """A metadata table of the first SHOWN rows; values that are no scalar are shown as JSON."""
    records = [dg.TableRecord({name: _cell(row[name]) for name in columns}) for row in rows[:SHOWN]]
    schema = dg.TableSchema([dg.TableColumn(name) for name in columns])
    return dg.MetadataValue.table(records, schema=schema)


def _as_before(outcome: Any, results: Sequence["RuleResult"]) -> bool:
    """The same page, read by the same code, came again: it was judged when it first came."""
    return not results and outcome.outcome in ("recorded", "unchanged")


def _severity(results: Sequence["RuleResult"]) -> dg.AssetCheckSeverity:
    acts = any(
        one.action == "refuse" and not one.success and not one.only_warned for one in results
    )
    return ERROR if acts else WARN


def _told(results: Sequence["RuleResult"], as_before: int) -> str:
    broken = [one for one in results if not one.success]
    parts = [f"{len(results) - len(broken)} of {len(results)} rules hold"] if results else []
    if as_before:
        parts.append(f"{as_before} pages as judged before")
    if broken:
        parts.append("broken: " + ", ".join(one.rule for one in broken))
    return "; ".join(parts)


def _figures(results: Sequence["RuleResult"], as_before: int) -> dict[str, Any]:
    evaluated = sum(one.evaluated for one in results)
    unexpected = sum(one.unexpected for one in results)
    figures: dict[str, Any] = {
        "rules": len(results),
        "rules_broken": sum(not one.success for one in results),
        "evaluated": evaluated,
        "unexpected": unexpected,
        "pages_as_before": as_before,
    }
    if evaluated:
        figures["success_percent"] = round(100 * (1 - unexpected / evaluated), 3)
    return figures


def _tables(results: Sequence["RuleResult"]) -> dict[str, Any]:
    if not results:
        return {}
    lines = [{**one.metadata(), "result": _result(one)} for one in results]
    failing = [
        {**line, "board": "", "category": "", "entry": "", **row}
        for line in lines
        for row in line["sample"]
    ]
    columns = ("rule", "table", "result", "action", "evaluated", "unexpected", "expects", "why")
    tables = {"rules_table": table(lines, columns)}
    if failing:
        shown = ("rule", "board", "category", "entry", "values", "action", "why")
        tables["failing_rows"] = table(failing, shown)
    return tables


def _result(one: "RuleResult") -> str:
    if one.error:
        return f"could not be evaluated: {one.error}"
    if one.success:
        return "holds" if one.evaluated else "holds (nothing to look at)"
    return "broken, only told" if one.only_warned else "broken"


def _aside(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not rows:
        return {}
    columns = ("fact_table", "board", "category", "entry", "reason", "row")
    return {"rows_set_aside": len(rows), "set_aside": table(rows, columns)}


def _before(lines: Sequence[str]) -> dict[str, Any]:
    if not lines:
        return {}
    return {"told_before": table([{"warning": line} for line in dict.fromkeys(lines)], ["warning"])}


def _cell(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
