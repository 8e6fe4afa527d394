"""`make prove`: what docs/operate.md promises, measured, as a table of docs/measured.md.

Each part plants faults or breaks off work and counts what came of it. The tests of this folder do
the same on less; what they do on all (archived pages, older schemas) is not measured again.
`python -m tests.reliability.prove [SECONDS]`: seconds for mutated pages, and again for random
histories; cuts have their own bound (`crash.SECONDS`).
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from multiprocessing import get_context
from pathlib import Path

import hypothesis
from hypothesis import given, seed

from benchmarks.table import write
from tests.homes import pairs
from tests.reliability import crash, mutate, storm
from tests.reliability.samples import fill
from tests.reliability.test_damage import FACTS as KEPT, flip_is_found, places
from tests.warehouse.history import test_laws
from tests.warehouse.oracle import Event
from warehouse.backup import back_up, restore
from warehouse.reads import integrity
from warehouse.schema.derived import DERIVED
from warehouse.store import DATABASE, Warehouse

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measured.md"
MARKS = ("<!-- figures: written by `make prove` -->", "<!-- end of figures -->")
SECONDS = 120.0
FLIPS, BACKUPS, PAIRS = 100, 5, 6


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: how often something was tried, and how often it ended as promised."""

    what: str
    tried: int
    kept: int
    note: str = ""
    is_promised: bool = True
    """False: the share is measured, and none is promised."""


def flipped_bytes(home: Path, flips: int) -> Iterator[Figure]:
    """Bytes of the file flipped: of facts and vintages, of derived rows, and of all else."""
    derived = [table.relation for table in DERIVED]
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        named = {name for (name,) in connection.execute("SELECT DISTINCT name FROM dbstat")}
    others = sorted(named - {*derived, *KEPT})
    for tables, what in (
        (KEPT, "flipped byte of facts or vintages, found or without any effect"),
        (derived, "flipped byte of derived rows, found or without any effect"),
        (others, "flipped byte of logs, indexes and the schema, found or without any effect"),
    ):
        with tempfile.TemporaryDirectory() as folder:
            other = Path(folder, "other")
            ends = [flip_is_found(home, other, place) for place in places(home, tables, flips)]
        note = f"{ends.count('harmless')} without any effect"
        yield Figure(what, flips, flips - ends.count(None), note, is_promised=tables is KEPT)


def mutated_pages(seconds: float) -> Figure:
    counted, findings = mutate.run(count(), time.monotonic() + seconds)
    note = ", ".join(f"{number:,} {name}" for name, number in sorted(counted.items()))
    return Figure("mutated page, refused by name or rows that fit", counted.total(),
                  counted.total() - len(findings), note)  # fmt: skip


def histories(seconds: float) -> Figure:
    """Random histories, asked on any day against an oracle that keeps every page in full."""
    asked = kept = number = 0

    def told(history: list[Event], way: test_laws.Way) -> None:
        nonlocal asked, kept
        answers = list(test_laws.answers_and_truths(history, way))
        asked, kept = asked + len(answers), kept + sum(one == other for one, other in answers)

    law = hypothesis.settings(test_laws.LAWS, max_examples=10, derandomize=False, database=None)
    until = time.monotonic() + seconds
    while number < 2 or time.monotonic() < until:
        number += 1
        seed(number)(law(given(test_laws.histories, test_laws.WAYS)(told)))()
    note = f"{number * law.max_examples:,} histories"
    return Figure("answer about any past day, equal to an oracle's", asked, kept, note)


WRITE = """
import sys
from itertools import count
from pathlib import Path
from tests.reliability.samples import accept_again
from warehouse.store import Warehouse
with Warehouse.open(Path(sys.argv[1])) as warehouse:
    print("open", flush=True)
    for number in count():
        accept_again(warehouse, number)
"""


def _writer(home: Path) -> subprocess.Popen[bytes]:
    """A process that records all the time."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(home)], stdout=subprocess.PIPE, cwd=PAGE.parents[1]
    )
    writer.stdout.readline()
    return writer


def restored_backups(home: Path, rounds: int) -> Figure:
    kept = 0
    with tempfile.TemporaryDirectory() as folder, _writer(home) as writer:
        for number in range(rounds):
            place = Path(folder, str(number))
            with Warehouse.read(home) as warehouse:
                made = back_up(warehouse, Path(folder, "backup"))
            restore(Path(folder, "backup"), place, str(place / "archive"))
            with Warehouse.read(place) as restored:
                found = integrity.examine(restored.connection)
                kept += found.faults == [] and found.sha256 == made.content_hash
        writer.kill()
    return Figure("backup during a refresh, restored with the same hash", rounds, kept)


def cuts() -> Figure:
    """Every kind of work, cut at every kind of step; in a process of its own, which forks."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        kinds = pool.submit(crash.every).result()
    tried, wrong = sum(one.tried for one in kinds), sum(len(one.wrong) for one in kinds)
    steps, left = sum(one.steps for one in kinds), sum(one.left for one in kinds)
    note = f"{len(kinds)} kinds of work, {steps:,} steps; no time for {left:,} kinds of step"
    return Figure("kill -9 or power cut at a step: sound, and the same afterwards", tried,
                  tried - wrong, note)  # fmt: skip


def storm_of(lines: list[storm.Line]) -> Figure:
    """Pages that explode, each in a process of its own."""
    kept, worst = sum(line.bounded for line in lines), max(line.megabytes for line in lines)
    return Figure("page that explodes, ended in words in its bounds", len(lines),
                  kept, f"at most {worst:,} MB")  # fmt: skip


def figures(seconds: float) -> Iterator[Figure]:
    """Every figure but those of cuts and exploding pages."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        fill(home)
        yield from flipped_bytes(home, FLIPS)
        yield mutated_pages(seconds)
        yield histories(seconds)
        yield restored_backups(shutil.copytree(home, Path(folder, "busy")), BACKUPS)
        ends = list(pairs.refreshed(Path(folder, "pairs"), PAIRS))
        yield Figure("two refreshes at once: both end well, nothing twice", PAIRS, ends.count([]))


def main(seconds: float) -> int:
    """Measure, print, write the table into the page; 1 when a promise was broken or not tried."""
    began, found, faults = time.monotonic(), [], [storm.line(one) for one in storm.PAGES]
    print(*faults, sep="\n")  # noqa: T201 - what became of each, too long for the page
    lines = ["", "|what|tried|as promised| |", "|---|---:|---:|---|"]
    for figure in chain([storm_of(faults)], figures(seconds), (cuts() for _ in range(1))):
        found.append(figure)
        lines.append(f"|{figure.what}|{figure.tried:,}|{figure.kept:,}|{figure.note}|")
        print(lines[-1], flush=True)  # noqa: T201 - this is the command's answer
    lines += ["", f"Measured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
              f"{time.monotonic() - began:.0f} seconds.", ""]  # fmt: skip
    write(PAGE, MARKS, "\n".join(lines))
    return 0 if all(0 < one.kept == one.tried for one in found if one.is_promised) else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
