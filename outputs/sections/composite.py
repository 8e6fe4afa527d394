"""How gapwatch's own composite stands beside Epoch's index, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.estimates import Estimate, only
from measures.scale.records import ComparedGap, ComparedLag, EciAgreement, EciFit, ScaleGap
from measures.uncertainty.intervals import level_in_words
from outputs.wording import clean, name
from terms.days import day, days
from terms.numbers import interval, number, plural, signed
from terms.openness import HEADLINE_RULE


def composites_text(estimates: Iterable[Estimate]) -> str:
    """Gap and lag of both under the widest rule with their difference; empty when not issued."""
    found = [one for one in estimates if one.openness_rule == HEADLINE_RULE]
    gap = next(iter(only(ComparedGap, found)), None)
    if gap is None:
        return ""
    told = (
        f"The gap is {_gap(gap.eci)} on Epoch’s index and {_gap(gap.composite)} on gapwatch’s own "
        f"composite: {signed(gap.value)} index points between them"
    )
    lag = next(iter(only(ComparedLag, found)), None)
    if lag is not None and lag.value is not None:
        told += f", and {days(abs(round(lag.value)))} between their lags"
    return f"{told}. {clean(gap.caveat or '')}".strip()


def refit_text(estimates: Sequence[Estimate]) -> str:
    """How far our refit of Epoch's index gives back Epoch's own; empty when not issued."""
    agreed = next(iter(only(EciAgreement, estimates)), None)
    if agreed is None:
        return ""
    page = "".join(f" (page of {day(fit.published_on)})" for fit in only(EciFit, estimates))
    return (
        f"Intervals of Epoch’s index come from our own refit of its scores{page}. The refit’s "
        f"{plural(agreed.n, 'model')} correlate {number(agreed.value, 4)} with those that "
        f"Epoch published; the largest deviation among the 60 best is "
        f"{number(agreed.largest_deviation_top_60)} index points. "
        f"{name(agreed.caveat or '', 300).text}"
    ).strip()


def _gap(side: ScaleGap) -> str:
    sure = interval(side.gap_low, side.gap_high)
    on = f"page of {day(side.vintage_on)}" if side.vintage_on else "page unknown"
    return f"{number(side.gap)} ({f'{level_in_words()} CI {sure}; ' if sure else ''}{on})"
