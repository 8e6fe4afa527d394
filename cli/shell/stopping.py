"""Ending a command from outside: SIGTERM does what Ctrl-C does, under its own exit code.

What belongs here: signals. Dagster puts handlers of its own in place of ours while a run lasts and
does not say which signal came, so the number is read from the descriptor that Python writes it to.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Terminated = Callable[[], bool]
"""Whether SIGTERM was among the signals that came."""


@contextmanager
def stoppable() -> Iterator[Terminated]:
    """Let SIGTERM interrupt the block as Ctrl-C does.

    A command that a script starts with `&` ignores Ctrl-C; it does not ignore SIGTERM.
    """
    ignores_ctrl_c = signal.getsignal(signal.SIGINT) is signal.SIG_IGN

    def stop(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGTERM or not ignores_ctrl_c:
            raise KeyboardInterrupt

    read, write = socket.socketpair()
    with read, write:
        read.setblocking(False)
        write.setblocking(False)
        earlier = {
            number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)
        }
        descriptor = signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
        try:
            yield lambda: _came(read)
        finally:
            signal.set_wakeup_fd(descriptor)
            for number, handler in earlier.items():
                signal.signal(number, handler)


def _came(read: socket.socket) -> bool:
    try:
        return signal.SIGTERM in read.recv(4096)
    except BlockingIOError:
        return False
