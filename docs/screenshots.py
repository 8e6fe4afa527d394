"""The pictures of the tutorial, taken by code: `python docs/screenshots.py` (needs Chromium).

Reads the warehouse of this installation (GAPWATCH_HOME) and writes PNGs into docs/screenshots/.
Nobody has to take them again by hand when the pages change. CHROMIUM names another browser.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent / "screenshots"
WIDTH, HEIGHT = 1200, 800
LONGEST_START_S = 60
MAX_BYTES = 250_000


def main() -> None:
    """Take every picture. Raises SystemExit when one is too large for the repository."""
    FOLDER.mkdir(exist_ok=True)
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as site:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(_report(Path(site)).as_uri())
        _take(page, "report")
        with _explorer() as address:
            page.goto(address)
            _take(page, "explore")
            page.goto(f"{address}/frontiers?series=arena_text_raw&openness_rule=")
            page.wait_for_selector("#gapwatch-chart svg")
            _take(page, "explore-chart")
        browser.close()
    large = [path.name for path in FOLDER.glob("*.png") if path.stat().st_size > MAX_BYTES]
    if large:
        sys.exit(f"over {MAX_BYTES} bytes: {', '.join(large)}")


def _report(site: Path) -> Path:
    from dataclasses import replace  # noqa: PLC0415

    from pipelines.publish import publish  # noqa: PLC0415
    from pipelines.settings import Settings  # noqa: PLC0415
    from warehouse.store import Warehouse  # noqa: PLC0415

    settings = replace(Settings.from_environment(), site=site)
    with Warehouse.read(settings.home, settings.archive) as warehouse:
        return publish(warehouse, settings, datetime.now(UTC))


@contextmanager
def _explorer() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-c", "from cli.main import run; run()", "explore", "--port", str(port)]
    served = subprocess.Popen(line, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    address = f"http://127.0.0.1:{port}/warehouse"
    try:
        _wait_for(address)
        yield address
    finally:
        served.terminate()
        served.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + LONGEST_START_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310 - 127.0.0.1
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _take(page: Page, name: str, **how: Any) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", **how)


if __name__ == "__main__":
    main()
