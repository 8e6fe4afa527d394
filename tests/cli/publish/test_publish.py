import asyncio
import hashlib
import json
import shutil
import sqlite3
import sys
from contextlib import closing, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from pipelines import verification
from tests.outputs.conftest import fill
from tests.outputs.shelf import stay
from warehouse.clock import moment, stamp
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.reads.pages import first_recorded
from warehouse.store import Warehouse

pytestmark = pytest.mark.long
runner = CliRunner()


def said(home: Path, *words: str, code: int = 0) -> str:
    environ = {"GAPWATCH_HOME": str(home), "COLUMNS": "80"}
    result = runner.invoke(app, list(words), env=environ)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """One's own copy of what is published."""
    return Path(shutil.copytree(published, tmp_path / "public"))


def test_it_says_what_it_writes_and_without_the_extra_nothing_leads_to_a_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with Warehouse.open(tmp_path / "home") as warehouse:
        stay(warehouse)
        fill(warehouse)
    output = said(tmp_path / "home", "publish", str(tmp_path / "public"))
    files = len([path for path in (tmp_path / "public").rglob("*") if path.is_file()])
    assert f"{files} files" in output
    assert "measured up to 10 Mar 2026" in output
    assert "pip install 'gapwatch[pictures]'" in " ".join(output.split())
    assert not list((tmp_path / "public").rglob("*.png"))
    pages = {it: it.read_text("utf-8") for it in (tmp_path / "public").rglob("*.html")}
    assert [it for it, text in pages.items() if "png" in text or "og:image" in text] == []


def test_of_licensed_sources_nothing_is_left_out(published: Path) -> None:
    with closing(sqlite3.connect(published / "data" / "gapwatch.db")) as database:
        assert database.execute("SELECT left_out FROM as_of").fetchone() == ("",)
        assert database.execute("SELECT count(*) > 0 FROM score_now").fetchone() == (1,)


def test_datasette_serves_the_file_with_its_metadata_and_every_question(published: Path) -> None:
    from datasette.app import Datasette  # noqa: PLC0415 - takes a second

    about = json.loads((published / "data" / "metadata.json").read_text("utf-8"))
    asked = about["databases"]["gapwatch"]
    served = Datasette(
        immutables=[str(published / "data" / "gapwatch.db")],
        metadata=about,
        settings={"sql_time_limit_ms": 20_000},
    )

    async def answers() -> dict[str, int]:
        front = (await served.client.get("/gapwatch")).text
        assert "/gapwatch/_" not in front
        assert "Data of 24 Nov 2026" in front
        paths = {name: f"{name}.json?_shape=array" for name in asked["queries"]}
        paths |= {name: f"{name}.json?_size=1&_nofacet=1" for name in asked["tables"]}
        return {
            name: (await served.client.get(f"/gapwatch/{path}")).status_code
            for name, path in paths.items()
        }

    told = asyncio.run(answers())
    assert len(asked["queries"]) > 5
    assert {name: status for name, status in told.items() if status != 200} == {}


def agree(folder: Path, *names: str, **changed: str) -> None:
    """Make the manifest agree with files that were changed, and say something else itself."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) | changed
    for name in names:
        body = (folder / name).read_bytes()
        manifest["files"][name]["sha256"] = hashlib.sha256(body).hexdigest()
    path.write_text(json.dumps(manifest))


def differing(output: str) -> set[str]:
    """The places that an output says to differ."""
    lines = [line for line in output.splitlines() if line.startswith("differs: ")]
    return {line.removeprefix("differs: ").partition(":")[0] for line in lines}


def test_what_is_changed_with_its_hash_is_found_and_all_else_is_equal_also_when_more_came_since(
    folder: Path, shipped_home: Path, tmp_path: Path
) -> None:
    """Only writing and deriving it again can find it: the manifest is made to agree."""
    front, api, database = "index.html", "api/v1/gap_now.json", "data/gapwatch.db"
    for name, was, now in ((front, "Kimi K3", "Kimi K10"), (api, "9.88", "77.7")):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text.replace(was, now, 1), "utf-8")
    with closing(sqlite3.connect(folder / database)) as file, file:
        one = "SELECT min(rowid) FROM _gap_segment WHERE board = 'eci' AND gap IS NOT NULL"
        file.execute(f"UPDATE _gap_segment SET gap = gap + 1 WHERE rowid = ({one})")
    agree(folder, front, api, database)
    later = Path(shutil.copytree(shipped_home, tmp_path / "home"))
    with Warehouse.open(later) as warehouse:
        page = warehouse.keep(b"a page that came later")
        row = {"entry": "x", "model_name": "GPT-9", "value": 999.0, "unit": "index",
               "provenance": "independent", "protocol": "later"}  # fmt: skip
        arrival = Arrival(BoardKey("score", "epoch_eci", "eci_scores"), date(2026, 11, 25), [row])
        seen = Seen("registry", "package:later", datetime.now(UTC), "0", page)
        warehouse.accept(seen, [arrival])
    output = said(later, "verify", str(folder), code=4)
    assert f"rows of {len(verification.VIEWS)} views" in output
    assert differing(output) == {
        *(
            f"written again, {name} holds other bytes than were published"
            for name in (front, api, database)
        ),
        "gapwatch.db, gap_daily",
    }
    assert "why: code and records are those of then: the files were changed" in output
    assert output.endswith("not equal\n")


def test_a_home_that_began_later_says_what_it_cannot_check(
    folder: Path, shipped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        first = first_recorded(warehouse.connection)
    assert first is not None
    agree(folder, recorded_at=stamp(moment(first) - timedelta(seconds=1)))
    # Another home derives again, above.
    monkeypatch.setattr(verification, "measured_on", lambda warehouse, *_: nullcontext(warehouse))
    monkeypatch.setattr(verification, "VIEWS", ["gap_daily"])
    output = said(shipped_home, "verify", str(folder))
    assert "not checked: pages and files but the database" in output
    assert "written again" not in output.partition("not checked")[0]
    assert output.endswith("\nequal\n")
    (folder / "data" / "gapwatch.db").unlink()
    assert "gapwatch.db, gap_daily" in differing(said(shipped_home, "verify", str(folder), code=4))


def test_what_may_explain_a_difference_is_named(
    folder: Path, published: Path, shipped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(_warehouse: Warehouse, place: Path, *_: Any) -> None:
        """That it is written again is shown above."""
        shutil.copytree(published, place, dirs_exist_ok=True)

    monkeypatch.setattr(verification, "write_folder", write)
    monkeypatch.setattr(verification, "_derive_again", lambda *_: None)
    page = folder / "index.html"
    page.write_text("<html>")
    agree(folder, "index.html", written_by="0.0.1+x")
    monkeypatch.setenv("GAPWATCH_SITE_URL", "https://gaps.example")
    output = said(shipped_home, "verify", str(folder), code=4)
    assert differing(output) == {"written again, index.html holds other bytes than were published"}
    assert "why: it was written by gapwatch 0.0.1+x, this is " in output
    assert "why: GAPWATCH_SITE_URL was not set then: unset it\n" in output
