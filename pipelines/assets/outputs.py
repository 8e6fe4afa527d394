"""What people look at: the report after every run, and that of a past day, a partition each.

A day of the past can be measured again at any time, from what the warehouse holds; so it is
partitioned and can be backfilled. A fetch is not: nobody can ask yesterday's page today
(docs/decisions.md). It reads only: nothing waits for the writer.
"""

from datetime import UTC, date, datetime
from logging import Logger

import dagster as dg

from pipelines import version
from pipelines.assets import keys
from pipelines.assets.measures import shown
from pipelines.measure.run import measured_on
from pipelines.resources import WarehouseResource
from pipelines.settings import Settings
from warehouse.history.vintages import Bounds
from warehouse.schema.derived import DERIVED
from warehouse.store import Warehouse

PAST_REPORT = dg.AssetKey(["past", "report"])
PAST_DAYS = dg.DailyPartitionsDefinition(start_date="2023-05-01")
"""From the month of the oldest leaderboard that is held."""


@dg.asset(
    key=keys.REPORT,
    deps=[keys.measure(table.name) for table in DERIVED],
    group_name="outputs",
    kinds={"python", "html"},
    freshness_policy=keys.DAILY,
)
def report(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource
) -> dg.MaterializeResult[None]:
    """The report: a site with every gap, its age and its sources.

    A page per series, lag, prices, claims, sources, methods; a feed and a JSON API. Works offline;
    its folder can be published as it is.
    """
    with warehouse.open() as opened:
        return reported(opened, warehouse.settings(), context.log)


def reported(warehouse: Warehouse, settings: Settings, log: Logger) -> dg.MaterializeResult[None]:
    """Write the site."""
    from pipelines.publish import publish  # noqa: PLC0415 - templates are slow to import

    written = publish(warehouse, settings, datetime.now(UTC))
    sizes = [path.stat().st_size for path in written.parent.rglob("*") if path.is_file()]
    log.info(f"report: {written}, {len(sizes)} files, {sum(sizes) / 1e6:.1f} MB")
    return dg.MaterializeResult(
        asset_key=keys.REPORT,
        metadata={
            "report": dg.MetadataValue.path(written),
            "files": len(sizes),
            "size_bytes": sum(sizes),
        },
    )


@dg.multi_asset(  # of one asset: the policy of @dg.asset is in beta
    name="measure_past_day",
    specs=[
        dg.AssetSpec(
            PAST_REPORT,
            deps=[keys.fact(name) for name in ("score", "price", "release")],
            description="The report of a past day, a partition each; the front page finds it."
            "\n\nIt goes to `as-of/DAY/` of the site, like `gapwatch report --as-of DAY`; "
            "`gapwatch as-of DAY --out FILE` writes the views of such a day.",
            group_name="past",
            kinds={"python", "html"},
            code_version=version.measuring(),
        )
    ],
    partitions_def=PAST_DAYS,
    backfill_policy=dg.BackfillPolicy.multi_run(max_partitions_per_run=31),
)
def measure_past_day(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource
) -> dg.MaterializeResult[None]:
    """Measure a past day from what had been published by then, and write its site."""
    from pipelines.publish import publish_past  # noqa: PLC0415 - templates are slow to import

    with warehouse.read() as known:
        if known is None:
            raise dg.Failure("there is no warehouse yet: run the job refresh", allow_retries=False)
        for name in context.partition_keys:
            day = date.fromisoformat(name)
            with measured_on(known, day, Bounds(day)) as copy:
                page = publish_past(copy, warehouse.settings(), day).resolve()
                told = {"report": dg.MetadataValue.path(page), **shown(copy)["gap"]}
            context.add_asset_metadata(told, PAST_REPORT, name)
    return dg.MaterializeResult(asset_key=PAST_REPORT)
