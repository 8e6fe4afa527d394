"""Past days: what had been published by each of them, and all measures as of one of them.

Measured when asked for and kept nowhere: pages and curated names that come later change it. Of
series on the board axis the history of the gap says it already.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from measures.gap.history import published_gaps
from measures.gap.paired import Pairing, by_items
from measures.names.registry import ALWAYS
from measures.segments import GapSegment
from pipelines.measure.inputs import Inputs, item_results, states_of
from pipelines.measure.run import measure
from terms.openness import HEADLINE_RULE
from warehouse.clock import end_of
from warehouse.errors import WarehouseMissing
from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, Bounds
from warehouse.past import copy_within
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

Watched = Callable[[Iterator[Arrival]], Iterable[Arrival]]


@contextmanager
def measured_on(
    warehouse: Warehouse, day: date, bounds: Bounds, watched: Watched = iter
) -> Iterator[Warehouse]:
    """A copy of `warehouse` in memory within `bounds`, with its measures computed up to `day`.

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
        for _ in watched(measure(copy, datetime.combine(day, time(), UTC))):
            pass
        yield copy


def published_by_day(warehouse: Warehouse, now: datetime) -> dict[str, list[GapSegment]]:
    """Under the widest rule: series of the entry axis to its gaps as published, one per change."""
    inputs = Inputs(warehouse, now)
    paired = _pairings(inputs)
    names, led = inputs.names, inputs.headline.get(HEADLINE_RULE, ())
    gaps = {}
    for name, series in inputs.series.items():
        if series.axis == "entry":
            with inputs.trying(name):  # the run of the measures says why
                states = states_of(
                    warehouse, series, inputs.dated, inputs.turns, since=ALWAYS, names=names
                )
                gaps[name] = published_gaps(
                    inputs.known, series, states, HEADLINE_RULE, paired, led
                )
    return gaps


def _pairings(inputs: Inputs) -> dict[str, Pairing]:
    """How leaders compare item by item, by the day from which their results were published so."""
    found = history_read.all_by_published_date(
        inputs.warehouse.connection, "item_result", inputs.dated
    )
    days = sorted({vintage.published_on for vintage in found})
    return {
        on: by_items(item_results(inputs.warehouse, inputs.dated.by(date.fromisoformat(on))))
        for on in days
    }
