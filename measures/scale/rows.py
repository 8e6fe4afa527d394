"""Issue of what the fitted scales rest on, and of the composite beside Epoch's index."""

from collections.abc import Iterable, Iterator

import numpy as np
import scipy  # its `stats` takes a second and is loaded when it is used

from measures.estimates import Estimate
from measures.known import DerivedBoard, Known, derived
from measures.lag.frontiers import ordinal
from measures.names.registry import Registry
from measures.scale.composite import SERIES, class_counts
from measures.scale.fit import Fit, Scales
from measures.scale.records import (
    ECI,
    FITTED,
    ComparedGap,
    ComparedLag,
    ComparedRanks,
    CompositeClass,
    CompositeVsEciEstimate,
    EciAgreement,
    ScaleFit,
    ScaleGap,
    ScaleLag,
    ScalePair,
)
from measures.segments import GapSegment, LagSegment, in_force, vintages_of
from terms.openness import CLOSED_GRADES, OPEN_GRADES, OPENNESS_RULES
from terms.words import GapMethod


def scale_estimates(known: Known, scales: Scales) -> Iterator[DerivedBoard]:
    """Boards `eci_refit` and `composite_fit` of table estimate; needs the run's gaps."""
    for series, kinds in FITTED.items():
        fit = scales.fits.get(series)
        found = [*_of_fit(known, scales, series, fit), *_pairs(scales, series, fit)]
        if found:
            newest = fit.published_on if fit else None
            yield _derived(known, kinds.fit.MEASURE, series, newest, found)


def _derived(
    known: Known, measure: str, series: str, newest: str | None, found: Iterable[Estimate]
) -> DerivedBoard:
    rows = [one.row(known.code_version) for one in found]
    return derived("estimate", measure, series, newest, rows)


def _of_fit(known: Known, scales: Scales, series: str, fit: Fit | None) -> Iterator[Estimate]:
    if fit is None:
        if series in scales.faults:
            kind = FITTED[series].fault
            yield kind(series=series, converged=False, fault=scales.faults[series])
        return
    yield _quality(series, fit)
    if series == ECI:
        yield from _agreement(known, fit)
    else:
        yield from _classes(known, fit)


def _quality(series: str, fit: Fit) -> ScaleFit:
    scale = fit.scale
    anchors = (scale.anchors.low, scale.anchors.high)
    return FITTED[series].fit(
        series=series,
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


def _classes(known: Known, fit: Fit) -> Iterator[CompositeClass]:
    grades = {"closed": CLOSED_GRADES, **OPEN_GRADES}
    members = {
        name: frozenset(
            model
            for model in fit.scale.grid.models
            if _openness(known.names, model, known.through) in inside
        )
        for name, inside in grades.items()
    }
    for one in class_counts(fit.scale, fit.scores, members):
        effective = _rounded(one.effective_n)
        yield CompositeClass(
            series=SERIES,
            value=effective,
            n=one.models,
            name=one.name,
            models=one.models,
            scores=one.scores,
            own_share=_rounded(one.own_share),
            effective_n=effective,
            leader=one.leader,
            leader_n=_rounded(one.leader_n),
            vintages=_sorted(fit.vintages),
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _openness(names: Registry, model: str, on: str) -> str:
    try:
        return names.openness(model, on)
    except KeyError:
        return "unknown"


def _pairs(scales: Scales, series: str, fit: Fit | None) -> Iterator[ScalePair]:
    """A pair that an earlier fit measured keeps that fit's vintages, as it keeps its error."""
    pairing, kept = scales.pairings.get(series), scales.kept.get(series, {})
    for key, stderr in sorted(pairing.pairs.items() if pairing else ()):
        measured = fit.vintages if fit else ()
        yield FITTED[series].pair(
            series=series,
            value=stderr,
            published_on=key.published_on,
            closed=key.closed,
            open=key.open,
            vintages=_sorted(kept[key].vintages if key in kept else measured),
        )


def composite_against_eci(known: Known, scales: Scales) -> Iterator[DerivedBoard]:
    """Board `composite_vs_eci`: gap and lag on both scales side by side, not only ranks."""
    fit = scales.fits.get(SERIES)
    if fit is None:
        return
    found: list[Estimate] = [one for rule in OPENNESS_RULES for one in _compared(known, rule)]
    found += _ranks(known, fit, scales.fits.get(ECI))
    if found:
        yield _derived(known, CompositeVsEciEstimate.MEASURE, "", fit.published_on, found)


def _compared(known: Known, rule: str) -> Iterator[ComparedGap | ComparedLag]:
    newest = in_force(known.segments(GapSegment, SERIES, rule), known.through)
    if newest is None or newest.vintage_on is None:
        return
    # A page of one scale is compared with what the other one said by then, not months later.
    on = newest.vintage_on
    ours, theirs = (in_force(known.segments(GapSegment, one, rule), on) for one in (SERIES, ECI))
    if ours and theirs and ours.gap is not None and theirs.gap is not None:
        yield ComparedGap(
            series=SERIES,
            openness_rule=rule,
            value=round(ours.gap - theirs.gap, 3),
            through_on=on,
            composite=_gap(ours, ours.gap),
            eci=_gap(theirs, theirs.gap),
            vintages=tuple(vintages_of(ours, theirs)),
        )
    our_lag, their_lag = (
        in_force(known.segments(LagSegment, one, rule), on) for one in (SERIES, ECI)
    )
    if our_lag and their_lag and our_lag.sign == their_lag.sign == 1:
        # How far apart two lags are nobody knows while one of them is only known to be at least so.
        is_bound = our_lag.censored is not None or their_lag.censored is not None
        since = str(our_lag.counts_from), str(their_lag.counts_from)
        apart = None if is_bound else ordinal(since[1]) - ordinal(since[0])
        yield ComparedLag(
            series=SERIES,
            openness_rule=rule,
            value=None if apart is None else round(apart, 3),
            through_on=on,
            composite=_lag(our_lag, since[0]),
            eci=_lag(their_lag, since[1]),
            vintages=tuple(vintages_of(our_lag, their_lag)),
        )


def _gap(one: GapSegment, gap: float) -> ScaleGap:
    return ScaleGap(
        closed_model=one.closed_model,
        open_model=one.open_model,
        vintage_on=one.vintage_on,
        gap=gap,
        gap_low=one.gap_low,
        gap_high=one.gap_high,
        ci_method=GapMethod(one.ci_method) if one.ci_method else None,
    )


def _lag(one: LagSegment, since: str) -> ScaleLag:
    return ScaleLag(
        closed_model=one.closed_model,
        open_model=one.open_model,
        counts_from=since,
        sign=1,
        censored=one.censored,
        vintage_on=one.vintage_on,
    )


def _ranks(known: Known, fit: Fit, other: Fit | None) -> Iterator[ComparedRanks]:
    if other is None:
        return
    theirs: dict[str, float] = {}
    for name, value in zip(other.scale.grid.models, other.scale.ability, strict=True):
        match = known.names.match("epoch_eci_benchmarks", name, other.published_on)
        if match:
            theirs[match.model] = float(value)
    pairs = [
        (float(value), theirs[model])
        for model, value in zip(fit.scale.grid.models, fit.scale.ability, strict=True)
        if model in theirs
    ]
    rank = scipy.stats.spearmanr(*zip(*pairs, strict=True)).statistic
    away = [abs(one - two) for one, two in pairs]
    yield ComparedRanks(
        series=SERIES,
        value=round(float(rank), 5),
        n=len(pairs),
        median_difference=round(float(np.median(away)), 3),
        vintages=_sorted((*fit.vintages, *other.vintages)),
    )
