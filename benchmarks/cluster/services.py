"""PostgreSQL, Redis and Celery workers on loopback, each in a folder of its own, all ended at last.

What belongs here: starting and killing. Nothing of what runs on them.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LONGEST_S = 180.0
Started = subprocess.Popen[bytes]


class Missing(Exception):
    """A program that the trial needs is not installed; the message names it."""


def until(found: Callable[[], bool], what: str, seconds: float = LONGEST_S) -> None:
    """Wait until `found`. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not found():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: nothing after {seconds:g} seconds")
        time.sleep(0.1)


def _free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _program(name: str, package: str) -> str:
    """The path of a program; Debian keeps those of PostgreSQL in a folder per version."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(kept[-1]) if kept else shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed (Debian: apt-get install {package})")
    return found


class Redis:
    """A broker that writes every message down before it answers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.port = _free_port()
        line = [
            *(_program("redis-server", "redis-server"), "--port", str(self.port)),
            *("--bind", "127.0.0.1", "--dir", str(folder), "--save", ""),
            *("--appendonly", "yes", "--appendfsync", "always"),
        ]
        with (folder / "log").open("wb") as log:
            self.process: Started = subprocess.Popen(line, stdout=log, stderr=log)
        until(lambda: _answers(self.port), "Redis")

    def url(self, number: int) -> str:
        """The address of one of its databases."""
        return f"redis://127.0.0.1:{self.port}/{number}"

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


class Postgres:
    """A server that only loopback reaches; it does not run as root, so there a user does."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self._data = folder / "data"
        self._user = "postgres" if os.geteuid() == 0 else None
        folder.mkdir()
        if self._user:
            shutil.chown(folder, self._user, self._user)
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", "gapwatch")
        options = f"-p {self.port} -k {folder} -c listen_addresses=127.0.0.1"
        log = str(folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", log, "-o", options, "start")

    def _run(self, name: str, *words: str) -> None:
        line = [_program(name, "postgresql"), *words]
        subprocess.run(line, check=True, user=self._user, cwd="/", capture_output=True)

    def database(self, name: str) -> str:
        """Make a database and return its address."""
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "gapwatch")
        self._run("createdb", *where, name)
        return f"postgresql+psycopg2://gapwatch@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """End it."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")


class Worker:
    """One Celery worker with one process for steps, in a process group of its own."""

    def __init__(
        self, name: str, queues: str, environ: Mapping[str, str], settings: Path, log: Path
    ) -> None:
        line = [
            *(str(Path(sys.executable).with_name("dagster-celery")), "worker", "start"),
            *("-y", str(settings), "-A", "dagster_celery.app", "-n", name, "-q", queues),
            *("--", "--concurrency", "1"),
        ]
        with log.open("wb") as out:
            self.process: Started = subprocess.Popen(
                line,
                env=dict(environ),
                cwd=PROJECT,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            until(lambda: b" ready." in log.read_bytes(), f"worker {name}")
        except TimeoutError:
            self.kill()
            raise TimeoutError(f"worker {name} is not ready: {log.read_text()[-2000:]}") from None

    def kill(self) -> None:
        """Kill all of it, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
