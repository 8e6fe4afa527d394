"""From the warehouse to derived rows: every table that gapwatch derives.

They go the way of every number: what a unit is made of is archived as a page, each derivation is a
board of source `gapwatch`, and only rows that were never derived are added. A series is a unit: it
is derived from the first day on which it can differ, and not at all while nothing can.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from measures.boards.states import BoardState, entries_of
from measures.boards.states import inputs as newest_pages
from measures.claims import ledger
from measures.contenders import next_change
from measures.gap.history import Leaders, also_tested, gaps, held, inputs_on, moments
from measures.gap.paired import first_known
from measures.gap.rows import next_untested
from measures.headline.rows import next_turn
from measures.known import DerivedBoard, DerivedKey
from measures.lag.rows import begun
from measures.names.registry import ALWAYS
from measures.price.book import next_change as next_price_change
from measures.price.rosters import ROSTER_DAYS
from measures.scale.fit import BASE, ECI, JointPairing
from measures.segments import SEGMENTS, GapSegment
from measures.series import Series
from pipelines.measure import units
from pipelines.measure.declarations import declared_row
from pipelines.measure.derivations import (
    CLAIM_TESTS,
    DERIVATIONS,
    OF_SERIES,
    PRICED,
    Derivations,
)
from pipelines.measure.fetches import Fetches, fetched_since, newest_boards, prices_stay
from pipelines.measure.inputs import NO_DAY, Inputs, arrival
from pipelines.measure.refit import kept_pairs
from pipelines.measure.registry import NAMES, curated
from pipelines.measure.spellings import derive_spellings
from pipelines.measure.units import Made
from terms.days import after
from warehouse.connection import recording
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.derived import derived_boards, derived_rows
from warehouse.schema.derived import GAP, LAG
from warehouse.schema.facts import FACTS
from warehouse.search import index_models
from warehouse.store import Warehouse


def measure(warehouse: Warehouse, now: datetime, series: str | None = None) -> Iterator[Arrival]:
    """Derive every measure up to the UTC day of `now`, then test the claims against them.

    `series`: only what the gap and lag of one are made of, and nothing that joins series. Nobody
    else writes meanwhile: rows of older inputs must not come after those of newer ones.
    """
    with recording(warehouse.connection):
        yield from _measured(Inputs(warehouse, now), series)


def gaps_of_class(
    warehouse: Warehouse, now: datetime, opened: str, series: str | None = None
) -> Iterator[tuple[Series, GapSegment, str | None]]:
    """The newest gap of every series, or of one, with the open class `opened` (a name of
    `terms.openness.CLASSES`), and the day of its newest page. Nothing of it is recorded."""
    inputs = Inputs(warehouse, now)
    errors = {key: row["stderr"] for key, row in kept_pairs(inputs).items()}
    led: Leaders | None = None
    for one in _headline_first(inputs.series):
        if series not in (None, one.id) and one.id != ECI:
            continue
        joint = JointPairing(None, errors) if one.id == ECI else None
        pairing = first_known(joint, inputs.by_items)
        states = inputs.states[one.id]
        known = list(moments(one, states, inputs.names, opened, inputs.through))
        found = gaps(one, known, inputs.through, pairing, led)
        if one.id == ECI:
            led = [(gap.entry, gap.open_model) for gap in found]
        if found and series in (None, one.id):
            yield one, found[-1], inputs_on(one, states, inputs.through)


def _headline_first(series: Mapping[str, Series]) -> list[Series]:
    """What says who leads comes before those whose gaps ask for it."""
    return sorted(series.values(), key=lambda one: one.id != ECI)


SPOKEN = ("score", "release", "price")
"""Fact tables whose pages speak of models that nobody has curated yet."""
ITEMS = "item_result"
OF_FIT = BoardKey("score", *BASE)
"""The board to which the scale of Epoch's index is fitted again."""
PRICES, DOMAINS, CLAIMS = "prices", "", "claims"
"""Units beside the series, in the order in which they are derived."""


