"""How easily the code is found: `python -m benchmarks.house [REVISION ...]`.

Prints what `CONTRIBUTING.md` promises of the folders, measured on the working tree, or on the given
revisions of the repository, side by side.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from statistics import quantiles

PROJECT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "terms", "sources", "warehouse", "expectations", "measures", "pipelines", "outputs", "cli",
)  # fmt: skip
OUTSIDE = ("benchmarks", "docs")
"""Code of ours that is neither a package nor a test: counted in lines alone."""
CONCEPTS = ("lag", "price", "alert", "chart", "gap")
BROAD = 16
"""Modules that a folder may hold."""

Tree = Mapping[PurePosixPath, str]
"""Every Python file with its text."""


def working_tree() -> Tree:
    """The files as they are now, those not yet committed included."""
    paths = [path for folder in (*PACKAGES, *OUTSIDE) for path in (PROJECT / folder).rglob("*.py")]
    return {PurePosixPath(path.relative_to(PROJECT)): path.read_text("utf-8") for path in paths}


def revision(name: str) -> Tree:
    """The files of a commit or tag. Raises CalledProcessError for one that is not there."""
    listed = _git("ls-tree", "-r", "--name-only", name).splitlines()
    ours = [path for path in map(PurePosixPath, listed) if _is_ours(path)]
    return {path: _git("show", f"{name}:{path}") for path in ours}


def _git(*arguments: str) -> str:
    return subprocess.check_output(["git", *arguments], cwd=PROJECT, text=True)  # noqa: S607


def _is_ours(path: PurePosixPath) -> bool:
    return path.suffix == ".py" and path.parts[0] in (*PACKAGES, *OUTSIDE)


def measured(tree: Tree) -> dict[str, str]:
    """Each number of the house, as text."""
    modules = {path: text for path, text in tree.items() if path.parts[0] in PACKAGES}
    named = [path for path in modules if path.stem != "__init__"]
    folders = Counter(path.parent for path in named)
    broad = sum(count for count in folders.values() if count > BROAD)
    lengths = sorted(_function_lengths(modules.values()))
    deciles = quantiles(lengths, n=10)
    return {
        "modules": f"{len(modules)} ({len(named)} without __init__)",
        "lines outside tests": f"{sum(text.count(chr(10)) for text in tree.values()):,}",
        "lines in packages": f"{sum(text.count(chr(10)) for text in modules.values()):,}",
        f"modules in folders over {BROAD}": f"{broad / len(named):.0%} ({broad})",
        "broadest folder": f"{max(folders.values())} modules",
        "longest module": f"{max(text.count(chr(10)) for text in modules.values())} lines",
        "stems in two packages": f"{len(_shared_stems(named))}",
        "classes with two meanings": _listed(repeated_classes(modules)),
        "files per concept": ", ".join(
            f"{concept} {sum(concept in str(path) for path in named)}" for concept in CONCEPTS
        ),
        "lines of a function": f"median {deciles[4]:.0f}, p90 {deciles[8]:.0f}",
    }


def sums() -> dict[str, int]:
    """How much there is to own in the working tree: lines, statements and words by kind of file.

    Curated facts (`sources/registry`, `sources/published`), recorded forms in `tests/pages` and
    lock files are nobody's prose or code, and count nowhere.
    """
    listed = _git("ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    paths = [path for path in map(PurePosixPath, listed) if (PROJECT / path).is_file()]
    texts = {path: (PROJECT / path).read_text("utf-8") for path in paths if path.suffix in COUNTED}
    python = {path: text for path, text in texts.items() if path.suffix == ".py"}
    code = [text for path, text in python.items() if path.parts[0] != "tests"]
    tests = [text for path, text in python.items() if path.parts[0] == "tests"]
    other = [
        text
        for path, text in texts.items()
        if path.suffix not in (".py", ".md") and path.parts[0] != "tests"
        and path.parts[:2] not in (("sources", "registry"), ("sources", "published"))
    ]  # fmt: skip
    nodes = (node for text in code for node in ast.walk(ast.parse(text)))
    return {
        "lines of Python outside tests": _lines(code),
        "statements outside tests": sum(isinstance(node, ast.stmt) for node in nodes),
        "lines of SQL, templates, scripts, styles, YAML and TOML": _lines(other),
        "lines of Python in tests": _lines(tests),
        "words of docs": sum(
            len(text.split()) for path, text in texts.items() if path.suffix == ".md"
        ),
    }


COUNTED = (".py", ".sql", ".j2", ".js", ".css", ".yaml", ".yml", ".toml", ".md")


def _lines(texts: Iterable[str]) -> int:
    return sum(text.count("\n") for text in texts)


def _shared_stems(named: Iterable[PurePosixPath]) -> set[str]:
    packages: defaultdict[str, set[str]] = defaultdict(set)
    for path in named:
        packages[path.stem].add(path.parts[0])
    return {stem for stem, homes in packages.items() if len(homes) > 1}


def repeated_classes(modules: Tree) -> set[str]:
    """Names of classes that more than one place defines."""
    names = Counter(
        node.name
        for text in modules.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    )
    return {name for name, count in names.items() if count > 1}


def _listed(names: Iterable[str]) -> str:
    found = sorted(names)
    return f"{len(found)} ({', '.join(found)})" if found else "0"


def _function_lengths(texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield node.end_lineno - node.lineno + 1


def main(revisions: list[str]) -> None:
    """Print the numbers of every revision, or of the working tree."""
    columns = {name: measured(revision(name)) for name in revisions}
    if not revisions:
        columns = {"now": measured(working_tree())}
    for name, numbers in columns.items():
        print(name)
        for what, number in numbers.items():
            print(f"  {what:<27}{number}")


if __name__ == "__main__":
    main(sys.argv[1:])
