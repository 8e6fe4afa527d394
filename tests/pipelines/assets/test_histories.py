"""What an operator starts from the UI: loads of history, and past days by partition."""

import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.assets.outputs import measure_past_day
from pipelines.definitions import build_defs
from pipelines.resources import WarehouseResource
from tests.homes.partly import only
from tests.pipelines.ingest.test_git_history import Repo
from warehouse.store import Warehouse

PAGE = Path(__file__).parents[2] / "pages" / "swebench" / "tagged.json"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture(scope="module")
def home(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(shipped_home, tmp_path_factory.mktemp("histories") / "home")


@pytest.fixture(autouse=True)
def nothing_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measuring after a load has tests of its own."""
    monkeypatch.setattr("pipelines.publish.publish", lambda *_: Path("site/index.html"))
    monkeypatch.setattr("pipelines.measure.run.measure", lambda *_: iter(()))


def ran(
    home: Path, job: str, ops: dict[str, Any], made: set[str] | None = None
) -> dg.ExecuteInProcessResult:
    """A run of the job; `made` gets the assets of which Dagster then knows."""
    defs = build_defs({"warehouse": WarehouseResource(home=str(home))})
    with dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"ops": {name: {"config": given} for name, given in ops.items()}, **QUIET},
        )
        if made is not None:
            made.update(
                key.to_user_string()
                for key in instance.all_asset_keys()
                if instance.get_latest_materialization_event(key)
            )
    return result


def told(result: dg.ExecuteInProcessResult, step: str) -> dict[str, Any]:
    (event,) = [
        event
        for event in result.all_events
        if event.event_type_value == "STEP_OUTPUT" and event.step_key == step
    ]
    return {name: one.value for name, one in event.step_output_data.metadata.items()}


def cause(result: dg.ExecuteInProcessResult) -> str:
    (event,) = [event for event in result.all_events if event.is_step_failure]
    error = event.step_failure_data.error
    return (error.cause or error).message


def boards(home: Path) -> int:
    with Warehouse.read(home) as warehouse:
        found = warehouse.connection.execute(
            "SELECT count(*) FROM _board WHERE source = 'swebench'"
        )
        return int(found.fetchone()[0])


def test_a_file_of_a_repository_is_loaded_and_dagster_is_told(home: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "mirror")
    repo.commit("leaderboards.json", PAGE.read_bytes())
    given = {"source": "swebench", "repository": str(repo.folder), "path": "leaderboards.json"}
    made = set[str]()
    found = told(
        ran(home, "load_git_history", {"ingest_git_history": given}, made), "ingest_git_history"
    )
    assert (found["pages"], found["known"], found["rows_new"] > 0) == (1, 0, True)
    every = {
        key.to_user_string() for key in build_defs().resolve_asset_graph().get_all_asset_keys()
    }
    never = {key for key in every - made if not key.startswith(("snapshot", "observation", "past"))}
    assert (never, "observation/swebench" in made) == (set(), True)


@pytest.mark.parametrize(
    ("job", "op", "given", "said"),
    [
        (
            "load_git_history",
            "ingest_git_history",
            {"source": "swebench", "repository": "/nowhere.git", "path": "a.json"},
            "/nowhere.git",
        ),
        (
            "load_git_history",
            "ingest_git_history",
            {"source": "arean", "repository": "x", "path": "y"},
            "no source arean; there are",
        ),
        ("load_arena_history", "ingest_arena_history", {"subsets": ["txt"]}, "no leaderboard txt"),
    ],
)
def test_a_wrong_word_is_named_before_anything_is_taken(
    home: Path, job: str, op: str, given: dict[str, Any], said: str
) -> None:
    before = boards(home)
    result = ran(home, job, {op: given})
    assert not result.success
    assert said in cause(result)
    assert "Failure: " in cause(result), "a sentence, no trace of our code"
    assert boards(home) == before


def test_a_load_that_got_nothing_says_why(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_URL_ARENA", "http://127.0.0.1:9/nobody/")
    asked = {"subsets": ["text"]}
    result = ran(home, "load_arena_history", {"ingest_arena_history": asked})
    assert not result.success
    assert "Failure: none of 1 page was taken: arena: cannot connect to 127.0.0.1" in cause(result)


def test_a_past_day_is_measured_and_reported(
    shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    resource = WarehouseResource(home=str(shipped_home), site=str(tmp_path / "site"))
    job = build_defs({"warehouse": resource}).resolve_job_def("measure_past")
    with dg.DagsterInstance.ephemeral() as instance, only("gap"):
        result = job.execute_in_process(
            instance=instance, partition_key="2026-06-01", run_config=QUIET
        )
    made = {
        event.asset_key.to_user_string(): event.step_materialization_data.materialization
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    assert {one.partition for one in made.values()} == {"2026-06-01"}
    assert len(made["past/report"].metadata["rows"].records) > 5
    assert (tmp_path / "site" / "as-of" / "2026-06-01" / "index.html").is_file()
    policy = measure_past_day.backfill_policy
    assert policy == dg.BackfillPolicy.multi_run(max_partitions_per_run=31), "a month in a run"
