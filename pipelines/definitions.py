"""Everything Dagster knows of gapwatch, assembled.

What belongs here: the assembly and nothing else. Importing this does no I/O; `build_defs` takes
other resources for tests and for the command line.
"""

import os
import warnings
from collections.abc import Mapping
from typing import Any

import dagster as dg

from pipelines.assets import backups
from pipelines.assets.alerts import alert_assets
from pipelines.assets.curated import curated_assets
from pipelines.assets.facts import fact_assets
from pipelines.assets.health import health_assets
from pipelines.assets.measures import measure_assets
from pipelines.assets.outputs import output_assets
from pipelines.assets.scheduled import scheduled_assets
from pipelines.resources import IN_PROCESS, RetriesResource, WarehouseResource
from pipelines.schedules import daily_refresh, measure_again, refresh
from pipelines.sensors import SENSORS

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


def build_defs(
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
) -> dg.Definitions:
    """The definitions; `resources` replaces those of the same name."""
    assets = [
        *curated_assets(),
        *scheduled_assets(),
        *health_assets(),
        *fact_assets(),
        *measure_assets(),
        *alert_assets(),
        *output_assets(),
        *backups.backup_assets(),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # code references are beta
        referenced = dg.with_source_code_references(assets)
    return dg.Definitions(
        assets=referenced,
        jobs=[refresh, measure_again, backups.JOB],
        schedules=[daily_refresh, backups.DAILY],
        sensors=list(SENSORS),
        resources={
            "warehouse": WarehouseResource(),
            "patience": RetriesResource(),
            **(resources or {}),
        },
        executor=executor(),
        loggers=dict(loggers or {}) or None,
    )


defs = build_defs()
