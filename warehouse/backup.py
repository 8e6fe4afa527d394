"""A copy of the warehouse and its pages elsewhere, taken while others write, and the way back.

SQLite writes the file anew (VACUUM INTO), so a refresh may run meanwhile. Pages are copied once:
their name is their hash, and one that was damaged in the copy is written anew. `backup.json` says
what the copy must come to; a restore that comes to anything else is refused. Until the new
copy is in its place it speaks of the old one as well: one rename parts the two. What was fetched
and is not recorded yet is in no backup: the next refresh asks again.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse import rights
from warehouse.archive.pages import Archive
from warehouse.connection import connected, explained, open_reader
from warehouse.errors import WarehouseError, WarehouseMissing, WarehouseUnreadable
from warehouse.lock import one_writer
from warehouse.migrations import migrate
from warehouse.reads import integrity
from warehouse.reads.pages import page_shas
from warehouse.store import DATABASE, Warehouse

ABOUT = "backup.json"
ARCHIVE = "archive"
EARLIER = "earlier"
BEFORE = "before"
Stepped = Callable[[int, int], None]
"""Told how many pages of how many are copied."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a copy holds."""

    content_hash: str
    pages: int
    recorded_at: str | None
    """When the newest record was made (UTC); everything until then is in the copy."""


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def back_up(
    warehouse: Warehouse, folder: Path, stepped: Stepped = _nobody, *, keep: int = 0
) -> Backup:
    """Copy `warehouse` with its pages to `folder`; what is there is brought up to date.

    Of earlier days the copies of the newest `keep` are kept in `earlier/DAY`, with the same pages.
    Raises PageLost where the archive lacks a page, and WarehouseUnreadable where the file is
    damaged: the last good copy stays as it was.
    """
    rights.folder(folder)
    copy = _copied(warehouse.connection, folder / DATABASE)
    try:
        with closing(open_reader(copy)) as connection:
            about, shas = _checked(connection, copy)
        _copy_pages(warehouse.archive, Archive(str(folder / ARCHIVE)), shas, stepped)
        _keep_earlier(folder, keep)
        _put(folder, copy, about)
    finally:
        _remove(copy)
    return about


def _put(folder: Path, copy: Path, *about: Backup) -> None:
    """Put `copy` in its place; at every moment one of the two is there and told of."""
    _describe(folder, *about, *_described_before(folder))
    copy.replace(folder / DATABASE)
    _describe(folder, *about)


def _describe(folder: Path, about: Backup, *before: Backup) -> None:
    told = asdict(about) | ({BEFORE: [asdict(one) for one in before]} if before else {})
    rights.write(folder / ABOUT, json.dumps(told, indent=1).encode() + b"\n")


def _keep_earlier(folder: Path, keep: int) -> None:
    """Set the last copy aside under its day, and remove the oldest beyond `keep`.

    One of the same day takes the place of the one before: a day keeps its last.
    """
    copy, about = folder / DATABASE, _described_before(folder)
    if keep and about:
        made = datetime.fromtimestamp(copy.stat().st_mtime, UTC).date()
        place = folder / EARLIER / made.isoformat()
        rights.folder(place.parent)
        rights.folder(place)
        _put(place, Path(shutil.copy(copy, place / f"{DATABASE}.part")), *about)
        for old in sorted(place.parent.iterdir())[:-keep]:
            shutil.rmtree(old)


def drill(folder: Path) -> Backup:
    """Restore the copy in `folder` for a moment; what came back. Raises what `restore` raises."""
    with TemporaryDirectory(prefix="gapwatch-drill-") as place:
        home = Path(place, "home")
        return restore(folder, home, str(home / "archive"))


def _pages_of(folder: Path) -> Archive:
    """Copies of earlier days share the pages of the newest one."""
    of = folder.resolve()
    return Archive(str((of.parents[1] if of.parent.name == EARLIER else of) / ARCHIVE))


def restore(folder: Path, home: Path, archive: str, stepped: Stepped = _nobody) -> Backup:
    """Put the copy in `folder` into `home`, which must hold no warehouse yet.

    Raises WarehouseError where it does, and where the copy is not what was backed up.
    """
    told = {about.content_hash: about for about in _described(folder)}
    rights.home(home)
    with one_writer(home / DATABASE):
        if any((home / f"{DATABASE}{end}").exists() for end in ("", "-wal")):
            raise WarehouseError(  # SQLite would apply the log of another file to this one
                f"{home} holds a warehouse or its log: move {DATABASE}* away first, or name "
                "another GAPWATCH_HOME"
            )
        copy = home / f"{DATABASE}.part"
        try:
            rights.write(copy, (folder / DATABASE).read_bytes())
            with connected(copy) as connection, closing(connection):
                migrate(connection)  # of a version before
            with closing(open_reader(copy)) as connection:
                found, shas = _checked(connection, copy)
            if found.content_hash not in told:
                raise WarehouseUnreadable(
                    f"{folder / DATABASE} is not the copy that {ABOUT} speaks of (hash "
                    f"{found.content_hash[:12]}, not {next(iter(told))[:12]}): back up again"
                )
            _copy_pages(_pages_of(folder), Archive(archive), shas, stepped)
            copy.replace(home / DATABASE)
        finally:
            _remove(copy)
    return told[found.content_hash]


def _described_before(folder: Path) -> list[Backup]:
    with suppress(WarehouseError):
        return _described(folder)
    return []


def _described(folder: Path) -> list[Backup]:
    """What the copy in `folder` may come to, the newest first."""
    for name in (ABOUT, DATABASE):
        if not (folder / name).exists():
            raise WarehouseMissing(f"{folder} holds no backup (no {name})")
    try:
        newest = json.loads((folder / ABOUT).read_bytes())
        return [Backup(**one) for one in (newest, *newest.pop(BEFORE, ()))]
    except (ValueError, TypeError, AttributeError) as error:
        raise WarehouseUnreadable(f"{folder / ABOUT} is damaged ({error})") from None


def _copied(connection: sqlite3.Connection, place: Path) -> Path:
    """The whole database as one file beside `place`, or nothing. Raises WarehouseFull."""
    copy = place.with_name(f"{place.name}.part")
    _remove(copy)
    try:
        rights.file(copy)
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
