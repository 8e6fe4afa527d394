"""`gapwatch backfill` and `gapwatch import`: history from before the first run, and saved files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.ingest import refresh
from cli.shell import faults, show
from cli.shell.arguments import JsonOption, SourceNeeded
from cli.shell.show import counted
from outputs.asked import named
from pipelines.settings import Settings
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from pipelines.ingest.page import IngestResult

MOST_TOLD = 5
"""Refused pages that are told one by one."""

app = typer.Typer(
    no_args_is_help=True, help="Load upstream histories; a second run goes on where one stopped."
)


@app.command("arena")
def arena(
    subset: Annotated[
        list[str] | None,
        typer.Option(help="Only this leaderboard; again for several."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Load the whole history of Arena as it is published today, then measure.

    Examples: `gapwatch backfill arena`, `gapwatch backfill arena --subset text`
    """
    from pipelines.ingest import backfill  # noqa: PLC0415 - parsers are not needed for help
    from sources.boards.arena.boards import SUBSETS  # noqa: PLC0415

    for name in subset or ():
        named("leaderboard", name, SUBSETS)
    wanted = subset or list(SUBSETS)
    load = partial(backfill.backfill_arena, subsets=wanted)
    _ingest(load, len(wanted), json=json)


@app.command("git")
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
    cache = Settings.from_environment().home / "git"
    plan = backfill.plan_git(repo, path, cache, branch=branch, url=url)
    load = partial(backfill.backfill_git, source=module, plan=plan)
    _ingest(load, len(plan.versions), json=json, each=False)


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

    def load(warehouse: Warehouse) -> Iterable[IngestResult]:
        yield backfill.import_file(warehouse, module, file, url, at)

    _ingest(load, 1, json=json)


def known_source(name: str) -> Any:
    """The source module of that name. Raises CannotAnswer, which names the nearest."""
    from pipelines.ingest.backfill import TAKES_FILES  # noqa: PLC0415 - not needed for help

    return named("source that takes files called", name, TAKES_FILES)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time like 2026-02-08T09:30:00Z") from None
    if at.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no time zone: end it with Z for UTC")
    return at


def _ingest(
    load: Callable[[Warehouse], Iterable[IngestResult]],
    total: int,
    *,
    json: bool,
    each: bool = True,
) -> None:
    """Take what ships and what is loaded, measure, and tell what came of it.

    With `each`, a page that was refused is a failure of the command. A history in git holds
    versions that were wrong: there they are only told.
    """
    from pipelines.ingest.curated import curate  # noqa: PLC0415 - parsers are not needed for help

    loaded: list[IngestResult] = []

    def pages(warehouse: Warehouse) -> Iterator[IngestResult]:
        yield from curate(warehouse)
        loaded.extend(counted(load(warehouse), total, "reading history", "pages"))
        yield from loaded

    refresh.load(pages, "Backfill or import", json=json)
    refusals = [one for one in loaded if one.outcome.outcome == "refused"]
    for one in refusals[:MOST_TOLD]:
        show.complain(f"{one.url} is refused: {one.outcome.cause}")
    if len(refusals) > MOST_TOLD:
        show.complain(f"… and {len(refusals) - MOST_TOLD} more refused pages")
    if each and refusals:
        sys.exit(faults.NOT_TAKEN)
