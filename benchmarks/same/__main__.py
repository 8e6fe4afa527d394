"""Compare what the code of a revision and the code of now make of the same pages.

Run: python -m benchmarks.same --before main --recorded ../shared/recorded

Three parts: what a replay of all pages gives (views, events, alerts, JSON, text of the report), the
same as of ten past days, and that revision's own home after a refresh without news. Differences are
printed by row and cell; those that `allowed.toml` names count as expected. Leaves with 1 when there
are others.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.same import contents, takeovers, views
from benchmarks.same.differences import Allowed, Difference, report
from benchmarks.same.versions import (
    TREE,
    Snapshot,
    alone,
    ask_past_days,
    check_day,
    of_revision,
    of_working_tree,
    replay,
    snapshot,
)

PARTS = ("replay", "past", "refresh")
HERE = Path(__file__).parent


def main(given: argparse.Namespace) -> int:
    """Make both snapshots, compare them, and return the number of unexpected differences."""
    allowed, work = Allowed.read(given.allow), given.work.resolve()
    with alone(work / f"run-{TREE}"):
        return _compare(given, work, allowed)


def _compare(given: argparse.Namespace, work: Path, allowed: Allowed) -> int:
    before = of_revision(given.before, work)
    after = of_revision(given.after, work) if given.after else of_working_tree(work)
    old = snapshot(before, work / f"before-{before.key[:7]}", given.recorded)
    new = snapshot(after, work / f"after-{TREE}", given.recorded)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda made: replay(made, given.recorded), (old, new)))
    unexpected = report(_differences(old, new, allowed, given), allowed, given.limit)
    check_day(old.day)
    print(f"\n{unexpected} unexpected differences between {before.name} and {after.name}")
    return unexpected


def _differences(
    before: Snapshot, after: Snapshot, allowed: Allowed, given: argparse.Namespace
) -> Iterator[Difference]:
    """Everything that is not the same, in the parts that are asked for."""
    promised = before.promised()
    old, new = (
        contents.side(name, made, allowed) for name, made in (("before", before), ("after", after))
    )
    if "replay" in given.parts:
        yield from views.of_vintages(old, new)
        yield from views.of_warehouses(old, new, promised, allowed)
        yield from contents.of_site(old, new)
    if "past" in given.parts:
        for made in (before, after):
            ask_past_days(made)
        yield from views.of_past_days(old, new, promised, allowed)
    if "refresh" in given.parts:
        yield from takeovers.refreshed(before, after, allowed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.same", description=__doc__)
    add = parser.add_argument
    add("--before", required=True, help="tag or commit to compare with")
    add("--after", help="tag or commit; by default the working tree as it is")
    recorded = os.environ.get("GAPWATCH_RECORDED")
    add("--recorded", type=Path, default=recorded, help="folder of pages; $GAPWATCH_RECORDED")
    work = Path(tempfile.gettempdir()) / "gapwatch-same"
    add("--work", type=Path, default=work, help="where code and homes are kept (%(default)s)")
    add("--allow", type=Path, default=HERE / "allowed.toml", help="expected differences")
    add("--parts", nargs="+", choices=PARTS, default=PARTS, help="by default all of %(choices)s")
    add("--limit", type=int, default=5, help="differences shown of a kind (%(default)s)")
    given = parser.parse_args()
    if given.recorded is None or not (given.recorded / "index.csv").is_file():
        parser.error("--recorded, or GAPWATCH_RECORDED, must be a folder with an index.csv")
    return given


if __name__ == "__main__":
    sys.exit(1 if main(_arguments()) else 0)
