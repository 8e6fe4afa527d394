"""Turns at a host: over threads and processes, with a pause, and given up by who dies."""

import itertools
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines.ingest.politeness import PAUSE_SECONDS, turn
from pipelines.settings import PROJECT

HOST = "board.invalid"
HOLDING = """
import sys, time
from pathlib import Path
from pipelines.ingest.politeness import turn
with turn(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    time.sleep(600)
"""


def taken(home: Path, host: str) -> tuple[float, float]:
    with turn(home, host):
        began = time.monotonic()
        time.sleep(0.05)
        return began, time.monotonic()


def test_one_at_a_time_with_a_pause_and_other_hosts_beside_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        same = [pool.submit(taken, tmp_path, HOST) for _ in range(3)]
        other = pool.submit(taken, tmp_path, "elsewhere.invalid")
        times = sorted(one.result() for one in same)
    pauses = [later[0] - earlier[1] for earlier, later in itertools.pairwise(times)]
    assert min(pauses) >= PAUSE_SECONDS - 0.02
    assert other.result()[1] < times[1][0]


def test_who_is_killed_holds_nobody_up(tmp_path: Path) -> None:
    line = [sys.executable, "-c", HOLDING, str(tmp_path), HOST]
    with subprocess.Popen(line, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as holding:
        assert holding.stdout is not None
        assert holding.stdout.readline() == "held\n"
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(taken, tmp_path, HOST)
            time.sleep(0.3)
            assert not waiting.done()
            holding.kill()
            waiting.result(timeout=30)
