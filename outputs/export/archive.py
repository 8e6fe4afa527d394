"""The archive as a folder that `gapwatch replay` takes in: `index.csv` and the pages as they came.

For backups and moves. The pages are other people's property under their own terms: the folder is
not for publishing.
"""

import csv
from pathlib import Path

from outputs.folders import replacing
from warehouse.connection import Row, steady
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

INDEX = "index.csv"
COLUMNS = ("source", "url", "seen_at", "path", "bytes", "sha256", "note")


def write_archive(warehouse: Warehouse, folder: Path) -> tuple[int, int]:
    """Write every fetch that brought a page; return the number of lines and of distinct pages.

    A page that came several times is written once. `folder` is replaced as a whole. Raises
    FolderOccupied when it holds something else, PageLost when the archive lacks a page.
    """
    with replacing(folder, INDEX, _listed) as out, steady(warehouse.connection):
        looks = reads_pages.archived(warehouse.connection)
        with (out / INDEX).open("w", newline="", encoding="utf-8") as opened:
            rows = csv.writer(opened, lineterminator="\n")
            rows.writerow(COLUMNS)
            rows.writerows(_row(look) for look in looks)
        pages = {_path(look["source"], look["sha256"]): look["sha256"] for look in looks}
        for path, sha256 in pages.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(warehouse.archive.get(sha256))
    return len(looks), len(pages)


def _listed(index: str) -> list[str]:
    """Pages of an index that we wrote. Raises ValueError for one that a person keeps."""
    rows = csv.DictReader(index.splitlines())
    paths = [(row["path"], _path(row["source"], row["sha256"]).as_posix()) for row in rows]
    if tuple(rows.fieldnames or ()) != COLUMNS or any(path != our for path, our in paths):
        raise ValueError("of others")
    return [path for path, _ in paths]


def _path(source: str, sha256: str) -> Path:
    return Path("pages", source, sha256)


def _row(look: Row) -> tuple[str | int, ...]:
    path = _path(look["source"], look["sha256"]).as_posix()
    note = look["outcome"] if look["cause"] is None else f"{look['outcome']}: {look['cause']}"
    where = (look["source"], look["url"], look["seen_at"], path)
    return (*where, look["size_bytes"], look["sha256"], note)
