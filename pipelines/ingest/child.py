"""What reads foreign bytes runs in a child process, with limits of memory and time.

A page of a few kilobytes may ask for gigabytes, or never come to an end, in a library written in C
as well: nothing inside one process can be relied on to stop it. A child can be lost, which costs
one page and is a sentence in its record.

It is started with `exec`, never forked: a copy of a process with threads (Dagster's, pyarrow's)
inherits locks that nobody will release. `multiprocessing` would import the caller's main module
again, and refuses daemonic workers such as Celery's. One child serves its process for all pages,
since starting it takes longer than most pages take. It gets no setting of ours, secrets among them,
and ends with the process that started it, whose end of the pipe closes then.

What comes back is data alone (`_Plain`): whatever a page made of the child, it runs nothing here.
"""

import atexit
import io
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

from sources.contract import Page, Reading, RefusedRow, Source, SourceChanged
from sources.reading.rows import read_page

ROOT = Path(__file__).resolve().parents[2]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one call may use."""

    memory: int = 2 << 30
    """Bytes of the child; the largest of 234 recorded pages takes a tenth of it."""
    cpu_seconds: int = 60
    """The slowest recorded page takes 0.3."""
    wall_seconds: float = 600.0
    """For a child that waits instead of computing, on a machine with other work."""
    answer: int = 128 << 20
    """Bytes of what was read; of the largest recorded page 1.6 MB."""


USUAL = ChildLimits()
UNREAD = "the page is kept, nothing of it was read"
"""The end of a cause that lies with this machine as well as with the page."""


class _Lost(Exception):
    """There is no answer, and why; `again`: a child that read nothing before may have one."""

    def __init__(self, cause: str, *, again: bool = False) -> None:
        super().__init__(cause)
        self.again = again


def parsed(source: Source, page: Page, limits: ChildLimits = USUAL) -> list[Reading]:
    """What `source` reads on `page`. Raises SourceChanged, whatever became of the parser."""
    name = source.ABOUT.name
    return list(limited(name, read_page, name, source.parse, page, limits=limits))


def limited(
    source: str, function: Callable[..., Result], *arguments: Any, limits: ChildLimits = USUAL
) -> Result:
    """`function(*arguments)` in the child; both must be known to pickle.

    Raises SourceChanged of that source: the function's own, and one for every other end.
    """
    request = pickle.dumps((limits, source, (function, arguments)))
    with _one_at_a_time:
        try:
            cause, result = _asked(request, limits)
        except _Lost as error:
            cause, result = f"{error}; {UNREAD}", None
    if cause is not None:
        raise SourceChanged(source, cause)
    return cast(Result, result)


_one_at_a_time = Lock()
_children: "dict[int, _Child]" = {}
"""The child of this process, by its own id: a fork of this process begins without one."""


def _asked(request: bytes, limits: ChildLimits) -> tuple[str | None, Any]:
    used = os.getpid() in _children
    try:
        return _child().ask(request, limits)
    except _Lost as error:
        if not (used and error.again):
            raise
    return _child().ask(request, limits)


def _child() -> "_Child":
    return _children.get(os.getpid()) or _children.setdefault(os.getpid(), _Child())


@atexit.register
def close() -> None:
    """End the child of this process, if there is one."""
    if os.getpid() in _children:
        _child().stop()


class _Child:
    """A process that answers one request after the other until it is lost."""

    def __init__(self) -> None:
        ours, its = Pipe()
        with closing(its):
            self._process = subprocess.Popen(  # noqa: S603 - this module
                [sys.executable, "-P", "-m", __name__, str(its.fileno())],
                pass_fds=[its.fileno()], env=_environment(),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        self._pipe = ours

    def ask(self, request: bytes, limits: ChildLimits) -> tuple[str | None, Any]:
        """(what is wrong, result). Raises _Lost; the child is gone then."""
        try:
            self._pipe.send_bytes(request)
            if not self._pipe.poll(limits.wall_seconds):
                raise _Lost(f"reading it did not end in {limits.wall_seconds:g} seconds")
            return self._read(self._answer(limits))
        except (EOFError, ConnectionError):
            raise self._ended(limits) from None
        except BaseException:  # whoever asks next must not get this answer
            self.stop()
            raise

    def _read(self, answer: bytes) -> tuple[str | None, Any]:
        """A library that was taken over by its page sends what it likes, and runs nothing here."""
        try:
            cause, result = _Plain(io.BytesIO(answer)).load()
        except Exception as error:
            raise _Lost(f"the process that read it sent what is no reading ({error})") from error
        return cause, result

    def _answer(self, limits: ChildLimits) -> bytes:
        try:
            return self._pipe.recv_bytes(limits.answer)
        except EOFError:
            raise
        except OSError:
            raise _Lost(f"what was read of it is more than {limits.answer >> 20} MB") from None

    def _ended(self, limits: ChildLimits) -> _Lost:
        """Why the child is gone, after the signal that ended it."""
        code = self.stop()
        if code == -signal.SIGXCPU:
            return _Lost(f"reading it took more than {limits.cpu_seconds} seconds")
        if code == _OUT_OF_MEMORY:
            return _Lost(
                f"reading it took more than {limits.memory >> 20} MB of memory", again=True
            )
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return _Lost(f"the process that read it was ended by {name}", again=True)

    def stop(self) -> int:
        """End it; how it ended, as `subprocess` says it."""
        _children.pop(os.getpid(), None)
        self._pipe.close()
        with self._process as process:
            try:
                return process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                return process.wait()


_GRACE_SECONDS = 1.0
_OUT_OF_MEMORY = 77
"""How the child leaves: what is free of its memory by then may not be enough for a sentence."""


def _environment() -> dict[str, str]:
    """Where the code lies and how to find libraries; no setting of ours and no secret."""
    kept = {name: text for name, text in os.environ.items() if name in _KEPT}
    return {**kept, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}


_KEPT = {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHASHSEED"}


class _Plain(pickle.Unpickler):
    """Makes nothing but readings and values: what else a pickle names could run anything."""

    def find_class(self, module: str, name: str) -> type:
        for one in (Reading, RefusedRow, date, datetime, timedelta, timezone, Decimal):
            if (module, name) == (one.__module__, one.__qualname__):
                return one
        raise pickle.UnpicklingError(f"it names {module}.{name}")


def serve(pipe: Connection) -> None:
    """Answer requests until the other end closes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            request = pipe.recv_bytes()
        except EOFError:
            return
        try:
            pipe.send_bytes(_answer(request))
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)


def _answer(request: bytes) -> bytes:
    limits, source, call = pickle.loads(request)  # noqa: S301 - of the process that started this one
    _limit(limits)
    try:
        function, arguments = call
        return pickle.dumps((None, function(*arguments)))
    except MemoryError:
        raise
    except SourceChanged as error:
        cause = str(error).removeprefix(f"{source}: ")
    except Exception as error:  # noqa: BLE001 - a defect of one parser must not stop the others
        cause = f"the parser failed on this page ({type(error).__name__}: {error}); report it"
    return pickle.dumps((cause, None))


def _limit(limits: ChildLimits) -> None:
    """Soft limits: they are set anew for every page, and processor time counts from the start."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, hard))
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
