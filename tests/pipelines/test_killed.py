"""A refresh that waits for somebody who writes says for whom, and ends on SIGTERM.

That a killed writer keeps nobody out is in `tests/warehouse/test_lock.py`; that the same work done
again ends with the same facts, wherever it was killed, in `tests/reliability/crash.py`.
"""

import os
import time
from pathlib import Path

import pytest

from tests.homes.pairs import started
from warehouse.lock import one_writer

NOBODY = "http://127.0.0.1:9/"


@pytest.mark.long
@pytest.mark.nightly
def test_who_waits_says_for_whom_and_ends_on_sigterm(tmp_path: Path) -> None:
    with (
        one_writer(tmp_path / "warehouse.db"),
        started(
            tmp_path, "refresh", "aider", PYTHONUNBUFFERED="1", GAPWATCH_URL_AIDER=NOBODY
        ) as waits,
    ):
        assert waits.stderr is not None
        # The line before says that fetching began.
        said = next(line for line in waits.stderr if "waiting" in line)
        began = time.monotonic()
        waits.terminate()
        assert waits.wait(300) == 143
    assert said.startswith(f"gapwatch: waiting for process {os.getpid()} (")
    assert "which has been writing since " in said
    assert time.monotonic() - began < 10, "seconds; it takes a fraction of one on an idle machine"
