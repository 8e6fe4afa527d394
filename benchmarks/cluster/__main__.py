"""`make cluster`: one process against two and four workers, then faults; one table.

    GAPWATCH_RECORDED=FOLDER... python -m benchmarks.cluster [--latency 2] [--write PAGE]

The first day is taken in by one process without latency, or is the copy that --base names. The next
day's job is then run on copies of it, in one process and with workers.

Needs PostgreSQL, Redis and the extra `cluster`; says what is missing and leaves with 0 then.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from benchmarks import days
from benchmarks.backfill import FILE, make_repository
from benchmarks.cluster.installation import Installation, cancel, ended, environment
from benchmarks.cluster.pages import NEXT, RecordedPlace, serving
from benchmarks.cluster.services import Missing, Postgres, Redis, until
from benchmarks.table import write
from sources.catalogue import SCHEDULED

MARKS = ("<!-- cluster: written by make cluster -->", "<!-- /cluster -->")
SOME = 3
"""Requests after which a fault strikes: the run is in the middle of its fetches."""
MOST = 20
"""Requests that one source may take: a directory of hundreds of addresses would hide all others."""
FEW = 8
"""Sources of a brief trial."""
ENTRIES = 16
LONGEST_LOAD_S = 3600.0
Row = tuple[str, str, str, str, str]


@dataclass
class Trial:
    """What all runs of the trial share."""

    folder: Path
    place: RecordedPlace
    latency: float
    base: Path | None
    whole: bool
    history: int
    """Pages of the backfill; 0: none is tried."""
    brief: bool
    postgres: Postgres
    redis: Redis
    sources: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """How far the job is run when no fault is tried; as job.py takes it."""
        return () if self.whole else ("facts",)

    def installation(self, name: str, workers: int = 0) -> Installation:
        """A copy of the first day's home with so many workers; 0: one process."""
        sources = [source.ABOUT.name for source in SCHEDULED]
        folder = self.folder / name
        folder.mkdir()
        environ = environment(self.place.environment(sources))
        made = Installation(name, folder, environ, self.sources)
        made.prepare(self.base)
        if workers:
            made.distribute(self.postgres, self.redis, self.count)
            self.count += 1
            made.start_workers(workers)
        return made


