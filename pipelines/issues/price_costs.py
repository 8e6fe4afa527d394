"""Estimates of what a solved task costs, where the board says what its run cost."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from measures.gap.frontier import CLOSED, OPEN_CLASSES
from measures.price.pairs import SolvedCost, pairs, solved_costs
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from pipelines.issues.inputs import Inputs, estimate_row
from pipelines.issues.price_inputs import as_json
from warehouse.schema.columns import HEADLINE_RULE

Row = dict[str, Any]
CAVEAT = (
    "Cost as the board metered it, at the prices of its run; the interval is that of the score "
    "alone."
)


def cost_rows(inputs: Inputs, series: Series) -> Iterator[Row]:
    """Cost per solved task of every entry that states a cost."""
    for one in _costs(inputs, series):
        yield estimate_row(
            inputs,
            entry=one.entry,
            series=series.id,
            value=round(one.per_solved, 6),
            low=None if one.low is None else round(one.low, 6),
            high=None if one.high is None else round(one.high, 6),
            ci_level=None if one.low is None else LEVEL,
            n=1,
            unit="USD per solved task",
            from_on=one.dated_on,
            through_on=one.dated_on,
            detail=as_json(_told(one)),
            caveat=CAVEAT,
            vintages=json.dumps([one.vintage]),
        )


def cost_pairs(inputs: Inputs, series: Series) -> Iterator[Row]:
    """Ratio of cost per solved task: declared pairs, and the best closed and open entry."""
    found = [one for one in _costs(inputs, series) if one.model is not None]
    best = _best(found)
    for pair in pairs():
        if pair.series == series.id and pair.closed in best and pair.open in best:
            yield _pair_row(inputs, series, best[pair.closed], best[pair.open], None)
    sides = [
        _leader(inputs, best.values(), grades) for grades in (CLOSED, OPEN_CLASSES[HEADLINE_RULE])
    ]
    closed, opened = sides
    if closed is not None and opened is not None:
        yield _pair_row(inputs, series, closed, opened, HEADLINE_RULE)


def _costs(inputs: Inputs, series: Series) -> list[SolvedCost]:
    return solved_costs(series, inputs.states[series.id], inputs.names, inputs.through)


def _best(found: Sequence[SolvedCost]) -> dict[str, SolvedCost]:
    """Model to its best entry; of equal scores the cheaper one."""
    best: dict[str, SolvedCost] = {}
    for one in sorted(found, key=lambda one: (one.value, -one.cost)):
        if one.model is not None:
            best[one.model] = one
    return best


def _leader(inputs: Inputs, found: Any, grades: frozenset[str]) -> SolvedCost | None:
    inside = [one for one in found if inputs.names.openness(one.model, inputs.through) in grades]
    return max(inside, key=lambda one: (one.value, -one.cost), default=None)


def _pair_row(
    inputs: Inputs, series: Series, closed: SolvedCost, opened: SolvedCost, rule: str | None
) -> Row:
    ratio = closed.per_solved / opened.per_solved
    key = f"leaders|{rule}" if rule else f"{closed.model}|{opened.model}"
    return estimate_row(
        inputs,
        entry=key,
        series=series.id,
        openness_rule=rule,
        value=round(ratio, 6),
        n=1,
        unit="closed cost / open cost",
        detail=as_json(
            {
                "closed": _told(closed),
                "open": _told(opened),
                "cost_percent": 100 / ratio,
                "quality_percent": 100 * opened.value / closed.value,
            }
        ),
        caveat=CAVEAT,
        vintages=json.dumps(sorted({closed.vintage, opened.vintage})),
    )


def _told(one: SolvedCost) -> Row:
    return {
        "entry": one.entry,
        "model": one.model,
        "value": one.value,
        "usd_per_task": one.cost,
        "usd_per_solved": one.per_solved,
        "dated_on": one.dated_on,
    }
