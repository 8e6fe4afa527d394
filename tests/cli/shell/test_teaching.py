"""What every command owes its user: help with examples, completion, one line for an error."""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from benchmarks.house import PACKAGES
from cli.main import app, run
from cli.shell import faults, sections, show
from outputs.sections.section import Section, cell, figure

PROJECT = Path(__file__).resolve().parents[3]
runner = CliRunner()


@pytest.fixture(autouse=True)
def _environment(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))
    monkeypatch.setenv("COLUMNS", "80")


def walked(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for word, inner in command.commands.items():
            yield from walked(f"{name} {word}", inner)
    else:
        yield name, command


COMMANDS = dict(walked("gapwatch", typer.main.get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_is_for_with_examples_in_80_columns(name: str) -> None:
    command = COMMANDS[name]
    first, *_, last = (" ".join(it.split()) for it in [*command.help.split("\n\n"), command.help])
    assert first.partition(" Example")[0].endswith("."), "the first paragraph is of sentences"
    examples = re.findall(r"`([^`]+)`", re.split(r"Examples?: ", last)[1])
    assert any(f"{name} " in f"{example} " for example in examples)
    assert [each.name for each in command.params if not each.help] == []
    known = {opt for each in command.params for opt in each.opts} | {"--help"}
    for example in examples:
        mine = example.partition(name)[2]
        assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", mine)) <= known, example
    result = runner.invoke(app, [*name.split()[1:], "--help"])
    assert result.exit_code == 0
    assert max(len(line.rstrip()) for line in result.output.splitlines()) <= 80


def test_one_word_has_one_meaning() -> None:
    for word in ("--json", "--as-of", "--rule", "--limit", "--exit-code"):
        kinds = {
            (each.type_descriptor.annotation, each.is_flag)
            for command in COMMANDS.values()
            for each in command.params
            if word in each.opts
        }
        assert len(kinds) == 1, word
    outs = [each for one in COMMANDS.values() for each in one.params if "--out" in each.opts]
    assert len(outs) == 2
    assert all("-o" in each.opts for each in outs)


def test_no_words_give_the_headline_and_help() -> None:
    output = runner.invoke(app, []).output
    assert output.startswith("Open-weight models were about 7 months behind in October. ")
    assert "Ask: what is known" in output
    assert "gapwatch refresh" in runner.invoke(app, [], env={"GAPWATCH_HOME": "/nowhere"}).output
    assert re.fullmatch(r"gapwatch \d+\.\d+\.\d+\n", runner.invoke(app, ["--version"]).output)


# -- start-up

FAST = """
import sys
from typer.testing import CliRunner
from cli.main import app
for words in ("gap", "headline", "claims", "why eci", "models unmatched", "alerts list"):
    assert CliRunner().invoke(app, words.split()).exit_code == 0, words
print([name for name in ("dagster", "great_expectations", "scipy.stats") if name in sys.modules])
"""


def test_questions_import_nothing_heavy() -> None:
    line = [sys.executable, "-c", FAST]
    done = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


# -- errors

INSIDE = {
    "sources.contract.ParseError": "becomes SourceChanged in pipelines.ingest.fetch",
    "pipelines.ingest.child._Lost": "becomes SourceChanged in pipelines.ingest.child",
    "warehouse.archive.pages.Damaged": "becomes PageLost in warehouse.archive.pages",
    "sources.http.NoPage": "becomes SourceUnavailable in sources.http",
}
"""Errors that never reach a command."""


def classes() -> Iterator[str]:
    for folder in PACKAGES:
        for path in (PROJECT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                bases = [getattr(base, "id", "") for base in getattr(node, "bases", ())]
                if isinstance(node, ast.ClassDef) and any(
                    base.endswith(("Exception", "Error")) for base in bases
                ):
                    module = path.relative_to(PROJECT).with_suffix("").as_posix()
                    yield f"{module.replace('/', '.')}.{node.name}"


def test_every_error_of_ours_has_an_exit_code_and_every_known_one_exists() -> None:
    for name in classes():
        if name in INSIDE:
            assert name not in faults.KNOWN
            continue
        kind = named(name)
        found = faults.known(kind.__new__(kind))
        assert found is not None, name
        assert found[0] in faults.EXIT_CODES, name
    for name in faults.KNOWN:
        assert issubclass(named(name), Exception), name


def named(name: str) -> Any:
    module, _, inner = name.rpartition(".")
    return getattr(importlib.import_module(module), inner)


def stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[object, list[str]]:
    monkeypatch.setattr(sys, "argv", ["gapwatch", *words])
    with pytest.raises(SystemExit) as left:
        run()
    return left.value.code, capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["gap", "arena_txt"], "did you mean arena_text"),
        (["gap", "--bad"], "No such option: --bad; see `gapwatch gap --help`"),
        (["gap", "eci", "--rule", "x"], "for '--rule': 'x' is not one of 'any_weights', 'permissi"),
        (["pick", "coding", "--at-least", "x"], "for '--at-least': not a number; see `"),
        (["pick"], "Missing argument 'DOMAIN'; see `gapwatch pick --help`"),
        (["nothing"], "see `gapwatch --help`"),
        (["gapp"], "No such command 'gapp'. Did you mean 'gap'? See `"),
    ],
)
def test_wrong_words_are_one_line(
    words: list[str], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = stopped(monkeypatch, capsys, *words)
    assert code == 2
    assert len(said) == 1
    assert line in said[0]
    assert said[0].count("Did you mean") <= 1


def test_an_unexpected_error_is_one_line_that_says_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("warehouse.reads.gaps.gaps_now", broken)
    code, said = stopped(monkeypatch, capsys, "gap", "--json")
    assert code == 1
    assert re.fullmatch(
        r"gapwatch: unexpected KeyError: 'x', in test_teaching.py line \d+; for the traceback: "
        r"gapwatch --debug gap --json",
        said[0],
    )
    monkeypatch.setattr(sys, "argv", ["gapwatch", "--debug", "gap"])
    with pytest.raises(KeyError):
        run()


# -- tables


def test_a_text_from_a_page_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    show.console.print("unit '[/red]' of [bold]x[/bold] is :key: not known")
    assert capsys.readouterr().out == "unit '[/red]' of [bold]x[/bold] is :key: not known\n"
    show.console.print(show.table("a\x1b]0;b\x07", [">c"], [["d\x1b[31me\x9bf"]]))
    assert capsys.readouterr().out.split() == ["a]0;b", "c", "d[31mef"]


MUCH = "from cli.shell import show; [show.console.print(9 * 'x') for _ in range(9999)]; exit(4)"


def test_a_reader_that_ends_early_hides_no_exit_code() -> None:
    line = ["sh", "-c", f'("$0" -c "{MUCH}"; echo $? >&2) | head -1', sys.executable]
    done = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("xxxxxxxxx\n", "4\n")


@pytest.mark.parametrize(("width", "lines"), [(60, 3), (40, 1)])
def test_a_row_is_one_line_where_a_word_under_it_would_break(
    width: int, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(show.console, "width", width)
    row = [cell("157.4"), figure("$4.00", "$2.00 in, $10.00 out"), cell("Sol", "scores 166.1 here")]
    sections.print_section(Section("levels", "Prices", ["From", ">Closed", "Cheapest"], [row]))
    title, head, *told = capsys.readouterr().out.strip().splitlines()
    assert (title.strip(), head.split()) == ("Prices", ["From", "Closed", "Cheapest"])
    assert told[0].split() == ["157.4", "$4.00", "Sol"]
    assert len(told) <= lines
    assert ("$2.00 in, $10.00 out" in "".join(told)) is (lines > 1)
