"""`make cluster`: one process against two workers, then with one of them killed; one table.

    GAPWATCH_RECORDED=FOLDER... python -m benchmarks.cluster [--latency 2] [--write PAGE]

The first day is taken in by one process without latency. The next day's job is then run on copies
of it, in one process and with workers, until everything is recorded. Needs PostgreSQL, Redis and
the extra `cluster`; says what is missing and leaves with 0 then.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from benchmarks import days
from benchmarks.cluster.installation import Installation, ended, environment
from benchmarks.cluster.pages import NEXT, RecordedPlace, serving
from benchmarks.cluster.services import Missing, Postgres, Redis, until
from benchmarks.table import write
from sources.catalogue import SCHEDULED

MARKS = ("<!-- cluster: written by make cluster -->", "<!-- /cluster -->")
WORKERS = 2
SOME = 3
"""Requests after which a worker is killed: the run is in the middle of its fetches."""
MOST = 20
"""Requests that one source may take: a directory of hundreds of addresses would hide all others."""
Row = tuple[str, str, str, str, str]


@dataclass
class Trial:
    """What all runs of the trial share."""

    folder: Path
    place: RecordedPlace
    postgres: Postgres
    redis: Redis
    base: Path | None = None
    """The home of the first day."""
    sources: list[str] = field(default_factory=list)

    def installation(self, name: str, number: int | None = None) -> Installation:
        """A copy of the first day's home, in one process; with workers as the `number`-th such."""
        folder = self.folder / name
        folder.mkdir()
        environ = environment(self.place.environment([one.ABOUT.name for one in SCHEDULED]))
        made = Installation(name, folder, environ, self.sources)
        made.prepare(self.base)
        if number is not None:
            made.distribute(self.postgres, self.redis, number)
            made.start_workers(WORKERS)
        return made


def main() -> int:
    """Run everything, print the table, and write it down where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=2.0, help="seconds before every answer")
    parser.add_argument("--write", type=Path, help="page that gets the table between its marks")
    chosen = parser.parse_args()
    table: list[Row] = []
    try:
        for row in _rows(chosen.latency):
            print(" | ".join(row), flush=True)
            table.append(row)
    except Missing as error:
        print(f"not run: {error}")
        return 0
    if chosen.write:
        write(chosen.write, MARKS, "\n".join(_markdown(table)))
    return 1 if any("WRONG" in cell for row in table for cell in row) else 0


def _rows(latency: float) -> Iterator[Row]:
    recorded = days.recorded()
    if not recorded:
        raise Missing("GAPWATCH_RECORDED names no folder of recorded pages")
    for module in ("dagster_celery", "dagster_postgres"):
        if find_spec(module) is None:
            raise Missing(f"{module} is not installed (pip install 'gapwatch[cluster]')")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gapwatch-cluster-")))
        folder.chmod(0o711)  # PostgreSQL runs as another user
        place = stack.enter_context(serving(recorded))
        redis = Redis(folder / "redis")
        stack.callback(redis.stop)
        postgres = Postgres(folder / "postgres")
        stack.callback(postgres.stop)
        trial = Trial(folder, place, postgres, redis)
        addresses = Counter(path.split("/")[1] for path in place.files)
        names = [source.ABOUT.name for source in SCHEDULED]
        trial.sources = [name for name in names if 0 < addresses[name] <= MOST]
        yield _first(trial)
        place.day, place.latency = NEXT, latency
        yield from _trials(trial)


def _first(trial: Trial) -> Row:
    """The first day, without latency, from which all others begin."""
    first = trial.installation("first")
    seconds, _ = first.run()
    trial.base, trial.sources = first.home, first.answered()
    trial.place.asked.clear()
    return ("first day, no latency", "", f"{seconds:.0f} s", "", "one process")


def _trials(trial: Trial) -> Iterator[Row]:
    alone = trial.installation("alone")
    seconds, is_well = alone.run()
    fetching, requests = trial.place.span(0), len(trial.place.asked)
    about = f"{len(trial.sources)} sources, {requests} requests of {trial.place.latency:g} s"
    word = f"{about}, facts {alone.facts()}" if is_well else "WRONG: the run failed"
    yield ("one process", f"{fetching:.0f} s", f"{seconds:.0f} s", "1.0 / 1.0", word)
    yield _faster(trial, alone, (fetching, seconds))
    trial.sources = alone.certain()
    yield _survived(trial, alone)


def _faster(trial: Trial, alone: Installation, base: tuple[float, float]) -> Row:
    workers = trial.installation("workers", 0)
    try:
        before = len(trial.place.asked)
        seconds, is_well = workers.run()
        fetching = trial.place.span(before)
        word = _compared(workers, alone) if is_well else "WRONG: the run failed"
        factors = f"{base[0] / fetching:.1f} / {base[1] / seconds:.1f}"
        return (f"{WORKERS} workers", f"{fetching:.0f} s", f"{seconds:.0f} s", factors, word)
    finally:
        workers.stop()


def _compared(one: Installation, alone: Installation) -> str:
    """Whether nothing is lost and nothing recorded twice."""
    facts = one.facts(one.sources), alone.facts(one.sources)
    if facts[0] != facts[1]:
        return f"WRONG: facts {facts[0]}, not {facts[1]}"
    if one.twice() or one.waiting():
        return f"WRONG: {one.twice()} fetches twice, {one.waiting()} not recorded"
    return "facts as with one process, nothing lost, nothing twice"


def _survived(trial: Trial, alone: Installation) -> Row:
    """A worker killed in the middle of a run, how that run ends, and the next one."""
    one = trial.installation("killed", 1)
    try:
        before, began = len(trial.place.asked), time.monotonic()
        run = one.start_run()
        until(lambda: len(trial.place.asked) >= before + SOME, "the fetches")
        time.sleep(trial.place.latency / 2)
        one.workers[1].kill()
        how = "ended well" if ended(run, 300) else "failed"
        told = f"that run {how} after {time.monotonic() - began:.0f} s"
        one.start_workers(1)  # whoever watches workers starts them again
        seconds, is_well = one.run()
        word = _compared(one, alone) if is_well else "WRONG: the next run failed"
        name = "a whole worker killed"
        return (name, "", f"{seconds:.0f} s", "", f"{told}; the next one: {word}")
    finally:
        one.stop()


def _markdown(rows: list[Row]) -> Iterator[str]:
    """The lines between the marks of the page."""
    yield "| what | fetching | until recorded | times faster | what came of it |"
    yield "| --- | --: | --: | --: | --- |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield f"\nMeasured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores."


if __name__ == "__main__":
    sys.exit(main())
