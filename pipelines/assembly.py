"""Everything Dagster knows of gapwatch, assembled.

What belongs here: the assembly and nothing else. Importing this does no I/O and builds nothing;
`build_defs` takes other resources for tests and for the command line.
"""

import warnings
from collections.abc import Mapping
from typing import Any

import dagster as dg

from pipelines.assets import backups
from pipelines.assets.alerts import alert_assets
from pipelines.assets.curated import curated_assets
from pipelines.assets.health import health_assets
from pipelines.assets.histories import HISTORIES
from pipelines.assets.intake import intake
from pipelines.assets.measures import measure_assets
from pipelines.assets.outputs import output_assets
from pipelines.assets.past import past_assets
from pipelines.resources import AskingResource, RetriesResource, WarehouseResource
from pipelines.schedules import daily_refresh, measure_again, measure_past, refresh
from pipelines.sensors import SENSORS


def build_defs(
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
    executor: dg.ExecutorDefinition = dg.in_process_executor,
) -> dg.Definitions:
    """The definitions; `resources` replaces those of the same name."""
    assets = [
        *curated_assets(),
        intake(),
        *health_assets(),
        *measure_assets(),
        *alert_assets(),
        *output_assets(),
        *past_assets(),
        *backups.backup_assets(),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # code references are beta
        referenced = dg.with_source_code_references(assets)
    return dg.Definitions(
        assets=referenced,
        jobs=[refresh, measure_again, measure_past, *HISTORIES, backups.JOB],
        schedules=[daily_refresh, backups.DAILY],
        sensors=list(SENSORS),
        resources={
            "warehouse": WarehouseResource(),
            "asking": AskingResource(),
            "patience": RetriesResource(),
            **(resources or {}),
        },
        executor=executor,
        loggers=dict(loggers or {}) or None,
    )
