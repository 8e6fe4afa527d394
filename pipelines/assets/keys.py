"""Asset keys, owners, and the choice of events: what several layers share."""

from datetime import timedelta

import dagster as dg

DAILY = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=30), fail_window=timedelta(hours=48)
)
"""Runs are daily: 30 hours allow for a late one, 48 mean that two runs made nothing."""

CURATION, OPERATIONS, ANALYSIS = "team:curation", "team:operations", "team:analysis"


def curated(source: str) -> dg.AssetKey:
    """Pages of `source` that ship with the product, as recorded."""
    return dg.AssetKey(["curated", source])


def snapshot(source: str) -> dg.AssetKey:
    """Pages that `source` gave."""
    return dg.AssetKey(["snapshot", source])


def observation(source: str) -> dg.AssetKey:
    """What the pages of `source` say, as recorded."""
    return dg.AssetKey(["observation", source])


def fact(table: str) -> dg.AssetKey:
    """A fact table."""
    return dg.AssetKey(["fact", table])


def measure(table: str) -> dg.AssetKey:
    """A derived table."""
    return dg.AssetKey(["measure", table])


SOURCE_HEALTH = dg.AssetKey(["ledger", "source_health"])
REPORT = dg.AssetKey(["output", "report"])

Event = dg.MaterializeResult[None] | dg.AssetCheckResult


def is_wanted(context: dg.AssetExecutionContext, event: Event) -> bool:
    """Whether the run asked for the event's asset or check; a person may pick a part of a step."""
    if event.asset_key is None:
        return False
    if isinstance(event, dg.AssetCheckResult):
        check = dg.AssetCheckKey(event.asset_key, str(event.check_name))
        return check in context.selected_asset_check_keys
    return event.asset_key in context.selected_asset_keys
