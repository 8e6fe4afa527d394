"""Which small faults in `measures` and `warehouse/history` no test notices: a sample, by name.

Run: python -m benchmarks.survivors [--sample 60] [--seed 1] [--part 0/1]

Faults are those of `benchmarks.faults`, drawn over all modules at once, so that a long module has
more of them. A fault that the tests beside its module let live meets those of the whole part. Ends
with 1 when fewer than 85 % are killed; every survivor is printed, to be killed or explained.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults import Bench, chosen, mutants
from benchmarks.same.versions import PROJECT, TREE, of_working_tree

PARTS = {
    "measures": ["tests/measures"],
    "warehouse/history": ["tests/warehouse"],
}
"""A part and the tests that watch all of it."""
LEAST = 0.85


def modules() -> Iterator[tuple[str, str]]:
    """(dotted name, part) of every module that decides something."""
    for part in PARTS:
        for path in sorted((PROJECT / part).rglob("*.py")):
            if path.name != "__init__.py":
                yield path.relative_to(PROJECT).with_suffix("").as_posix().replace("/", "."), part


def drawn(bench: Bench, sample: int, seed: int) -> dict[str, list[str]]:
    """Faults by module; which ones depends on names and seed only."""
    found = {
        f"{module}|{name}": one
        for module, _ in modules()
        for name, one in mutants(bench.tree(module)).items()
    }
    by_module = defaultdict(list)
    for both in chosen(found, sample, seed):
        module, _, name = both.partition("|")
        by_module[module].append(name)
    return dict(sorted(by_module.items()))


def beside(module: str) -> list[str]:
    """The tests that mirror the module's folder."""
    folder = Path("tests", *module.split(".")[:-1])
    files = sorted((PROJECT / folder).glob("test_*.py"))
    return [file.relative_to(PROJECT).as_posix() for file in files]


def survivors(bench: Bench, module: str, names: list[str]) -> list[str]:
    """Which of the faults live, after the tests beside the module and then those of its part."""
    wide = next(tests for part, tests in PARTS.items() if module.startswith(part.replace("/", ".")))
    for tests in (beside(module), wide):
        if tests and names:
            names = bench.survivors(module, tests, names)
    return names


def main(given: argparse.Namespace) -> int:
    """Make the faults, print every survivor and the share that was killed."""
    work = Path(tempfile.gettempdir(), "gapwatch-survivors", given.part.replace("/", "-"))
    bench = Bench(of_working_tree(work).code, work / TREE)
    number, parts = map(int, given.part.split("/"))
    share = list(drawn(bench, given.sample, given.seed).items())[number::parts]
    tried = lived = 0
    for module, names in share:
        living = survivors(bench, module, names)
        tried, lived = tried + len(names), lived + len(living)
        print(f"{module}: {len(names) - len(living)} of {len(names)} killed", flush=True)
        for name in living:
            print(f"  lives: {name}", flush=True)
    print(f"\n{tried - lived} of {tried} killed, {(tried - lived) / tried:.0%}")
    return 0 if tried - lived >= LEAST * tried else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.survivors")
    parser.add_argument("--sample", type=int, default=60, help="faults (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another sample (%(default)s)")
    parser.add_argument("--part", default="0/1", help="of several runs at once (%(default)s)")
    sys.exit(main(parser.parse_args()))
