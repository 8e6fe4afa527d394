"""The definitions that Dagster loads, with the executor that the environment names.

What belongs here: the choice of the executor. Building what is chosen belongs to
`pipelines.assembly`, which the command line uses without loading this.
"""

import os
from collections.abc import Mapping

import dagster as dg

from pipelines.assembly import build_defs
from pipelines.resources import IN_PROCESS

EXECUTORS = {
    IN_PROCESS: dg.in_process_executor,
    "multiprocess": dg.multiprocess_executor.configured({"max_concurrent": 2}),
}
"""One process by default: every further process imports Dagster and the rules' library again."""


class UnknownExecutor(Exception):
    """GAPWATCH_EXECUTOR names no executor; correct or unset it."""


def executor(environ: Mapping[str, str] = os.environ) -> dg.ExecutorDefinition:
    """The executor that GAPWATCH_EXECUTOR names. Raises UnknownExecutor."""
    name = environ.get("GAPWATCH_EXECUTOR") or IN_PROCESS
    if name not in EXECUTORS:
        raise UnknownExecutor(f"GAPWATCH_EXECUTOR is {name!r}; use one of {', '.join(EXECUTORS)}")
    return EXECUTORS[name]


defs = build_defs(executor=executor())
