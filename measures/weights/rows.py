"""Days from API to weights, from the registry's openness intervals.

A model counts when an interval of being closed is followed at once by one of being open; days run
from the first day of the former to the first day of the latter. An interval without evidence
between the two says nothing, so such a model does not count. Limits: docs/methods/weights.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from measures.known import DerivedBoard, Known, derived
from measures.names.registry import Grade, Registry
from measures.uncertainty.intervals import LEVEL
from measures.uncertainty.medians import median_of
from measures.weights.records import DaysToWeightsEstimate, OpenedModel
from terms.openness import CLASSES, Openness, OpennessRule

OPEN = CLASSES[OpennessRule.ANY_WEIGHTS]


def days_to_weights(known: Known, vintages: Sequence[int]) -> Iterator[DerivedBoard]:
    """One board with one row; none before a first model opened.

    `vintages`: those of the openness intervals that `known` holds.
    """
    models = opened(known.names, known.through)
    found = median_of(one.days for one in models)
    if found is None:
        return
    row = DaysToWeightsEstimate(
        value=found.value,
        low=found.low,
        high=found.high,
        ci_level=None if found.low is None else LEVEL,
        n=found.n,
        from_on=models[0].weights_on,
        through_on=models[-1].weights_on,
        opened_at_once=_at_once(known),
        still_closed=sum(
            known.names.openness(model, known.through) == Openness.CLOSED
            for model in known.names.models
        ),
        models=tuple(models),
        vintages=tuple(sorted(vintages)),
    ).row(known.code_version)
    yield derived("estimate", DaysToWeightsEstimate.MEASURE, "", models[-1].weights_on, [row])


def opened(names: Registry, through: str) -> list[OpenedModel]:
    """Every model that was closed first and open by day `through`, by the day of its weights."""
    found = [
        OpenedModel(model, closed.valid_from, free.valid_from, _days(closed, free), free.openness)
        for model in names.models
        for closed, free in pairwise(names.grades(model))
        if closed.openness == Openness.CLOSED
        and free.openness in OPEN
        and closed.valid_until == free.valid_from <= through
    ]
    return sorted(found, key=lambda one: (one.weights_on, one.model))


def _days(closed: Grade, free: Grade) -> int:
    return (date.fromisoformat(free.valid_from) - date.fromisoformat(closed.valid_from)).days


def _at_once(known: Known) -> int:
    """Models that were open on the first day of which anything is known."""
    firsts = (known.names.grades(model)[:1] for model in known.names.models)
    return sum(
        first.openness in OPEN and first.valid_from <= known.through
        for some in firsts
        for first in some
    )
