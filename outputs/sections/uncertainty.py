"""How sure each gap is: its size against what the comparison could find, and whence its error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from measures.series import Series
from outputs.charts.small import Dots, dots
from terms.numbers import interval, number, plural, probability, signed
from terms.units import Unit
from terms.words import GapMethod

Row = Mapping[str, Any]
ENDS = (-2.0, 4.0)
"""The common axis, in detectable gaps; what lies beyond is drawn at its edge."""


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
    picture: Markup


@dataclass(frozen=True, slots=True)
class Certainty:
    """All series with a gap, live ones first, and what they say together."""

    rows: Sequence[Certain]
    said: str


def certainty(found: Sequence[tuple[Series, Row]]) -> Certainty:
    """From series and their newest rows of table gap under the widest rule."""
    known = [(series, row) for series, row in found if row["gap"] is not None]
    known.sort(key=lambda it: not it[0].is_live)
    return Certainty([_line(series, row) for series, row in known], _summary(known))


def _share(row: Row, key: str = "gap") -> float | None:
    if not row["detectable_gap"] or row[key] is None:
        return None
    return float(row[key] / row["detectable_gap"])


def _line(series: Series, row: Row) -> Certain:
    share = _share(row)
    drawn = Dots(share, _share(row, "gap_low"), _share(row, "gap_high"))
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
        picture=dots(drawn, f"{series.title}: gap in detectable gaps", ENDS),
    )


def _summary(found: Sequence[tuple[Series, Row]]) -> str:
    live = [row for series, row in found if series.is_live]
    shares = [share for row in live if (share := _share(row)) is not None]
    if not shares:
        return "No live series has a gap with an interval."
    above = sum(abs(share) >= 1 for share in shares)
    small = sum(
        abs(_share(row) or 0) < 1 and row["gap_low"] is not None and row["gap_low"] > 0
        for row in live
        if _share(row) is not None
    )
    methods = Counter(row["ci_method"] for row in live if row["ci_method"])
    sources = "; ".join(f"{methods[how]} from {how.text}" for how in GapMethod if methods[how])
    told = (
        f"In {above} of {plural(len(shares), 'live series', 'live series')} with an interval, "
        "composites included, the gap is at least as large as what the comparison would find four "
        "times out of five; in "
        f"{len(shares) - above} it is smaller, so its size is poorly known"
    )
    told += f", even though closed is ahead in {small} of them. " if small else ". "
    moved = [
        abs(row["p_open_ahead_board"] - row["p_open_ahead"])
        for row in live
        if row["p_open_ahead_board"] is not None and row["p_open_ahead"] is not None
    ]
    if moved:
        told += (
            "Simulating whole boards, not only the two leaders, moves the probability that open is "
            f"ahead by at most {100 * max(moved):.1f} percentage points. "
        )
    silent = sum(row["ci_method"] is None for row in live)
    told += f"Intervals: {sources}"
    return f"{told}; for {silent} no error is published." if silent else f"{told}."
