"""What Dagster checks of declared saturation: that it is what the rule finds in today's scores.

A set of items that saturates leaves the headline only once a person has declared it, with its day.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import dagster as dg

from measures.gap.saturation import at_odds, saturated_since
from measures.series import Series
from pipelines.assets import checks, keys
from pipelines.measure.inputs import states_of
from pipelines.measure.registry import registry
from terms.units import Unit
from warehouse.history.vintages import UNBOUNDED
from warehouse.store import Warehouse

SATURATION_CHECKS = {
    "saturation_declared": "Item sets are declared as saturated in measures/series.toml exactly "
    "where the leaders of both classes stand above 90 % and within two standard errors of each "
    "other.",
}


def saturation_checks(
    warehouse: Warehouse, series: Mapping[str, Series], today: date
) -> Iterator[dg.AssetCheckResult]:
    """Results of `SATURATION_CHECKS`; a series without a board is not asked."""
    names, bounds, day = registry(warehouse), UNBOUNDED.by(today), today.isoformat()
    since = {
        one.id: saturated_since(one, states, names, day)
        for one in series.values()
        if one.unit == Unit.PERCENT and (states := states_of(warehouse, one, bounds))
    }
    failing = [
        {"items": items, "rule": "saturated" if found else "not saturated"}
        for items, found in at_odds(series.values(), since)
    ]
    told = ", ".join(f"{row['items']} is {row['rule']}" for row in failing)
    found = checks.Found(failing, len(since), ("items", "rule"), told)
    yield checks.concerning(keys.measure("gap"), "saturation_declared", found)
