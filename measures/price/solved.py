"""What the tasks of a run cost, on boards that say so.

Cost per solved task = mean cost of one task / share of tasks solved (cost-of-pass, arXiv
2504.13359): view `solved_cost` divides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from measures.boards.states import entries_of, inputs
from measures.known import Known
from measures.series import Series
from terms.units import Unit


def cost_rows(known: Known, series: Series) -> Iterator[dict[str, Any]]:
    """Every dated run of the series that states a cost, as rows of table solved_cost.

    Those with a cost of 0 (not metered) or nothing solved are left out; so are series that are no
    proportion.
    """
    if series.unit != Unit.PERCENT or series.sign != 1:
        return
    states = inputs(series, known.states[series.id], known.through)
    for run in entries_of(series, states, known.names):
        cost, on = run.row.get("cost_usd"), run.dated_on
        if cost and run.value > 0 and on is not None and on <= known.through:
            yield {
                "entry": run.entry,
                "model": run.model,
                "on_date": on,
                "score": run.value,
                "stderr": run.stderr,
                "usd_per_task": cost,
                "vintages": json.dumps([run.state.vintage]),
            }
