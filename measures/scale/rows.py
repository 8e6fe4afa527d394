"""Issue of what the fitted scales rest on, and of the composite beside Epoch's index."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from measures.estimates import estimate_row
from measures.known import DerivedBoard, Known, derived, vintages_of
from measures.lag.daily import HEADLINE
from measures.lag.frontiers import ordinal
from measures.names.registry import Registry
from measures.scale.composite import SERIES, class_counts
from measures.scale.fit import ECI, FIT_BOARDS, PAIR, Fit, Scales
from terms.openness import CLOSED_GRADES, OPEN_GRADES, OPENNESS_RULES
from terms.units import Unit
from terms.words import HEADLINE_CLOCK

MIXED = (
    "Scores come from makers, third parties, boards and Epoch together; a model's makers may have "
    "measured some of its own."
)
BOUND = "One of the lags is only a lower bound, so their difference is not known."
CIRCULAR = "Both are fitted to nearly the same scores, so their agreement is almost no evidence."
PAIRS = "Errors share the scale; drawn together from the bootstrap of the whole fit."


def scale_estimates(known: Known, scales: Scales) -> Iterator[DerivedBoard]:
    """Boards `eci_refit` and `composite_fit` of table estimate; needs the run's gaps."""
    for series, board in FIT_BOARDS.items():
        fit = scales.fits.get(series)
        rows = [*_fit_rows(known, scales, series, fit), *_pair_rows(known, scales, series, fit)]
        if rows:
            newest = fit.published_on if fit else None
            yield derived("estimate", board, series, newest, rows)


def _fit_rows(
    known: Known, scales: Scales, series: str, fit: Fit | None
) -> Iterator[dict[str, Any]]:
    if fit is None:
        if series in scales.faults:
            told = {"converged": False, "fault": scales.faults[series]}
            yield _row(known, series, "fit", told, (), unit="share", caveat=scales.faults[series])
        return
    yield _row(
        known,
        series,
        "fit",
        _about(fit),
        fit.vintages,
        value=round(fit.scale.rmse, 5),
        n=len(fit.scale.grid.share),
        unit=Unit.SHARE.value,
        caveat=MIXED,
    )
    if series == ECI:
        yield from _agreement(known, fit)
    else:
        yield from _class_rows(known, fit)


def _about(fit: Fit) -> dict[str, Any]:
    scale = fit.scale
    anchors = (scale.anchors.low, scale.anchors.high)
    return {
        "models": len(scale.grid.models),
        "benchmarks": len(scale.grid.benchmarks),
        "left_out_models": len(scale.grid.left_out),
        "converged": scale.converged,
        "gradient": float(f"{scale.gradient:.1e}"),
        "anchors": {
            model: float(scale.ability[scale.grid.models.index(model)]) for model, _ in anchors
        },
        "replicates": len(scale.draws),
        "replicates_converged": scale.replicates_converged,
        "published_on": fit.published_on,
    }


def _agreement(known: Known, fit: Fit) -> Iterator[dict[str, Any]]:
    """How close the refit comes to the index that Epoch published with the same scores."""
    states = [s for s in known.states[ECI] if s.published_on == fit.published_on]
    board = next((state for state in states if state.basis == "board"), None)
    values = {row["entry"]: row["value"] for row in board.rows} if board else {}
    models = [model for model in fit.scale.grid.models if model in values]
    if board is None or len(models) < 3:
        return
    ours = np.array([fit.scale.ability[fit.scale.grid.models.index(model)] for model in models])
    theirs = np.array([values[model] for model in models])
    away = np.abs(ours - theirs)
    top = np.argsort(-theirs)[:60]
    told = {
        "correlation": round(float(np.corrcoef(ours, theirs)[0, 1]), 5),
        "largest_deviation": round(float(away.max()), 2),
        "largest_deviation_model": models[int(away.argmax())],
        "largest_deviation_top_60": round(float(away[top].max()), 2),
        "root_mean_square_deviation": round(float(np.sqrt(np.mean(away**2))), 3),
    }
    yield _row(
        known,
        ECI,
        "agreement",
        told,
        (*fit.vintages, board.vintage),
        value=told["correlation"],
        n=len(models),
        unit="correlation",
        caveat="The refit uses Epoch's own scores and form: it checks our code, not the index.",
    )


def _class_rows(known: Known, fit: Fit) -> Iterator[dict[str, Any]]:
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
        told = {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in asdict(one).items()
        }
        yield _row(
            known,
            SERIES,
            f"class|{one.name}",
            told,
            fit.vintages,
            value=told["effective_n"],
            n=one.models,
            unit="effective benchmarks per model (median)",
            caveat=MIXED,
        )


