"""The gap between the closed and the open frontier of a series, one segment per change.

Positive when closed is better, whatever the direction, in the series' own unit. A segment holds
from its day until the day of the next one; there is no row per day. What each column means, with
formulae: docs/methods.md.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from measures.boards.states import BoardState, Contender, inputs
from measures.gap.frontier import Moment, moments
from measures.gap.judgement import confirmation
from measures.names.registry import Registry
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty.intervals import (
    LEVEL,
    gap_uncertainty,
    independent,
    win_probability,
)
from terms.openness import OPEN_BY_NAME
from terms.units import Unit
from terms.words import Basis, GapMethod

if TYPE_CHECKING:
    from measures.gap.paired import PairError, Pairing


def gap_history(
    series: Series,
    states: Sequence[BoardState],
    registry: Registry,
    rule: str,
    through: str,
    *,
    pairing: Pairing | None = None,
) -> list[GapSegment]:
    """Gap of `series` under an openness rule from its first day to `through`, by day.

    `states` are the visible states of the boards the series reads, in any order; others are
    ignored. `pairing` gives the error of the leaders' difference where it is known; elsewhere
    their errors count as independent. A class without an entry leaves its columns and the gap
    None. Raises RowInvalid.
    """
    segments: list[GapSegment] = []
    for moment in moments(series, states, registry, rule, through):
        segment = segment_of(series, moment, pairing)
        if not segments or replace(segments[-1], entry=moment.on) != segment:
            segments.append(segment)
    return segments


def inputs_on(series: Series, states: Sequence[BoardState], through: str) -> str | None:
    """Newest published date among the states that a history up to `through` is made of."""
    return max((state.published_on for state in inputs(series, states, through)), default=None)


def segment_of(series: Series, moment: Moment, pairing: Pairing | None) -> GapSegment:
    """What a moment says."""
    closed, opened = moment.closed_leader, moment.open_leader
    paired = pairing(closed, opened) if pairing and closed and opened else None
    return GapSegment(
        entry=moment.on,
        **_side("closed", closed),
        **_side("open", opened),
        **_comparison(series, closed, opened, paired),
        unresolved_above=_unresolved_above(moment),
        **_either_way(moment),
        systems_above=moment.systems or None,
        **confirmation(closed, opened),
        basis=moment.newest.basis,
        vintage_on=moment.newest.published_on if series.axis == "board" else None,
    )


def _side(side: str, leader: Contender | None) -> dict[str, Any]:
    columns = {
        "entry": leader and leader.entry,
        "model": leader and leader.model,
        "value": leader and leader.value,
        "stderr": leader and leader.stderr,
        "dated_on": leader and leader.dated_on,
        "provenance": leader and leader.row["provenance"],
        "vintage": leader and leader.state.vintage,
    }
    return {f"{side}_{column}": value for column, value in columns.items()}


def _comparison(
    series: Series,
    closed: Contender | None,
    opened: Contender | None,
    paired: PairError | None,
) -> dict[str, Any]:
    gap = sure = None
    if closed and opened:
        # 88.7 - 87.3 is 1.4000000000000057 in binary; nobody measured that tail.
        gap = round(closed.score - opened.score, 9)
        stderr = paired.stderr if paired else independent(closed.stderr, opened.stderr)
        sure = gap_uncertainty(gap, stderr)
    return {
        "gap": gap,
        "win_probability": None if gap is None or series.unit != Unit.ELO else win_probability(gap),
        "gap_low": sure and sure.low,
        "gap_high": sure and sure.high,
        "ci_level": LEVEL if sure else None,
        "ci_method": (paired.method if paired else GapMethod.INDEPENDENT.value) if sure else None,
        "p_open_ahead": sure and sure.p_open_ahead,
        "detectable_gap": sure and sure.detectable,
    }


NAMED = 5
"""Unresolved entries whose names a row keeps."""


def _either_way(moment: Moment) -> dict[str, Any]:
    """The gap with every entry in doubt taken as closed, and as open; absent without any.

    In doubt are the unresolved ones, and a leader that is open by its name alone.
    """
    leader, doubted = moment.open_leader, list(moment.unresolved)
    theirs = leader.score if leader else None
    if leader and leader.openness(moment.on) == OPEN_BY_NAME:
        doubted.append(leader)
        sure = (one.score for one in moment.opened if one.openness(moment.on) != OPEN_BY_NAME)
        theirs = max(sure, default=None)
    if not doubted:
        names = ("gap_if_unresolved_closed", "gap_if_unresolved_open", "unresolved_names")
        return dict.fromkeys(names)
    best = max(item.score for item in doubted)
    ours = moment.closed_leader.score if moment.closed_leader else None
    return {
        "gap_if_unresolved_closed": (
            None if theirs is None else round(max(best, _or_less(ours)) - theirs, 9)
        ),
        "gap_if_unresolved_open": (
            None if ours is None else round(ours - max(best, _or_less(theirs)), 9)
        ),
        "unresolved_names": (
            json.dumps(_names(moment.unresolved), ensure_ascii=False) if moment.unresolved else None
        ),
    }


def _or_less(score: float | None) -> float:
    return float("-inf") if score is None else score


def _names(items: Sequence[Contender]) -> list[str]:
    """The first few as the board shows them, best first; runs of one model once."""
    ordered = sorted(items, key=lambda item: (-item.score, item.entry))
    return list(dict.fromkeys(item.name for item in ordered))[:NAMED]


def _unresolved_above(moment: Moment) -> int | None:
    """Of leaders alone only those seen unresolved are counted; None: nothing is known."""
    unresolved = len(moment.unresolved)
    return (unresolved or None) if moment.newest.basis == Basis.LEADERS else unresolved
