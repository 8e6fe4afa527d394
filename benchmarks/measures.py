"""What a day without news costs, as a share of computing every measure anew.

Run: python -m benchmarks.measures HOME, with a home that holds real pages. The home is copied
and not written to. Printed are seconds of the processor, for the reader's own machine, and their
ratio, which two machines may compare.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

from pipelines.measure import scales, unchanged
from pipelines.measure.run import measure
from warehouse.store import Warehouse

DAYS = 3


def main(home: Path) -> None:
    """Measure from scratch once, then for `DAYS` days on which nothing arrived."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "home"
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns("site", "dagster"))
        with Warehouse.open(copy) as warehouse:
            now = datetime.now(UTC)
            first = _anew(warehouse, now)
            days = [_seconds(warehouse, now + timedelta(days=n)) for n in range(1, DAYS + 1)]
    print(f"every measure anew: {first:.1f} s")
    print(f"a day without news: {min(days):.1f} s (of {DAYS}), {min(days) / first:.2f} of it")


def _anew(warehouse: Warehouse, now: datetime) -> float:
    """Seconds with nothing carried over and both scales fitted again."""
    kept = unchanged._last, scales._read
    unchanged._last, scales._read = (lambda _inputs: {}), (lambda *_given: None)
    try:
        return _seconds(warehouse, now)
    finally:
        unchanged._last, scales._read = kept


def _seconds(warehouse: Warehouse, now: datetime) -> float:
    start = process_time()
    for _ in measure(warehouse, now):
        pass
    return process_time() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measures")
    parser.add_argument("home", metavar="HOME", type=Path, help="it is copied, not written to")
    given = parser.parse_args()
    if not (given.home / "warehouse.db").is_file():
        parser.error(f"{given.home} holds no warehouse.db")
    main(given.home)
