"""From the states of one price list to spans: what it said, from which day until which day.

A *span* is one offering at one price on the days `start` <= day < `end`. Rows that name the first
day on which they hold are taken from the newest state that lists the offering, for all days (lists
that carry their own history); other rows hold from the look that shows them until the next look.
Absence from fewer than three looks withdraws nothing (design, section 3).

Several prices of one offering as one number.

The looks at one price list, and the runs of looks that showed the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from typing import Any

from measures.errors import PricesInvalid
from measures.freshness import is_stale
from measures.names.registry import NEVER
from measures.price.rules import CURRENCY, MODES, OFF_PEAK, PriceRules, PriceSource
from terms.days import after, is_day

BLEND = "3:1"


def blended(input_price: float, output_price: float) -> float:
    """Price of 1M tokens at three input tokens to one output token: (3 in + out) / 4."""
    return (3 * input_price + output_price) / 4


Row = Mapping[str, Any]
Key = tuple[str, str]
"""Provider and offering; a list that splits its price by hours goes on under the same key."""


@dataclass(frozen=True, slots=True)
class PriceState:
    """The rows of table price in one state of a board, and the entries held in it."""

    rows: Sequence[Row]
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PriceBoard:
    """One price list over time: (published day, key of `states`) in order, one a day."""

    source: str
    board: str
    category: str
    days: Sequence[tuple[str, int]]
    states: Mapping[int, PriceState]
    vintages: Sequence[int] = ()
    """Those behind the days."""

    @property
    def newest_on(self) -> str:
        """The first of the days on end on which it says what it says now."""
        days = takewhile(lambda day: day[1] == self.days[-1][1], reversed(self.days))
        return [on for on, _ in days][-1]


@dataclass(frozen=True, slots=True, order=True)
class PriceOrigin:
    """Where a price can be read: the price list, and the published day of a look at it."""

    source: str
    board: str
    category: str
    on: str


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive looks with one content, at most `stale_after_days` apart."""

    shown: PriceOrigin
    """The first of them."""
    first: str
    last: str
    looks: int
    rows: Mapping[Key, tuple[Row, ...]]


def runs_of(board: PriceBoard, trust: PriceSource) -> Iterator[Run]:
    """Runs in order; an entry that was held goes on with the row it had before."""
    kept: dict[str, Row] = {}
    for key, group in groupby(_unbroken(board, trust), key=lambda item: item[:2]):
        looks = [day for _, _, day in group]
        state = board.states[key[1]]
        held = [kept[entry] for entry in state.held if entry in kept]
        now = [*state.rows, *held]
        kept = {row["entry"]: row for row in now}
        shown = PriceOrigin(board.source, board.board, board.category, looks[0])
        yield Run(shown, looks[0], looks[-1], len(looks), _by_offering(now))


def _unbroken(board: PriceBoard, trust: PriceSource) -> Iterator[tuple[int, int, str]]:
    """(count of pauses so far, state, day) of every look."""
    pauses, last = 0, None
    for day, state in board.days:
        pauses += last is not None and is_stale(trust, last, day)
        yield pauses, state, day
        last = day


def _by_offering(rows: Sequence[Row]) -> dict[Key, tuple[Row, ...]]:
    found: dict[Key, tuple[Row, ...]] = {}
    cheaper = {
        (row["provider"], row["offering"], row["effective_on"]): row
        for row in rows
        if row["mode"] == OFF_PEAK and row["currency"] == CURRENCY and _is_price(row)
    }
    for row in sorted(rows, key=lambda row: row["effective_on"] or ""):
        if row["currency"] == CURRENCY and row["mode"] in MODES and _is_price(row):
            key = (row["provider"], row["offering"])
            other = cheaper.get((*key, row["effective_on"])) if row["mode"] != "standard" else None
            told = (
                {**row, OFF_PEAK: (other["input_per_mtok"], other["output_per_mtok"])}
                if other
                else row
            )
            found[key] = (*found.get(key, ()), told)
    return found


def _is_price(row: Row) -> bool:
    return bool(row["input_per_mtok"] > 0 and row["output_per_mtok"] > 0)


LOOKS_TO_WITHDRAW = 3
_DEPRECATED = re.compile(r"deprecation date: (\d{4}-\d{2}-\d{2})")
_REMOVED = "status: removed"


@dataclass(frozen=True, slots=True)
class PriceSpan:
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
    looked: str
    """Last day on which the source was looked at."""
    watched: str
    """First day of which the list tells anything: what starts later was not there before."""
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

    @property
    def rates(self) -> tuple[float, float | None, float]:
        """Input, cached input and output, USD per 1M tokens."""
        return self.input, self.cached, self.output


