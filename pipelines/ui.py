"""Starting Dagster's UI and daemon on this installation, with its schedule.

What belongs here: the command line and environment of `dagster dev` and nothing else. The code is
named by its module, so an installed program finds it from any folder; `workspace.yaml` of the
project is for people who start Dagster themselves.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pipelines.assets.facts import report_recorded
from pipelines.instance import dagster_home, open_instance, prepare
from pipelines.liveness import mark_dead_runs
from pipelines.resources import WarehouseResource
from pipelines.settings import Settings

WORKSPACE = """\
# Written by `gapwatch ui` each time it starts.
load_from:
  - python_module:
      module_name: pipelines.definitions
      location_name: gapwatch
"""


def command(listed: Path, host: str, port: int) -> list[str]:
    """The command line that starts the UI and the daemon on the code that the workspace names."""
    dagster = [sys.executable, "-m", "dagster", "dev", "-w", str(listed)]
    return [*dagster, "--host", host, "--port", str(port)]


def environment(settings: Settings, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`environ` with the Dagster home of this installation (made if need be), telemetry off."""
    return {
        **environ,
        "DAGSTER_HOME": str(prepare(settings)),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        # A sensor waits for whoever writes; by default Dagster gives it a minute.
        "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS": environ.get("DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS")
        or "900",
        # `dagster dev` says that `dg dev` supersedes it; that one needs a project's folder.
        "PYTHONWARNINGS": environ.get("PYTHONWARNINGS") or "ignore::FutureWarning",
    }


def workspace(settings: Settings) -> Path:
    """Write the workspace into the Dagster home of this installation, and return its place."""
    path = prepare(settings) / "workspace.yaml"
    path.write_text(WORKSPACE, encoding="utf-8")
    return path


def serve(settings: Settings, host: str, port: int) -> None:
    """Become `dagster dev`: UI on http://HOST:PORT and the daemon, until interrupted."""
    with open_instance(settings) as instance, WarehouseResource().read() as opened:
        mark_dead_runs(instance, dagster_home(settings))
        if opened is not None:
            report_recorded(instance, opened)
    line = command(workspace(settings), host, port)
    os.execve(line[0], line, environment(settings))  # noqa: S606 - our own interpreter
