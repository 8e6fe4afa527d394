"""The price at quality of one series over time: each change at every level.

Not here: the prices of today (`levels`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from measures.segments import PriceGapSegment, PriceSide
from measures.series import Series
from outputs.sections.price.levels import basis_words
from outputs.sections.section import Cell, Section, cell, figure
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.numbers import MISSING, times, usd
from terms.units import level


def price_changes(
    series: Series, segments: Sequence[PriceGapSegment], names: ModelNames
) -> Iterator[Section]:
    """A section for each level of one series under one openness rule, the highest first."""
    for _, own in groupby(
        sorted(segments, key=lambda it: (-it.threshold, it.entry)), key=lambda it: it.threshold
    ):
        yield _level(series, list(own), names)


def _level(series: Series, segments: Sequence[PriceGapSegment], names: ModelNames) -> Section:
    last = segments[-1]
    at = level(last.threshold, series.unit)
    return Section(
        key=f"price-points-{last.threshold:g}",
        title=f"{series.title}, from {at}: each change",
        lead=_lead(last, at, names),
        columns=("From", ">Closed / open", "Cheapest closed", "Cheapest open"),
        rows=list(_changes(segments, names)),
        caption="USD per million tokens, input and output blended 3:1",
    )


def _lead(last: PriceGapSegment, at: str, names: ModelNames) -> str:
    told = [
        f"{_named(one, names)} is the cheapest {kind} model at {usd(one.price)}"
        for kind, one in (("closed", last.side("closed")), ("open", last.side("open")))
        if one.model is not None
    ]
    if not told:
        return f"No model with a price has {at} on {day(last.through)}."
    return f"From {at} on, {' and '.join(told)}, as of {day(last.through)}."


def _changes(segments: Sequence[PriceGapSegment], names: ModelNames) -> Iterator[tuple[Cell, ...]]:
    """Change points; one that changes only the source of a price is left out."""
    before: tuple[Cell, ...] = ()
    for one in segments:
        ratio = MISSING if one.price_ratio is None else times(one.price_ratio)
        told = (figure(ratio), *(_side(one.side(side), names) for side in ("closed", "open")))
        if told != before:
            yield cell(day(one.entry)), *told
        before = told


def _side(side: PriceSide, names: ModelNames) -> Cell:
    if side.model is None:
        return cell("none with a price")
    more = (usd(side.price), basis_words(side))
    return Cell(model_name(side.model, names), [Name(", ".join(more))])


def _named(side: PriceSide, names: ModelNames) -> str:
    return model_name(str(side.model), names).text
