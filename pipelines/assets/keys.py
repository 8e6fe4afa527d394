"""Asset keys, and the choice of events: what several layers share."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import dagster as dg

DAILY = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=30), fail_window=timedelta(hours=48)
)
"""Runs are daily: 30 hours allow for a late one, 48 mean that two runs made nothing."""


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

Context = dg.OpExecutionContext | dg.AssetExecutionContext
Event = dg.MaterializeResult[None] | dg.AssetCheckResult | dg.AssetObservation


def output(asset: dg.AssetKey) -> str:
    """The name of a step's output that is `asset`."""
    return "__".join(asset.path)


def wanted(context: Context, events: Iterable[Event]) -> Iterator[Event]:
    """The events whose asset or check the run asked for; a person may pick a part of a step."""
    inner = (
        context.op_execution_context if isinstance(context, dg.AssetExecutionContext) else context
    )
    return (event for event in events if _output_of(event) in inner.selected_output_names)


def _output_of(event: Event) -> str:
    asset = event.asset_key
    if asset is None:
        return ""
    if isinstance(event, dg.AssetCheckResult):
        return dg.AssetCheckSpec(str(event.check_name), asset=asset).get_python_identifier()
    return output(asset)
