"""What a gap supports in words, and what nobody may conclude from it: said here alone.

While an entry of unknown model or openness could lead, there is no verdict: the gap stands with the
two gaps that would be if all such entries were closed, or open. An unconfirmed gap (one that rests
on a provisional class, see `measures.names.provisional`) has a verdict, and decides nothing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import hypot
from typing import Any

from measures.boards.states import Entry
from measures.segments import GapSegment, LagSegment
from measures.series import Series
from terms.numbers import plural
from terms.units import Unit
from terms.words import GapVerdict


def verdict(gap: GapSegment) -> GapVerdict:
    """What a gap supports: as its row says, or of one that has yet to say so."""
    if gap.verdict:
        return GapVerdict(gap.verdict)
    if not is_tested_lately(gap):
        return GapVerdict.NOT_TESTED_LATELY
    if gap.unresolved_above:
        return GapVerdict.CANNOT_BE_JUDGED
    if gap.gap_low is None or gap.gap_high is None:
        return GapVerdict.ONE_CLASS_ONLY if gap.gap is None else GapVerdict.NO_INTERVAL
    if gap.gap_low > 0:
        return GapVerdict.CLOSED_AHEAD
    return GapVerdict.OPEN_AHEAD if gap.gap_high < 0 else GapVerdict.NOT_DISTINGUISHABLE


def is_confirmed(segment: GapSegment | LagSegment) -> bool:
    """Whether every class behind a gap or a lag was confirmed by a person."""
    return segment.confirmed != 0


def is_tested_lately(gap: GapSegment) -> bool:
    """Whether the board still tests open models, or is closed to them all: else its gap stays, and
    supports nothing today."""
    return gap.is_tested_lately != 0


NO_RECENT = "no recent open model was tested"


def confirmation(*behind: Entry | None) -> dict[str, Any]:
    """The columns `confirmed` and `evidence` of a row that is based on the classes of entries."""
    told = {
        f"{one.name}: {one.provisional}" for one in behind if one is not None and one.provisional
    }
    return {"confirmed": 0 if told else None, "evidence": "; ".join(sorted(told)) or None}


def columns_of(side: str, entry: Entry | None) -> dict[str, Any]:
    """The columns of a row that names an entry of class `closed` or `open`."""
    return {
        f"{side}_entry": entry and entry.entry,
        f"{side}_model": entry and entry.model,
        f"{side}_value": entry and entry.value,
        f"{side}_vintage": entry and entry.state.vintage,
    }


def decides(segment: GapSegment | LagSegment) -> bool:
    """Whether a segment may decide a claim or an alert about who is ahead."""
    if isinstance(segment, GapSegment) and (
        segment.unresolved_above or not is_tested_lately(segment)
    ):
        return False
    return is_confirmed(segment)


def may_lead(count: int) -> str:
    """Why a gap cannot be judged, for the number of such entries."""
    return f"{plural(count, 'entry', 'entries')} of unknown model or openness may lead"


Reading = Callable[[GapSegment], str | None]
"""Which state one segment supports; None when it supports no change: then the last state stands.
That is the hysteresis: a chance between two thresholds moves nothing."""

DECIDED_BELOW, LEVEL_ABOVE = 0.025, 0.10
"""Chances that the trailing class is truly ahead: decided up to the first (two-sided 95 %), not
distinguishable from the second on; between them nothing changes."""


def states(segments: Iterable[GapSegment], reading: Reading) -> list[tuple[str, GapSegment]]:
    """Every state that the history comes into, oldest first, with the segment that first shows it;
    `segments` by `entry` (first day)."""
    found: list[tuple[str, GapSegment]] = []
    for one in segments:
        state = reading(one)
        if state is not None and (not found or state != found[-1][0]):
            found.append((state, one))
    return found


_AHEAD = {GapVerdict.CLOSED_AHEAD: "closed", GapVerdict.OPEN_AHEAD: "open"}


def class_ahead(one: GapSegment) -> str | None:
    """`closed` or `open` when the gap's interval excludes zero on that side."""
    return _AHEAD.get(verdict(one)) if decides(one) else None


def parity(one: GapSegment) -> str | None:
    """`decided` or `level`, from the chance that the open leader is truly better."""
    chance = one.p_open_ahead
    if chance is None or not decides(one):
        return None
    trailing = min(chance, 1 - chance)
    if trailing <= DECIDED_BELOW:
        return "decided"
    return "level" if trailing >= LEVEL_ABOVE else None


def leading_model(side: str) -> Reading:
    """The model that leads one class (`closed`, `open`)."""
    return lambda one: one.side(side).model


FLOOR = 90.0
"""Percent of the items above which leaders may have reached the ceiling."""
REACH = 2.0
"""Standard errors of their difference within which leaders are not told apart."""


def saturated_since(
    series: Collection[Series], gaps: Mapping[str, Sequence[GapSegment]]
) -> dict[str, str]:
    """Series whose data set no longer tells the best models of the two classes apart
    (docs/methods.md), to the first day since which it does not: found in the gaps after every run
    and declared nowhere. `gaps`: by series and day, under the widest rule."""
    sets: dict[str, str] = {}
    for one in series:
        since = _since(one, gaps.get(one.id, ()))
        if since is not None:
            sets[one.counted_as] = min(since, sets.get(one.counted_as, since))
    return {one.id: sets[one.counted_as] for one in series if one.counted_as in sets}


def _since(series: Series, gaps: Sequence[GapSegment]) -> str | None:
    """First day since which the rule holds without a break; None: it does not hold.

    A series that is no percentage, or where a lower value is better, never saturates in this sense.
    """
    since = None
    if series.unit == Unit.PERCENT and series.sign > 0:
        for gap in gaps:
            since = (since or gap.entry) if _at_ceiling(gap) else None
    return since


def _at_ceiling(gap: GapSegment) -> bool:
    closed, opened = gap.closed_value, gap.open_value
    errors = gap.closed_stderr, gap.open_stderr
    if closed is None or opened is None or None in errors or min(closed, opened) <= FLOOR:
        return False
    return abs(closed - opened) <= REACH * hypot(*errors)  # type: ignore[arg-type]
