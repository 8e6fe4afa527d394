"""`gapwatch backfill` and `gapwatch import`: history from before the first run, and saved files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.ingest import refresh
from cli.shell import arguments, faults, show
from cli.shell import help as shell_help
from cli.shell.arguments import JsonOption, SourceNeeded
from cli.shell.progress import counted
from pipelines.settings import Settings
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from pipelines.ingest.page import IngestResult

MOST_TOLD = 5
"""Refused pages that are told one by one."""

app = typer.Typer(
    no_args_is_help=True, help="Load upstream histories; a second run goes on where one stopped."
)


@app.callback()
def _backfill() -> None:
    """Load upstream histories; a second run goes on where one stopped."""


@shell_help.command(app, "arena")
def arena(
    files: Annotated[
        list[str] | None,
        typer.Option("--from", help="A parquet file, or SUBSET=FILE; without it the network."),
    ] = None,
    subset: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this leaderboard; again for several.", autocompletion=arguments.subsets
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Load the whole history of Arena as it is published today, then measure.

    Examples: `gapwatch backfill arena`, `gapwatch backfill arena --subset text`,
    `gapwatch backfill arena --from text=full-00000-of-00001.parquet`
    """
    from pipelines.ingest import backfill  # noqa: PLC0415 - parsers are not needed for help
    from sources.boards.arena.dataset import SUBSETS  # noqa: PLC0415

    wanted = _subsets(subset, tuple(SUBSETS))
    settings = Settings.from_environment()
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        if files:
            total = len(files)
            taken = backfill.backfill_arena_files(warehouse, files, datetime.now(UTC))
        else:
            total = len(wanted)
            taken = backfill.backfill_arena(warehouse, wanted, os.environ)
        counts = _counted(warehouse, taken, total, quiet=json)
    _print_ingested(settings, counts, json=json)


def _subsets(chosen: list[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    strangers = sorted(set(chosen or ()) - set(known))
    if strangers:
        raise typer.BadParameter(f"no leaderboard {strangers}; there are {', '.join(known)}")
    return tuple(chosen) if chosen else known


@shell_help.command(app, "git")
def git(
    source: SourceNeeded,
    repo: Annotated[str, typer.Argument(help="A local repository or its address.")],
    path: Annotated[str, typer.Argument(help="The file, from the root of the repository.")],
    branch: Annotated[str | None, typer.Option(help="Branch or commit; else HEAD.")] = None,
    url: Annotated[
        str | None, typer.Option(help="Address that the pages came from; else from the repository.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Load every version of a file that lives in git, seen when it was committed, then measure.

    Example: `gapwatch backfill git swebench ../site data/leaderboards.json`
    """
    from pipelines.ingest import backfill  # noqa: PLC0415 - parsers are not needed for help

    module = known_source(source)
    settings = Settings.from_environment()
    plan = backfill.plan_git(repo, path, settings.home / "git", branch=branch, url=url)
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        taken = backfill.backfill_git(warehouse, module, plan)
        counts = _counted(warehouse, taken, len(plan.versions), quiet=json)
    _print_ingested(settings, counts, json=json, each=False)


def import_(
    source: SourceNeeded,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The saved file.")],
    url: Annotated[str, typer.Option(help="The address it was saved from.")],
    seen: Annotated[str, typer.Option(help="When it was saved: a time with its zone, ISO.")],
    json: JsonOption = False,
) -> None:
    """Read one file that you saved yourself, then measure.

    Example: `gapwatch import arena_page text.html --url https://arena.ai/leaderboard/text
    --seen 2026-02-08T09:30:00Z`
    """
    from pipelines.ingest import backfill  # noqa: PLC0415 - parsers are not needed for help

    module, at = known_source(source), _moment(seen)
    settings = Settings.from_environment()
    with Warehouse.open(settings.home, settings.archive) as warehouse:
        taken = iter([backfill.import_file(warehouse, module, file, url, at)])
        counts = _counted(warehouse, taken, 1, quiet=json)
    _print_ingested(settings, counts, json=json)


def known_source(name: str) -> Any:
    """The source module of that name, or a usage error that lists them."""
    from sources.catalogue import BUNDLED, SOURCES  # noqa: PLC0415 - not needed for help

    # model_prices ships and is published too: its published pages are files like any other.
    bundled = {source.ABOUT.name for source in BUNDLED if source in SOURCES.values()}
    if name not in SOURCES or name in bundled:
        known = ", ".join(sorted(set(SOURCES) - bundled))
        raise typer.BadParameter(f"no source {name!r} takes files; there are {known}")
    return SOURCES[name]


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time like 2026-02-08T09:30:00Z") from None
    if at.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no time zone: end it with Z for UTC")
    return at


def _counted(
    warehouse: Warehouse, takens: Iterator[IngestResult], total: int, *, quiet: bool
) -> refresh.Counts:
    from pipelines.ingest.curated import curate  # noqa: PLC0415 - parsers are not needed for help

    counts = refresh.Counts()
    for taken in curate(warehouse):
        counts.add(taken)
    for taken in counted(takens, total, "reading history", "pages", quiet=quiet):
        counts.add(taken, given=True)
    refresh.measure(warehouse, "Backfill or import", quiet=quiet)
    return counts


def _print_ingested(
    settings: Settings, counts: refresh.Counts, *, json: bool, each: bool = True
) -> None:
    """Tell what was taken in; with `each`, a page that was refused is a failure of the command.

    A history in git holds versions that were wrong: there they are only told.
    """
    if json:
        show.as_json(counts.by_source())
    else:
        refresh.print_counts(counts.by_source())
        refresh.finish(settings, None)
    for line in counts.refusals[:MOST_TOLD]:
        show.complain(line)
    if len(counts.refusals) > MOST_TOLD:
        show.complain(f"… and {len(counts.refusals) - MOST_TOLD} more refused pages")
    if each and counts.refusals:
        sys.exit(faults.NOT_TAKEN)
