"""Issue of what the refit of Epoch's index found: its fit, its agreement, the errors of pairs."""

from collections.abc import Iterable, Iterator

import numpy as np

from measures.estimates import Estimate
from measures.known import DerivedBoard, Known, derived
from measures.scale.fit import Fit, Refit
from measures.scale.records import (
    ECI,
    EciAgreement,
    EciFault,
    EciFit,
    EciPair,
    EciRefitEstimate,
)


def refit_estimates(known: Known, refit: Refit) -> Iterator[DerivedBoard]:
    """Board `eci_refit` of table estimate; needs the run's gaps."""
    found = [one.row(known.code_version) for one in (*_of_fit(known, refit), *_pairs(refit))]
    if found:
        newest = refit.fit.published_on if refit.fit else None
        yield derived("estimate", EciRefitEstimate.MEASURE, ECI, newest, found)


def _of_fit(known: Known, refit: Refit) -> Iterator[Estimate]:
    if refit.fit is not None:
        yield _quality(refit.fit)
        yield from _agreement(known, refit.fit)
    elif refit.fault is not None:
        yield EciFault(series=ECI, converged=False, fault=refit.fault)


def _quality(fit: Fit) -> EciFit:
    scale = fit.scale
    anchors = (scale.anchors.low, scale.anchors.high)
    return EciFit(
        series=ECI,
        value=round(scale.rmse, 5),
        n=len(scale.grid.share),
        models=len(scale.grid.models),
        benchmarks=len(scale.grid.benchmarks),
        left_out_models=len(scale.grid.left_out),
        converged=scale.converged,
        gradient=float(f"{scale.gradient:.1e}"),
        anchors={
            model: float(scale.ability[scale.grid.models.index(model)]) for model, _ in anchors
        },
        replicates=len(scale.draws),
        replicates_converged=scale.replicates_converged,
        published_on=fit.published_on,
        vintages=_sorted(fit.vintages),
    )


def _sorted(vintages: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(vintages)))


def _agreement(known: Known, fit: Fit) -> Iterator[EciAgreement]:
    """How close the refit comes to the index that Epoch published with the same scores."""
    states = [s for s in known.states[ECI] if s.seen_on == fit.seen_on]
    board = next((state for state in states if state.basis == "board"), None)
    values = {row["entry"]: row["value"] for row in board.rows} if board else {}
    models = [model for model in fit.scale.grid.models if model in values]
    if board is None or len(models) < 3:
        return
    ours = np.array([fit.scale.ability[fit.scale.grid.models.index(model)] for model in models])
    theirs = np.array([values[model] for model in models])
    away = np.abs(ours - theirs)
    top = np.argsort(-theirs)[:60]
    correlation = round(float(np.corrcoef(ours, theirs)[0, 1]), 5)
    yield EciAgreement(
        series=ECI,
        value=correlation,
        n=len(models),
        correlation=correlation,
        largest_deviation=round(float(away.max()), 2),
        largest_deviation_model=models[int(away.argmax())],
        largest_deviation_top_60=round(float(away[top].max()), 2),
        root_mean_square_deviation=round(float(np.sqrt(np.mean(away**2))), 3),
        vintages=_sorted((*fit.vintages, board.vintage)),
    )


def _pairs(refit: Refit) -> Iterator[EciPair]:
    """A pair that an earlier fit measured keeps that fit's vintages, as it keeps its error."""
    measured = refit.fit.vintages if refit.fit else ()
    for key, stderr in sorted(refit.pairing.pairs.items() if refit.pairing else ()):
        yield EciPair(
            series=ECI,
            value=stderr,
            published_on=key.published_on,
            closed=key.closed,
            open=key.open,
            vintages=_sorted(refit.kept[key].vintages if key in refit.kept else measured),
        )
