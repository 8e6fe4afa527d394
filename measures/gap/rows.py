"""Derived rows of tables gap and contender: each (series, openness rule) is a board."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from measures.boards.lists import deciding
from measures.contenders import Contender
from measures.gap.history import Leaders, gaps, inputs_on, moments, untested_on
from measures.gap.paired import Pairing
from measures.known import DerivedBoard, Known, derived
from measures.names.registry import ALWAYS, NEVER
from measures.segments import GapSegment
from measures.series import HEADLINE, Series
from terms.openness import OPENNESS_RULES


def gap_boards(
    known: Known, series: Series, pairing: Pairing, led: Mapping[str, Leaders] | None = None
) -> Iterator[DerivedBoard]:
    """Gap of one series under every rule, up to today, and who competes then; none before its page.

    `pairing`: what is known of the joint error of two leaders; `led`: rule to the open leaders of
    the headline's series, which is derived before the others.
    """
    states = known.states[series.id]
    for rule in OPENNESS_RULES:
        newest = inputs_on(series, deciding(series, states, known.names, rule), known.through)
        if newest is None:
            continue
        found = list(moments(series, states, known.names, rule, known.through))
        best_open: Leaders = (led or {}).get(rule, ())
        if series.id == HEADLINE:  # which says so itself
            best_open = [(it.on, it.opened.model if it.opened else None) for it in found]
        told = gaps(series, found, pairing, best_open)
        yield derived("gap", series.id, newest, [gap.values for gap in told], rule)
        competing = [_contender(one) for it in found[-1:] for one in it.alive]
        yield derived("contender", series.id, newest, competing, rule)


def _contender(one: Contender) -> dict[str, Any]:
    """A row of table contender."""
    entry, page = one.entry, one.entry.state
    return {
        "entry": f"{one.side}|{entry.entry}",
        "class": one.side,
        "listed": entry.entry,
        "model": entry.model,
        "value": entry.value,
        "stderr": entry.stderr,
        "from_on": one.start if one.start > ALWAYS else None,
        "until_on": one.end if one.end < NEVER else None,
        "is_whole": int(page.is_whole),
        "floor": page.floor,
        "leads": page.leads or None,
        "is_held": int(bool(entry.row.get("held"))),
        "vintage": page.vintage,
    }


def next_untested(known: Known, series: Series) -> Iterator[str]:
    """The days on which the passing of time alone makes its gaps ones of no recent open model."""
    for rule in OPENNESS_RULES:
        for gap in known.segments(GapSegment, series.id, rule)[-1:]:
            if gap.open_newest_on and gap.is_tested_lately is not None:
                yield untested_on(gap.open_newest_on)
