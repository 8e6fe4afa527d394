"""Every promise of speed and size measured in one run, written into docs/measured.md.

Run: python -m benchmarks [VERSIONS] (`make bench`). Without GAPWATCH_RECORDED nothing is said of
whole days and promised queries. Ratios compare within the run; seconds are of this machine.
"""

import argparse
import gc
import tempfile
from itertools import chain
from pathlib import Path

from benchmarks import backfill, days, year
from benchmarks.table import PAGE, machine, write

MARKS = ("<!-- measured: begin -->", "<!-- measured: end -->")


def main(versions: int) -> None:
    """Measure, print and write."""
    gc.freeze()  # as `gapwatch` does
    gc.set_threshold(50_000)
    lines = [machine(), "", "|what|at most|measured| |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as home:
        of_days = days.figures(days.recorded()) if days.recorded() else ()
        for figure in chain(backfill.figures(versions), year.figures(Path(home)), of_days):
            lines.append(figure.line)
            print(figure.line, flush=True)
    write(PAGE, MARKS, "\n".join(lines))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("versions", metavar="VERSIONS", type=int, nargs="?", default=640)
    main(parser.parse_args().versions)
