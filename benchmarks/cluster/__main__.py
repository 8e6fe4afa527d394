"""`make cluster`: one process against two and four workers, then faults; one table.

    GAPWATCH_RECORDED=FOLDER... python -m benchmarks.cluster [--latency 2] [--write docs/scale.md]

Needs PostgreSQL, Redis and the extra `cluster`; says what is missing and leaves with 0 then.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.cluster.installation import Installation, cancel, ended, environment
from benchmarks.cluster.pages import NEXT, RecordedPlace, serving
from benchmarks.cluster.services import Missing, Postgres, Redis, until
from sources.catalogue import SCHEDULED

BEGIN, END = "<!-- cluster: written by make cluster -->", "<!-- /cluster -->"
SOME = 6
"""Requests after which a fault strikes: the run is in the middle of its fetches."""
Row = tuple[str, str, str, str]


@dataclass
class Trial:
    """What all runs of the trial share."""

    folder: Path
    place: RecordedPlace
    latency: float
    base: Path | None = None
    postgres: Postgres | None = None
    redis: Redis | None = None
    count: int = 0

    def installation(self, name: str, workers: int = 0) -> Installation:
        """A copy of the first day's home with so many workers; 0: one process."""
        sources = [source.ABOUT.name for source in SCHEDULED]
        folder = self.folder / name
        folder.mkdir()
        made = Installation(name, folder, environment(self.place.environment(sources)))
        made.prepare(self.base)
        if workers and self.postgres and self.redis:
            made.distribute(self.postgres, self.redis, self.count)
            self.count += 1
            made.start_workers(workers)
        return made


def main() -> int:
    """Run everything, print the table, and write it down where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=2.0, help="seconds before every answer")
    parser.add_argument("--write", type=Path, help="page that gets the table between its marks")
    parser.add_argument("--without-faults", action="store_true")
    chosen = parser.parse_args()
    try:
        table = list(_shown(chosen.latency, not chosen.without_faults))
    except Missing as error:
        print(f"not run: {error}")
        return 0
    if chosen.write:
        _write(chosen.write, table)
    return 1 if any("WRONG" in cell for row in table for cell in row) else 0


def _shown(latency: float, with_faults: bool) -> Iterator[Row]:
    for row in _rows(latency, with_faults):
        print(" | ".join(row), flush=True)
        yield row


def _rows(latency: float, with_faults: bool) -> Iterator[Row]:
    recorded = [
        Path(one) for one in os.environ.get("GAPWATCH_RECORDED", "").split(os.pathsep) if one
    ]
    if not recorded:
        raise Missing("GAPWATCH_RECORDED names no folder of recorded pages")
    for module in ("dagster_celery", "dagster_postgres"):
        if find_spec(module) is None:
            raise Missing(f"{module} is not installed (pip install 'gapwatch[cluster]')")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gapwatch-cluster-")))
        folder.chmod(0o711)  # PostgreSQL runs as another user
        trial = Trial(folder, stack.enter_context(serving(recorded)), latency)
        trial.redis = Redis(folder / "redis")
        stack.callback(trial.redis.stop)
        trial.postgres = Postgres(folder / "postgres")
        stack.callback(trial.postgres.stop)
        yield from _trials(trial, with_faults)


def _trials(trial: Trial, with_faults: bool) -> Iterator[Row]:
    first = trial.installation("first")
    seconds, _ = first.run()
    trial.base = first.home
    asked = len(trial.place.asked)
    yield ("first run, no latency, one process", f"{seconds:.0f} s", "", f"{asked} requests")
    trial.place.day, trial.place.latency = NEXT, trial.latency
    alone = trial.installation("alone")
    before = len(trial.place.asked)
    base, is_well = alone.run()
    requests = len(trial.place.asked) - before
    yield ("one process", f"{base:.0f} s", "1.0", f"{requests} requests, facts {alone.facts()}")
    for count in (2, 4):
        yield _faster(trial, alone, base, count)
    if with_faults:
        for name, fault in FAULTS.items():
            yield _survived(trial, alone, name, fault)
    del is_well


def _faster(trial: Trial, alone: Installation, base: float, count: int) -> Row:
    workers = trial.installation(f"workers{count}", count)
    try:
        seconds, is_well = workers.run()
        word = _compared(workers, alone) if is_well else "WRONG: the run failed"
        return (f"{count} workers", f"{seconds:.0f} s", f"{base / seconds:.1f}", word)
    finally:
        workers.stop()


def _compared(one: Installation, alone: Installation) -> str:
    """Whether nothing is lost and nothing recorded twice."""
    if one.facts() != alone.facts() or one.gaps() != alone.gaps():
        return f"WRONG: facts {one.facts()}, not {alone.facts()}"
    if one.twice() or one.waiting():
        return f"WRONG: {one.twice()} fetches twice, {one.waiting()} not recorded"
    return f"facts {one.facts()}, gaps equal, nothing twice"


def _kill_step(trial: Trial, one: Installation) -> None:
    one.workers[1].kill_step()


def _kill_worker(trial: Trial, one: Installation) -> None:
    one.workers[1].kill()


def _restart_broker(trial: Trial, _one: Installation) -> None:
    if trial.redis:
        trial.redis.restart()


def _restart_postgres(trial: Trial, _one: Installation) -> None:
    if trial.postgres:
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
        run = one.start_run()
        until(lambda: len(trial.place.asked) >= before + SOME, "the fetches")
        time.sleep(trial.latency / 2)
        fault(trial, one)
        if fault is _nothing:
            cancel(run)
            how = "cancelled"
        else:
            how = "ended well" if ended(run, 300) else "failed"
        told = f"that run {how} after {time.monotonic() - began:.0f} s"
        if len([each for each in one.workers if each.process.poll() is None]) < len(one.workers):
            one.start_workers(1)  # whoever watches workers starts them again
        seconds, is_well = one.run()
        word = _compared(one, alone) if is_well else "WRONG: the next run failed"
        return (name, f"{seconds:.0f} s", "", f"{told}; the next one: {word}")
    finally:
        one.stop()


def _write(page: Path, rows: list[Row]) -> None:
    """Put the table between its marks on the page. Raises ValueError where there are none."""
    head = ["| what | daily job | times faster | what came of it |", "| --- | --: | --: | --- |"]
    lines = [*head, *(f"| {' | '.join(row)} |" for row in rows)]
    text = page.read_text("utf-8")
    start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    page.write_text(text[:start] + "\n" + "\n".join(lines) + "\n" + text[end:], "utf-8")


if __name__ == "__main__":
    sys.exit(main())
