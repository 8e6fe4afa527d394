"""One installation of the trial: a home with its warehouse, its workers, and the job's runs.

What belongs here: making homes alike, running the job, and reading what came of it. Two homes are
equal when every state of every board is, whatever the times at which it was read.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cluster.services import PROJECT, Postgres, Redis, Started, Worker

FACTS = """
SELECT DISTINCT b.fact_table, b.source, b.board, b.category, v.page_sha256, s.sha256
FROM _vintage v JOIN _board b ON b.id = v.board_id JOIN _state s ON s.id = v.state_id
WHERE b.source <> 'gapwatch' ORDER BY 1, 2, 3, 4, 5, 6
"""
TWICE = """
SELECT count(*) FROM (SELECT 1 FROM _snapshot WHERE page_sha256 IS NOT NULL
GROUP BY source, url, seen_at, page_sha256, code_version HAVING count(*) > 1)
"""
SETTINGS = PROJECT / "deploy" / "celery.yaml"
REDELIVERED_S = 90
"""For the trial: how soon a step goes to another worker when a whole machine died."""
LONGEST_RUN_S = 600.0


@dataclass
class Installation:
    """A home, what runs on it, and how its steps run."""

    name: str
    folder: Path
    environ: dict[str, str]
    sources: list[str]
    """Those that its job asks; none: all."""
    workers: list[Worker] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The folder of the warehouse and its archive."""
        return self.folder / "home"

    def prepare(self, base: Path | None) -> None:
        """Begin from a copy of the home `base`, or with nothing."""
        if base:
            shutil.copytree(base, self.home)
        else:
            (self.home / "dagster").mkdir(parents=True)
            (self.home / "dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
        self.environ |= {
            "GAPWATCH_HOME": str(self.home),
            "DAGSTER_HOME": str(self.home / "dagster"),
        }

    def distribute(self, postgres: Postgres, redis: Redis, number: int) -> None:
        """Put Dagster's history into PostgreSQL and let Celery run the steps."""
        shutil.rmtree(self.home / "dagster")
        _dagster_home(self.home)
        self.environ |= {
            "GAPWATCH_EXECUTOR": "celery",
            "GAPWATCH_ARCHIVE": str(self.home / "archive"),
            "DAGSTER_PG_URL": postgres.database(self.name),
            "CELERY_BROKER_URL": redis.url(2 * number),
            "CELERY_RESULT_BACKEND": redis.url(2 * number + 1),
        }

    def start_workers(self, count: int) -> None:
        """The first works beside the warehouse; all others have a home without one."""
        short = self.folder / "celery.yaml"
        text = SETTINGS.read_text("utf-8").replace("3600", str(REDELIVERED_S))
        short.write_text(text, "utf-8")
        for number in range(len(self.workers), len(self.workers) + count):
            home = self.home if number == 0 else self.folder / f"worker{number}"
            _dagster_home(home)
            environ = {
                **self.environ,
                "GAPWATCH_HOME": str(home),
                "DAGSTER_HOME": str(home / "dagster"),
            }
            queues = "dagster,fetch" if number == 0 else "fetch"
            log = self.folder / f"worker{number}.log"
            self.workers.append(Worker(f"{self.name}{number}", queues, environ, short, log))

    def start_run(self) -> Started:
        """Start the job as the daemon does, in a process of its own."""
        with (self.folder / "run.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.cluster.job"],
                cwd=PROJECT,
                env=self.environ,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        if process.stdin:
            process.stdin.write(" ".join(self.sources).encode())
            process.stdin.close()
        return process

    def run(self) -> tuple[float, bool]:
        """Run the job to its end; seconds, and whether it ended well."""
        began = time.monotonic()
        code = self.start_run().wait(LONGEST_RUN_S)
        return time.monotonic() - began, code == 0

    def stop(self) -> None:
        """End what runs."""
        for worker in self.workers:
            worker.kill()
        self.workers.clear()

    def facts(self, sources: Sequence[str] = ()) -> str:
        """A hash of all that pages said, or those of `sources` alone."""
        rows = [row for row in self._rows(FACTS) if not sources or row[1] in sources]
        return _hash(rows)

    def twice(self) -> int:
        """Fetches that are recorded more than once."""
        return int(self._rows(TWICE)[0][0])

    def answered(self) -> list[str]:
        """Sources whose last page was accepted."""
        sql = "SELECT source FROM source_health WHERE last_outcome IN ('recorded', 'unchanged')"
        return [str(row[0]) for row in self._rows(sql)]

    def certain(self) -> list[str]:
        """Those that the job asks whose pages say the same however often they are read.

        A row in quarantine may be confirmed when it is seen again, and a run after a fault sees it.
        """
        sql = (
            "SELECT source FROM _snapshot GROUP BY source "
            "HAVING sum(rows_quarantined) = 0 AND max(outcome = 'refused') = 0"
        )
        found = {str(row[0]) for row in self._rows(sql)}
        return [name for name in self.sources if name in found]

    def waiting(self) -> int:
        """Deliveries that nobody has recorded."""
        return len(list((self.home / "archive" / "inbox").glob("*.json")))

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.home / "warehouse.db")) as connection:
            return connection.execute(sql).fetchall()


def _hash(rows: list[tuple[object, ...]]) -> str:
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()[:12]


def _dagster_home(home: Path) -> None:
    folder = home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT / "deploy" / "dagster.yaml", folder / "dagster.yaml")


def ended(process: Started, seconds: float) -> bool:
    """Whether a run ends well by itself in that time; else it is cancelled, as a person would."""
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(60)
    process.kill()
    process.wait()
    return False


def environment(more: dict[str, str]) -> dict[str, str]:
    """This process's environment without what belongs to another installation."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GAPWATCH_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    ours = {"PATH": path, "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "ignore"}
    return {**kept, **ours, **more}
