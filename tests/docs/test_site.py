"""The docs site builds offline without a warning, fetches nothing, and misses no setting."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs import site_hooks
from pipelines.settings import SETTINGS

PROJECT = Path(__file__).resolve().parents[2]
PICTURE_BYTES = 250_000
FETCHED = re.compile(
    r"<(?:script|img|iframe|source)[^>]+src=[\"']?(https?:)?//"
    r"|<link(?=[^>]*rel=[\"']?(?:stylesheet|preconnect|icon))[^>]+href=[\"']?(https?:)?//"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(place)],
        cwd=PROJECT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return place


def test_no_page_fetches_from_elsewhere(built: Path) -> None:
    pages = list(built.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert not FETCHED.search(page.read_text("utf-8")), page.name


def test_every_page_of_the_folder_is_built(built: Path) -> None:
    sources = {path.relative_to(PROJECT / "docs") for path in (PROJECT / "docs").rglob("*.md")}
    assert {path.with_suffix(".html") for path in sources} <= {
        path.relative_to(built) for path in built.rglob("*.html")
    }


def pages_of(nav: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for item in nav:
        for target in item.values() if isinstance(item, dict) else [item]:
            found += pages_of(target) if isinstance(target, list) else [target]
    return found


def test_the_navigation_has_what_is_there_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "methods").mkdir()
    for name in ("index.md", "methods/b.md", "methods/a.md"):
        (tmp_path / name).touch()
    nav = [{"Home": "index.md"}, {"Runbook": [{"R": "runbook.md"}]}, {"Methods": "methods/"}]
    assert site_hooks._present(nav, tmp_path) == [
        {"Home": "index.md"}, {"Methods": ["methods/a.md", "methods/b.md"]},
    ]  # fmt: skip


def test_every_page_stands_in_the_navigation() -> None:
    text = re.sub(r"!!python\S+", "", (PROJECT / "mkdocs.yml").read_text())
    nav = site_hooks._present(yaml.safe_load(text)["nav"], PROJECT / "docs")
    there = {path.relative_to(PROJECT / "docs").as_posix() for path in
             (PROJECT / "docs").rglob("*.md")}  # fmt: skip
    assert set(pages_of(nav)) == there


def test_links_out_of_the_folder_become_names() -> None:
    text = "see [CONTRIBUTING](../CONTRIBUTING.md) and [tables](tables.md)"
    assert site_hooks.on_page_markdown(text) == (
        "see CONTRIBUTING (`CONTRIBUTING.md`) and [tables](tables.md)"
    )


def test_every_setting_that_the_code_reads_is_documented() -> None:
    folders = (
        "terms", "sources", "warehouse", "expectations", "measures", "pipelines", "outputs", "cli",
    )  # fmt: skip
    read = {
        name.rstrip("_")
        for folder in folders
        for path in (PROJECT / folder).rglob("*.py")
        if path.name != "settings_about.py"
        for name in re.findall(r"GAPWATCH_[A-Z_]+", path.read_text())
    }
    told = {name.replace("_<SOURCE>", "") for name in SETTINGS}
    assert read <= told
    page = (PROJECT / "docs" / "settings.md").read_text()
    assert all(f"`{name}`" in page for name in SETTINGS)


def test_pictures_are_small() -> None:
    pictures = list((PROJECT / "docs" / "screenshots").glob("*.png"))
    assert pictures
    assert all(path.stat().st_size <= PICTURE_BYTES for path in pictures)
