"""Which executor runs the steps, and what is said when it cannot."""

import importlib
from typing import Any

import dagster as dg
import pytest

from pipelines.assets.snapshots import ANYWHERE
from pipelines.definitions import ExecutorInvalid, defs, executor
from sources.catalogue import SCHEDULED

BROKER = "redis://127.0.0.1:1/0"


def test_the_executor_is_chosen_by_name() -> None:
    assert executor({}) is dg.in_process_executor
    assert executor({"GAPWATCH_EXECUTOR": "multiprocess"}).name == "multiprocess"
    with pytest.raises(
        ExecutorInvalid, match="'dask'; use one of in_process, multiprocess, celery"
    ):
        executor({"GAPWATCH_EXECUTOR": "dask"})


def test_celery_without_a_broker_says_so_and_does_not_ask_one_here() -> None:
    with pytest.raises(
        ExecutorInvalid, match="CELERY_RESULT_BACKEND is not set: give the broker's"
    ):
        executor({"GAPWATCH_EXECUTOR": "celery", "CELERY_BROKER_URL": BROKER})


def test_what_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(asked: str) -> Any:
        raise ModuleNotFoundError(f"No module named {asked!r}")

    monkeypatch.setattr("pipelines.definitions.import_module", absent)
    set_ = {"CELERY_BROKER_URL": BROKER, "CELERY_RESULT_BACKEND": BROKER}
    with pytest.raises(ExecutorInvalid, match=r"'dagster_celery'.*install 'gapwatch\[celery\]'"):
        executor({"GAPWATCH_EXECUTOR": "celery", **set_})


def test_an_extra_that_is_installed_gives_its_executor() -> None:
    pytest.importorskip("dagster_celery")
    set_ = {"CELERY_BROKER_URL": BROKER, "CELERY_RESULT_BACKEND": BROKER}
    assert executor({"GAPWATCH_EXECUTOR": "celery", **set_}).name == "celery"


def test_only_steps_that_fetch_may_run_without_the_warehouse() -> None:
    """Every other one waits in Dagster's own queue, which workers beside the warehouse serve."""
    steps = defs.resolve_job_def("refresh").all_node_defs
    tagged = {step.name for step in steps if ANYWHERE.items() <= step.tags.items()}
    assert tagged == {f"ask_{source.ABOUT.name}" for source in SCHEDULED}


def test_the_queue_is_dagster_celerys_own_tag() -> None:
    pytest.importorskip("dagster_celery")
    tags = importlib.import_module("dagster_celery.tags")
    assert set(ANYWHERE) == {tags.DAGSTER_CELERY_QUEUE_TAG}
