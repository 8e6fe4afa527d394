"""Every kind of work that is cut, on a home of its own: what is there before it, and the work.

What a parser or a place would take time for is replaced: the page is parsed in this process, and
the source hands out pages that it has. Everything that writes is the product's own.
"""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from outputs.export.archive import write_archive
from pipelines import publish, run, version
from pipelines.alerting.examine import examine
from pipelines.ingest import fetch, page as pages, replay
from pipelines.measure import run as measuring
from pipelines.settings import Settings
from sources.contract import Page, Reading, Source
from sources.reading.rows import read_page
from tests.pipelines.fake import FakeSource, look, rows
from warehouse import backup
from warehouse.archive.inbox import Inbox
from warehouse.errors import WarehouseError
from warehouse.store import DATABASE, Warehouse

NOW = datetime(2026, 3, 9, tzinfo=UTC)


def opened(home: Path) -> Warehouse:
    """The home's warehouse, in which it is always `NOW`."""
    warehouse = Warehouse.open(home)
    warehouse._clock = lambda: NOW
    return warehouse


def settings(home: Path) -> Settings:
    return Settings(home, str(home / "archive"), home / "site")


def _parsed(source: Source, page: Page) -> list[Reading]:
    return list(read_page(source.ABOUT.name, source.parse, page))


NEWS = look(rows(("a", 1.0), ("b", 3.0), ("c", 4.0)), day=3)


class Corrected(FakeSource):
    """The parser after a mend: every value is one more."""

    def parse(self, page: Page, /) -> Iterator[Reading]:
        for reading in super().parse(page):
            yield replace(
                reading, rows=[{**row, "value": row["value"] + 1} for row in reading.rows]
            )


def within(work: Callable[[Warehouse, Path], object]) -> Callable[[Path], None]:
    """Work in a home and its opened warehouse."""

    def done(home: Path) -> None:
        with opened(home) as warehouse:
            work(warehouse, home)

    return done


_record = within(lambda warehouse, _: pages.ingest(warehouse, FakeSource(), NEWS))
_derive = within(lambda warehouse, _: list(measuring.measure(warehouse, NOW)))
_alert = within(lambda warehouse, home: examine(warehouse, settings(home), NOW))
_back_up = within(lambda warehouse, home: backup.back_up(warehouse, home / "backup"))
_report = within(lambda warehouse, home: publish.publish(warehouse, settings(home), NOW))
_export = within(lambda warehouse, home: write_archive(warehouse, home / "archived"))
_open = within(lambda _warehouse, _home: None)  # opening is the work: it makes the file
_looked_at = within(
    lambda warehouse, _: pages.ingest(warehouse, FakeSource(), look(rows(("a", 1.0), ("b", 2.0))))
)


@within
def _fetch(warehouse: Warehouse, _home: Path) -> None:
    source, inbox = FakeSource([NEWS]), Inbox(warehouse.archive.root)
    state = fetch.states_of(warehouse, ["fake"])["fake"]
    inbox.put(fetch.ask(state, warehouse.archive, source), NOW)
    list(fetch.ingest_waiting(warehouse, inbox, [source]))
    inbox.leave_states(fetch.states_of(warehouse, ["fake"]))


@within
def _reparse(warehouse: Warehouse, _home: Path) -> None:
    vars(replay)["SOURCES"] = {"fake": Corrected()}
    vars(version)["reading"] = lambda: "after a mend"
    list(replay.reparse(warehouse))


def _comes_back(home: Path) -> Iterator[str]:
    place = home / "backup"
    if (place / DATABASE).exists():
        try:
            backup.drill(place)
        except WarehouseError as error:
            yield f"the backup does not come back: {error}"


def _restore(home: Path) -> None:
    if not (home / DATABASE).exists():  # else it came back, and nobody may restore over it
        backup.restore(home / "backup", home, str(home / "archive"))


def _dagster(home: Path) -> None:
    """A refresh with one source, as the command line runs it."""
    sources = (FakeSource([NEWS]),)
    lists = {"SCHEDULED": sources, "KEPT": sources, "BUNDLED": ()}
    for module in list(sys.modules.values()):  # whoever took a list from the catalogue
        for name in lists.keys() & vars(module).keys():
            vars(module)[name] = lists[name]
    done = run.refresh(settings(home))
    if done.failed or done.outcomes.keys() != {"fake"}:
        raise AssertionError(f"it did not end well: {done}")


def _earlier(work: Callable[[Path], None]) -> Callable[[Path], None]:
    """A home in which the work was done before something new came."""

    def prepare(home: Path) -> None:
        _looked_at(home)
        work(home)
        _record(home)

    return prepare


def _without_log(home: Path) -> None:
    _looked_at(home)
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _backed_up(home: Path) -> None:
    _looked_at(home)
    _back_up(home)
    shutil.rmtree(home / "archive")
    for path in home.glob(f"{DATABASE}*"):
        path.unlink()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work, and what a home holds before it."""

    work: Callable[[Path], None]
    prepare: Callable[[Path], None] = _looked_at
    is_readable: bool = True
    """Whether a reader may open the home before the work was done once."""
    folders: tuple[str, ...] = ()
    """Folders that are replaced as a whole: as before or as afterwards, never between."""
    pages: tuple[str, ...] = ()
    """Folders whose files are replaced one by one: each as before or as afterwards."""
    made: tuple[str, ...] = ()
    """More that the work makes, which must be the same in the end."""
    wrong: Callable[[Path], Iterable[str]] = lambda _home: ()
    """What else is wrong after a cut, before anything is done again."""
    is_timeless: bool = True
    """Whether the same work at another time gives the same rows; facts are the same always."""


KINDS: dict[str, Kind] = {
    "record": Kind(_record),
    "rollback journal": Kind(_record, _without_log),
    "fetch": Kind(_fetch, made=("archive",)),
    "reparse": Kind(_reparse),
    "derive": Kind(_derive),
    "alert": Kind(_alert),
    "backup": Kind(_back_up, _earlier(_back_up), wrong=_comes_back),
    "restore": Kind(_restore, _backed_up, is_readable=False, made=("archive",)),
    "report": Kind(_report, _earlier(_report), pages=("site",)),
    "export": Kind(_export, _earlier(_export), folders=("archived",)),
    "first opening": Kind(_open, lambda _home: None, is_readable=False),
    "Dagster": Kind(_dagster, is_timeless=False),
}


def ready() -> None:
    """What a process must hold before it forks: libraries, and a parser that needs no child."""
    vars(pages)["parsed"] = _parsed
    vars(pages)["limited"] = lambda _source, function, *arguments: function(*arguments)