def cheapest(spans: Iterable[PriceSpan]) -> PriceSpan:
    """Of offerings that hold at once the one with the lowest blended price."""
    return min(spans, key=lambda span: (blended(span.input, span.output), span.offering))


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one run says of one offering, and until when it is the last word."""

    run: Run
    rows: tuple[Row, ...]
    end: str
    gone: bool
    unlisted: str | None
    """Last look of the run before, where that one does not list the offering."""


@dataclass(frozen=True, slots=True)
class _Ends:
    """First and last day of which a list tells anything."""

    watched: str
    looked: str


def _watched(runs: Sequence[Run]) -> str:
    """The first look, or the first dated price where that is earlier."""
    dated = [
        str(row["effective_on"])
        for run in runs
        for rows in run.rows.values()
        for row in rows
        if row["effective_on"]
    ]
    return min([runs[0].first, *dated])


def spans_of(board: PriceBoard, rules: PriceRules) -> list[PriceSpan]:
    """Every span of `board` in USD and a standard mode, by offering and day.

    Raises PricesInvalid for a source without a rule: its word has no weight yet. Prices of 0 or
    less are free, dynamic or placeholders and are no price.
    """
    trust = rules.sources.get(board.source)
    if trust is None:
        raise PricesInvalid(
            f"price source {board.source} is not ranked in measures/price/rules.toml"
        )
    runs = list(runs_of(board, trust))
    keys = {key: None for run in runs for key in run.rows}
    ends = _Ends(_watched(runs), runs[-1].last)
    found: list[PriceSpan] = []
    for key in keys:
        said = list(_statement(key, runs))
        pieces = list(_pieces(board, key, said, rules, ends))
        found += _merged(_at_peak(pieces, said, rules), trust)
    return found


def _statement(key: Key, runs: Sequence[Run]) -> Iterator[_Statement]:
    places = [place for place, run in enumerate(runs) if key in run.rows]
    for place, following in pairwise([*places, None]):
        assert place is not None  # noqa: S101 - only the sentinel is None
        absent = runs[place + 1 : following]
        gone = sum(run.looks for run in absent) >= LOOKS_TO_WITHDRAW
        last = NEVER if following is None else runs[following].first
        end = absent[0].first if gone else last
        before = runs[place - 1] if place else None
        unlisted = None if before is None or key in before.rows else before.last
        yield _Statement(runs[place], runs[place].rows[key], end, gone, unlisted)


def _pieces(
    board: PriceBoard, key: Key, said: Sequence[_Statement], rules: PriceRules, ends: _Ends
) -> Iterator[PriceSpan]:
    newest = said[-1]
    dated = [row["effective_on"] for row in newest.rows if row["effective_on"]]
    cut = min(dated, default=NEVER)
    for one, later in zip(said, [*said[1:], None], strict=True):
        end = one.end if one is newest else min(one.end, cut)
        for row, following in pairwise([*one.rows, None]):
            assert row is not None  # noqa: S101 - only the sentinel is None
            start = _start(row, one, is_newest=one is newest)
            if following is not None and row["effective_on"] is None and one is said[0]:
                # Listed beside a price that began before the first look: it held until that day.
                start = min(start, after(str(following["effective_on"]), -1))
            within = (start, end if following is None else min(end, following["effective_on"]))
            piece = _ended(
                _piece((board.source, *key), one, row, within, rules, ends), later, rules
            )
            if piece.start < piece.end:
                yield piece
            elif piece.withdrawn and one is newest and row is one.rows[-1]:
                # Taken up by the list after its own end: no price of any day, and the last word.
                yield replace(piece, start=piece.end, since=piece.end)


def _ended(piece: PriceSpan, later: _Statement | None, rules: PriceRules) -> PriceSpan:
    """`piece` cut where a later look, or a rule of ours, says that it was gone by then."""
    known = rules.endings.get((piece.source, piece.offering))
    ends = [known.on] if known else []
    if later is not None:
        ends.append(_stated_end(later.rows[-1], later.run.last, is_last=False)[0])
    end = min(ends, default=NEVER)
    return replace(piece, end=end, withdrawn=True, removed=False) if end < piece.end else piece


def _start(row: Row, one: _Statement, *, is_newest: bool) -> str:
    effective = row["effective_on"]
    if effective is None:
        return one.run.first
    return str(effective) if is_newest else max(str(effective), one.run.first)


def _piece(
    where: tuple[str, str, str],
    one: _Statement,
    row: Row,
    within: tuple[str, str],
    rules: PriceRules,
    ends: _Ends,
) -> PriceSpan:
    """What `row` says on the days `within`; `where`: source, provider and offering."""
    source, (start, end) = where[0], within
    announced = rules.sources[source].confirms == "announcement"
    stated, removed = _stated_end(row, one.run.last, is_last=row is one.rows[-1])
    last = min(end, stated)
    return PriceSpan(
        *where,
        row["mode"],
        row["model_name"],
        row["input_per_mtok"],
        row["cached_input_per_mtok"],
        row["output_per_mtok"],
        since=start,
        start=start,
        end=last,
        confirmed=start if announced else one.run.last,
        looked=ends.looked,
        watched=ends.watched,
        withdrawn=last < NEVER and (last == stated or (one.gone and last == one.end)),
        removed=removed and last == stated,
        basis=row["effective_basis"],
        family=rules.family(source, row.get("source_url")),
        shown=one.run.shown,
        unlisted=one.unlisted,
        off_peak=row.get(OFF_PEAK),
    )


def _stated_end(row: Row, last: str, *, is_last: bool) -> tuple[str, bool]:
    """First day the list itself says it is not on sale, and whether that is only a bound."""
    note = row.get("note") or ""
    deprecated = _DEPRECATED.search(note)
    stated = [str(row["withdrawn_on"])] if row.get("withdrawn_on") else []
    stated += [deprecated[1]] if deprecated and is_day(deprecated[1]) else []
    removed = is_last and _REMOVED in note
    return min([*stated, *([after(last)] if removed else [])], default=NEVER), removed


def _at_peak(
    pieces: Sequence[PriceSpan], said: Sequence[_Statement], rules: PriceRules
) -> Iterator[PriceSpan]:
    """Pieces of lists that give off-peak prices, from the day on which they do, at peak prices."""
    for piece in pieces:
        rule = rules.peak_factor(piece.source, piece.provider)
        if rule is None or piece.mode != "standard" or piece.confirmed < rule.from_on:
            yield piece
            continue
        if piece.start < rule.from_on:
            yield replace(piece, end=min(piece.end, rule.from_on))
        if piece.end > rule.from_on:
            start = max(piece.start, rule.from_on)
            yield replace(
                piece,
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
            found.append(replace(piece, since=last.since))
        else:
            found[-1] = replace(piece, since=last.since, start=last.start, shown=last.shown)
    return found
