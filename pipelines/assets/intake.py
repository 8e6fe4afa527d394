"""From the places to the facts: one graph that asks, records, and counts what is in force.

A step whose asset is not materialised would have everything after it skipped. So the edges in here
are no assets: a check that always comes leads from asking to recording, an output without an asset
from there to the facts. Any part can be selected alone: an observation without its snapshot takes
up what waits, facts without observations are counted anew.
"""

import warnings
from collections.abc import Iterator, Mapping

import dagster as dg

from pipelines.assets import checks, keys
from pipelines.assets.facts import count_op, fact_specs
from pipelines.assets.health import HEALTH_CHECKS, health_op, health_spec
from pipelines.assets.observations import CHECKS, RECORDED, observation_spec, record_op
from pipelines.assets.snapshots import snapshot_op, snapshot_spec
from sources.catalogue import BUNDLED, SCHEDULED


def intake() -> dg.AssetsDefinition:
    """Every snapshot, observation and fact table, and the health of the sources."""
    specs = {spec.key: spec for spec in _specs()}
    named = {keys.output(key): key for key in specs}
    shipped = [keys.curated(source.ABOUT.name) for source in BUNDLED]
    bundled = {keys.output(key): key for key in shipped}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        assets = dg.AssetsDefinition.from_graph(
            _graph(bundled),
            keys_by_input_name=bundled,
            keys_by_output_name=named,
            internal_asset_deps={
                name: {dep.asset_key for dep in specs[key].deps} for name, key in named.items()
            },
            check_specs=list(_checks()),
            can_subset=True,
        )
    return assets.map_asset_specs(lambda spec: _described(spec, specs[spec.key]))


def _specs() -> Iterator[dg.AssetSpec]:
    for source in SCHEDULED:
        yield snapshot_spec(source)
        yield observation_spec(source)
    yield from fact_specs()
    yield health_spec()


def _checks() -> Iterator[dg.AssetCheckSpec]:
    for source in SCHEDULED:
        name = source.ABOUT.name
        yield checks.spec(checks.REACHED, keys.snapshot(name))
        yield from (checks.spec(check, keys.observation(name)) for check in CHECKS)
    yield from HEALTH_CHECKS


def _described(spec: dg.AssetSpec, declared: dg.AssetSpec) -> dg.AssetSpec:
    """What a graph knows of an asset, with what we declare of it."""
    return spec.replace_attributes(
        description=declared.description,
        group_name=declared.group_name,
        kinds=declared.kinds,
        owners=declared.owners,
        tags={**declared.tags},
        metadata={**spec.metadata, **declared.metadata},
        code_version=declared.code_version,
        freshness_policy=declared.freshness_policy,
    )


def _graph(bundled: Mapping[str, dg.AssetKey]) -> dg.GraphDefinition:
    asking = [snapshot_op(source) for source in SCHEDULED]
    record, count, health = record_op(list(bundled)), count_op(), health_op()
    after = {"recorded": dg.DependencyDefinition(record.name, RECORDED)}
    asked = [
        dg.DependencyDefinition(op.name, reached)
        for op in asking
        for _, reached in [op.output_dict]
    ]
    edges: dict[str, Mapping[str, dg.DependencyDefinition | dg.MultiDependencyDefinition]] = {
        record.name: {"asked": dg.MultiDependencyDefinition(asked)},
        count.name: after,
        health.name: after,
    }
    steps = [*asking, record, count, health]
    return dg.GraphDefinition(
        name="intake",
        description="Ask every source, record what it says, count the facts.",
        node_defs=steps,
        dependencies=edges,
        input_mappings=[
            dg.InputMapping(
                graph_input_name=name, mapped_node_name=record.name, mapped_node_input_name=name
            )
            for name in bundled
        ],
        output_mappings=[
            dg.OutputMapping(
                graph_output_name=name, mapped_node_name=op.name, mapped_node_output_name=name
            )
            for op in steps
            for name in op.output_dict
            if name != RECORDED
        ],
    )
