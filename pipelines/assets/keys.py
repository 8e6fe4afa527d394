"""Asset keys, tables in Dagster's words, and the choice of events: what several layers share."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import dagster as dg

from sources.contract import SourceCard
from warehouse.schema.columns import Table

DAILY = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=30), fail_window=timedelta(hours=48)
)
"""Runs are daily: 30 hours allow for a late one, 48 mean that two runs made nothing."""


def snapshot(source: str) -> dg.AssetKey:
    """Pages that `source` gave."""
    return dg.AssetKey(["snapshot", source])


def kept(about: SourceCard) -> dg.AssetKey:
    """What the pages of a source say, as recorded: of one that is asked, or that ships with us."""
    return dg.AssetKey(["observation" if about.scheduled else "curated", about.name])


def fact(table: str) -> dg.AssetKey:
    """A fact table."""
    return dg.AssetKey(["fact", table])


def measure(table: str) -> dg.AssetKey:
    """A derived table."""
    return dg.AssetKey(["measure", table])


SOURCE_HEALTH = dg.AssetKey(["ledger", "source_health"])
REPORT = dg.AssetKey(["output", "report"])

Context = dg.OpExecutionContext | dg.AssetExecutionContext
Event = dg.MaterializeResult[None] | dg.AssetCheckResult | dg.AssetObservation


def table_metadata(table: Table) -> dict[str, Any]:
    """Definition metadata of an asset that is one table of the warehouse: its name, and its columns
    as declared. Their bounds stand in the reference of tables."""
    columns = [
        dg.TableColumn(
            one.name,
            one.type.lower(),
            one.about,
            dg.TableColumnConstraints(nullable=one.optional),
        )
        for one in table.columns
    ]
    return {
        "dagster/column_schema": dg.TableSchema(columns),
        "dagster/table_name": f"warehouse.{table.relation}",
    }


def chosen(context: Context) -> set[dg.AssetKey]:
    """The assets that the run asked for, or a check of them."""
    checked = (it.asset_key for it in context.selected_asset_check_keys)
    return {*context.selected_asset_keys, *checked}


def wanted(context: Context, events: Iterable[Event]) -> Iterator[Event]:
    """The events whose asset or check the run asked for; a person may pick a part of a step."""
    asked = {*context.selected_asset_keys, *context.selected_asset_check_keys}
    return (event for event in events if _key_of(event) in asked)


def _key_of(event: Event) -> dg.AssetKey | dg.AssetCheckKey | None:
    if isinstance(event, dg.AssetCheckResult) and event.asset_key:
        return dg.AssetCheckKey(event.asset_key, str(event.check_name))
    return event.asset_key
