"""`gapwatch export`: the promised views as files, or the archive as a folder to replay."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import AsOfOption, about, come, measured, opened
from outputs.asked import named
from outputs.export import package
from outputs.export.archive import write_archive
from outputs.folders import replacing
from warehouse.clock import stamp
from warehouse.history.vintages import Bounds
from warehouse.reads.boards import sources_read
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

Format = StrEnum("Format", {"CSV": "csv", "JSON": "json", "PARQUET": "parquet"})


def export(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder to write; an earlier export in it is replaced.")
    ] = None,
    format_: Annotated[
        list[Format] | None,
        typer.Option(
            "--format",
            "-f",
            help="Kind of file; again for several. Parquet, and CSV of change points, by default.",
        ),
    ] = None,
    view: Annotated[
        list[str] | None,
        typer.Option(
            "--view",
            help="Only this view; again for several. All but the daily ones by default.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    archive: Annotated[
        Path | None,
        typer.Option(help="Write every archived page with index.csv, for `gapwatch replay`."),
    ] = None,
    suites: Annotated[
        Path | None,
        typer.Option(help="Write the rules as a project of Great Expectations."),
    ] = None,
) -> None:
    """Write the promised views as files: Parquet, and the change points as CSV too.

    Beside them a data package and the attributions. CSV cells that a spreadsheet would run as
    formulas get an apostrophe in front; see the docs.
    Examples: `gapwatch export out`, `gapwatch export out -f csv --view gap_daily`,
    `gapwatch export then --as-of 2024-07-31`, `gapwatch export --archive pages`,
    `gapwatch export --suites rules`
    """
    if sum(it is not None for it in (folder, archive, suites)) != 1:
        raise typer.BadParameter(
            "name a FOLDER for the views, or --archive DIR for the pages, or --suites DIR for rules"
        )
    past = come(as_of) if as_of else None
    if past is not None and folder is None:
        raise typer.BadParameter("--as-of goes with the views in a FOLDER: all else is of now")
    for name in view or ():
        named("view", name, PROMISED)
    with opened() as warehouse:
        if archive is not None:
            lines, pages = write_archive(warehouse, archive)
            said = f"{archive}: {lines} fetches, {pages} pages; `gapwatch replay {archive}`"
            show.console.print(said)
        elif suites is not None:
            _suites(suites)
        elif folder is not None:
            with measured(warehouse, past) if past else nullcontext(warehouse) as asked:
                _views(asked, folder, format_ or [], view or [], past)


def _suites(folder: Path) -> None:
    from expectations.suites import MARK, write_suites  # noqa: PLC0415 - not needed for help
    from pipelines import version  # noqa: PLC0415
    from sources.catalogue import SOURCES  # noqa: PLC0415

    with replacing(folder, MARK) as out:
        tables = {name: it.ABOUT.tables for name, it in SOURCES.items()}
        found = write_suites(out, tables, version.reading())
    rows = [[suite, str(count)] for suite, count in found.items()]
    show.console.print(show.table(f"{folder}", ["Suite", ">Expectations"], rows))


def _views(
    warehouse: Warehouse, folder: Path, formats: Sequence[str], views: list[str], past: date | None
) -> None:
    from pipelines.publish import site_url, source_lines  # noqa: PLC0415

    asked = package.Asked(formats, views, about(Bounds(past)) if past else None, site_url())
    sources = source_lines(sources_read(warehouse.connection))
    made = package.export(warehouse, folder, asked, sources, stamp(datetime.now(UTC)))
    files = made["resources"]
    rows = [[one["path"], f"{one['rowCount']:,}", f"{one['bytes']:,}"] for one in files]
    show.console.print(show.table(f"{folder}", ["File", ">Rows", ">Bytes"], rows))
