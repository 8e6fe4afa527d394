"""What the docs tell people to type and to write is what the program takes."""

from __future__ import annotations

import configparser
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cli.main import app
from measures import series
from measures.errors import SeriesInvalid
from outputs.alerts import rules
from tests import world

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if path.name != "commands.md")
FENCE = re.compile(r"```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)
TYPED = re.compile(
    r"^(?:\$ )?(?:[A-Z_]+=\S+ )*gapwatch (?P<words>\S.*?)(?: {2,}.*)?$", re.MULTILINE
)
ASKING = ("gap", "lag", "why", "price", "as-of", "models", "claims", "domains", "export")
STANDS_FOR = {"my_series": "eci", "arena_text_raw": "eci"}
TAKES_MINUTES = ("--archive", "--suites")


def fences(page: Path, *kinds: str) -> list[str]:
    found = FENCE.finditer(page.read_text("utf-8"))
    return [one["text"] for one in found if not kinds or one["kind"] in kinds]


def typed(page: Path) -> Iterator[list[str]]:
    """The words after `gapwatch` of every command that a page shows."""
    for text in fences(page, "", "sh", "console"):
        for found in TYPED.finditer(text):
            yield shlex.split(
                re.sub(r"[\[\]]", "", found["words"].partition(" | ")[0]), comments=True
            )


SHOWN = [(page.relative_to(DOCS).as_posix(), words) for page in PAGES for words in typed(page)]


@pytest.mark.parametrize(("page", "words"), SHOWN, ids=[f"{p}: {' '.join(w)}" for p, w in SHOWN])
def test_a_command_of_the_docs_exists_with_its_options(page: str, words: list[str]) -> None:
    command, context, rest = get_command(app), None, words
    while rest and isinstance(command, click.Group):
        name, *rest = rest
        assert name in command.commands, page
        context = click.Context(command, info_name=name, parent=context)
        command = command.commands[name]
    if not {"TIME", "FILE"} & set(rest):  # stand for something in general
        command.make_context(words[0], rest, parent=context)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world.home("shipped", tmp_path_factory)


ASKED = [
    words
    for page, words in SHOWN
    if page.startswith("how-to/") and words[0] in ASKING and not {*TAKES_MINUTES} & {*words}
]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_what_a_how_to_page_asks_has_an_answer(
    words: list[str], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GAPWATCH_HOME", str(home))
    result = CliRunner().invoke(app, [STANDS_FOR.get(word, word) for word in words])
    assert result.exit_code == 0, result.output
    assert result.output.strip()


def test_pages_show_commands_of_every_kind() -> None:
    assert len(SHOWN) > 40
    assert {words[0] for words in ASKED} >= {"gap", "why", "models", "export"}


def declared() -> str:
    return (Path(series.__file__).parent / "series.toml").read_text("utf-8")


def test_the_block_of_a_new_series_is_all_that_it_takes() -> None:
    (block,) = fences(DOCS / "how-to" / "add-series.md", "toml")
    assert list(series.read(f"{declared()}\n{block}")) == [*series.load(), "my_series"]


def test_a_faulty_block_is_told_as_the_page_says() -> None:
    (block,) = fences(DOCS / "how-to" / "add-series.md", "toml")
    faulty = re.sub(r"stale_reason = .*\n", "n = 500\n", block.replace('"percent"', '"tokens"'))
    with pytest.raises(SeriesInvalid) as caught:
        series.read(f"{declared()}\n{faulty}")
    (shown,) = fences(DOCS / "how-to" / "add-series.md", "text")
    lines = shown.removeprefix("gapwatch: ").strip().splitlines()
    told = str(caught.value).splitlines()
    assert len(told) == len(lines) == 4
    assert all(
        line.startswith(one.removesuffix("...")) for line, one in zip(told, lines, strict=True)
    )


@pytest.mark.parametrize("page", ["add-alert", "add-series", "add-source", "declared-files"])
def test_every_key_says_what_it_takes_and_means(page: str) -> None:
    rows = re.findall(r"^\| `.*\|$", (DOCS / "how-to" / f"{page}.md").read_text("utf-8"), re.M)
    cells = [[it.strip() for it in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    assert cells
    assert [row for row in cells if "" in row or row[-2].endswith((" of", " to"))] == []


def test_the_file_of_own_alert_rules_changes_what_it_names(tmp_path: Path) -> None:
    (text,) = fences(DOCS / "alerts.md", "toml")
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    own, bundled = rules.load(tmp_path / "mine.toml"), rules.load()
    assert {kind for kind in own if own[kind] != bundled[kind]} == {
        "gap_level", "new_frontier_model",
    }  # fmt: skip


def test_units_of_systemd_start_a_command_of_ours() -> None:
    service, timer = fences(DOCS / "how-to" / "run-daily.md", "ini")
    units = []
    for text in (service, timer):
        unit = configparser.ConfigParser(interpolation=None)
        unit.read_string(text)
        units.append(unit)
    program, command = units[0]["Service"]["ExecStart"].split()
    assert program.endswith("/gapwatch")
    assert command in get_command(app).commands  # type: ignore[attr-defined]
    assert units[1]["Timer"]["OnCalendar"].endswith("UTC")
