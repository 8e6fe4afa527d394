"""The gap between the best closed and the best open contender.

Positive when closed is better, whatever the direction, in the series' own unit. A segment holds
from its day until the day of the next one. What each column means, with formulae: docs/methods.md.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from measures.boards.lists import deciding, leaders
from measures.boards.states import SAME, Boards, BoardState, Entry, whole
from measures.contenders import Choice, Contender, of_pages
from measures.gap.judgement import columns_of, confirmation, verdict
from measures.gap.paired import Pairing
from measures.known import DerivedBoard, Known, derived
from measures.names.registry import ALWAYS, NEVER
from measures.segments import SIDES, GapSegment, Kind
from measures.series import HEADLINE, Series
from measures.sweep import at_changes, best
from measures.uncertainty import LEVEL, gap_uncertainty, independent, win_probability
from terms.days import after
from terms.openness import OPEN_BY_NAME, OPENNESS_RULES
from terms.units import Unit
from terms.words import ERROR_IN_DOUBT, GapMethod

Leaders = Sequence[tuple[str, str | None]]
"""Who leads a class, by day: the first day (ISO) and the model; None: nobody."""

LATELY_DAYS = 120
"""A board that tested no open model so young tells of models that were overtaken: in 20 of 23 cases
since February 2023 a better one by Epoch's index came within these days."""
NAMED = 5
"""Unresolved entries whose names a row keeps."""

SHOWN = ("closed_entry", "closed_value", "open_entry", "open_value", "gap", "gap_low", "gap_high")
"""What is shown of a gap; table gap changes too when what stands below the leaders moves."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Who competes and who leads on the days `on` <= day < `end` (ISO)."""

    on: str
    end: str
    alive: Sequence[Contender]
    closed: Entry | None
    opened: Entry | None
    """The leaders of both classes."""
    newest: BoardState
    """The newest page that is compared."""
    page_on: str | None
    """As in `BoardSpan`."""
    also_tested: Sequence[Contender]
    """Contenders of pages that are not compared, whenever they compete."""
    held_back: Sequence[str] = ()
    """Why pages after those that are compared give no new gap, the newest last."""

    def above(self, side: str) -> list[Entry]:
        """Entries of `unknown` or `system` at or above the lower frontier, what two copies list
        once; all of them where a class has no entry."""
        bar = min(one.score if one else float("-inf") for one in (self.closed, self.opened))
        above = (one.entry for one in self.alive if one.side == side and one.score >= bar)
        return [*{one.entry: one for one in sorted(above, key=attrgetter("score"))}.values()]


def moments(known: Boards, rule: str, choice: Choice | None = None) -> Iterator[Moment]:
    """Every day on which who competes may have changed, in order; `choice`: which open models may
    compete."""
    decisive = deciding(known, rule)
    lists = {one.vintage: one for one in decisive.states if one.leads}
    for span in decisive.spans():
        table = of_pages(known, span.states, rule, choice)
        counting = [lists[one.vintage] for one in span.states if one.vintage in lists]
        table = until_overruled(known, table, counting, rule)
        more = of_pages(known, also_tested(known, span.states), rule)
        later = sorted(one for state in span.states for one in state.held_back)
        is_known = known.series.axis == "board"
        days = [day for day, _ in later]
        for on, end, alive in at_changes(table, days, (span.first, span.end)):
            # By the entries' own days nothing is known before the first of them.
            is_known = is_known or any(one.side != "system" for one in alive)
            if is_known:
                led = best(alive, "closed"), best(alive, "open")
                closed, opened = (leader and leader.entry for leader in led)
                why = [why for day, why in later if day <= on]
                newest = span.states[-1]
                yield Moment(on, end, alive, closed, opened, newest, span.page_on, more, why)


def until_overruled(
    known: Boards, table: list[Contender], lists: Iterable[BoardState], rule: str
) -> list[Contender]:
    """Who competes; until the day of a later list that names the leader of the class, with less.

    Such a list leaves out nobody above its leader, so that what an older page says of them holds no
    longer.
    """
    sides = {"closed": "closed", rule: "open"}
    tops = [
        (page.published_on, sides[name], leader.score + SAME)
        for page in lists
        for name, leader in leaders(known.series, page, known.names).items()
        if name in sides and name in page.leads.split(", ")
    ]
    if not tops:
        return table

    def until(one: Contender) -> str:
        overruled = (
            day
            for day, side, most in tops
            if side == one.side and one.score > most and one.entry.state.seen_on < day
        )
        return min((one.end, *overruled))

    return [one._replace(end=until(one)) for one in table]


def also_tested(known: Boards, compared: Sequence[BoardState]) -> list[BoardState]:
    """Pages by which a model counts as tested though others are compared: a list leaves out whom
    the newest whole page has, and on the entry axis another page of the board may have more."""
    if known.series.axis == "entry":
        return [state for _, state in known.ranked()]
    if not compared or whole(compared):
        return []
    by_then = replace(known, through=compared[-1].published_on)
    return whole(state for _, state in by_then.ranked())[-1:]


def gaps(
    series: Series,
    found: Iterable[Moment],
    pairing: Pairing | None = None,
    led: Leaders | None = None,
) -> list[GapSegment]:
    """Gap of `series` under an openness rule from its first moment to its last, by day.

    `pairing` gives the error of the leaders' difference where it is known; elsewhere their errors
    count as independent. A class without an entry leaves its columns and the gap None. `led`: the
    open leaders of the headline's series under the same rule, which say whether a board
    tests open models still; None: nobody asks.
    """
    every = changes(
        gap
        for moment in found
        for gap in by_test(series, moment, gap_on(series, moment, pairing), led)
    )
    return held(replace(gap, verdict=verdict(gap).value) for gap in every)


