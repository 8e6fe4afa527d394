"""Which small faults in `measures` and `warehouse/history` no test notices: a sample, by name.

Run: python -m benchmarks.survivors [--sample 60] [--seed 1] [--part 0/1]

Faults are those of `benchmarks.faults`, drawn over all modules at once, so that a long module has
more of them. All meet the test files that import their module; what lives then meets those of the
whole part that reach it by way of others. What was found is kept, so that a run that was broken off
goes on: until the module or one of the test files is another. Ends with 1 when fewer than 85 % are
killed; every survivor is printed, to be killed or explained.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from benchmarks.faults import Bench, chosen, mutants
from benchmarks.same.versions import PROJECT, TREE, of_working_tree

PARTS = {
    "measures": ["tests/measures", "tests/pipelines/measure"],
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


@cache
def imported(path: Path) -> frozenset[str]:
    """Dotted names that a file of the project imports, as far as they are modules of ours."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return frozenset(name for name in found if _file(name).exists())


def _file(module: str) -> Path:
    return PROJECT / (module.replace(".", "/") + ".py")


@cache
def reached(path: Path) -> frozenset[str]:
    """Dotted names of all modules that come with importing a file."""
    found: set[str] = set()
    waiting = set(imported(path))
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= imported(_file(name)) - found
    return frozenset(found)


def watching(module: str, by: Callable[[Path], frozenset[str]]) -> list[str]:
    """The test files of the module's part that know it in the sense of `by`, its mirror first."""
    parts = ((part.replace("/", "."), tests) for part, tests in PARTS.items())
    folders = next(tests for part, tests in parts if module.startswith(part))
    files = sorted(file for folder in folders for file in (PROJECT / folder).rglob("test_*.py"))
    beside = PROJECT / Path("tests", *module.split(".")[:-1])
    files.sort(key=lambda file: file.parent != beside)
    return [file.relative_to(PROJECT).as_posix() for file in files if module in by(file)]


def kept(found: Path, module: str, tests: list[str]) -> tuple[Path, dict[str, bool]]:
    """Where it stands what these tests said of this module's faults, and whether each lives."""
    texts = (Path(PROJECT, name).read_bytes() for name in (_file(module), *tests))
    place = found / f"{module}-{sha256(b''.join(texts)).hexdigest()[:12]}.json"
    return place, json.loads(place.read_text()) if place.exists() else {}


def tried(
    bench: Bench, found: Path, by: Callable[[Path], frozenset[str]], faults: dict[str, list[str]]
) -> dict[str, list[str]]:
    """Which of the faults live, by module."""
    living: dict[str, list[str]] = {}
    for module, names in faults.items():
        tests = watching(module, by)
        place, known = kept(found, module, tests)
        untried = [name for name in names if tests and name not in known]
        for name, lives in bench.judged(module, tests, untried) if untried else ():
            known[name] = lives
            place.write_text(json.dumps(known))
        living[module] = [name for name in names if known.get(name, True)]
        told = f"{len(names) - len(living[module])} of {len(names)} killed"
        print(f"{module}: {told} by {len(tests)} files", flush=True)
    return {module: names for module, names in living.items() if names}


def main(given: argparse.Namespace) -> int:
    """Make the faults, print every survivor and the share that was killed."""
    os.nice(10)
    work = Path(tempfile.gettempdir(), "gapwatch-survivors")
    found = work / "found"
    found.mkdir(parents=True, exist_ok=True)
    own = work / given.part.replace("/", "-")
    bench = Bench(of_working_tree(own).code, own / TREE)
    number, parts = map(int, given.part.split("/"))
    living = dict(list(drawn(bench, given.sample, given.seed).items())[number::parts])
    count = sum(map(len, living.values()))
    for by in (imported, reached):
        living = tried(bench, found, by, living)
    lived = sum(map(len, living.values()))
    for module, names in living.items():
        for name in names:
            print(f"lives: {module}: {name}")
    print(f"{count - lived} of {count} killed, {(count - lived) / count:.0%}")
    return 0 if count - lived >= LEAST * count else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.survivors")
    parser.add_argument("--sample", type=int, default=60, help="faults (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another sample (%(default)s)")
    parser.add_argument("--part", default="0/1", help="of several runs at once (%(default)s)")
    sys.exit(main(parser.parse_args()))
