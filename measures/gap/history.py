"""The gap between the best closed and the best open contender, and both frontiers.

Positive when closed is better, whatever the direction, in the series' own unit. A segment holds
from its day until the day of the next one. What each column means, with formulae: docs/methods.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from measures.boards.lists import deciding
from measures.boards.states import BoardState, Entry, board_spans, check_day, inputs
from measures.contenders import Contender, of_pages
from measures.errors import RowInvalid
from measures.gap.judgement import confirmation, verdict
from measures.names.registry import Registry
from measures.segments import FrontierSegment, GapSegment, Kind
from measures.series import Series
from measures.sweep import at_changes, best
from measures.uncertainty.intervals import LEVEL, gap_uncertainty, independent, win_probability
from terms.openness import OPEN_BY_NAME, OPEN_GRADES
from terms.units import Unit
from terms.words import ERROR_IN_DOUBT, GapMethod

if TYPE_CHECKING:
    from measures.gap.paired import PairError, Pairing

NAMED = 5
"""Unresolved entries whose names a row keeps."""

SHOWN = (
    *("closed_entry", "closed_value", "open_entry", "open_value"),
    *("gap", "gap_low", "gap_high"),
)
"""What is shown of a gap; table gap changes too when what stands below the leaders moves."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Who competes and who leads from one day until the next moment."""

    on: str
    alive: Sequence[Contender]
    closed: Entry | None
    """The leader of the closed class."""
    opened: Entry | None
    """The leader of the open class."""
    newest: BoardState
    """The newest page that is compared."""
    held_back: Sequence[str] = ()
    """Why pages after those that are compared give no new gap, the newest last."""

    def above(self, side: str) -> list[Entry]:
        """Entries of `unknown` or `system` at or above the lower frontier; all of them where a
        class has no entry."""
        leaders = (self.closed, self.opened)
        bar = min(one.score if one else float("-inf") for one in leaders)
        return [one.entry for one in self.alive if one.side == side and one.score >= bar]


def moments(
    series: Series, states: Sequence[BoardState], registry: Registry, rule: str, through: str
) -> Iterator[Moment]:
    """Every day up to `through` on which who competes may have changed, in order.

    Raises RowInvalid for an unknown rule, for days not written YYYY-MM-DD, and for rows in
    another unit than the series'.
    """
    check_day(through, f"last day of series {series.id}")
    if rule not in OPEN_GRADES:
        raise RowInvalid(f"openness rule {rule!r} is none of {', '.join(OPEN_GRADES)}")
    for span in board_spans(series, deciding(series, states, registry, rule), through):
        table = of_pages(series, span.states, registry, rule)
        later = sorted(one for state in span.states for one in state.held_back)
        found = (
            Moment(
                *(on, alive, _entry(best(alive, "closed")), _entry(best(alive, "open")), newest),
                held_back=[why for day, why in later if day <= on],
            )
            for newest in span.states[-1:]
            for on, alive in at_changes(table, span.first, span.end, [day for day, _ in later])
        )
        # By the entries' own days nothing is known before the first of them.
        yield from found if series.axis == "board" else dropwhile(_is_empty, found)


def _is_empty(moment: Moment) -> bool:
    return all(one.side == "system" for one in moment.alive)


