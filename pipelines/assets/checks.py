"""Checks of the sources, what Dagster is told of one after its pages were recorded, and one asset
over all of them.

Nothing is judged here: pages were judged before they were written, and what was found stands in
the ledger, for pages in force from before as for those of this run. No check blocks: what a refused
page would have changed was never written, so everything downstream rests on the last good state.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import dagster as dg

from pipelines.assets import keys
from pipelines.ingest.tally import COUNTS, Tally
from pipelines.resources import WarehouseResource
from sources.catalogue import SCHEDULED
from sources.contract import SourceCard
from terms.numbers import plural
from terms.words import ACCEPTED
from warehouse.connection import Row
from warehouse.reads import boards as reads_boards, sources as reads_sources
from warehouse.schema.facts import FACTS, STATED
from warehouse.store import Warehouse

WARN, ERROR = dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR
GONE_AFTER = timedelta(hours=48)
"""A daily source that was not reached for so long is an error, before a warning; a weekly one after
seven times as long."""
SHOWN = 10
"""Rows that a table in a check's metadata shows: Dagster stores each three times."""
HEALTH_SHOWN = (
    "source",
    "last_outcome",
    "last_good_at",
    "age_hours",
    "rows",
    "quarantined",
    "cause",
)
QUARANTINED = ("fact_table", "board", "category", "entry", "reason")

REACHED = "reached"
PAGE = "page_accepted"
ROWS = "rows_accepted"
JUDGED = (PAGE, ROWS)
ABOUT_CHECKS = {
    REACHED: "The source answered when it was last asked. When it did not, the last good state "
    "stands and the cause is shown; an error once two of its days passed without a good fetch.",
    PAGE: "The newest page of every address was accepted, and the rules that refuse a whole "
    "page hold. A refused page is archived, nothing of it is written, and the last good state "
    "stands; the cause names the rule or the unknown value. Of a list of first ranks a floor only "
    "warns.",
    ROWS: "Rules on rows hold. A row that breaks one goes to quarantine with the reason, and its "
    "entry keeps the preceding state, marked held; rules that only warn leave the row in place.",
}


def spec(name: str, asset: dg.AssetKey) -> dg.AssetCheckSpec:
    """The declaration of one of the checks named here."""
    return dg.AssetCheckSpec(name, asset=asset, description=ABOUT_CHECKS[name])


def reached(
    about: SourceCard,
    last: Mapping[str, Any] | None,
    now: datetime,
    pages: int = 0,
    *,
    silence: str | None = None,
    not_asked: str | None = None,
) -> dg.AssetCheckResult:
    """Whether the source answered with `pages`; `silence` is the cause when it did not.

    One that this run did not ask, and why, is as it was. `last` is its row of `source_health`
    before, None when it was never asked.
    """
    good, outcome = (last["last_good_at"], last["last_outcome"]) if last else (None, None)
    long_ago = now - GONE_AFTER * about.ask_every_days
    is_gone = good is None or datetime.fromisoformat(good) < long_ago
    told = silence or f"{plural(pages, 'page')} answered"
    # What wants a key and was never given one is nobody's fault.
    is_sound = outcome not in (None, "unreachable") or bool(about.key and last is None)
    return dg.AssetCheckResult(
        passed=is_sound if not_asked else silence is None,
        asset_key=keys.snapshot(about.name),
        check_name=REACHED,
        severity=ERROR if is_gone and not not_asked else WARN,
        description=f"{about.name} was not asked: {not_asked}" if not_asked else told,
        metadata={
            "pages": pages,
            "last_good_fetch": good or "never",
            "outcome_before": outcome or "never asked",
        },
    )


def recorded(
    warehouse: Warehouse, looks: Sequence[tuple[SourceCard, Tally]]
) -> Iterator[keys.Event]:
    """What a run made of sources, as their assets and checks.

    A scheduled source without a new page that was accepted is not materialised: an event says why.
    What ships with the product always is, since everything rests on it.
    """
    connection = warehouse.connection
    health = {row["source"]: row for row in reads_sources.health(connection)}
    refused = reads_sources.refused_pages(connection)
    for about, looked in looks:
        asset = keys.kept(about)
        known, cause = health.get(about.name, {}), looked.cause("refused", "unreachable")
        warnings = [{"warning": line} for line in looked.warnings]
        told = {
            "dagster/row_count": int(known.get("rows", 0)),
            "outcome": looked.outcome,
            **({"cause": cause} if cause else {}),
            **{f"rows_{name}": looked.count(name) for name in COUNTS},
            "last_good_fetch": known.get("last_good_at") or "never",
            **shown("warnings", warnings, ["warning"]),
        }
        if looked.has_news or not about.scheduled:
            states = reads_boards.state_hashes(connection, about.name).values()
            version = dg.DataVersion("-".join(states) or "empty")
            yield dg.MaterializeResult(asset_key=asset, metadata=told, data_version=version)
        else:
            yield dg.AssetObservation(asset, description=looked.line(), metadata=told)
        found = reads_sources.broken_in_force(connection, about.name)
        broken = {row["rule"]: row["unexpected"] for row in found}
        aside = reads_sources.quarantined_in_force(connection, about.name, SHOWN)
        causes = [row["cause"] for row in refused if row["source"] == about.name]
        yield from judged(about, looked, known.get("last_good_at"), causes, broken, aside)


