import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.homes.partly import only
from warehouse.reads import integrity as reads_integrity
from warehouse.store import Warehouse

runner = CliRunner()


@pytest.fixture(autouse=True)
def _environment(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(shipped_home))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def _only_taken_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A replay ends with its facts: measures and report take 20 s, and nobody here asks for them.

    A replay that measures and reports is in `tests/cli/test_commands.py`.
    """
    monkeypatch.setattr("pipelines.measure.run.measure", lambda *_: iter(()))
    monkeypatch.setattr("pipelines.publish.publish", lambda *_: tmp_path / "index.html")


def said(*words: str, code: int = 0, **environ: str) -> str:
    result = runner.invoke(app, list(words), env=environ or None)
    assert result.exit_code == code, result.output
    return result.output


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_export_of_a_past_day_knows_nothing_later(tmp_path: Path) -> None:
    out = tmp_path / "then"
    with only("gap"):
        said("export", str(out), "--as-of", "2024-07-31", "--view", "gap_daily", "-f", "json")
    days = {row["on_date"] for row in json.loads((out / "gap_daily.json").read_text())}
    assert max(days) == "2024-07-31"
    bounds = json.loads((out / "datapackage.json").read_text())["asOf"]["bounds"]
    assert bounds == {"published": "2024-07-31", "seen": None, "recorded": None}


@pytest.mark.nightly
@pytest.mark.usefixtures("_only_taken_in")
def test_an_exported_archive_replays_to_the_same_facts(shipped_home: Path, tmp_path: Path) -> None:
    said("export", "--archive", str(tmp_path / "pages"))
    output = said("export", "--archive", str(tmp_path / "pages"))  # in the place of the first
    assert "gapwatch replay" in output.replace("\n", " ")
    lines = rows(tmp_path / "pages" / "index.csv")
    assert list(lines[0]) == ["source", "url", "seen_at", "path", "bytes", "sha256", "note"]
    assert {line["note"] for line in lines} == {"recorded"}
    other = tmp_path / "other"
    said("replay", str(tmp_path / "pages"), code=3, GAPWATCH_HOME=str(other))  # no gap to show
    with Warehouse.read(shipped_home) as first, Warehouse.read(other) as second:
        facts = {reads_integrity.content_hash(it.connection) for it in (first, second)}
    assert len(facts) == 1


@pytest.mark.usefixtures("_only_taken_in")
def test_pages_that_came_twice_are_written_once(shipped_home: Path, tmp_path: Path) -> None:
    pages, home = tmp_path / "in", tmp_path / "home"
    shutil.copytree(shipped_home, home)
    pages.mkdir()
    (pages / "a").write_bytes(b"page")
    (pages / "index.csv").write_text(
        "source,url,seen_at,path\n"
        "unheard_of,https://x.invalid/1,2026-01-01T00:00:00Z,a\n"
        "unheard_of,https://x.invalid/1,2026-01-02T00:00:00.25+01:00,a\n"
    )
    said("replay", str(pages), GAPWATCH_HOME=str(home))
    said("export", "--archive", str(tmp_path / "out"), GAPWATCH_HOME=str(home))
    ours = [r for r in rows(tmp_path / "out" / "index.csv") if r["source"] == "unheard_of"]
    assert [line["seen_at"] for line in ours] == [
        "2026-01-01T00:00:00.000000Z", "2026-01-01T23:00:00.250000Z",
    ]  # fmt: skip
    assert len({line["path"] for line in ours}) == 1
    assert (tmp_path / "out" / ours[0]["path"]).read_bytes() == b"page"
    assert ours[0]["note"].startswith("no_parser")
