"""All measures as of a past day: measured when asked for and kept nowhere, as pages and curated
names that come later change them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from pipelines.measure.run import measure
from warehouse.clock import end_of
from warehouse.errors import WarehouseMissing
from warehouse.history.vintages import Arrival, Bounds
from warehouse.past import copy_within
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

Watched = Callable[[Iterator[Arrival]], Iterable[Arrival]]


@contextmanager
def measured_on(
    warehouse: Warehouse,
    day: date,
    bounds: Bounds,
    watched: Watched = iter,
    series: str | None = None,
) -> Iterator[Warehouse]:
    """A copy of `warehouse` in memory within `bounds`, with its measures computed up to `day`, or
    the gap and lag of one `series` alone.

    `watched` sees every board as it is derived. Raises WarehouseMissing when this warehouse knew
    nothing by the recorded bound.
    """
    first = reads_pages.first_recorded(warehouse.connection)
    if bounds.recorded and first and end_of(bounds.recorded) < first:
        raise WarehouseMissing(
            f"this warehouse knew nothing on {bounds.recorded}: its first recorded day is "
            f"{first[:10]}"
        )
    with copy_within(warehouse, bounds, day) as copy:
        for _ in watched(measure(copy, datetime.combine(day, time(), UTC), series)):
            pass
        yield copy