def main() -> int:
    """Run everything, print the table, and write it down where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=2.0, help="seconds before every answer")
    parser.add_argument("--write", type=Path, help="page that gets the table between its marks")
    parser.add_argument("--base", type=Path, help="home of the first day, from an earlier trial")
    parser.add_argument("--sources", type=int, help="ask only so many of the sources")
    parser.add_argument("--history", type=int, default=10_000, help="pages of the backfill")
    parser.add_argument("--whole", action="store_true", help="with measures, alerts and report")
    parser.add_argument("--brief", action="store_true", help="few sources, two workers, one fault")
    chosen = parser.parse_args()
    table: list[Row] = []
    try:
        for row in _rows(chosen):
            print(" | ".join(row), flush=True)
            table.append(row)
    except Missing as error:
        print(f"not run: {error}")
        return 0
    if chosen.write:
        write(chosen.write, MARKS, "\n".join(_markdown(table)))
    return 1 if any("WRONG" in cell for row in table for cell in row) else 0


def _rows(chosen: argparse.Namespace) -> Iterator[Row]:
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
        trial = Trial(
            folder,
            place,
            chosen.latency,
            chosen.base,
            chosen.whole,
            0 if chosen.brief else chosen.history,
            chosen.brief,
            postgres,
            redis,
        )
        yield from _trials(trial, chosen.sources)


def _trials(trial: Trial, most: int | None) -> Iterator[Row]:
    addresses = Counter(path.split("/")[1] for path in trial.place.files)
    if trial.brief:
        every = [source.ABOUT.name for source in SCHEDULED]
        trial.sources = [name for name in every if 0 < addresses[name] <= MOST][:FEW]
    if trial.base is None:
        yield _first(trial)
    else:
        first = trial.installation("first")
        trial.sources = first.answered()
    trial.sources = [name for name in trial.sources if 0 < addresses[name] <= MOST][:most]
    trial.place.day, trial.place.latency = NEXT, trial.latency
    alone = trial.installation("alone")
    seconds, is_well = alone.run(*trial.words)
    fetching, requests = trial.place.span(0), len(trial.place.asked)
    about = (
        f"{len(trial.sources)} sources, {requests} requests of {trial.latency:g} s, "
        f"facts {alone.facts()}"
    )
    yield ("one process", f"{fetching:.0f} s", f"{seconds:.0f} s", "1.0 / 1.0", about)
    if not is_well:
        yield ("one process", "", "", "", "WRONG: the run failed")
    for count in (2,) if trial.brief else (2, 4):
        yield _faster(trial, alone, (fetching, seconds), count)
    if trial.history:
        yield from _backfilled(trial)
    trial.sources = alone.certain()
    for name, fault in list(FAULTS.items())[: 1 if trial.brief else None]:
        yield _survived(trial, alone, name, fault)


def _first(trial: Trial) -> Row:
    """The first day, without latency; of a brief trial what later runs begin from, the facts."""
    first = trial.installation("first")
    seconds, _ = first.run(*(trial.words if trial.brief else ()))
    trial.base, trial.sources = first.home, first.answered()
    trial.place.asked.clear()
    return ("first day, no latency", "", f"{seconds:.0f} s", "", "one process")


def _faster(trial: Trial, alone: Installation, base: tuple[float, float], count: int) -> Row:
    workers = trial.installation(f"workers{count}", count)
    try:
        before = len(trial.place.asked)
        seconds, is_well = workers.run(*trial.words)
        fetching = trial.place.span(before)
        word = (
            _compared(workers, alone, with_gaps=trial.whole) if is_well else "WRONG: the run failed"
        )
        factors = f"{base[0] / fetching:.1f} / {base[1] / seconds:.1f}"
        return (f"{count} workers", f"{fetching:.0f} s", f"{seconds:.0f} s", factors, word)
    finally:
        workers.stop()


def _backfilled(trial: Trial) -> Iterator[Row]:
    """A history of small pages, loaded in one process and by the worker beside the warehouse."""
    repository = trial.folder / "repository"
    repository.mkdir()
    make_repository(repository, trial.history, ENTRIES)
    found: list[str] = []
    for name, workers in (("in one process", 0), ("with 2 workers", 2)):
        one = trial.installation(f"backfill{workers}", workers)
        try:
            seconds, is_well = one.run("backfill", str(repository), FILE, seconds=LONGEST_LOAD_S)
            found.append(one.facts())
            word = (
                f"facts {found[-1]}" if is_well and len(set(found)) == 1 else "WRONG: other facts"
            )
            pace = f"{trial.history / seconds * 60:.0f} pages a minute"
            yield (f"a backfill {name}", "", f"{seconds:.0f} s", "", f"{pace}, {word}")
        finally:
            one.stop()


def _compared(one: Installation, alone: Installation, *, with_gaps: bool = True) -> str:
    """Whether nothing is lost and nothing recorded twice."""
    facts = one.facts(one.sources), alone.facts(one.sources)
    has_gaps = one.gaps() == alone.gaps() if with_gaps else True
    if facts[0] != facts[1] or not has_gaps:
        return f"WRONG: facts {facts[0]}, not {facts[1]}"
    if one.twice() or one.waiting():
        return f"WRONG: {one.twice()} fetches twice, {one.waiting()} not recorded"
    equal = "facts and gaps" if with_gaps else "facts"
    return f"{equal} as with one process, nothing lost, nothing twice"


def _kill_step(trial: Trial, one: Installation) -> None:
    one.workers[1].kill_step()


def _kill_worker(trial: Trial, one: Installation) -> None:
    one.workers[1].kill()


def _restart_broker(trial: Trial, _one: Installation) -> None:
    trial.redis.restart()


def _restart_postgres(trial: Trial, _one: Installation) -> None:
    trial.postgres.restart()


def _nothing(_trial: Trial, _one: Installation) -> None:
    """The run itself is cancelled."""


FAULTS: dict[str, Callable[[Trial, Installation], None]] = {
    "a step's process killed": _kill_step,
    "a whole worker killed": _kill_worker,
    "the broker restarted": _restart_broker,
    "PostgreSQL restarted": _restart_postgres,
    "the run cancelled": _nothing,
}


def _survived(
    trial: Trial, alone: Installation, name: str, fault: Callable[[Trial, Installation], None]
) -> Row:
    """A fault in the middle of a run of two workers, how that run ends, and the next one."""
    one = trial.installation(f"fault{trial.count}", 2)
    try:
        before = len(trial.place.asked)
        began = time.monotonic()
        run = one.start_run("facts")
        until(lambda: len(trial.place.asked) >= before + SOME, "the fetches")
        time.sleep(trial.latency / 2)
        fault(trial, one)
        if fault is _nothing:
            cancel(run)
            how = "cancelled"
        else:
            how = "ended well" if ended(run, 300) else "failed"
        told = f"that run {how} after {time.monotonic() - began:.0f} s"
        if any(each.process.poll() is not None for each in one.workers):
            one.start_workers(1)  # whoever watches workers starts them again
        seconds, is_well = one.run("facts")
        word = _compared(one, alone, with_gaps=False) if is_well else "WRONG: the next run failed"
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
