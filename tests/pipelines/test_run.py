"""The whole job, lived through once: what a source does shows, and never stops the rest.

The home knows what ships. In a run of Dagster's swebench serves a page, models.dev one of another
shape, epoch says 404, arena cannot be reached, and nobody else is asked. Then a command gets a page
of swebench that breaks a critical rule. All else only looks at what they left.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import Mock

import dagster as dg
import pytest

from pipelines import heartbeat, instance, run
from pipelines.assets import keys
from pipelines.definitions import build_defs, defs
from pipelines.resources import WarehouseResource
from pipelines.settings import Settings
from sources.boards.swebench import file as swebench_file
from sources.catalogue import SCHEDULED
from tests.homes.partly import only
from tests.sources.server import running, says
from warehouse.archive.inbox import Delivery, Failure
from warehouse.store import Warehouse

pytestmark = pytest.mark.long
PAGE = Path(__file__).parents[1] / "pages" / "swebench" / "tagged.json"
PATH = swebench_file.URL.removeprefix("https://raw.githubusercontent.com")
ANSWERED = ("swebench", "models_dev", "epoch")
ASKED = {*ANSWERED, "arena"}
OTHERS = {source.ABOUT.name for source in SCHEDULED} - ASKED
SELECTED = [
    key
    for key in defs.resolve_asset_graph().executable_asset_keys
    if key.path[0] != "past"
    and (key.path[0] not in ("snapshot", "observation") or OTHERS.isdisjoint(key.path))
]
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN


class Told(NamedTuple):
    """What Dagster was told last of an asset: a materialization, an observation, or nothing."""

    event: str
    metadata: dict[str, Any]
    checks: dict[str, Any]


@dataclass(frozen=True)
class Story:
    """What a run of the job left, and a command after it."""

    settings: Settings
    first: dict[str, Told]
    announced: int
    """Checks that the run said it would evaluate."""
    scores: list[tuple[Any, ...]]
    """Rows of swebench in force after the run."""
    done: run.Refreshed
    steps: list[str]
    printed: str
    """What the command printed although it should not."""
    last: dict[str, Told]


def scores(home: Path) -> list[tuple[Any, ...]]:
    asked = "SELECT board, entry, value FROM _score_in_force WHERE source = 'swebench'"
    with Warehouse.read(home) as warehouse:
        return sorted(warehouse.connection.execute(asked))


def ran(settings: Settings) -> tuple[dict[str, Told], int]:
    """What Dagster was told by a run, and how many checks were announced."""
    warehouse = WarehouseResource(home=str(settings.home))
    job = build_defs({"warehouse": warehouse}).resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as opened:
        result = job.execute_in_process(
            instance=opened, raise_on_error=False, run_config=QUIET, asset_selection=SELECTED
        )
        failed = result.filter_events(lambda event: event.is_step_failure)
        assert result.success, [one.step_failure_data.error for one in failed]
        planned = dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED
        return told(opened), len(opened.all_logs(result.run_id, of_type=planned))


def told(opened: dg.DagsterInstance) -> dict[str, Told]:
    graph = defs.resolve_asset_graph()
    evaluated: dict[dg.AssetKey, dict[str, Any]] = defaultdict(dict)
    log, keys = opened.event_log_storage, list(graph.asset_check_keys)
    for key, record in log.get_asset_check_summary_records(keys).items():
        if last := record.last_completed_check_execution_record:
            evaluated[key.asset_key][key.name] = last.evaluation
    found = {}
    for asset in graph.get_all_asset_keys():
        made = opened.fetch_materializations(asset, limit=1).records
        (event,) = made or opened.fetch_observations(asset, limit=1).records or [None]
        said = event and (event.asset_materialization or event.asset_observation)
        metadata = {name: one.value for name, one in said.metadata.items()} if said else {}
        kind = "materialization" if made else "observation" if said else ""
        found[asset.to_user_string()] = Told(kind, metadata, evaluated[asset])
    return found


def page(more: int) -> bytes:
    """The saved page with so many further rows on its board Verified."""
    content = json.loads(PAGE.read_bytes())
    verified = content["leaderboards"][1]["results"]
    for number in range(more):
        row = {**verified[1], "folder": f"20250928_agent_{number}", "resolved": 30.0 + number}
        verified.append(row)
    return json.dumps(content).encode()


@pytest.fixture(scope="module")
def story(curated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("story")
    shutil.copytree(curated_home, folder / "home")
    settings = Settings(folder / "home", str(folder / "home" / "archive"), folder / "site")
    with running() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sources.http.PoliteRetry.sleep", lambda *_: None)
        for name in ASKED:
            base = f"{place.base}/{name}" if name in ANSWERED else "http://127.0.0.1:9"
            patch.setenv(f"GAPWATCH_URL_{name.upper()}", base)
        missing = [says(404)]
        place.scenes = defaultdict(lambda: missing)
        place.on("/models_dev/api.json", says(200, b"{}", Content_Type="application/json"))
        steps: list[str] = []
        with only("gap"), redirect_stdout(StringIO()) as printed, redirect_stderr(printed):
            place.on(f"/swebench{PATH}", says(200, page(more=20), Content_Type="text/plain"))
            first, announced = ran(settings)
            before = scores(settings.home)
            place.on(f"/swebench{PATH}", says(200, page(more=2), Content_Type="text/plain"))
            stepped = lambda _done, _total, what: steps.append(what)  # noqa: E731
            done = run.refresh(settings, ["swebench", "arena"], stepped)
        with instance.open_instance(settings) as opened:
            assert opened.get_runs() == [], "a command is no run"
            last = told(opened)
    return Story(settings, first, announced, before, done, steps, printed.getvalue(), last)


def test_a_command_does_the_same_without_a_run_and_dagster_is_told(story: Story) -> None:
    done, last = story.done, story.last
    assert story.printed == ""
    assert (done.failed, done.report) == ([], story.settings.site / "index.html")
    assert story.steps == ["fetch", "record", "measures", "alerts", "report"]
    assert done.outcomes == {"swebench": "refused", "arena": "unreachable"}
    assert not done.is_mostly_unreached
    assert (heartbeat.read(story.settings.home) or {})["refresh"]["started_by"] == "ui"
    observed = last["observation/swebench"]
    stood = story.first["observation/swebench"].metadata["dagster/row_count"]
    assert observed.metadata["outcome"] == "refused"
    assert observed.metadata["dagster/row_count"] == stood
    accepted = observed.checks["page_accepted"]
    assert (accepted.passed, accepted.severity) == (False, ERROR)
    assert "rows_floor" in str(accepted.description)
    assert last["snapshot/swebench"].metadata["pages"] == 1
    assert last["fact/score"].metadata["dagster/row_count"] > 0
    assert last["measure/gap"].metadata["rows"].records
    assert last["output/report"].metadata["size_bytes"] > 10_000
    assert scores(story.settings.home) == story.scores, "the last good state stands"


def test_every_layer_is_made(story: Story) -> None:
    made = {name for name, one in story.first.items() if one.event == "materialization"}
    observed = {name for name, one in story.first.items() if one.event == "observation"}
    assert {"fact/score", "ledger/source_health", "output/report", "alert/events"} <= made
    assert {key for key in made if key.startswith(("snapshot/", "observation/"))} == {
        "snapshot/swebench", "observation/swebench", "snapshot/models_dev",
    }  # fmt: skip
    assert observed == {f"observation/{name}" for name in ASKED - {"swebench"}}
    assert story.first["output/report"].metadata["size_bytes"] > 10_000


@pytest.mark.parametrize(
    ("name", "cause"), [("arena", "cannot connect to 127.0.0.1"), ("epoch", "HTTP 404")]
)
def test_an_unreachable_source_is_named_with_its_cause(story: Story, name: str, cause: str) -> None:
    reached = story.first[f"snapshot/{name}"].checks["reached"]
    assert (reached.passed, reached.severity) == (False, ERROR), "it was never reached"
    assert cause in str(reached.description)
    observed = story.first[f"observation/{name}"]
    assert observed.metadata["outcome"] == "unreachable"
    accepted = observed.checks["page_accepted"]
    assert (accepted.passed, accepted.severity) == (False, WARN)
    assert "no page of it ever came" in str(accepted.description)


def test_no_check_is_announced_and_left_out(story: Story) -> None:
    """Dagster shows such a one as skipped."""
    assert sum(len(one.checks) for one in story.first.values()) == story.announced > 0


def test_the_bundled_pages_are_judged_once_and_what_stands_is_told_again(story: Story) -> None:
    registry, prices = "curated/registry", "curated/model_prices"
    assert story.first[registry].metadata["dagster/row_count"] > 3000
    assert story.first[registry].checks["page_accepted"].passed
    before, after = (some[prices].checks["rows_accepted"] for some in (story.first, story.last))
    assert (before.passed, before.severity) == (False, WARN)
    rows = before.metadata["set_aside"].value.records
    assert rows
    assert all("_not_zero" in row.data["reason"] for row in rows)
    both = [some[name] for some in (story.first, story.last) for name in (registry, prices)]
    assert {one.metadata["outcome"] for one in both} == {"held"}
    for name in ("newest_page", "rules", "rules_broken", "set_aside"):
        assert after.metadata[name] == before.metadata[name]


def test_a_served_page_is_recorded_and_its_bad_row_shown(story: Story) -> None:
    served = story.first["observation/swebench"]
    assert story.first["snapshot/swebench"].checks["reached"].passed
    assert served.checks["page_accepted"].passed
    (aside,) = served.checks["rows_accepted"].metadata["set_aside"].value.records
    assert aside.data["entry"] == "250822_mini-v1.9.1_model-e"
    assert "271" in str(aside.data["reason"])
    found = served.metadata
    assert found["rows_quarantined"] == 1
    assert found["rows_new"] == found["rows_read"] - 1 == found["dagster/row_count"]
    assert 271.0 not in [value for _, _, value in story.scores]


def test_a_warning_names_rule_rows_and_reason(story: Story) -> None:
    served = story.first["observation/swebench"]
    accepted = served.checks["rows_accepted"]
    assert (accepted.passed, accepted.severity) == (False, WARN)
    shown = [row.data for row in accepted.metadata["broken"].value.records]
    (row,) = [row for row in shown if row["rule"] == "swebench.folder_date"]
    assert str(row["why"]).startswith("Folder and date of one submission should agree")
    lines = [str(row.data["warning"]) for row in served.metadata["warnings"].records]
    assert any("20250720_mini-v0.0.0-model-c" in line for line in lines)


NOBODY = Delivery(
    "arena", (), Failure("unreachable", "no network", datetime(2026, 3, 1, tzinfo=UTC))
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", str(tmp_path / "archive"), tmp_path / "site")


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_broken_step_ends_a_command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, is_damaged: bool
) -> None:
    """Dagster's log does not: without it the work goes on, and the command says so once."""
    with instance.open_instance(settings):
        index = settings.home / "dagster" / "history" / "runs" / "index.db"
    if is_damaged:
        index.write_bytes(index.read_bytes()[:8192] + b"\xff" * 100_000)
    broken, ping = Mock(side_effect=RuntimeError("disk full")), Mock()
    monkeypatch.setattr("pipelines.heartbeat.ping", ping)
    monkeypatch.setattr("pipelines.assets.intake.curate_source", lambda *_: iter(()))
    monkeypatch.setattr("pipelines.ingest.fetch.ask", lambda *_: NOBODY)
    monkeypatch.setattr("pipelines.measure.run.measure", broken)
    done = run.refresh(settings, only=["arena"])
    assert (done.failed, done.report) == ([("measures", "RuntimeError: disk full")], None)
    assert done.outcomes == {"arena": "unreachable"}
    assert done.is_mostly_unreached
    ping.assert_called_once_with(False)
    for told in (done.unreported, instance.fault(settings)):
        assert bool(told and "move history/ and schedules/ away" in told) is is_damaged


