"""One asset per bundled source: registry, published facts, bundled price history.

Their pages change only with a release, so a page that was taken before by this code is not taken
again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from pipelines import version
from pipelines.assets import checks, keys
from pipelines.assets.declarations import source_links, source_metadata, source_tags
from pipelines.assets.source_status import recorded
from pipelines.ingest.curated import curate_source
from pipelines.ingest.tally import tally
from pipelines.resources import WarehouseResource
from sources.catalogue import BUNDLED
from sources.contract import Source

CHECKS = tuple(checks.JUDGED)


def curated_assets() -> list[dg.AssetsDefinition]:
    """The assets of every bundled source."""
    return [_asset_of(source) for source in BUNDLED]


def _asset_of(source: Source) -> dg.AssetsDefinition:
    about = source.ABOUT
    key = keys.curated(about.name)

    @dg.multi_asset(
        name=f"curate_{about.name}",
        description=f"Read {about.title} from the installed product.",
        specs=[_spec(source)],
        check_specs=[checks.spec(name, key) for name in CHECKS],
        can_subset=True,
    )
    def curate(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        with warehouse.open(context.log) as opened:
            looked = tally(curate_source(opened, source))
            context.log.info(f"{about.name:21} {looked.line()}")
            for event in recorded(opened, about, looked).events(key, datetime.now(UTC)):
                if keys.is_wanted(context, event):
                    yield event

    return curate


def _spec(source: Source) -> dg.AssetSpec:
    about = source.ABOUT
    return dg.AssetSpec(
        keys.curated(about.name),
        description=f"{about.title}, as shipped with this version.\n\nFills "
        f"{', '.join(f'`{table}`' for table in about.tables)}. Changes: {about.cadence}",
        group_name="curated",
        kinds={"python", "greatexpectations", "sqlite"},
        owners=[keys.CURATION],
        tags=source_tags(about),
        metadata={**source_metadata(about), **source_links(source)},
        code_version=version.reading(),
    )
