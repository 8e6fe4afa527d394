"""`gapwatch ui` as a person starts it: UI, daemon and its sensors, until Ctrl-C.

The processes that Dagster starts refuse every address but loopback and write it down. They are
started in a folder with packages of other people's that are called as ours. What a run and a tick
do is in `test_run` and `test_sensors`; that the schedule launches is Dagster's.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from pipelines import heartbeat, ui
from pipelines.instance import open_instance
from pipelines.settings import PROJECT, Settings

LONGEST_S = 600
"""It takes 20 seconds on two idle cores, and longer beside other tests."""
SENSORS = {"watch_operations", "daily_refresh"}
GUARD = """
import os, socket
connect = socket.socket.connect
def only_here(self, address):
    host = address[0] if isinstance(address, tuple) else ""
    if host not in ("", "127.0.0.1", "::1", "localhost", "0.0.0.0"):
        with open(os.environ["OUTSIDE"], "a") as told:
            told.write(f"{host}\\n")
        raise OSError(f"{host} is not on this machine")
    return connect(self, address)
socket.socket.connect = only_here
open(os.environ["OUTSIDE"], "a").close()
"""


def environment(folder: Path, settings: Settings) -> dict[str, str]:
    """That of `gapwatch ui`, guarded; no schedule is due before tomorrow."""
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GAPWATCH_")}
    return {
        **ui.environment(settings, kept),
        "GAPWATCH_HOME": str(settings.home),
        "PYTHONPATH": os.pathsep.join([str(folder / "guard"), str(PROJECT)]),
        "OUTSIDE": str(folder / "outside"),
    }


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        with suppress(OSError):  # the UI is not up yet
            if found():
                return
        time.sleep(1)
    pytest.fail(f"nothing after {LONGEST_S} seconds")


def left(folder: Path) -> list[str]:
    """Processes whose environment names the folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another person's
            if str(folder).encode() in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def interruptible() -> None:
    """Tests that run in the background of a shell ignore Ctrl-C, and so would what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.long
@pytest.mark.nightly
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_the_ui_serves_its_sensors_tick_and_ctrl_c_leaves_nothing(
    shipped_home: Path, tmp_path: Path
) -> None:
    settings = Settings(tmp_path / "home", str(tmp_path / "home" / "archive"), tmp_path / "site")
    shutil.copytree(shipped_home, settings.home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    for name in ("pipelines", "sources"):
        (tmp_path / "clash" / name).mkdir(parents=True)
        (tmp_path / "clash" / name / "__init__.py").touch()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            ui.command(ui.workspace(settings), "127.0.0.1", port),
            cwd=tmp_path / "clash", env=environment(tmp_path, settings),
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=interruptible,  # noqa: PLW1509 - it only resets a signal
        )  # fmt: skip
    try:
        until(lambda: urlopen(f"http://127.0.0.1:{port}/", timeout=60).status == 200)
        until(lambda: "daemon" in (heartbeat.read(settings.home) or {}))
        with open_instance(settings) as instance:
            until(lambda: {it.instigator_name for it in instance.all_instigator_state()} >= SENSORS)
            states = {one.instigator_name: one for one in instance.all_instigator_state()}
            watch = states["watch_operations"]
            ticks = instance.get_ticks(watch.instigator_origin_id, watch.selector_id)
            assert "FAILURE" not in {tick.status.value for tick in ticks}
    finally:
        process.send_signal(signal.SIGINT)  # as Ctrl-C does; Dagster ends what it started
        try:
            assert process.wait(120) == 0
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
    until(lambda: left(tmp_path) == [])
    assert (tmp_path / "outside").read_text() == "", "nobody else was asked"
