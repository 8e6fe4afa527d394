"""What the measures are made of, read from the warehouse: registry, states, results per item, and
Epoch's index fitted again.

What belongs here: reading for `measures.known`, and turning derived boards into arrivals.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from traceback import walk_tb
from typing import Any

from measures.boards.lists import deciding, led_by_news, stand_alone
from measures.boards.states import BoardState
from measures.correction import Derivations
from measures.errors import ScaleInvalid
from measures.gap.history import Leaders
from measures.gap.paired import BoardEntry, ItemResults, Pairing, by_items
from measures.known import DerivedBoard, Known
from measures.names.provisional import ProvisionalModel
from measures.names.registry import ALWAYS, Registry
from measures.price.book import Market, PriceBook, price_book
from measures.price.rules import bundled
from measures.price.spans import PriceBoard
from measures.scale.fit import BASE, ECI, ECI_ANCHORS, Fit, PairKey, Refit
from measures.scale.item_response import fitted, shares_of
from measures.segments import GapSegment, in_force
from measures.series import HEADLINE, Series, load
from pipelines import version
from pipelines.measure.registry import provisional, registry
from terms.openness import OpennessRule
from warehouse.errors import OF_THE_MACHINE, BadRow
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Arrival, BoardKey, Bounds, State
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.derived import derived_rows, rows_before
from warehouse.reads.prices import price_histories
from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.schema.facts import SCORE
from warehouse.schema.measured import ECI_PAIR
from warehouse.store import Warehouse


@dataclass
class Inputs:
    """Everything that one run of the measures reads of what a warehouse knows; one that shall know
    less is a copy of it (`warehouse.past`)."""

    warehouse: Warehouse
    now: datetime
    failures: dict[str, list[str]] = field(default_factory=dict)
    """What could not be computed (a series, a claim, a measure), and why."""
    _read: dict[tuple[str, str], Sequence[BoardState]] = field(default_factory=dict)
    """The states of series that were asked for."""

    @contextmanager
    def trying(self, unit: str) -> Iterator[None]:
        """Keep what goes wrong inside to `unit`: the rest of the run goes on without it.

        A fault of this machine, such as a full disk or a damaged file, is nobody's and ends the
        run.
        """
        try:
            yield
        except BadRow as error:
            self._failed(unit, error)
        except OF_THE_MACHINE:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a measure raises
            self._failed(unit, error)

    def _failed(self, unit: str, error: Exception) -> None:
        *_, (frame, line) = walk_tb(error.__traceback__)
        place = f"{frame.f_globals.get('__name__')}, line {line}"
        cause = " ".join(f"{type(error).__name__}: {error} ({place})".split())
        known = [one for name in self.series for one in self.failures.get(name, ())]
        causes = self.failures.setdefault(unit, [])
        # What fails because a series does is no other failure, of which people would be told too.
        if cause not in (causes if unit in self.series else [*causes, *known]):
            causes.append(cause)

    @property
    def today(self) -> date:
        """The UTC day up to which is issued."""
        return self.now.date()

    @property
    def through(self) -> str:
        """`today` as an ISO day."""
        return self.today.isoformat()

    @property
    def dated(self) -> Bounds:
        """All but pages dated ahead of today: until their day they hide none before."""
        return UNBOUNDED.by(self.today)

    @cached_property
    def series(self) -> dict[str, Series]:
        """The series to measure by id, as they stood on the day up to which is issued."""
        return load(self.today)

    @cached_property
    def headline(self) -> Mapping[str, Leaders]:
        """Rule to the open leaders of the headline's series; asked for once that is derived."""
        return reads_gaps.open_leaders(self.warehouse.connection, HEADLINE)

    @cached_property
    def curated(self) -> Registry:
        """Names and openness that a person has confirmed."""
        return registry(self.warehouse)

    @cached_property
    def provisional(self) -> list[ProvisionalModel]:
        """Models on the boards of series that nobody has curated, classed by what sources say."""
        return provisional(self.warehouse, self.curated, self.series.values(), self.dated)

    @cached_property
    def names(self) -> Registry:
        """Names and openness, with provisional models."""
        return registry(self.warehouse, more=self.provisional)

    def states_since(
        self, series: Series, first: str, *, of_scores: bool = False
    ) -> Sequence[BoardState]:
        """Those that day `first` and later ones rest on, which are all on the entry axis; more
        where fewer do not decide them. `of_scores`: that alone who scores what rests on: no page
        before a whole board, which keeps nobody's older score."""
        since = first if series.axis == "board" else ALWAYS
        states = self._states(series, since)
        if since > ALWAYS and not (of_scores or stand_alone(states, first)):
            states = self._states(series, ALWAYS)
        return deciding(self.known(series, states), OpennessRule.ANY_WEIGHTS).states

    def _states(self, series: Series, since: str) -> Sequence[BoardState]:
        if (series.id, since) not in self._read:
            asked = (self.warehouse, series, self.dated, self.turns)
            self._read[series.id, since] = states_of(*asked, names=self.names, since=since)
        return self._read[series.id, since]

    @cached_property
    def turns(self) -> list[str]:
        """Days from which a spelling means something else."""
        return self.names.respelling_days()

    @cached_property
    def by_items(self) -> Pairing:
        """The pairing of entries by their results on the same items."""
        return by_items(item_results(self.warehouse))

    @cached_property
    def refit(self) -> Refit:
        """Epoch's index fitted again, for the joint errors of gaps on it, with those of earlier
        fits; what cannot be fitted says why."""
        fit = fault = None
        with self.trying(ECI):
            try:
                fit = self._fit()
            except ScaleInvalid as error:
                fault = str(error)
        return Refit(fit, fault, kept_pairs(self))

    def _fit(self) -> Fit | None:
        """The fit to the newest table of shares; None while there is none."""
        # No spelling is matched: what a name means on another day makes it no other page.
        states = board_states(self.warehouse, BoardKey("score", *BASE), self.dated, newest=True)
        if not states:
            return None
        [state] = states
        shares = shares_of(state.rows)
        left_out = len({str(row["model_name"]) for row in state.rows} - {*shares.index})
        return Fit(fitted(shares, ECI_ANCHORS), state, left_out)

    def pairing(self, series: str, *, is_kept: bool = True) -> Pairing:
        """What is known of the error of two leaders' difference; not `is_kept`: for other pairs."""
        if series != ECI:
            return self.by_items
        return self.refit.pairing if is_kept else self.refit.error

    def known(self, series: Series, states: Sequence[BoardState]) -> Known:
        """What the measures of a series may know, of these states."""
        return Known(series, states, self.names, self.through, self.curated)

    def forget(self) -> None:
        """Let go of the boards that were asked for so far, and of their entries."""
        if self._read:  # else nothing was, and a quiet day reads no registry for it
            self._read.clear()
            self.names.matched.clear()
            self.curated.matched.clear()

    @cached_property
    def market(self) -> Market:
        """What price lists say of every model."""
        boards = (
            PriceBoard(*one) for one in price_histories(self.warehouse.connection, self.dated)
        )
        return price_book(boards, self.names, bundled())

    @cached_property
    def book(self) -> PriceBook:
        """Every model's price by day."""
        return self.market

    @cached_property
    def curated_book(self) -> PriceBook:
        """The same of curated models alone."""
        return self.book.without(self.names.provisional)

    @property
    def code_version(self) -> str:
        """Version of the code that makes the measures."""
        return version.measuring()


