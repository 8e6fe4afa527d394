"""Starting Datasette over one SQLite file.

The file is opened with `mode=ro`, not as *immutable*: the warehouse is in WAL mode and a daily run
may write while people read. An immutable reader looks past the WAL and takes no locks, so that it
would miss what was just recorded, or read a page half replaced. Only a file on a medium where
SQLite cannot lay its shared memory beside it, and that has no WAL, is opened as immutable.
"""

import os
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database

from outputs.explorer.metadata import DATABASE, metadata
from outputs.guard import Guard
from outputs.sections.sources import SourceLine
from warehouse.store import DATABASE as DATABASE_FILE, Warehouse

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 10_000,
    "sql_time_limit_ms": 10_000,
    "facet_time_limit_ms": 3_000,
    "default_facet_size": 8,
    "suggest_facets": False,  # each suggestion is another pass over a view
    "num_sql_threads": 2,
    "truncate_cells_html": 300,
    "allow_download": False,  # a file that is being written is not to be copied; `as-of --out` is
}


def explorer(home: Path, sources: Sequence[SourceLine]) -> Datasette:
    """A Datasette that serves the warehouse under `home` as database `warehouse`.

    Raises WarehouseMissing, -Newer, or -Older.
    """
    path = home / DATABASE_FILE
    with Warehouse.read(home) as warehouse:
        about = metadata(warehouse, sources)
    served = Datasette(
        metadata=about,
        settings=SETTINGS,
        template_dir=str(files("outputs.explorer").joinpath("templates")),
    )
    served.add_database(
        Database(served, path=str(path), is_mutable=not must_be_immutable(path)), name=DATABASE
    )
    return served


def must_be_immutable(path: Path) -> bool:
    """Whether SQLite could open `path` in no other way: nothing may be written beside it."""
    wal = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not wal.exists()


def serve(app: Any, host: str, port: int) -> None:
    """Answer at http://host:port until interrupted."""
    uvicorn.run(Guard(app.app(), host, only_reads=True), host=host, port=port, log_level="warning")
