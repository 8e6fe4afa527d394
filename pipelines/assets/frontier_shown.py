"""What Dagster shows of `measure/frontier`: who leads today, and the leaders' values as plots."""

from typing import Any

from pipelines import checks
from pipelines.assets.gap_checks import DRAWN
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

SHOWN = ("series", "class", "model", "value", "since")


def frontier_metadata(warehouse: Warehouse, rule: str) -> dict[str, Any]:
    """Leaders of every series under a rule; values of the best known series from run to run."""
    rows = reads_gaps.leaders(warehouse.connection, rule)
    if not rows:
        return {}
    shown = [{**row, "value": round(row["value"], 2)} for row in rows]
    return {
        "leaders_today": checks.table(shown, SHOWN, len(shown)),
        **{
            f"best_{row['class']}_{row['series']}": row["value"]
            for row in shown
            if row["series"] in DRAWN
        },
    }
