"""`gapwatch refresh` in a process of its own, without what takes long: `python -m` this module.

Dagster, the writer's lock and the ends of a command are real; sources that ASKED does not name are
left out, and with MAKERS so are measures, report and what is bundled, save the first so many of the
registry.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sources import catalogue, registry

ASKED, MAKERS = os.environ.get("ASKED", "").split(), os.environ.get("MAKERS")
catalogue.SCHEDULED = tuple(one for one in catalogue.SCHEDULED if one.ABOUT.name in ASKED)
if MAKERS:
    catalogue.BUNDLED = (registry,)

from pipelines import publish  # noqa: E402 - sources are chosen before they are read
from pipelines.measure import run as measure_run  # noqa: E402 - sources are chosen before they are read
from pipelines.settings import Settings  # noqa: E402
from warehouse import store  # noqa: E402


def _nothing(*_: Any) -> Iterator[Any]:
    yield from ()


def _page(_warehouse: store.Warehouse, settings: Settings, _now: Any) -> Path:
    settings.site.mkdir(parents=True, exist_ok=True)
    page = settings.site / "index.html"
    page.write_text("nothing", encoding="utf-8")
    return page


if __name__ == "__main__":
    if MAKERS:
        makers = list(registry.pages())[: int(MAKERS)]
        vars(registry)["pages"] = lambda: iter(makers)
        vars(measure_run)["measure"] = _nothing
        vars(publish)["publish"] = _page
    sys.argv = ["gapwatch", *sys.argv[1:]]
    from cli.main import run

    run()
