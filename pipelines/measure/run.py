"""From the warehouse to derived rows: every table that gapwatch derives.

They go the way of every number: a manifest of the inputs is archived as a page, each derivation is
a board of source `gapwatch`, and only rows that were never derived are added.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import takewhile

from measures.agreement.rows import board_agreements
from measures.choice.prices import model_prices
from measures.choice.scores import model_scores
from measures.correction.rows import corrections
from measures.gap.paired import Pairing, first_known
from measures.gap.rows import gap_boards
from measures.headline.rows import domain_tables
from measures.known import DerivedBoard
from measures.lag.published_rows import lag_comparison
from measures.lag.release_rows import release_frontiers
from measures.lag.rows import lag_estimates, lags
from measures.one_gpu.rows import one_gpu_gaps
from measures.price.rows import prices
from measures.saturation.rows import saturations
from measures.scale.records import FITTED
from measures.scale.rows import composite_against_eci, scale_estimates
from measures.series import load
from measures.solved.rows import solved_cost_trends
from measures.trend.rows import trends
from measures.vendor.rows import vendor_inflation
from measures.weights.rows import days_to_weights
from pipelines.measure.claims import claims
from pipelines.measure.declarations import declared_row
from pipelines.measure.inputs import Inputs, arrival, gap_derivations, manifest
from pipelines.measure.price_inputs import prices_of
from pipelines.measure.scales import derive_scales
from pipelines.measure.spellings import derive_spellings
from pipelines.measure.unchanged import again, marks
from warehouse.connection import recording
from warehouse.history.vintages import Arrival, Seen
from warehouse.schema.derived import DERIVED_SOURCE, PRICE_GAP
from warehouse.search import index_models
from warehouse.store import Warehouse

__all__ = ["CLAIM_TESTS", "DERIVATIONS", "DerivedRows", "measure"]

Derivations = Mapping[str, Callable[[Inputs], Iterator[DerivedBoard]]]


def _gaps(inputs: Inputs) -> Iterator[DerivedBoard]:
    """Gap and frontier of every series: as last derived where nothing they are made of changed."""
    known = marks(inputs)
    for series in inputs.series.values():
        if known.is_same(series.id):
            yield from again(inputs, series, "gap", "frontier")
        else:
            pairing = first_known(inputs.scales.pairings.get(series.id), inputs.by_items)
            yield from gap_boards(inputs.known, series, pairing)


def _prices(inputs: Inputs) -> Iterator[DerivedBoard]:
    """Prices, and what every model scores and costs; that says of each model who is unconfirmed."""
    priced = prices_of(inputs.warehouse, inputs.dated, inputs.curated)
    yield from prices(inputs.known.confirmed(), priced)
    if inputs.provisional:
        priced = replace(priced, names=inputs.names)
    yield from model_prices(inputs.known, priced)
    yield from model_scores(inputs.known, priced, partial(_pairing, inputs))


def _pairing(inputs: Inputs, series: str) -> Pairing:
    """The errors that gaps have, for pairs that are none: nothing is kept of them."""
    joint = inputs.scales.pairings.get(series)
    return first_known(joint.error if joint else None, inputs.by_items)


def _corrections(inputs: Inputs) -> Iterator[DerivedBoard]:
    return corrections(inputs.known.confirmed(), gap_derivations(inputs.warehouse, inputs.bounds))


def _days_to_weights(inputs: Inputs) -> Iterator[DerivedBoard]:
    return days_to_weights(inputs.known.confirmed(), inputs.openness_vintages)


DERIVATIONS: Derivations = {
    "gap": _gaps,
    "lag": lambda inputs: lags(inputs.known, inputs.listings),
    "lag_estimates": lambda inputs: lag_estimates(inputs.known.confirmed(), inputs.listings),
    "lag_compare": lambda inputs: lag_comparison(inputs.known.confirmed()),
    "release_frontier": lambda inputs: release_frontiers(inputs.known.confirmed()),
    "scale_estimates": lambda inputs: scale_estimates(inputs.known.confirmed(), inputs.scales),
    "composite_vs_eci": lambda inputs: composite_against_eci(
        inputs.known.confirmed(), inputs.scales
    ),
    "trend": lambda inputs: trends(inputs.known.confirmed()),
    "domain": lambda inputs: domain_tables(inputs.known),
    "price": _prices,
    "vendor_inflation": lambda inputs: vendor_inflation(inputs.known.confirmed()),
    "one_gpu_gap": lambda inputs: one_gpu_gaps(inputs.known.confirmed()),
    "board_agreement": lambda inputs: board_agreements(inputs.known.confirmed()),
    "correction": _corrections,
    "solved_cost": lambda inputs: solved_cost_trends(inputs.known.confirmed()),
    "saturation": lambda inputs: saturations(inputs.known.confirmed()),
    "days_to_weights": _days_to_weights,
}
"""What is derived, in order: `domain` reads the gaps and lags of the same run.

