"""`make cluster`: a day's job in one process and with two workers, of which one is killed then.

Run: GAPWATCH_RECORDED=FOLDER... python -m benchmarks.cluster

Every run begins with an empty home; a server on loopback gives the newest recorded page of an
address, to workers after a pause, as sources do. Homes are equal when every state of every board
is. Needs PostgreSQL, Redis and the extra `cluster`; says what is missing and leaves with 0 then.
"""

import mimetypes
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import dagster as dg

from benchmarks import days
from benchmarks.table import PAGE, write
from pipelines.definitions import defs
from pipelines.ingest.replay import IndexLine, read_index

PROJECT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
MARKS = ("<!-- cluster: written by make cluster -->", "<!-- /cluster -->")
NEEDED = ("redis-server", "initdb")
ASKED = (
    *("aider", "bfcl", "genai_prices", "google_pricing_page", "minimax_pricing_page", "mmmu"),
    "xai_pricing_page",
)
"""Sources of few addresses whose pages say the same however often they are read: a row in
quarantine may be confirmed when it is seen again, and a run after a fault sees it."""
SOME = 3
"""Requests after which a worker is killed: the run is in the middle of its fetches."""
LATENCY_S = 2.0
"""Before every answer to workers: nobody is hit amid a fetch that takes no time."""
REDELIVERED_S = 90
"""For the trial: how soon a step goes to another worker when a whole machine died."""
STARTED_S, ENDED_S = 180.0, 900.0
FACTS = """
SELECT DISTINCT b.fact_table, b.source, b.board, b.category, v.page_sha256, s.sha256
FROM _vintage v JOIN _board b ON b.id = v.board_id JOIN _state s ON s.id = v.state_id
WHERE b.source <> 'gapwatch'
"""
TWICE = """
SELECT source, url FROM _snapshot WHERE page_sha256 IS NOT NULL
GROUP BY source, url, seen_at, page_sha256, code_version HAVING count(*) > 1
"""

Started = subprocess.Popen[bytes]


def refresh() -> dg.JobDefinition:
    """The job that the schedule starts, as every worker finds it."""
    return defs.resolve_job_def("refresh")


def job() -> None:
    """Fetch and record, with the executor of the environment.

    A fault amid the fetches costs measures and report nothing, and they take most of a day.
    """
    wanted = [
        key
        for key in refresh().asset_layer.executable_asset_keys
        if key.path[0] in ("snapshot", "observation") and key.path[-1] in ASKED
    ]
    asking = {"only": [*ASKED], "force": True}
    with dg.DagsterInstance.get() as instance:
        result = dg.execute_job(
            dg.reconstructable(refresh),
            instance=instance,
            raise_on_error=False,
            asset_selection=wanted,
            run_config={"resources": {"asking": {"config": asking}}},
        )
    sys.exit(0 if result.success else 1)


def until(found: Callable[[], bool], what: str) -> None:
    """Wait until `found`. Raises TimeoutError."""
    end = time.monotonic() + STARTED_S
    while not found():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: nothing after {STARTED_S:g} seconds")
        time.sleep(0.1)


