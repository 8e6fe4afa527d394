"""The writer's lock within one machine: held, shared by a thread with itself, left behind, waited
for. That the same work done again ends with the same facts, wherever it was killed, is in
`tests/reliability/crash.py`.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.homes.pairs import started
from warehouse import files
from warehouse.connection import recording, writing
from warehouse.store import Warehouse

HOLD = """
import sys, time
from pathlib import Path
from warehouse.files import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(99)
"""


def test_the_file_names_who_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["/usr/bin/gapwatch", "import", "arena_page", "text.html", "--url", "https://x"]
    monkeypatch.setattr(sys, "argv", words)
    place = tmp_path / "warehouse.db.lock"
    with files.one_writer(tmp_path / "warehouse.db"):
        found = files.holder(place)
        assert found.startswith(f"process {os.getpid()} (gapwatch import arena_page), which has")
        with files.one_writer(tmp_path / "warehouse.db"):
            assert files.holder(place) == found, "a thread may take what it holds"
        assert files.holder(place) == found
    assert files.holder(place) == ""
    assert (place.write_text('{"pid": 4711}'), files.holder(place)) == (13, ""), "0.2.0 signed so"


def test_another_thread_waits_and_says_for_whom_once(
    fresh: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "QUIET_SECONDS", 0.2)
    told, order = Event(), []

    def other() -> None:
        with Warehouse.open(tmp_path / "home") as second, writing(second.connection):
            order.append("second")

    monkeypatch.setattr(files.log, "warning", lambda *words: (order.append(words), told.set()))
    thread = Thread(target=other)
    with recording(fresh.connection), writing(fresh.connection):
        thread.start()
        assert told.wait(20)
        order.append("first")
    thread.join(20)
    assert [one for one in order if isinstance(one, str)] == ["first", "second"]
    ((text, whom),) = [one for one in order if not isinstance(one, str)]
    assert text % whom == f"waiting for {whom}"
    assert f"process {os.getpid()} (" in str(whom)


def test_who_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    database = tmp_path / "warehouse.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, f"{database}.lock"], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        assert files.owner(database).startswith(f"process {other.pid} (")
        other.kill()
    assert files.owner(database) == "another program"
    with files.one_writer(database):
        assert files.owner(database) == "another program"


@pytest.mark.nightly
def test_who_waits_says_for_whom_and_ends_on_sigterm(tmp_path: Path) -> None:
    environ = {"PYTHONUNBUFFERED": "1", "GAPWATCH_URL_AIDER": "http://127.0.0.1:9/"}
    with (
        files.one_writer(tmp_path / "warehouse.db"),
        started(tmp_path, "refresh", "aider", **environ) as waits,
    ):
        # The line before says that fetching began.
        said = next(line for line in waits.stderr if "waiting" in line)
        began = time.monotonic()
        waits.terminate()
        assert waits.wait(300) == 143
    assert said.startswith(f"gapwatch: waiting for process {os.getpid()} (")
    assert "which has been writing since " in said
    assert time.monotonic() - began < 10, "seconds; it takes a fraction of one on an idle machine"
