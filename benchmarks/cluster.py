"""`make cluster`: a day's job in one process and with two workers, of which one is killed then.

Run: GAPWATCH_RECORDED=FOLDER... python -m benchmarks.cluster [--write PAGE]

Every run begins with an empty home; a server on loopback gives the newest recorded page of an
address, to workers after a pause, as sources do. Homes are equal when every state of every board
is. Needs PostgreSQL, Redis and the extra `cluster`; says what is missing and leaves with 0 then.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
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
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import dagster as dg

from benchmarks import days
from benchmarks.table import write
from pipelines.definitions import defs
from sources.catalogue import SCHEDULED

PROJECT = Path(__file__).resolve().parents[1]
MARKS = ("<!-- cluster: written by make cluster -->", "<!-- /cluster -->")
WORKERS = 2
SOME = 3
"""Requests after which a worker is killed: the run is in the middle of its fetches."""
LATENCY_S = 2.0
"""Before every answer to workers: nobody is hit amid a fetch that takes no time."""
ASKED = (
    *("aider", "bfcl", "epoch_eci", "genai_prices", "minimax_pricing_page", "mmmu"),
    *("vectara_hallucination", "xai_pricing_page"),
)
"""Sources of one address, or of few, and of all kinds: the others would take as long again."""
REDELIVERED_S = 90
"""For the trial: how soon a step goes to another worker when a whole machine died."""
LONGEST_S, LONGEST_RUN_S = 180.0, 900.0
FACTS = """
SELECT DISTINCT b.fact_table, b.source, b.board, b.category, v.page_sha256, s.sha256
FROM _vintage v JOIN _board b ON b.id = v.board_id JOIN _state s ON s.id = v.state_id
WHERE b.source <> 'gapwatch' ORDER BY 1, 2, 3, 4, 5, 6
"""
TWICE = """
SELECT count(*) FROM (SELECT 1 FROM _snapshot WHERE page_sha256 IS NOT NULL
GROUP BY source, url, seen_at, page_sha256, code_version HAVING count(*) > 1)
"""
CERTAIN = """
SELECT source FROM _snapshot GROUP BY source
HAVING sum(rows_quarantined) = 0 AND max(outcome = 'refused') = 0
"""
"""Sources whose pages say the same however often they are read: a row in quarantine may be
confirmed when it is seen again, and a run after a fault sees it."""

Started = subprocess.Popen[bytes]
Row = tuple[str, str, str]
"""What was run, until when everything was recorded, and what came of it."""


class Missing(Exception):
    """A program that the trial needs is not installed; the message names it."""


# -- the job, in a process of its own


def refresh() -> dg.JobDefinition:
    """The job that the schedule starts, as every worker finds it."""
    return defs.resolve_job_def("refresh")


def job(sources: Sequence[str]) -> None:
    """Fetch and record these sources, with the executor of the environment.

    A fault amid the fetches costs measures and report nothing, and they take most of a day.
    """
    wanted = [
        key
        for key in refresh().asset_layer.executable_asset_keys
        if key.path[0] in ("snapshot", "observation") and key.path[-1] in sources
    ]
    asking = {"only": [*sources], "force": True}
    with dg.DagsterInstance.get() as instance:
        result = dg.execute_job(
            dg.reconstructable(refresh),
            instance=instance,
            raise_on_error=False,
            asset_selection=wanted,
            run_config={"resources": {"asking": {"config": asking}}},
        )
    sys.exit(0 if result.success else 1)


# -- what runs on loopback


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


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The address of a broker that writes every message down before it answers."""
    folder.mkdir()
    port = _free_port()
    line = [
        *(_program("redis-server", "redis-server"), "--port", str(port)),
        *("--bind", "127.0.0.1", "--dir", str(folder), "--save", ""),
        *("--appendonly", "yes", "--appendfsync", "always"),
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(line, stdout=log, stderr=log) as run:
        try:
            until(lambda: _answers(port), "Redis")
            yield f"redis://127.0.0.1:{port}"
        finally:
            run.kill()


@contextmanager
def postgres(folder: Path) -> Iterator[Callable[[str], str]]:
    """What makes a database and gives its address; the server does not run as root, so there a
    user does."""
    port, data = str(_free_port()), str(folder / "data")
    user = "postgres" if os.geteuid() == 0 else None
    folder.mkdir()
    if user:
        shutil.chown(folder, user, user)

    def run(name: str, *words: str) -> None:
        line = [_program(name, "postgresql"), *words]
        subprocess.run(line, check=True, user=user, cwd="/", capture_output=True)

    def database(name: str) -> str:
        run("createdb", "-h", "127.0.0.1", "-p", port, "-U", "gapwatch", name)
        return f"postgresql+psycopg2://gapwatch@127.0.0.1:{port}/{name}"

    run("initdb", "-D", data, "-A", "trust", "-U", "gapwatch")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield database
    finally:
        with suppress(subprocess.CalledProcessError):
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


class _Server(ThreadingHTTPServer):
    """Recorded pages: the newest of an address, after a pause."""

    daemon_threads = True
    request_queue_size = 64
    files: dict[str, Path]
    latency = 0.0
    asked = 0

    def handle_error(self, request: object, client_address: object) -> None:
        """A worker that is killed hangs up: that is part of the trial."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked += 1
        time.sleep(self.server.latency)
        page = self.server.files.get(self.path)
        if page is None:
            self.send_error(404)
            return
        kinds = {".md": "text/markdown", ".yml": "text/plain", ".parquet": "application/parquet"}
        kind = kinds.get(page.suffix) or mimetypes.guess_type(page.name)[0] or "text/plain"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(page.stat().st_size))
        self.end_headers()
        self.wfile.write(page.read_bytes())

    def log_message(self, format: str, *args: object) -> None:
        """Keep the table readable."""


@contextmanager
def serving(recorded: Sequence[Path]) -> Iterator[_Server]:
    """Serve the pages of these folders on a free port."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.files = _files(recorded)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def _files(recorded: Sequence[Path]) -> dict[str, Path]:
    """Source and path of an address to its newest page."""
    newest: dict[str, tuple[str, Path]] = {}
    for folder in recorded:
        with (folder / "index.csv").open(newline="", encoding="utf-8") as index:
            for row in csv.DictReader(index):
                address = urlsplit(row["url"])
                query = f"?{address.query}" if address.query else ""
                key, page = f"/{row['source']}{address.path}{query}", folder / row["path"]
                newest[key] = max(newest.get(key, ("", page)), (row["seen_at"], page))
    return {key: page for key, (_, page) in newest.items()}


# -- an installation: a home, its workers, and the job's runs


@dataclass
class Installation:
    """A folder with a home, and how what runs on it finds everything."""

    folder: Path
    environ: dict[str, str]
    sources: list[str]
    """Those that its job asks."""
    workers: list[Started] = field(default_factory=list)

    def start_worker(self) -> None:
        """The first works beside the warehouse, all others have a home without one; each has one
        process for steps, in a process group of its own."""
        number = len(self.workers)
        home = self.folder / ("home" if number == 0 else f"worker{number}")
        settings = self.folder / "celery.yaml"  # a message of a worker that died comes sooner
        text = (PROJECT / "deploy" / "celery.yaml").read_text("utf-8")
        settings.write_text(text.replace("3600", str(REDELIVERED_S)), "utf-8")
        line = [
            *(str(Path(sys.executable).with_name("dagster-celery")), "worker", "start"),
            *("-y", str(settings), "-A", "dagster_celery.app", "-n", f"{self.folder.name}{number}"),
            *("-q", "fetch" if number else "dagster,fetch", "--", "--concurrency", "1"),
        ]
        log = self.folder / f"worker{number}.log"
        with log.open("wb") as out:
            environ = {**self.environ, **_home(home)}
            self.workers.append(
                subprocess.Popen(
                    line, env=environ, cwd=PROJECT, stdout=out, stderr=out, start_new_session=True
                )
            )
        until(lambda: b" ready." in log.read_bytes(), f"worker {number}, see {log}")

    def kill(self, worker: Started) -> None:
        """Kill all of a worker, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def start_run(self) -> Started:
        """Start the job as the daemon does, in a process of its own."""
        code = f"from benchmarks.cluster import job; job({self.sources})"
        with (self.folder / "run.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", code], cwd=PROJECT, env=self.environ, stdout=log, stderr=log
            )

    def run(self) -> tuple[str, bool]:
        """Run the job to its end: how long that took, and whether it ended well."""
        began = time.monotonic()
        code = self.start_run().wait(LONGEST_RUN_S)
        return f"{time.monotonic() - began:.0f} s", code == 0

    def asked(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of its warehouse."""
        with closing(sqlite3.connect(self.folder / "home" / "warehouse.db")) as connection:
            return connection.execute(sql).fetchall()

    def named(self, sql: str) -> list[str]:
        """Those of its sources that a query gives."""
        found = {str(name) for (name,) in self.asked(sql)}
        return [name for name in self.sources if name in found]

    def facts(self, sources: Sequence[str]) -> str:
        """A hash of all that the pages of these sources said."""
        rows = sorted(repr(row) for row in self.asked(FACTS) if row[1] in sources)
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]


