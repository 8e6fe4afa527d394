"""Issue of board `lag_exposure`: the mean lag of series with public, and with held-out, items."""

import json
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any

from measures.lag.windows import Lagged, Mean, mean_over_series
from measures.uncertainty.intervals import LEVEL
from pipelines.issues.inputs import Inputs, arrival, estimate_row
from warehouse.history.vintages import Arrival
from warehouse.schema.columns import OPENNESS_RULES

Row = dict[str, Any]
BOUNDS = " Means in which some days count with a lower bound are too short: {} of them."
LEAD_BOUNDS = " Means with days on which open may have led for longer are too long: {} of them."


def by_exposure(inputs: Inputs, lagged: Sequence[Lagged]) -> Iterator[Arrival]:
    """One board per exposure, one row per openness rule; none where no live series has a lag."""
    for exposure in ("public", "held_out"):
        rows = []
        for rule in OPENNESS_RULES:
            some = [one for one in lagged if (one.exposure, one.rule) == (exposure, rule)]
            if some:
                rows.append(_exposure_row(inputs, exposure, rule, some))
        yield arrival("estimate", "lag_exposure", exposure, inputs.today, None, rows)


def _exposure_row(inputs: Inputs, exposure: str, rule: str, some: Sequence[Lagged]) -> Row:
    bounds = sum(one.is_bound for one in some)
    leads = sum(one.is_lead_bound for one in some)
    mean = Mean(fmean(one.days for one in some), len(some), bounds, lead_bounds=leads)
    # Resampling series says nothing of how much longer the bounds among them may be.
    mean = mean.between(mean_over_series(some, LEVEL))
    detail = {
        "exposure": exposure,
        "series": {one.series: one.days for one in some},
        "bounds": bounds,
        "lead_bounds": leads,
    }
    return estimate_row(
        inputs,
        entry=f"{rule}|released|backward_year|{exposure}",
        openness_rule=rule,
        value=mean.value,
        low=mean.low,
        high=mean.high,
        ci_level=None if (mean.low, mean.high) == (None, None) else LEVEL,
        n=mean.n,
        unit="days",
        detail=json.dumps(detail, sort_keys=True),
        caveat=f"Live series with {exposure.replace('_', '-')} items differ in more than exposure: "
        "other skills, other models, other makers of the benchmark."
        + (BOUNDS.format(bounds) if bounds else "")
        + (LEAD_BOUNDS.format(leads) if leads else ""),
        vintages=json.dumps(sorted({one for lag in some for one in lag.vintages})),
    )
