"""The best entry of each openness class over time, at the days on which something can change.

On the *board* axis a state replaces the one before it and who is in force in a class competes, so
a frontier may fall. On the *entry* axis the newest states are the whole history: who joined a class
from its own date on competes for good, so a frontier never falls (see `measures.gap.field`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from measures.boards.lists import deciding
from measures.boards.states import (
    BoardSpan,
    BoardState,
    Contender,
    board_spans,
    check_day,
    contenders,
    entries_of,
    systems_of,
)
from measures.errors import RowInvalid
from measures.gap.field import Field, Steps, best, field_of
from measures.gap.judgement import confirmation
from measures.names.registry import ALWAYS, Registry
from measures.segments import FrontierSegment
from measures.series import Series
from terms.openness import CLASSES, OPEN_GRADES


@dataclass(frozen=True)
class Moment:
    """Who competes and who leads from one day until the next moment."""

    on: str
    closed: Sequence[Contender]
    opened: Sequence[Contender]
    unresolved: Sequence[Contender]
    """Unmatched or of unknown openness, at or above the lower frontier; all when one is missing."""
    closed_leader: Contender | None
    open_leader: Contender | None
    newest: BoardState
    """The newest state that is compared."""
    systems: int
    """Systems of several or unnamed models at or above the lower frontier, which do not compete."""


def frontier_history(
    series: Series,
    states: Sequence[BoardState],
    registry: Registry,
    rule: str,
    through: str,
) -> dict[str, list[FrontierSegment]]:
    """Frontier of the classes "closed" and "open" under `rule`, one segment per change.

    Days before the first leader have no segment. On the board axis a class that a later state
    leaves empty keeps no leader, which a frontier row cannot say: `gap_history` says it.
    Raises RowInvalid for rows, days or rules outside their definition.
    """
    found: dict[str, list[FrontierSegment]] = {"closed": [], "open": []}
    for moment in moments(series, states, registry, rule, through):
        for name, leader in (("closed", moment.closed_leader), ("open", moment.open_leader)):
            if leader is None:
                continue
            segment = _segment(series, moment.on, leader)
            if not found[name] or replace(found[name][-1], entry=moment.on) != segment:
                found[name].append(segment)
    return found


def led_by_news(
    series: Series, states: Iterable[BoardState], registry: Registry
) -> list[BoardState]:
    """Those of one board's states, oldest first, that say something new of who leads.

    A held row is old news. Where it leads a class, or led it in the last state that counts, the
    page gives no new gap: that state stands, as of its day. Raises RowInvalid.
    """
    found: list[BoardState] = []
    before: set[str] = set()
    for state in states:
        entries = contenders(series, state, registry)
        field = field_of(entries, lambda item: ALWAYS)
        best_now = (field.leader(name, state.published_on) for name in CLASSES)
        leads = {step.item.entry for step in best_now if step is not None}
        if not any(item.row.get("held") and item.entry in leads | before for item in entries):
            found.append(state)
            before = leads
    return found


def _segment(series: Series, on: str, leader: Contender) -> FrontierSegment:
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


def moments(
    series: Series,
    states: Sequence[BoardState],
    registry: Registry,
    rule: str,
    through: str,
) -> Iterator[Moment]:
    """Every day up to `through` on which who competes may have changed, in order.

    Raises RowInvalid for an unknown rule, for days not written YYYY-MM-DD, and for rows in
    another unit than the series'.
    """
    check_day(through, f"last day of series {series.id}")
    if rule not in OPEN_GRADES:
        raise RowInvalid(f"openness rule {rule!r} is none of {', '.join(OPEN_GRADES)}")
    axis = _on_board_axis if series.axis == "board" else _on_entry_axis
    spans = board_spans(series, deciding(series, states, registry, rule), through)
    return (one for span in spans for one in axis(series, span, registry, rule))


def _on_board_axis(
    series: Series, span: BoardSpan, registry: Registry, rule: str
) -> Iterator[Moment]:
    field = field_of(entries_of(series, span.states, registry), lambda item: ALWAYS)
    systems = field_of(systems_of(series, span.states, registry), lambda item: ALWAYS)
    later = sorted(on for on in field.days() if span.first < on < span.end)
    for on in (span.first, *later):
        closed, opened = field.in_force("closed", on), field.in_force(rule, on)
        yield _moment(on, (closed, opened), (field, systems), rule, span)


def _on_entry_axis(
    series: Series, span: BoardSpan, registry: Registry, rule: str
) -> Iterator[Moment]:
    field = field_of(entries_of(series, span.states, registry), lambda item: item.dated_on)
    systems = field_of(systems_of(series, span.states, registry), lambda item: item.dated_on)
    found = (
        _moment(
            on,
            (field.joined_by("closed", on), field.joined_by(rule, on)),
            (field, systems),
            rule,
            span,
        )
        for on in sorted(on for on in field.days() if on < span.end)
    )
    # Who is in neither class, below the bar of the rule, begins no history.
    yield from dropwhile(lambda one: not (one.closed or one.opened or one.unresolved), found)


def _moment(
    on: str, sides: tuple[Steps, Steps], fields: tuple[Field, Field], rule: str, span: BoardSpan
) -> Moment:
    (closed, opened), (field, systems) = sides, fields
    ours, theirs = best(closed), best(opened)
    known = [leader.score for leader in (ours, theirs) if leader is not None]
    bar = min(known) if len(known) == 2 else float("-inf")
    return Moment(
        on=on,
        closed=[step.item for step in closed],
        opened=[step.item for step in opened],
        unresolved=[step.item for step in field.unresolved(rule, on) if step.score >= bar],
        closed_leader=ours.item if ours else None,
        open_leader=theirs.item if theirs else None,
        newest=span.states[-1],
        systems=sum(step.score >= bar for step in systems.unresolved(rule, on)),
    )