def states_of(
    warehouse: Warehouse,
    series: Series,
    bounds: Bounds,
    turns: Sequence[str] = (),
    *,
    since: str = ALWAYS,
    names: Registry | None = None,
) -> list[BoardState]:
    """The visible states of the boards that `series` reads; `turns` as in `board_states`.

    With `names` those alone that are `led_by_news`.

    Every published date on the board axis, or those that day `since` and later ones may rest on;
    the newest one within `bounds` on the entry axis, which holds the whole history: bound it by the
    day asked about, or a page dated ahead hides it.
    """
    whole = series.axis == "board"
    found: list[BoardState] = []
    for item in series.sources:
        key = BoardKey("score", item.source, item.board, item.category)
        asked = (warehouse, key, bounds, turns)
        states = board_states(*asked, newest=not whole, since=since)
        if names is not None and any(map(_holds, states)):
            every_state = board_states(*asked, since=since)
            states = led_by_news(series, every_state, names)
        found += states if whole else states[-1:]
    return found


def board_states(
    warehouse: Warehouse,
    key: BoardKey,
    bounds: Bounds = UNBOUNDED,
    turns: Sequence[str] = (),
    *,
    newest: bool = False,
    since: str = ALWAYS,
) -> list[BoardState]:
    """The visible states of one board, oldest first; `newest`: the last one alone; `since`: those
    from that day on, and before it as far as the last that is whole and holds no rows from before.

    Of a board without dates of its own, days on end with one content are one state, read once:
    ten years of an unchanged page cost no more than a day of it. `turns`: days (ISO, in order) from
    which a spelling means something else, so that the same page says something else.
    """
    vintages = history_read.by_published_date(warehouse.connection, bounds, **key.names)
    found = groupby(
        vintages,
        key=lambda one: (
            (one.state_id, one.basis, one.floor, one.leads, bisect_right(turns, one.published_on))
            if not one.own_date
            else one.published_on
        ),
    )
    states: list[BoardState] = []
    for first, *again in reversed([list(spell) for _, spell in found]):
        read = history_read.state_of(warehouse.connection, first, bounds)
        state = board_state(read, [one.published_on for one in again])
        aside = history_read.quarantined(warehouse.connection, first)
        blank = dict.fromkeys(SCORE.names())
        refused = [_on_days({**blank, **row, "entry": entry}) for entry, row in aside]
        state = replace(state, quarantined=refused)
        states.append(state)
        is_enough = state.published_on < since and state.is_whole and not _holds(state)
        if newest or is_enough:
            break
    return states[::-1]


