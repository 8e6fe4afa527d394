"""What people look at, written from the warehouse after every run."""

from datetime import UTC, datetime

import dagster as dg

from pipelines.assets import keys
from pipelines.resources import WarehouseResource


def output_assets() -> list[dg.AssetsDefinition]:
    """The report."""

    @dg.asset(
        key=keys.REPORT,
        deps=[keys.measure("gap"), keys.measure("frontier")],
        description="The report: one self-contained page with every gap, its age and its sources."
        "\n\nWorks offline; its folder can be published as it is.",
        group_name="outputs",
        kinds={"python", "html"},
        owners=[keys.ANALYSIS],
        tags={"layer": "output"},
    )
    def report(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult[None]:
        from pipelines.publish import publish  # noqa: PLC0415 - templates are slow to import

        with warehouse.open() as opened:
            written = publish(opened, warehouse.settings(), datetime.now(UTC))
        size = written.stat().st_size
        context.log.info(f"report: {written}, {size / 1000:.0f} kB")
        return dg.MaterializeResult(
            metadata={"report": dg.MetadataValue.path(written), "size_bytes": size}
        )

    return [report]
