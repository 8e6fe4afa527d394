"""The pages that ship with the product: registry, published facts, bundled price history.

They take the same way as every other page. A page that was taken before by this code is not
looked at again: it cannot have changed.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from pipelines import version
from pipelines.ingest import Taken, take_together
from sources import model_prices, published, registry
from sources.contract import Look, Page, Source
from warehouse.looks import Seen
from warehouse.store import Warehouse


def curate(
    warehouse: Warehouse, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[Taken]:
    """Take every bundled page that this warehouse does not hold in this form yet."""
    for source, pages in _bundles(clock):
        looks = [Look(page.url, page.seen_at, None, page) for page in pages]
        yield from take_together(
            warehouse, source, [look for look in looks if not _held(warehouse, source, look)]
        )


def _held(warehouse: Warehouse, source: Source, look: Look) -> bool:
    body = look.page.body if look.page else b""
    sha256 = hashlib.sha256(body).hexdigest()
    seen = Seen(source.ABOUT.name, look.url, look.seen_at, version.reading(), sha256)
    return warehouse.holds(seen)


def _bundles(clock: Callable[[], datetime]) -> Iterator[tuple[Source, list[Page]]]:
    now = clock()
    yield registry, [Page(f"package:registry/{name}", body, now) for name, body in registry.pages()]
    yield (
        published,
        [Page(f"package:published/{name}", body, now) for name, body in published.pages()],
    )
    yield model_prices, [model_prices.bundled()]
