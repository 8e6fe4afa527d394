"""Dagster's home: made once, left as a person edits it, and no larger than the runs it keeps."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

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
    assert (elsewhere / "history").is_dir()
    assert instance.fault(settings) is None
    config.write_text("storage:\n  postgres:\n    postgres_url: postgresql://nobody\n", "utf-8")
    told = "dagster.yaml: damaged, or its storage cannot be reached"
    assert told in str(instance.fault(settings))
    with (
        pytest.raises(instance.StorageUnreachable, match=told) as caught,
        instance.open_instance(settings),
    ):
        pass
    assert error_line(caught.value, ["refresh"]) == (str(caught.value), 5)


AT_ONCE = """
import sys
from multiprocessing import get_context
from pathlib import Path
from pipelines.instance import open_instance
from pipelines.settings import Settings

def opens(home):
    with open_instance(Settings(home, "", home / "site")):
        pass

with get_context("fork").Pool(4) as pool:
    pool.map(opens, [Path(sys.argv[1])] * 4, chunksize=1)
"""


@pytest.mark.nightly
def test_several_at_once_open_a_home_that_is_not_there_yet(tmp_path: Path) -> None:
    line = [sys.executable, "-W", "ignore", "-c", AT_ONCE, str(tmp_path / "home")]
    done = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


DAYS = dg.StaticPartitionsDefinition(["2026-03-01"])
LARGE = {"rows": "x" * 300_000}


@dg.asset(check_specs=[dg.AssetCheckSpec("said", asset="daily")])
def daily() -> dg.MaterializeResult:
    check = dg.AssetCheckResult(passed=False, check_name="said", metadata=LARGE)
    return dg.MaterializeResult(metadata=LARGE, check_results=[check])


@dg.asset(partitions_def=DAYS)
def of_a_past_day() -> None:
    """Made once."""


def test_old_runs_go_and_what_they_said_last_stays(settings: Settings) -> None:
    home = instance.dagster_home(settings)
    with instance.open_instance(settings) as opened:
        past = dg.materialize([of_a_past_day], partition_key="2026-03-01", instance=opened)
        for _ in range(2):
            dg.materialize([daily], instance=opened)
            opened.report_runless_asset_event(dg.AssetMaterialization("daily", metadata=LARGE))
        before = datetime.now(UTC) + timedelta(seconds=1)
        size = (home / "history" / "runs" / "index.db").stat().st_size
        assert instance.forget_runs(opened, home, before) == 2
        assert [run.run_id for run in opened.get_runs()] == [past.run_id]
        assert opened.get_materialized_partitions(dg.AssetKey("of_a_past_day")) == {"2026-03-01"}
        key = dg.AssetCheckKey(dg.AssetKey("daily"), "said")
        said = opened.event_log_storage.get_asset_check_summary_records([key])[key]
        assert said.last_completed_check_execution_record is not None
        assert opened.get_latest_materialization_event(dg.AssetKey("daily")) is not None
    left = {path.stem for path in (home / "history" / "runs").glob("*.db")}
    assert left == {"index", ".db", past.run_id}
    assert not {path.name for path in (home / "storage").iterdir()} - {past.run_id, "of_a_past_day"}
    assert (home / "history" / "runs" / "index.db").stat().st_size < size - 4 * 300_000


@pytest.mark.nightly
@pytest.mark.parametrize("is_of_home", [True, False], ids=["home", "project"])
def test_a_workspace_is_found_from_any_folder(
    tmp_path: Path, settings: Settings, is_of_home: bool
) -> None:
    environ = {**os.environ, "DAGSTER_HOME": str(tmp_path), "DAGSTER_DISABLE_TELEMETRY": "1"}
    place = (ui.workspace(settings), tmp_path) if is_of_home else ("workspace.yaml", PROJECT)
    line = [sys.executable, "-m", "dagster", "definitions", "validate", "-w", str(place[0])]
    found = subprocess.run(
        line, cwd=place[1], env=environ, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    assert "Validation successful for code location gapwatch" in found.stdout + found.stderr
