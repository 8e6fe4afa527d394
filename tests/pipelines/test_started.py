"""Dagster as a person starts it: daemon, UI, ticks, a run, a message.

Everything is real but the places that are asked: they are pages on the loopback interface, two of
them good, the rest of a shape that nobody knows. The processes that Dagster starts refuse every
other address and write it down. They are started in a folder with packages of other people's that
are called as ours.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.execution.stats import StepEventStatus
from dagster._core.remote_origin import RemoteInstigatorOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    InstigatorTick,
    ScheduleInstigatorData,
)
from dagster._core.workspace.load import location_origins_from_yaml_paths

from pipelines import ui
from pipelines.alerting.examine import examine
from pipelines.instance import open_instance
from pipelines.schedules import daily_refresh
from pipelines.settings import PROJECT, Settings
from sources.catalogue import SCHEDULED
from tests.homes.pairs import serve
from tests.sources.http.server import Place, Scene, running, says
from warehouse.store import Warehouse

pytestmark = [
    pytest.mark.long,
    pytest.mark.nightly,
    pytest.mark.skipif(
        not Path("/proc/self/environ").exists(), reason="finds what Dagster started through /proc"
    ),
]

LONGEST_S = 600
"""It takes 40 seconds on two idle cores, and longer beside other tests."""
TYPES = {".csv": "text/csv", ".zip": "application/zip", ".md": "text/markdown",
         ".yml": "text/plain", ".txt": "text/plain"}  # fmt: skip
HTML = (
    "swebench_page",
    "livebench",
    "deepseek_pricing_page",
    "mistral_pricing_page",
    "openai_pricing_page",
)
PLAIN = ("litellm", "genai_prices", "model_prices")

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


class Pages(dict[str, list[Scene]]):
    """Every address that has no page of its own gives one that its parser does not know."""

    def __missing__(self, path: str) -> list[Scene]:
        address = path.partition("?")[0]
        source = address.split("/")[1]
        fallback = "text/html" if source in HTML else "application/json"
        served = TYPES.get(Path(address).suffix, "text/plain" if source in PLAIN else fallback)
        return [says(200, b"[]", Content_Type=served)]


Ticks = list[InstigatorTick]


@dataclass(frozen=True)
class Started:
    """What was there when the run had ended, and after everything was shut down."""

    settings: Settings
    run: dg.DagsterRun
    failed: list[str]
    """Steps of that run."""
    ticks: dict[str, Ticks]
    """By schedule or sensor, the newest first."""
    due: datetime
    sent: list[str]
    asked: set[str]
    outside: str
    """Addresses beyond loopback that were tried; the file is there because a guard made it."""
    left: list[str]
    returned: int


@pytest.fixture(scope="module")
def started(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    folder = tmp_path_factory.mktemp("started")
    settings = Settings(folder / "home", str(folder / "home" / "archive"), folder / "site")
    with running() as place:
        place.scenes = Pages()
        serve(place, more=20)
        shutil.copytree(shipped_home, settings.home)
        _earlier(settings)
        due = _make_due(settings)
        with (
            _dagster(settings, _environment(folder, settings, place)) as (process, port),
            open_instance(settings) as instance,
        ):
            run = _until(lambda: _ended(instance))
            stats = instance.get_run_step_stats(run.run_id)
            failed = [one.step_key for one in stats if one.status is StepEventStatus.FAILURE]
            states = {one.instigator_name: one for one in instance.all_instigator_state()}
            ticks = {
                name: list(instance.get_ticks(one.instigator_origin_id, one.selector_id))
                for name, one in states.items()
            }
            _until(lambda: _is_up(port))
        yield Started(
            settings, run, failed, ticks, due,
            sent=place.sent,
            asked={path.split("/")[1] for path in place.paths()},
            outside=(folder / "outside").read_text(),
            left=_processes(folder),
            returned=process.returncode,
        )  # fmt: skip


def _environment(folder: Path, settings: Settings, place: Place) -> dict[str, str]:
    """That of `gapwatch ui`, with mirrors for every source and a receiver of messages."""
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GAPWATCH_")}
    mirrors = {
        f"GAPWATCH_URL_{source.ABOUT.name.upper()}": f"{place.base}/{source.ABOUT.name}"
        for source in SCHEDULED
    }
    return {
        **ui.environment(settings, kept),
        **mirrors,
        "GAPWATCH_HOME": str(settings.home),
        "GAPWATCH_SITE": str(settings.site),
        "GAPWATCH_ALERT_URLS": place.base.replace("http://", "json://") + "/alerts",
        "PYTHONPATH": os.pathsep.join([str(folder / "guard"), str(PROJECT)]),
        "OUTSIDE": str(folder / "outside"),
    }


def _earlier(settings: Settings) -> None:
    """A first run, long over: what it found was told then, as one digest."""
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        examine(warehouse, settings, datetime.now(UTC))


def _make_due(settings: Settings) -> datetime:
    """Leave the schedule as a daemon leaves it that was last alive before the last tick."""
    now = datetime.now(UTC)
    due = now.replace(hour=4, minute=30, second=0, microsecond=0)
    due -= timedelta(days=int(due > now))
    (place,) = location_origins_from_yaml_paths([str(ui.workspace(settings))])
    origin = RemoteInstigatorOrigin(
        RemoteRepositoryOrigin(place, "__repository__"), daily_refresh.name
    )
    asleep = ScheduleInstigatorData("30 4 * * *", (due - timedelta(minutes=1)).timestamp())
    with open_instance(settings) as instance:
        instance.add_instigator_state(
            InstigatorState(
                origin, InstigatorType.SCHEDULE, InstigatorStatus.DECLARED_IN_CODE, asleep
            )
        )
    return due


def _interruptible() -> None:
    """Tests that run in the background of a shell ignore Ctrl-C, and so would what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _clash(home: Path) -> Path:
    for name in ("pipelines", "sources"):
        (home / "clash" / name).mkdir(parents=True)
        (home / "clash" / name / "__init__.py").touch()
    return home / "clash"


