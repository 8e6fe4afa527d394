"""Prices as the measures take them: every price list's history, read from the warehouse."""

from measures.names.registry import Registry
from measures.price.lists import Prices
from measures.price.rules import bundled
from measures.price.spans import PriceBoard, PriceState
from pipelines.measure.registry import registry
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.reads.prices import PriceHistory, price_histories
from warehouse.store import Warehouse


def prices_of(
    warehouse: Warehouse, bounds: Bounds = UNBOUNDED, names: Registry | None = None
) -> Prices:
    """Prices as known within `bounds`; `names`: the registry, when it was read already."""
    ranked = bundled().sources
    histories = price_histories(warehouse.connection, bounds)
    return Prices(
        [_list(one) for one in histories if one.source in ranked],
        registry(warehouse, bounds) if names is None else names,
        sorted({one.source for one in histories} - set(ranked)),
    )


def _list(one: PriceHistory) -> PriceBoard:
    states = {key: PriceState(rows, held) for key, (rows, held) in one.states.items()}
    return PriceBoard(one.source, one.board, one.category, one.days, states, one.vintages)
