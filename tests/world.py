"""A tiny world: what ships, cut to a few series, so that a home is made and told in seconds.

All tests live in it but those that ask for everything. The registry is whole, for the names of
others are matched by it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from filelock import FileLock

from pipelines.ingest import curated
from sources import registry
from sources.contract import Page
from warehouse.store import Warehouse

Kind = Literal["named", "curated", "shipped", "bundled", "whole", "replayed"]
BEGUN_AS: dict[Kind, Kind] = {
    "curated": "named",
    "shipped": "curated",
    "bundled": "curated",
    "whole": "bundled",
    "replayed": "bundled",
}
"""What a home was before: no page is judged for two of them."""
SHIPPED_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHEETS = (
    "arena_rank", "bfcl", "history_aider_polyglot", "history_arena_text", "history_arena_text_raw",
    "history_arena_webdev", "history_bfcl_multi_turn", "history_eci", "history_eci_leaders",
    "history_swebench_verified_mini2", "launch_prices", "mmlu", "swebench_verified_vendor",
)  # fmt: skip
"""Published facts that it has, as files of `sources/published`."""

_published = curated.PAGES["published"]


def _few(now: datetime) -> list[Page]:
    names = {f"{name}.csv" for name in SHEETS}
    return [page for page in _published(now) if page.url.rpartition("/")[2] in names]


@contextmanager
def ships(*, everything: bool) -> Iterator[None]:
    """Inside, no more ships than the tiny world has, or everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(curated.PAGES, "published", _published if everything else _few)
        yield


def home(kind: Kind, factory: pytest.TempPathFactory) -> Path:
    """A copy of a home that was made once for all workers of a test run.

    named: the registry, taken in. curated: what the tiny world ships, taken in; shipped: and
    measured. bundled: all that ships, taken in; whole: and measured; replayed: measured with every
    recorded page.
    """
    kept = shared(f"{kind}-home", partial(_make, kind, factory), factory)
    return Path(shutil.copytree(kept, factory.mktemp(kind) / "home"))


def shared(name: str, make: Callable[[Path], object], factory: pytest.TempPathFactory) -> Path:
    """A folder that the first worker who asks makes for all."""
    base = factory.getbasetemp()
    kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            make(part := Path(f"{kept}.part"))
            part.rename(kept)
    return kept


def _make(kind: Kind, factory: pytest.TempPathFactory, place: Path) -> None:
    from pipelines.measure.run import measure  # noqa: PLC0415 - most tests need no home

    if begun_as := BEGUN_AS.get(kind):
        shutil.copytree(home(begun_as, factory), place)
    with Warehouse.open(place) as warehouse:
        if kind == "named":
            list(curated.curate_source(warehouse, registry, lambda: SHIPPED_AT))
            return
        if kind in ("curated", "bundled"):
            with ships(everything=kind == "bundled"):
                list(curated.curate(warehouse, lambda: SHIPPED_AT))
            return
        if kind == "replayed":
            from tests.golden.replayed import take_recorded  # noqa: PLC0415 - by night alone

            take_recorded(warehouse, place)
        list(measure(warehouse, SHIPPED_AT))
