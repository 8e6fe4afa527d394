"""`make new-source`: four files that pass every gate at once, and nothing registered silently."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources import catalogue, new_source

PROJECT = Path(__file__).resolve().parents[2]
COPIED = ("terms", "sources", "expectations", "warehouse")
NAMES = {"score": "foo", "price": "a_rather_long_name_of_a_new_source_x1", "release": "foo_claims"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of what a source needs, with one generated source per table."""
    root = tmp_path_factory.mktemp("project")
    skipped = shutil.ignore_patterns("__pycache__", "*.csv")
    for folder in COPIED:
        shutil.copytree(PROJECT / folder, root / folder, ignore=skipped)
    (root / "tests" / "sources").mkdir(parents=True)
    for path in (
        "tests/__init__.py", "tests/recorded.py", "tests/sources/sample.py", "pyproject.toml",
    ):  # fmt: skip
        shutil.copy2(PROJECT / path, root / path)
    url = f"https://example.com/{'a' * 70}"
    for table, name in NAMES.items():
        given = [name, "--table", table, "--url", url, "--into", str(root)]
        assert new_source.main(given) == 0
    yield root
    shutil.rmtree(root)


def run(project: Path, *command: str) -> None:
    # Coverage of the outer run must not be written by the inner one.
    environ = {k: v for k, v in os.environ.items() if not k.startswith("COV_")}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project, capture_output=True, text=True, check=False,
        env={**environ, "PYTHONPATH": str(project)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def generated(kind: str) -> list[str]:
    return [
        new_source.FILES[kind].format(name=name, room=new_source.ROOMS[table])
        for table, name in NAMES.items()
    ]


def test_the_generated_tests_pass(project: Path) -> None:
    run(project, "pytest", "-q", "-p", "no:cacheprovider", *generated("test_source.py.j2"))


def test_the_generated_files_are_formatted_and_lint_clean(project: Path) -> None:
    run(project, "ruff", "format", "--no-cache", "--check", ".")
    run(project, "ruff", "check", "--no-cache", ".")


def test_the_generated_modules_are_typed(project: Path) -> None:
    paths = [path.removesuffix(".py") for path in generated("module.py.j2")]
    modules = [f"-m{path.replace('/', '.')}" for path in paths]
    run(project, "mypy", "--follow-imports=silent", "--cache-dir", os.devnull, *modules)


@pytest.mark.parametrize(
    ("table", "room"), [("score", "boards"), ("price", "prices/lists"), ("release", "boards")]
)
def test_four_files_are_written_and_the_catalogue_is_left_to_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, room: str
) -> None:
    assert new_source.main(["foo", "--table", table, "--into", str(tmp_path)]) == 0
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert files == {
        f"sources/{room}/foo.py",
        "expectations/rules/foo.yaml",
        "tests/pages/foo/page.json",
        f"tests/sources/{room}/test_foo.py",
    }
    told = capsys.readouterr().out
    assert all(f"wrote {path}" in told for path in files)
    assert "the fifth file: sources/catalogue.py" in told
    assert f"tests/sources/{room.partition('/')[0]}/drift.py" in told
    assert "foo" not in catalogue.SOURCES


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["Foo"], "NAME='Foo'"),
        (["foo-bar"], "NAME='foo-bar'"),
        (["class"], "NAME='class'"),
        (["a" * 41], "at most 40"),
        (["foo", "--table", "gap"], "TABLE='gap': one of score, price, release"),
        (["foo", "--url", "http://example.com/a"], "an https address"),
        (["foo", "--url", 'https://example.com/"'], "an https address"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], names: str
) -> None:
    assert new_source.main([*arguments, "--into", str(tmp_path)]) == 2
    assert names in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "tests" / "pages" / "foo" / "page.json"
    page.parent.mkdir(parents=True)
    page.write_text("mine")
    assert new_source.main(["foo", "--into", str(tmp_path)]) == 2
    assert "tests/pages/foo/page.json is there already" in capsys.readouterr().err
    assert page.read_text() == "mine"
    assert not (tmp_path / "sources").exists()


def test_the_recipe_names_the_files_that_the_generator_writes() -> None:
    recipe = (PROJECT / "CONTRIBUTING.md").read_text().split("**A source.**")[1].split("**A ")[0]
    named = [path.format(name="<name>", room="boards") for path in new_source.FILES.values()]
    assert [path for path in named if path not in recipe] == []
    assert all(f"sources/{room}/" in recipe for room in new_source.ROOMS.values())
    assert "make new-source NAME=" in recipe
    assert "sources/catalogue.py" in recipe
    assert len({*named, "sources/catalogue.py"}) <= 5
    assert "\nnew-source:" in (PROJECT / "Makefile").read_text()
