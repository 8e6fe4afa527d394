"""One asset per bundled source: registry, published facts, bundled price history.

Their pages change only with a release, so a page that was taken before by this code is not taken
again.
"""

from collections.abc import Iterator
from logging import Logger

import dagster as dg

from pipelines import version
from pipelines.assets import checks, keys
from pipelines.assets.declarations import source_links, source_metadata, source_tags
from pipelines.ingest.curated import curate_source
from pipelines.ingest.tally import Tally
from pipelines.resources import WarehouseResource
from sources.catalogue import BUNDLED
from sources.contract import Source
from warehouse.store import Warehouse


def curated_assets() -> list[dg.AssetsDefinition]:
    """The assets of every bundled source."""
    return [_asset_of(source) for source in BUNDLED]


def _asset_of(source: Source) -> dg.AssetsDefinition:
    about = source.ABOUT

    @dg.multi_asset(
        name=f"curate_{about.name}",
        description=f"Read {about.title} from the installed product.",
        specs=[_spec(source)],
        check_specs=[checks.spec(name, keys.curated(about.name)) for name in checks.JUDGED],
        can_subset=True,
    )
    def curate(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        with warehouse.open(context.log) as opened:
            yield from keys.wanted(context, curated(opened, source, context.log))

    return curate


def curated(warehouse: Warehouse, source: Source, log: Logger) -> Iterator[keys.Event]:
    """Take the pages of a bundled source; what it says, as its asset and checks."""
    about, looked = source.ABOUT, Tally(tuple(curate_source(warehouse, source)))
    log.info(f"{about.name:21} {looked.line()}")
    yield from checks.recorded(warehouse, about, looked)


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