def program(name: str) -> str | None:
    """The path of a program; Debian keeps those of PostgreSQL in a folder per version."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(kept[-1]) if kept else shutil.which(name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def redis(stack: ExitStack, folder: Path) -> str:
    """The address of a broker that writes every message down before it answers."""
    folder.mkdir()
    port = _free_port()
    line = f"{program('redis-server')} --port {port} --bind 127.0.0.1 --dir {folder}"
    kept = [*line.split(), "--save", "", "--appendonly", "yes", "--appendfsync", "always"]
    log = folder / "log"
    with log.open("wb") as out:
        stack.callback(subprocess.Popen(kept, stdout=out, stderr=out).kill)
    until(lambda: b"Ready to accept connections" in log.read_bytes(), "Redis")
    return f"redis://127.0.0.1:{port}"


def postgres(stack: ExitStack, folder: Path) -> Callable[[str], str]:
    """What makes a database and gives its address; the server does not run as root, so there a
    user does."""
    port, data = str(_free_port()), str(folder / "data")
    user = "postgres" if os.geteuid() == 0 else None
    folder.mkdir()
    if user:
        shutil.chown(folder, user, user)

    def run(name: str, *words: str, check: bool = True) -> None:
        line = [program(name) or name, *words]
        subprocess.run(line, check=check, user=user, cwd="/", capture_output=True)

    def database(name: str) -> str:
        run("createdb", "-h", "127.0.0.1", "-p", port, "-U", "gapwatch", name)
        return f"postgresql+psycopg2://gapwatch@127.0.0.1:{port}/{name}"

    run("initdb", "-D", data, "-A", "trust", "-U", "gapwatch")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    stack.callback(run, "pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    return database


class Pages(BaseHTTPRequestHandler):
    """Recorded pages: the newest of an address, after a pause."""

    newest: ClassVar[dict[str, IndexLine]] = {}
    latency: ClassVar[float] = 0.0
    requests: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answer as the source did, or with 404."""
        self.requests.append(self.path)
        time.sleep(self.latency)
        line = self.newest.get(self.path)
        if line is None:
            self.send_error(404)
            return
        body = line.path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(line.path)[0] or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # a worker that is killed hangs up: part of the trial
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the table readable."""


def serve(stack: ExitStack, recorded: Sequence[Path]) -> str:
    """Serve the pages of these folders; the address under which each source has its own."""
    lines = (line for folder in recorded for line in read_index(folder))
    for line in sorted(lines, key=lambda line: line.seen_at):
        address = urlsplit(line.url)
        query = f"?{address.query}" if address.query else ""
        Pages.newest[f"/{line.source}{address.path}{query}"] = line
    server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stack.callback(server.shutdown)
    return f"http://127.0.0.1:{server.server_address[1]}"


@dataclass
class Installation:
    """A folder with a home, and how what runs on it finds everything; `stack` ends all of that."""

    stack: ExitStack
    folder: Path
    environ: dict[str, str]
    workers: list[Started] = field(default_factory=list)

    def start(self, line: Sequence[str], home: str, log: Path) -> Started:
        """Start a program in a process group of its own, with a home of the installation."""
        dagster = self.folder / home / "dagster"
        dagster.mkdir(parents=True, exist_ok=True)
        if "DAGSTER_PG_URL" in self.environ:
            shutil.copyfile(PROJECT / "deploy" / "dagster.yaml", dagster / "dagster.yaml")
        homes = {"GAPWATCH_HOME": str(dagster.parent), "DAGSTER_HOME": str(dagster)}
        environ = self.environ | homes
        with log.open("ab") as out:
            started = subprocess.Popen(
                line, env=environ, cwd=PROJECT, stdout=out, stderr=out, start_new_session=True
            )
        self.stack.callback(kill, started)
        return started

    def start_worker(self) -> None:
        """The first works beside the warehouse, all others have a home without one; each has one
        process for steps."""
        number = len(self.workers)
        log = self.folder.with_name(f"{self.folder.name}-worker{number}.log")
        settings = self.folder.with_suffix(".yaml")  # a message of a worker that died comes sooner
        text = (PROJECT / "deploy" / "celery.yaml").read_text("utf-8")
        settings.write_text(text.replace("3600", str(REDELIVERED_S)), "utf-8")
        line = [
            *(str(BIN / "dagster-celery"), "worker", "start", "-y", str(settings)),
            *("-A", "dagster_celery.app", "-n", f"{self.folder.name}{number}"),
            *("-q", "fetch" if number else "dagster,fetch", "--", "--concurrency", "1"),
        ]
        self.workers.append(self.start(line, f"worker{number}" if number else "home", log))
        until(lambda: b" ready." in log.read_bytes(), f"worker {number}, see {log}")

    def run(self, meanwhile: Callable[[], None] = lambda: None) -> tuple[str, bool]:
        """Run the job to its end, as the daemon does: how long that took, and whether it ended
        well; one that takes too long is ended."""
        began = time.monotonic()
        line = [sys.executable, "-c", "from benchmarks.cluster import job; job()"]
        run = self.start(line, "home", self.folder.with_suffix(".log"))
        meanwhile()
        try:
            is_well = run.wait(ENDED_S) == 0
        except subprocess.TimeoutExpired:
            is_well = False
            kill(run)
        return f"{time.monotonic() - began:.0f} s", is_well

    def asked(self, sql: str) -> set[tuple[object, ...]]:
        """Rows of its warehouse."""
        with closing(sqlite3.connect(self.folder / "home" / "warehouse.db")) as connection:
            return {*connection.execute(sql)}


def kill(started: Started) -> None:
    """Kill a program with all that it started, as a power cut does."""
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def rows() -> Iterator[tuple[str, str, str]]:
    """One process, two workers, and two of which one is killed: until when everything was recorded,
    and what came of it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gapwatch-cluster-")))
        folder.chmod(0o711)  # PostgreSQL runs as another user
        place = serve(stack, days.recorded())
        broker = redis(stack, folder / "redis")
        database = postgres(stack, folder / "postgres")
        plain = {
            **{name: text for name, text in os.environ.items() if not name.startswith("GAPWATCH_")},
            **{f"GAPWATCH_URL_{name.upper()}": f"{place}/{name}" for name in ASKED},
            **{"PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "ignore"},
            **{"PATH": f"{BIN}:{os.environ['PATH']}", "DAGSTER_DISABLE_TELEMETRY": "1"},
        }

        def distributed(number: int) -> Installation:
            """Dagster's history in PostgreSQL, steps run by two workers of Celery."""
            name = f"distributed{number}"
            environ = plain | {
                "GAPWATCH_EXECUTOR": "celery",
                "GAPWATCH_ARCHIVE": str(folder / name / "home" / "archive"),
                "DAGSTER_PG_URL": database(name),
                "CELERY_BROKER_URL": f"{broker}/{2 * number}",
                "CELERY_RESULT_BACKEND": f"{broker}/{2 * number + 1}",
            }
            made = Installation(stack, folder / name, environ)
            made.start_worker()
            made.start_worker()
            return made

        alone = Installation(stack, folder / "alone", plain)
        took, is_well = alone.run()
        about = f"{len(ASKED)} sources, no pauses"
        yield ("one process", took, about if is_well else "WRONG: the run failed")
        Pages.latency = LATENCY_S
        workers = distributed(0)
        took, is_well = workers.run()
        yield ("2 workers", took, compared(workers, alone, is_well=is_well))
        yield survived(distributed(1), alone)


def survived(one: Installation, alone: Installation) -> tuple[str, str, str]:
    """A worker killed in the middle of the fetches, how that run ends, and the next one."""

    def fault() -> None:
        before = len(Pages.requests)
        until(lambda: len(Pages.requests) >= before + SOME, "the fetches")
        time.sleep(LATENCY_S / 2)
        kill(one.workers[1])

    after, is_well = one.run(fault)
    told = f"that run {'ended well' if is_well else 'failed'} after {after}"
    one.start_worker()  # whoever watches workers starts them again
    took, is_well = one.run()
    word = compared(one, alone, is_well=is_well)
    return ("a whole worker killed", took, f"{told}; the next one: {word}")


def compared(one: Installation, alone: Installation, *, is_well: bool) -> str:
    """Whether nothing is lost and nothing recorded twice."""
    waiting = [*(one.folder / "home" / "archive" / "inbox").glob("*.json")]
    if not is_well:
        return "WRONG: the run failed"
    if differ := one.asked(FACTS) ^ alone.asked(FACTS):
        return f"WRONG: {len(differ)} facts differ"
    if (twice := one.asked(TWICE)) or waiting:
        return f"WRONG: {len(twice)} fetches twice, {len(waiting)} not recorded"
    return "facts as with one process, nothing lost, nothing twice"


def main() -> int:
    """Run everything, print the table and write it down; 1 when anything is wrong."""
    missing = [name for name in NEEDED if program(name) is None]
    if not days.recorded():
        missing.append("folder of recorded pages in GAPWATCH_RECORDED")
    if missing:
        print(f"not run, there is no {', no '.join(missing)}")
        return 0
    table = ["|what|until recorded|what came of it|", "|---|--:|---|"]
    for row in rows():
        table.append(f"|{'|'.join(row)}|")
        print(table[-1], flush=True)
    table.append(f"\nMeasured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores.")
    write(PAGE, MARKS, "\n".join(table))
    return 1 if any("WRONG" in line for line in table) else 0


if __name__ == "__main__":
    sys.exit(main())
