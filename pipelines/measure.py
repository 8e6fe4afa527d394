"""From the warehouse to issued measures: every table that gapwatch derives.

Issues go the way of every number: a manifest of the inputs is archived as a page, each issue is a
board of source `gapwatch`, and only rows that were never issued are added.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pipelines.issues.domains import domain_tables
from pipelines.issues.gap import gaps
from pipelines.issues.inputs import ISSUER, Inputs, manifest
from pipelines.issues.lag import lags
from pipelines.issues.lag_compare import lag_comparison
from pipelines.issues.lag_estimates import lag_estimates
from pipelines.issues.price import prices
from warehouse.looks import Seen
from warehouse.store import Warehouse
from warehouse.vintages import Arrival

__all__ = ["ISSUERS", "Issued", "measure"]

ISSUERS: dict[str, Callable[[Inputs], Iterator[Arrival]]] = {
    "gap": gaps,
    "lag": lags,
    "lag_estimates": lag_estimates,
    "lag_compare": lag_comparison,
    "domain": domain_tables,
    "price": prices,
}
"""What is issued, in order: `domain` reads the gaps and lags of the same run."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What a run of the measures brought: rows issued on one board of one derived table."""

    table: str
    board: str
    category: str
    rows: int


def measure(warehouse: Warehouse, now: datetime) -> Iterator[Issued]:
    """Issue every measure up to the UTC day of `now`."""
    inputs = Inputs(warehouse, now)
    sha256 = warehouse.keep(manifest(inputs))
    seen = Seen(ISSUER, "package:gapwatch/measures", now, inputs.code_version, sha256)
    arrivals: list[Arrival] = []
    for issue in ISSUERS.values():
        for arrival in issue(inputs):
            arrivals.append(arrival)
            inputs.issued[arrival.key] = arrival
            key = arrival.key
            yield Issued(key.fact_table, key.board, key.category, len(arrival.rows))
    if not warehouse.knows(seen):
        warehouse.accept(seen, arrivals)
