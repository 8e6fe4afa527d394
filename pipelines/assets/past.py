"""The report of a past day, as it could be known that day: a partition each.

A day of the past can be measured again at any time, from what the warehouse holds; so it is
partitioned and can be backfilled. A fetch is not: nobody can ask yesterday's page today
(docs/decisions.md). It reads only: nothing waits for the writer.
"""

from datetime import date

import dagster as dg

from pipelines import version
from pipelines.assets import keys
from pipelines.assets.measures import shown
from pipelines.resources import WarehouseResource
from warehouse.history.vintages import Bounds

FIRST_DAY = "2023-05-01"
"""The month of the oldest leaderboard that is held."""
DAYS = dg.DailyPartitionsDefinition(start_date=FIRST_DAY)
REPORT = dg.AssetKey(["past", "report"])


@dg.multi_asset(  # of one asset: the policy of @dg.asset is in beta
    name="measure_past_day",
    specs=[
        dg.AssetSpec(
            REPORT,
            deps=[keys.fact(name) for name in ("score", "price", "release")],
            description="The report of a past day, a partition each; the front page finds it."
            "\n\nIt goes to `as-of/DAY/` of the site, like `gapwatch report --as-of DAY`; "
            "`gapwatch as-of DAY --out FILE` writes the views of such a day.",
            group_name="past",
            kinds={"python", "html"},
            code_version=version.measuring(),
        )
    ],
    partitions_def=DAYS,
    backfill_policy=dg.BackfillPolicy.multi_run(max_partitions_per_run=31),
)
def measure_past_day(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource
) -> dg.MaterializeResult[None]:
    """Measure a past day from what had been published by then, and write its site."""
    from pipelines.measure.past import measured_on  # noqa: PLC0415 - not needed to load
    from pipelines.publish import publish_past  # noqa: PLC0415 - templates are slow to import

    with warehouse.read() as known:
        if known is None:
            raise dg.Failure("there is no warehouse yet: run the job refresh", allow_retries=False)
        for name in context.partition_keys:
            day = date.fromisoformat(name)
            with measured_on(known, day, Bounds(day)) as copy:
                page = publish_past(copy, warehouse.settings(), day).resolve()
                told = {"report": dg.MetadataValue.path(page), **shown(copy)["gap"]}
            context.add_asset_metadata(told, REPORT, name)
    return dg.MaterializeResult(asset_key=REPORT)
