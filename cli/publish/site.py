"""`gapwatch report`, `publish` and `verify`: the site, a folder with all that people may rely on,
and whether it still follows from the pages."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import AsOfOption, come, measured, opened
from cli.shell.faults import NOT_EQUAL, installing
from outputs.charts.drawing import EXTRA, has_pictures
from pipelines.settings import Settings
from terms.days import day

MEGABYTE = 1_000_000
SHOWN = 20
"""Differences that are listed."""


def report(
    as_of: AsOfOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Another folder. By default the site, or its `as-of/DAY/`."
        ),
    ] = None,
) -> None:
    """Write the report: a static site that needs no network, to read or to publish.

    Examples: `gapwatch report`, `gapwatch report --as-of 2026-02-24 --out then`
    """
    past = come(as_of) if as_of else None
    settings = Settings.from_environment()
    from pipelines import publish as pages  # noqa: PLC0415 - a second

    with opened() as warehouse:
        if past is None:
            of_site = replace(settings, site=out or settings.site)
            page = pages.publish(warehouse, of_site, datetime.now(UTC))
        else:
            with measured(warehouse, past) as copy:
                page = pages.publish_past(copy, settings, past, out)
    _say_without_picture()
    show.console.print(f"report: {page}", soft_wrap=True)


def publish(
    folder: Annotated[
        Path, typer.Argument(help="Folder to write; an earlier publication in it is replaced.")
    ],
) -> None:
    """Write a folder to publish: site, Parquet, a small SQLite file and a manifest.

    Its numbers are of the last day that was measured, and the same warehouse gives the same bytes:
    `gapwatch verify FOLDER` derives them again. Example: `gapwatch publish public`
    """
    from pipelines.publish import LIMIT_BYTES, publish_folder  # noqa: PLC0415 - takes seconds

    with opened() as warehouse:
        made = publish_folder(warehouse, folder, lambda it: show.complain(f"writing {it}"))
    _say_without_picture()
    show.console.print(
        f"{folder}: {made.files} files, {made.size_bytes / MEGABYTE:.1f} MB, "
        f"measured up to {day(made.origin.data_on)}",
        soft_wrap=True,
    )
    if made.database_bytes > LIMIT_BYTES:
        show.complain(
            f"data/gapwatch.db is {made.database_bytes / MEGABYTE:.1f} MB, more than the "
            f"{LIMIT_BYTES // MEGABYTE} MB that browsers load well; please report it"
        )


def verify(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A published folder.")
    ],
) -> None:
    """Say whether what was published follows again from what this home recorded; if not, why.

    Leaves with 4 when it does not. It takes minutes: hashes, then every file written again, then
    every gap, lag and price derived again. Example: `gapwatch verify public`
    """
    from pipelines.verification import verify_folder  # noqa: PLC0415 - takes seconds

    with opened() as warehouse:
        found = verify_folder(warehouse, folder, lambda it: show.complain(f"verifying: {it}"))
    more = len(found.differences) - SHOWN
    told = {
        "checked": found.checked,
        "not checked": found.unchecked,
        "differs": found.differences[:SHOWN] + ([f"{more:,} more"] if more > 0 else []),
        "why": found.reasons,
    }
    for label, lines in told.items():
        for line in lines:
            show.console.print(f"{label}: {line}", soft_wrap=True)
    show.console.print("equal" if found.is_equal else "not equal")
    if not found.is_equal:
        sys.exit(NOT_EQUAL)


def _say_without_picture() -> None:
    if not has_pictures():
        show.complain(f"without a picture for link previews, which needs {installing(EXTRA)}")
