"""From the warehouse to issued measures: every table that gapwatch derives.

Issues go the way of every number: a manifest of the inputs is archived as a page, each issue is a
board of source `gapwatch`, and only rows that were never issued are added.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pipelines.measure.claims import claims
from pipelines.measure.declarations import declared_row
from pipelines.measure.gap_rows import gaps
from pipelines.measure.headline_rows import domain_tables
from pipelines.measure.inputs import ISSUER, Inputs, manifest
from pipelines.measure.lag_rows import lag_estimates, lags
from pipelines.measure.lag_rows_by_release import release_frontiers
from pipelines.measure.lag_rows_published import lag_comparison
from pipelines.measure.price_rows import prices
from pipelines.measure.scale_rows import composite_against_eci, scale_estimates
from pipelines.measure.scales import issue_scales
from pipelines.measure.trend_rows import trends
from pipelines.measure.unchanged import marks
from warehouse.connection import recording
from warehouse.history.vintages import Arrival, Seen
from warehouse.store import Warehouse

__all__ = ["ISSUERS", "TESTERS", "Issued", "measure"]

Issuers = Mapping[str, Callable[[Inputs], Iterator[Arrival]]]

ISSUERS: Issuers = {
    "gap": gaps,
    "lag": lags,
    "lag_estimates": lag_estimates,
    "lag_compare": lag_comparison,
    "release_frontier": release_frontiers,
    "scale_estimates": scale_estimates,
    "composite_vs_eci": composite_against_eci,
    "trend": trends,
    "domain": domain_tables,
    "price": prices,
}
"""What is issued, in order: `domain` reads the gaps and lags of the same run."""
TESTERS: Issuers = {"claims": claims}
"""What reads the views, so that the others must be recorded before."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What a run of the measures brought: rows issued on one board of one derived table."""

    table: str
    board: str
    category: str
    rows: int


def measure(warehouse: Warehouse, now: datetime) -> Iterator[Issued]:
    """Issue every measure up to the UTC day of `now`, then test the claims against them.

    Nobody else writes meanwhile: an issue of older inputs must not come after one of newer ones.
    """
    with recording(warehouse.connection):
        yield from _measured(Inputs(warehouse, now))


def _measured(inputs: Inputs) -> Iterator[Issued]:
    inputs.warehouse.declare([declared_row(series) for series in inputs.series.values()])
    # The composite is a board that the rest measures, so it is recorded before anything is read.
    yield from (_issued(arrival) for arrival in issue_scales(inputs))
    made_of = manifest(inputs, marks(inputs).now)
    yield from _issue(inputs, ISSUERS, "measures", made_of)
    tested = {"claims": inputs.code_version, "measures": sha256(made_of).hexdigest()}
    yield from _issue(inputs, TESTERS, "claims", json.dumps(tested, sort_keys=True).encode())


def _issue(inputs: Inputs, issuers: Issuers, name: str, made_of: bytes) -> Iterator[Issued]:
    """Record what `issuers` give, as one look at a page that says what it is made of."""
    warehouse = inputs.warehouse
    page = warehouse.keep(made_of)
    seen = Seen(ISSUER, f"package:gapwatch/{name}", inputs.now, inputs.code_version, page)
    arrivals: list[Arrival] = []
    for issue in issuers.values():
        for arrival in issue(inputs):
            arrivals.append(arrival)
            inputs.issued[arrival.key] = arrival
            yield _issued(arrival)
    if not warehouse.knows(seen):
        warehouse.accept(seen, arrivals)


def _issued(arrival: Arrival) -> Issued:
    key = arrival.key
    return Issued(key.fact_table, key.board, key.category, len(arrival.rows))
