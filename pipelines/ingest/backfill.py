"""Histories from before the first run: the Arena dataset's full split, and files kept in git.

Every page takes the way of a live look. What was taken before by this version of the code is not
taken again, so an interrupted run goes on where it stopped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.ingest import fetch, git_history
from pipelines.ingest.page import IngestResult, ingest, ingest_pages, is_held
from pipelines.ingest.replay import LARGEST
from sources.boards.arena import dataset as arena_dataset
from sources.catalogue import BUNDLED, SOURCES
from sources.contract import Fetched, Page, Source, SourceChanged, SourceUnavailable
from sources.http import Limits
from warehouse.history.vintages import Outcome
from warehouse.store import Warehouse

TAKES_FILES = {name: source for name, source in SOURCES.items() if source not in BUNDLED}
"""Sources whose pages may be files; model_prices ships and is published too."""
WHOLE = Limits(total=3600)
"""A whole history is some hundred megabytes."""


class FileUnknown(Exception):
    """A file given for a backfill does not say what it is; the message says how to tell."""


@dataclass(frozen=True, slots=True)
class GitPlan:
    """What `backfill git` will read: a file's versions, oldest first, and their address."""

    folder: Path
    url: str
    versions: Sequence[git_history.Version]


def plan_git(
    repo: str, path: str, cache: Path, *, branch: str | None = None, url: str | None = None
) -> GitPlan:
    """Find every version of a file. `url` is the address its pages stand for. Raises GitFailed."""
    folder = git_history.opened(repo, cache)
    found = git_history.versions(folder, path, branch)
    return GitPlan(folder, url or git_history.address(repo, path), found)


def backfill_git(warehouse: Warehouse, source: Source, plan: GitPlan) -> Iterator[IngestResult]:
    """One look per version, seen when it was committed. Raises GitFailed.

    A version that cannot be read is refused like a live page, and the next one is taken.
    """
    looks = (
        (source, Fetched(plan.url, at, None, Page(plan.url, body, at)))
        for one, body in git_history.bodies(plan.folder, plan.versions)
        for at in (one.committed_at,)
    )
    yield from ingest_pages(warehouse, looks)


def backfill_arena(warehouse: Warehouse, subsets: Sequence[str]) -> Iterator[IngestResult]:
    """Ask for the full split of `subsets` and take what is not known yet."""
    name, home = arena_dataset.ABOUT.name, arena_dataset.ABOUT.home
    try:
        state = fetch.states_of(warehouse, [name])[name]
        with fetch.client_for(state, arena_dataset, limits=WHOLE) as client:
            pages = arena_dataset.fetch_split(client, subsets, "full")
            for look in fetch.fetched_from(name, pages):
                fetch.need_clock(client.clocks)
                if look.page is None or is_held(warehouse, name, look):
                    yield IngestResult(name, look.url, Outcome("unchanged"), known=True)
                else:
                    yield ingest(warehouse, arena_dataset, look)
    except (SourceUnavailable, SourceChanged) as error:
        yield fetch.record_failure(warehouse, name, home, fetch.failure_of(error))


def import_file(
    warehouse: Warehouse, source: Source, path: Path, url: str, seen_at: datetime
) -> IngestResult:
    """Take one file that a person saved, as the page that `url` gave at `seen_at`.

    Raises FileUnknown for what is no file of the size of a page.
    """
    at = seen_at.astimezone(UTC)
    return ingest(warehouse, source, Fetched(url, at, None, Page(url, _body(path), at)))


def _body(path: Path) -> bytes:
    if not path.is_file():
        raise FileUnknown(f"{path} is no file: name one that holds the saved page")
    if (size := path.stat().st_size) > LARGEST:
        raise FileUnknown(f"{path} has {size:,} bytes; a page has at most {LARGEST:,}")
    return path.read_bytes()