@contextmanager
def _dagster(
    settings: Settings, environ: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    log = (settings.home / "dagster.log").open("wb")
    process = subprocess.Popen(
        ui.command(ui.workspace(settings), "127.0.0.1", port),
        cwd=_clash(settings.home),
        env=environ,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_interruptible,  # noqa: PLW1509 - it only resets a signal
    )

    try:
        yield process, port
    finally:
        process.send_signal(signal.SIGINT)  # as Ctrl-C does; Dagster ends what it started
        try:
            process.wait(60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
            log.close()


def _is_up(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/")
        with connection.getresponse() as answer:
            return answer.status == 200


def _until(found: Callable[[], Any]) -> Any:
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        with suppress(OSError):  # the UI is not up yet
            if value := found():
                return value
        time.sleep(1)
    return pytest.fail(f"nothing after {LONGEST_S} seconds")


def _ended(instance: dg.DagsterInstance) -> dg.DagsterRun | None:
    ended = [run for run in instance.get_runs() if run.is_finished]
    return next((run for run in ended if run.tags.get("started_by") == "schedule"), None)


def _processes(folder: Path) -> list[str]:
    """Command lines of processes whose environment names the folder; they may take a moment."""
    left: list[str] = []
    for _ in range(20):
        left = [
            (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            for place in Path("/proc").glob("[0-9]*")
            if _names(place / "environ", str(folder).encode())
        ]
        if not left:
            break
        time.sleep(0.5)
    return left


def _names(environ: Path, folder: bytes) -> bool:
    try:
        return folder in environ.read_bytes()
    except OSError:
        return False  # it has ended, or is another person's


def told(started: Started, sql: str) -> list[tuple[Any, ...]]:
    with Warehouse.read(started.settings.home) as warehouse:
        return warehouse.connection.execute(sql).fetchall()


def test_a_tick_of_the_schedule_launches_a_run_that_succeeds(started: Started) -> None:
    tags, (tick, *_) = started.run.tags, started.ticks["daily_refresh"]
    assert (started.run.job_name, started.run.status.value, started.failed) == (
        "refresh", "SUCCESS", [],
    )  # fmt: skip
    assert (tags["started_by"], tags["dagster/schedule_name"]) == ("schedule", "daily_refresh")
    assert (tick.status.value, len(tick.run_ids)) == ("SUCCESS", 1)
    assert tick.timestamp == started.due.timestamp()


def test_the_sensor_works_during_a_run(started: Started) -> None:
    ticks = started.ticks["watch_operations"]
    assert ticks
    assert [tick for tick in ticks if tick.status.value == "FAILURE"] == []
    assert told(started, "SELECT title FROM _alert WHERE rule = 'tick_failed'") == []


def test_the_run_read_the_pages_it_was_served(started: Started) -> None:
    assert {source.ABOUT.name for source in SCHEDULED} <= started.asked
    found = dict(told(started, "SELECT source, last_outcome FROM source_health"))
    assert (found["swebench"], found["vectara_hallucination"]) == ("recorded", "recorded")
    assert found["models_dev"] == "refused"


def test_a_failed_check_reaches_the_outbox_and_people(started: Started) -> None:
    queued = told(started, "SELECT body FROM _outbox")
    assert any("models.dev: " in body for (body,) in queued)
    done = told(started, "SELECT count(*) FROM _delivery WHERE outcome = 'delivered'")
    assert done == [(len(queued),)] == [(len(started.sent),)]
    assert any("models.dev: " in body for body in started.sent)


def test_nothing_is_left_and_nobody_else_was_asked(started: Started) -> None:
    assert started.outside == ""
    assert started.left == []
    assert started.returned == 0
