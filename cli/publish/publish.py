"""`gapwatch publish`: a folder to put on a server, with everything that people may rely on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import opened
from pipelines.settings import Settings
from terms.days import day

MEGABYTE = 1_000_000


def publish(
    folder: Annotated[
        Path, typer.Argument(help="Folder to write; an earlier publication in it is replaced.")
    ],
) -> None:
    """Write a folder to publish: site, Parquet, a small SQLite file, llms.txt and a manifest.

    Its numbers are of the last day that was measured, and the same warehouse gives the same bytes:
    `gapwatch verify FOLDER` derives them again. Example: `gapwatch publish public`
    """
    from pipelines.publication import LIMIT_BYTES, publish_folder  # noqa: PLC0415 - takes seconds

    with opened() as warehouse:
        made = publish_folder(warehouse, Settings.from_environment(), folder, _say)
    show.console.print(
        f"{folder}: {made.files} files, {made.size_bytes / MEGABYTE:.1f} MB, "
        f"data of {day(made.origin.data_on)}",
        soft_wrap=True,
    )
    if made.database_bytes > LIMIT_BYTES:
        show.complain(
            f"data/gapwatch.db is {made.database_bytes / MEGABYTE:.1f} MB, more than the "
            f"{LIMIT_BYTES // MEGABYTE} MB that browsers load well; please report it"
        )


def _say(what: str) -> None:
    show.complain(f"writing {what}")