def _measured(inputs: Inputs, only: str | None) -> Iterator[Arrival]:
    warehouse = inputs.warehouse
    kept = reads_gaps.saturated_since(warehouse.connection)
    every = inputs.series.items()
    warehouse.declare([declared_row(one.saturated(kept.get(name))) for name, one in every])
    # The views match by these, so that they are recorded before anything is read.
    yield from derive_spellings(inputs)
    index_models(warehouse.connection)
    run = _Run(inputs)
    for series in _headline_first(inputs.series):
        # All series of a data set say whether it is saturated, and the headline who leads.
        if only is None or series.id == ECI or series.counted_as == inputs.series[only].counted_as:
            yield from run.of_series(series)
    if run.derived:
        warehouse.declare([declared_row(one) for one in inputs.judged.values()])
    if only is None:
        yield from run.of_all()


@dataclass
class _Run:
    """One run over all units: what was fetched since the last one, and what that touches."""

    inputs: Inputs
    derived: set[str] = field(default_factory=set)
    """Units that were derived so far: of series and prices later ones are made."""

    @cached_property
    def made(self) -> Mapping[str, Made]:
        """The last derivation of every unit that was derived before."""
        wanted = (*self.inputs.series, PRICES, DOMAINS, CLAIMS)
        found = {name: units.last_made(self.inputs.warehouse, name) for name in wanted}
        return {name: one for name, one in found.items() if one is not None}

    @cached_property
    def fetches(self) -> Fetches:
        """Since the unit that was derived longest ago."""
        last = min(self.made.values(), key=lambda one: one.snapshot)
        since = (last.snapshot, last.recorded_at, last.day)
        return fetched_since(self.inputs.warehouse, since, self.inputs.today)

    @cached_property
    def pages(self) -> Mapping[BoardKey, int]:
        """The newest vintage of each board."""
        found = newest_boards(self.inputs.warehouse, self.inputs.dated)
        return {board: vintage.id for board, vintage in found.items()}

    @cached_property
    def names(self) -> str:
        """A hash of every name that rows may be matched with."""
        last = {one.of.get("names") for one in self.made.values()}
        if len(last) == 1 and all(last) and not self.fetches.any_of(*NAMES, *SPOKEN):
            return str(last.pop())
        tables = (curated(self.inputs.warehouse, table) for table in NAMES)
        known = [vintage.id for some in tables for vintage in some]
        return _hash([known, [(one.rows(), one.evidence) for one in self.inputs.provisional]])

    def of_series(self, series: Series) -> Iterator[Arrival]:
        """Derive what can differ of a series, or record that nothing can."""
        inputs, made = self.inputs, self.made.get(series.id)
        made_of = self._made_of(series)
        first = self._first(series, made, made_of)
        if made and first is None and units.made_again(inputs, series.id, made):
            return
        self.derived.add(series.id)
        since = ALWAYS if first is None or series.axis == "entry" else first
        states: Sequence[BoardState] = ()
        with inputs.trying(series.id):
            states = inputs.states_since(series, since)
        found = self._derived(series, states, since, made)
        yield from found
        told = dict(made_of)
        with inputs.trying(series.id):
            told["changes_on"] = self._changes_on(series, states)
        if series.id in inputs.failures:
            told["failed"] = inputs.now.isoformat()
        units.record(inputs, series.id, told, found, _warnings(inputs, series, states))

    def _derived(
        self, series: Series, states: Sequence[BoardState], first: str, made: Made | None
    ) -> list[Arrival]:
        inputs = self.inputs
        known = replace(inputs.known, states={series.id: states})
        last = {one.key: one for one in units.last_boards(inputs.warehouse, made)} if made else {}
        found: dict[BoardKey, Arrival] = {}
        for derive in OF_SERIES.values():
            with inputs.trying(series.id):
                for board in list(derive(inputs, known, series)):  # all of it or nothing
                    new = arrival(board, inputs.today)
                    before = last.get(new.key)
                    if before and first > ALWAYS and board.key.table in SEGMENTS:
                        new = replace(new, rows=_continued(before, new, first))
                    if board.key.table == LAG.name:
                        new = replace(new, rows=begun(new.rows))
                    known.derived[board.key] = replace(board, rows=new.rows)
                    found[new.key] = new
        kept = [one for key, one in last.items() if key not in found]
        return [*found.values(), *(kept if series.id in inputs.failures else ())]

    def _made_of(self, series: Series) -> dict[str, Any]:
        return {
            "declared": _hash(declared_row(series)),
            "names": self.names,
            "pages": sorted(self.pages[one] for one in _boards(series) if one in self.pages),
            "headline": self._led(series),
        }

    def _led(self, series: Series) -> list[tuple[str, str, str | None]]:
        """Every rule with the open leaders of the headline's series, by day, where they count."""
        if series.id == ECI or not series.is_live:
            return []
        return [(rule, *one) for rule, led in self.inputs.headline.items() for one in led]

    def _first(self, series: Series, made: Made | None, made_of: Mapping[str, Any]) -> str | None:
        """The first day that can differ; None: none can."""
        if made is None or not made.is_of(made_of, self.inputs.code_version, "declared", "names"):
            return ALWAYS
        others = [one for one in _boards(series) if one.fact_table == ITEMS or one == OF_FIT]
        if any(one in self.fetches.fresh for one in others):
            return ALWAYS
        moved = self.fetches.moved(series)
        due = made.changes_on if made.is_due(self.inputs.through) else None
        led = {*map(tuple, made.of["headline"])} ^ {*made_of["headline"]}
        days = [moved, due, *(day for _, day, _ in led)]
        return min((day for day in days if day), default=None)

    def _changes_on(self, series: Series, states: Sequence[BoardState]) -> str | None:
        """The next day on which time alone may change what is derived of these states."""
        names, through = self.inputs.names, self.inputs.through
        compared = newest_pages(series, states, through)
        days: list[str | None] = [*self.inputs.turns, *next_untested(self.inputs.known, series)]
        for pages in (compared, also_tested(series, states, compared, through)):
            days.append(next_change(entries_of(series, pages, names), through))
        return min((day for day in days if day and day > through), default=None)

    def of_all(self) -> Iterator[Arrival]:
        """Derive what joins the series where it can differ, or record that it cannot."""
        inputs = self.inputs
        units_of_all = (
            (PRICES, PRICED, _next_price),
            (DOMAINS, DERIVATIONS, lambda one: next_turn(one.known)),
            (CLAIMS, CLAIM_TESTS, _next_reading),
        )
        for unit, derivations, next_day in units_of_all:
            made = self.made.get(unit)
            if made and self._stays(unit, made) and units.made_again(inputs, unit, made):
                continue
            if unit == DOMAINS:
                _know(inputs)
            found = _derived(inputs, unit, derivations)
            made_of = dict(self.joined)
            with inputs.trying(unit or "domain"):
                made_of["changes_on"] = next_day(inputs)
            if inputs.failures:
                made_of["failed"] = inputs.now.isoformat()
            told = [f"{name}: {one}" for name, causes in inputs.failures.items() for one in causes]
            units.record(inputs, unit, made_of, found, told)
            self.derived.add(unit)
            yield from found

    def _stays(self, unit: str, made: Made) -> bool:
        """Whether a unit is made of the same as before, and its day has not come."""
        inputs = self.inputs
        if made.is_due(inputs.through):
            return False
        if unit == PRICES and not prices_stay(
            inputs.warehouse, self.fetches, made.day, inputs.through
        ):
            return False
        if unit == CLAIMS and (self.derived or self.fetches.fresh):
            return False
        is_same = made.is_of(self.joined, inputs.code_version, "declared", "names")
        return is_same and not self.derived - {PRICES, DOMAINS}

    @cached_property
    def joined(self) -> dict[str, Any]:
        """What the units are made of that join the series."""
        return {
            "declared": _hash([declared_row(one) for one in self.inputs.series.values()]),
            "names": self.names,
            "pages": sorted(self.pages.values()),
        }


