"""What one solved task costs, on boards that say what their runs cost.

Cost per solved task = mean cost of one task / share of tasks solved (cost-of-pass, arXiv
2504.13359).
"""

from __future__ import annotations

from collections.abc import Iterator

from measures.boards.states import Contender, entries_of, inputs
from measures.known import Known
from measures.price.records import CostPerSolvedEstimate
from measures.series import Series
from measures.uncertainty.intervals import LEVEL, z_of
from terms.units import Unit


def cost_per_solved(value: float, cost: float) -> float:
    """USD for one solved task: mean cost of a task over the share solved (`value` in percent)."""
    return cost / (value / 100)


def cost_rows(known: Known, series: Series) -> Iterator[CostPerSolvedEstimate]:
    """Cost per solved task of every entry of the series that states a cost, cheapest first.

    Entries with a cost of 0 (not metered) or nothing solved are left out; so are series that are
    no proportion.
    """
    if series.unit != Unit.PERCENT or series.sign != 1:
        return
    states = inputs(series, known.states[series.id], known.through)
    found = [
        _solved(series, item)
        for item in entries_of(series, states, known.names)
        if item.row.get("cost_usd") and item.value > 0 and (item.dated_on or "") <= known.through
    ]
    yield from sorted(found, key=lambda one: (one.usd_per_solved, one.entry))


def _solved(series: Series, item: Contender) -> CostPerSolvedEstimate:
    cost = item.row["cost_usd"]
    per_solved = cost_per_solved(item.value, cost)
    low = high = None
    # At the ends of the score's interval; the cost's own error is not published.
    if item.stderr is not None:
        half = z_of(LEVEL) * item.stderr
        low = round(cost_per_solved(min(100.0, item.value + half), cost), 6)
        high = round(cost_per_solved(item.value - half, cost), 6) if item.value > half else None
    return CostPerSolvedEstimate(
        series=series.id,
        value=round(per_solved, 6),
        low=low,
        high=high,
        ci_level=None if low is None else LEVEL,
        n=1,
        from_on=item.dated_on,
        through_on=item.dated_on,
        entry=item.entry,
        model=item.model,
        score=item.value,
        usd_per_task=cost,
        usd_per_solved=per_solved,
        dated_on=item.dated_on,
        vintages=(item.state.vintage,),
    )