def _holds(state: BoardState) -> bool:
    """Whether rows of the page are in quarantine, of which some may be held."""
    return bool(state.quarantined) or any(row["held"] for row in state.rows)


def board_state(state: State, seen_again: Sequence[str] = ()) -> BoardState:
    """A state of the warehouse in the form that measures take.

    Days of no calendar, which older versions recorded, are none: `NO_DAY` of the row names them.
    """
    vintage = state.vintage
    return BoardState(
        vintage.id,
        vintage.key.source,
        vintage.key.board,
        vintage.key.category,
        vintage.published_on,
        vintage.basis,
        [_on_days(row) for row in state.rows],
        tuple(seen_again),
        vintage.floor,
        vintage.leads,
    )


def _on_days(row: Mapping[str, Any]) -> Mapping[str, Any]:
    odd = {it.name: day for it in _DAYS if (day := row.get(it.name)) and not it.holds(day)}
    if not odd:
        return row
    told = ", ".join(f"{name} is {text!r}" for name, text in odd.items())
    return {**row, **dict.fromkeys(odd), NO_DAY: told}


_DAYS = [column for column in SCORE.columns if column.is_day]
NO_DAY = "_no_day"


def arrival(board: DerivedBoard, inputs: Inputs) -> Arrival:
    """A derived board as the history takes it: of the day of its derivation, like a page without a
    date of its own, so that a derivation that says the same is a repeat of the one before; its rows
    with the version that made them, but for those that were made before."""
    key = BoardKey(board.key.table, DERIVED_SOURCE, board.key.board, board.key.category)
    newest = None if board.inputs_on is None else date.fromisoformat(board.inputs_on)
    rows = [{"code_version": inputs.code_version, **row} for row in board.rows]
    return Arrival(key, inputs.today, rows, own_date=False, inputs_on=newest)


def item_results(warehouse: Warehouse) -> Mapping[BoardEntry, ItemResults]:
    """The newest results of every entry of every board.

    An entry whose newest results are in quarantine has none: the preceding ones are of another
    look.
    """
    return {
        (key.source, key.board, key.category, str(row["entry"])): ItemResults(
            frozenset(json.loads(row["solved"])), frozenset(json.loads(row["unsolved"]))
        )
        for state in history_read.as_of(warehouse.connection, "item_result")
        for key in (state.vintage.key,)
        for row in state.rows
        if not row["held"]
    }


def gap_derivations(warehouse: Warehouse, series: str) -> Derivations:
    """What was derived of a series' gaps on each day before now."""
    found = defaultdict(list)
    for vintage, rows in reads_gaps.gaps_derived(warehouse.connection, series):
        on = vintage.published_on
        found[vintage.key.category].append((on, in_force(GapSegment.from_rows(rows), on)))
    return found


def kept_pairs(inputs: Inputs) -> dict[PairKey, Mapping[str, Any]]:
    """The rows of table eci_pair that were issued last, by pair."""
    rows = derived_rows(inputs.warehouse.connection, ECI_PAIR) or _kept_before(inputs)
    return {
        PairKey(row["published_on"], row["closed_entry"], row["open_entry"]): row for row in rows
    }


def _kept_before(inputs: Inputs) -> list[dict[str, Any]]:
    """The same of a home that version 0.2.0 measured last, which kept them as estimates."""
    found = rows_before(inputs.warehouse.connection, "estimate", "eci_refit", ECI)
    told = [(row, json.loads(row["detail"])) for row in found]
    return [
        {
            "published_on": detail["published_on"],
            "closed_entry": detail["closed"],
            "open_entry": detail["open"],
            "stderr": row["value"],
            "vintages": row["vintages"],
        }
        for row, detail in told
        if "closed" in detail
    ]
