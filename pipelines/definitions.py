"""The definitions that Dagster loads, with the executor that the environment names.

What belongs here: the choice of the executor. Building what is chosen belongs to
`pipelines.assembly`, which the command line uses without loading this. What executors need on the
way (broker, cluster) is asked when a run begins, never when this is loaded.
"""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import dagster as dg

from pipelines.assembly import build_defs
from pipelines.resources import IN_PROCESS, chosen_executor

BROKER = ("CELERY_BROKER_URL", "CELERY_RESULT_BACKEND")
"""Celery's own variables: executor and workers both read them."""
PATIENCE = {
    "result_backend_always_retry": True,
    "result_backend_max_retries": 60,
    "task_publish_retry_policy": {"max_retries": 60, "interval_step": 1, "interval_max": 10},
}
"""A run outlives a broker that is away for some ten minutes: each pause grows to ten seconds."""


class ExecutorInvalid(Exception):
    """GAPWATCH_EXECUTOR cannot be followed; the message says what to set or to install."""


def executor(environ: Mapping[str, str] = os.environ) -> dg.ExecutorDefinition:
    """The executor that GAPWATCH_EXECUTOR names. Raises ExecutorInvalid."""
    name = chosen_executor(environ)
    if name not in _EXECUTORS:
        raise ExecutorInvalid(f"GAPWATCH_EXECUTOR is {name!r}; use one of {', '.join(_EXECUTORS)}")
    return _EXECUTORS[name](environ)


def _in_process(_environ: Mapping[str, str]) -> dg.ExecutorDefinition:
    """Every further process would import Dagster and the rules' library again."""
    return dg.in_process_executor


def _multiprocess(_environ: Mapping[str, str]) -> dg.ExecutorDefinition:
    return dg.multiprocess_executor.configured({"max_concurrent": os.cpu_count() or 2})


def _celery(environ: Mapping[str, str]) -> dg.ExecutorDefinition:
    missing = [name for name in BROKER if not environ.get(name)]
    if missing:  # Celery would ask a broker on this machine, for ever
        raise ExecutorInvalid(
            f"GAPWATCH_EXECUTOR is 'celery', but {' and '.join(missing)} is not set: give the "
            "broker's address, for example redis://HOST:6379/0"
        )
    found: dg.ExecutorDefinition = _imported("dagster_celery", "celery").celery_executor
    broker, backend = BROKER
    config = {"broker": {"env": broker}, "backend": {"env": backend}, "config_source": PATIENCE}
    return found.configured(config, name="celery")


def _imported(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise ExecutorInvalid(
            f"GAPWATCH_EXECUTOR is {extra!r}, which needs what is not installed here ({error}): "
            f"pip install 'gapwatch[{extra}]'"
        ) from error


_EXECUTORS: Mapping[str, Callable[[Mapping[str, str]], dg.ExecutorDefinition]] = {
    IN_PROCESS: _in_process,
    "multiprocess": _multiprocess,
    "celery": _celery,
}


defs = build_defs(executor=executor())
