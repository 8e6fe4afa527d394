"""Derived rows of tables gap and frontier: each (series, openness rule) is a board."""

from __future__ import annotations

from collections.abc import Iterator

from measures.gap.history import frontiers, gaps, inputs_on, moments
from measures.gap.paired import Pairing
from measures.known import DerivedBoard, Known, derived
from measures.series import Series
from terms.openness import OPENNESS_RULES


def gap_boards(known: Known, series: Series, pairing: Pairing) -> Iterator[DerivedBoard]:
    """Gap and frontier of one series under every rule, up to today; none before its first page.

    `pairing`: what is known of the joint error of two leaders.
    """
    states = known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    for rule in OPENNESS_RULES:
        found = list(moments(series, states, known.names, rule, known.through))
        rows = [gap.row(known.code_version) for gap in gaps(series, found, pairing)]
        yield derived("gap", series.id, rule, newest, rows)
        for side, segments in frontiers(series, found).items():
            rows = [segment.row(known.code_version) for segment in segments]
            yield derived("frontier", series.id, (rule, side), newest, rows)
