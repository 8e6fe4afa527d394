"""`gapwatch publish` and `gapwatch verify` as a user types them, on what ships."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from pipelines import verification
from pipelines.verification import VIEWS

pytestmark = pytest.mark.long
runner = CliRunner()


def said(home: Path, *words: str, code: int = 0) -> str:
    environ = {"GAPWATCH_HOME": str(home), "COLUMNS": "80"}
    result = runner.invoke(app, list(words), env=environ)
    assert result.exit_code == code, result.output
    return result.output


def content(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


@pytest.fixture(scope="module")
def folder(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "public"
    output = said(shipped_home, "publish", str(out))
    assert "data of 24 Nov 2026" in output
    return out


@pytest.fixture
def changeable(folder: Path) -> Any:
    """The folder, put back as it was afterwards."""
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    yield folder
    for path, body in kept.items():
        if not path.exists() or path.read_bytes() != body:
            path.write_bytes(body)


def test_it_holds_what_people_open_first(folder: Path) -> None:
    for path in (
        "index.html", "llms.txt", "manifest.json", "feed.xml", "api/v1/index.json",
        "data/gapwatch.db", "data/metadata.json", "data/gap_now.parquet", "data/gap_changes.csv",
        "data/datapackage.json", "data/CITATION.cff", "data/NOTICE.md",
    ):  # fmt: skip
        assert (folder / path).is_file(), path
    text = (folder / "llms.txt").read_text("utf-8")
    assert text.startswith("# gapwatch\n\n> ")
    assert "Data of 24 Nov 2026" in text
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert links
    assert all((folder / link).is_file() for link in links)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    files = content(folder)
    del files["manifest.json"]
    assert {path: about["sha256"] for path, about in manifest["files"].items()} == files


def test_datasette_serves_the_file_with_its_metadata_and_every_question(folder: Path) -> None:
    from datasette.app import Datasette  # noqa: PLC0415 - takes a second

    about = json.loads((folder / "data" / "metadata.json").read_text("utf-8"))
    asked = about["databases"]["gapwatch"]
    served = Datasette(
        immutables=[str(folder / "data" / "gapwatch.db")],
        metadata=about,
        settings={"sql_time_limit_ms": 20_000},
    )

    async def answers() -> dict[str, int]:
        front = (await served.client.get("/gapwatch")).text
        assert "/gapwatch/_" not in front
        assert "Data of 24 Nov 2026" in front
        told = {}
        for name in asked["queries"]:
            found = await served.client.get(f"/gapwatch/{name}.json?_shape=array")
            told[name] = found.status_code
        for name in asked["tables"]:
            found = await served.client.get(f"/gapwatch/{name}.json?_size=1&_nofacet=1")
            told[name] = found.status_code
        return told

    told = asyncio.run(answers())
    assert len(asked["queries"]) > 5
    assert {name: status for name, status in told.items() if status != 200} == {}


def test_a_number_changed_with_its_hash_is_found_and_all_others_are_equal(
    changeable: Path, shipped_home: Path
) -> None:
    """The manifest is made to agree: only deriving again can find it."""
    database = changeable / "data" / "gapwatch.db"
    with sqlite3.connect(database) as file:
        one = "SELECT min(rowid) FROM _gap_segment WHERE board = 'eci' AND gap IS NOT NULL"
        file.execute(f"UPDATE _gap_segment SET gap = gap + 1 WHERE rowid = ({one})")
    file.close()
    api = changeable / "api" / "v1" / "gap" / "eci.json"
    told = json.loads(api.read_text("utf-8"))
    place = told["data"]["columns"].index("gap")
    next(row for row in told["data"]["rows"] if row[place] is not None)[place] = 99.5
    api.write_text(json.dumps(told))
    path = changeable / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    for name in ("data/gapwatch.db", "api/v1/gap/eci.json"):
        body = (changeable / name).read_bytes()
        manifest["files"][name]["sha256"] = hashlib.sha256(body).hexdigest()
    path.write_text(json.dumps(manifest))
    output = said(shipped_home, "verify", str(changeable), code=4)
    assert f"rows of {len(VIEWS)} views" in output
    assert "archived pages, read again" in output
    differs = [line for line in output.splitlines() if line.startswith("differs: ")]
    assert any("gap 99.5, now" in line for line in differs)
    places = {line.removeprefix("differs: ").partition(": ")[0] for line in differs}
    assert places == {"data/gapwatch.db, gap_daily", "api/v1, gap"}
    assert "why: code and records are those of then: the files were changed" in output
    assert output.endswith("not equal\n")


def test_a_single_file_is_checked_alone(changeable: Path, shipped_home: Path) -> None:
    page = changeable / "index.html"
    assert said(shipped_home, "verify", str(page)).endswith("equal\n")
    page.write_text("<html>")
    output = said(shipped_home, "verify", str(page), code=4)
    assert "index.html holds other bytes" in output


def test_a_number_is_derived_as_it_could_be_known_on_its_day(shipped_home: Path) -> None:
    asked = ("verify", "mmlu_vendor_5shot")
    rows = json.loads(said(shipped_home, "as-of", "2024-07-31", "--json"))
    gap = next(row["gap"] for row in rows if row["series"] == "mmlu_vendor_5shot")
    output = said(shipped_home, *asked, f"{gap:.1f}", "--on", "2024-07-31")
    assert output.endswith("equal\n")
    assert "archived pages, read again" in output
    output = said(shipped_home, *asked, f"{gap + 1:.1f}", "--on", "2024-07-31", code=4)
    assert f"{gap + 1:.1f} is not {gap:g}" in output


DOCS = Path(__file__).parents[3] / "docs" / "how-to" / "publish.md"
QUOTED = [
    line.split("   ")[0].split()[1:]
    for line in DOCS.read_text("utf-8").splitlines()
    if line.startswith("gapwatch verify eci")
]


RATIO = ["verify", "eci", "0.68", "--on", "2026-10-27", "--of", "price-ratio", "--at", "150"]
"""By the price list that ships; a home that fetches knows cheaper hosts of the open model."""


@pytest.mark.parametrize("words", [*QUOTED, RATIO], ids=" ".join)
def test_the_numbers_that_the_docs_quote_are_right(words: list[str], shipped_home: Path) -> None:
    assert said(shipped_home, *words).endswith("\nequal\n")
    wrong = [*words[:2], f"{float(words[2]) + 1:g}", *words[3:]]
    assert said(shipped_home, *wrong, code=4).endswith("not equal\n")


def test_a_number_that_the_site_lacks_is_a_difference() -> None:
    key = ("eci", "any_weights", "2026-10-08")
    [line] = verification._points_apart({key: {"gap": 1.5}}, {key: {"gap": 1.5, "sign": 1}})
    assert line == "eci any_weights 2026-10-08: sign None, now 1"
    lines = list(verification._points_apart({key: {}}, {}))
    assert lines == ["eci any_weights 2026-10-08 is in one of both"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["nowhere"], "neither a folder nor a file"),
        (["eci", "9.9"], "--on"),
        (["eci", "nine", "--on", "2026-10-08"], "no number"),
        (["ecl", "9.9", "--on", "2026-10-08"], "did you mean"),
        (["eci", "9.9", "--on", "2026-10-08", "--of", "price-ratio"], "--at"),
        (["eci", "--on", "2026-10-08"], "needs the number"),
    ],
)
def test_wrong_words_are_usage_errors(words: list[str], part: str, shipped_home: Path) -> None:
    assert part in " ".join(said(shipped_home, "verify", *words, code=2).split())


def test_a_folder_that_nobody_published_is_named(shipped_home: Path, tmp_path: Path) -> None:
    environ = {"GAPWATCH_HOME": str(shipped_home)}
    result = runner.invoke(app, ["verify", str(tmp_path)], env=environ)
    assert result.exit_code == 1  # `cli.main.run` makes it 5 with the next step
    assert "gapwatch publish" in str(result.exception)
