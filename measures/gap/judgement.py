"""What a gap supports in words, and what nobody may conclude from it: said here alone.

While an entry of unknown model or openness could lead, there is no verdict: the gap stands with the
two gaps that would be if all such entries were closed, or open. An unconfirmed gap (one that rests
on a provisional class, see `measures.names.provisional`) has a verdict, and decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from measures.segments import GapSegment, LagSegment
from terms.numbers import plural
from terms.words import GapVerdict

if TYPE_CHECKING:
    from measures.boards.states import Entry


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
