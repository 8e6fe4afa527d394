"""The command line's run: quiet, kept in the Dagster home, and told in plain values."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from sqlalchemy import create_engine

from cli.shell.faults import error_line
from pipelines import instance, run, ui
from pipelines.assembly import build_defs
from pipelines.ingest.page import IngestResult
from pipelines.resources import RetriesResource, WarehouseResource
from pipelines.settings import PROJECT, Settings
from sources.catalogue import SCHEDULED
from sources.contract import SettingInvalid, Source
from warehouse.archive.inbox import Delivery, Failure, FetchedPage
from warehouse.history.vintages import Outcome

pytestmark = pytest.mark.long


def nothing(*_: object) -> Iterator[IngestResult]:
    yield from ()


NOW = datetime(2026, 11, 24, tzinfo=UTC)
SILENT = Delivery("arena", (), Failure("unreachable", "arena: no network", NOW))


def deliveries(_known: object, _archive: object, source: Source, _home: object) -> Delivery:
    """Arena cannot be reached, all others answer."""
    name = source.ABOUT.name
    answer = FetchedPage("https://x.invalid", NOW, "0" * 64, 200)
    return SILENT if name == "arena" else Delivery(name, (answer,))


def look(name: str) -> IngestResult:
    """Arena cannot be reached, the parser of models.dev is faulty, all others bring a page."""
    if name == "models_dev":
        raise KeyError("rating")
    brought = Outcome("recorded", read=3, new=2, quarantined=1)
    silent = Outcome("unreachable", cause="arena: no network")
    return IngestResult(name, "https://x.invalid", silent if name == "arena" else brought)


def looks(
    _warehouse: object, _inbox: object, waiting: Sequence[tuple[Source, str]], _log: object
) -> list[list[partial[IngestResult]]]:
    return [[partial(look, source.ABOUT.name)] for source, _ in waiting]


def in_folder(folder: Path) -> Settings:
    return Settings(folder / "home", str(folder / "archive"), folder / "site")


def without_pages(patch: pytest.MonkeyPatch) -> None:
    """No page is read: the steps around it are what is tested here."""
    patch.setattr("pipelines.assets.curated.curate_source", nothing)
    patch.setattr("pipelines.assets.snapshots.ask", deliveries)
    patch.setattr("pipelines.ingest.fetch._opened", looks)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return in_folder(tmp_path)


@dataclass(frozen=True)
class Told:
    """One run, what it told, and what it printed although it should not."""

    settings: Settings
    done: run.Refreshed
    lines: list[str]
    printed: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    settings, printed = in_folder(tmp_path_factory.mktemp("told")), StringIO()
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        without_pages(patch)
        with redirect_stdout(printed), redirect_stderr(printed):
            done = run.refresh(settings, lines.append)
    return Told(settings, done, lines, printed.getvalue())


def test_a_refresh_is_quiet_and_told_line_by_line(told: Told) -> None:
    assert told.printed == ""
    assert told.done.success
    assert told.done.report == told.settings.site / "index.html"
    assert told.lines[-1].startswith("report: ")
    assert sum(line.startswith("arena ") for line in told.lines) == 1, "nobody is asked twice"
    assert not [line for line in told.lines if "did not yield" in line]


def test_a_refresh_is_kept_where_the_ui_finds_it(told: Told) -> None:
    with instance.open_instance(told.settings) as kept:
        (recorded,) = kept.get_runs()
    assert (recorded.run_id, recorded.job_name) == (told.done.run_id, "refresh")
    assert recorded.status is dg.DagsterRunStatus.SUCCESS
    assert recorded.tags["started_by"] == "command_line"
    assert recorded.tags[".dagster/repository"] == "__repository__@gapwatch"


def test_every_source_is_told_in_plain_values(told: Told) -> None:
    found = {one.source: one for one in told.done.looked}
    assert set(found) >= {source.ABOUT.name for source in SCHEDULED} | {"registry"}
    assert (found["arena"].outcome, found["arena"].cause) == ("unreachable", "arena: no network")
    assert found["registry"].outcome == "held"
    counts = found["epoch"].counts
    assert (counts["read"], counts["new"], counts["quarantined"]) == (3, 2, 1)
    failed = {(one.asset, one.check): one for one in told.done.failed}
    reached = failed["snapshot/arena", "reached"]
    assert (reached.severity, reached.told) == ("ERROR", "arena: no network")
    assert ("snapshot/epoch", "reached") not in failed


def test_a_fault_in_one_parser_stops_nobody_else(told: Told) -> None:
    (faulty,) = [one for one in told.done.looked if one.source == "models_dev"]
    assert faulty.outcome == "refused"
    assert "KeyError: 'rating'" in str(faulty.cause)
    failed = {(one.asset, one.check): one.severity for one in told.done.failed}
    assert failed["observation/models_dev", "page_accepted"] == "ERROR"


def test_a_run_of_one_source_asks_no_other_and_tells_the_step_that_broke_off(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pages(monkeypatch)

    def broken(*_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("pipelines.assets.measures.measure", broken)
    done = run.refresh(settings, only=["epoch"])
    assert not done.success
    assert done.report is None
    assert {one.source for one in done.looked if one.is_asked} == {"epoch"}
    assert {one.source for one in done.looked if not one.is_asked} >= {"registry", "published"}
    (broke_off,) = [one for one in done.failed if one.check is None]
    assert (broke_off.asset, broke_off.severity) == ("derive_measures", "ERROR")
    assert "disk full" in broke_off.told


def test_an_unreachable_source_is_asked_again_in_a_scheduled_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def first_nobody(*_: object) -> Delivery:
        asked.append("arena")
        return SILENT if len(asked) == 1 else Delivery("arena", ())

    monkeypatch.setattr("pipelines.assets.snapshots.ask", first_nobody)
    resources = {
        "warehouse": WarehouseResource(home=str(settings.home)),
        "patience": RetriesResource(retries=2, wait_seconds=0),
    }
    job = build_defs(resources).resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as ephemeral:
        result = job.execute_in_process(
            instance=ephemeral,
            asset_selection=[dg.AssetKey(["snapshot", "arena"])],
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        said = [one.user_message for one in ephemeral.all_logs(result.run_id)]
    assert len(asked) == 2
    waits = "waits 0 seconds, then asks again: try 2 of 3"
    assert any(waits in one for one in said), "a lone source's run would look stuck"
    made = [event.asset_key for event in result.get_asset_materialization_events()]
    assert made == [dg.AssetKey(["snapshot", "arena"])], "only what was selected"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"only": ["arean"]}, "only: no source ['arean']; there are ['aider', "),
        ({"as_if_on": "tomorrow"}, "as_if_on: 'tomorrow' is no day: YYYY-MM-DD"),
    ],
)
def test_a_wish_that_nobody_can_follow_ends_the_run_before_its_first_step(
    settings: Settings, asked: dict[str, Any], said: str
) -> None:
    warehouse = WarehouseResource(home=str(settings.home))
    job = build_defs({"warehouse": warehouse}).resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as ephemeral:
        result = job.execute_in_process(
            instance=ephemeral,
            raise_on_error=False,
            run_config={
                "resources": {"asking": {"config": asked}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
        )
    assert not [one for one in result.all_events if one.is_step_start]
    (failed,) = [one for one in result.all_events if one.is_failure]
    assert f"Failure: {said}" in failed.event_specific_data.error.cause.message


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


def test_the_instance_leaves_the_environment_as_it_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "/elsewhere")
    with instance.open_instance(settings) as opened:
        assert opened.root_directory == str(settings.home / "dagster")
        assert not opened.telemetry_enabled
        assert not opened.nux_enabled
        assert opened.run_monitoring_enabled
    assert os.environ["DAGSTER_HOME"] == "/elsewhere"
    monkeypatch.delenv("DAGSTER_HOME")
    with instance.open_instance(settings):
        pass
    assert "DAGSTER_HOME" not in os.environ


def test_only_connections_to_sqlite_are_told_not_to_wait(settings: Settings) -> None:
    instance.relax(object(), None)  # a connection to another database: no PRAGMA reaches it
    with instance.open_instance(settings), create_engine("sqlite://").connect() as inside:
        assert inside.exec_driver_sql("PRAGMA synchronous").scalar() == 0
    with create_engine("sqlite://").connect() as outside:
        assert outside.exec_driver_sql("PRAGMA synchronous").scalar() != 0


def test_the_storage_is_what_the_home_says(settings: Settings) -> None:
    """An edited `dagster.yaml` chooses; one whose database does not answer is told by doctor."""
    config = instance.prepare(settings) / "dagster.yaml"
    elsewhere = settings.home / "elsewhere"
    config.write_text(f"storage:\n  sqlite:\n    base_dir: {elsewhere}\n", "utf-8")
    with instance.open_instance(settings) as opened:
        assert opened.get_runs() == []
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
        for _ in range(3):
            dg.materialize([daily], instance=opened)
        before = datetime.now(UTC) + timedelta(seconds=1)
        size = (home / "history" / "runs" / "index.db").stat().st_size
        assert instance.forget_runs(opened, home, before) == 3
        assert [run.run_id for run in opened.get_runs()] == [past.run_id]
        assert opened.get_materialized_partitions(dg.AssetKey("of_a_past_day")) == {"2026-03-01"}
        key = dg.AssetCheckKey(dg.AssetKey("daily"), "said")
        said = opened.event_log_storage.get_asset_check_summary_records([key])[key]
        assert said.last_completed_check_execution_record is not None
        assert opened.get_latest_materialization_event(dg.AssetKey("daily")) is not None
    left = {path.stem for path in (home / "history" / "runs").glob("*.db")}
    assert left == {"index", past.run_id}
    assert not {path.name for path in (home / "storage").iterdir()} - {past.run_id, "of_a_past_day"}
    assert (home / "history" / "runs" / "index.db").stat().st_size < size - 2 * 300_000


@pytest.mark.parametrize("said", ["0", "-1", "a month", "1.5"])
def test_what_is_no_number_of_days_is_told(said: str) -> None:
    with pytest.raises(SettingInvalid, match=r"GAPWATCH_KEEP_RUNS_DAYS: .* is no number of days"):
        Settings.from_environment({"GAPWATCH_KEEP_RUNS_DAYS": said})


def test_the_ui_gets_a_home_of_its_own_and_no_telemetry(settings: Settings) -> None:
    found = ui.environment(settings, {"PATH": "/bin"})
    assert found == {
        "PATH": "/bin",
        "DAGSTER_HOME": str(settings.home / "dagster"),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS": "900",
    }
    assert (settings.home / "dagster" / "dagster.yaml").exists()
    line = ui.command(Path("/a/workspace.yaml"), "127.0.0.1", 3001)
    assert line[1:] == ["-P", "-m", "pipelines.ui", "/a/workspace.yaml", "127.0.0.1", "3001"]


@pytest.mark.parametrize(("outcomes", "mostly"), [
    ([], False),
    (["recorded", "unreachable"], False),
    (["recorded", "unreachable", "unreachable"], True),
])  # fmt: skip
def test_most_sources_are_more_than_half_of_those_asked(outcomes: list[str], mostly: bool) -> None:
    looked = [run.SourceOutcome("arena", outcome, None, {}) for outcome in outcomes]
    curated = run.SourceOutcome("registry", "recorded", None, {}, is_asked=False)
    done = run.Refreshed("r", True, (*looked, curated), (), None)
    assert done.is_mostly_unreached is mostly


def test_the_workspace_of_a_home_is_found_from_any_folder(
    tmp_path: Path, settings: Settings
) -> None:
    environ = {**os.environ, "DAGSTER_HOME": str(tmp_path), "DAGSTER_DISABLE_TELEMETRY": "1"}
    listed = str(ui.workspace(settings))
    found = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "-w", listed],
        cwd=tmp_path, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "Validation successful for code location gapwatch" in found.stdout + found.stderr


@pytest.mark.nightly
def test_workspace_and_project_name_the_same_definitions(tmp_path: Path) -> None:
    environ = {**os.environ, "DAGSTER_HOME": str(tmp_path), "DAGSTER_DISABLE_TELEMETRY": "1"}
    found = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"],
        cwd=PROJECT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert "Validation successful for code location gapwatch" in found.stdout + found.stderr
