"""`gapwatch backfill` and `gapwatch import`, as a user types them.

That everything is measured and reported afterwards is only noted here: `gapwatch replay` ends the
same way, and its tests do both (`tests/cli/test_commands.py`).
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.ingest.backfill import known_source
from cli.main import app
from outputs.asked import CannotAnswer
from tests.pipelines.ingest.test_git_history import Repo
from tests.sources.sample import PAGES

runner = CliRunner()
SAVED = PAGES / "arena_page" / "text_2026-02-06.html"
URL = "https://arena.ai/leaderboard/text"


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def done(shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done with a home that knows what ships: "measured", "reported"."""
    shutil.copytree(shipped_home, tmp_path / "home")
    noted: list[str] = []

    def measure(*_: object) -> Iterator[object]:
        noted.append("measured")
        yield from ()

    def publish(*_: object) -> Path:
        noted.append("reported")
        return tmp_path / "site" / "index.html"

    monkeypatch.setattr("pipelines.measure.run.measure", measure)
    monkeypatch.setattr("pipelines.publish.publish", publish)
    return noted


def said(*words: str, code: int = 0) -> tuple[str, str]:
    """What is printed and what is complained of, blanks as one."""
    result = runner.invoke(app, list(words))
    assert result.exit_code == code, result.output
    return " ".join(result.output.split()), " ".join(result.stderr.split())


def test_a_file_of_a_repository_is_loaded_and_not_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    body = (PAGES / "bfcl" / "v4.csv").read_bytes()
    repo = Repo(tmp_path / "mirror")
    repo.commit("data_overall.csv", body)
    repo.commit("data_overall.csv", body.replace(b"Proprietary", b"Closed"))
    words = ["backfill", "git", "bfcl", str(repo.folder), "data_overall.csv"]
    counts = json.loads(runner.invoke(app, [*words, "--json"]).stdout)["bfcl"]
    assert (counts["pages"], counts["recorded"], counts["rows_read"]) == (2, 2, 24)
    assert done == ["measured"]
    assert "2 known already" in said(*words)[0]  # the column may be narrow
    assert done == ["measured", "measured", "reported"]


IMPORT = ("import", "arena_page", str(SAVED), "--url", URL, "--seen")


def test_a_saved_file_needs_its_time_zone_and_a_known_source() -> None:
    # Published snapshots of a bundled source are files like any other.
    assert known_source("model_prices").__name__ == "sources.prices.model_prices.snapshots"
    for more, told in (("2026-02-08T09:30:00", "no time zone"), ("Sunday", "no time like")):
        assert told in said(*IMPORT, more, code=2)[0]
    for name in ("registry", "poems"):
        with pytest.raises(CannotAnswer, match="no source that takes files"):
            known_source(name)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ("2327-05-01T00:00:00Z", ("give the time the page was captured at",
         "arena_page: seen_at 2327-05-01T00:00:00+00:00 lies in the")),
        ("2026-02-08T09:30:00Z", ("arena_page.text_rows",)),
    ],
)  # fmt: skip
def test_a_saved_file_that_is_refused_or_of_a_day_to_come_is_told(
    done: list[str], seen: str, words: tuple[str, ...]
) -> None:
    output, told = said(*IMPORT, seen, code=5)
    assert "1 refused" in output
    assert f"{URL} is refused: " in told
    assert [it for it in words if it not in told] == []
    assert done == ["measured", "reported"]
