"""From the warehouse to derived rows: every table that gapwatch derives.

They go the way of every number: what a unit is made of is archived as a page, each derivation is a
board of source `gapwatch`, and only rows that were never derived are added. A series is a unit: it
is derived from the first day on which it can differ, and not at all while nothing can.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

from measures.boards.states import BoardState, entries_of
from measures.boards.states import inputs as newest_pages
from measures.contenders import next_change
from measures.gap.history import Leaders, also_tested, gaps, held, inputs_on, moments
from measures.gap.paired import first_known
from measures.gap.rows import gap_boards, next_untested
from measures.headline.rows import next_turn
from measures.known import DerivedBoard, DerivedKey
from measures.lag.rows import begun
from measures.names.registry import ALWAYS
from measures.price.book import next_change as next_price_change
from measures.price.rosters import ROSTER_DAYS
from measures.price.rows import prices
from measures.scale.fit import BASE, ECI
from measures.scale.joint import JointPairing
from measures.segments import SEGMENTS, GapSegment
from measures.series import Series, load
from pipelines.measure import units
from pipelines.measure.declarations import declared_row
from pipelines.measure.derivations import (
    CLAIM_TESTS,
    DERIVATIONS,
    OF_SERIES,
    PRICED,
    Derivations,
    each,
)
from pipelines.measure.fetches import Fetches, fetched_since, newest_boards
from pipelines.measure.inputs import NO_DAY, Inputs, News, arrival
from pipelines.measure.price_inputs import prices_stay
from pipelines.measure.refit import kept_pairs
from pipelines.measure.registry import NAMES, curated
from pipelines.measure.spellings import derive_spellings
from pipelines.measure.units import Made
from terms.days import after
from warehouse.connection import recording
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.derived import derived_boards, derived_rows
from warehouse.schema.derived import GAP, LAG, PRICE_GAP
from warehouse.schema.facts import FACTS
from warehouse.search import index_models
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True)
class DerivedRows:
    """What a run of the measures brought: rows of one board of one derived table."""

    table: str
    board: str
    category: str
    rows: int


def measure(warehouse: Warehouse, now: datetime) -> Iterator[DerivedRows]:
    """Derive every measure up to the UTC day of `now`, then test the claims against them.

    Nobody else writes meanwhile: rows of older inputs must not come after those of newer ones.
    """
    with recording(warehouse.connection):
        yield from _measured(Inputs(warehouse, now))


def measure_series(warehouse: Warehouse, now: datetime, series: str) -> None:
    """Derive gap, lag and price of one series alone, into a copy that holds nothing derived."""
    inputs = Inputs(warehouse, now, only=series)
    declared = load(inputs.today, reads_gaps.saturated_since(warehouse.connection)).values()
    with recording(warehouse.connection):
        warehouse.declare([declared_row(one) for one in declared])
        for _ in derive_spellings(inputs):
            pass
        one, known = inputs.series[series], inputs.known
        if series != ECI:  # who leads it is asked, and no error of its gap
            first = Inputs(warehouse, now, only=ECI)
            led = gap_boards(first.known, first.series[ECI], lambda *_: None)
            units.record(first, ECI, {}, [arrival(board, inputs.today) for board in led])
        own = list(OF_SERIES["gap"](inputs, known, one))
        known.derived.update({board.key: board for board in own})
        found = [
            *own,
            *OF_SERIES["lag"](inputs, inputs.known, one),
            *_price_levels(inputs),
        ]
        units.record(inputs, series, {}, [arrival(board, inputs.today) for board in found])


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


def _price_levels(inputs: Inputs) -> Iterator[DerivedBoard]:
    """Prices at quality, which come first; what follows them needs every series."""
    found = each(inputs, partial(prices, inputs.known.confirmed(), inputs.priced))
    return (board for board in found if board.key.table == PRICE_GAP.name)


SPOKEN = ("score", "release", "price")
"""Fact tables whose pages speak of models that nobody has curated yet."""
ITEMS = "item_result"
OF_FIT = BoardKey("score", *BASE)
"""The board to which the scale of Epoch's index is fitted again."""
PRICES, DOMAINS, CLAIMS = "prices", "", "claims"
"""Units beside the series, in the order in which they are derived."""


