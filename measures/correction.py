"""Corrections of past gaps: as published for a day then, and as known for that day now.

Formulae and limits: docs/methods.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measures.gap.judgement import is_confirmed
from measures.known import DerivedBoard, Known, Row, derived
from measures.lag.releases import ReleaseTable
from measures.segments import GapSegment, in_force
from measures.uncertainty import gap_uncertainty, independent
from terms.openness import OPENNESS_RULES
from terms.units import Unit

TOLD = {
    "gap": "gap_{}",
    "gap_low": "gap_{}_low",
    "gap_high": "gap_{}_high",
    "closed_model": "closed_model_{}",
    "open_model": "open_model_{}",
}
"""What is known of the gap of a day to its columns, for `then` and `now`."""


Derivations = Mapping[str, Sequence[tuple[str, GapSegment | None]]]
"""Openness rule to each past day with the gap of a series as it was derived on that very day."""


def corrections(known: Known, derivations: Derivations) -> Iterator[DerivedBoard]:
    """The board of a series: a row for each past day that has a gap then and now.

    `reestimated`: the gap of the board's page of that day, against the gap of that day inside the
    newest whole page, by release dates, as the lag reads it. `rederived`: the gap that was derived
    on that very day, against the one that this run derives for it, where the two differ: with days
    that did not change a day without news would add a row.
    """
    newest = known.inputs_on()
    if newest is None:
        return
    rows = []
    for rule in OPENNESS_RULES:
        gaps = known.gaps(rule)
        rows += [_row(rule, "reestimated", *one) for one in _reestimated(known, rule, gaps)]
        for on, past in derivations.get(rule, ()):
            then, now = _of(past), _of(in_force(gaps, on))
            if on < known.through and then and now and then != now:
                rows.append(_row(rule, "rederived", on, then, now))
    yield derived("correction", known.series.id, newest, rows)


def _reestimated(
    known: Known, rule: str, gaps: Sequence[GapSegment]
) -> Iterator[tuple[str, Row, Row, bool]]:
    """Of each page before the newest whole one: its day, then, now, and whether the scale moved in
    between, so that the two do not compare."""
    series, pages = known.series, known.whole.inputs()
    if series.axis != "board" or not pages:
        return
    newest = pages[-1].published_on
    scale = ReleaseTable(known, pages, rule, with_soon=True)
    for gap in gaps:
        on, then = gap.entry, _of(gap)
        # Who led then may be provisional or not known, and the newest page is not read so.
        is_known = is_confirmed(gap) and not gap.unresolved_above
        if then and gap.vintage_on == on < newest and is_known and (now := _within(scale, on)):
            is_apart = series.break_between(on, newest) is not None
            yield on, then, now, is_apart and series.unit != Unit.ELO


def _of(one: GapSegment | None) -> Row | None:
    """What a segment says; None without a gap."""
    if one is None or one.gap is None:
        return None
    return {name: getattr(one, name) for name in TOLD}


def _within(scale: ReleaseTable, on: str) -> Row | None:
    """The gap of a day by who competed on it, in the class of that day, inside one page."""
    sides = scale.on(on)
    if sides is None:
        return None
    closed, opened = sides.closed_leader, sides.open_leader
    gap = round(closed.score - opened.score, 9)
    sure = gap_uncertainty(gap, independent(scale.error(closed), scale.error(opened)))
    ends = (sure.low, sure.high) if sure else (None, None)
    return dict(zip(TOLD, (gap, *ends, closed.entry.model, opened.entry.model), strict=True))


def _row(
    rule: str, kind: str, on: str, then: Row, now: Row, crosses_break: bool = False
) -> dict[str, Any]:
    return {
        "entry": f"{rule}|{kind}|{on}",
        "openness_rule": rule,
        "kind": kind,
        "on_date": on,
        **{
            TOLD[name].format(when): round(value, 4) if isinstance(value, float) else value
            for when, known in (("then", then), ("now", now))
            for name, value in known.items()
        },
        "change": round(now["gap"] - then["gap"], 4),
        "crosses_break": int(crosses_break),
    }
