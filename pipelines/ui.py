"""Dagster's UI and daemon on this installation, with its schedule: `python -m` this module.

What belongs here: starting `dagster-webserver`, behind a guard, and `dagster-daemon`, as one. The
code is named by its module, so an installed program finds it from any folder; `workspace.yaml` of
the project is for people who start Dagster themselves. `dagster dev` would start both, and let any
page in a browser on this machine start runs.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from outputs.guard import Guard
from pipelines.instance import open_instance, prepare
from pipelines.settings import Settings

WORKSPACE = """\
# Written by `gapwatch ui` each time it starts.
load_from:
  - python_module:
      module_name: pipelines.definitions
      location_name: gapwatch
      # Else modules are looked for where it was started first, which may have a `pipelines/` too.
      working_directory: {}
"""
PYTHON = (sys.executable, "-P")
"""Finds no module in the folder that it is started in."""


def command(listed: Path, host: str, port: int) -> list[str]:
    """The command line that starts the UI and the daemon on the code that the workspace names."""
    return [*PYTHON, "-m", __name__, str(listed), host, str(port)]


def environment(settings: Settings, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`environ` with the Dagster home of this installation (made if need be), telemetry off."""
    return {
        **environ,
        "DAGSTER_HOME": str(prepare(settings)),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        # A sensor waits for whoever writes; by default Dagster gives it a minute.
        "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS": environ.get("DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS")
        or "900",
    }


def workspace(settings: Settings) -> Path:
    """Write the workspace into the Dagster home of this installation, and return its place."""
    path = prepare(settings) / "workspace.yaml"
    path.write_text(WORKSPACE.format(json.dumps(str(path.parent))), encoding="utf-8")
    return path


def serve(settings: Settings, host: str, port: int) -> None:
    """Become UI on http://HOST:PORT and daemon, until interrupted."""
    with open_instance(settings):  # what is damaged is said in one sentence
        line = command(workspace(settings), host, port)
    os.execve(line[0], line, environment(settings))  # noqa: S606 - our own interpreter


NOWHERE = ("--host", "unguarded.invalid", "--port", "1")
"""Where Dagster is told to serve: should it serve past the guard one day, it serves nowhere."""
DAEMON = """
import os, signal, sys
from importlib.metadata import entry_points
from threading import Thread

def end_with_the_ui():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGINT)

Thread(target=end_with_the_ui, daemon=True).start()
(daemon,) = entry_points(group="console_scripts", name="dagster-daemon")
daemon.load()()
"""
GRACE_SECONDS = 20


def main(listed: str, host: str, port: str) -> int:
    """Serve the code that the workspace `listed` names; 1 when the daemon ended by itself."""
    import uvicorn  # noqa: PLC0415 - of the UI alone, as the next
    from dagster_webserver.cli import cli  # noqa: PLC0415

    for number in (signal.SIGINT, signal.SIGTERM):  # what a shell starts beside it ignores Ctrl-C
        signal.signal(number, signal.default_int_handler)
    vars(uvicorn)["run"] = partial(_guarded, uvicorn.run, (host, int(port)))
    daemon = subprocess.Popen(  # noqa: S603 - our own interpreter
        [*PYTHON, "-c", DAEMON, "run", "-w", listed], stdin=subprocess.PIPE
    )
    Thread(target=_end_after, args=(daemon,), daemon=True).start()
    try:
        cli(["-w", listed, *NOWHERE, "--dagster-log-level", "warning"], standalone_mode=False)
    except KeyboardInterrupt:
        pass
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        has_died = daemon.poll() not in (None, 0)
        try:
            daemon.communicate(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            daemon.kill()
    return int(has_died)


def _guarded(run: Any, address: tuple[str, int], app: Any, *, log_level: str, **_: Any) -> None:
    """`uvicorn.run` behind the guard; pages that are open do not keep it from ending."""
    host, port = address
    run(Guard(app, host), host=host, port=port, log_level=log_level, timeout_graceful_shutdown=5)


def _end_after(daemon: subprocess.Popen[bytes]) -> None:
    """Interrupt this process once the daemon has ended: nothing would be scheduled any more."""
    if daemon.wait():
        os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