def _measured(inputs: Inputs) -> Iterator[DerivedRows]:
    warehouse = inputs.warehouse
    kept = reads_gaps.saturated_since(warehouse.connection)
    every = inputs.series.items()
    warehouse.declare([declared_row(one.saturated(kept.get(name))) for name, one in every])
    # The views match by these, so that they are recorded before anything is read.
    yield from (_derived_rows(board) for board in derive_spellings(inputs))
    index_models(warehouse.connection)
    run = _Run(inputs)
    for series in _headline_first(inputs.series):
        yield from run.of_series(series)
    if run.derived:
        warehouse.declare([declared_row(one) for one in inputs.judged.values()])
    yield from run.of_prices()
    yield from run.of_domains()
    yield from run.of_claims()


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
        tables = ("score", ITEMS, "price")
        return fetched_since(self.inputs.warehouse, since, self.inputs.today, tables)

    @cached_property
    def pages(self) -> Mapping[BoardKey, int]:
        """The newest vintage of each board."""
        tables = ("score", ITEMS, "price")
        found = newest_boards(self.inputs.warehouse, self.inputs.dated, tables)
        return {board: vintage.id for board, vintage in found.items()}

    @cached_property
    def registry(self) -> str:
        """A hash of what is curated of names."""
        return _hash([
            vintage.id for table in NAMES for vintage in curated(self.inputs.warehouse, table)
        ])  # fmt: skip

    # -- a series

    def of_series(self, series: Series) -> Iterator[DerivedRows]:
        """Derive what can differ of a series, or record that nothing can."""
        inputs, made = self.inputs, self.made.get(series.id)
        made_of = self._made_of(series, made)
        first = self._first(series, made, made_of)
        if made and first is None and units.made_again(inputs, series.id, made):
            return
        self.derived.add(series.id)
        since = ALWAYS if first is None or series.axis == "entry" else first
        states: Sequence[BoardState] = ()
        with inputs.trying(series.id):
            states = inputs.states_since(series, since)
        found = self._derived(series, states, since, made)
        yield from map(_derived_rows, found)
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

    def _made_of(self, series: Series, made: Made | None) -> dict[str, Any]:
        return {
            "declared": _hash(declared_row(series)),
            "names": self._names(made, {one.source for one in series.sources}),
            "pages": sorted(self.pages[one] for one in _boards(series) if one in self.pages),
            "headline": self._led(series),
        }

    def _led(self, series: Series) -> list[tuple[str, str, str | None]]:
        """Every rule with the open leaders of the headline's series, by day, where they count."""
        if series.id == ECI or not series.is_live:
            return []
        return [(rule, *one) for rule, led in self.inputs.headline.items() for one in led]

    def _names(self, made: Made | None, sources: Collection[str] | None = None) -> str:
        """A hash of the names that rows of some sources may be matched with; None: of all."""
        if made and made.of.get("names") and not self.fetches.any_of(*NAMES, *SPOKEN):
            return str(made.of["names"])
        own = [
            one for one in self.inputs.provisional if sources is None or one.is_listed_by(sources)
        ]
        return _hash([self.registry, [(one.rows(), one.evidence) for one in own]])

    def _first(self, series: Series, made: Made | None, made_of: Mapping[str, Any]) -> str | None:
        """The first day that can differ; None: none can."""
        if made is None or not made.is_of(made_of, self.inputs.code_version, "declared", "names"):
            return ALWAYS
        others = [one for one in _boards(series) if one.fact_table == ITEMS or one == OF_FIT]
        if any(one in self.fetches.fresh for one in others):
            return ALWAYS
        moved = self.fetches.moved(series, self.inputs.through)
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
            days.append(next_change(entries_of(series, pages, names), names, through))
        return min((day for day in days if day and day > through), default=None)

    # -- what joins the series

    def of_prices(self) -> Iterator[DerivedRows]:
        """Prices, and what is told of models by them and by the newest pages."""
        inputs, made = self.inputs, self.made.get(PRICES)
        days = (made.day if made else "", inputs.through)
        stays = self._stays(made) and prices_stay(inputs.warehouse, self.fetches, *days)
        if made and stays and units.made_again(inputs, PRICES, made):
            return
        found = _derived(inputs, PRICES, PRICED)
        changes_on = None
        with inputs.trying(PRICES):
            coming = next_price_change(inputs.priced.book, inputs.names, inputs.through)
            pages = (one for some in inputs.known.states.values() for one in some)
            ends = {after(day, ROSTER_DAYS + 1) for one in pages for day in one.days}
            turns = (day for day in (*inputs.turns, *ends) if day > inputs.through)
            changes_on = min((day for day in (coming, *turns) if day), default=None)
        yield from self._record(PRICES, found, changes_on)

    def of_domains(self) -> Iterator[DerivedRows]:
        """The table by domain and the headline."""
        inputs, made = self.inputs, self.made.get(DOMAINS)
        if made and self._stays(made) and units.made_again(inputs, DOMAINS, made):
            return
        _know(inputs)
        found = _derived(inputs, DOMAINS, DERIVATIONS)
        changes_on = None
        with inputs.trying("domain"):
            changes_on = next_turn(inputs.known)
        yield from self._record(DOMAINS, found, changes_on)

    def of_claims(self) -> Iterator[DerivedRows]:
        """Every claim where anything is new; else those alone that are about the newest state."""
        inputs, made = self.inputs, self.made.get(CLAIMS)
        news = None
        if made and self._is_same(made) and not self.fetches.any_of(*NAMES):
            pages = {board.source for board in self.fetches.fresh}
            series = self.derived - {PRICES, DOMAINS}
            news = News(made.day, frozenset(pages | series), PRICES in self.derived)
        found = _derived(replace(inputs, news=news), CLAIMS, CLAIM_TESTS)
        yield from self._record(CLAIMS, found, None)

    def _stays(self, made: Made | None) -> bool:
        """Whether a unit is made of the same as before, and its day has not come."""
        if made is None or self.derived - {PRICES, DOMAINS} or made.is_due(self.inputs.through):
            return False
        return self._is_same(made)

    def _is_same(self, made: Made) -> bool:
        return made.is_of(self._joined_of(made), self.inputs.code_version, "declared", "names")

    def _joined_of(self, made: Made | None) -> dict[str, Any]:
        return {
            "declared": _hash([declared_row(one) for one in self.inputs.series.values()]),
            "names": self._names(made),
            "pages": sorted(self.pages.values()),
        }

    def _record(
        self, unit: str, found: Sequence[Arrival], changes_on: str | None
    ) -> Iterator[DerivedRows]:
        inputs = self.inputs
        made_of = {**self._joined_of(self.made.get(unit)), "changes_on": changes_on}
        if inputs.failures:
            made_of["failed"] = inputs.now.isoformat()
        told = [f"{name}: {one}" for name, causes in inputs.failures.items() for one in causes]
        units.record(inputs, unit, made_of, found, told)
        self.derived.add(unit)
        yield from map(_derived_rows, found)


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


def _derived_rows(arrival: Arrival) -> DerivedRows:
    key = arrival.key
    return DerivedRows(key.fact_table, key.board, key.category, len(arrival.rows))
