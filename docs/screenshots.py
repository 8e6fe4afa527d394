"""The pictures of README and tutorial, taken by code: `make screenshots` (needs Chromium).

The picture and the answer in README come from what ships, measured in a home of its own; the
others from the warehouse of this installation (GAPWATCH_HOME), into docs/screenshots/. Nobody has
to take them again by hand when the pages change. CHROMIUM names another browser.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

HERO, README = Path(__file__).parent / "hero.png", Path(__file__).parents[1] / "README.md"
CARD = {"width": 1200, "height": 630}
QUERY = re.compile(r"```sh\nsqlite-utils data/warehouse.db \"(.*?)\" -t\n```", re.DOTALL)
ANSWER = re.compile(r"(?<=-->\n```\n).*?(?=```)", re.DOTALL)
LINEAGE = Path(__file__).parent / "lineage.png"
GROUPS = ("snapshots", "curated", "observations", "facts", "measures", "past", "alerts", "outputs")
MARGIN = 60
FOLDER = Path(__file__).parent / "screenshots"
WIDTH, WIDE, HEIGHT = 1200, 1600, 800
LONGEST_START_S = 600
"""Beside other work Dagster took more than two minutes."""
GRAPH_MS = 10_000
"""Dagster lays its graph out in the browser and says nothing when it is done."""
MAX_BYTES = 250_000


def main() -> None:
    """Take every picture. Raises SystemExit when one is too large for the repository."""
    FOLDER.mkdir(exist_ok=True)
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as site:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        _take_hero(browser, _shipped(Path(site) / "shipped"))
        page.goto(_report(Path(site)).as_uri())
        _take(page, "report")
        with _explorer() as address:
            page.goto(address)
            _take(page, "explore")
            page.goto(f"{address}/frontiers?series=arena_text_raw&openness_rule=")
            page.wait_for_selector("#gapwatch-chart svg")
            _take(page, "explore-chart")
        with _dagster() as address:
            page.goto(f"{address}/asset-groups")
            page.wait_for_timeout(GRAPH_MS)
            _take(page, "dagster")
            _take_lineage(page)
        browser.close()
    large = [
        path.name
        for path in (HERO, LINEAGE, *FOLDER.glob("*.png"))
        if path.stat().st_size > MAX_BYTES
    ]
    if large:
        sys.exit(f"over {MAX_BYTES} bytes: {', '.join(large)}")


def _take_hero(browser: Any, card: Path) -> None:
    """The card of the report, as the browser packs it: a third of what the drawing takes."""
    page = browser.new_page(viewport=CARD)
    page.goto(card.as_uri())
    page.screenshot(path=HERO)
    page.close()


def _take_lineage(page: Page) -> None:
    """The groups alone, as wide as the letters need."""
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.reload()
    page.wait_for_timeout(GRAPH_MS)
    page.add_style_tag(content="button { visibility: hidden }")  # they lie over the graph
    page.screenshot(path=LINEAGE, clip=_around(page, GROUPS))


def _around(page: Page, texts: Sequence[str]) -> Any:
    """The part of the graph that holds all `texts`, with room for the boxes they stand in."""
    found = [page.locator("svg").get_by_text(text, exact=True).first for text in texts]
    boxes = [box for one in found if (box := one.bounding_box())]
    left, top = (min(box[side] for box in boxes) - MARGIN for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + 2 * MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN / 3
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _shipped(home: Path) -> Path:
    """The card of a report on what ships; README gets the answer to its own query."""
    from dataclasses import replace  # noqa: PLC0415

    from pipelines.ingest.curated import curate  # noqa: PLC0415
    from pipelines.measure.run import measure  # noqa: PLC0415
    from pipelines.publish import publish  # noqa: PLC0415
    from pipelines.settings import Settings  # noqa: PLC0415
    from warehouse.store import Warehouse  # noqa: PLC0415

    now = datetime.now(UTC)
    settings = replace(Settings.from_environment(), home=home, site=home / "site")
    with Warehouse.open(home) as warehouse:
        list(curate(warehouse))
        list(measure(warehouse, now))
        publish(warehouse, settings, now)
    _answer(home)
    return home / "site" / "charts" / "gapwatch.png"


def _answer(home: Path) -> None:
    text = README.read_text("utf-8")
    found = QUERY.search(text)
    assert found is not None  # noqa: S101 - README has its query
    ask = [Path(sys.executable).parent / "sqlite-utils", home / "warehouse.db", found[1], "-t"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=True).stdout  # noqa: S603
    README.write_text(ANSWER.sub(lambda _: f"{answer.rstrip()}\n", text, count=1), "utf-8")


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
    start = [sys.executable, "-c", "from cli.main import run; run()", "explore", "--port"]
    with _served(start, os.environ) as address:
        yield f"{address}/warehouse"


@contextmanager
def _dagster() -> Iterator[str]:
    """Dagster on a home of its own, without the daemon, so that the picture starts no run."""
    from dataclasses import replace  # noqa: PLC0415

    from pipelines import ui  # noqa: PLC0415
    from pipelines.settings import Settings  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as home:
        settings = replace(Settings.from_environment(), home=Path(home))
        start = [sys.executable, "-m", "dagster_webserver", "-w", str(ui.workspace(settings))]
        environ = ui.environment(settings, {**os.environ, "GAPWATCH_HOME": home})
        with _served([*start, "-h", "127.0.0.1", "-p"], environ) as address:
            yield address


@contextmanager
def _served(start: Sequence[str], environ: Mapping[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = subprocess.Popen(  # noqa: S603 - our own commands
        [*start, str(port)], env=dict(environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, served)
        yield address
    finally:
        served.send_signal(signal.SIGINT)  # Dagster ends what it started
        served.wait(LONGEST_START_S)


def _wait_for(address: str, served: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST_START_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310 - 127.0.0.1
                return
        except OSError:
            if time.monotonic() > until or served.poll() is not None:
                raise
            time.sleep(0.5)


def _take(page: Page, name: str, **how: Any) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", **how)


if __name__ == "__main__":
    main()
