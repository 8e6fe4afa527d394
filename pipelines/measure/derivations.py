"""What is derived: of each series alone, and of all of them together."""

from collections.abc import Callable, Iterable
from functools import partial

from measures.agreement import board_agreements
from measures.choice.scores import model_scores
from measures.correction import corrections
from measures.gap.history import gap_boards
from measures.gap.paired import Pairing
from measures.known import DerivedBoard, Known
from measures.lag.history import lags
from measures.lag.parity import parities
from measures.lag.releases import release_frontiers
from measures.one_gpu import one_gpu_gaps
from measures.price.rows import OF_MARKET, market, prices
from measures.scale.fit import ECI, refit_boards
from pipelines.measure.claims import claims
from pipelines.measure.inputs import Inputs, gap_derivations
from warehouse.reads.derived import derived_rows
from warehouse.schema.measured import MODEL_SCORE

Derivations = dict[str, Callable[[Inputs], Iterable[DerivedBoard]]]
OfSeries = Callable[[Inputs, Known], Iterable[DerivedBoard]]
OfPriced = Callable[[Inputs, Known, str], Iterable[DerivedBoard]]


def _pairing(inputs: Inputs, known: Known, *, is_kept: bool = True) -> Pairing:
    """What is known of the error of two leaders' difference; not `is_kept`: for other pairs."""
    if known.series.id != ECI:
        return inputs.by_items
    return inputs.refit.pairing if is_kept else inputs.refit.error


OF_SERIES: dict[str, OfSeries] = {
    "gap": lambda inputs, known: gap_boards(
        known, _pairing(inputs, known), None if known.series.id == ECI else inputs.headline
    ),
    "lag": lambda _, known: lags(known),
    "parity": lambda _, known: parities(known.confirmed()),
    "release_frontier": lambda _, known: release_frontiers(known.confirmed()),
    "eci_refit": lambda inputs, known: (
        refit_boards(known.confirmed(), inputs.refit) if known.series.id == ECI else ()
    ),
    "one_gpu_gap": lambda inputs, known: one_gpu_gaps(
        known.confirmed(), _pairing(inputs, known, is_kept=False)
    ),
    "correction": lambda inputs, known: corrections(
        known.confirmed(), gap_derivations(inputs.warehouse, known.series.id)
    ),
}
"""What is derived of each series alone, in order: a correction reads the gaps of the same run."""


PRICED: dict[str, OfPriced] = {
    "price": lambda inputs, known, since: prices(known.confirmed(), inputs.curated_book, since),
    "model_score": lambda inputs, known, _: model_scores(
        known, inputs.book, _pairing(inputs, known, is_kept=False)
    ),
}
"""What is derived of each series and of the prices of its models, from a day on."""


def _market(table: str, inputs: Inputs) -> Iterable[DerivedBoard]:
    """What happened to prices tells of curated models alone; what every model costs is said of
    unconfirmed ones too."""
    said = inputs.market
    if table in ("price_event", "price_index"):
        said = said.of_curated(inputs.curated)
    return market(said, table, inputs.through)


MARKET: Derivations = {table: partial(_market, table) for table in OF_MARKET}
"""What rests on price lists alone."""


def _agreements(inputs: Inputs) -> Iterable[DerivedBoard]:
    """Of the models' scores as they stand. Domains of series that failed are left out: they stay as
    they were, and do not change because a series is missing."""
    lost = {inputs.series[unit].domain for unit in inputs.failures if unit in inputs.series}
    series = {name: one for name, one in inputs.series.items() if one.domain not in lost}
    return board_agreements(series, derived_rows(inputs.warehouse.connection, MODEL_SCORE))


DERIVATIONS: Derivations = {"board_agreement": _agreements}
"""What joins the series, once their scores are recorded.

Rows that say whether they are confirmed (gap, frontier, lag, and what is made of them) know
provisional models; all others know curated ones alone."""
CLAIM_TESTS: dict[str, Callable[..., Iterable[DerivedBoard]]] = {"claims": claims}
"""What reads the views, so that the others must be recorded before."""
