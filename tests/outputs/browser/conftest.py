"""A built site, served on this machine, and a browser to look at it; both shared by all tests."""

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


class Silent(SimpleHTTPRequestHandler):
    """Files of one folder, without a line on stderr for each."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="package")
def playwright() -> Iterator[Any]:
    """Closed after this folder: while it is open its event loop runs, and asyncio bears one."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `apt-get install chromium` runs these tests")
    with sync_api.sync_playwright() as opened:
        yield opened


@pytest.fixture(scope="package")
def browser(playwright: Any) -> Iterator[Any]:
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(published: Path) -> Iterator[str]:
    yield from served(published)


@pytest.fixture(scope="session")
def hostile_address(hostile_site: Path) -> Iterator[str]:
    yield from served(hostile_site)


def served(folder: Path) -> Iterator[str]:
    """Serve `folder` on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
