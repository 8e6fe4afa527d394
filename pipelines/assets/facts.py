"""One asset per fact table: what all sources and the registry say, in one place.

The rows were written by the steps before; this step counts what is in force and shows each table
with its columns, so that the lineage reads from source through table to measure.
"""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg

from pipelines import version
from pipelines.assets import keys
from pipelines.assets.declarations import links, table_metadata
from pipelines.resources import WarehouseResource
from sources.catalogue import BUNDLED, SCHEDULED
from warehouse.reads import boards as reads_boards
from warehouse.schema.facts import STATED
from warehouse.schema.tables import Table
from warehouse.store import Warehouse

TABLES = STATED
EMPTY = reads_boards.TableCounts(0, 0, 0, "none yet")


def count_op() -> dg.OpDefinition:
    """The step that shows every fact table."""

    @dg.op(
        name="count_facts",
        description="Count what is in force in every fact table.",
        ins={"recorded": dg.In(dg.Nothing)},
        out={
            keys.output(keys.fact(table.name)): dg.Out(dg.Nothing, is_required=False)
            for table in TABLES
        },
    )
    def count_facts(
        context: dg.OpExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        with warehouse.read() as opened:
            found = reads_boards.table_counts(opened.connection) if opened else {}
            states = reads_boards.state_hashes(opened.connection) if opened else {}
        for table in TABLES:
            one = asdict(found.get(table.name, EMPTY))
            context.log.info(f"{table.name}: {one['rows']} rows on {one['boards']} boards")
            event = dg.MaterializeResult[None](
                asset_key=keys.fact(table.name),
                metadata=_shown(one),
                data_version=dg.DataVersion(states.get(table.name, "empty")),
            )
            yield from keys.wanted(context, [event])

    return count_facts


def report_recorded(instance: dg.DagsterInstance, opened: Warehouse) -> None:
    """Count tables that commands alone have filled (replay, import) as materialised.

    Otherwise the UI warns, before it measures a past day, that they may be missing.
    """
    found = reads_boards.table_counts(opened.connection)
    states = reads_boards.state_hashes(opened.connection)
    for name in (table.name for table in TABLES if table.name in found):
        if instance.get_latest_materialization_event(keys.fact(name)) is None:
            event = dg.AssetMaterialization(
                keys.fact(name),
                description="Recorded by commands, outside of Dagster.",
                metadata=_shown(asdict(found[name])),
                tags={"dagster/data_version": states[name]},
            )
            instance.report_runless_asset_event(event)


def fact_specs() -> Iterator[dg.AssetSpec]:
    """The declaration of every fact table."""
    return (_spec(table) for table in TABLES)


def _shown(one: dict[str, int | str]) -> dict[str, int | str]:
    return {
        "dagster/row_count": one["rows"],
        "boards": one["boards"],
        "vintages": one["vintages"],
        "newest_published_on": one["newest_on"],
    }


def _deps(table: Table) -> list[dg.AssetKey]:
    """Every source that fills the table."""
    bundled = [keys.curated(s.ABOUT.name) for s in BUNDLED if table.name in s.ABOUT.tables]
    asked = [keys.observation(s.ABOUT.name) for s in SCHEDULED if table.name in s.ABOUT.tables]
    return [*bundled, *asked]


def _spec(table: Table) -> dg.AssetSpec:
    return dg.AssetSpec(
        keys.fact(table.name),
        deps=_deps(table),
        description=f"{table.about}\n\nAppend-only; `gapwatch as-of` asks for any past day. Rows "
        "counted here are those of every board's newest vintage.",
        group_name="facts",
        kinds={"table", "sqlite"},
        owners=[keys.OPERATIONS],
        tags={"layer": "fact"},
        metadata={**table_metadata(table), **links("docs/methods.md", "docs/glossary.md")},
        code_version=version.reading(),
    )
