"""Issue of gap and frontier: each (series, openness rule) is a board."""

from collections.abc import Iterator

from measures.gap.daily import gap_history, inputs_on
from measures.gap.frontier import frontier_history
from measures.gap.paired import Pairing, by_items, first_known
from measures.series import Series
from pipelines.measure.inputs import Inputs, arrival, item_results
from pipelines.measure.unchanged import again, marks
from terms.openness import OPENNESS_RULES
from warehouse.history.vintages import Arrival


def gaps(inputs: Inputs) -> Iterator[Arrival]:
    """Gap and frontier of every series under every rule, up to today."""
    paired = by_items(item_results(inputs.warehouse, inputs.bounds))
    known = marks(inputs)
    for series in inputs.series.values():
        if known.is_same(series.id):
            yield from again(inputs, series, "gap", "frontier")
        else:
            yield from _of(inputs, series, first_known(inputs.pairings.get(series.id), paired))


def _of(inputs: Inputs, series: Series, pairing: Pairing) -> Iterator[Arrival]:
    states, through, stamp = inputs.states[series.id], inputs.through, inputs.code_version
    newest = inputs_on(series, states, through)
    if newest is None:
        return
    for rule in OPENNESS_RULES:
        found = gap_history(series, states, inputs.names, rule, through, pairing=pairing)
        rows = [segment.row(stamp) for segment in found]
        yield arrival("gap", series.id, rule, inputs.today, newest, rows)
        frontiers = frontier_history(series, states, inputs.names, rule, through)
        for side, segments in frontiers.items():
            rows = [segment.row(stamp) for segment in segments]
            board = f"{rule}|{side}"
            yield arrival("frontier", series.id, board, inputs.today, newest, rows)
