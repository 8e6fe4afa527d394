"""`gapwatch doctor`: is the warehouse sound, and is everything fresh?"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track

from cli import show
from cli.ask import JsonOption, opened
from pipelines import version as code
from warehouse import reads
from warehouse.errors import PageLost
from warehouse.store import Warehouse


def doctor(
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 4 when anything is wrong.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read every archived page again and compare hashes.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check file, archive, sources and registry; print the hash of all facts.

    Examples: `gapwatch doctor`, `gapwatch doctor --rebuild --exit-code`
    """
    with opened() as warehouse:
        found = _examine(warehouse, quiet=json)
        if rebuild:
            found["rebuilt_hash"] = _rebuild(warehouse)
            if found["rebuilt_hash"] != found["content_hash"]:
                found["faults"].append("a rebuild from the archive gives other facts")
    if json:
        show.as_json(found)
    else:
        _print(found)
    if exit_code and (found["faults"] or found["troubled"]):
        sys.exit(4)


def _examine(warehouse: Warehouse, *, quiet: bool) -> dict[str, Any]:
    connection = warehouse.connection
    faults = reads.faults(connection)
    faults += list(_lost(warehouse, quiet=quiet))
    return {
        "gapwatch": version("gapwatch"),
        "reading": code.reading(),
        "measuring": code.measuring(),
        "first_recorded_at": reads.first_recorded(connection),
        "content_hash": reads.content_hash(connection),
        "faults": faults,
        "troubled": [row for row in reads.health(connection) if _troubled(row)],
        "unmatched": len(reads.unmatched(connection)),
    }


def _lost(warehouse: Warehouse, *, quiet: bool) -> Iterator[str]:
    shas = reads.page_shas(warehouse.connection)
    for sha in track(shas, "checking pages", disable=quiet or not sys.stdout.isatty()):
        try:
            warehouse.archive.get(sha)
        except PageLost as error:
            yield str(error)


def _troubled(row: dict[str, Any]) -> bool:
    from sources.catalogue import SOURCES  # noqa: PLC0415 - parsers are not needed to show help

    if row["last_outcome"] in ("refused", "unreachable"):
        return True
    about = SOURCES[row["source"]].ABOUT if row["source"] in SOURCES else None
    return about is not None and about.scheduled and row["age_hours"] > 48  # two daily looks missed


def _rebuild(warehouse: Warehouse) -> str:
    from pipelines.rebuild import rebuild  # noqa: PLC0415 - the rules' library takes seconds

    with tempfile.TemporaryDirectory() as folder:
        return rebuild(warehouse, Path(folder))


def _print(found: dict[str, Any]) -> None:
    rows = [
        ("gapwatch", found["gapwatch"]),
        ("reads pages with", found["reading"]),
        ("measures with", found["measuring"]),
        ("knows since", found["first_recorded_at"]),
        ("hash of all facts", found["content_hash"]),
    ]
    if "rebuilt_hash" in found:
        rows.append(("hash of a rebuild", found["rebuilt_hash"]))
    rows.append(("unmatched spellings", f"{found['unmatched']} (gapwatch models unmatched)"))
    show.console.print(show.table("gapwatch doctor", ["", ""], rows))
    for fault in found["faults"]:
        show.complain(fault)
    if not found["faults"]:
        show.console.print("[green]file and archive are sound[/green]")
    for row in found["troubled"]:
        show.console.print(
            f"[yellow]{row['source']}[/yellow]: {row['last_outcome']}, last look "
            f"{row['age_hours']:.0f} h ago. {row['cause'] or ''}"
        )
