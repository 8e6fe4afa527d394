"""Past days, a partition each: every measure as it could be known that day, and the report of it.

A day of the past can be measured again at any time, from what the warehouse holds; so these are
partitioned and can be backfilled. A fetch is not: nobody can ask yesterday's page today
(docs/decisions.md). They read only: nothing waits for the writer.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import dagster as dg

from measures.series import HEADLINE
from pipelines import version
from pipelines.assets import checks, keys
from pipelines.assets.declarations import links
from pipelines.assets.measures import SHOWN
from pipelines.resources import WarehouseResource
from terms.openness import OpennessRule
from warehouse.history.vintages import Bounds
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

FIRST_DAY = "2023-05-01"
"""The month of the oldest leaderboard that is held."""
DAYS = dg.DailyPartitionsDefinition(start_date=FIRST_DAY)
MEASURES, REPORT = dg.AssetKey(["past", "measures"]), dg.AssetKey(["past", "report"])


def past_assets() -> list[dg.AssetsDefinition]:
    """One step per day that measures it and writes its site; a run takes a month of them."""

    @dg.multi_asset(
        name="measure_past_day",
        description="Measure a past day from what had been published by then, and write its site.",
        specs=list(_specs()),
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.multi_run(max_partitions_per_run=31),
        can_subset=True,
    )
    def measure_past_day(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult[None]]:
        from outputs.report.context import AsOf  # noqa: PLC0415 - templates are slow to import
        from pipelines.measure.past import measured_on  # noqa: PLC0415 - not needed to load
        from pipelines.publish import publish_past  # noqa: PLC0415

        wanted = context.selected_asset_keys
        with warehouse.read() as known:
            if known is None:
                raise dg.Failure(
                    "there is no warehouse yet: run the job refresh", allow_retries=False
                )
            for name in context.partition_keys:
                day = date.fromisoformat(name)
                with measured_on(known, day, Bounds(day)) as copy:
                    if MEASURES in wanted:
                        context.add_asset_metadata(_measured(copy), MEASURES, name)
                    if REPORT in wanted:
                        page = publish_past(copy, warehouse.settings(), AsOf(day)).resolve()
                        shown = {"report": dg.MetadataValue.path(page)}
                        context.add_asset_metadata(shown, REPORT, name)
        yield from (
            dg.MaterializeResult(asset_key=key) for key in (MEASURES, REPORT) if key in wanted
        )

    return [measure_past_day]


def _measured(copy: Warehouse) -> dict[str, Any]:
    """The gaps as of the day, and the headline's as a number that plots over the days."""
    rows = reads_gaps.gaps_now(copy.connection, OpennessRule.ANY_WEIGHTS).values()
    judged = [row for row in rows if row["gap"] is not None]
    headline = [row["gap"] for row in judged if row["series"] == HEADLINE]
    shown = {"gaps_that_day": checks.table(judged, SHOWN["gap"], len(judged))} if judged else {}
    return {
        "series_with_gap": len(judged),
        **({"headline_gap": headline[0]} if headline else {}),
        **shown,
    }


def _specs() -> Iterator[dg.AssetSpec]:
    yield _spec(
        MEASURES,
        [keys.fact(name) for name in ("score", "price", "release")],
        "Every measure as it could be known on a past day, a partition each.\n\n"
        "Computed from what had been published by then, kept nowhere: `gapwatch as-of DAY --out "
        "FILE` writes every view of such a day.",
        kind="numpy",
        doc="docs/decisions.md",
    )
    yield _spec(
        REPORT,
        [MEASURES],
        "The report of a past day, a partition each; the front page finds it."
        "\n\nIt goes to `as-of/DAY/` of the site, like `gapwatch report --as-of DAY`.",
        kind="html",
        doc="docs/publish.md",
    )


def _spec(
    asset: dg.AssetKey, deps: Sequence[dg.AssetKey], about: str, *, kind: str, doc: str
) -> dg.AssetSpec:
    return dg.AssetSpec(
        asset,
        deps=deps,
        description=about,
        group_name="past",
        kinds={"python", kind},
        owners=[keys.ANALYSIS],
        tags={"layer": "past"},
        metadata=links("docs/methods.md", doc),
        code_version=version.measuring(),
        skippable=True,
    )
