"""Starting Dagster's UI and daemon on this installation, with its schedule.

What belongs here: the environment of `dagster dev` and nothing else.
"""

import os
import sys
from collections.abc import Mapping, Sequence

from pipelines.instance import dagster_home, open_instance, prepare
from pipelines.liveness import mark_dead_runs
from pipelines.settings import PROJECT, Settings

WORKSPACE = PROJECT / "workspace.yaml"


def command(arguments: Sequence[str] = ()) -> list[str]:
    """The command line that starts the UI; `arguments` go to `dagster dev` as they are."""
    return [sys.executable, "-m", "dagster", "dev", "-w", str(WORKSPACE), *arguments]


def environment(settings: Settings, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`environ` with the Dagster home of this installation (made if need be), telemetry off."""
    return {
        **environ,
        "DAGSTER_HOME": str(prepare(settings)),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        # A sensor waits for whoever writes; by default Dagster gives it a minute.
        "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS": environ.get("DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS")
        or "900",
        # `dagster dev` says that `dg dev` supersedes it; that one is a tool for developers.
        "PYTHONWARNINGS": environ.get("PYTHONWARNINGS") or "ignore::FutureWarning",
    }


def serve(settings: Settings, arguments: Sequence[str] = ()) -> None:
    """Become `dagster dev`: UI on http://127.0.0.1:3000 and the daemon, until interrupted."""
    with open_instance(settings) as instance:
        mark_dead_runs(instance, dagster_home(settings))
    os.chdir(PROJECT)  # workspace.yaml gives its working directory relative to here
    line = command(arguments)
    os.execve(line[0], line, environment(settings))  # noqa: S606 - our own interpreter


if __name__ == "__main__":
    serve(Settings.from_environment(), sys.argv[1:])
