"""What the warehouse holds of a source after a run took from it, as Dagster events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import dagster as dg

from pipelines import checks
from pipelines.tally import COUNTS, Tally
from sources.contract import About
from warehouse import figures, reads
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True)
class Recorded:
    """A source as it stands after the looks of one run."""

    about: About
    looked: Tally
    rows: int
    newest: str | None
    """Newest published date of its boards."""
    last_good_at: str | None
    aside: tuple[dict[str, Any], ...]
    """Rows that these looks set aside, newest first, at most checks.SHOWN."""

    def events(
        self, asset: dg.AssetKey, now: datetime
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        """The materialisation of `asset` and its checks."""
        yield dg.MaterializeResult(asset_key=asset, metadata=self.metadata())
        accepted = checks.page_accepted(asset, self.looked)
        if accepted is not None:
            yield accepted
        yield from checks.rules(asset, self.looked, self.aside)
        if self.about.scheduled:
            yield checks.published_lately(asset, self.about, self.newest, now)

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
            "last_good_look": self.last_good_at or "never",
            **_told(looked),
        }


def recorded(warehouse: Warehouse, about: About, looked: Tally) -> Recorded:
    """Read what the warehouse holds of the source now."""
    connection = warehouse.connection
    health = {row["source"]: row for row in reads.health(connection)}.get(about.name, {})
    aside = min(looked.count("quarantined"), checks.SHOWN)
    return Recorded(
        about,
        looked,
        int(health.get("rows", 0)),
        figures.newest_published(connection, about.name),
        health.get("last_good_at"),
        tuple(figures.set_aside_lately(connection, about.name, aside)),
    )


def _told(looked: Tally) -> dict[str, Any]:
    if not looked.warnings:
        return {}
    rows = [{"warning": line} for line in looked.warnings]
    return {"warnings": checks.table(rows, ["warning"])}