def judged(
    about: SourceCard,
    looked: Tally,
    accepted_at: str | None,
    causes: Sequence[str],
    broken: Mapping[str, int],
    aside: Sequence[Row],
) -> Iterator[dg.AssetCheckResult]:
    """Whether pages and rows were accepted, by the rules that pages in force broke.

    `accepted_at`: when a page was accepted last; `causes`: why newest pages were refused, by this
    run or before; `broken`: of a rule how many rows; `aside`: the rows in quarantine. Where no page
    ever came, both checks say so; of what wants a key that is no fault.
    """
    from expectations.rules import rules_for  # noqa: PLC0415 - reads the rule files

    rules = [rule for name in about.tables for rule in rules_for(about.name, FACTS[name])]
    cause = "; ".join(dict.fromkeys(causes))
    never = "" if accepted_at else "no page of it ever came, so none was accepted"
    for check in JUDGED:
        of_page = check == PAGE
        asked = [rule for rule in rules if (rule.action == "refuse") is of_page]
        failed = [rule for rule in asked if rule.id in broken]
        named = ", ".join(rule.id for rule in failed)
        but = "; broken, but no reason to refuse: " if of_page else "; broken: "
        told = f"{len(asked) - len(failed)} of {len(asked)} rules hold{named and but}{named}"
        faults = [
            {"rule": it.id, "action": it.action, "unexpected": broken[it.id]}
            | {"expects": it.expects, "why": it.why}
            for it in failed
        ]
        metadata = shown("broken", faults, ("rule", "action", "unexpected", "expects", "why"))
        if accepted_at:
            metadata |= {"rules": len(asked), "rules_broken": len(failed)}
            metadata["newest_page"] = accepted_at[:10]
        if of_page:
            told = cause or never or f"{plural(looked.pages, 'page')} taken; {told}"
            metadata["pages"] = looked.pages
        else:
            told = "no page yet, so no row to judge" if never else told
            metadata |= shown("set_aside", aside, QUARANTINED)
        yield dg.AssetCheckResult(
            passed=not failed and not (of_page and (cause or (never and not about.key))),
            asset_key=keys.kept(about),
            check_name=check,
            severity=ERROR if of_page and cause else WARN,
            description=told,
            metadata=metadata,
        )


def shown(
    name: str, rows: Sequence[Any], columns: Sequence[str], most: int = SHOWN
) -> dict[str, Any]:
    """Metadata of that name: a table of the first `most` rows, or none without a row.

    Values that are no scalar are shown as JSON.
    """
    records = [dg.TableRecord({it: _cell(row, it) for it in columns}) for row in rows[:most]]
    schema = dg.TableSchema([dg.TableColumn(it) for it in columns])
    return {name: dg.MetadataValue.table(records, schema=schema)} if rows else {}


def _cell(row: Any, column: str) -> str | int | float | bool | None:
    value = row[column] if isinstance(row, Mapping) else getattr(row, column)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


@dg.asset(
    key=keys.SOURCE_HEALTH,
    deps=[keys.fact(table.name) for table in STATED],
    group_name="facts",
    kinds={"table", "sqlite"},
    metadata={"dagster/table_name": "warehouse.source_health"},
    freshness_policy=keys.DAILY,
)
def source_health(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None]]:
    """How every source is doing: its last fetch, its last good one, and the cause.

    One row per source; shown are those that are not well. The plots follow the share of scheduled
    sources that answered and were accepted from run to run. A scheduled run after which most gave
    no answer fails here; everything else of it goes on.
    """
    with warehouse.read() as opened:
        rows = reads_sources.health(opened.connection) if opened else []
    yield health(rows)
    fail_when_silent(context.run.tags.get("started_by"), rows)


def _scheduled(rows: Sequence[Row]) -> list[Row]:
    names = {source.ABOUT.name for source in SCHEDULED}
    return [row for row in rows if row["source"] in names]


def silent(rows: Sequence[Row]) -> list[Row]:
    """The scheduled sources that gave no answer, where they are most of them; else none."""
    asked = _scheduled(rows)
    found = [row for row in asked if row["last_outcome"] == "unreachable"]
    return found if 2 * len(found) > len(asked) else []


def fail_when_silent(starter: str | None, rows: Sequence[Row]) -> None:
    """End a run that the schedule started when most of the sources are silent."""
    if starter == "daemon" and (found := silent(rows)):
        raise dg.Failure(
            f"{len(found)} of {len(_scheduled(rows))} sources could not be reached, so look at the "
            "network, the proxy and the clock of this machine first; for example "
            f"{found[0]['cause']}. Measures and report are made from the last good data.",
            allow_retries=False,
        )


def health(rows: Sequence[Row]) -> dg.MaterializeResult[None]:
    """Shares of the scheduled sources for plots, and the rows of those that are not well."""
    outcomes = [row["last_outcome"] for row in _scheduled(rows)]
    good = {
        "reached_percent": sum(outcome != "unreachable" for outcome in outcomes),
        "accepted_percent": sum(outcome in ACCEPTED for outcome in outcomes),
    }
    shares = {name: round(100 * n / len(outcomes), 1) for name, n in good.items() if outcomes}
    ill = [row for row in rows if row["last_outcome"] not in ACCEPTED]
    return dg.MaterializeResult(
        asset_key=keys.SOURCE_HEALTH,
        metadata={
            "dagster/row_count": len(rows),
            "sources_asked": len(outcomes),
            **shares,
            **shown("not_well", ill, HEALTH_SHOWN, len(ill)),
        },
    )
