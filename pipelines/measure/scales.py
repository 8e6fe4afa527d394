"""The two fitted scales that other measures rest on: the composite and the refit of Epoch's index.

A fit costs seconds, so it is made once for its inputs and kept as a page (JSON) of source
`gapwatch`; while inputs and code stay, the page is read again. The composite is issued as a board
of table score before anything else is measured, so that it is a series like any other.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np

from measures.boards.states import BoardState, whole
from measures.boards.states import inputs as inputs_of
from measures.errors import ScaleInvalid
from measures.scale import composite
from measures.scale.composite import Score, recipe
from measures.scale.fit import ECI_ANCHORS, REACH, Fit
from measures.scale.item_response import Anchors, Grid, Scale, arranged, fitted
from measures.scale.joint import JointPairing
from measures.scale.records import ECI, FITTED, PairKey, ScalePair
from pipelines.measure.inputs import Inputs, board_states, states_of
from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.schema.derived import DERIVED_SOURCE


def derive_scales(inputs: Inputs) -> Iterator[Arrival]:
    """Fit what changed, record it, and set `inputs.scales.fits` and `inputs.scales.pairings`.

    Yields the composite's board when it was issued anew. A scale that cannot be fitted is told in
    `inputs.scales.faults`; the last good board stays.
    """
    for series in (ECI, composite.SERIES):
        with inputs.trying(series):
            scores, states = _ingredients(inputs, series)
            try:
                yield from _made(inputs, series, scores, states) if scores else ()
            except ScaleInvalid as error:
                inputs.scales.faults[series] = str(error)
        fit = inputs.scales.fits.get(series)
        known = (fit.scale, fit.published_on, fit.seen_on) if fit else None
        kept = _kept_pairs(inputs, series)
        inputs.scales.kept[series] = kept
        stderrs = {key: pair.value for key, pair in kept.items()}
        inputs.scales.pairings[series] = JointPairing(known, REACH[series], stderrs)


def _ingredients(inputs: Inputs, series: str) -> tuple[tuple[Score, ...], list[BoardState]]:
    """The scores of a scale and the states that gave them; none while the base is missing."""
    base = BoardKey("score", *recipe().base)
    states = board_states(
        inputs.warehouse, base, inputs.dated, sorted(inputs.curated.respelling_days()), newest=True
    )
    if not states:
        return (), []
    if series == ECI:
        return tuple(composite.base_scores(states[0], None)), states
    scores = list(composite.base_scores(states[0], inputs.curated))
    for one in composite.members(inputs.series):
        known = states_of(
            inputs.warehouse, one, inputs.dated, sorted(inputs.curated.respelling_days())
        )
        # Leaders alone would say that a benchmark is easy, for those who are not on the list.
        used = inputs_of(one, whole(known) or known, inputs.through)
        scores += composite.series_scores(one, used, inputs.curated)
        states += used
    return tuple(scores), states


def _made(
    inputs: Inputs, series: str, scores: tuple[Score, ...], states: list[BoardState]
) -> Iterator[Arrival]:
    anchors = ECI_ANCHORS if series == ECI else recipe().anchors
    grid = arranged(one.observation for one in scores)
    published = max(_newest_board_on(inputs, series), *(state.published_on for state in states))
    mark = _fingerprint(inputs, grid, published)
    url = f"package:gapwatch/{FITTED[series].fit.MEASURE}"
    scale = _read(inputs, url, mark, grid, anchors)
    is_new = scale is None
    if scale is None:
        found = fitted(grid, anchors)
        # As the page keeps them, so that a run that reads the page says exactly the same.
        scale = replace(found, draws=np.round(found.draws, 3))
    vintages = tuple(sorted({state.vintage for state in states}))
    fit = Fit(scale, scores, published, max(state.seen_on for state in states), vintages)
    inputs.scales.fits[series] = fit
    if is_new:
        yield from _recorded(inputs, series, fit, url, mark)


def _newest_board_on(inputs: Inputs, series: str) -> str:
    """The day of the newest board of a scale, or '': a refit without a member that was newer would
    be dated before it and so never be seen."""
    connection = inputs.warehouse.connection
    newest = history_read.newest(
        connection, "score", inputs.dated, source=DERIVED_SOURCE, board=series
    )
    return max((vintage.published_on for vintage in newest), default="")


def _recorded(inputs: Inputs, series: str, fit: Fit, url: str, mark: str) -> Iterator[Arrival]:
    page = inputs.warehouse.keep(_page(fit, mark))
    seen = Seen(DERIVED_SOURCE, url, inputs.now, inputs.code_version, page)
    arrivals = []
    if series == composite.SERIES:
        rows = composite.board_rows(fit.scale, fit.scores, inputs.curated)
        key = BoardKey("score", DERIVED_SOURCE, composite.SERIES)
        day = date.fromisoformat(fit.published_on)
        arrivals.append(Arrival(key, day, rows, inputs_on=day))
    if not inputs.warehouse.knows(seen):
        inputs.warehouse.accept(seen, arrivals)
    yield from arrivals


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


def _read(inputs: Inputs, url: str, mark: str, grid: Grid, anchors: Anchors) -> Scale | None:
    """The scale of the newest page of `url`, when it was made of the same inputs and code."""
    last = inputs.warehouse.last_page(DERIVED_SOURCE, url)
    if last is None:
        return None
    content: dict[str, Any] = json.loads(inputs.warehouse.archive.get(last[0]))
    if content["fingerprint"] != mark:
        return None
    return Scale(
        grid=grid,
        anchors=anchors,
        ability=np.array(content["ability"]),
        difficulty=np.array(content["difficulty"]),
        slope=np.array(content["slope"]),
        draws=np.array(content["draws"], dtype=float),
        converged=True,
        replicates_converged=content["replicates_converged"],
        gradient=content["gradient"],
        rmse=content["rmse"],
    )


def _kept_pairs(inputs: Inputs, series: str) -> dict[PairKey, ScalePair]:
    """The standard errors in the newest issue of the fit's board."""
    kind = FITTED[series].pair
    found = history_read.as_of(
        inputs.warehouse.connection,
        "estimate",
        inputs.bounds,
        source=DERIVED_SOURCE,
        board=kind.MEASURE,
        category=series,
    )
    rows = found[0].rows if found else ()
    pairs = (one for one in map(kind.from_row, rows) if isinstance(one, kind))
    return {pair.key: pair for pair in pairs}
