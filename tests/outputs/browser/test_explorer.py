"""Datasette in a real browser: harmless whatever names hold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn

from outputs.explorer.serve import explorer
from tests.outputs.browser.looks import watched
from tests.outputs.shelf import ARENA, HOSTILE, put_hostile, stay
from warehouse.store import Warehouse

LONGEST_START_S = 30


@contextmanager
def looking_at(home: Path) -> Iterator[str]:
    """Datasette over `home` on a free port of this machine."""
    config = uvicorn.Config(explorer(home, [ARENA]).app(), port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + LONGEST_START_S
    while not server.started:
        assert time.monotonic() < until, "Datasette did not start"
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(LONGEST_START_S)


def test_hostile_names_are_text(browser: Any, tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        stay(warehouse)
        put_hostile(warehouse, HOSTILE)
    with looking_at(tmp_path) as address, watched(browser, address) as seen:
        for path in ("gap_history", "score_now", "gap_on_day", "provenance"):
            seen.open(f"warehouse/{path}").wait_for_load_state("networkidle")
        assert seen.complaints == []
