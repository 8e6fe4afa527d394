"""What the docs tell people to type and to write is what the program takes."""

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from cli.main import app
from measures import series
from measures.errors import DeclarationInvalid
from outputs.alerts import rules
from outputs.assistant.server import server

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {path.name: path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))}
FENCE = re.compile(r"```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)
TYPED = re.compile(
    r"^(?:.*/bin/|(?:\$ )?(?:[A-Z_]+=\S+ )*)gapwatch (?P<words>\S.*?)(?: {2,}.*)?$", re.MULTILINE
)
ASKING = ("gap", "why", "models", "as-of")
STANDS_FOR = {"my_series": "eci"}


def fences(page: str, *kinds: str) -> list[str]:
    return [one["text"] for one in FENCE.finditer(PAGES[page]) if one["kind"] in kinds]


def typed(page: str) -> Iterator[list[str]]:
    """The words after `gapwatch` of every command that a page shows."""
    for text in fences(page, "", "sh", "console", "cron", "ini", "yaml"):
        for found in TYPED.finditer(text):
            words = re.sub(r"[\[\]]", "", re.split(r" \|| >", found["words"])[0])
            yield shlex.split(words, comments=True)


SHOWN = [(page, words) for page in PAGES for words in typed(page)]


@pytest.mark.parametrize(("page", "words"), SHOWN, ids=[f"{p}: {' '.join(w)}" for p, w in SHOWN])
def test_a_command_of_the_docs_exists_with_its_options(page: str, words: list[str]) -> None:
    command, context, rest = get_command(app), None, words
    while rest and hasattr(command, "commands"):
        name, *rest = rest
        assert name in command.commands, page
        context = typer.Context(command, info_name=name, parent=context)
        command = command.commands[name]
    if not {"TIME", "FILE"} & set(rest):  # stand for something in general
        command.make_context(words[0], rest, parent=context)


ASKED = [words for page, words in SHOWN if page == "extend.md" and words[0] in ASKING]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_what_a_page_asks_has_an_answer(
    words: list[str], shipped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))
    result = CliRunner().invoke(app, [STANDS_FOR.get(word, word) for word in words])
    assert result.exit_code == 0, result.output
    assert result.output.strip()
    assert len(SHOWN) > 30


def test_the_block_of_a_new_series_is_all_that_it_takes_and_its_faults_are_shown() -> None:
    declared = (Path(series.__file__).parent / "series.toml").read_text("utf-8")
    (block,), (shown,) = fences("extend.md", "toml"), fences("extend.md", "text")
    assert list(series.read(f"{declared}\n{block}")) == [*series.load(), "my_series"]
    faulty = re.sub(r"stale_reason = .*\n", "n = 500\n", block.replace('"percent"', '"tokens"'))
    with pytest.raises(DeclarationInvalid) as caught:
        series.read(f"{declared}\n{faulty}")
    lines = shown.removeprefix("gapwatch: ").strip().splitlines()
    for line, one in zip(str(caught.value).splitlines(), lines, strict=True):
        assert line.startswith(one.removesuffix("..."))


def test_the_file_of_own_alert_rules_changes_what_it_names(tmp_path: Path) -> None:
    (text,) = fences("operate.md", "toml")
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    own, bundled = rules.load(tmp_path / "mine.toml"), rules.load()
    changed = {kind for kind in own if own[kind] != bundled[kind]}
    assert changed == {"price_change", "new_frontier_model"}


def test_the_workflow_never_replaces_a_home_that_it_lacks() -> None:
    (text,) = fences("publish.md", "yaml")
    steps = yaml.safe_load(text)["jobs"]["refresh"]["steps"]
    named = {step.get("name"): place for place, step in enumerate(steps)}
    back = steps[named["Bring the home back"]]
    assert back["if"] == "${{ !inputs.first_run }}"
    assert "||" not in back["run"]
    assert named["Bring the home back"] < named["Refresh"] < named["Put the home away"]


def test_the_page_on_assistants_lists_each_tool_with_its_arguments() -> None:
    lines = re.findall(r"^\| `(\w+)` \| .*? \| (.*) \|$", PAGES["assistant.md"], re.MULTILINE)
    listed = {name: re.findall(r"`(\w+)`", arguments) for name, arguments in lines}
    tools = server(lambda: None)._tool_manager.list_tools()  # type: ignore[arg-type, return-value]
    assert listed == {tool.name: list(tool.parameters["properties"]) for tool in tools}
    (block,) = fences("assistant.md", "json")
    assert json.loads(block)["mcpServers"]["gapwatch"]["args"] == ["mcp"]


def test_the_glossary_defines_every_term_once() -> None:
    terms = re.findall(r"^\| ([a-zA-Z ()]+) \| .+ \|$", PAGES["glossary.md"], re.MULTILINE)
    assert [term for term, times in Counter(terms).items() if times > 1 and term != "term"] == []
    assert {
        "source", "board", "entry", "page", "snapshot", "vintage", "as of", "revision",
        "quarantine", "series", "protocol", "provenance", "frontier", "gap", "lag", "openness",
        "alias", "model", "offering", "derived", "claim", "reading", "price at quality",
    } <= set(terms)  # fmt: skip
