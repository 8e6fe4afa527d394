"""Which executor runs the steps, and what a step knows where the warehouse is not."""

from __future__ import annotations

import importlib
import logging
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.intake import ANYWHERE, record_sources
from pipelines.definitions import ExecutorInvalid, defs, executor
from pipelines.ingest.page import ingest
from pipelines.resources import WarehouseResource
from sources.boards import aider
from sources.catalogue import SCHEDULED
from tests.pipelines.fake import look
from warehouse.archive.inbox import FetchState

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


def test_a_machine_without_the_warehouse_knows_what_was_recorded(tmp_path: Path) -> None:
    home = WarehouseResource(home=str(tmp_path / "home"), archive=str(tmp_path / "archive"))
    away = WarehouseResource(home=str(tmp_path / "worker"), archive=str(tmp_path / "archive"))
    assert away.fetch_state("aider") == FetchState()
    with home.open() as opened:
        ingest(opened, aider, look({"rows": []}))
        list(record_sources(opened, [], logging.getLogger()))
    assert away.fetch_state("aider") == home.fetch_state("aider")
    assert away.fetch_state("aider").last is not None
    assert not (tmp_path / "worker" / "warehouse.db").exists()
