"""What the warehouse's own rows say of a fitted scale, whatever the fit said of itself.

What belongs here: faults that show when the stored scores behind a fit are arranged again, and
when the stored values of its anchors are laid beside the declared ones.

What Dagster shows of the fitted scales, on `measure/estimate`.
"""

from collections.abc import Iterator, Mapping

import dagster as dg

from measures.boards.states import BoardState
from measures.errors import ScaleInvalid
from measures.estimates import Estimate, only
from measures.names.registry import Registry
from measures.records import records
from measures.scale import composite
from measures.scale.composite import recipe
from measures.scale.fit import ECI_ANCHORS
from measures.scale.item_response import Anchors, Grid, Observation, arranged
from measures.scale.least_squares import TOLERANCE
from measures.scale.records import (
    ECI,
    CompositeFitEstimate,
    EciAgreement,
    EciRefitEstimate,
    ScaleFault,
    ScaleFit,
)
from measures.series import Series, load
from pipelines.assets import checks, keys
from pipelines.measure.inputs import board_state, registry
from terms.days import day
from terms.numbers import number
from warehouse.history import read as history_read
from warehouse.reads import boards as reads_boards
from warehouse.reads import estimates as reads_estimates
from warehouse.store import Warehouse

ROUNDED = 0.0005
"""Half of the last digit of the composite's board."""


def faults(warehouse: Warehouse, fit: ScaleFit | ScaleFault) -> Iterator[str]:
    """Why a fitted scale is not to be trusted."""
    if isinstance(fit, ScaleFault):
        yield fit.fault
        return
    if not fit.gradient <= TOLERANCE:
        yield f"did not converge (gradient {fit.gradient:.1e})"
    yield from _moved(fit.series, "in the fit", fit.anchors)
    if fit.series == composite.SERIES:
        board = reads_boards.composite_models(warehouse.connection, -1)
        values = {one["entry"]: one["value"] for one in board}
        yield from _moved(fit.series, "on the board", values)
    yield from _ungrounded(warehouse, fit)


def _moved(series: str, place: str, values: Mapping[str, float]) -> Iterator[str]:
    """Anchors that are missing from stored values, or away from what is declared."""
    anchors: Anchors = ECI_ANCHORS if series == ECI else recipe().anchors
    for model, declared in (anchors.low, anchors.high):
        value = values.get(model)
        if value is None:
            yield f"anchor {model} is not {place}"
        elif not abs(value - declared) <= ROUNDED:
            yield f"anchor {model} is {value:g} {place}, declared {declared:g}"


def _ungrounded(warehouse: Warehouse, fit: ScaleFit) -> Iterator[str]:
    """Whether the stored scores are one graph, as large as the fit says."""
    try:
        grid = arranged(_observations(warehouse, fit))
    except ScaleInvalid as error:
        yield f"stored scores: {error}"
        return
    pieces = _pieces(grid)
    if pieces > 1:
        yield f"stored scores fall into {pieces} pieces, which have no common scale"
    stored = (len(grid.models), len(grid.benchmarks), len(grid.share))
    said = (fit.models, fit.benchmarks, fit.n)
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


def _observations(warehouse: Warehouse, fit: ScaleFit) -> Iterator[Observation]:
    """The stored shares of the vintages that a fit names."""
    connection, names, declared = warehouse.connection, registry(warehouse), load()
    for vintage in fit.vintages:
        state = board_state(
            history_read.state_of(connection, history_read.vintage(connection, vintage))
        )
        yield from _shares(state, fit.series, names, declared)


def _shares(
    state: BoardState, series: str, names: Registry, declared: Mapping[str, Series]
) -> Iterator[Observation]:
    board = (state.source, state.board, state.category)
    if board == recipe().base:
        for score in composite.base_scores(state, None if series == ECI else names):
            yield score.observation
    for one in composite.members(declared):
        if board in {(item.source, item.board, item.category) for item in one.sources}:
            for score in composite.series_scores(one, [state], names):
                yield score.observation


SCALE_CHECKS = {
    "scales_fitted": "The composite and the refit of Epoch's index converged, their anchors are "
    "stored at the declared values, and the stored scores behind them are one connected graph of "
    "the size that was fitted. A scale that cannot be fitted keeps its last good board; the reason "
    "stands in the row.",
}
KINDS = (CompositeFitEstimate, EciRefitEstimate)


def scale_rows(warehouse: Warehouse) -> Iterator[tuple[str, str, str, str]]:
    """Each fit and how earlier forecasts held, as rows of the table of statistics."""
    declared, scales = load(), _scales(warehouse)
    for fit in only(ScaleFit, scales):
        made = f"{fit.n:,} scores of {fit.models:,} models on {fit.benchmarks} benchmarks"
        error = f"root mean square error {number(100 * fit.value)} points"
        what = f"Fit of {declared[fit.series].title}"
        yield what, f"{made}; {error}", "", day(fit.published_on)
    for agreed in only(EciAgreement, scales):
        told = f"correlation {number(agreed.value, 4)} over {agreed.n:,} models"
        yield "That fit beside Epoch’s own", told, "", ""


def scale_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Results of `SCALE_CHECKS`; a warning, because the last good scale stands."""
    scales = _scales(warehouse)
    fits: list[ScaleFit | ScaleFault] = [*only(ScaleFit, scales), *only(ScaleFault, scales)]
    failing = [
        {"series": fit.series, "reason": "; ".join(reasons)}
        for fit in sorted(fits, key=lambda fit: fit.MEASURE)
        if (reasons := list(faults(warehouse, fit)))
    ]
    told = "; ".join(f"{row['series']}: {row['reason']}" for row in failing)
    found = checks.Found(failing, len(fits), ("series", "reason"), told)
    yield checks.concerning(keys.measure("estimate"), "scales_fitted", found)


def _scales(warehouse: Warehouse) -> list[Estimate]:
    measures = (kind.MEASURE for kind in KINDS)
    return records(reads_estimates.estimates(warehouse.connection, *measures))
