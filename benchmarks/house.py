"""How much there is to own: `python -m benchmarks.house`; `tests/test_house.py` holds it."""

import ast
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "terms", "sources", "warehouse", "expectations", "measures", "pipelines", "outputs", "cli",
    "gapwatch",
)  # fmt: skip
BROAD = 16
"""Modules that a folder may hold."""
COUNTED = (".py", ".sql", ".j2", ".js", ".css", ".yaml", ".yml", ".toml", ".md")
CURATED = ("sources/registry/", "sources/published/")
"""Facts are nobody's code or prose; nor are recorded pages and lock files, which count nowhere."""

Tree = Mapping[PurePosixPath, str]
"""Files with their text."""


def working_tree() -> Tree:
    """The files that are counted as they are now, those not yet committed included."""
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=PROJECT,
        text=True,
    )
    paths = [path for path in map(PurePosixPath, listed.splitlines()) if path.suffix in COUNTED]
    return {
        path: (PROJECT / path).read_text("utf-8") for path in paths if (PROJECT / path).is_file()
    }


def python_of_packages() -> Tree:
    """Every module of ours."""
    files = working_tree().items()
    return {it: text for it, text in files if it.suffix == ".py" and it.parts[0] in PACKAGES}


def sums() -> dict[str, int]:
    """How much there is to own in the working tree: lines, statements and words by kind of file."""
    code, tests, other, words, statements = 0, 0, 0, 0, 0
    for path, text in working_tree().items():
        lines, is_test = text.count("\n"), path.parts[0] == "tests"
        if path.suffix == ".md":
            words += len(text.split())
        elif path.suffix == ".py":
            tests += lines * is_test
            if not is_test:
                code += lines
                statements += sum(isinstance(it, ast.stmt) for it in ast.walk(ast.parse(text)))
        elif not is_test and not str(path).startswith(CURATED):
            other += lines
    return {
        "lines of Python outside tests": code,
        "statements outside tests": statements,
        "lines of SQL, templates, scripts, styles, YAML and TOML": other,
        "lines of Python in tests": tests,
        "words of docs": words,
    }


if __name__ == "__main__":
    for what, number in sums().items():
        print(f"{number:10,}  {what}")