def by_test(
    series: Series, moment: Moment, gap: GapSegment, led: Leaders | None
) -> Iterator[GapSegment]:
    """The gap of a moment, and again on each of its days on which other models count as tested, or
    none of them as recent."""
    if led is None:
        yield gap
        return
    known = [one for one in (*moment.alive, *moment.also_tested) if one.side in SIDES]
    released = {one.entry.released_on for one in known if one.side == "open"}
    days = {*(on for on, _ in led), *(untested_on(on) for on in released if on)}
    for on, _, tested in at_changes(known, days, (moment.on, moment.end)):
        newest = _newest(tested, "open")
        best_open = next((model for since, model in reversed(led) if since <= on), None)
        is_best = any(one.side == "open" and one.entry.model == best_open for one in tested)
        is_lately = newest is not None and (is_best or on < untested_on(newest))
        # A list that names no recent open model is no word of one either.
        is_asked = series.is_live and gap.gap is not None
        yield replace(
            gap,
            entry=on,
            open_newest_on=newest,
            closed_newest_on=_newest(tested, "closed"),
            is_tested_lately=int(is_lately) if is_asked else None,
        )


def _newest(tested: Iterable[Contender], side: str) -> str | None:
    """Release day of the newest model of a class; None without one."""
    days = (one.entry.released_on for one in tested if one.side == side)
    return max(filter(None, days), default=None)


def untested_on(open_newest_on: str) -> str:
    """The first day on which a board that tested none newer has tested no open model lately."""
    return after(open_newest_on, LATELY_DAYS + 1)


def changes(segments: Iterable[Kind]) -> list[Kind]:
    """Segments by day without those that say the same as the one before."""
    return [next(alike) for _, alike in groupby(segments, key=lambda one: replace(one, entry=""))]


def held(gaps: Iterable[GapSegment]) -> list[GapSegment]:
    """All gaps of a board, by day, each with the first day since which it shows what it does."""
    found: list[GapSegment] = []
    for _, alike in groupby(gaps, key=attrgetter(*SHOWN)):
        first, *others = alike
        found += (replace(gap, held_since=first.entry) for gap in (first, *others))
    return found


def gap_on(series: Series, moment: Moment, pairing: Pairing | None) -> GapSegment:
    """What a moment says, but for the verdict."""
    closed, opened = moment.closed, moment.opened
    unresolved = moment.above("unknown")
    # A list that is not complete down to both leaders counts whom it names: none says nothing.
    bar = min((one.score for one in (closed, opened) if one), default=float("-inf"))
    is_known = moment.newest.reaches(series, bar)
    return GapSegment(
        entry=moment.on,
        **_side("closed", closed),
        **_side("open", opened),
        **_comparison(series, closed, opened, pairing),
        unresolved_above=len(unresolved) if is_known else len(unresolved) or None,
        **_either_way(moment, unresolved),
        systems_above=len(moment.above("system")) or None,
        **confirmation(closed, opened),
        held_pages=len(moment.held_back) or None,
        held_reason=moment.held_back[-1] if moment.held_back else None,
        basis=moment.newest.basis,
        vintage_on=moment.page_on,
    )


def _side(side: str, leader: Entry | None) -> dict[str, Any]:
    own = {
        f"{side}_stderr": leader and leader.stderr,
        f"{side}_dated_on": leader and leader.dated_on,
        f"{side}_provenance": leader and leader.row["provenance"],
    }
    return columns_of(side, leader) | own


def _comparison(
    series: Series, closed: Entry | None, opened: Entry | None, pairing: Pairing | None
) -> dict[str, Any]:
    gap = sure = paired = None
    if closed and opened:
        # 88.7 - 87.3 is 1.4000000000000057 in binary; nobody measured that tail.
        gap = round(closed.score - opened.score, 9)
        # Where the error of one is in doubt, what its score counts may be too.
        if pairing and ERROR_IN_DOUBT not in {it.row.get("ci_method") for it in (closed, opened)}:
            paired = pairing(closed, opened)
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


def gap_boards(
    known: Known, pairing: Pairing, led: Mapping[str, Leaders] | None = None
) -> Iterator[DerivedBoard]:
    """Gap of a series under every rule, up to today, and who competes then; none before its page.

    `pairing`: what is known of the joint error of two leaders; `led`: rule to the open leaders of
    the headline's series, which is derived before the others.
    """
    series = known.series
    for rule in OPENNESS_RULES:
        newest = deciding(known, rule).inputs_on()
        if newest is None:
            continue
        found = list(moments(known, rule))
        best_open: Leaders = (led or {}).get(rule, ())
        if series.id == HEADLINE:  # which says so itself
            best_open = [(it.on, it.opened.model if it.opened else None) for it in found]
        told = gaps(series, found, pairing, best_open)
        yield derived("gap", series.id, newest, [gap.values for gap in told], rule)
        alive = sorted(found[-1].alive, key=attrgetter("start")) if found else []
        competing = {row["entry"]: row for row in map(_contender, alive)}
        yield derived("contender", series.id, newest, competing.values(), rule)


def _contender(one: Contender) -> dict[str, Any]:
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


def next_untested(known: Known) -> Iterator[str]:
    """The days on which the passing of time alone makes its gaps ones of no recent open model."""
    for rule in OPENNESS_RULES:
        for gap in known.gaps(rule)[-1:]:
            if gap.open_newest_on and gap.is_tested_lately is not None:
                yield untested_on(gap.open_newest_on)
