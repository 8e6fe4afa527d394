"""The refit of Epoch's index, for the joint errors of gaps on it, with those of earlier fits."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from measures.errors import ScaleInvalid
from measures.scale.fit import BASE, ECI, ECI_ANCHORS, Fit, JointPairing, PairKey
from measures.scale.item_response import fitted, shares_of
from pipelines.measure.inputs import Inputs, board_states
from warehouse.history import read as history_read
from warehouse.history.vintages import BoardKey
from warehouse.schema.derived import DERIVED_SOURCE


def derive_refit(inputs: Inputs) -> None:
    """Set `inputs.refit`. What cannot be fitted says why in it."""
    refit = inputs.refit
    with inputs.trying(ECI):
        try:
            refit.fit = _fit(inputs)
        except ScaleInvalid as error:
            refit.fault = str(error)
    refit.kept = kept_pairs(inputs)
    kept = {key: row["stderr"] for key, row in refit.kept.items()}
    refit.pairing = JointPairing(refit.fit, kept)


def _fit(inputs: Inputs) -> Fit | None:
    """The fit to the newest table of shares; None while there is none."""
    key = BoardKey("score", *BASE)
    respelled = sorted(inputs.curated.respelling_days())
    states = board_states(inputs.warehouse, key, inputs.dated, respelled, newest=True)
    if not states:
        return None
    [state] = states
    shares = shares_of(state.rows)
    left_out = len({str(row["model_name"]) for row in state.rows} - {*shares.index})
    scale = fitted(shares, ECI_ANCHORS)
    return Fit(scale, state.published_on, state.seen_on, (state.vintage,), left_out)


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
