"""The words of the code: identifiers use the field's terms, which `docs/glossary.md` defines.

Only names are read (modules, classes, functions, columns, commands), never prose.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main

from benchmarks.house import python_of_packages
from cli.main import app
from warehouse.schema.view import TABLES
from warehouse.views.promised import PROMISED

PROJECT = Path(__file__).resolve().parents[1]
DIALECT: Mapping[str, str] = {
    "look": "fetch, capture",
    "looks": "fetches",
    "looked": "fetched, checked",
    "looking": "fetching",
    "take": "ingest",
    "taken": "IngestResult",
    "issue": "derive, publish",
    "issues": "derives",
    "issued": "derived, published",
    "issuer": "the source that derives",
    "tell": "show, report",
    "telling": "alerting",
    "told": "shown, reported",
    "said": "shown, reported",
    "aside": "quarantined",
    "standing": "status, what is broken now",
    "carried": "unchanged",
    "rests": "based on",
    "reread": "reparse",
    "rebuild": "reparse",
    "lessons": "help",
    "answers": "estimates",
    "figures": "counts, charts",
    "shapes": "rows",
    "placing": "publishing",
    "drift": "schema change",
    "patience": "retries",
}
"""Words that no name holds as a part, with the field's term for each."""
NO_NOUNS = set(
    re.findall(
        r"\w+",
        """about alive among before behind by carried common found from helpers in into lead lessons
        lines look looked looking made misc of on other parts placing recorded said shapes shared
        standing steps taken telling told utils what when who with""",
    )
)
"""Pronouns, prepositions, participles and words of a dialect: a module named by one says neither
concept nor aspect. Inside other names they mean what they mean."""


def words_of(name: str) -> list[str]:
    """`take_together` and `SetAside` as their words, in lower case."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def in_code(tree: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, text in tree.items():
        yield "module", Path(path).stem
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                yield "class", node.name
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield "function", node.name


def in_schema() -> Iterator[tuple[str, str]]:
    for table in TABLES.values():
        yield "table", table.name
        yield from (("column", column.name) for column in table.columns)
    for view in PROMISED.values():
        yield "view", view.name
        yield from (("column", name) for name in (*view.key, *(one.name for one in view.own)))


def commands(command: Any, name: str = "gapwatch") -> Iterator[tuple[str, str]]:
    yield "command", name
    yield from (("option", str(one.name)) for one in command.params)
    for part, one in getattr(command, "commands", {}).items():
        yield from commands(one, part)


def test_no_name_is_of_a_dialect() -> None:
    tree = {str(path): text for path, text in python_of_packages().items()}
    names = {*in_code(tree), *in_schema(), *commands(typer.main.get_command(app))}
    assert {
        f"{kind} {name}": [DIALECT.get(word) for word in words_of(name)]
        for kind, name in names
        if (DIALECT.keys() | (NO_NOUNS if kind == "module" else set())) & {*words_of(name)}
    } == {}
