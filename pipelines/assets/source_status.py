"""What the warehouse holds of a source after a run took from it, as Dagster events.

What the rules found on pages that this run did not judge again.

What belongs here: rebuilding rule results from the summary that the ledger keeps of every look.
A page that came again as before, or did not come, is not judged; what was found still stands.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.assets import checks
from pipelines.ingest.tally import COUNTS, Tally, pages_of, summed
from sources.contract import SourceCard
from warehouse.reads import boards as reads_boards
from warehouse.reads import sources as reads_sources
from warehouse.schema.tables import FACTS
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from expectations.rules import Rule
    from expectations.verdict import RuleResult


def status_of(about: SourceCard, looks: Sequence[Mapping[str, Any]]) -> list["RuleResult"]:
    """One result per rule of the source over `looks` (url, seen_at, rules as JSON).

    Values evaluated are not kept in the ledger, so `evaluated` is 0. Pages that were judged
    together carry the same findings, so `unexpected` is the largest of them, not their sum.
    """
    from expectations.rules import rules_for  # noqa: PLC0415 - reads the rule files

    if not looks:
        return []
    broken: dict[str, int] = {}
    for look in looks:
        for name, count in json.loads(look["rules"])["broken"].items():
            broken[name] = max(count, broken.get(name, 0))
    rules = [rule for table in about.tables for rule in rules_for(about.name, FACTS[table])]
    return [_result(rule, broken) for rule in rules]


def _result(rule: "Rule", broken: Mapping[str, int]) -> "RuleResult":
    from expectations.verdict import RuleResult  # noqa: PLC0415 - as above

    return RuleResult(
        rule=rule.id,
        table=rule.table,
        action=rule.action,
        success=rule.id not in broken,
        evaluated=0,
        unexpected=broken.get(rule.id, 0),
        boards=(),
        sample=(),
        expects=rule.expects,
        why=rule.why,
        # The page was accepted all the same, so the rule did not refuse it.
        only_warned=rule.action == "refuse" and rule.id in broken,
    )


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source as it stands after the looks of one run."""

    about: SourceCard
    looked: Tally
    rows: int
    newest: str | None
    """Newest published date of its boards."""
    last_good_at: str | None
    results: tuple["RuleResult", ...]
    """What the rules found on the pages judged now and on those in force from before."""
    judged: str
    """When that was, in words."""
    aside: tuple[dict[str, Any], ...]
    """Rows of the pages in force that stand in quarantine, at most checks.SHOWN."""
    data_version: str
    """A hash of what its boards say now."""

    def events(
        self, asset: dg.AssetKey, now: datetime
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetObservation | dg.AssetCheckResult]:
        """What the run made of `asset`, and its checks.

        A scheduled source without a new page that was accepted is not materialised: an event says
        why. What ships with the product always is, since everything rests on it.
        """
        if self.looked.has_news or not self.about.scheduled:
            yield dg.MaterializeResult(
                asset_key=asset,
                metadata=self.metadata(),
                data_version=dg.DataVersion(self.data_version),
            )
        else:
            yield dg.AssetObservation(asset, description=self._why(), metadata=self.metadata())
        yield from checks.judged(asset, self.looked, self.results, self.aside, self.judged)
        if self.about.scheduled:
            yield checks.published_lately(asset, self.about, self.newest, now)

    def _why(self) -> str:
        """Why there is nothing new."""
        looked = self.looked
        if not looked.takens:
            return "The source was not asked, and nothing waited to be recorded."
        if cause := looked.refused or looked.unreachable:
            return f"Nothing was taken, the last good state stands: {cause}"
        return "The source says what it said before."

    def metadata(self) -> dict[str, Any]:
        """Counts that plot over runs, and what stands."""
        looked = self.looked
        cause = looked.refused or looked.unreachable
        return {
            "dagster/row_count": self.rows,
            "outcome": looked.outcome,
            **({"cause": cause} if cause else {}),
            **{f"rows_{name}": looked.count(name) for name in COUNTS},
            "newest_published_on": self.newest or "none yet",
            "last_good_fetch": self.last_good_at or "never",
            **_described(looked),
        }


def recorded(warehouse: Warehouse, about: SourceCard, looked: Tally) -> SourceStatus:
    """Read what the warehouse holds of the source now."""
    connection = warehouse.connection
    health = {row["source"]: row for row in reads_sources.health(connection)}.get(about.name, {})
    looks = reads_sources.judged_in_force(connection, about.name)
    before = [look for look in looks if look["url"] not in looked.judged]
    return SourceStatus(
        about,
        looked,
        int(health.get("rows", 0)),
        reads_boards.newest_published(connection, about.name),
        health.get("last_good_at"),
        tuple(summed([*looked.results(), *status_of(about, before)])),
        _judged(looked, before),
        tuple(reads_sources.quarantined_in_force(connection, about.name, checks.SHOWN)),
        "-".join(reads_boards.state_hashes(connection, about.name).values()) or "empty",
    )


def _judged(looked: Tally, before: Sequence[dict[str, Any]]) -> str:
    parts = [f"{pages_of(len(looked.judged))} judged now"] if looked.judged else []
    if before:
        newest = max(look["seen_at"] for look in before)[:10]
        parts.append(f"{pages_of(len(before))} in force judged before, the newest seen on {newest}")
    return ", ".join(parts)


def _described(looked: Tally) -> dict[str, Any]:
    if not looked.warnings:
        return {}
    rows = [{"warning": line} for line in looked.warnings]
    return {"warnings": checks.table(rows, ["warning"])}