def _entry(leader: Contender | None) -> Entry | None:
    return leader and leader.entry


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
    None. Raises RowInvalid as `moments` does.
    """
    found = moments(series, states, registry, rule, through)
    return gaps(series, found, pairing)


def gaps(series: Series, found: Iterable[Moment], pairing: Pairing | None) -> list[GapSegment]:
    """The same of moments that are known."""
    return held(changes(gap_on(series, moment, pairing) for moment in found))


def frontiers(series: Series, found: Sequence[Moment]) -> dict[str, list[FrontierSegment]]:
    """Frontier of the classes "closed" and "open", one segment per change.

    Days before the first leader have no segment. On the board axis a class that a later page leaves
    empty keeps no leader, which a frontier row cannot say: the gap says it.
    """
    return {
        "closed": changes(_led(series, it.on, it.closed) for it in found if it.closed),
        "open": changes(_led(series, it.on, it.opened) for it in found if it.opened),
    }


def changes(segments: Iterable[Kind]) -> list[Kind]:
    """Segments by day without those that say the same as the one before."""
    found: list[Kind] = []
    for one in segments:
        if not found or replace(found[-1], entry=one.entry) != one:
            found.append(one)
    return found


def held(gaps: Iterable[GapSegment]) -> list[GapSegment]:
    """All gaps of a board, by day, each with the first day since which it shows what it does."""
    found: list[GapSegment] = []
    for _, alike in groupby(gaps, key=attrgetter(*SHOWN)):
        first, *others = alike
        found += (replace(gap, held_since=first.entry) for gap in (first, *others))
    return found


def inputs_on(series: Series, states: Sequence[BoardState], through: str) -> str | None:
    """Newest published date among the states that a history up to `through` is made of."""
    return max((state.published_on for state in inputs(series, states, through)), default=None)


def gap_on(series: Series, moment: Moment, pairing: Pairing | None) -> GapSegment:
    """What a moment says."""
    closed, opened = moment.closed, moment.opened
    paired = _paired(pairing, closed, opened) if pairing and closed and opened else None
    unresolved = moment.above("unknown")
    # A list that is not complete down to both leaders counts whom it names: none says nothing.
    bar = min((one.score for one in (closed, opened) if one), default=float("-inf"))
    is_known = moment.newest.reaches(series, bar)
    made = GapSegment(
        entry=moment.on,
        **_side("closed", closed),
        **_side("open", opened),
        **_comparison(series, closed, opened, paired),
        unresolved_above=len(unresolved) if is_known else len(unresolved) or None,
        **_either_way(moment, unresolved),
        systems_above=len(moment.above("system")) or None,
        **confirmation(closed, opened),
        held_pages=len(moment.held_back) or None,
        held_reason=moment.held_back[-1] if moment.held_back else None,
        basis=moment.newest.basis,
        vintage_on=moment.newest.published_on if series.axis == "board" else None,
    )
    return replace(made, verdict=verdict(made).value)


def _paired(pairing: Pairing, closed: Entry, opened: Entry) -> PairError | None:
    """None where the error of one is in doubt: what its score counts may be too."""
    is_doubted = ERROR_IN_DOUBT in (closed.row.get("ci_method"), opened.row.get("ci_method"))
    return None if is_doubted else pairing(closed, opened)


def _side(side: str, leader: Entry | None) -> dict[str, Any]:
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


def _led(series: Series, on: str, leader: Entry) -> FrontierSegment:
    return FrontierSegment(
        entry=on,
        leader=leader.entry,
        model=str(leader.model),
        value=leader.value,
        stderr=leader.stderr,
        vintage=leader.state.vintage,
        vintage_on=leader.state.published_on if series.axis == "board" else None,
        **confirmation(leader),
    )


def _comparison(
    series: Series, closed: Entry | None, opened: Entry | None, paired: PairError | None
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


def _either_way(moment: Moment, unresolved: Sequence[Entry]) -> dict[str, Any]:
    """The gap with every entry in doubt taken as closed, and as open; absent without any.

    In doubt are the unresolved ones, and a leader that is open by its name alone.
    """
    ours, theirs, doubted = moment.closed, moment.opened, list(unresolved)
    sure = None if theirs is None else theirs.score
    if theirs and theirs.openness(moment.on) == OPEN_BY_NAME:
        doubted.append(theirs)
        others = (one for one in moment.alive if one.side == "open")
        known = (one for one in others if one.entry.openness(moment.on) != OPEN_BY_NAME)
        sure = max((one.score for one in known), default=None)
    if not doubted:
        names = ("gap_if_unresolved_closed", "gap_if_unresolved_open", "unresolved_names")
        return dict.fromkeys(names)
    best_doubted = max(one.score for one in doubted)
    closed = best_doubted if ours is None else max(best_doubted, ours.score)
    opened = best_doubted if sure is None else max(best_doubted, sure)
    return {
        "gap_if_unresolved_closed": None if sure is None else round(closed - sure, 9),
        "gap_if_unresolved_open": None if ours is None else round(ours.score - opened, 9),
        "unresolved_names": _names(unresolved) if unresolved else None,
    }


def _names(entries: Sequence[Entry]) -> str:
    """The first few as the board shows them (JSON), best first; runs of one model once."""
    ordered = sorted(entries, key=lambda one: (-one.score, one.entry))
    names = list(dict.fromkeys(one.name for one in ordered))
    return json.dumps(names[:NAMED], ensure_ascii=False)
