"""Prices as the measures take them: every price list's history, read from the warehouse; and
whether what was fetched since the last derivation can change any."""

from itertools import pairwise

from measures.freshness import is_stale
from measures.names.registry import Registry
from measures.price.lists import Prices
from measures.price.rules import bundled
from measures.price.spans import LOOKS_TO_WITHDRAW, PriceBoard, PriceState
from pipelines.measure.fetches import Fetches
from pipelines.measure.registry import registry
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.reads.prices import PriceHistory, fetched_days, has_price_between, price_histories
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


def prices_stay(warehouse: Warehouse, fetches: Fetches, day: str, through: str) -> bool:
    """Whether every price of day `day`, on which they were derived, stays so up to `through` by
    what was fetched since: time alone is not asked (`measures.price.book.next_change`).

    It does when all lists that were looked at last were looked at again, together and without a
    pause, and said the same, and when nothing was new on the days between: a list that confirms its
    price takes the word from one that told of a change, and a model that was missing three times
    in a row is withdrawn.
    """
    if fetches.any_of("price"):
        return False
    undated = {
        key: vintage
        for key, vintage in fetches.before.items()
        if key.fact_table == "price" and not vintage.own_date
    }
    again = {key: tuple(days) for key, days in fetches.again.items() if key in undated}
    if not again:
        return day == through or not undated
    last = max(vintage.published_on for vintage in undated.values())
    live = {key for key, vintage in undated.items() if vintage.published_on == last}
    if again.keys() != live or len(set(again.values())) > 1:
        return False
    days = next(iter(again.values()))
    if days[0] < last or days[-1] != through:
        return False
    trust = [rule for key in live if (rule := bundled().sources.get(key.source))]
    if any(is_stale(rule, one, other) for rule in trust for one, other in pairwise((last, *days))):
        return False
    seen = fetched_days(warehouse.connection, [undated[key].id for key in live], last)
    is_settled = all(count >= LOOKS_TO_WITHDRAW for count in seen)
    return is_settled and not has_price_between(warehouse.connection, last, through)
