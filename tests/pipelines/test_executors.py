"""Which executor runs the steps; a step elsewhere finds its warehouse, or refuses in a sentence."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import dagster as dg
import pytest

from pipelines.assets.observations import say_what_is_recorded
from pipelines.assets.snapshots import ANYWHERE
from pipelines.definitions import ExecutorInvalid, defs, executor
from pipelines.ingest.page import ingest
from pipelines.resources import WAREHOUSE_TAG, WarehouseResource
from sources.boards import aider
from sources.catalogue import SCHEDULED
from tests.pipelines.fake import look
from warehouse.archive.inbox import FetchState
from warehouse.connection import identity
from warehouse.errors import OtherWarehouse
from warehouse.store import Warehouse

BROKER = "redis://127.0.0.1:1/0"
CELERY = {"GAPWATCH_EXECUTOR": "celery", "CELERY_BROKER_URL": BROKER}
WHOLE = {**CELERY, "CELERY_RESULT_BACKEND": BROKER}


def test_the_executor_is_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(asked: str) -> None:
        raise ModuleNotFoundError(f"No module named {asked!r}")

    assert executor({}) is dg.in_process_executor
    assert executor({"GAPWATCH_EXECUTOR": "multiprocess"}).name == "multiprocess"
    monkeypatch.setattr("pipelines.definitions.import_module", absent)
    for environ, said in (
        ({"GAPWATCH_EXECUTOR": "dask"}, "'dask'; use one of in_process, multiprocess, celery"),
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
    assert tagged == {f"ask_{source.ABOUT.name}" for source in SCHEDULED}


class Run:
    """As much of a run and its instance as a step sees."""

    def __init__(self, **tags: str) -> None:
        self.tags = {name.replace("__", "/"): text for name, text in tags.items()}
        self.run_id = "r"

    def add_run_tags(self, _run_id: str, tags: dict[str, str]) -> None:
        self.tags |= tags

    def context(self) -> dg.InitResourceContext:
        return cast(dg.InitResourceContext, cast(Any, SimpleNamespace(run=self, instance=self)))


@pytest.fixture(autouse=True)
def celery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_EXECUTOR", "celery")


@pytest.fixture
def installed(tmp_path: Path) -> tuple[WarehouseResource, str]:
    """The warehouse's machine after its first run, and the id of the warehouse."""
    archive = str(tmp_path / "archive")
    with Warehouse.open(tmp_path / "home", archive) as opened:
        say_what_is_recorded(opened)
        named = str(identity(opened.connection))
    return WarehouseResource(home=str(tmp_path / "home"), archive=archive), named


def worker(tmp_path: Path, archive: str) -> WarehouseResource:
    """A machine without a warehouse."""
    return WarehouseResource(home=str(tmp_path / "worker"), archive=archive)


def test_the_first_step_writes_down_whose_run_it_is(
    tmp_path: Path, installed: tuple[WarehouseResource, str]
) -> None:
    resource, named = installed
    run = Run()
    worker(tmp_path, resource.archive).setup_for_execution(run.context())
    assert run.tags == {WAREHOUSE_TAG: named}
    resource.setup_for_execution(run.context())


def test_a_worker_with_another_warehouse_refuses(
    tmp_path: Path, installed: tuple[WarehouseResource, str]
) -> None:
    resource, named = installed
    run = Run(gapwatch__warehouse=named)
    Warehouse.open(tmp_path / "worker").close()
    stranger = WarehouseResource(home=str(tmp_path / "worker"))
    with pytest.raises(OtherWarehouse, match=f"belongs to warehouse {named}, but this worker"):
        stranger.setup_for_execution(run.context())
    with pytest.raises(OtherWarehouse, match=f"the archive belongs to warehouse {named}, but"):
        worker(tmp_path, resource.archive).setup_for_execution(run.context())


def test_a_worker_with_another_archive_refuses_and_makes_nothing(tmp_path: Path) -> None:
    empty = worker(tmp_path, str(tmp_path / "other"))
    with pytest.raises(OtherWarehouse, match="set GAPWATCH_ARCHIVE to the archive of"):
        empty.setup_for_execution(Run().context())
    assert not (tmp_path / "worker").exists()


def test_a_command_runs_in_one_process_whatever_is_set(tmp_path: Path) -> None:
    worker(tmp_path, "").setup_for_execution(Run(started_by="command_line").context())


def test_a_machine_without_the_warehouse_knows_what_was_recorded(
    tmp_path: Path, installed: tuple[WarehouseResource, str]
) -> None:
    resource, _ = installed
    away = worker(tmp_path, resource.archive)
    assert away.fetch_state("aider") == resource.fetch_state("aider") == FetchState()
    page = look({"rows": []})
    with resource.open() as opened:
        ingest(opened, aider, page)
        say_what_is_recorded(opened)
    assert away.fetch_state("aider") == resource.fetch_state("aider")
    assert away.fetch_state("aider").last is not None
