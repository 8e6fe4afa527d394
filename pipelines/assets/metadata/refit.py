"""What Dagster shows of the refit of Epoch's index on `measure/eci_refit`, and whether it stands.

What belongs here: faults that show when the stored scores behind the fit are arranged again, and
when its anchors are laid beside the declared ones, whatever the fit said of itself.
"""

import json
from collections.abc import Iterator

import dagster as dg

from measures.errors import ScaleInvalid
from measures.scale.fit import ECI, ECI_ANCHORS, observations
from measures.scale.item_response import Grid, arranged
from measures.scale.least_squares import TOLERANCE
from measures.series import load
from pipelines.assets import checks, keys
from pipelines.measure.inputs import board_state
from terms.days import day
from terms.numbers import number
from warehouse.connection import Row
from warehouse.history import read as history_read
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse

ROUNDED = 0.0005
"""How far an anchor of a fit may be from its declared value."""


def faults(warehouse: Warehouse, fit: Row) -> Iterator[str]:
    """Why the fit, a row of view eci_refit, is not to be trusted."""
    if fit["fault"] is not None:
        yield fit["fault"]
        return
    if not fit["gradient"] <= TOLERANCE:
        yield f"did not converge (gradient {fit['gradient']:.1e})"
    yield from _moved(fit)
    yield from _ungrounded(warehouse, fit)


def _moved(fit: Row) -> Iterator[str]:
    """Anchors away from what is declared."""
    for name, (model, declared) in (("low", ECI_ANCHORS.low), ("high", ECI_ANCHORS.high)):
        value = fit[f"{name}_anchor"]
        if not abs(value - declared) <= ROUNDED:
            yield f"anchor {model} is {value:g} in the fit, declared {declared:g}"


def _ungrounded(warehouse: Warehouse, fit: Row) -> Iterator[str]:
    """Whether the stored scores are one graph, as large as the fit says."""
    connection = warehouse.connection
    states = (
        board_state(history_read.state_of(connection, history_read.vintage(connection, vintage)))
        for vintage in json.loads(fit["vintages"])
    )
    try:
        grid = arranged(one for state in states for one in observations(state))
    except ScaleInvalid as error:
        yield f"stored scores: {error}"
        return
    pieces = _pieces(grid)
    if pieces > 1:
        yield f"stored scores fall into {pieces} pieces, which have no common scale"
    stored = (len(grid.models), len(grid.benchmarks), len(grid.share))
    said = (fit["models"], fit["benchmarks"], fit["n"])
    if stored != said:
        words = "{} models, {} benchmarks, {} scores"
        yield f"fitted to {words.format(*said)}; stored are {words.format(*stored)}"


def _pieces(grid: Grid) -> int:
    """Connected pieces of models and benchmarks, counted without the code that refuses them."""
    linked: dict[str, set[str]] = {}
    for model, benchmark in zip(grid.model.tolist(), grid.benchmark.tolist(), strict=True):
        linked.setdefault(f"model {model}", set()).add(f"benchmark {benchmark}")
        linked.setdefault(f"benchmark {benchmark}", set()).add(f"model {model}")
    count = 0
    while linked:
        count += 1
        reached = {next(iter(linked))}
        while reached:
            reached |= linked.pop(reached.pop())
            reached &= linked.keys()
    return count


SCALE_CHECKS = {
    "scales_fitted": "The refit of Epoch's index converged, its anchors have the declared values, "
    "and the stored scores behind it are one connected graph of the size that was fitted. What "
    "cannot be fitted says why in its row.",
}


def scale_rows(warehouse: Warehouse) -> Iterator[tuple[str, str, str, str]]:
    """What, value, interval and day of the fit and of its agreement with Epoch's own."""
    for fit in _refit(warehouse):
        if fit["fault"] is not None:
            continue
        made = f"{fit['n']:,} scores of {fit['models']:,} models on {fit['benchmarks']} benchmarks"
        error = f"root mean square error {number(100 * fit['rmse'])} points"
        yield f"Fit of {load()[ECI].title}", f"{made}; {error}", "", day(fit["published_on"])
        if fit["compared_models"] is None:
            continue
        models = f"{fit['compared_models']:,} models"
        told = f"correlation {number(fit['correlation'], 4)} over {models}"
        yield "That fit beside Epoch’s own", told, "", ""


def scale_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Results of `SCALE_CHECKS`; a warning, because gaps have independent errors without it."""
    fits = _refit(warehouse)
    failing = [
        {"series": ECI, "reason": "; ".join(reasons)}
        for fit in fits
        if (reasons := list(faults(warehouse, fit)))
    ]
    told = "; ".join(f"{row['series']}: {row['reason']}" for row in failing)
    found = checks.Found(failing, len(fits), ("series", "reason"), told)
    yield checks.concerning(keys.measure("eci_refit"), "scales_fitted", found)


def _refit(warehouse: Warehouse) -> list[Row]:
    return reads_statistics.statistics(warehouse.connection, "eci_refit")
