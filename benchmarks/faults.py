"""Small faults made in a copy of the code: a comparison, an operator, a number, a result.

A fault goes by its function and its text, so a name means the same one in every run. Own code
rather than mutmut or cosmic-ray: a sample over modules, each with the tests that watch it.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
}
SEED = 1
"""Tests of laws draw the same examples with the fault and without."""
LEAST_SECONDS = 120
"""A mutant gets five times what the tests need without it, and never less than this."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault: in `function`, `text` for people, and what to set in the syntax tree."""

    function: str
    text: str
    node: ast.AST
    field: str
    value: Any

    def __str__(self) -> str:
        return f"{self.function}: {self.text}"


def mutants(tree: ast.Module) -> dict[str, Mutant]:
    """Every fault that can be made in `tree`, by its name."""
    found: dict[str, Mutant] = {}
    times: Counter[str] = Counter()
    for function, node in _owned(tree, "(module)"):
        for field, value in _changes(node):
            text = _told(node, field, value)
            times[f"{function}: {text}"] += 1
            number = times[f"{function}: {text}"]
            one = Mutant(function, text + f" #{number}" * (number > 1), node, field, value)
            found[str(one)] = one
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


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITE:
        yield "ops", [OPPOSITE[type(node.ops[0])](), *node.ops[1:]]
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in OPPOSITE:
        yield "op", OPPOSITE[type(node.op)]()
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "value", not node.value if isinstance(node.value, bool) else node.value + 1
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "value", ast.Constant(None)


def _told(node: ast.AST, field: str, value: Any) -> str:
    before = ast.unparse(node)
    kept = getattr(node, field)
    setattr(node, field, value)
    after = ast.unparse(node)
    setattr(node, field, kept)
    return f"{before} -> {after}"


def chosen(found: dict[str, Mutant], count: int, seed: int) -> list[str]:
    """A sample that depends on names and seed only."""
    return sorted(found, key=lambda name: sha256(f"{seed}{name}".encode()).digest())[:count]


class Bench:
    """A copy of one version's code in which faults are made, one after the other."""

    def __init__(self, code: Path, place: Path) -> None:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(code, place)
        self._place = place

    def tree(self, module: str) -> ast.Module:
        """The syntax tree of a module by its dotted path."""
        return ast.parse(self._file(module).read_text())

    def judged(self, module: str, tests: list[str], names: list[str]) -> Iterator[tuple[str, bool]]:
        """Each fault and whether it lives. Raises SystemExit when tests fail without any."""
        file, tree = self._file(module), self.tree(module)
        kept, found = file.read_text(), mutants(tree)
        start = perf_counter()
        if not self._passes(tests, None):
            sys.exit(f"{module}: its tests fail without a fault: {' '.join(tests)}")
        limit = max(LEAST_SECONDS, 5 * (perf_counter() - start))
        try:
            for name in names:
                file.write_text(_with(tree, found[name]))
                yield name, self._passes(tests, limit)
        finally:
            file.write_text(kept)

    def _file(self, module: str) -> Path:
        return self._place / (module.replace(".", "/") + ".py")

    def _passes(self, tests: list[str], limit: float | None) -> bool:
        """Whether the tests pass; tests that do not end count as failed."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("GAPWATCH_")}
        words = (
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--hypothesis-seed={SEED}",
            *tests,
        )
        try:
            done = subprocess.run(
                [sys.executable, *words],
                cwd=self._place,
                env={**environ, "PYTHONPATH": str(self._place), "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def _with(tree: ast.Module, mutant: Mutant) -> str:
    kept = getattr(mutant.node, mutant.field)
    setattr(mutant.node, mutant.field, mutant.value)
    source = ast.unparse(tree)
    setattr(mutant.node, mutant.field, kept)
    return source