def _openness(names: Registry, model: str, on: str) -> str:
    try:
        return names.openness(model, on)
    except KeyError:
        return "unknown"


def _pair_rows(
    known: Known, scales: Scales, series: str, fit: Fit | None
) -> Iterator[dict[str, Any]]:
    """A pair that an earlier fit measured keeps that fit's vintages, as it keeps its error."""
    pairing, kept = scales.pairings.get(series), scales.kept.get(series, {})
    for pair, stderr in sorted(pairing.pairs.items() if pairing else ()):
        on, closed, opened = pair.split("|")
        told = {"published_on": on, "closed": closed, "open": opened}
        vintages = (
            json.loads(kept[pair]["vintages"]) if pair in kept else fit.vintages if fit else ()
        )
        yield _row(
            known,
            series,
            PAIR + pair,
            told,
            vintages,
            value=stderr,
            unit=Unit.INDEX.value,
            caveat=PAIRS,
        )


def _row(
    known: Known,
    series: str,
    entry: str,
    told: dict[str, Any],
    vintages: Iterable[int],
    **columns: Any,
) -> dict[str, Any]:
    return estimate_row(
        known.code_version,
        entry=entry,
        series=series,
        detail=json.dumps(told, sort_keys=True),
        vintages=json.dumps(sorted(set(vintages))),
        **columns,
    )


def composite_against_eci(known: Known, scales: Scales) -> Iterator[DerivedBoard]:
    """Board `composite_vs_eci`: gap and lag on both scales side by side, not only ranks."""
    fit = scales.fits.get(SERIES)
    if fit is None:
        return
    rows = [row for rule in OPENNESS_RULES for row in _compared(known, rule)]
    rows += list(_ranks(known, fit, scales.fits.get(ECI)))
    if rows:
        yield derived("estimate", "composite_vs_eci", "", fit.published_on, rows)


def _compared(known: Known, rule: str) -> Iterator[dict[str, Any]]:
    gaps = {one: _derived_row(known, "gap", one, rule) for one in (SERIES, ECI)}
    ours, theirs = gaps[SERIES], gaps[ECI]
    if ours and theirs and ours["gap"] is not None and theirs["gap"] is not None:
        rows = {SERIES: ours, ECI: theirs}
        yield _difference(known, "gap", rule, rows, ours["gap"] - theirs["gap"])
    lags = {
        one: _derived_row(known, "lag", one, rule, HEADLINE, HEADLINE_CLOCK)
        for one in (SERIES, ECI)
    }
    ours, theirs = lags[SERIES], lags[ECI]
    if ours and theirs and ours["sign"] == theirs["sign"] == 1:
        # How far apart two lags are nobody knows while one of them is only known to be at least so.
        is_bound = ours["censored"] is not None or theirs["censored"] is not None
        apart = None if is_bound else ordinal(theirs["counts_from"]) - ordinal(ours["counts_from"])
        yield _difference(known, "lag", rule, {SERIES: ours, ECI: theirs}, apart)


_COMPARED = {
    "gap": (
        Unit.INDEX.value,
        ("closed_model", "open_model", "vintage_on", "gap", "gap_low", "gap_high", "ci_method"),
    ),
    "lag": (
        "days",
        ("closed_model", "open_model", "counts_from", "sign", "censored", "vintage_on"),
    ),
}
"""Unit of the difference, and what is told of either row."""


def _derived_row(known: Known, table: str, series: str, *parts: str) -> dict[str, Any] | None:
    found = known.board(table, series, *parts)
    return found.in_force(known.through) if found else None


def _difference(
    known: Known,
    measure: str,
    rule: str,
    rows: Mapping[str, Mapping[str, Any]],
    value: float | None,
) -> dict[str, Any]:
    unit, names = _COMPARED[measure]
    return _row(
        known,
        SERIES,
        f"{measure}|{rule}",
        {one: {name: row[name] for name in names} for one, row in rows.items()},
        vintages_of(*rows.values()),
        openness_rule=rule,
        value=None if value is None else round(value, 3),
        unit=unit,
        caveat=CIRCULAR if value is not None else f"{CIRCULAR} {BOUND}",
    )


def _ranks(known: Known, fit: Fit, other: Fit | None) -> Iterator[dict[str, Any]]:
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
    rank = spearmanr(*zip(*pairs, strict=True)).statistic
    away = [abs(one - two) for one, two in pairs]
    yield _row(
        known,
        SERIES,
        "rank",
        {"median_difference": round(float(np.median(away)), 3)},
        (*fit.vintages, *other.vintages),
        value=round(float(rank), 5),
        n=len(pairs),
        unit="rank correlation",
        caveat=CIRCULAR,
    )