def _boards(series: Series) -> Iterator[BoardKey]:
    """The boards that the rows of a series are made of."""
    for one in series.sources:
        yield BoardKey("score", one.source, one.board, one.category)
        yield BoardKey(ITEMS, one.source, one.board, one.category)
    if series.id == ECI:
        yield OF_FIT


def _continued(before: Arrival, now: Arrival, first: str) -> list[Mapping[str, Any]]:
    """Segments of before up to a day, then those of now from it on."""
    kept = sorted(
        (row for row in before.rows if row["entry"] < first), key=lambda row: str(row["entry"])
    )
    new = [row for row in now.rows if row["entry"] >= first]
    said = {one.name for one in FACTS[now.key.fact_table].columns if one.identity} - _OWN_DAYS
    if kept and new and all(kept[-1].get(name) == new[0].get(name) for name in said):
        new = new[1:]
    rows = [*kept, *new]
    if now.key.fact_table == GAP.name:
        rows = [gap.row(gap.code_version) for gap in held(GapSegment.from_rows(rows))]
    return rows


_OWN_DAYS = {"entry", "held_since"}
"""First days of a segment, which depend on those before it."""


def _warnings(inputs: Inputs, series: Series, states: Sequence[BoardState]) -> list[str]:
    """Every failure of a series, and every entry that counts without its day."""
    rows = states[-1].rows if states else ()
    odd = [
        f"{series.id}: entry {row['entry']!r} counts as undated, its {row[NO_DAY]}"
        for row in rows
        if NO_DAY in row
    ]
    return [f"{series.id}: {one}" for one in inputs.failures.get(series.id, ())] + odd


