"""`gapwatch models`: disagreements and strange names, on a warehouse with one flagged board."""

import json
import re
import shutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.main import app
from cli.shell import show
from pipelines.ingest.page import ingest
from sources.boards.arena import page as arena_page
from sources.contract import Fetched, Page
from terms.openness import HEADLINE_RULE
from tests.homes.partly import measure_only
from tests.sources.sample import PAGES
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://arena.ai/leaderboard/text"
runner = CliRunner()


@pytest.fixture(scope="module")
def home(curated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = Path(shutil.copytree(curated_home, tmp_path_factory.mktemp("models") / "home"))
    body = (PAGES / "arena_page" / "text_2026-02-06.html").read_bytes()
    # A whole board, so that its rules hold; the second entry claims another licence than it has.
    whole = body.replace(b'\\"totalModels\\":3', b'\\"totalModels\\":203')
    entry = b'{\\"rank\\":4,\\"rankUpper\\":4,\\"rankLower\\":5,\\"modelDisplayName\\":\\"x%d\\"'
    rest = (
        b',\\"rating\\":900.5,\\"ratingUpper\\":910.5,\\"ratingLower\\":890.5,\\"votes\\":9,'
        b'\\"modelOrganization\\":\\"\\",\\"license\\":\\"\\"}'
    )
    more = b"".join(b"," + entry % n + rest for n in range(200))
    whole = whole.replace(b'],\\"voteCutoff', more + b'],\\"voteCutoff')
    whole = whole.replace(b"Modified MIT", b"Proprietary").replace(b"2026-02-06T", b"2026-11-20T")
    with Warehouse.open(place) as warehouse:
        taken = ingest(warehouse, arena_page, Fetched(URL, NOW, None, Page(URL, whole, NOW)))
        assert taken.outcome.outcome == "recorded", taken.outcome.cause
    return place


@pytest.fixture(autouse=True)
def _environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "80")


def said(*words: str, code: int = 0) -> str:
    result = runner.invoke(app, ["models", *words])
    assert result.exit_code == code, result.output
    return result.stdout if "--json" in words else result.output


def asked(*words: str) -> Any:
    return json.loads(said(*words, "--json"))


def test_a_wrong_licence_is_listed_with_evidence_on_both_sides() -> None:
    (one,) = asked("disagreements")["disagreements"]
    assert (one["kind"], one["model"], one["claim"]) == ("class", "kimi-k2.5", "Proprietary")
    assert one["registry_evidence"].startswith("https://")
    assert one["page_url"] == URL
    assert len(one["page_sha256"]) == 64
    output = said("disagreements")
    assert "kimi-k2.5" in output
    assert "says 'Proprietary' (open or closed, 1 row," in " ".join(output.split())
    assert max(len(line.rstrip()) for line in output.splitlines()) <= 80
    other = said("disagreements", "--source", "swebench")
    assert "Words that differ from the registry: 0" in other


def test_leading_rows_come_first(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "console", Console(highlight=False, width=160))
    # The warehouse of the other tests is not measured: there is a rank, and no gap yet.
    first = asked("unmatched")["leading"][0]
    assert (first["series"], first["rank"], first["could_lead"]) == ("arena_text", 3, True)
    monkeypatch.setenv("GAPWATCH_HOME", str(shutil.copytree(home, tmp_path / "home")))
    with Warehouse.open(tmp_path / "home") as warehouse:
        measure_only(warehouse, NOW, "gap")
        shown = {"series": "arena_text", "openness_rule": HEADLINE_RULE}
        (gap,) = statistics(warehouse.connection, "gap_now", **shown)
    text = [one for one in asked("unmatched")["leading"] if one["series"] == "arena_text"]
    assert [one["rank"] for one in text] == list(range(3, 51))
    lower = min(gap["closed_value"], gap["open_value"])
    assert all(one["could_lead"] == (one["value"] >= lower) for one in text)
    table = said("unmatched")
    assert table.index("leading rows without a model") < table.index("other unmatched spellings")
    assert "arena_text " in table
    found = said("search", "kimi-k3")
    assert re.search(r"Kimi K3 +Moonshot AI +16 Jul 2026 +weights, restricted use", found)


def test_proposals_are_written_as_a_patch_and_nothing_is_applied(
    home: Path, tmp_path: Path
) -> None:
    before = (home / "warehouse.db").read_bytes()
    target = tmp_path / "proposals.toml"
    told = " ".join(said("unmatched", "--patch", str(target)).split())
    makers = tomllib.loads(target.read_text(encoding="utf-8")).values()
    lines = [one for maker in makers for model in maker["model"] for one in model["aliases"]]
    assert f"{len(lines)} aliases to accept" in told
    assert "nothing was" in told
    assert (home / "warehouse.db").read_bytes() == before
