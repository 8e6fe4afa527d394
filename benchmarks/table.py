"""Every promise of speed and size measured in one run, written into docs/measured.md.

Run: python -m benchmarks.table [VERSIONS] (`make bench`). Without GAPWATCH_RECORDED nothing is said
of whole days and promised queries. Ratios compare within the run; seconds are of this machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import backfill, days, queries, year
from benchmarks.backfill import BackfillCost
from benchmarks.days import DayCosts
from benchmarks.year import Year

PAGE = Path("docs/measured.md")
MARKS = ("<!-- measured: begin -->", "<!-- measured: end -->")
ENTRIES = 2000


def _line(what: str, goal: str, measured: str, share: float | None) -> str:
    """A goal and what was measured; `share`: the measured part of what is allowed."""
    word = "" if share is None else "met" if share <= 1 else "not met"
    return f"| {what} | {goal} | {measured} | {word} |"


SECONDS = {days.REPLAY: 20.0, days.CHANGED: 15.0, days.QUIET: 4.0}
"""Of the processor; the goals."""


def lines(cost: BackfillCost, grown: Year, whole: DayCosts | None = None) -> Iterator[str]:
    """Every goal, in the order of the page."""
    yield from _of_backfill(cost)
    yield from _of_archive(cost)
    yield from _of_year(grown)
    if whole is not None:
        yield from _of_days(whole)


def _of_days(whole: DayCosts) -> Iterator[str]:
    pages = {days.REPLAY: f"{whole.pages} pages"}
    for name, took in whole.seconds.items():
        of = pages.get(name, f"{whole.addresses} addresses")
        goal = SECONDS[name]
        yield _line(f"{name}, {of}", f"{goal:g} s", f"{took:.1f} s", took / goal)
    slow = {name: took for name, took in whole.queries.items() if took > queries.MOST}
    named = "".join(f"; {name} {took:.0f}" for name, took in slow.items())
    yield _line(
        f"promised queries over {queries.MOST:g} ms, of {len(whole.queries)}",
        "0",
        f"{len(slow)}{named}",
        1 + len(slow) if slow else 0,
    )


def _of_year(grown: Year) -> Iterator[str]:
    for kind, goal in ((year.QUIET, 1.0), (year.NEWS, 2.0)):
        early, *_, late = took = [one.seconds for one in grown[kind].values()]
        days = ", ".join(str(day) for day in grown[kind])
        told = ", ".join(f"{one:.1f}" for one in took)
        growth = f"{late / early:.2f} ({told} s)"
        yield _line(f"measuring {kind}, after a year", f"{goal:g} s", f"{late:.1f} s", late / goal)
        yield _line(f"its growth, days {days}", "at most 1.5 times", growth, late / early / 1.5)
    peak = max(one.megabytes for costs in grown.values() for one in costs.values())
    yield _line("memory of measuring any of them", "600 MB", f"{peak:.0f} MB", peak / 600)
    for kind in (year.QUIET, year.ONE_ROW):
        *_, last = grown[kind].values()
        yield _line(f"vintages that measuring {kind} writes", "none", f"{last.vintages}", None)


def _of_backfill(cost: BackfillCost) -> Iterator[str]:
    ours, floor = cost.seconds["gapwatch"], cost.seconds["floor"]
    yield _line(
        "backfill against floor",
        "at most 5 times",
        f"{ours / floor:.2f} ({floor:.2f} s); ours {ours:.2f} s",
        ours / floor / 5,
    )
    early, late = (cost.milliseconds[name] for name in ("early", "late"))
    if early:  # a history long enough to have both
        yield _line(
            "the last versions of a backfill against the early ones",
            "at most 1.5 times",
            f"{late / early:.2f} ({early:.0f} and {late:.0f} ms)",
            late / early / 1.5,
        )


def _of_archive(cost: BackfillCost) -> Iterator[str]:
    ours = cost.size_bytes["archive"]
    for peer, most in (("git pack", 2.0), ("raw", 0.03)):
        size = cost.size_bytes[peer]
        yield _line(
            f"archive against {peer}",
            f"at most {most:g} times",
            f"{ours / size:.4f} ({ours:,} and {size:,} bytes)",
            ours / size / most,
        )


def machine() -> str:
    """Where and with what was measured."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; Python {platform.python_version()}, SQLite "
        f"{sqlite3.sqlite_version}, zstandard {version('zstandard')}, {git.stdout.strip()}."
    )


def table(found: list[str], versions: int) -> str:
    """The part of the page that is written here."""
    head = "| what | goal | measured | |\n| --- | --- | --- | --- |"
    about = (
        f"{machine()} Backfill: {versions} versions of {ENTRIES} entries, "
        f"{backfill.CHANGED} changed in each, one row in {backfill.BROKEN} quarantined; "
        "seconds are the processor's."
    )
    return "\n".join([about, "", head, *found])


def write(page: Path, marks: tuple[str, str], text: str) -> None:
    """Put `text` between the page's two marks. Raises ValueError where each is not there once."""
    begin, end = marks
    before, rest = page.read_text("utf-8").split(begin)
    _, after = rest.split(end)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")


def main(versions: int) -> None:
    """Measure, print and write."""
    recorded = days.recorded()
    cost = backfill.measured(versions, ENTRIES)
    with tempfile.TemporaryDirectory() as home:
        grown = year.measured(Path(home))
    found = list(lines(cost, grown, days.measured(recorded) if recorded else None))
    text = table(found, versions)
    print(text)
    write(PAGE, MARKS, text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table")
    parser.add_argument("versions", metavar="VERSIONS", type=int, nargs="?", default=150)
    main(**vars(parser.parse_args()))
