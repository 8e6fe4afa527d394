"""The price at the best open model's score in one series over time: each change.

Not here: the prices of today (`levels`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from measures.segments import PriceGapSegment, PriceSide
from measures.series import Series
from outputs.sections.price.levels import basis_words, ratio_words
from outputs.sections.section import Cell, Section, cell, figure
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.numbers import MISSING, usd
from terms.units import score


def price_changes(
    series: Series, segments: Sequence[PriceGapSegment], names: ModelNames
) -> Section:
    """A section of one series under one openness rule."""
    return Section(
        key="price-points",
        title=f"{series.title}: price at the best open model’s score, each change",
        lead="On each day the scores of the newest page and the prices of that day; none where the "
        "page was older than 45 days.",
        columns=("From", ">Closed / open", "Score to reach", "Closed", "Open"),
        rows=list(_changes(series, segments, names)),
        caption="USD per million tokens, input and output blended 3:1",
    )


def _changes(
    series: Series, segments: Sequence[PriceGapSegment], names: ModelNames
) -> Iterator[tuple[Cell, ...]]:
    """Change points; one that changes only a page or the source of a price is left out."""
    before: tuple[Cell, ...] = ()
    for one in segments:
        told = (
            figure(ratio_words(one.values) or MISSING),
            cell(score(one.threshold, series.unit) if one.scores_on else MISSING),
            *(_side(one.side(side), names) for side in ("closed", "open")),
        )
        if told != before:
            yield cell(day(one.entry)), *told
        before = told


def _side(side: PriceSide, names: ModelNames) -> Cell:
    if side.model is None:
        return cell("none with a price")
    price = f"{'at most ' if side.is_at_most else ''}{usd(side.price)}"
    return Cell(model_name(side.model, names), [Name(f"{price}, {basis_words(side)}")])