def _home(home: Path) -> dict[str, str]:
    """Make a home with Dagster's settings for PostgreSQL, where it has none; what names it."""
    folder = home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "dagster.yaml").exists():
        shutil.copyfile(PROJECT / "deploy" / "dagster.yaml", folder / "dagster.yaml")
    return {"GAPWATCH_HOME": str(home), "DAGSTER_HOME": str(folder)}


def _environment(server: _Server) -> dict[str, str]:
    """This process's without what belongs to another installation, and every source sent here."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GAPWATCH_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    place = f"http://127.0.0.1:{server.server_address[1]}"
    names = [one.ABOUT.name for one in SCHEDULED]
    return {
        **kept,
        **{f"GAPWATCH_URL_{name.upper()}": f"{place}/{name}" for name in names},
        **{"PATH": path, "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "ignore"},
    }


# -- the trials


class Trial:
    """What all runs share; `stack` ends it, and every worker."""

    def __init__(self, stack: ExitStack, recorded: Sequence[Path]) -> None:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="gapwatch-cluster-"))
        self.stack, self.folder = stack, Path(place)
        self.folder.chmod(0o711)  # PostgreSQL runs as another user
        self.server = stack.enter_context(serving(recorded))
        self.broker = stack.enter_context(redis(self.folder / "redis"))
        self.database = stack.enter_context(postgres(self.folder / "postgres"))

    def alone(self) -> Installation:
        """One process."""
        home = self.folder / "alone" / "home"
        (home / "dagster").mkdir(parents=True)
        (home / "dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
        return Installation(home.parent, {**_environment(self.server), **_home(home)}, [*ASKED])

    def distributed(self, number: int, sources: list[str]) -> Installation:
        """With Dagster's history in PostgreSQL and steps run by Celery."""
        name = f"distributed{number}"
        home = self.folder / name / "home"
        environ = {
            **_environment(self.server),
            **_home(home),
            "GAPWATCH_EXECUTOR": "celery",
            "GAPWATCH_ARCHIVE": str(home / "archive"),
            "DAGSTER_PG_URL": self.database(name),
            "CELERY_BROKER_URL": f"{self.broker}/{2 * number}",
            "CELERY_RESULT_BACKEND": f"{self.broker}/{2 * number + 1}",
        }
        made = Installation(home.parent, environ, sources)
        self.stack.callback(lambda: [made.kill(one) for one in made.workers])
        for _ in range(WORKERS):
            made.start_worker()
        return made


