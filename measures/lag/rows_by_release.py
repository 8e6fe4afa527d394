"""Issue of what one page says by release date: `release_frontier` (who led each class since when)
and `lag_sawtooth` (the lag of every day).

A board that is estimated anew as a whole shows over its captured vintages only what was captured.
Inside its newest whole vintage all values are on one scale and every model has a release date, so
the history that the lag reads can be shown. It ends on the vintage's day, or on a later one on
which a model of the page came or was opened and took a lead: so do the gap and the lag.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from measures.estimates import estimate_row
from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.lag.daily import HEADLINE
from measures.lag.frontiers import Field, FrontierStep, iso, newest_field, ordinal, released
from measures.lag.rules import LagResult
from measures.lag.windows import Frontiers, spells
from measures.series import Series
from terms.openness import OPENNESS_RULES

Row = dict[str, Any]
BOUND = "A lower bound: the first observed closed model was there already."
LEAD_BOUND = "At least so long a lead: the first observed open model was there already."


def release_frontiers(known: Known) -> Iterator[DerivedBoard]:
    """Both boards of every series on the board axis; none for a series without a whole vintage."""
    clock = released(known.names)
    for series in known.series.values():
        if series.axis != "board":
            continue
        states = [state for state in known.states[series.id] if state.basis == "board"]
        newest = inputs_on(series, states, known.through)
        if newest is not None:
            field = newest_field(series, states, known.names, clock, known.through)
            yield _frontiers(known, series, field, newest)
            yield _sawtooth(known, series, field, newest)


def _until(found: Frontiers, newest: str) -> str:
    """The day on which what the page says of both classes was complete; `newest`: its own."""
    return max([newest, *(steps[-1].on for steps in (found.closed, found.opened) if steps)])


def _frontiers(known: Known, series: Series, field: Field, newest: str) -> DerivedBoard:
    rows = []
    for rule in OPENNESS_RULES:
        found = Frontiers.of(field, rule, known.through)
        days = (newest, _until(found, newest))
        for name, steps in (("closed", found.closed), ("open", found.opened)):
            rows += [_row(known, series, field, (rule, name, *days), step) for step in steps]
    return derived("estimate", "release_frontier", series.id, newest, rows)


def _row(
    known: Known,
    series: Series,
    field: Field,
    place: tuple[str, str, str, str],
    step: FrontierStep,
) -> Row:
    """One step; `place`: openness rule, class (closed or open), published date of the vintage and
    the day on which the picture ends."""
    rule, name, newest, until = place
    item = step.item
    detail = {
        "entry": item.entry,
        "model": item.model,
        "released_on": known.names.model(str(item.model))["released_on"],
        "stderr": step.stderr,
    }
    if until != newest:
        detail["page_on"] = newest
    return estimate_row(
        known.code_version,
        entry=f"{rule}|{name}|{step.on}",
        series=series.id,
        openness_rule=rule,
        value=item.value,
        unit=series.unit,
        from_on=step.on,
        through_on=until,
        detail=json.dumps(detail, sort_keys=True),
        vintages=json.dumps(field.vintages),
    )


def _sawtooth(known: Known, series: Series, field: Field, newest: str) -> DerivedBoard:
    rows = []
    for rule in OPENNESS_RULES:
        found = Frontiers.of(field, rule, known.through)
        for tooth in teeth(found, _until(found, newest)):
            rows.append(_tooth_row(known, series, field, rule, tooth))
    return derived("estimate", "lag_sawtooth", series.id, newest, rows)


@dataclass(frozen=True, slots=True)
class Tooth:
    """The lag (days, negative: lead of open) from day `on` to day `until`, between two changes."""

    on: str
    until: str
    first: int
    last: int
    said: LagResult
    opened: FrontierStep


def teeth(found: Frontiers, through: str) -> Iterator[Tooth]:
    """The lag at tolerance 0 of every day on which both classes have a model, up to `through`."""
    for start, end, said in spells(found, ("", through), HEADLINE):
        if said.sign is None or said.since is None:
            continue
        on, until, since = iso(start), iso(end - 1), ordinal(said.since)
        first, last = (said.sign * (day - since) for day in (start, end - 1))
        yield Tooth(on, until, first, last, said, found.until(on).opened[-1])


def caveat(said: LagResult) -> str | None:
    """Which way the truth may lie beyond a bound; None: the lag is exact."""
    if said.censored is None:
        return None
    return LEAD_BOUND if said.sign == -1 else BOUND


def _tooth_row(known: Known, series: Series, field: Field, rule: str, tooth: Tooth) -> Row:
    closed = tooth.said.closed
    detail = {
        "censored": tooth.said.censored,
        "closed": None if closed is None else {"model": closed.model, "value": closed.value},
        "last": tooth.last,
        "open": {"model": tooth.opened.item.model, "value": tooth.opened.item.value},
        "since": tooth.said.since,
    }
    return estimate_row(
        known.code_version,
        entry=f"{rule}|{tooth.on}",
        series=series.id,
        openness_rule=rule,
        value=tooth.first,
        unit="days",
        from_on=tooth.on,
        through_on=tooth.until,
        detail=json.dumps(detail, sort_keys=True),
        caveat=caveat(tooth.said),
        vintages=json.dumps(field.vintages),
    )
