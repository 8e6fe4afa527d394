"""Running the commands that the docs print, without a shell and without starting new processes."""

import csv
import io
import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from sqlite_utils.cli import cli as sqlite_utils
from typer.main import get_command

from cli.main import app

FENCE = re.compile(r"<!-- shape: (?P<shape>.*?) -->\n```sh\n(?P<text>.*?)```", re.DOTALL)

PROGRAMS = {"sqlite-utils": sqlite_utils, "gapwatch": get_command(app)}


@dataclass(frozen=True, slots=True)
class Command:
    """A fenced command and the shape that the page promises: columns and rows, or a file."""

    text: str
    columns: tuple[str, ...]
    at_least: int
    file: str | None


def commands(page: Path) -> list[Command]:
    return [_command(found["shape"], found["text"]) for found in FENCE.finditer(page.read_text())]


def fences(page: Path) -> int:
    """How many shell fences the page has."""
    return page.read_text().count("```sh\n")


def _command(shape: str, text: str) -> Command:
    if shape.startswith("file "):
        return Command(text, (), 0, shape.removeprefix("file "))
    columns, _, rows = shape.partition("; rows ")
    return Command(text, tuple(name.strip() for name in columns.split(",")), int(rows), None)


def run(text: str) -> str:
    """What the last program of the pipeline prints; a redirection writes its file instead.

    Raises AssertionError when a program fails.
    """
    said = ""
    stages, target = _stages(text)
    for words in stages:
        result = CliRunner().invoke(PROGRAMS[words[0]], words[1:], input=said)
        assert result.exit_code == 0, f"{words}: {result.output} {result.exception}"
        said = result.stdout
    if target is not None:
        target.write_text(said, "utf-8")
    return said


def _stages(text: str) -> tuple[list[list[str]], Path | None]:
    lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars="|>")
    lexer.whitespace_split = True
    stages: list[list[str]] = [[]]
    words = list(lexer)
    target = Path(words[words.index(">") + 1]) if ">" in words else None
    for word in words[: words.index(">")] if target else words:
        if word == "|":
            stages.append([])
        else:
            stages[-1].append(word)
    return stages, target


def table(text: str, command: str) -> list[dict[str, str]]:
    """The rows that a command printed, as JSON, as CSV, or as an aligned table (`-t`)."""
    if "--csv" in command:
        return list(csv.DictReader(io.StringIO(text)))
    if text.lstrip().startswith("["):
        return list(json.loads(text))
    head, rule, *lines = text.splitlines()
    ends = [match.span() for match in re.finditer(r"-+", rule)]
    names = [head[first:last].strip() for first, last in ends]
    return [
        dict(zip(names, (line[first:last].strip() for first, last in ends), strict=True))
        for line in lines
    ]