def _next_price(inputs: Inputs) -> str | None:
    """The next day on which time alone may change a price, or what is told of models by it."""
    coming = next_price_change(inputs.priced.book, inputs.names, inputs.through)
    pages = (one for some in inputs.known.states.values() for one in some)
    ends = {after(day, ROSTER_DAYS + 1) for one in pages for day in one.days}
    turns = (day for day in (*inputs.turns, *ends) if day > inputs.through)
    return min((day for day in (coming, *turns) if day), default=None)


def _next_reading(inputs: Inputs) -> str | None:
    """The next day for which a claim is to be tested."""
    days = (reading.as_of for claim in ledger.load() for reading in claim.readings)
    return min((day for day in days if day > inputs.through), default=None)


def _know(inputs: Inputs) -> None:
    """Let what joins the series know their gaps and lags as they stand."""
    for table in (GAP, LAG):
        boards: dict[DerivedKey, list[Mapping[str, Any]]] = {}
        for row in derived_rows(inputs.warehouse.connection, table):
            key = DerivedKey(table.name, row["board"], row["category"])
            boards.setdefault(key, []).append(row)
        for key, rows in boards.items():
            inputs.known.derived[key] = DerivedBoard(key, rows[-1]["inputs_on"], rows)


def _derived(inputs: Inputs, unit: str, derivations: Derivations) -> list[Arrival]:
    """What `derivations` give, then what stays as it was because they failed."""
    found: dict[BoardKey, Arrival] = {}
    for name, derive in derivations.items():
        with inputs.trying(name):
            for board in derive(inputs):
                one = arrival(board, inputs.today)
                found[one.key] = one
                if unit == PRICES:
                    inputs.known.derived[board.key] = board  # of which a later one is made
    made = units.last_made(inputs.warehouse, unit) if inputs.failures else None
    gone = {*derived_boards(inputs.warehouse.connection, GAP)} - inputs.series.keys()
    tables = {key.fact_table for key in found}
    for one in units.last_boards(inputs.warehouse, made) if made else ():
        names = (one.key.board, one.key.category)
        if one.key.fact_table in tables and gone.isdisjoint(names):
            found.setdefault(one.key, one)
    return list(found.values())


def _hash(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
