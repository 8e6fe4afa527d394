"""How sure a gap is: its size against what the comparison could find, and whence its error."""

from __future__ import annotations

from measures.gap.judgement import may_lead
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty.intervals import LEVEL, level_in_words
from outputs.sections.section import Section, cell, figure
from terms.numbers import interval, number, probability, signed
from terms.units import Unit
from terms.words import GapMethod


def certainty(series: Series, segment: GapSegment) -> Section | None:
    """From a series and its newest segment; None without a gap."""
    gap = segment.gap
    if gap is None:
        return None
    unit, least = Unit(series.unit).difference, segment.detectable_gap
    ends = interval(segment.gap_low, segment.gap_high)
    of = ", of the models known" if segment.unresolved_above else ""
    sure = f"{level_in_words(LEVEL)} interval {ends}" if ends else "no interval is known"
    rows = [
        (cell("Gap"), figure(f"{signed(gap)} {unit}", sure)),
        (
            cell("Smallest gap this test could show"),
            figure(f"{number(least)} {unit}") if least else cell("unknown"),
        ),
        (
            cell("Chance that open is ahead", "by sampling error alone"),
            figure(probability(segment.p_open_ahead) or "unknown"),
        ),
    ]
    return Section(
        key="sure",
        title="How sure",
        lead=_lead(segment, gap, unit),
        columns=("What", "How much"),
        rows=rows,
        caption=f"The newest gap under the widest openness rule{of}",
        note=f"Interval from: {_method(segment)}.",
        method="certainty",
    )


def _method(segment: GapSegment) -> str:
    return GapMethod(segment.ci_method).text if segment.ci_method else "no known error"


def _lead(segment: GapSegment, gap: float, unit: str) -> str:
    least = segment.detectable_gap
    size = f"{number(abs(gap))} {unit}"
    if segment.unresolved_above:
        return (
            f"The gap cannot be judged: {may_lead(segment.unresolved_above)}. Of those known it is "
            f"{signed(gap)} {unit}."
        )
    if not least:
        return f"The gap is {size}, but no error is known: how sure that is cannot be said."
    share = abs(gap) / least
    if share < 1:
        return (
            f"The gap, {size}, is smaller than this test could reliably show ({number(least)} "
            f"{unit}): its size is poorly known."
        )
    return f"The gap, {size}, is {number(share)} times the smallest that this test could show."
