"""How gapwatch's own composite stands beside Epoch's index, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from measures.uncertainty.intervals import level_in_words
from outputs.wording import clean, name
from terms.days import day, days
from terms.numbers import interval, number, plural, signed
from terms.openness import HEADLINE_RULE

Row = Mapping[str, Any]
COMPARED = "composite_vs_eci"
REFIT = "eci_refit"


def composites_text(estimates: Iterable[Row]) -> str:
    """Gap and lag of both under the widest rule with their difference; empty when not issued."""
    found = {row["variant"]: row for row in estimates if row["measure"] == COMPARED}
    gap = found.get(f"gap|{HEADLINE_RULE}")
    if gap is None or gap["value"] is None:
        return ""
    theirs, ours = (_gap(gap["detail"][side]) for side in ("eci", "composite"))
    told = (
        f"The gap is {theirs} on Epoch’s index and {ours} on gapwatch’s own composite: "
        f"{signed(gap['value'])} index points between them"
    )
    lag = found.get(f"lag|{HEADLINE_RULE}")
    if lag is not None and lag["value"] is not None:
        told += f", and {days(abs(round(lag['value'])))} between their lags"
    return f"{told}. {clean(gap['caveat'] or '')}".strip()


def refit_text(estimates: Iterable[Row]) -> str:
    """How far our refit of Epoch's index gives back Epoch's own; empty when not issued."""
    found = {row["variant"]: row for row in estimates if row["measure"] == REFIT}
    agreed = found.get("agreement")
    if agreed is None or agreed["value"] is None:
        return ""
    detail, fit = agreed["detail"], found.get("fit")
    on = fit["detail"].get("published_on") if fit else None
    page = f" (page of {day(on)})" if on else ""
    return (
        f"Intervals of Epoch’s index come from our own refit of its scores{page}. The refit’s "
        f"{plural(agreed['n'], 'model')} correlate {number(agreed['value'], 4)} with those that "
        f"Epoch published; the largest deviation among the 60 best is "
        f"{number(detail['largest_deviation_top_60'])} index points. "
        f"{name(agreed['caveat'] or '', 300).text}"
    ).strip()


def _gap(side: Row) -> str:
    sure = interval(side["gap_low"], side["gap_high"])
    on = f"page of {day(side['vintage_on'])}" if side["vintage_on"] else "page unknown"
    return f"{number(side['gap'])} ({f'{level_in_words()} CI {sure}; ' if sure else ''}{on})"
