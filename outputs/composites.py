"""How gapwatch's own composite stands beside Epoch's index, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from measures.uncertainty import level_in_words
from outputs.wording import clean, day, days, interval, number, signed
from warehouse.columns import HEADLINE_RULE

Row = Mapping[str, Any]
COMPARED = "composite_vs_eci"


def composites_said(estimates: Iterable[Row]) -> str:
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


def _gap(side: Row) -> str:
    sure = interval(side["gap_low"], side["gap_high"])
    on = f"page of {day(side['vintage_on'])}" if side["vintage_on"] else "page unknown"
    return f"{number(side['gap'])} ({f'{level_in_words()} CI {sure}; ' if sure else ''}{on})"
