"""Which small faults in `measures` and `warehouse/history` no test notices: a sample, by name.

Run: python -m benchmarks.faults [--sample 60] [--seed 1]

A fault is another comparison, operator, number or result, and goes by its function and its text, so
that a name means the same one in every run. They are drawn over all modules at once, and meet the
test files that import their module; what lives then meets all tests of its part. Every survivor is
printed, to be killed or explained; ends with 1 when fewer than 85 % are killed. Own code rather
than mutmut or cosmic-ray: a sample over modules, each with the tests that watch it.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
}
PROJECT = Path(__file__).resolve().parents[1]
PARTS = {
    "measures": ["tests/measures", "tests/pipelines/measure"],
    "warehouse/history": ["tests/warehouse"],
}
"""A part and the tests that watch all of it."""
LEAST = 0.85
LONGEST_S = 600
"""Tests that do not end by then have noticed."""


def mutants(text: str) -> dict[str, str]:
    """Every fault that can be made in a module: by its name the module's text with it."""
    tree = ast.parse(text)
    found: dict[str, str] = {}
    times: Counter[str] = Counter()
    for function, node in _owned(tree, "(module)"):
        for field, value in _changes(node):
            before, kept = ast.unparse(node), getattr(node, field)
            setattr(node, field, value)
            name = f"{function}: {before} -> {ast.unparse(node)}"
            times[name] += 1
            number = f" #{times[name]}" if times[name] > 1 else ""
            found[name + number] = ast.unparse(tree)
            setattr(node, field, kept)
    return found


def _owned(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the function, class or constant it belongs to.

    Decorators stay as they are: `frozen=False` forbids less and computes nothing else.
    """
    kept = getattr(node, "decorator_list", [])
    for child in (child for child in ast.iter_child_nodes(node) if child not in kept):
        name = owner
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            name = child.name if owner == "(module)" else f"{owner}.{child.name}"
        yield name, child
        yield from _owned(child, name)


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITE:
        yield "ops", [OPPOSITE[type(node.ops[0])](), *node.ops[1:]]
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in OPPOSITE:
        yield "op", OPPOSITE[type(node.op)]()
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "value", not node.value if isinstance(node.value, bool) else node.value + 1
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "value", ast.Constant(None)


def drawn(sample: int, seed: int) -> list[tuple[Path, str, str]]:
    """(module's path, name, text with it) of some faults; which depends on names and seed only."""
    found = [
        (path.relative_to(PROJECT), name, text)
        for part in PARTS
        for path in sorted((PROJECT / part).rglob("*.py"))
        for name, text in mutants(path.read_text()).items()
    ]
    found.sort(key=lambda one: sha256(f"{seed}{one[0]}|{one[1]}".encode()).digest())
    return sorted(found[:sample])


def watching(path: Path) -> Iterator[list[str]]:
    """Test files of the module's part that import it, then all of the part."""
    folders = next(tests for part, tests in PARTS.items() if path.is_relative_to(part))
    package, name = ".".join(path.parent.parts), path.stem
    imports = re.compile(
        rf"^(import|from) {package}(\.{name}\b| import .*\b{name}\b)", re.MULTILINE
    )
    files = sorted(file for folder in folders for file in (PROJECT / folder).rglob("test_*.py"))
    near = [str(file.relative_to(PROJECT)) for file in files if imports.search(file.read_text())]
    yield from filter(None, (near, folders))


def is_noticed(code: Path, tests: list[str]) -> bool:
    """Whether a test fails in this folder, always with the same examples of laws."""
    words = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=1", *tests]
    environ = {**os.environ, "PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=code,
            env=environ,
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"not ended after {LONGEST_S} s: {' '.join(tests)}", flush=True)
        return True
    return done.returncode != 0


def main(sample: int, seed: int) -> int:
    """Make the faults, print every survivor and the share that was killed."""
    os.nice(10)
    lived = 0
    with tempfile.TemporaryDirectory(prefix="gapwatch-faults-") as place:
        code = Path(place, "code")
        shutil.copytree(
            PROJECT, code, ignore=shutil.ignore_patterns(".*", "data", "site", "site-docs")
        )
        for tests in PARTS.values():
            if is_noticed(code, tests):
                raise SystemExit(f"{tests} fail or take too long without any fault")
        for path, name, text in drawn(sample, seed):
            (code / path).write_text(text)
            if not any(is_noticed(code, tests) for tests in watching(path)):
                print(f"lives: {path}: {name}", flush=True)
                lived += 1
            shutil.copy(PROJECT / path, code / path)
    print(f"{sample - lived} of {sample} killed")
    return 0 if sample - lived >= LEAST * sample else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults")
    parser.add_argument("--sample", type=int, default=60, help="faults (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another sample (%(default)s)")
    sys.exit(main(**vars(parser.parse_args())))
