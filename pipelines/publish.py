"""Writing what an installation shows: its report, that of a past day, and a folder to publish.

The folder has site, files and a small SQLite file of one state of the warehouse. It tells of the
last instant at which anything was recorded, not of the moment at which somebody typed the command:
the same warehouse gives the same bytes.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path

from outputs.explorer.metadata import published
from outputs.export.manifest import MANIFEST, Origin, write_manifest
from outputs.export.package import Asked, write
from outputs.folders import replacing
from outputs.report.compose import Extras, Site
from outputs.report.pages import site_files, write_report
from outputs.report.publishing import PAST
from outputs.sections.sources import SourceLine
from pipelines import version as code
from pipelines.settings import Settings
from sources.catalogue import SOURCES
from warehouse.clock import end_of, moment
from warehouse.errors import WarehouseMissing
from warehouse.extract import without_tables_of, write_file
from warehouse.files import held
from warehouse.past import copy_at
from warehouse.reads.boards import sources_read
from warehouse.reads.derived import derived_on
from warehouse.reads.pages import last_recorded
from warehouse.schema.derived import GAP
from warehouse.store import Warehouse

SITE_LOCK = "site.lock"
"""In the home: held while the report is made and written."""
DATA = "data"
DATABASE = "gapwatch"
LIMIT_BYTES = 25_000_000
"""Of the SQLite file: what a browser loads in one go."""

Stepped = Callable[[str], None]
"""Told what is being written."""


def publish(warehouse: Warehouse, settings: Settings, now: datetime) -> Path:
    """Write the site into its folder and return its front page's path; `now` is timezone-aware.

    One process at a time, so that the last one written is of the newest state.
    """
    extras, lines = Extras(base_url=site_url()), source_lines()
    with held(settings.home / SITE_LOCK):
        return write_report(warehouse, settings.site, now=now, sources=lines, extras=extras)


def publish_past(
    copy: Warehouse, settings: Settings, day: date, folder: Path | None = None
) -> Path:
    """Write the site of a past day from a copy that holds, measured anew, what was visible then.

    It goes to `folder`, by default `as-of/DAY/` of the site, where the front page finds it.
    Returns its front page's path.
    """
    then = datetime.combine(day, time(), UTC)
    present = "" if folder else "../../index.html"
    extras = Extras(day, site_url(), present)
    place = folder or settings.site / PAST / day.isoformat()
    return write_report(copy, place, now=then, sources=source_lines(), extras=extras)


def site_url() -> str:
    """The address under which the site will be published; empty when unknown."""
    return os.environ.get("GAPWATCH_SITE_URL", "")


def source_lines(names: Iterable[str] | None = None) -> list[SourceLine]:
    """The catalogue's sources in its order; only those among `names` when given."""
    wanted, parts = SOURCES if names is None else set(names), fields(SourceLine)
    return [
        SourceLine(**{part.name: getattr(it.ABOUT, part.name) for part in parts})
        for it in SOURCES.values()
        if it.ABOUT.name in wanted
    ]


@dataclass(frozen=True, slots=True)
class Publication:
    """What was written: of which data, how many files and bytes, and the size of the SQLite."""

    origin: Origin
    files: int
    size_bytes: int
    database_bytes: int


def publish_folder(
    warehouse: Warehouse, folder: Path, stepped: Stepped = lambda _: None
) -> Publication:
    """Write everything into `folder`, replaced as a whole.

    Raises FolderOccupied when it holds other files, WarehouseMissing when nothing was derived yet.
    """
    origin = _origin(warehouse)
    with replacing(folder, MANIFEST) as out:
        write_folder(warehouse, out, origin, stepped)
        write_manifest(out, origin)
        paths = [path for path in out.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in paths)
        database = (out / DATA / f"{DATABASE}.db").stat().st_size
    return Publication(origin, len(paths), size, database)


def write_folder(
    warehouse: Warehouse, out: Path, origin: Origin, stepped: Stepped = lambda _: None
) -> None:
    """Write all but the manifest into the empty folder `out`, from what was recorded by then."""
    with copy_at(warehouse, _instant(origin), origin.recorded_at) as copy:
        stepped("the numbers")
        _write_data(copy, out / DATA, origin)
        stepped("the site")
        _write_site(copy, out, origin)


def _origin(warehouse: Warehouse) -> Origin:
    at, day = last_recorded(warehouse.connection), derived_on(warehouse.connection, GAP)
    if at is None or day is None:
        raise WarehouseMissing("nothing was derived yet: run `gapwatch refresh` first")
    by = (version("gapwatch"), code.reading(), code.measuring(), code.writing())
    return Origin(day, at, *by, site_url())


def _instant(origin: Origin) -> datetime:
    """When it is, as far as the folder knows: the last record, on the last day derived."""
    return moment(min(origin.recorded_at, end_of(date.fromisoformat(origin.data_on))))


def _write_data(copy: Warehouse, out: Path, origin: Origin) -> None:
    out.mkdir()
    sources = source_lines(sources_read(copy.connection))
    about = {"published": origin.data_on, "seen": None, "recorded": origin.recorded_at}
    address = f"{site_url().rstrip('/')}/{DATA}/" if site_url() else ""
    unlicensed = [name for name, source in SOURCES.items() if not source.ABOUT.is_licensed]
    with without_tables_of(copy.connection, unlicensed) as left_out:
        asked = Asked(bounds=about, address=address, left_out=left_out)
        write(copy, out, asked, sources, origin.recorded_at)
        told = {"gapwatch": origin.gapwatch, "left_out": ", ".join(left_out)}
        inner = write_file(copy, out / f"{DATABASE}.db", about | told)
    described = published(copy, sources, DATABASE, origin.data_on, inner)
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (out / "metadata.json").write_text(text + "\n", "utf-8")


def _write_site(copy: Warehouse, out: Path, origin: Origin) -> None:
    site = Site(copy, _instant(origin), source_lines(), Extras(base_url=site_url()))
    for path, content in site_files(site, ()).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(content)
