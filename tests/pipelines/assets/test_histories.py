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
    monkeypatch.setenv("GAPWATCH_URL_ARENA", "http://127.0.0.1:9/nobody/")


def ran(home: Path, of: str, **given: Any) -> tuple[dg.ExecuteInProcessResult, set[dg.AssetKey]]:
    """A run of a load, and the assets of which Dagster then knows."""
    defs = build_defs({"warehouse": WarehouseResource(home=str(home))})
    config = {"ops": {f"ingest_{of}_history": {"config": given}}, **QUIET}
    with dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def(f"load_{of}_history").execute_in_process(
            instance=instance, raise_on_error=False, run_config=config
        )
        keys = instance.all_asset_keys()
        return result, {key for key in keys if instance.get_latest_materialization_event(key)}


def boards(home: Path) -> int:
    count = "SELECT count(*) FROM _board WHERE source = 'swebench'"
    with Warehouse.read(home) as warehouse:
        return int(warehouse.connection.execute(count).fetchone()[0])


def test_a_file_of_a_repository_is_loaded_and_dagster_is_told(home: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "mirror")
    repo.commit("leaderboards.json", PAGE.read_bytes())
    path = "leaderboards.json"
    result, made = ran(home, "git", source="swebench", repository=str(repo.folder), path=path)
    (event,) = result.filter_events(
        lambda event: event.is_successful_output and event.step_key == "ingest_git_history"
    )
    found = {name: one.value for name, one in event.step_output_data.metadata.items()}
    assert (found["pages"], found["known"], found["rows_new"] > 0) == (1, 0, True)
    never = build_defs().resolve_asset_graph().get_all_asset_keys() - made
    assert {key.path[0] for key in never} == {"snapshot", "observation", "past"}
    assert dg.AssetKey(["observation", "swebench"]) in made


GIVEN = {"source": "swebench", "repository": "/nowhere.git", "path": "a.json"}


@pytest.mark.parametrize(
    ("of", "given", "said"),
    [
        ("git", GIVEN, "/nowhere.git"),
        ("git", {**GIVEN, "source": "arean"}, "no source arean; there are"),
        ("arena", {"subsets": ["txt"]}, "no leaderboard txt"),
        ("arena", {"subsets": ["text"]}, "none of 1 page was taken: arena: cannot connect to 127."),
    ],
)
def test_a_load_that_cannot_be_done_says_why_and_takes_nothing(
    home: Path, of: str, given: dict[str, Any], said: str
) -> None:
    before = boards(home)
    result, _ = ran(home, of, **given)
    assert not result.success
    (event,) = result.filter_events(lambda event: event.is_step_failure)
    error = event.step_failure_data.error
    message = (error.cause or error).message
    assert said in message
    assert "Failure: " in message, "a sentence, no trace of our code"
    assert boards(home) == before


def test_a_past_day_is_measured_and_reported(
    shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    for name in ("warehouse.db", "archive"):  # the site goes elsewhere
        (tmp_path / name).symlink_to(shipped_home / name)
    resource = WarehouseResource(home=str(tmp_path))
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
