"""A copy of the warehouse and its pages elsewhere, taken while others write, and the way back.

SQLite writes the file anew (VACUUM INTO), so a refresh may run meanwhile. Pages are copied once:
their name is their hash, and one that was damaged in the copy is written anew. The copy itself says
what it must come to (table `_backup`); a restore that comes to anything else is refused. What was
fetched and is not recorded yet is in no backup: the next refresh asks again.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse import files
from warehouse.archive.pages import Archive
from warehouse.connection import connected, explained, open_reader
from warehouse.errors import WarehouseError, WarehouseMissing, WarehouseUnreadable
from warehouse.files import one_writer
from warehouse.migrations import migrate
from warehouse.reads import integrity
from warehouse.reads.pages import page_shas
from warehouse.store import DATABASE, Warehouse

ARCHIVE = "archive"
Stepped = Callable[[int, int], None]
"""Told how many pages of how many are copied."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a copy holds."""

    content_hash: str
    pages: int
    recorded_at: str | None
    """When the newest record was made (UTC); everything until then is in the copy."""


def back_up(warehouse: Warehouse, folder: Path, stepped: Stepped = lambda *_: None) -> Backup:
    """Copy `warehouse` with its pages to `folder`; what is there is brought up to date.

    Raises PageLost where the archive lacks a page, and WarehouseUnreadable where the file is
    damaged: the last good copy stays as it was.
    """
    files.folder(folder)
    copy = _copied(warehouse.connection, folder / DATABASE)
    try:
        with connected(copy) as connection, closing(connection):
            about, shas = _checked(connection, copy)
            connection.execute("CREATE TABLE _backup (content_hash, pages, recorded_at)")
            connection.execute("INSERT INTO _backup VALUES (?, ?, ?)", astuple(about))
        _copy_pages(warehouse.archive, Archive(str(folder / ARCHIVE)), shas, stepped)
        copy.replace(folder / DATABASE)
    finally:
        _remove(copy)
    return about


def drill(folder: Path) -> Backup:
    """Restore the copy in `folder` for a moment; what came back. Raises what `restore` raises."""
    with TemporaryDirectory(prefix="gapwatch-drill-") as place:
        home = Path(place, "home")
        return restore(folder, home, str(home / "archive"))


def restore(folder: Path, home: Path, archive: str, stepped: Stepped = lambda *_: None) -> Backup:
    """Put the copy in `folder` into `home`, which must hold no warehouse yet.

    Raises WarehouseError where it does, and where the copy is not what was backed up.
    """
    if not (folder / DATABASE).exists():
        raise WarehouseMissing(f"{folder} holds no backup (no {DATABASE})")
    files.home(home)
    with one_writer(home / DATABASE):
        if any((home / f"{DATABASE}{end}").exists() for end in ("", "-wal")):
            raise WarehouseError(  # SQLite would apply the log of another file to this one
                f"{home} holds a warehouse or its log: move {DATABASE}* away first, or name "
                "another GAPWATCH_HOME"
            )
        copy = home / f"{DATABASE}.part"
        try:
            files.write(copy, (folder / DATABASE).read_bytes())
            with connected(copy) as connection, closing(connection):
                made = _described(connection, folder / DATABASE)
                connection.execute("DROP TABLE _backup")
                migrate(connection)  # of a version before
            with closing(open_reader(copy)) as connection:
                found, shas = _checked(connection, copy)
            if found.content_hash != made.content_hash:
                raise WarehouseUnreadable(
                    f"{folder / DATABASE} is not what was backed up (hash of all facts "
                    f"{found.content_hash[:12]}, not {made.content_hash[:12]}): back up again"
                )
            _copy_pages(Archive(str(folder / ARCHIVE)), Archive(archive), shas, stepped)
            copy.replace(home / DATABASE)
        finally:
            _remove(copy)
    return made


def _described(connection: sqlite3.Connection, path: Path) -> Backup:
    """What the copy at `path` must come to."""
    with explained(path):
        if not connection.execute("PRAGMA table_info(_backup)").fetchone():
            raise WarehouseUnreadable(
                f"{path} is no backup of this version, but may be opened as it is: copy its folder "
                "and name that GAPWATCH_HOME"
            )
        return Backup(*connection.execute("SELECT * FROM _backup").fetchone())


def _copied(connection: sqlite3.Connection, place: Path) -> Path:
    """The whole database as one file beside `place`, or nothing. Raises WarehouseFull."""
    copy = place.with_name(f"{place.name}.part")
    _remove(copy)
    try:
        files.file(copy)
        with explained(copy):
            (is_reader,) = connection.execute("PRAGMA query_only").fetchone()
            connection.execute("PRAGMA query_only = OFF")  # which forbids to write the copy too
            try:
                connection.execute("VACUUM INTO ?", (str(copy),))
            finally:
                connection.execute(f"PRAGMA query_only = {is_reader}")
    except BaseException:
        _remove(copy)
        raise
    return copy


def _checked(connection: sqlite3.Connection, path: Path) -> tuple[Backup, Sequence[str]]:
    """What a copy that is sound holds, and its pages by hash."""
    contents = integrity.examine(connection)
    if contents.faults:
        raise WarehouseUnreadable(
            f"{path.name.removesuffix('.part')} is damaged: {contents.faults[0]}; "
            "`gapwatch doctor` names everything"
        )
    newest = connection.execute("SELECT max(recorded_at) FROM _snapshot").fetchone()[0]
    shas = page_shas(connection)
    return Backup(contents.sha256, len(shas), newest), shas


def _copy_pages(given: Archive, to: Archive, shas: Sequence[str], stepped: Stepped) -> None:
    for done, sha in enumerate(shas, start=1):
        to.copy(sha, given)
        stepped(done, len(shas))


def _remove(copy: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)
