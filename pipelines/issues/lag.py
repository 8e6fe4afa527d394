"""Issue of table lag: each (series, openness rule, rule of lag, clock) is a board."""

from collections.abc import Iterator

from measures.gap.daily import inputs_on
from measures.lag.daily import RULES, LagHistory
from measures.lag.frontiers import Clock, first_seen, released
from measures.series import Series
from pipelines.issues.inputs import Inputs, arrival
from warehouse.history.vintages import Arrival
from warehouse.reads import lags as reads_lags
from warehouse.schema.columns import OPENNESS_RULES

Listed = dict[tuple[str, str, str], list[tuple[str, str]]]
"""(source, board, category) to (spelling, first published date that lists it)."""


def lags(inputs: Inputs) -> Iterator[Arrival]:
    """Lag of every series under every openness rule, rule of lag and clock, up to today."""
    listed = first_listed(inputs)
    for series in inputs.series.values():
        newest = inputs_on(series, inputs.states[series.id], inputs.through)
        if newest is None:
            continue
        for clock in clocks(inputs, series, listed):
            yield from _of(inputs, series, clock, newest)


def _of(inputs: Inputs, series: Series, clock: Clock, newest: str) -> Iterator[Arrival]:
    states = inputs.states[series.id]
    history = LagHistory(series, states, inputs.names, clock, inputs.through)
    for openness_rule in OPENNESS_RULES:
        found = history.segments(openness_rule)
        for rule in RULES:
            rows = [segment.row(inputs.code_version) for segment in found[rule]]
            board = f"{openness_rule}|{rule}|{clock.name}"
            yield arrival("lag", series.id, board, inputs.today, newest, rows)


def first_listed(inputs: Inputs) -> Listed:
    """When each board first listed each spelling, as known within the bounds."""
    found: Listed = {}
    for row in reads_lags.first_listed(inputs.warehouse.connection, inputs.bounds):
        key = (row["source"], row["board"], row["category"])
        found.setdefault(key, []).append((row["model_name"], row["on_date"]))
    return found


def clocks(inputs: Inputs, series: Series, listed: Listed) -> tuple[Clock, Clock]:
    """The clocks of table lag for one series."""
    seen = reads_lags.published_days(
        inputs.warehouse.connection,
        [(item.source, item.board, item.category) for item in series.sources],
        inputs.bounds,
    )
    return released(inputs.names), first_seen(series, _first_days(inputs, series, listed), seen)


def _first_days(inputs: Inputs, series: Series, listed: Listed) -> dict[str, str]:
    """Model to the published date of the first known vintage of the series that lists it."""
    days: dict[str, str] = {}
    for item in series.sources:
        for spelling, on in listed.get((item.source, item.board, item.category), ()):
            match = inputs.names.match(item.source, spelling, on)
            if match is not None:
                days[match.model] = min(on, days.get(match.model, on))
    return days
