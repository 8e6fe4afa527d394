"""What was recorded, as Dagster is told of it."""

from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets import keys
from pipelines.assets.facts import TABLES, count_op, report_recorded
from pipelines.resources import WarehouseResource
from warehouse.store import Warehouse


@pytest.fixture
def facts() -> dg.AssetsDefinition:
    tables = {keys.output(keys.fact(table.name)): keys.fact(table.name) for table in TABLES}
    return dg.AssetsDefinition.from_op(count_op(), keys_by_output_name=tables)


def test_a_look_at_an_empty_home_makes_no_warehouse(
    tmp_path: Path, facts: dg.AssetsDefinition
) -> None:
    home = tmp_path / "home"
    result = dg.materialize([facts], resources={"warehouse": WarehouseResource(home=str(home))})
    counts = [
        it.metadata["boards"].value for it in result.asset_materializations_for_node(facts.op.name)
    ]
    assert result.success
    assert counts == [0] * len(TABLES)
    assert not (home / "warehouse.db").exists()


def test_what_commands_recorded_counts_as_materialised_once(shipped_home: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance, Warehouse.read(shipped_home) as opened:
        for _ in range(2):
            report_recorded(instance, opened)
        (found,) = instance.fetch_materializations(keys.fact("price"), limit=5).records
        assert instance.get_latest_materialization_event(keys.fact("item_result")) is None
    event = found.asset_materialization
    assert event is not None
    assert event.metadata["dagster/row_count"].value > 1000
    assert event.tags is not None
    assert len(event.tags["dagster/data_version"]) == 16
