"""Parsers that eat memory, never end or crash: each is one sentence, and the next page is read."""

import os
import signal
import time
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import pytest

from pipelines.ingest import child
from pipelines.ingest.child import ChildLimits, limited
from sources.contract import Reading, RefusedRow, SourceChanged

SMALL = ChildLimits(memory=400 << 20, cpu_seconds=1, wall_seconds=20.0, answer=1 << 20)


# Functions that any child knows: those of this module would have it import pytest.
ENDLESS = (max, range(10**12))


def cause(function: object, *arguments: object, limits: ChildLimits = SMALL) -> str:
    with pytest.raises(SourceChanged) as found:
        limited("board", function, *arguments, limits=limits)  # type: ignore[arg-type]
    return str(found.value)


KEPT = "; the page is kept, nothing of it was read"


def test_memory_is_bounded() -> None:
    assert limited("board", len, b"x" * 10, limits=SMALL) == 10
    said = cause(bytes, 1 << 30)
    assert said == f"board: reading it took more than 400 MB of memory{KEPT}"


def test_time_is_bounded(tmp_path: Path) -> None:
    began = time.monotonic()
    assert cause(*ENDLESS) == f"board: reading it took more than 1 seconds{KEPT}"
    limited("board", os.getpid)
    said = cause(
        os.system, f"echo asked >> {tmp_path}/asked; sleep 9", limits=ChildLimits(wall_seconds=2)
    )
    assert said == f"board: reading it did not end in 2 seconds{KEPT}"
    assert (tmp_path / "asked").read_text() == "asked\n", "once, also of a child that read before"
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_child_is_named_and_the_next_page_is_read(number: signal.Signals) -> None:
    said = cause(signal.raise_signal, number)
    assert said == f"board: the process that read it was ended by {number.name}{KEPT}"
    assert limited("board", abs, -3) == 3


def test_an_answer_is_bounded() -> None:
    assert cause(bytes, 2 << 20) == f"board: what was read of it is more than 1 MB{KEPT}"


def test_a_child_that_read_much_is_not_taken_for_a_page_that_is_large() -> None:
    before = limited("board", os.getpid)
    assert limited("board", os.getpid) == before, "one child serves all pages"
    limited("board", hold, 300 << 20, limits=SMALL)
    assert limited("board", ate, 200 << 20, limits=SMALL) == 200 << 20
    assert limited("board", os.getpid) != before


held: list[bytes] = []


def hold(size: int) -> None:
    held.append(b"x" * size)


def ate(size: int) -> int:
    return len(b"x" * size)


class Evil:
    """Pickled, it is a call of `eval` where it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("__import__('os').environ.__setitem__('RAN_HERE', 'yes')",)


def test_what_comes_back_runs_nothing_here() -> None:
    said = cause(Evil)
    assert said == (
        f"board: the process that read it sent what is no reading (it names builtins.eval){KEPT}"
    )
    assert "RAN_HERE" not in os.environ
    assert limited("board", abs, -3) == 3
    refused = RefusedRow("b", "why", {"value": "x"})
    readings = [Reading("score", "main", "", [{"on": date(2026, 3, 1)}], refused=[refused])]
    assert limited("board", list, readings) == readings


def test_it_gets_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GAPWATCH_PING_URL", "https_proxy"):
        monkeypatch.setenv(name, "https://user:secret@ping.invalid/")
    child.close()
    for name in ("GAPWATCH_PING_URL", "https_proxy"):
        assert limited("board", os.getenv, name) is None


def test_whoever_is_interrupted_leaves_no_answer_behind() -> None:
    before = signal.signal(signal.SIGALRM, Mock(side_effect=KeyboardInterrupt))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            limited("board", time.sleep, 5)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert limited("board", abs, -7) == 7
