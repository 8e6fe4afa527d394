"""Derived rows of the refit of Epoch's index: its fit, its agreement, the errors of pairs."""

import json
from collections.abc import Iterator

import numpy as np

from measures.known import DerivedBoard, Known, Row, derived
from measures.scale.fit import ECI, Fit, Refit


def refit_boards(known: Known, refit: Refit) -> Iterator[DerivedBoard]:
    """Boards of tables eci_refit and eci_pair, if there is anything to say; needs the run's gaps.

    A pair that an earlier fit measured keeps that fit's vintages, as it keeps its error.
    """
    fit = refit.fit
    newest = fit.published_on if fit else None
    made_by = {"code_version": known.code_version}
    if fit is not None:
        row = {"entry": "fit", **_quality(fit), **agreement(known, fit), **made_by}
        yield derived("eci_refit", ECI, "", newest, [row])
    elif refit.fault is not None:
        row = {"entry": "fit", "fault": refit.fault, "vintages": "[]", **made_by}
        yield derived("eci_refit", ECI, "", newest, [row])
    measured = json.dumps(sorted(fit.vintages)) if fit else "[]"
    pairs = [
        {
            "entry": "|".join(key),
            "published_on": key.published_on,
            "closed_entry": key.closed,
            "open_entry": key.open,
            "stderr": stderr,
            "vintages": refit.kept[key]["vintages"] if key in refit.kept else measured,
            **made_by,
        }
        for key, stderr in sorted(refit.pairing.pairs.items() if refit.pairing else ())
    ]
    if pairs:
        yield derived("eci_pair", ECI, "", newest, pairs)


def _quality(fit: Fit) -> Row:
    scale = fit.scale
    low, high = (
        float(scale.ability[scale.grid.models.index(model)])
        for model, _ in (scale.anchors.low, scale.anchors.high)
    )
    return {
        "rmse": round(scale.rmse, 5),
        "n": len(scale.grid.share),
        "models": len(scale.grid.models),
        "benchmarks": len(scale.grid.benchmarks),
        "left_out_models": len(scale.grid.left_out),
        "gradient": float(f"{scale.gradient:.1e}"),
        "low_anchor": low,
        "high_anchor": high,
        "replicates": len(scale.draws),
        "replicates_converged": scale.replicates_converged,
        "published_on": fit.published_on,
        "vintages": json.dumps(sorted(fit.vintages)),
    }


def agreement(known: Known, fit: Fit) -> Row:
    """How close the refit comes to the index that Epoch published with the same scores; empty: it
    did not, or fewer than three models are on both."""
    states = [s for s in known.states[ECI] if s.seen_on == fit.seen_on]
    board = next((state for state in states if state.basis == "board"), None)
    values = {row["entry"]: row["value"] for row in board.rows} if board else {}
    models = [model for model in fit.scale.grid.models if model in values]
    if board is None or len(models) < 3:
        return {}
    ours = np.array([fit.scale.ability[fit.scale.grid.models.index(model)] for model in models])
    theirs = np.array([values[model] for model in models])
    away = np.abs(ours - theirs)
    top = np.argsort(-theirs)[:60]
    return {
        "compared_models": len(models),
        "correlation": round(float(np.corrcoef(ours, theirs)[0, 1]), 5),
        "largest_deviation": round(float(away.max()), 2),
        "largest_deviation_entry": models[int(away.argmax())],
        "largest_deviation_top_60": round(float(away[top].max()), 2),
        "root_mean_square_deviation": round(float(np.sqrt(np.mean(away**2))), 3),
        "index_vintage": board.vintage,
    }
