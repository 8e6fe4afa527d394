"""What is derived: of each series alone, and of all of them together."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from measures.agreement import board_agreements
from measures.choice.scores import model_scores
from measures.correction.rows import corrections
from measures.gap.paired import Pairing, first_known
from measures.gap.rows import gap_boards
from measures.headline.rows import domain_tables
from measures.known import DerivedBoard, Known
from measures.lag.rows import lags, parities, release_frontiers
from measures.one_gpu.rows import one_gpu_gaps
from measures.price.rows import OF_MARKET, market, model_prices, prices
from measures.scale.fit import ECI, Refit, refit_boards
from measures.series import Series
from measures.vendor.benchmarks import benchmarks, compared
from pipelines.measure.claims import claims
from pipelines.measure.inputs import Inputs, gap_derivations
from pipelines.measure.refit import derive_refit

Derivations = dict[str, Callable[[Inputs], Iterable[DerivedBoard]]]
OfSeries = Callable[[Inputs, Known, Series], Iterable[DerivedBoard]]
OfPriced = Callable[[Inputs, Known, Series, str, Collection[str]], Iterable[DerivedBoard]]


def _pairing(inputs: Inputs, series: str, *, is_kept: bool = True) -> Pairing:
    """What is known of the error of two leaders' difference; not `is_kept`: for other pairs."""
    joint = _refit(inputs).pairing if series == ECI else None
    return first_known(joint if joint is None or is_kept else joint.error, inputs.by_items)


def _refit(inputs: Inputs) -> Refit:
    if inputs.refit.pairing is None:
        derive_refit(inputs)
    return inputs.refit


def _eci_refit(inputs: Inputs, known: Known, series: Series) -> Iterable[DerivedBoard]:
    return refit_boards(known.confirmed(), _refit(inputs)) if series.id == ECI else ()


def _corrections(inputs: Inputs, known: Known, series: Series) -> Iterable[DerivedBoard]:
    past = gap_derivations(inputs.warehouse, series.id, inputs.bounds)
    return corrections(known.confirmed(), past, series)


OF_SERIES: dict[str, OfSeries] = {
    "gap": lambda inputs, known, series: gap_boards(
        known, series, _pairing(inputs, series.id), None if series.id == ECI else inputs.headline
    ),
    "lag": lambda _, known, series: lags(known, series),
    "parity": lambda _, known, series: parities(known.confirmed(), series),
    "release_frontier": lambda _, known, series: release_frontiers(known.confirmed(), series),
    "eci_refit": _eci_refit,
    "one_gpu_gap": lambda _, known, series: one_gpu_gaps(known.confirmed(), series),
    "correction": _corrections,
}
"""What is derived of each series alone, in order: a correction reads the gaps of the same run."""


def _prices(
    inputs: Inputs, known: Known, series: Series, since: str, _: Collection[str]
) -> Iterable[DerivedBoard]:
    return prices(known.confirmed(), inputs.curated_book, series, since)


def _model_scores(
    inputs: Inputs, known: Known, series: Series, _: str, speaking: Collection[str]
) -> Iterable[DerivedBoard]:
    """What every model scores and whether it can be had; of domains that are whole alone."""
    if series.id not in inputs.sound.series:
        return ()
    known = replace(known, series={series.id: inputs.judged[series.id]})
    return model_scores(known, inputs.book, partial(_pairing, inputs, is_kept=False), speaking)


PRICED: dict[str, OfPriced] = {"price": _prices, "model_score": _model_scores}
"""What is derived of each series and of the prices of its models: `since`, the first day that can
differ, and the series by which models are chosen, are known."""


def _market(inputs: Inputs) -> Iterator[DerivedBoard]:
    """What happened to prices, and what every model costs; that says who is unconfirmed."""
    of_curated = partial(market, inputs.known.confirmed(), inputs.curated_book)
    yield from each(inputs, of_curated, {table: table for table in OF_MARKET})
    yield from list(model_prices(inputs.known, inputs.book))


def _vendor_benchmarks(inputs: Inputs) -> Iterator[DerivedBoard]:
    declared = {one.id: one for one in benchmarks()}
    return each(inputs, partial(compared, inputs.known), declared)


def each(
    inputs: Inputs,
    derive: Callable[[Any], Iterator[DerivedBoard]],
    units: Mapping[str, Any],
) -> Iterator[DerivedBoard]:
    """What `derive` gives of every one of `units`; what raises costs itself alone."""
    for name, unit in units.items():
        with inputs.trying(name):
            yield from list(derive(unit))  # all of it or nothing


MARKET: Derivations = {"market": _market}
"""What rests on price lists alone."""
DERIVATIONS: Derivations = {
    "vendor_benchmark": _vendor_benchmarks,
    "board_agreement": lambda inputs: list(board_agreements(inputs.sound)),
    "domain": lambda inputs: list(domain_tables(replace(inputs.known, series=inputs.judged))),
}
"""What joins the series, once their gaps, lags and scores are recorded.

Rows that say whether they are confirmed (gap, frontier, lag, and what is made of them) know
provisional models; all others know curated ones alone."""
CLAIM_TESTS: dict[str, Callable[..., Iterable[DerivedBoard]]] = {"claims": claims}
"""What reads the views, so that the others must be recorded before."""