FACT, HELD = (
    dg.AssetKey(["fact", "score"]),
    dg.AssetCheckKey(dg.AssetKey(["fact", "score"]), "held"),
)
MADE = dg.MaterializeResult(FACT, metadata={"rows": 1}, data_version=dg.DataVersion("a"))
CHECKED = dg.AssetCheckResult(
    passed=True, asset_key=FACT, check_name="held", metadata={"newest_page": "2026-03-01"}
)
SEEN = dg.AssetObservation(FACT, metadata={"outcome": "held"})
SNAPSHOT = MADE._replace(asset_key=dg.AssetKey(["snapshot", "arena"]))


@dg.asset(key=FACT, check_specs=[dg.AssetCheckSpec("held", asset=FACT)])
def breaks() -> dg.MaterializeResult:
    raise ValueError("killed")


@pytest.mark.parametrize("is_broken", [False, True])
@pytest.mark.parametrize(
    ("first", "then", "is_told"),
    [
        (MADE, MADE, False),
        (MADE, MADE._replace(data_version=dg.DataVersion("b")), True),
        (MADE, MADE._replace(metadata={"rows": 2}), True),
        (SNAPSHOT, SNAPSHOT, True),
        (CHECKED, CHECKED._replace(metadata={"newest_page": "2026-03-02"}), False),
        (CHECKED, CHECKED._replace(passed=False), True),
        (SEEN, SEEN, False),
    ],
)
def test_what_dagster_knows_is_not_told_again(
    first: keys.Event, then: keys.Event, is_told: bool, is_broken: bool
) -> None:
    """But for a snapshot, whose freshness goes by when it was made, and after a run that broke."""
    with dg.DagsterInstance.ephemeral() as opened:
        run.report(opened, first)
        if is_broken:
            dg.materialize([breaks], instance=opened, raise_on_error=False)
        run.report(opened, then)
        storage = opened.event_log_storage
        made = [storage.fetch_materializations(it.asset_key, 9).records for it in (MADE, SNAPSHOT)]
        seen = storage.fetch_observations(FACT, 9).records
        checks = storage.get_asset_check_execution_history(HELD, 9)
        found = [*made[0], *made[1], *seen, *(it for it in checks if it.status.value != "PLANNED")]
        assert len(found) == 1 + (is_told or (is_broken and then is not SEEN))


def test_a_wish_that_nobody_can_follow_ends_the_run_at_once(settings: Settings) -> None:
    warehouse = WarehouseResource(home=str(settings.home))
    job = build_defs({"warehouse": warehouse}).resolve_job_def("refresh")
    config = {"resources": {"asking": {"config": {"only": ["arean"]}}}, **QUIET}
    with dg.DagsterInstance.ephemeral() as opened:
        result = job.execute_in_process(instance=opened, raise_on_error=False, run_config=config)
    assert not [one for one in result.all_events if one.is_step_start]
    (failed,) = [one for one in result.all_events if one.is_failure]
    said = "Failure: only: no source ['arean']; there are ['aider', "
    assert said in failed.event_specific_data.error.cause.message
