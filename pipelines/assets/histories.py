"""Jobs that load upstream history from the UI: Arena's as it is published, and a file's in git.

The steps are those of `gapwatch backfill`. They are no assets and have no partitions: a repository
says what there is, not a day. Each measures and writes the report at its end.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines.assets import checks
from pipelines.assets.outputs import reported
from pipelines.ingest.backfill import TAKES_FILES, backfill_arena, backfill_git, plan_git
from pipelines.ingest.curated import curate
from pipelines.ingest.git_history import GitFailed
from pipelines.ingest.page import IngestResult
from pipelines.ingest.tally import by_source
from pipelines.resources import WarehouseResource
from sources.boards.arena.boards import SUBSETS
from terms.numbers import plural
from terms.words import ACCEPTED
from warehouse.store import Warehouse

CAUSES = 20
"""Refused pages that are shown with their cause."""
Load = Callable[[Warehouse], Iterable[IngestResult]]


class ArenaConfig(dg.Config):
    """Which leaderboards of Arena."""

    subsets: list[str] = Field(default=[], description="Only these leaderboards. Empty: all.")

    def plan(self, _home: Path) -> Load:
        """What loads them. Raises Failure for one that is not known."""
        wanted = self.subsets or list(SUBSETS)
        _need_known("leaderboard", wanted, SUBSETS)
        return lambda warehouse: backfill_arena(warehouse, wanted)


class GitConfig(dg.Config):
    """A file that lives in git."""

    source: str = Field(description="The source whose pages the file's versions are.")
    repository: str = Field(description="Address, or absolute path, of the repository.")
    path: str = Field(description="The file, from the root of the repository.")
    branch: str = Field(default="", description="Branch or commit. Empty: HEAD.")
    url: str = Field(default="", description="Address of the pages. Empty: from the repository.")

    def plan(self, home: Path) -> Load:
        """What loads it. Raises Failure for a source that is not known, and GitFailed."""
        _need_known("source", [self.source], sorted(TAKES_FILES))
        branch, url = self.branch or None, self.url or None
        plan = plan_git(self.repository, self.path, home / "git", branch=branch, url=url)
        return lambda warehouse: backfill_git(warehouse, TAKES_FILES[self.source], plan)


def _need_known(what: str, wanted: list[str], known: Iterable[str]) -> None:
    if strangers := sorted(set(wanted) - set(known)):
        raise _failure(f"there is no {what} {', '.join(strangers)}; there are {', '.join(known)}")


def _failure(told: str, metadata: dict[str, Any] | None = None) -> dg.Failure:
    """What was given cannot be followed: a sentence in place of a trace of our code."""
    return dg.Failure(told, metadata, allow_retries=False)


def _job(name: str, kind: Any, about: str) -> dg.JobDefinition:
    @dg.op(name=name.replace("load", "ingest"), out=dg.Out(dg.Nothing), description=about)
    def ingest(
        context: dg.OpExecutionContext,
        config: kind,
        warehouse: WarehouseResource,
    ) -> dg.Output[None]:
        from pipelines.run import after_load, report  # noqa: PLC0415 - not needed to load

        settings = warehouse.settings()
        try:  # what is wrong with what was given is said before anything is taken
            planned = config.plan(settings.home)
        except GitFailed as error:
            raise _failure(str(error)) from None
        with warehouse.open() as opened:
            shipped, taken = list(curate(opened)), list(planned(opened))
            found = _summary(taken)
            context.log.info(f"{found['pages']} pages read, {found['rows_new']} rows are new")
            for event in after_load(settings, opened, [*shipped, *taken], name):
                report(context.instance, event)
            report(context.instance, reported(opened, settings, context.log))
        return dg.Output(None, metadata=found)

    @dg.job(name=name, description=about)
    def steps() -> None:
        ingest()

    return steps


def _summary(taken: list[IngestResult]) -> dict[str, Any]:
    """Pages and rows by what became of them, and the causes of refusals.

    Where nothing was taken the run fails, with the first cause: nothing is to be measured.
    """
    total = Counter[str](pages=0, rows_new=0)
    for counts in by_source(taken).values():
        total.update(counts)
    refused = [one for one in taken if one.outcome.cause and not one.known]
    causes = [{"page": one.url, "cause": one.outcome.cause} for one in refused]
    found = {**total, **checks.shown("not_taken", causes, ("page", "cause"), CAUSES)}
    lost = [one.outcome.cause for one in refused if one.outcome.outcome not in ACCEPTED]
    if lost and len(lost) == len(taken):
        raise _failure(f"none of {plural(len(lost), 'page')} was taken: {lost[0]}", found)
    return found


HISTORY_JOBS = (
    _job("load_arena_history", ArenaConfig, "Load Arena's history as it is now, then measure."),
    _job("load_git_history", GitConfig, "Load every version of a file in git, then measure."),
)
"""One for each way by which upstream history comes."""
