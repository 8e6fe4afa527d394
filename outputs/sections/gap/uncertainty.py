"""How sure each gap is: its size against what the comparison could find, and whence its error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from measures.series import Series
from terms.numbers import interval, number, probability, signed
from terms.units import Unit
from terms.words import GapMethod

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Certain:
    """One series: gap, interval, detectable gap, probabilities, and whence the interval comes."""

    series: Series
    unit: str
    gap: str
    interval: str | None
    detectable: str | None
    share: str | None
    """The gap in detectable gaps; below 1 its size is poorly known."""
    p_open_ahead: str | None
    p_board: str | None
    bias: str | None
    method: str


def _share(row: Row, key: str = "gap") -> float | None:
    if not row["detectable_gap"] or row[key] is None:
        return None
    return float(row[key] / row["detectable_gap"])


def certain(series: Series, row: Row) -> Certain | None:
    """From a series and its newest row of table gap; None without a gap."""
    if row["gap"] is None:
        return None
    share = _share(row)
    return Certain(
        series=series,
        unit=Unit(series.unit).difference,
        gap=signed(row["gap"]),
        interval=interval(row["gap_low"], row["gap_high"]),
        detectable=None if row["detectable_gap"] is None else number(row["detectable_gap"]),
        share=None if share is None else signed(share),
        p_open_ahead=probability(row["p_open_ahead"]),
        p_board=probability(row["p_open_ahead_board"]),
        bias=None if row["selection_bias"] is None else signed(row["selection_bias"]),
        method=GapMethod(row["ci_method"]).text if row["ci_method"] else "no published error",
    )
