"""What people look at, written from the warehouse after every run."""

from datetime import UTC, datetime
from logging import Logger

import dagster as dg

from pipelines.assets import keys
from pipelines.resources import WarehouseResource
from pipelines.settings import Settings
from warehouse.schema.tables import DERIVED
from warehouse.store import Warehouse


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
