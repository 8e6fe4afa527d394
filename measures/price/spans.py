"""From the states of one price list to spans: what it said, from which day until which day.

A *span* is one offering at one price on the days `start` <= day < `end`. Rows that name the first
day on which they hold are taken from the newest state that lists the offering, for all days (lists
that carry their own history); other rows hold from the look that shows them until the next look.
Absence from fewer than three looks withdraws nothing (design, section 3).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile, zip_longest
from operator import itemgetter
from typing import Any, NamedTuple

from measures.freshness import is_stale
from measures.names.registry import NEVER
from measures.price.rules import CURRENCY, MODES, OFF_PEAK, PriceRules, PriceSource
from terms.days import after, is_day

BLEND = "3:1"


def blended(input_price: float, output_price: float) -> float:
    """Price of 1M tokens at three input tokens to one output token: (3 in + out) / 4."""
    # (3 * 0.1 + 0.3) / 4 is 0.15000000000000002 in binary, and not dearer than 0.15.
    return round((3 * input_price + output_price) / 4, 9)


Row = Mapping[str, Any]
Key = tuple[str, str]
"""Provider and offering; a list that splits its price by hours goes on under the same key."""


@dataclass(frozen=True, slots=True)
class PriceBoard:
    """One price list over time: (published day, key of `states`) in order, one a day; a state is
    its rows of table price, and the entries held in it."""

    source: str
    board: str
    category: str
    days: Sequence[tuple[str, int]]
    states: Mapping[int, tuple[Sequence[Row], frozenset[str]]]
    vintages: Sequence[int] = ()
    """Those behind the days."""

    @property
    def newest_on(self) -> str:
        """The first of the days on end on which it says what it says now."""
        days = takewhile(lambda day: day[1] == self.days[-1][1], reversed(self.days))
        return [on for on, _ in days][-1]


class PriceOrigin(NamedTuple):
    """Where a price can be read: the price list, and the published day of a look at it."""

    source: str
    board: str
    category: str
    on: str


class Run(NamedTuple):
    """Consecutive looks with one content, at most `stale_after_days` apart."""

    first: str
    last: str
    looks: int
    rows: Mapping[Key, tuple[Row, ...]]
    pauses: int
    """Of looking before it."""


def runs_of(board: PriceBoard, trust: PriceSource) -> Iterator[Run]:
    """Runs in order; an entry that was held goes on with the row it had before."""
    kept: dict[str, Row] = {}
    pauses, last = 0, None
    looks: list[tuple[tuple[int, int], str]] = []
    for day, number in board.days:
        pauses += last is not None and is_stale(trust, last, day)
        looks.append(((pauses, number), day))
        last = day
    for (before, number), group in groupby(looks, key=itemgetter(0)):
        days = [day for _, day in group]
        rows, held = board.states[number]
        now = [*rows, *(kept[entry] for entry in held if entry in kept)]
        kept = {row["entry"]: row for row in now}
        yield Run(days[0], days[-1], len(days), _by_offering(now), before)


def _by_offering(rows: Sequence[Row]) -> dict[Key, tuple[Row, ...]]:
    """The standard prices in USD, by day; one at peak with its price in other hours."""
    prices = [
        row
        for row in rows
        if row["currency"] == CURRENCY and row["input_per_mtok"] > 0 and row["output_per_mtok"] > 0
    ]
    cheaper = {
        (row["provider"], row["offering"], row["effective_on"]): row
        for row in prices
        if row["mode"] == OFF_PEAK
    }
    found: dict[Key, tuple[Row, ...]] = {}
    for row in sorted(prices, key=lambda row: row["effective_on"] or ""):
        if row["mode"] in MODES:
            key = (row["provider"], row["offering"])
            other = cheaper.get((*key, row["effective_on"])) if row["mode"] != "standard" else None
            off_peak = other and (other["input_per_mtok"], other["output_per_mtok"])
            found[key] = (*found.get(key, ()), {**row, OFF_PEAK: off_peak} if other else row)
    return found


LOOKS_TO_WITHDRAW = 3
_DEPRECATED = re.compile(r"deprecation date: (\d{4}-\d{2}-\d{2})")
_REMOVED = "status: removed"


class PriceSpan(NamedTuple):
    """One offering at one price; days are ISO, `end` is the first day it no longer holds."""

    source: str
    provider: str
    offering: str
    mode: str
    model_name: str
    input: float
    cached: float | None
    output: float
    since: str
    """First day of this price at this source, also where a pause in looking lies between."""
    start: str
    end: str
    confirmed: str
    """Last day on which the source said so, within or after the span."""
    withdrawn: bool
    """True: not on sale from `end` on; else another price follows, or nothing is known."""
    removed: bool
    """True: off the list by `end`, on an earlier day that the source does not name."""
    basis: str
    family: str
    """Lists of one family repeat one another: of a copied row, that of the list it repeats."""
    shown: PriceOrigin
    """The first look that shows this price; of dated rows, at the newest state that lists them."""
    unlisted: str | None = None
    """Last look before the one that shows it, at a list without it; None: not known."""
    off_peak: tuple[float, float] | None = None
    """Input and output price in the cheaper hours, where the list names both."""
    missed: int = 0
    """Looks since at the list without it, too few to withdraw it."""
    looked: str = ""
    """Last day on which the source was looked at."""
    watched: str = ""
    """First day of which the list tells anything: what starts later was not there before."""

    @property
    def blended(self) -> float:
        """USD per 1M tokens at 3:1."""
        return blended(self.input, self.output)

    @property
    def rates(self) -> tuple[float, float | None, float]:
        """Input, cached input and output, USD per 1M tokens."""
        return self.input, self.cached, self.output


def cheapest(spans: Iterable[PriceSpan]) -> PriceSpan:
    """Of offerings that hold at once the one with the lowest blended price."""
    return min(spans, key=lambda span: (span.blended, span.offering))


class _Statement(NamedTuple):
    """What one run says of one offering, or several on end, and until when it is the last word."""

    first: str
    last: str
    rows: tuple[Row, ...]
    end: str
    gone: bool
    unlisted: str | None
    """Last look of the run before, where that one does not list the offering."""
    missed: int
    """Looks since that do not list it, too few to withdraw it."""


def spans_of(board: PriceBoard, rules: PriceRules) -> list[PriceSpan]:
    """Every span of `board` in USD and a standard mode, by offering and day.

    Prices of 0 or less are free, dynamic or placeholders and are no price.
    """
    trust = rules.sources[board.source]
    runs = list(runs_of(board, trust))
    dated = (
        str(row["effective_on"])
        for run in runs
        for rows in run.rows.values()
        for row in rows
        if row["effective_on"]
    )
    watched, looked = min([runs[0].first, *dated]), runs[-1].last
    found: list[PriceSpan] = []
    for key in {key: None for run in runs for key in run.rows}:
        said = list(_statements(board, key, runs, rules))
        pieces = _pieces(board, key, said, rules)
        found += _merged(_at_peak(pieces, rules), trust)
    return [span._replace(watched=watched, looked=looked) for span in found]


def _statements(
    board: PriceBoard, key: Key, runs: Sequence[Run], rules: PriceRules
) -> Iterator[_Statement]:
    spells = _spells(board, key, runs, rules)
    for (first, last), following in zip_longest(spells, spells[1:]):
        absent = runs[last + 1 : following and following[0]]
        missed = sum(run.looks for run in absent)
        gone = missed >= LOOKS_TO_WITHDRAW
        ends = NEVER if following is None else runs[following[0]].first
        end = absent[0].first if gone else ends
        before = runs[first - 1] if first else None
        unlisted = before.last if before and key not in before.rows else None
        missed = 0 if gone or following is not None else missed
        yield _Statement(
            runs[first].first, runs[last].last, runs[last].rows[key], end, gone, unlisted, missed
        )


def _spells(
    board: PriceBoard, key: Key, runs: Sequence[Run], rules: PriceRules
) -> list[tuple[int, int]]:
    """Places of the first and the last run of every statement of an offering.

    Runs on end that say the same of it, because the list changed elsewhere, are one statement: ten
    years of such a list cost no more than its changes. Where a row has days of its own, or a rule
    of ours gives it some, each run is one.
    """
    places = [place for place, run in enumerate(runs) if key in run.rows]
    said = {place: runs[place].rows[key] for place in places}
    is_plain = (
        rules.sources[board.source].confirms == "look"
        and rules.off_peak_rule(board.source, key[0]) is None
        and key[1] not in rules.ended.get(board.source, ())
        and not any(row["effective_on"] for row in said[places[-1]])
    )
    found = [(places[0], places[0])]
    for place in places[1:]:
        first, last = found[-1]
        is_next = last == place - 1 and runs[last].pauses == runs[place].pauses
        if (
            is_plain
            and is_next
            and said[last] == said[place]
            and (first < last or _is_undated(said[place]))
        ):
            found[-1] = (first, place)
        else:
            found.append((place, place))
    return found


def _is_undated(rows: Sequence[Row]) -> bool:
    """Whether it is one row that names neither the first nor the last of its days."""
    [row, *more] = rows
    return not (more or row["effective_on"] or _is_removed(row)) and _stated_end(row) == NEVER


def _pieces(
    board: PriceBoard, key: Key, said: Sequence[_Statement], rules: PriceRules
) -> Iterator[PriceSpan]:
    newest = said[-1]
    ended = rules.ended.get(board.source, {}).get(key[1])
    for one, later in zip_longest(said, said[1:]):
        # A later look, or a rule of ours, may say that it was gone by then.
        gone_by = [ended.on] if ended else []
        if later is not None:
            gone_by.append(_stated_end(later.rows[-1]))
        for row, following in zip_longest(one.rows, one.rows[1:]):
            days = _days(said, one, row, following and following["effective_on"])
            piece = _piece(board, key, one, row, days, rules)
            if (gone := min(gone_by, default=NEVER)) < piece.end:
                piece = piece._replace(end=gone, withdrawn=True, removed=False)
            if piece.start < piece.end:
                yield piece
            elif piece.withdrawn and one is newest and following is None:
                # Taken up by the list after its own end: no price of any day, and the last word.
                yield piece._replace(start=piece.end, since=piece.end)


def _days(
    said: Sequence[_Statement], one: _Statement, row: Row, next_on: str | None
) -> tuple[str, str]:
    """The first day of a row in a statement and the day after the last; `next_on`: of the next."""
    start, end = row["effective_on"] or one.first, one.end
    if one is not said[-1]:
        dated = (row["effective_on"] for row in said[-1].rows if row["effective_on"])
        start, end = max(start, one.first), min([end, *dated])
    if next_on is None:
        return start, end
    if row["effective_on"] is None and one is said[0]:
        # Listed beside a price that began before the first look: it held until that day.
        start = min(start, after(next_on, -1))
    return start, min(end, next_on)


def _piece(
    board: PriceBoard, key: Key, one: _Statement, row: Row, days: tuple[str, str], rules: PriceRules
) -> PriceSpan:
    """What `row` says on the days within `days`, the last one excluded."""
    start, end = days
    announced = rules.sources[board.source].confirms == "announcement"
    is_removed = row is one.rows[-1] and _is_removed(row)
    named, gone_by = _stated_end(row), after(one.last) if is_removed else NEVER
    last = min(end, named, gone_by)
    return PriceSpan(
        board.source,
        *key,
        row["mode"],
        row["model_name"],
        row["input_per_mtok"],
        row["cached_input_per_mtok"],
        row["output_per_mtok"],
        since=start,
        start=start,
        end=last,
        confirmed=start if announced else one.last,
        withdrawn=last < NEVER and (last in (named, gone_by) or (one.gone and last == one.end)),
        removed=last == gone_by < named,
        basis=row["effective_basis"],
        family=rules.family(board.source, row.get("source_url")),
        shown=PriceOrigin(board.source, board.board, board.category, one.first),
        unlisted=one.unlisted,
        off_peak=row.get(OFF_PEAK),
        missed=one.missed,
    )


def _stated_end(row: Row) -> str:
    """First day on which the list itself says it is not on sale; NEVER where it names none."""
    deprecated = _DEPRECATED.search(row.get("note") or "")
    stated = [str(row["withdrawn_on"])] if row.get("withdrawn_on") else []
    stated += [deprecated[1]] if deprecated and is_day(deprecated[1]) else []
    return min(stated, default=NEVER)


def _is_removed(row: Row) -> bool:
    """Whether the list says that it went, and not when."""
    return _REMOVED in (row.get("note") or "")


def _at_peak(pieces: Iterable[PriceSpan], rules: PriceRules) -> Iterator[PriceSpan]:
    """Pieces of lists that give off-peak prices, from the day on which they do, at peak prices."""
    for piece in pieces:
        rule = rules.off_peak_rule(piece.source, piece.provider)
        since = rule.from_on if rule and piece.mode == "standard" else NEVER
        if rule is None or piece.confirmed < since or piece.end <= since:
            yield piece
            continue
        start = max(piece.start, since)
        if piece.start < since:  # the price at peak follows
            yield piece._replace(end=since, withdrawn=False, removed=False)
        yield piece._replace(
            start=start,
            since=start,
            mode="peak",
            off_peak=(piece.input, piece.output),
            input=piece.input * rule.factor,
            cached=None if piece.cached is None else piece.cached * rule.factor,
            output=piece.output * rule.factor,
        )


def _merged(pieces: Iterable[PriceSpan], trust: PriceSource) -> list[PriceSpan]:
    """Neighbours with one price joined, unless the source was not looked at for too long."""
    found: list[PriceSpan] = []
    for piece in sorted(pieces, key=lambda one: (one.start, one.end)):
        last = found[-1] if found else None
        if last is None or last.end != piece.start or last.rates != piece.rates:
            found.append(piece)
        elif is_stale(trust, last.confirmed, piece.start):
            found.append(piece._replace(since=last.since))
        else:
            kept = {it: getattr(last, it) for it in ("since", "start", "shown", "unlisted")}
            found[-1] = piece._replace(**kept)
    return found
