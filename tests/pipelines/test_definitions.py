"""The definitions load without I/O, and are exactly these."""

import importlib
import logging
import os
import runpy
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import dagster as dg
import pytest

from pipelines import version
from pipelines.assets.intake import ANYWHERE, intake, record_sources
from pipelines.definitions import ExecutorInvalid, build_defs, daily_refresh, defs, executor
from pipelines.ingest.page import ingest
from pipelines.resources import WarehouseResource
from pipelines.settings import PROJECT
from sources.boards import aider
from sources.catalogue import SCHEDULED
from tests.pipelines.fake import look
from warehouse.archive.inbox import FetchState

LOADING = """
import socket, sqlite3, sys
def refuse(*_, **__):
    raise AssertionError("I/O while importing the definitions")
socket.socket.connect = refuse
sqlite3.connect = refuse
import pipelines.definitions
names = ("great_expectations", "scipy.stats", "vl_convert")
print([name for name in names if name in sys.modules])
from pipelines import version
print(version.reading(), version.measuring())
"""


def needs(key: str) -> set[str]:
    (spec,) = (one for one in defs.resolve_all_asset_specs() if one.key.to_user_string() == key)
    return {dep.asset_key.to_user_string() for dep in spec.deps}


@pytest.mark.nightly
def test_loading_does_no_io_and_leaves_the_heavy_libraries_alone(tmp_path: Path) -> None:
    environ = {**os.environ, "GAPWATCH_HOME": str(tmp_path / "home"), "PYTHONPATH": str(PROJECT)}
    line = [sys.executable, "-W", "error", "-c", LOADING]
    found = subprocess.run(
        line, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )
    assert found.stderr == ""
    heavy, versions = found.stdout.splitlines()
    assert heavy == "[]"
    # Sets have another order in every process; a version must not.
    assert versions == f"{version.reading()} {version.measuring()}"
    assert list(tmp_path.iterdir()) == []


def test_what_is_defined_is_defined_without_io(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse = Mock(side_effect=AssertionError("I/O while the definitions are made"))
    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("sqlite3.connect", refuse)
    runpy.run_path(str(PROJECT / "pipelines" / "definitions.py"))


def test_no_check_blocks_and_no_step_is_in_a_pool() -> None:
    """A slot in a pool outlives a run that was killed, the writer's lock does not."""
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    assert len(graph.asset_check_keys) > 3 * len(SCHEDULED)
    for key in graph.asset_check_keys:
        assert not graph.get_check_spec(key).blocking, "what a page would change was never written"
    for job in defs.jobs or ():
        steps = defs.resolve_job_def(job.name).all_node_defs
        assert [it.name for it in steps if isinstance(it, dg.OpDefinition) and it.pools] == []


def test_measuring_again_asks_nobody() -> None:
    job = defs.resolve_job_def("measure_again")
    taken = {key.path[0] for key in job.asset_layer.executable_asset_keys}
    assert taken == {"fact", "ledger", "measure", "alert", "output"}


def test_assets_build_on_each_other() -> None:
    assert "measure/gap" in needs("measure/lag")
    assert {"measure/gap", "measure/lag", "measure/parity_median"} <= needs("measure/claim")
    assert {"snapshot/arena"} == needs("observation/arena")
    assert not needs("snapshot/arena")
    prices = needs("fact/price")
    assert {"curated/published", "curated/model_prices", "observation/models_dev"} <= prices
    assert not {"curated/registry", "observation/arena", "observation/swebench"} & prices


def test_the_schedule_says_who_started_its_run() -> None:
    at = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    tick = daily_refresh.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=at))
    assert [request.tags["started_by"] for request in tick.run_requests] == ["daemon"]


BROKER = "redis://127.0.0.1:1/0"
CELERY = {"GAPWATCH_EXECUTOR": "celery", "CELERY_BROKER_URL": BROKER}
WHOLE = {**CELERY, "CELERY_RESULT_BACKEND": BROKER}


def test_the_executor_is_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Mock(side_effect=ModuleNotFoundError("No module named 'dagster_celery'"))
    assert executor({}) is dg.in_process_executor
    monkeypatch.setattr("pipelines.definitions.import_module", absent)
    for environ, said in (
        ({"GAPWATCH_EXECUTOR": "dask"}, "'dask'; use in_process or celery"),
        (CELERY, "CELERY_RESULT_BACKEND is not set: give the broker's"),
        (WHOLE, r"'dagster_celery'.*install 'gapwatch\[celery\]'"),
    ):
        with pytest.raises(ExecutorInvalid, match=said):
            executor(environ)


def test_an_extra_that_is_installed_gives_its_executor_and_queue() -> None:
    pytest.importorskip("dagster_celery")
    assert executor(WHOLE).name == "celery"
    tags = importlib.import_module("dagster_celery.tags")
    assert set(ANYWHERE) == {tags.DAGSTER_CELERY_QUEUE_TAG}


def test_only_steps_that_fetch_may_run_without_the_warehouse() -> None:
    """Every other one waits in Dagster's own queue, which workers beside the warehouse serve."""
    steps = defs.resolve_job_def("refresh").all_node_defs
    tagged = {step.name for step in steps if ANYWHERE.items() <= step.tags.items()}
    assert tagged == {"ask"}


def test_workers_have_a_step_for_each_source() -> None:
    graph = intake([[source] for source in SCHEDULED]).node_def
    names = {f"ask_{source.ABOUT.name}" for source in SCHEDULED}
    assert isinstance(graph, dg.GraphDefinition)
    assert {step.name for step in graph.node_defs} == {*names, "record"}


def test_a_machine_without_the_warehouse_knows_what_was_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAPWATCH_ARCHIVE", str(tmp_path / "archive"))
    home, away = (WarehouseResource(home=str(tmp_path / name)) for name in ("home", "worker"))
    assert away.fetch_states(["aider"])["aider"] == FetchState()
    with home.open() as opened:
        ingest(opened, aider, look({"rows": []}))
        record_sources(opened, [], logging.getLogger())
    assert away.fetch_states(["aider"])["aider"] == home.fetch_states(["aider"])["aider"]
    assert away.fetch_states(["aider"])["aider"].last is not None
    assert not (tmp_path / "worker" / "warehouse.db").exists()


def test_facts_alone_are_counted_where_a_warehouse_is(tmp_path: Path) -> None:
    job = build_defs({"warehouse": WarehouseResource(home=str(tmp_path))})
    facts = [dg.AssetKey(["fact", "score"])]
    with dg.DagsterInstance.ephemeral() as instance:
        again = job.resolve_job_def("measure_again")
        assert again.execute_in_process(instance=instance, asset_selection=facts).success
    assert not (tmp_path / "warehouse.db").exists(), "who reads begins none"
