"""Datasette's charts in a real browser: drawn from their own rows, harmless whatever names hold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn

from outputs.explorer.serve import explorer
from tests.outputs.shelf import ARENA, HOSTILE, NOW, put_hostile
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
    yield f"http://127.0.0.1:{port}/warehouse"
    server.should_exit = True
    thread.join(LONGEST_START_S)


@contextmanager
def page_of(browser: Any) -> Iterator[tuple[Any, list[str], list[str]]]:
    """A new page, with the errors it has and the addresses it asks for."""
    page = browser.new_page()
    errors: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda shown: errors.append(f"dialog {shown.message}"))
    page.on("request", lambda request: asked.append(request.url))
    yield page, errors, asked
    page.close()


@pytest.mark.parametrize("question", ["gap_history", "frontiers?series=mmlu_vendor_5shot"])
def test_a_question_with_a_chart_draws_it(question: str, browser: Any, shipped_home: Path) -> None:
    with looking_at(shipped_home) as address, page_of(browser) as (page, errors, asked):
        page.goto(f"{address}/{question}")
        page.wait_for_selector("#gapwatch-chart svg path", state="attached")
        chart = page.locator("#gapwatch-chart").bounding_box()
        rows = page.locator("table.rows-and-columns").bounding_box()
        assert chart["y"] + chart["height"] <= rows["y"]
        assert errors == []
        assert {url for url in asked if not url.startswith(address.removesuffix("/warehouse"))} <= {
            url for url in asked if url.startswith("data:")
        }


def test_hostile_names_are_text(browser: Any, tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        warehouse._clock = lambda: NOW
        put_hostile(warehouse, HOSTILE)
    with looking_at(tmp_path) as address, page_of(browser) as (page, errors, _):
        for path in ("gap_history", "score_now", "gap_on_day", "provenance"):
            page.goto(f"{address}/{path}")
            page.wait_for_load_state("networkidle")
        assert errors == []
