"""Issue of board `release_frontier`: who led each class since when, by release date, in one page.

A board that is estimated anew as a whole shows over its captured vintages only what was captured.
Inside its newest whole vintage all values are on one scale and every model has a release date, so
the history that the lag reads can be shown. Nothing in it moves before the next vintage comes.
"""

import json
from collections.abc import Iterator
from typing import Any

from measures.gap import inputs_on
from measures.lag_frontier import Field, Step, newest_field, released
from measures.series import Series
from pipelines.issues.inputs import Inputs, arrival, estimate_row
from warehouse.columns import OPENNESS_RULES
from warehouse.vintages import Arrival

Row = dict[str, Any]
BOARD = "release_frontier"


def release_frontiers(inputs: Inputs) -> Iterator[Arrival]:
    """One board per series on the board axis; a series without a whole vintage has none."""
    clock = released(inputs.names)
    for series in inputs.series.values():
        if series.axis != "board":
            continue
        states = [state for state in inputs.states[series.id] if state.basis == "board"]
        newest = inputs_on(series, states, inputs.through)
        if newest is not None:
            field = newest_field(series, states, inputs.names, clock, newest)
            yield _of(inputs, series, field, newest)


def _of(inputs: Inputs, series: Series, field: Field, newest: str) -> Arrival:
    rows = [
        _row(inputs, series, field, (rule, name, newest), step)
        for rule in OPENNESS_RULES
        for name, members in (("closed", "closed"), ("open", rule))
        for step in field.steps(members, newest)
    ]
    return arrival("estimate", BOARD, series.id, inputs.today, newest, rows)


def _row(
    inputs: Inputs, series: Series, field: Field, place: tuple[str, str, str], step: Step
) -> Row:
    """One step; `place`: openness rule, class (closed or open), published date of the vintage."""
    rule, name, newest = place
    item = step.item
    detail = {
        "entry": item.entry,
        "model": item.model,
        "released_on": inputs.names.model(str(item.model))["released_on"],
        "stderr": step.stderr,
    }
    return estimate_row(
        inputs,
        entry=f"{rule}|{name}|{step.on}",
        series=series.id,
        openness_rule=rule,
        value=item.value,
        unit=series.unit,
        from_on=step.on,
        through_on=newest,
        detail=json.dumps(detail, sort_keys=True),
        vintages=json.dumps(field.vintages),
    )
