"""What Dagster shows of intervals, on every derived table that has them: none leaves its value out.

An interval without its own value is a fault of ours, whatever the data, so it is an error.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets import checks, keys
from warehouse.reads.integrity import INTERVALS, intervals
from warehouse.store import Warehouse

NAME = "intervals_hold"
INTERVAL_CHECKS = {
    NAME: "Every row in force lies inside its own interval: low <= value <= high, as far as they "
    "are there. A row outside is a fault of the measure, not of the data.",
}
COLUMNS = ("what", "series", "openness_rule", "first_on", "rows", "value", "low", "high")


def interval_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """A result of `INTERVAL_CHECKS` for each derived table with intervals."""
    for table in INTERVALS:
        held = intervals(warehouse.connection, table)
        told = "; ".join(
            f"{row['what']} of {row['series'] or 'all series'} ({row['openness_rule'] or 'any'})"
            for row in held.outside[: checks.SHOWN]
        )
        found = checks.Found(held.outside, held.rows, COLUMNS, told)
        yield checks.concerning(keys.measure(table), NAME, found, broken=checks.ERROR)