Rows that say whether they are confirmed (gap, frontier, lag, and what is made of them) know
provisional models; all others know curated ones alone."""
CLAIM_TESTS: Derivations = {"claims": claims}
"""What reads the views, so that the others must be recorded before."""


@dataclass(frozen=True, slots=True)
class DerivedRows:
    """What a run of the measures brought: rows of one board of one derived table."""

    table: str
    board: str
    category: str
    rows: int


def measure(warehouse: Warehouse, now: datetime) -> Iterator[DerivedRows]:
    """Derive every measure up to the UTC day of `now`, then test the claims against them.

    Nobody else writes meanwhile: rows of older inputs must not come after those of newer ones.
    """
    with recording(warehouse.connection):
        yield from _measured(Inputs(warehouse, now))


def measure_series(warehouse: Warehouse, now: datetime, series: str) -> None:
    """Derive gap, lag and price of one series alone, into a copy that holds nothing derived."""
    inputs = Inputs(warehouse, now, only=series)
    declared = load(inputs.today).values()
    with recording(warehouse.connection):
        warehouse.declare([declared_row(one) for one in declared])
        for _ in derive_spellings(inputs):
            pass
        for _ in derive_scales(inputs) if series in FITTED else ():
            pass
        wanted = {name: DERIVATIONS[name] for name in ("gap", "lag")} | {"price": _price_levels}
        for _ in _derive(inputs, wanted, "measures", series.encode()):
            pass


def _price_levels(inputs: Inputs) -> Iterator[DerivedBoard]:
    """Prices at quality, which come first; what follows them needs every series."""
    priced = prices_of(inputs.warehouse, inputs.dated, inputs.curated)
    found = prices(inputs.known.confirmed(), priced)
    return takewhile(lambda board: board.key.table == PRICE_GAP.name, found)


def _measured(inputs: Inputs) -> Iterator[DerivedRows]:
    inputs.warehouse.declare([declared_row(series) for series in inputs.series.values()])
    # The views match by these, and the composite is a board that the rest measures: both are
    # recorded before anything is read.
    yield from (_derived_rows(board) for board in derive_spellings(inputs))
    index_models(inputs.warehouse.connection)
    yield from (_derived_rows(scale) for scale in derive_scales(inputs))
    made_of = manifest(inputs, marks(inputs).now)
    yield from _derive(inputs, DERIVATIONS, "measures", made_of)
    tested = {"claims": inputs.code_version, "measures": sha256(made_of).hexdigest()}
    yield from _derive(inputs, CLAIM_TESTS, "claims", json.dumps(tested, sort_keys=True).encode())


def _derive(
    inputs: Inputs, derivations: Derivations, name: str, made_of: bytes
) -> Iterator[DerivedRows]:
    """Record what `derivations` give, as one capture of a page that says what it is made of."""
    warehouse = inputs.warehouse
    url = f"package:gapwatch/{name}"
    page = warehouse.keep(made_of, DERIVED_SOURCE, url)
    seen = Seen(DERIVED_SOURCE, url, inputs.now, inputs.code_version, page)
    arrivals: list[Arrival] = []
    for derive in derivations.values():
        for board in derive(inputs):
            inputs.known.derived[board.key] = board
            arrivals.append(arrival(board, inputs.today))
            yield _derived_rows(arrivals[-1])
    if not warehouse.knows(seen):
        warehouse.accept(seen, arrivals)


def _derived_rows(arrival: Arrival) -> DerivedRows:
    key = arrival.key
    return DerivedRows(key.fact_table, key.board, key.category, len(arrival.rows))
