"""Dagster's home: made once, left as a person edits it, and no larger than the runs it keeps."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
import yaml

from cli.shell.faults import error_line
from pipelines import instance, ui
from pipelines.settings import PROJECT, Settings

pytestmark = pytest.mark.long


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", str(tmp_path / "archive"), tmp_path / "site")


def test_the_dagster_home_is_made_once(settings: Settings) -> None:
    home = instance.prepare(settings)
    assert home == settings.home / "dagster"
    config = home / "dagster.yaml"
    assert "telemetry:\n  enabled: false" in config.read_text(encoding="utf-8")
    config.write_text("telemetry:\n  enabled: false\n# mine\n", encoding="utf-8")
    instance.prepare(settings)
    assert config.read_text(encoding="utf-8").endswith("# mine\n")
    config.write_bytes(b"")  # as a power cut may leave it
    assert (instance.prepare(settings) / "dagster.yaml").read_text("utf-8") == instance.TEMPLATE


def test_the_storage_is_what_the_home_says(settings: Settings) -> None:
    """An edited `dagster.yaml` chooses; one whose database does not answer is told by doctor."""
    config = instance.prepare(settings) / "dagster.yaml"
    elsewhere = settings.home / "elsewhere"
    config.write_text(f"storage:\n  sqlite:\n    base_dir: {elsewhere}\n", "utf-8")
    with instance.open_instance(settings) as opened:
        assert opened.get_runs() == []
        assert opened.root_directory == str(settings.home / "dagster")
    assert instance.fault(settings) is None
    (elsewhere / "schedules" / "schedules.db").write_bytes(b"\xff" * 9_000)
    assert "move history/ and schedules/ away" in str(instance.fault(settings))
    config.write_text("storage:\n  postgres:\n    postgres_url: postgresql://nobody\n", "utf-8")
    told = "dagster.yaml: damaged, or its storage cannot be reached"
    assert told in str(instance.fault(settings))
    with (
        pytest.raises(instance.StorageUnreachable, match=told) as caught,
        instance.open_instance(settings),
    ):
        pass
    assert error_line(caught.value, ["refresh"]) == (str(caught.value), 5)


def test_several_at_once_open_a_home_that_is_not_there_yet(settings: Settings) -> None:
    def opens(_: int) -> list[dg.DagsterRun]:
        with instance.open_instance(settings) as opened:
            return list(opened.get_runs())

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(opens, range(4))) == [[]] * 4


MADE = {"2026-03-01", "2026-03-02", "2026-03-03"}
DAYS = dg.StaticPartitionsDefinition(sorted(MADE))
LARGE = {"rows": "x" * 300_000}
RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


@dg.asset(check_specs=[dg.AssetCheckSpec("said", asset="daily")])
def daily() -> dg.MaterializeResult:
    check = dg.AssetCheckResult(passed=False, check_name="said", metadata=LARGE)
    return dg.MaterializeResult(metadata=LARGE, check_results=[check])


@dg.multi_asset(  # of one asset, as ours
    specs=[dg.AssetSpec("of_a_past_day")],
    partitions_def=DAYS,
    backfill_policy=dg.BackfillPolicy.multi_run(2),
)
def of_past_days() -> dg.MaterializeResult:
    return dg.MaterializeResult(asset_key="of_a_past_day")


def test_old_runs_go_and_what_they_said_last_stays(settings: Settings) -> None:
    home = instance.dagster_home(settings)
    with instance.open_instance(settings) as opened:
        past = dg.materialize([of_past_days], partition_key="2026-03-01", instance=opened)
        few = dict(zip(RANGE, ("2026-03-02", "2026-03-03"), strict=True))
        stretch = dg.materialize([of_past_days], tags=few, instance=opened)
        for _ in range(2):
            dg.materialize([daily], instance=opened)
            told = dg.AssetMaterialization(
                "daily", metadata=LARGE, tags={"dagster/data_version": "a"}
            )
            opened.report_runless_asset_event(told)
        before = datetime.now(UTC) + timedelta(seconds=1)
        size = (home / "history" / "runs" / "index.db").stat().st_size
        assert instance.forget_runs(opened, home, before) == 2
        kept = {past.run_id, stretch.run_id}
        assert {run.run_id for run in opened.get_runs()} == kept
        assert opened.get_materialized_partitions(dg.AssetKey("of_a_past_day")) == MADE
        key = dg.AssetCheckKey(dg.AssetKey("daily"), "said")
        said = opened.event_log_storage.get_asset_check_summary_records([key])[key]
        assert said.last_completed_check_execution_record is not None
        assert opened.get_latest_materialization_event(dg.AssetKey("daily")) is not None
    orphans = "SELECT 1 FROM asset_event_tags WHERE event_id NOT IN (SELECT id FROM event_logs)"
    for file, sql in (("index.db", orphans), (".db", "SELECT 1 FROM event_logs")):
        with closing(sqlite3.connect(home / "history" / "runs" / file)) as database:
            assert database.execute(sql).fetchall() == []
    left = {path.stem for path in (home / "history" / "runs").glob("*.db")}
    assert left == {"index", ".db", *kept}
    assert not {path.name for path in (home / "storage").iterdir()} - {*kept, "of_a_past_day"}
    assert (home / "history" / "runs" / "index.db").stat().st_size < size - 4 * 300_000


def test_the_workspace_of_the_project_names_what_the_ui_serves() -> None:
    ours = (PROJECT / "workspace.yaml").read_text("utf-8")
    assert yaml.safe_load(ours) == yaml.safe_load(ui.WORKSPACE.format("."))
