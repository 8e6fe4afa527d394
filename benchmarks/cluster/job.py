"""The daily job as the trial runs it: `python -m benchmarks.cluster.job [facts] < SOURCES`.

With `facts` it ends when everything is recorded: a fault amid the fetches costs measures and
report nothing, and they take most of a day.
"""

from __future__ import annotations

import sys

import dagster as dg

from pipelines.definitions import defs

RECORDED = ("snapshot", "observation")


def refresh() -> dg.JobDefinition:
    """The job that the schedule starts, as every worker finds it."""
    return defs.resolve_job_def("refresh")


def main() -> int:
    """Run it with the executor of the environment; 0 when it ended well."""
    config = {
        "patience": {"config": {"retries": 0}},
        "asking": {"config": {"only": sys.stdin.read().split(), "force": True}},
    }
    wanted = None
    if "facts" in sys.argv:
        every = refresh().asset_layer.executable_asset_keys
        wanted = [key for key in every if key.path[0] in RECORDED]
    with dg.DagsterInstance.get() as instance:
        result = dg.execute_job(
            dg.reconstructable(refresh),
            instance=instance,
            run_config={"resources": config},
            asset_selection=wanted,
            raise_on_error=False,
        )
        return 0 if result.success else 1


if __name__ == "__main__":
    sys.exit(main())
