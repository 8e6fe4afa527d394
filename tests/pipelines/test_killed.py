"""A refresh that is killed while it writes, one that waits for it, and the one after."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.ingest.curated import curate_source
from sources import registry
from tests.homes.pairs import started
from warehouse.lock import holder
from warehouse.store import Warehouse

pytestmark = [pytest.mark.long, pytest.mark.nightly]
LONGEST_S = 300
"""Every wait here takes seconds; a loaded machine may take this long."""
MAKERS = 5
"""Of the registry: judging all of them takes ten seconds of the processor, each time."""
FACTS = """
SELECT b.fact_table, b.source, b.board, b.category, v.page_sha256, s.sha256
FROM _vintage v JOIN _board b ON b.id = v.board_id JOIN _state s ON s.id = v.state_id
WHERE b.source <> 'gapwatch' ORDER BY 1, 2, 3, 4, 5, 6
"""
"""Everything that pages said, without the times they were read at."""


def refresh(home: Path, **more: str) -> subprocess.Popen[str]:
    return started(home, "refresh", PYTHONUNBUFFERED="1", MAKERS=str(MAKERS), **more)


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_S
    while not found():
        assert time.monotonic() < end, f"nothing after {LONGEST_S} seconds"
        time.sleep(0.05)


def facts(home: Path) -> list[tuple[str, ...]]:
    with Warehouse.read(home) as warehouse:
        return warehouse.connection.execute(FACTS).fetchall()


@dataclass(frozen=True)
class Told:
    """What three refreshes left behind: the killed one, the one that waited, the next."""

    home: Path
    killed_pid: int
    named: int
    waiting: str
    waited_code: int
    stopped_in: float
    next_code: int


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    home = tmp_path_factory.mktemp("killed")
    marker, running = home / "writing", []
    try:
        running.append(killed := refresh(home, STALL=str(marker)))
        running.append(waits := refresh(home, AFTER=str(marker)))
        until(marker.exists)
        name = holder(home / "warehouse.db.lock")
        assert waits.stderr is not None
        # The line before says that fetching began.
        waiting = next(line for line in waits.stderr if "waiting" in line)
        waits.terminate()
        began = time.monotonic()
        waited_code = waits.wait(LONGEST_S)
        stopped_in = time.monotonic() - began
        killed.send_signal(signal.SIGKILL)
        killed.wait(LONGEST_S)
        running.append(following := refresh(home))
        following.communicate(timeout=LONGEST_S)
        yield Told(
            home=home,
            killed_pid=killed.pid,
            named=name.pid if name else 0,
            waiting=waiting,
            waited_code=waited_code,
            stopped_in=stopped_in,
            next_code=following.returncode,
        )
    finally:
        for process in running:
            process.kill()
            process.communicate()


def test_the_lock_names_its_holder(told: Told) -> None:
    assert told.named == told.killed_pid


def test_who_waits_says_for_whom_and_ends_on_sigterm(told: Told) -> None:
    assert told.waiting.startswith(
        f"gapwatch: waiting for process {told.killed_pid} (gapwatch refresh), "
        "which has been writing since "
    )
    assert told.waited_code == 143
    assert told.stopped_in < 10, "seconds; it takes a fraction of one on an idle machine"


def test_the_next_refresh_ends_and_holds_the_same_facts(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told.next_code == 3, "nothing could be derived: measures are left out here"
    with Warehouse.open(tmp_path) as undisturbed:
        makers = list(registry.pages())[:MAKERS]
        monkeypatch.setattr(registry, "pages", lambda: iter(makers))
        list(curate_source(undisturbed, registry))
    assert facts(told.home) == facts(tmp_path)
    assert facts(tmp_path)
