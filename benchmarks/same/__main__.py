"""Compare what the code of a tag and the code of now make of the same pages.

Run: python -m benchmarks.same --before before-house --recorded ../shared/recorded

Differences are printed by row and cell; those that `allowed.toml` names count as expected. Leaves
with 1 when there are others.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from benchmarks.same import contents, views
from benchmarks.same.differences import Allowed, Difference, report
from benchmarks.same.versions import Snapshot, of_revision, of_working_tree, snapshot, today

HERE = Path(__file__).parent


def main(given: argparse.Namespace) -> int:
    """Make both snapshots, compare them, and return the number of unexpected differences."""
    allowed = Allowed.read(given.allow)
    work = given.work.resolve()
    before = of_revision(given.before, work)
    after = of_revision(given.after, work) if given.after else of_working_tree(work)
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(
            lambda version, name: snapshot(version, work / name, given.recorded, _tell),
            (before, after),
            ("before", "after"),
        )
        old, new = list(made)
    start = perf_counter()
    unexpected = report(differences(old, new, allowed), allowed, given.limit)
    if today().isoformat() != old.day:
        sys.exit("the UTC day ended meanwhile, so nothing can be compared; run again")
    print(f"\n{unexpected} unexpected differences between {before.name} and {after.name}")
    _tell(f"compared in {perf_counter() - start:.0f} s")
    return unexpected


def differences(before: Snapshot, after: Snapshot, allowed: Allowed) -> Iterator[Difference]:
    """Everything that is not the same."""
    promised = before.promised()
    old, new = (
        contents.side("before", before, allowed),
        contents.side("after", after, allowed),
    )
    yield from views.of_vintages(old, new)
    yield from views.of_warehouses(old, new, promised, allowed)
    yield from views.of_past_days(old, new, promised, allowed)
    yield from contents.of_file_names(old, new)
    yield from contents.of_json(old, new)
    yield from contents.of_texts(old, new)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.same", description=__doc__)
    add = parser.add_argument
    add("--before", default="before-house", help="tag or commit to compare with (%(default)s)")
    add("--after", help="tag or commit; by default the working tree as it is")
    recorded = os.environ.get("GAPWATCH_RECORDED")
    add("--recorded", type=Path, default=recorded, help="folder of pages; $GAPWATCH_RECORDED")
    work = Path(tempfile.gettempdir()) / "gapwatch-same"
    add("--work", type=Path, default=work, help="where code and homes are kept (%(default)s)")
    add("--allow", type=Path, default=HERE / "allowed.toml", help="expected differences")
    add("--limit", type=int, default=5, help="differences shown of a kind (%(default)s)")
    given = parser.parse_args()
    if given.recorded is None or not (given.recorded / "index.csv").is_file():
        parser.error("--recorded, or GAPWATCH_RECORDED, must be a folder with an index.csv")
    return given


if __name__ == "__main__":
    sys.exit(1 if main(_arguments()) else 0)
