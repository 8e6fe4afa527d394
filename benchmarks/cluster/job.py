"""The jobs as the trial runs them: `python -m benchmarks.cluster.job [facts] < SOURCES`.

With `facts` the daily job takes what it is asked for and ends when that is recorded: a fault amid
the fetches costs measures and report nothing, and they take most of a day. `backfill REPOSITORY
FILE` loads that history.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import dagster as dg

from pipelines.definitions import defs
from sources.prices.lists import litellm

RECORDED = ("snapshot", "observation")


LOAD = "ingest_git_history"


def refresh() -> dg.JobDefinition:
    """The job that the schedule starts, as every worker finds it."""
    return defs.resolve_job_def("refresh")


def backfill() -> dg.JobDefinition:
    """The job that loads a file's history."""
    return defs.resolve_job_def("load_git_history")


def main() -> int:
    """Run one with the executor of the environment; 0 when it ended well."""
    if sys.argv[1:2] == ["backfill"]:
        history = dict(zip(("repository", "path"), sys.argv[2:], strict=True))
        op = {"config": {"source": "litellm", "url": litellm.URL, **history}}
        return _run(backfill, op_selection=[LOAD], run_config={"ops": {LOAD: op}})
    only = sys.stdin.read().split()
    config = {
        "patience": {"config": {"retries": 0}},
        "asking": {"config": {"only": only, "force": True}},
    }
    wanted = None
    if "facts" in sys.argv:
        every = refresh().asset_layer.executable_asset_keys
        wanted = [
            key for key in every if key.path[0] in RECORDED and (not only or key.path[-1] in only)
        ]
    return _run(refresh, asset_selection=wanted, run_config={"resources": config})


def _run(job: Callable[[], dg.JobDefinition], **more: Any) -> int:
    with dg.DagsterInstance.get() as instance:
        result = dg.execute_job(
            dg.reconstructable(job), instance=instance, raise_on_error=False, **more
        )
        return 0 if result.success else 1


if __name__ == "__main__":
    sys.exit(main())
