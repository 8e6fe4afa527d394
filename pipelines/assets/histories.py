"""Jobs that load history, each with run config: a folder, upstream histories, pages read again.

What belongs here: the steps of the commands `replay`, `backfill` and `reparse`, started from the
UI. They are no assets and have no partitions: a folder, a repository or a parser says what there
is, not a day. Each measures and writes the report at its end.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines.assets import checks
from pipelines.ingest.page import IngestResult
from pipelines.ingest.tally import pages_of
from pipelines.resources import WarehouseResource
from sources.catalogue import BUNDLED, SOURCES
from sources.contract import Source
from terms.words import ACCEPTED
from warehouse.connection import recording
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

COUNTED = ("new", "changed", "unchanged", "quarantined", "refused")
CAUSES = 20
"""Refused pages that are shown with their cause."""


class FolderConfig(dg.Config):
    """A folder of recorded pages."""

    folder: str = Field(description="Absolute path of a folder of pages with an index.csv.")


class ArenaConfig(dg.Config):
    """Which leaderboards of Arena."""

    subsets: list[str] = Field(default=[], description="Only these leaderboards. Empty: all.")


class GitConfig(dg.Config):
    """A file that lives in git."""

    source: str = Field(description="The source whose pages the file's versions are.")
    repository: str = Field(description="Address, or absolute path, of the repository.")
    path: str = Field(description="The file, from the root of the repository.")
    branch: str = Field(default="", description="Branch or commit. Empty: HEAD.")
    url: str = Field(default="", description="Address of the pages. Empty: from the repository.")


class AgainConfig(dg.Config):
    """Which pages to read again."""

    source: str = Field(default="", description="Only this source. Empty: all.")


@dg.op(out=dg.Out(dg.Nothing), description="Read a folder of recorded pages, oldest first.")
def ingest_folder(
    context: dg.OpExecutionContext, config: FolderConfig, warehouse: WarehouseResource
) -> dg.Output[None]:
    """Anything wrong with the index is said before anything is taken."""
    from pipelines.ingest.replay import (  # noqa: PLC0415 - not needed to load
        IndexInvalid,
        read_index,
        replay,
        shipped_first,
    )

    with _in_a_sentence(IndexInvalid):
        shipped, others = shipped_first(read_index(_absolute(config.folder)))
    return _loaded(context, warehouse, lambda opened: replay(opened, [*shipped, *others]))


@dg.op(out=dg.Out(dg.Nothing), description="Load Arena's whole history as it is published today.")
def ingest_arena_history(
    context: dg.OpExecutionContext, config: ArenaConfig, warehouse: WarehouseResource
) -> dg.Output[None]:
    """Asks the network."""
    from pipelines.ingest.backfill import backfill_arena  # noqa: PLC0415 - not needed to load
    from sources.boards.arena.dataset import SUBSETS  # noqa: PLC0415

    wanted = _known(config.subsets or list(SUBSETS), SUBSETS, "leaderboard")
    return _loaded(context, warehouse, lambda opened: backfill_arena(opened, wanted, os.environ))


@dg.op(out=dg.Out(dg.Nothing), description="Load every version of a file that lives in git.")
def ingest_git_history(
    context: dg.OpExecutionContext, config: GitConfig, warehouse: WarehouseResource
) -> dg.Output[None]:
    """What git cannot give is said before anything is taken."""
    from pipelines.ingest.backfill import backfill_git, plan_git  # noqa: PLC0415
    from pipelines.ingest.git_history import GitFailed  # noqa: PLC0415 - not needed to load

    source = _source(config.source)
    with _in_a_sentence(GitFailed):
        plan = plan_git(
            config.repository,
            config.path,
            warehouse.settings().home / "git",
            branch=config.branch or None,
            url=config.url or None,
        )
    context.log.info(f"{len(plan.versions)} versions of {config.path}")
    return _loaded(context, warehouse, lambda opened: backfill_git(opened, source, plan))


@dg.op(out=dg.Out(dg.Nothing), description="Read archived pages that this code has not read yet.")
def reparse_pages(
    context: dg.OpExecutionContext, config: AgainConfig, warehouse: WarehouseResource
) -> dg.Output[None]:
    """Corrections are appended and recorded now; the past stays as it was known."""
    from pipelines.ingest.reparse import corrections, reparse  # noqa: PLC0415 - not needed to load

    wanted = _source(config.source).ABOUT.name if config.source else None

    def again(opened: Warehouse) -> Iterator[IngestResult]:
        since = reads_pages.newest_capture(opened.connection)
        yield from reparse(opened, wanted)
        told = corrections(opened, since)
        context.log.info(told)
        context.add_output_metadata({"corrections": told})

    return _loaded(context, warehouse, again)


@dg.op(
    ins={"loaded": dg.In(dg.Nothing)},
    out=dg.Out(dg.Nothing),
    description="Measure everything, tell what changed as one digest, and write the report.",
)
def measure_loaded(context: dg.OpExecutionContext, warehouse: WarehouseResource) -> dg.Output[None]:
    """What the commands do after a load."""
    from pipelines.alerting.examine import examine  # noqa: PLC0415 - not needed to load
    from pipelines.measure.run import measure  # noqa: PLC0415
    from pipelines.publish import publish  # noqa: PLC0415

    settings = warehouse.settings()
    with warehouse.open(context.log) as opened:
        with recording(opened.connection):
            boards = len(list(measure(opened, datetime.now(UTC))))
        examine(opened, settings, datetime.now(UTC), bulk=context.job_name)
        page = publish(opened, settings, datetime.now(UTC))
    context.log.info(f"{boards} boards measured; report: {page}")
    return dg.Output(None, metadata={"boards": boards, "report": dg.MetadataValue.path(page)})


def _loaded(
    context: dg.OpExecutionContext, warehouse: WarehouseResource, load: Any
) -> dg.Output[None]:
    """Take what ships with the product and what `load` gives, and say what came of it.

    Where nothing was taken the run fails, with the first cause: nothing is to be measured.
    """
    from pipelines.ingest.curated import curate  # noqa: PLC0415 - not needed to load

    with warehouse.open(context.log) as opened:
        list(curate(opened))
        results = list(load(opened))
    metadata = _summary(results)
    lost = [one.outcome for one in results if one.outcome.outcome not in ACCEPTED]
    causes = [one.cause for one in lost if one.cause]
    if causes and len(causes) == len(results):
        raise dg.Failure(
            f"none of {pages_of(len(causes))} was taken: {causes[0]}", metadata, allow_retries=False
        )
    context.log.info(f"{metadata['pages']} pages read, {metadata['rows_new']} rows are new")
    return dg.Output(None, metadata=metadata)


def _summary(taken: Iterable[IngestResult]) -> dict[str, Any]:
    """Pages and rows by what became of them, and the causes of refusals."""
    pages, rows = Counter[str](), Counter[str]()
    causes = []
    for one in taken:
        pages["known already" if one.known else one.outcome.outcome] += 1
        rows.update({f"rows_{name}": int(getattr(one.outcome, name)) for name in COUNTED})
        if one.outcome.cause and not one.known:
            causes.append({"page": one.url, "cause": one.outcome.cause})
    outcomes = [{"outcome": outcome, "pages": count} for outcome, count in sorted(pages.items())]
    return {
        "pages": pages.total(),
        **{f"rows_{name}": rows[f"rows_{name}"] for name in COUNTED},
        **({"outcomes": checks.table(outcomes, ("outcome", "pages"))} if outcomes else {}),
        **({"not_taken": checks.table(causes, ("page", "cause"), CAUSES)} if causes else {}),
    }


@contextmanager
def _in_a_sentence(fault: type[Exception]) -> Iterator[None]:
    """A fault of what was given, as a sentence in place of a trace of our code."""
    try:
        yield
    except fault as error:
        raise dg.Failure(str(error), allow_retries=False) from None


def _absolute(given: str) -> Path:
    path = Path(given).expanduser()
    if not path.is_absolute():
        raise dg.Failure(
            f"folder: {given!r} is relative; Dagster's runs start in folders of their own, so give "
            "the whole path",
            allow_retries=False,
        )
    return path


def _source(name: str) -> Source:
    bundled = {source.ABOUT.name for source in BUNDLED}
    known = sorted(set(SOURCES) - bundled)
    _known([name], known, "source")
    return SOURCES[name]


def _known(wanted: list[str], known: Iterable[str], what: str) -> list[str]:
    if strangers := sorted(set(wanted) - set(known)):
        raise dg.Failure(
            f"there is no {what} {', '.join(strangers)}; there are {', '.join(known)}",
            allow_retries=False,
        )
    return wanted


def _job(op: dg.OpDefinition, name: str, description: str) -> dg.JobDefinition:
    @dg.graph(name=name, description=description)
    def steps() -> None:
        measure_loaded(op())

    return steps.to_job(tags={"purpose": "load_history"}, description=description)


HISTORIES = (
    _job(ingest_folder, "load_folder", "Read a folder of recorded pages, then measure."),
    _job(
        ingest_arena_history,
        "load_arena_history",
        "Load Arena's history as it is now, then measure.",
    ),
    _job(
        ingest_git_history,
        "load_git_history",
        "Load every version of a file from a git repository, then measure.",
    ),
    _job(
        reparse_pages,
        "read_pages_again",
        "Read archived pages again after a parser was corrected, then measure.",
    ),
)
