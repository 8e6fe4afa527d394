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
"""A daily source that was not reached for so long is an error, before a warning; a weekly one after
seven times as long."""
SHOWN = 50
"""Rows that a table in a check's metadata shows."""

REACHED = "reached"
ACCEPTED = "page_accepted"
ROWS = "rows_accepted"
LATELY = "published_lately"
JUDGED: Mapping[str, tuple["Action", ...]] = {
    ACCEPTED: ("refuse",),
    ROWS: ("quarantine", "drop_error", "warn"),
}
"""Check to the actions of the rules that it shows."""
ABOUT_CHECKS = {
    REACHED: "The source answered when it was last asked. When it did not, the last good state "
    "stands and the cause is shown; an error once two of its days passed without a good fetch.",
    ACCEPTED: "Every page was accepted, and the rules that refuse a whole page hold. A refused "
    "page is archived, nothing of it is written, and the last good state stands; the cause names "
    "the rule or the unknown value.",
    ROWS: "Rules on rows hold. A row that breaks one goes to quarantine with the reason, and its "
    "entry keeps the preceding state, marked held; rules that only warn leave the row in place.",
    LATELY: "The newest published date is recent enough to read as now; otherwise every number of "
    "this source reads as of that date.",
}


def spec(name: str, asset: dg.AssetKey) -> dg.AssetCheckSpec:
    """The declaration of one of the checks named here."""
    return dg.AssetCheckSpec(name, asset=asset, description=ABOUT_CHECKS[name])


def reached(
    asset: dg.AssetKey,
    about: SourceCard,
    pages: int,
    silence: str | None,
    last: Mapping[str, Any] | None,
    now: datetime,
) -> dg.AssetCheckResult:
    """Whether the source answered with `pages`; `silence` is the cause when it did not.

    `last` is its row of `source_health` before, None when it was never asked.
    """
    good = last["last_good_at"] if last else None
    age = None if good is None else now - datetime.fromisoformat(good)
    is_gone = age is None or age > GONE_AFTER * about.ask_every_days
    metadata: dict[str, Any] = {"pages": pages, "last_good_fetch": good or "never"}
    if age is not None:
        metadata["hours_since_good_fetch"] = round(age / timedelta(hours=1), 1)
    if silence:
        metadata["cause"] = silence
    return dg.AssetCheckResult(
        passed=silence is None,
        asset_key=asset,
        check_name=REACHED,
        severity=ERROR if is_gone else WARN,
        description=silence or f"{pages_of(pages)} answered",
        metadata=metadata,
    )


def unasked(
    asset: dg.AssetKey, about: SourceCard, last: Mapping[str, Any] | None, reason: str
) -> dg.AssetCheckResult:
    """The same for a source that this run did not ask: as it was when it was asked last."""
    outcome = last["last_outcome"] if last else None
    return dg.AssetCheckResult(
        passed=outcome not in (None, "unreachable"),
        asset_key=asset,
        check_name=REACHED,
        severity=WARN,
        description=f"{about.name} was not asked: {reason}",
        metadata={
            "not_asked": reason,
            "last_outcome": outcome or "never asked",
            "last_good_fetch": (last["last_good_at"] if last else None) or "never",
        },
    )


def judged(
    asset: dg.AssetKey,
    looked: Tally,
    results: Sequence["RuleResult"],
    aside: Sequence[Mapping[str, Any]],
    when: str,
) -> Iterator[dg.AssetCheckResult]:
    """Whether pages and rows were accepted; `aside` are the rows that stand in quarantine.

    `when` says in words when the pages were judged: now, or in an earlier run. Where no page ever
    came, there is nothing to judge, and both checks say so.
    """
    groups = {
        name: [one for one in results if one.action in actions] for name, actions in JUDGED.items()
    }
    yield _page_accepted(asset, looked, groups[ACCEPTED], when)
    group = groups[ROWS]
    yield dg.AssetCheckResult(
        passed=all(one.success for one in group),
        asset_key=asset,
        check_name=ROWS,
        severity=WARN,
        description=_described(group, when) if results else "no page yet, so no row to judge",
        metadata={**_found(group, when), **_quarantined(aside)},
    )


def _page_accepted(
    asset: dg.AssetKey, looked: Tally, group: Sequence["RuleResult"], when: str
) -> dg.AssetCheckResult:
    cause = looked.refused
    is_known = bool(cause or looked.pages or group)
    told = [f"{pages_of(looked.pages)} taken, outcome: {looked.outcome}"] if looked.pages else []
    told += [_described(group, when)] if group else []
    return dg.AssetCheckResult(
        passed=is_known and cause is None and all(one.success for one in group),
        asset_key=asset,
        check_name=ACCEPTED,
        severity=ERROR if cause else _severity(group),
        description=cause or "; ".join(told) or "no page of it ever came, so none was accepted",
        metadata={
            "pages": looked.pages,
            **{f"rows_{name}": looked.count(name) for name in ("read", "refused")},
            **({"cause": cause} if cause else {}),
            **_found(group, when),
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


def _described(results: Sequence["RuleResult"], when: str) -> str:
    broken = [one.rule for one in results if not one.success]
    if not results:
        return "no rule of this kind is written for this source"
    count = f"{len(results) - len(broken)} of {len(results)} rules hold"
    return "; ".join(
        [count, *(["broken: " + ", ".join(broken)] if broken else []), *([when] if when else [])]
    )


def _found(group: Sequence["RuleResult"], when: str) -> dict[str, Any]:
    """Figures and tables of the rules; nothing where none was applied."""
    return {**_counts(group), "judged": when, **_tables(group)} if group else {}


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
