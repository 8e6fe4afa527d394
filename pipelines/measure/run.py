"""From the warehouse to derived rows: every table that gapwatch derives.

They go the way of every number: a manifest of the inputs is archived as a page, each derivation is
a board of source `gapwatch`, and only rows that were never derived are added.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from itertools import takewhile
from typing import Any

from measures.agreement.rows import board_agreements
from measures.choice.prices import model_prices
from measures.choice.scores import model_scores
from measures.correction.rows import corrections
from measures.gap.history import gap_history, inputs_on
from measures.gap.paired import Pairing, first_known
from measures.gap.rows import gap_boards
from measures.headline.rows import domain_tables
from measures.known import DerivedBoard, DerivedKey, Known
from measures.lag.rows import lags, parities, release_frontiers
from measures.one_gpu.rows import one_gpu_gaps
from measures.price.rows import MARKET, market, prices
from measures.scale.fit import ECI
from measures.scale.joint import JointPairing
from measures.scale.rows import refit_boards
from measures.segments import GapSegment
from measures.series import Series, load
from measures.vendor.benchmarks import benchmarks
from measures.vendor.rows import vendor_inflation
from measures.weights.rows import days_to_weights
from pipelines.measure.claims import claims
from pipelines.measure.declarations import declared_row
from pipelines.measure.inputs import Inputs, arrival, gap_derivations, manifest
from pipelines.measure.previous import last_derived
from pipelines.measure.price_inputs import prices_of
from pipelines.measure.refit import derive_refit, kept_pairs
from pipelines.measure.spellings import derive_spellings
from warehouse.connection import recording
from warehouse.history.vintages import Arrival, Seen
from warehouse.schema.derived import CLAIM, DERIVED, DERIVED_SOURCE, PRICE_GAP
from warehouse.search import index_models
from warehouse.store import Warehouse

__all__ = ["CLAIM_TESTS", "DERIVATIONS", "DerivedRows", "measure"]

Derivations = Mapping[str, Callable[[Inputs], Iterable[DerivedBoard]]]


def _each(
    inputs: Inputs,
    derive: Callable[[Any], Iterator[DerivedBoard]],
    units: Mapping[str, Any] | None = None,
) -> Iterator[DerivedBoard]:
    """What `derive` gives of every series, or of other `units`; what raises costs itself alone."""
    for name, unit in (inputs.series if units is None else units).items():
        with inputs.trying(name):
            yield from list(derive(unit))  # all of it or nothing


def _gaps(inputs: Inputs) -> Iterator[DerivedBoard]:
    paired = inputs.by_items

    def of(series: Series) -> Iterator[DerivedBoard]:
        joint = inputs.refit.pairing if series.id == ECI else None
        pairing = first_known(joint, paired)
        return gap_boards(inputs.known, series, pairing)

    return _each(inputs, of)


def _prices(inputs: Inputs) -> Iterator[DerivedBoard]:
    """Prices, and what every model scores and costs; that says of each model who is unconfirmed."""
    priced = prices_of(inputs.warehouse, inputs.dated, inputs.curated)
    known, _ = (
        inputs.known.confirmed(),
        priced.book,
    )  # every price is made of all lists: one failure
    yield from _each(inputs, partial(prices, known, priced))
    yield from _each(inputs, partial(market, known, priced), {one.MEASURE: one for one in MARKET})
    if inputs.provisional:
        priced = replace(priced, names=inputs.names)
    yield from list(model_prices(inputs.known, priced))
    known = replace(inputs.sound, names=inputs.names)
    yield from list(model_scores(known, priced, partial(_pairing, inputs)))


def _pairing(inputs: Inputs, series: str) -> Pairing:
    """The errors that gaps have, for pairs that are none: nothing is kept of them."""
    joint = inputs.refit.pairing if series == ECI else None
    return first_known(joint.error if joint else None, inputs.by_items)


def _corrections(inputs: Inputs) -> Iterator[DerivedBoard]:
    found = gap_derivations(inputs.warehouse, inputs.bounds)
    return _each(inputs, partial(corrections, inputs.known.confirmed(), found))


def _vendor_inflation(inputs: Inputs) -> Iterator[DerivedBoard]:
    known = inputs.known.confirmed()
    declared = {one.id: one for one in benchmarks()}
    return _each(inputs, lambda one: vendor_inflation(known, [one]), declared)


def _confirmed(
    derive: Callable[[Known, Series], Iterator[DerivedBoard]],
) -> Callable[[Inputs], Iterator[DerivedBoard]]:
    """Of every series, by models that a person has confirmed."""
    return lambda inputs: _each(inputs, partial(derive, inputs.known.confirmed()))


DERIVATIONS: Derivations = {
    "gap": _gaps,
    "lag": lambda inputs: _each(inputs, partial(lags, inputs.known)),
    "parity": _confirmed(parities),
    "release_frontier": _confirmed(release_frontiers),
    "eci_refit": lambda inputs: list(refit_boards(inputs.known.confirmed(), inputs.refit)),
    "domain": lambda inputs: list(domain_tables(inputs.known)),
    "price": _prices,
    "vendor_inflation": _vendor_inflation,
    "one_gpu_gap": _confirmed(one_gpu_gaps),
    "board_agreement": lambda inputs: list(board_agreements(inputs.sound)),
    "correction": _corrections,
    "days_to_weights": lambda inputs: list(
        days_to_weights(inputs.known.confirmed(), inputs.openness_vintages)
    ),
}
"""What is derived, in order: `domain` reads the gaps and lags of the same run, those that stay as
they were where this run could not compute them.

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
        if series == ECI:
            derive_refit(inputs)
        wanted = {name: DERIVATIONS[name] for name in ("gap", "lag")} | {"price": _price_levels}
        boards: list[Arrival] = []
        for _ in _derive(inputs, wanted, boards):
            pass
        _record(inputs, "measures", series.encode(), boards)


