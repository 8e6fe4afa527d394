"""How much there is to own: `python -m benchmarks.house`; `tests/test_house.py` holds it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "terms", "sources", "warehouse", "expectations", "measures", "pipelines", "outputs", "cli",
    "gapwatch",
)  # fmt: skip
BROAD = 16
"""Modules that a folder may hold."""

Tree = Mapping[PurePosixPath, str]
"""Every Python file with its text."""


def working_tree() -> Tree:
    """The files as they are now, those not yet committed included."""
    paths = [
        path
        for folder in (*PACKAGES, "benchmarks", "docs")
        for path in (PROJECT / folder).rglob("*.py")
    ]
    return {PurePosixPath(path.relative_to(PROJECT)): path.read_text("utf-8") for path in paths}


def _git(*arguments: str) -> str:
    return subprocess.check_output(["git", *arguments], cwd=PROJECT, text=True)  # noqa: S607


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


def main() -> None:
    """Print the sums."""
    for what, number in sums().items():
        print(f"{number:10,}  {what}")


if __name__ == "__main__":
    main()
