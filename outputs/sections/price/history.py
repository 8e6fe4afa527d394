"""The price at the best open model's score in one series over time: each change.

Not here: the prices of today (`levels`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from measures.price.rosters import ROSTER_DAYS
from measures.segments import PriceGapSegment, Side
from measures.series import Series
from outputs.sections.price.levels import basis_words, ratio_words
from outputs.sections.section import Cell, Section, cell, figure
from outputs.wording import ModelNames, Name, model_name
from terms.days import after, day
from terms.numbers import MISSING, usd
from terms.units import score


def price_changes(
    series: Series, segments: Sequence[PriceGapSegment], names: ModelNames
) -> Section:
    """A section of one series under one openness rule."""
    return Section(
        key="price-points",
        title=f"{series.title}: price at the best open model’s score, each change",
        lead="On each day the best open model with a known price, by the newest scores and the "
        f"prices of that day; none where the newest page was older than {ROSTER_DAYS} days.",
        columns=("From", ">Closed / open", "Score to reach", "Closed", "Open"),
        rows=list(_changes(series, segments, names)),
        caption="USD per million tokens, input and output blended 3:1",
    )


def _changes(
    series: Series, segments: Sequence[PriceGapSegment], names: ModelNames
) -> Iterator[tuple[Cell, ...]]:
    """Change points; one that changes only a page or the source of a price is left out."""
    before: tuple[Cell, ...] = ()
    scores_on: str | None = None
    for one in segments:
        is_old = scores_on is not None and one.entry == after(scores_on, ROSTER_DAYS + 1)
        nobody = "none with a price" if one.scores_on or not is_old else "scores too old"
        told = (
            figure(ratio_words(one.values) or MISSING),
            cell(score(one.threshold, series.unit) if one.scores_on else MISSING),
            *(_side(one.side(side), names, nobody) for side in ("closed", "open")),
        )
        if told != before:
            yield cell(day(one.entry)), *told
        before, scores_on = told, one.scores_on


def _side(side: Side, names: ModelNames, nobody: str) -> Cell:
    if side.model is None:
        return cell(nobody)
    price = f"{'at most ' if side.is_at_most else ''}{usd(side.price)}"
    return Cell(model_name(side.model, names), [Name(f"{price}, {basis_words(side)}")])