def gaps_of_class(
    warehouse: Warehouse, now: datetime, opened: str, series: str | None = None
) -> Iterator[tuple[Series, GapSegment, str | None]]:
    """The newest gap of every series, or of one, with the open class `opened` (a name of
    `terms.openness.CLASSES`), and the day of its newest page. Nothing of it is recorded."""
    inputs = Inputs(warehouse, now, only=series)
    errors = {key: row["stderr"] for key, row in kept_pairs(inputs).items()}
    for one in inputs.series.values():
        joint = JointPairing(None, errors) if one.id == ECI else None
        pairing = first_known(joint, inputs.by_items)
        states = inputs.states[one.id]
        found = gap_history(one, states, inputs.names, opened, inputs.through, pairing=pairing)
        if found:
            yield one, found[-1], inputs_on(one, states, inputs.through)


def _price_levels(inputs: Inputs) -> Iterator[DerivedBoard]:
    """Prices at quality, which come first; what follows them needs every series."""
    priced = prices_of(inputs.warehouse, inputs.dated, inputs.curated)
    found = _each(inputs, partial(prices, inputs.known.confirmed(), priced))
    return takewhile(lambda board: board.key.table == PRICE_GAP.name, found)


def _measured(inputs: Inputs) -> Iterator[DerivedRows]:
    inputs.warehouse.declare([declared_row(series) for series in inputs.series.values()])
    # The views match by these, so that they are recorded before anything is read.
    yield from (_derived_rows(board) for board in derive_spellings(inputs))
    index_models(inputs.warehouse.connection)
    derive_refit(inputs)
    boards: list[Arrival] = []
    yield from _derive(inputs, DERIVATIONS, boards)
    made_of = manifest(inputs)
    _record(inputs, "measures", made_of, boards)
    tested = {"claims": inputs.code_version, "measures": sha256(made_of).hexdigest()}
    boards = []
    yield from _derive(inputs, CLAIM_TESTS, boards)
    _record(inputs, "claims", json.dumps(tested, sort_keys=True).encode(), boards)


def _derive(
    inputs: Inputs, derivations: Derivations, boards: list[Arrival]
) -> Iterator[DerivedRows]:
    """Add what `derivations` give to `boards`, then what stays as it was because they failed."""
    given: set[DerivedKey] = set()
    last: dict[DerivedKey, tuple[date, DerivedBoard]] = {}
    derived = inputs.known.derived
    for name, derive in derivations.items():
        with inputs.trying(name):
            for board in derive(inputs):
                derived[board.key] = board
                given.add(board.key)
                boards.append(arrival(board, inputs.today))
                yield _derived_rows(boards[-1])
        if inputs.failures and not last:
            last = last_derived(inputs, [table.name for table in DERIVED if table != CLAIM])
            for key, (_, board) in last.items():
                derived.setdefault(key, board)
    tables = {key.table for key in given}
    for key, (day, board) in last.items():
        if key not in given and key.table in tables:
            boards.append(arrival(board, day, is_kept=True))


def _record(inputs: Inputs, name: str, made_of: bytes, boards: Sequence[Arrival]) -> None:
    """Record boards as one capture of a page that says what they are made of."""
    url = f"package:gapwatch/{name}"
    page = inputs.warehouse.keep(made_of, DERIVED_SOURCE, url)
    seen = Seen(DERIVED_SOURCE, url, inputs.now, inputs.code_version, page)
    if not inputs.warehouse.knows(seen):
        inputs.warehouse.accept(seen, boards, warnings=inputs.warnings)


def _derived_rows(arrival: Arrival) -> DerivedRows:
    key = arrival.key
    return DerivedRows(key.fact_table, key.board, key.category, len(arrival.rows))
