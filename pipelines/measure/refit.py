"""The refit of Epoch's index, for the joint errors of gaps on it.

A fit costs seconds, so it is made once for its inputs and kept as a page (JSON) of source
`gapwatch`; while inputs and code stay, the page is read again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np

from measures.errors import ScaleInvalid
from measures.scale.fit import BASE, ECI, ECI_ANCHORS, Fit, observations
from measures.scale.item_response import Grid, Scale, arranged, fitted
from measures.scale.joint import JointPairing, PairKey
from pipelines.measure.inputs import Inputs, board_states
from warehouse.history import read as history_read
from warehouse.history.vintages import BoardKey, Seen
from warehouse.schema.derived import DERIVED_SOURCE

URL = "package:gapwatch/eci_refit"
"""Address of the page of a fit."""


def derive_refit(inputs: Inputs) -> None:
    """Set `inputs.refit`, and record a fit that is new. What cannot be fitted says why in it."""
    refit = inputs.refit
    with inputs.trying(ECI):
        try:
            refit.fit = _fit(inputs)
        except ScaleInvalid as error:
            refit.fault = str(error)
    refit.kept = kept_pairs(inputs)
    fit = refit.fit
    refit.pairing = JointPairing(
        (fit.scale, fit.published_on, fit.seen_on) if fit else None,
        {key: row["stderr"] for key, row in refit.kept.items()},
    )


def _fit(inputs: Inputs) -> Fit | None:
    """The fit to the newest table of shares; None while there is none."""
    key = BoardKey("score", *BASE)
    respelled = sorted(inputs.curated.respelling_days())
    states = board_states(inputs.warehouse, key, inputs.dated, respelled, newest=True)
    if not states:
        return None
    grid = arranged(observations(states[0]))
    published = max(state.published_on for state in states)
    mark = _fingerprint(inputs, grid, published)
    scale = _read(inputs, mark, grid)
    is_new = scale is None
    if scale is None:
        found = fitted(grid, ECI_ANCHORS)
        # As the page keeps them, so that a run that reads the page says exactly the same.
        scale = replace(found, draws=np.round(found.draws, 3))
    vintages = tuple(sorted({state.vintage for state in states}))
    fit = Fit(scale, published, max(state.seen_on for state in states), vintages)
    if is_new:
        page = inputs.warehouse.keep(_page(fit, mark))
        seen = Seen(DERIVED_SOURCE, URL, inputs.now, inputs.code_version, page)
        if not inputs.warehouse.knows(seen):
            inputs.warehouse.accept(seen, [])
    return fit


def _fingerprint(inputs: Inputs, grid: Grid, published: str) -> str:
    told = json.dumps([inputs.code_version, published, grid.models, grid.benchmarks])
    digest = sha256(told.encode())
    for array in (grid.model, grid.benchmark, grid.share):
        digest.update(array.tobytes())
    return digest.hexdigest()


def _page(fit: Fit, mark: str) -> bytes:
    """Everything the fit found; draws to a thousandth, null where a draw says nothing."""
    scale = fit.scale
    draws = [[float(value) if np.isfinite(value) else None for value in row] for row in scale.draws]
    content = {
        "fingerprint": mark,
        "published_on": fit.published_on,
        "vintages": fit.vintages,
        "models": scale.grid.models,
        "benchmarks": scale.grid.benchmarks,
        "ability": scale.ability.tolist(),
        "difficulty": scale.difficulty.tolist(),
        "slope": scale.slope.tolist(),
        "replicates_converged": scale.replicates_converged,
        "gradient": scale.gradient,
        "rmse": scale.rmse,
        "draws": draws,
    }
    return json.dumps(content, sort_keys=True).encode()


def _read(inputs: Inputs, mark: str, grid: Grid) -> Scale | None:
    """The scale of the newest fit's page, when it was made of the same inputs and code."""
    last = inputs.warehouse.last_page(DERIVED_SOURCE, URL)
    if last is None:
        return None
    content: dict[str, Any] = json.loads(inputs.warehouse.archive.get(last[0]))
    if content["fingerprint"] != mark:
        return None
    return Scale(
        grid=grid,
        anchors=ECI_ANCHORS,
        ability=np.array(content["ability"]),
        difficulty=np.array(content["difficulty"]),
        slope=np.array(content["slope"]),
        draws=np.array(content["draws"], dtype=float),
        replicates_converged=content["replicates_converged"],
        gradient=content["gradient"],
        rmse=content["rmse"],
    )


def kept_pairs(inputs: Inputs) -> dict[PairKey, Mapping[str, Any]]:
    """The rows of table eci_pair that were issued last, by pair."""
    rows = _kept(inputs, "eci_pair", ECI, "") or _kept_before(inputs)
    return {
        PairKey(row["published_on"], row["closed_entry"], row["open_entry"]): row for row in rows
    }


def _kept(inputs: Inputs, table: str, board: str, category: str) -> Sequence[Mapping[str, Any]]:
    found = history_read.as_of(
        inputs.warehouse.connection,
        table,
        inputs.bounds,
        source=DERIVED_SOURCE,
        board=board,
        category=category,
    )
    return found[0].rows if found else ()


def _kept_before(inputs: Inputs) -> list[dict[str, Any]]:
    """The same of a home that version 0.2.0 measured last, which kept them as estimates."""
    told = [(row, json.loads(row["detail"])) for row in _kept(inputs, "estimate", "eci_refit", ECI)]
    return [
        {
            "published_on": detail["published_on"],
            "closed_entry": detail["closed"],
            "open_entry": detail["open"],
            "stderr": row["value"],
            "vintages": row["vintages"],
        }
        for row, detail in told
        if "closed" in detail
    ]
