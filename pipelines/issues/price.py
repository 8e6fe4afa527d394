"""Issue of the price measures: price at quality as segments, the rest as estimates.

Estimates, each a board of table estimate: `price_pair`, `price_sensitivity`, `price_coverage`,
`price_decline`, `cost_per_solved`, `cost_pair` (per series);
`host_dispersion`, `price_reaction`, `price_event`.
"""

from collections.abc import Iterator, Sequence

from measures.gap.daily import inputs_on
from measures.price.at_quality import Level, levels, price_gap_history, thresholds, whole_levels
from measures.series import Series
from pipelines.issues.inputs import Inputs, arrival
from pipelines.issues.price_costs import cost_pairs, cost_rows
from pipelines.issues.price_estimates import (
    coverage_rows,
    decline_rows,
    pair_rows,
    sensitivity_rows,
)
from pipelines.issues.price_inputs import Prices, prices_of
from pipelines.issues.price_market import event_rows, host_rows, reaction_rows
from warehouse.history.vintages import Arrival
from warehouse.schema.columns import OPENNESS_RULES


def prices(inputs: Inputs) -> Iterator[Arrival]:
    """Price at quality of every series with thresholds, and every price estimate."""
    known = prices_of(inputs.warehouse, inputs.bounds, inputs.names)
    if known.newest_on is None:
        return
    found = {
        name: levels(series, inputs.states[name], inputs.names, inputs.through)
        for name, series in inputs.series.items()
    }
    for name, series in inputs.series.items():
        newest = inputs_on(series, inputs.states[name], inputs.through)
        if newest is not None:
            until = max(newest, known.newest_on)
            whole = whole_levels(series, inputs.states[name], inputs.names, inputs.through)
            yield from _gaps(inputs, known, series, whole, until)
            yield from _estimates(inputs, known, series, (found[name], whole), until)
    for board, rows in (
        ("host_dispersion", host_rows(inputs, known)),
        ("price_reaction", reaction_rows(inputs, known, found)),
        ("price_event", event_rows(inputs, known)),
    ):
        yield arrival("estimate", board, "", inputs.today, known.newest_on, list(rows))


def _gaps(
    inputs: Inputs, known: Prices, series: Series, found: Sequence[Level], until: str
) -> Iterator[Arrival]:
    for threshold in thresholds().get(series.id, ()):
        for rule in OPENNESS_RULES:
            segments = price_gap_history(
                series, found, known.book, inputs.names, rule, threshold.at
            )
            rows = [segment.row(inputs.code_version) for segment in segments]
            category = f"{rule}|{threshold.at:g}"
            yield arrival("price_gap", series.id, category, inputs.today, until, rows)


def _estimates(
    inputs: Inputs,
    known: Prices,
    series: Series,
    levels_and_whole: tuple[Sequence[Level], Sequence[Level]],
    until: str,
) -> Iterator[Arrival]:
    found, whole = levels_and_whole
    for board, rows in (
        ("price_pair", pair_rows(inputs, known, series, found)),
        ("price_sensitivity", sensitivity_rows(inputs, known, series, whole)),
        ("price_coverage", coverage_rows(inputs, known, series, whole)),
        ("price_decline", decline_rows(inputs, known, series, whole)),
        ("cost_per_solved", cost_rows(inputs, series)),
        ("cost_pair", cost_pairs(inputs, series)),
    ):
        issued = list(rows)
        # What was issued of a list that only names leaders gives way to nothing.
        if issued or (board == "price_sensitivity" and series.id in thresholds()):
            yield arrival("estimate", board, series.id, inputs.today, until, issued)
