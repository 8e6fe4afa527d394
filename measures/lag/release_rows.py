"""Issue of what one page says by release date: `release_frontier` (who led each class since when)
and `lag_sawtooth` (the lag of every day).

A board that is estimated anew as a whole shows over its captured vintages only what was captured.
Inside its newest whole vintage all values are on one scale and every model has a release date, so
the history that the lag reads can be shown. It ends on the vintage's day, or on a later one on
which a model of the page came or was opened and took a lead: so do the gap and the lag.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from measures.boards.states import inputs, whole
from measures.gap.daily import inputs_on
from measures.gap.field import FrontierStep
from measures.known import DerivedBoard, Known, derived
from measures.lag.frontiers import Frontiers, LagField, iso, newest_field, ordinal
from measures.lag.release_records import (
    FrontierClass,
    LagSawtoothEstimate,
    ModelScore,
    ReleaseFrontierEstimate,
)
from measures.lag.rules import LagResult
from measures.lag.windows import spells
from measures.series import Series
from terms.openness import OPENNESS_RULES
from terms.words import Basis

Row = dict[str, Any]


def release_frontiers(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Both boards of a series on the board axis; none for one without a whole vintage.

    On the entry axis, whose frontiers are by release as they are, the lag of every day alone, where
    newer leaders leave but a bound of it.
    """
    every = known.states[series.id]
    is_bound = any(state.basis == Basis.LEADERS for state in inputs(series, every, known.through))
    if series.axis != "board" and not is_bound:
        return
    states = whole(every)
    newest = inputs_on(series, states, known.through)
    if newest is not None:
        field = newest_field(series, states, known.names, known.through)
        if series.axis == "board":
            yield _frontiers(known, series, field, newest)
        yield _sawtooth(known, series, field, newest)


def until_of(found: Frontiers, newest: str) -> str:
    """The day on which what the page says of both classes was complete; `newest`: its own."""
    return max([newest, *(steps[-1].on for steps in (found.closed, found.opened) if steps)])


def _frontiers(known: Known, series: Series, field: LagField, newest: str) -> DerivedBoard:
    rows = []
    for rule in OPENNESS_RULES:
        found = Frontiers.of(field, rule, known.through)
        until = until_of(found, newest)
        for side, steps in (
            (FrontierClass.CLOSED, found.closed),
            (FrontierClass.OPEN, found.opened),
        ):
            for step in steps:
                item = step.item
                estimate = ReleaseFrontierEstimate(
                    series=series.id,
                    openness_rule=rule,
                    value=item.value,
                    unit=series.unit,
                    from_on=step.on,
                    through_on=until,
                    vintages=field.vintages,
                    side=side,
                    entry=item.entry,
                    model=str(item.model),
                    released_on=known.names.model(str(item.model))["released_on"],
                    stderr=step.stderr,
                    page_on=None if until == newest else newest,
                )
                rows.append(estimate.row(known.code_version))
    return derived("estimate", ReleaseFrontierEstimate.MEASURE, series.id, newest, rows)


def _sawtooth(known: Known, series: Series, field: LagField, newest: str) -> DerivedBoard:
    rows = []
    for rule in OPENNESS_RULES:
        found = Frontiers.of(field, rule, known.through)
        for tooth in teeth(found, until_of(found, newest)):
            estimate = tooth_estimate(series, field.vintages, rule, tooth)
            rows.append(estimate.row(known.code_version))
    return derived("estimate", LagSawtoothEstimate.MEASURE, series.id, newest, rows)


@dataclass(frozen=True, slots=True)
class Tooth:
    """The lag (days, negative: lead of open) from day `on` to day `until`, between two changes."""

    on: str
    until: str
    first: int
    last: int
    since: str
    said: LagResult
    opened: FrontierStep


def teeth(found: Frontiers, through: str) -> Iterator[Tooth]:
    """The lag of every day on which both classes have a model, up to `through`."""
    for start, end, said in spells(found, ("", through)):
        if said.sign is None or said.since is None:
            continue
        on, until, since = iso(start), iso(end - 1), ordinal(said.since)
        first, last = (said.sign * (day - since) for day in (start, end - 1))
        yield Tooth(on, until, first, last, said.since, said, found.until(on).opened[-1])


def tooth_estimate(
    series: Series, vintages: tuple[int, ...], rule: str, tooth: Tooth
) -> LagSawtoothEstimate:
    """The record of one tooth."""
    closed = tooth.said.closed
    opened = tooth.opened.item
    return LagSawtoothEstimate(
        series=series.id,
        openness_rule=rule,
        value=tooth.first,
        from_on=tooth.on,
        through_on=tooth.until,
        vintages=vintages,
        last=tooth.last,
        since=tooth.since,
        censored=tooth.said.censored,
        is_lead=tooth.said.sign == -1,
        closed=None if closed is None else ModelScore(str(closed.model), closed.value),
        open=ModelScore(str(opened.model), opened.value),
    )