def rows() -> Iterator[Row]:
    """One process, two workers, and two of which one is killed. Raises Missing."""
    recorded = _recorded()
    with ExitStack() as stack:
        trial = Trial(stack, recorded)
        alone = trial.alone()
        took, is_well = alone.run()
        about = f"{len(ASKED)} sources, no pauses"
        yield ("one process", took, about if is_well else "WRONG: the run failed")
        trial.server.latency = LATENCY_S
        workers = trial.distributed(0, alone.sources)
        took, is_well = workers.run()
        yield (f"{WORKERS} workers", took, _compared(workers, alone, is_well=is_well))
        yield _survived(trial.distributed(1, alone.named(CERTAIN)), alone, trial.server)


def _recorded() -> list[Path]:
    """Folders of recorded pages. Raises Missing for them, and for libraries of the extra."""
    if not (recorded := days.recorded()):
        raise Missing("GAPWATCH_RECORDED names no folder of recorded pages")
    for module in ("dagster_celery", "dagster_postgres"):
        if find_spec(module) is None:
            raise Missing(f"{module} is not installed (pip install 'gapwatch[cluster]')")
    return recorded


def _compared(one: Installation, alone: Installation, *, is_well: bool) -> str:
    """Whether nothing is lost and nothing recorded twice."""
    if not is_well:
        return "WRONG: the run failed"
    facts = one.facts(one.sources), alone.facts(one.sources)
    if facts[0] != facts[1]:
        return f"WRONG: facts {facts[0]}, not {facts[1]}"
    twice = one.asked(TWICE)[0][0]
    waiting = len(list((one.folder / "home" / "archive" / "inbox").glob("*.json")))
    if twice or waiting:
        return f"WRONG: {twice} fetches twice, {waiting} not recorded"
    return "facts as with one process, nothing lost, nothing twice"


def _survived(one: Installation, alone: Installation, server: _Server) -> Row:
    """A worker killed in the middle of a run, how that run ends, and the next one."""
    before, began = server.asked, time.monotonic()
    run = one.start_run()
    until(lambda: server.asked >= before + SOME, "the fetches")
    time.sleep(server.latency / 2)
    one.kill(one.workers[1])
    try:
        how = "ended well" if run.wait(300) == 0 else "failed"
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGINT)  # cancelled, as a person would
        with suppress(subprocess.TimeoutExpired):
            run.wait(60)
        run.kill()
        how = "failed"
    told = f"that run {how} after {time.monotonic() - began:.0f} s"
    one.start_worker()  # whoever watches workers starts them again
    took, is_well = one.run()
    word = _compared(one, alone, is_well=is_well)
    return ("a whole worker killed", took, f"{told}; the next one: {word}")


def main() -> int:
    """Run everything, print the table, and write it down where asked; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster")
    parser.add_argument("--write", type=Path, help="page that gets the table between its marks")
    chosen = parser.parse_args()
    table = ["| what | until recorded | what came of it |", "| --- | --: | --- |"]
    try:
        for row in rows():
            table.append(f"| {' | '.join(row)} |")
            print(table[-1], flush=True)
    except Missing as error:
        print(f"not run: {error}")
        return 0
    table.append(f"\nMeasured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores.")
    if chosen.write:
        write(chosen.write, MARKS, "\n".join(table))
    return 1 if any("WRONG" in line for line in table) else 0


if __name__ == "__main__":
    sys.exit(main())
