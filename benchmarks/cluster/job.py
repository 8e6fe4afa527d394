"""The job as the trial runs it: `python -m benchmarks.cluster.job < SOURCES`.

It takes what it is asked for and ends when that is recorded: a fault amid the fetches costs
measures and report nothing, and they take most of a day.
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
    only = sys.stdin.read().split()
    config = {
        "asking": {"config": {"only": only, "force": True}},
    }
    wanted = [
        key
        for key in refresh().asset_layer.executable_asset_keys
        if key.path[0] in RECORDED and (not only or key.path[-1] in only)
    ]
    with dg.DagsterInstance.get() as instance:
        result = dg.execute_job(
            dg.reconstructable(refresh),
            instance=instance,
            raise_on_error=False,
            asset_selection=wanted,
            run_config={"resources": config},
        )
    return 0 if result.success else 1


if __name__ == "__main__":
    sys.exit(main())
