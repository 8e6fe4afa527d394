"""The docs site builds offline without a warning, and every path that is named is there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.house import PACKAGES
from docs.reference import PAGES

PROJECT = Path(__file__).resolve().parents[2]
FETCHED = re.compile(
    r"<(?:script|img|iframe|source)[^>]+src=[\"']?(https?:)?//"
    r"|<link(?=[^>]*rel=[\"']?(?:stylesheet|preconnect|icon))[^>]+href=[\"']?(https?:)?//"
)
CODE = {
    path: path.read_text("utf-8")
    for folder in (*PACKAGES, "benchmarks")
    for pattern in ("*.py", "*.toml", "*.yaml", "*.j2")
    for path in (PROJECT / folder).rglob(pattern)
}
HANDWRITTEN = [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")]


def test_the_reference_is_made_of_what_is_declared() -> None:
    marks = {
        "views": "gap_now", "rules": "score.published_error", "commands": "gapwatch why",
        "sources": "aider", "series": "arena_text_raw",
        "alerts": "lead_change", "api": "api/v1/gap_now.json",
    }  # fmt: skip
    made = {name: "\n".join(lines()) for name, (_, lines) in PAGES.items()}
    assert made.keys() == marks.keys()
    assert [name for name, mark in marks.items() if mark not in made[name]] == []


@pytest.mark.nightly
def test_the_site_is_built_whole_and_fetches_nothing(tmp_path: Path) -> None:
    """`--strict`: a link that leads nowhere, or a page out of the navigation, is an error."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path)],
        cwd=PROJECT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.html")}
    assert [path.name for path, text in pages.items() if FETCHED.search(text)] == []


@pytest.mark.parametrize("page", HANDWRITTEN, ids=lambda path: path.name)
def test_every_link_and_path_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [it.partition("#")[0] for it in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text)]
    assert [it for it in links if it and not (page.parent / it).exists()] == []
    if page.name == "CHANGELOG.md":
        return  # it names what is gone
    folders = "|".join((*PACKAGES, "tests", "docs", "deploy"))
    named = re.findall(rf"`((?:{folders})/[\w./@-]+)`", text)
    assert [it for it in named if "*" not in it and not (PROJECT / it).exists()] == []


def test_every_page_of_the_docs_that_code_names_is_there() -> None:
    named = {it for text in CODE.values() for it in re.findall(r"\bdocs/[\w/-]+\.md", text)}
    urls = {it for text in CODE.values() for it in re.findall(r"//\S+?(docs/[\w/-]+\.md)", text)}
    assert len(named - urls) > 8
    assert sorted(it for it in named - urls if not (PROJECT / it).exists()) == []


def test_every_setting_that_the_code_reads_is_documented() -> None:
    read = {
        name.rstrip("_")
        for path, text in CODE.items()
        if path.suffix == ".py" and path.relative_to(PROJECT).parts[0] in PACKAGES
        for name in re.findall(r"GAPWATCH_[A-Z_]+", text)
    }
    page = (PROJECT / "docs" / "operate.md").read_text("utf-8")
    assert read | {"GAPWATCH_RECORDED"} == {
        name.rstrip("_") for name in re.findall(r"GAPWATCH_[A-Z_]+", page)
    }
