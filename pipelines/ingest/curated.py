"""The pages that ship with the product: registry, published facts, bundled price history.

They take the same way as every other page. A page that was taken before by this code is not
looked at again: it cannot have changed.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from pipelines.ingest.fetch import failure_of, record_failure
from pipelines.ingest.page import IngestResult, ingest_pages, is_held
from sources import published, registry
from sources.catalogue import BUNDLED
from sources.contract import Fetched, Page, Source, SourceChanged, SourceUnavailable
from sources.prices.model_prices import snapshots as model_prices
from warehouse.store import Warehouse

NOW = partial(datetime.now, UTC)


def curate(warehouse: Warehouse, clock: Callable[[], datetime] = NOW) -> Iterator[IngestResult]:
    """Take every bundled page that this warehouse does not hold in this form yet."""
    for source in BUNDLED:
        yield from curate_source(warehouse, source, clock)


def curate_source(
    warehouse: Warehouse, source: Source, clock: Callable[[], datetime] = NOW
) -> Iterator[IngestResult]:
    """The same for one bundled source. A bundle that cannot be had is recorded with its cause."""
    name, home = source.ABOUT.name, source.ABOUT.home
    try:
        pages = PAGES[name](clock())
    except (SourceUnavailable, SourceChanged) as error:
        yield record_failure(warehouse, name, home, failure_of(error))
        return
    looks = (Fetched(page.url, page.seen_at, None, page) for page in pages)
    new = [(source, look) for look in looks if not is_held(warehouse, name, look)]
    yield from ingest_pages(warehouse, new)


def _files(folder: str, files: Iterator[tuple[str, bytes]], now: datetime) -> list[Page]:
    return [Page(f"package:{folder}/{name}", body, now) for name, body in files]


PAGES: dict[str, Callable[[datetime], list[Page]]] = {
    "registry": lambda now: _files("registry", registry.pages(), now),
    "published": lambda now: _files("published", published.pages(), now),
    "model_prices": lambda _now: [model_prices.bundled()],
}
"""How to get the pages of each bundled source, given the time they are seen at."""
