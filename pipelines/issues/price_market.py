"""Estimates about the market: hosts of open weights, price changes, what follows open releases."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measures.boards.states import inputs as states_in_force
from measures.gap.frontier import CLOSED, OPEN_CLASSES
from measures.price.at_quality import Level
from measures.price.events import PriceEvent, is_news, price_events
from measures.price.hosts import HostDispersion, host_dispersion
from measures.price.reaction import (
    WINDOWS,
    Reaction,
    counted_cuts,
    cut_days,
    reaction,
    record_releases,
)
from pipelines.issues.inputs import Inputs, estimate_row
from pipelines.issues.price_inputs import Prices, as_json
from warehouse.schema.columns import HEADLINE_RULE

Row = dict[str, Any]
RELEASES_BY = "eci"
"""The series in which an open release must beat all open ones before it."""
SINCE = "2025-06-05"
"""First day of the dated price history: cuts before it are known to weeks at best."""


def host_rows(inputs: Inputs, known: Prices) -> Iterator[Row]:
    """Spread of the blended price over the hosts of each open model, as of the newest list."""
    grades = OPEN_CLASSES[HEADLINE_RULE]
    for one in host_dispersion(known.book, known.names, grades, str(known.newest_on)):
        yield estimate_row(
            inputs,
            entry=one.model,
            value=one.middle,
            low=one.low,
            high=one.high,
            n=len(one.hosts),
            unit="USD per 1M tokens, blended 3:1",
            detail=as_json(
                {
                    "hosts": dict(one.hosts),
                    "iqr": one.iqr,
                    "high_over_low": one.high / one.low,
                    "own_price": one.own,
                }
            ),
            caveat="Value is the median host; low and high are the cheapest and the dearest.",
            vintages=_host_vintages(known, one),
        )


def _host_vintages(known: Prices, one: HostDispersion) -> str:
    own = known.book.price(one.model, str(known.newest_on)) if one.own is not None else None
    return json.dumps(sorted(known.newest_of([*one.shown, *(own.shown if own else ())])))


def event_rows(inputs: Inputs, known: Prices) -> Iterator[Row]:
    """Cuts, rises, withdrawals and first prices; value: change of the blended price in percent."""
    for event in price_events(known.book, inputs.through):
        if is_news(event, known.names.model(event.model)["released_on"]):
            yield _event_row(inputs, known, event)


def _event_row(inputs: Inputs, known: Prices, event: PriceEvent) -> Row:
    change = event.change_percent
    return estimate_row(
        inputs,
        entry=f"{event.on}|{event.kind}|{event.model}|{event.seller}",
        value=None if change is None else round(change, 4),
        n=len(event.sources),
        unit="percent of the price before",
        from_on=event.not_before,
        through_on=event.on,
        detail=as_json(
            {
                "kind": event.kind,
                "model": event.model,
                "seller": event.seller,
                "before": event.before,
                "now": event.now,
                "sources": list(event.sources),
                "confirmed": event.confirmed,
            }
        ),
        caveat=None
        if event.confirmed
        else "Not confirmed: one source alone, and not the maker's page.",
        vintages=json.dumps(sorted(known.showing(event.shown))),
    )


def reaction_rows(
    inputs: Inputs, known: Prices, found: Mapping[str, Sequence[Level]]
) -> Iterator[Row]:
    """Cuts by closed makers after record open releases, for each window."""
    through = str(known.newest_on)
    names = inputs.names
    released = record_releases(
        found.get(RELEASES_BY, ()), names, OPEN_CLASSES[HEADLINE_RULE], SINCE, through
    )
    counted = counted_cuts(price_events(known.book, through, SINCE), names, SINCE)
    cuts = cut_days(counted, names)
    vintages = _reaction_vintages(inputs, known, counted)
    for days in WINDOWS:
        one = reaction([day for day, _ in released], cuts, SINCE, through, days)
        yield _reaction_row(inputs, one, released, through, vintages)


def _reaction_vintages(inputs: Inputs, known: Prices, cuts: Sequence[PriceEvent]) -> str:
    """The boards of the releases, the looks that show the cuts, the lists that might show more."""
    series = inputs.series[RELEASES_BY]
    scores = states_in_force(series, inputs.states[RELEASES_BY], inputs.through)
    shown = known.showing(look for cut in cuts for look in cut.shown)
    found = {state.vintage for state in scores} | shown | known.of_makers(CLOSED)
    return json.dumps(sorted(found))


def _reaction_row(
    inputs: Inputs,
    one: Reaction,
    released: Sequence[tuple[str, str]],
    through: str,
    vintages: str,
) -> Row:
    return estimate_row(
        inputs,
        entry=f"within_{one.within_days}_days",
        series=RELEASES_BY,
        openness_rule=HEADLINE_RULE,
        value=float(one.followed),
        n=len(one.cuts),
        unit="cuts",
        from_on=SINCE,
        through_on=through,
        detail=as_json(
            {
                "releases": [list(item) for item in released],
                "cuts": list(one.cuts),
                "expected_by_chance": one.expected,
                "p_value": one.p_value,
            }
        ),
        caveat="Association only; a cheaper successor under a new name is no cut. "
        + (f"{len(one.cuts)} cuts are too few to tell." if len(one.cuts) < 20 else ""),
        vintages=vintages,
    )
