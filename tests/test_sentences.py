"""Every sentence that people read: pages, help of commands, alerts, README and the docs."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import typer.main

from cli.main import app
from cli.shell.faults import EXIT_CODES, KNOWN
from outputs.alerts.rules import AlertRule, load
from tests.outputs.sentences import Passage, faults, markdown, page

PROJECT = Path(__file__).resolve().parents[1]
PLAIN = ("README.md", "docs/index.md", "docs/tutorial.md", "docs/why.md")
"""Pages for people who know neither our words nor the analyst's."""
WHERE_CODE_STANDS = "an identifier"
"""Help and alerts name options, settings and files, which have no other name."""


def struck(passages: Iterator[Passage], without: str = "") -> list[str]:
    return sorted(
        {one for it in passages for one in faults(it) if not without or without not in one}
    )


def test_what_an_editor_would_strike_is_found() -> None:
    """Else every text below reads well."""
    text = "Its vintage tells of gap_now, which is None: 1.123456 %.. So it is now. So it is now."
    found = [one.rpartition(") in: ")[0] for one in faults(Passage("here", text))]
    assert [one.partition("'")[2].partition("' (")[0] for one in found] == [
        "None", "So it is now. So it is now.", "1.123456", "tells of", "vintage", "gap_now", "..",
    ]  # fmt: skip
    assert [*faults(Passage("here", "So it is. " * 3, is_lead=True))]


def test_every_page_reads_as_an_editor_would_have_it(published: Path) -> None:
    """Of the pages of models, which have one template, each eighth."""
    files = {it.relative_to(published).as_posix(): it for it in published.rglob("*.html")}
    models = sorted(name for name in files if name.startswith("models/"))
    files = {name: it for name, it in files.items() if name not in models or name in models[::8]}
    passages = [it for name, file in files.items() for it in page(name, file.read_text("utf-8"))]
    assert len(passages) > 1000
    found = struck(iter(passages))
    assert found == [], "\n".join(found)
    assert [it for it in passages if "`" in it.text] == [], "what one types is set as code"


def helps(command: Any, name: str = "gapwatch") -> Iterator[Passage]:
    said = [command.help, command.short_help, *(getattr(one, "help", "") for one in command.params)]
    plain = [re.sub(r"`[^`]+`", "this", text) for text in said if text]  # what one types
    yield from (Passage(f"{name} --help", text) for text in plain)
    for part, one in getattr(command, "commands", {}).items():
        yield from helps(one, f"{name} {part}")


def test_every_help_and_every_error_reads_aloud() -> None:
    found = list(helps(typer.main.get_command(app)))
    assert len({one.place for one in found}) > 30
    steps = [step for step in KNOWN.values() if step]
    found += [Passage("errors", text) for text in (*EXIT_CODES.values(), *steps)]
    assert struck(iter(found), WHERE_CODE_STANDS) == []


def alerts(rules: Mapping[str, AlertRule]) -> Iterator[Passage]:
    for rule in rules.values():
        texts = (rule.title, rule.when, rule.cause, rule.look)
        for text in texts:
            named = [name for _, name, _, _ in Formatter().parse(text) if name]
            filled = text.format_map(defaultdict(lambda: "Sample")) if named else text
            yield Passage(f"alert {rule.id}", re.sub(r"`[^`]*`", "Code", filled))


def test_every_alert_reads_aloud() -> None:
    assert struck(alerts(load()), WHERE_CODE_STANDS) == []


@pytest.mark.parametrize("name", PLAIN)
def test_the_first_pages_of_the_docs_use_no_words_of_our_own(name: str) -> None:
    text = (PROJECT / name).read_text("utf-8")
    assert struck(markdown(name, text)) == []


def test_no_other_page_of_the_docs_shows_what_only_a_machine_says() -> None:
    others = {*(PROJECT / "docs").rglob("*.md")} - {PROJECT / name for name in PLAIN}
    assert len(others) > 10
    for path in sorted(others):
        assert struck(markdown(path.name, path.read_text("utf-8"), is_plain=False)) == []
