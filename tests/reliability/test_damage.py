"""Damage of facts, vintages and every kind of file is found, and named."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.shell.faults import error_line
from outputs.report import publishing
from pipelines import heartbeat, instance
from pipelines.settings import Settings
from tests.reliability.samples import NOW, behind_its_back
from warehouse.archive.inbox import Delivery, Inbox
from warehouse.backup import back_up, restore
from warehouse.connection import explained
from warehouse.errors import WarehouseError, WarehouseUnreadable
from warehouse.reads import integrity
from warehouse.schema.facts import STATED
from warehouse.schema.ledgers import PAGE_STATE
from warehouse.store import DATABASE, Warehouse


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    with Warehouse.open(home) as opened:
        yield opened


def test_a_changed_fact_is_named_with_its_board_and_entry(warehouse: Warehouse) -> None:
    before = integrity.examine(warehouse.connection)
    assert before.faults == []
    with behind_its_back(warehouse) as connection:
        connection.execute("UPDATE _score SET value = value + 1 WHERE entry = 'entry 2'")
    found = integrity.examine(warehouse.connection)
    assert found.sha256 != before.sha256
    row, state = found.faults
    assert row.startswith("_score, board source_score/board/category, entry 'entry 2':")
    assert state.startswith("_state, board source_score/board/category:")


@pytest.mark.parametrize("runs", ["[[1, 1000000000000]]", "rubbish", "[[7, 9]]", "[[1, 2]]"])
def test_a_state_with_other_rows_is_found_at_once(warehouse: Warehouse, runs: str) -> None:
    with behind_its_back(warehouse) as connection:
        connection.execute("UPDATE _state SET runs = ? WHERE id = 1", (runs,))
    (fault,) = integrity.examine(warehouse.connection).faults
    assert fault.startswith("_state, board source_score/board/category: state 1")


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("DROP TRIGGER score_keeps_on_update", "trigger score_keeps_on_update is missing"),
        ("DROP INDEX vintage_page", "index vintage_page is missing"),
        ("DROP VIEW gap_now", "view gap_now is missing"),
        ("CREATE TABLE foreign_one (a)", "table foreign_one is none of gapwatch's"),
        ("DELETE FROM _calendar WHERE day = '2026-02-01'", "_calendar: days are missing or wrong"),
    ],
)
def test_schema_and_calendar_are_checked(warehouse: Warehouse, sql: str, fault: str) -> None:
    warehouse.connection.execute(sql)
    assert any(one.startswith(fault) for one in integrity.examine(warehouse.connection).faults)


def test_a_first_opening_that_was_killed_before_an_index_is_made_good(home: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        connection.execute("DROP INDEX idx__sqlite_migrations_migration_set_name")
        connection.execute("PRAGMA user_version = 0")
    with Warehouse.open(home) as warehouse:
        assert integrity.examine(warehouse.connection).faults == []


def flipped(path: Path, at: int) -> None:
    body = bytearray(path.read_bytes())
    body[at] ^= 0xFF
    path.write_bytes(bytes(body))


def places(home: Path, tables: list[str], count: int) -> list[int]:
    """Bytes of the file spread over the pages of some tables."""
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        marks = ", ".join("?" * len(tables))
        owned = connection.execute(f"SELECT pageno FROM dbstat WHERE name IN ({marks})", tables)
        starts = [(page - 1) * size for (page,) in owned]
    among = [len(starts) * size * (2 * number + 1) // (2 * count) for number in range(count)]
    return [starts[at // size] + at % size for at in among]


def flip_is_found(home: Path, other: Path, place: int) -> str | None:
    """`found`, `harmless` (everything stored is as before), or None: missed."""
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(home, other)
    flipped(other / DATABASE, place)
    try:
        with Warehouse.read(other) as warehouse:
            if integrity.examine(warehouse.connection).faults:
                return "found"
            now = list(warehouse.connection.iterdump())
    except (sqlite3.DatabaseError, WarehouseError):
        return "found"
    with Warehouse.read(home) as warehouse:
        return "harmless" if now == list(warehouse.connection.iterdump()) else None


FACTS = [PAGE_STATE.relation, "_state", "_board", *(table.relation for table in STATED)]


def test_damage_that_sqlite_quotes_in_its_message_is_found(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = UnicodeDecodeError("utf-8", b"\xba", 0, 1, "invalid start byte")
    quoting = Mock(side_effect=odd)
    monkeypatch.setattr(integrity, "contents", quoting)
    (fault,) = integrity.examine(warehouse.connection).faults
    assert fault.startswith("the file cannot be read to its end")
    with pytest.raises(WarehouseUnreadable, match="is damaged"), explained(tmp_path / DATABASE):
        quoting()


def test_what_was_recorded_is_in_the_file_while_others_hold_it(home: Path) -> None:
    with Warehouse.read(home) as reader:
        with Warehouse.open(home) as warehouse:
            warehouse.keep(b"a page")
            flushed = warehouse.connection
        with pytest.raises(sqlite3.ProgrammingError):
            flushed.execute("SELECT 1")
        log = home / f"{DATABASE}-wal"
        assert log.stat().st_size > 0
        flipped(log, 40)
        copy = shutil.copytree(home, home.with_name("copy"), ignore=lambda *_: [f"{DATABASE}-shm"])
        pages = "SELECT count(*) FROM _page"
        with Warehouse.read(copy) as other:
            found = other.connection.execute(pages).fetchone()
        assert found == reader.connection.execute(pages).fetchone()


@pytest.fixture
def logged(home: Path, tmp_path: Path) -> Path:
    """A home whose last records are in the write-ahead log, as after a kill."""
    place = tmp_path / "killed"
    with Warehouse.open(home) as warehouse:
        for number in range(5):
            warehouse.keep(f"page {number}".encode())
        shutil.copytree(home, place, ignore=shutil.ignore_patterns("*-shm"))
    return place


def said(home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("GAPWATCH_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "1000")
    result = CliRunner().invoke(app, ["doctor", "--exit-code", "--json"])
    return result.exit_code, f"{result.output}{result.exception or ''}"


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES: list[tuple[Callable[[Path], object], list[str]]] = [
    (halved, ["archive/[0-7]?/*.zst", "archive/inbox/*.json"]),
    (halved, [f"site/{publishing.MANIFEST}", heartbeat.FILE]),
    (halved, [DATABASE]),
    (Path.unlink, ["archive/[89a-f]?/*.zst", "site/a/b.html"]),
    (lambda path: path.write_bytes(b""), ["site/a/b.html"]),
    (lambda path: path.write_text("telemetrx: false"), [f"dagster/{instance.CONFIG}"]),
    (lambda path: flipped(path, 1), ["site/index.html"]),
]


def test_doctor_names_every_damaged_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.from_environment({"GAPWATCH_HOME": str(home)})
    publishing.place(settings.site, {"index.html": b"<p>", "a/b.html": b"<p>"})
    heartbeat.beat(home, "refresh", NOW)
    instance.prepare(settings)
    Inbox(settings.archive).put(Delivery("arena", ()), NOW)
    assert ": damaged" not in said(home, monkeypatch)[1]
    for number, (damage_it, patterns) in enumerate(DAMAGES):
        place = shutil.copytree(home, home.with_name(str(number)))
        paths = [min(place.glob(pattern)) for pattern in patterns]
        for path in paths:
            damage_it(path)
        code, output = said(place, monkeypatch)
        assert code != 0
        names = [path.name.removesuffix(".zst") for path in paths]
        assert [name for name in names if name not in output] == []


def test_what_sqlite_cannot_read_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(home))
    with Warehouse.open(home) as warehouse:
        asked = "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = ?"
        root, size = warehouse.connection.execute(asked, ["_snapshot"]).fetchone()
    with (home / DATABASE).open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x00" * size)
    result = CliRunner().invoke(app, ["doctor"])
    assert isinstance(result.exception, sqlite3.DatabaseError | WarehouseUnreadable)
    line, code = error_line(result.exception, ["doctor"])
    assert line.startswith(f"{home / DATABASE} is damaged (")
    assert "docs/operate.md says how" in line
    assert code == 5
    assert "cannot be read to its end" in result.output, "what was found before is said"


def test_a_warehouse_that_was_emptied_is_not_begun_anew(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Warehouse.read(home) as warehouse:
        copy = back_up(warehouse, tmp_path / "backup")
    (home / DATABASE).write_bytes(b"")
    for opening in (Warehouse.open, Warehouse.read):
        with pytest.raises(
            WarehouseUnreadable, match=r"is empty, but the archive .*`gapwatch restore DIR`"
        ):
            opening(home)
    assert (home / DATABASE).stat().st_size == 0
    code, output = said(home, monkeypatch)
    assert code
    assert f"{DATABASE} is empty" in output
    (home / DATABASE).unlink()
    assert restore(tmp_path / "backup", home, str(home / "archive")) == copy


def test_a_log_whose_file_is_gone_is_left_alone(logged: Path, home: Path, tmp_path: Path) -> None:
    with Warehouse.read(home) as warehouse:  # who closes `logged` writes its log into the file
        back_up(warehouse, tmp_path / "backup")
    (logged / DATABASE).unlink()
    kept = (logged / f"{DATABASE}-wal").read_bytes()
    with pytest.raises(WarehouseUnreadable, match=r"is gone, but its log warehouse.db-wal is left"):
        Warehouse.open(logged)
    with pytest.raises(WarehouseError, match="holds a warehouse or its log"):
        restore(tmp_path / "backup", logged, str(logged / "archive"))
    assert (logged / f"{DATABASE}-wal").read_bytes() == kept != b""


def test_a_lost_warehouse_begins_with_a_word(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / DATABASE).unlink()
    with Warehouse.open(home) as warehouse:
        assert caplog.text == ""  # pages that nobody recorded: a first refresh
        Inbox(warehouse.archive.root).leave_states({})
    (home / DATABASE).unlink()
    with Warehouse.open(home):
        assert "its archive was recorded by another one" in caplog.text
