"""From the warehouse to derived rows: every table that gapwatch derives.

They go the way of every number: what a unit is made of is archived as a page, each derivation is a
board of source `gapwatch`, and only rows that were never derived are added. A series is a unit: it
is derived from the first day on which it can differ, and not at all while nothing can.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

from measures.boards.states import BoardState, entries_of
from measures.boards.states import inputs as newest_pages
from measures.choice.scores import Worth, speaking_series, worth
from measures.claims import ledger
from measures.contenders import next_change
from measures.gap.history import Leaders, also_tested, gaps, held, inputs_on, moments
from measures.gap.paired import first_known
from measures.gap.rows import next_untested
from measures.headline.rows import next_turn
from measures.known import DerivedBoard, DerivedKey, Known
from measures.lag.rows import begun
from measures.names.registry import ALWAYS, NEVER
from measures.price.book import next_change as next_price_change
from measures.price.rosters import by_rule, entry_pages
from measures.scale.fit import BASE, ECI
from measures.scale.joint import JointPairing
from measures.segments import SEGMENTS, GapSegment
from measures.series import Series
from pipelines.measure import units
from pipelines.measure.claims import Moved
from pipelines.measure.declarations import declared_row
from pipelines.measure.derivations import (
    CLAIM_TESTS,
    DERIVATIONS,
    MARKET,
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
from warehouse.history.record import contents_of
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.derived import derived_boards, derived_rows
from warehouse.schema.derived import GAP, LAG, PRICE_GAP
from warehouse.schema.facts import FACTS
from warehouse.schema.scores import MODEL_SCORE
from warehouse.search import index_models
from warehouse.store import Warehouse


def measure(warehouse: Warehouse, now: datetime) -> Iterator[Arrival]:
    """Derive every measure up to the UTC day of `now`, then test the claims against them.

    Nobody else writes meanwhile: rows of older inputs must not come after those of newer ones.
    """
    with recording(warehouse.connection):
        yield from _measured(Inputs(warehouse, now))


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
"""Units beside the series, in the order in which they are derived: price lists, then the prices of
each series' models, then the others."""
LATE_DAYS = 60
"""What a list says of days longer ago than this seldom changes."""


def _measured(inputs: Inputs) -> Iterator[Arrival]:
    warehouse = inputs.warehouse
    kept = reads_gaps.saturated_since(warehouse.connection)
    every = inputs.series.items()
    warehouse.declare([declared_row(one.saturated(kept.get(name))) for name, one in every])
    # The views match by these, so that they are recorded before anything is read.
    yield from derive_spellings(inputs)
    index_models(warehouse.connection)
    run = _Run(inputs)
    for series in _headline_first(inputs.series):
        yield from run.of_series(series)
    if run.derived:
        warehouse.declare([declared_row(one) for one in inputs.judged.values()])
    yield from run.of_all(PRICES, MARKET)
    yield from run.of_prices()
    yield from run.of_all(DOMAINS, DERIVATIONS)
    yield from run.of_all(CLAIMS, CLAIM_TESTS)


@dataclass
class _Run:
    """One run over all units: what was fetched since the last one, and what that touches."""

    inputs: Inputs
    derived: set[str] = field(default_factory=set)
    """Units that were derived so far: of series and prices later ones are made."""

    @cached_property
    def made(self) -> Mapping[str, Made]:
        """The last derivation of every unit that was derived before."""
        names = self.inputs.series
        wanted = (*names, *map(_priced, names), PRICES, DOMAINS, CLAIMS)
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
        led = self._led_since(made, made_of) if made else None
        if made and first is None and led is None and units.made_again(inputs, series.id, made):
            return
        by_leaders = first is None and led is not None
        first = min((day for day in (first, led) if day), default=None)
        self.derived.add(series.id)
        since = ALWAYS if first is None or series.axis == "entry" else first
        states: Sequence[BoardState] = ()
        with inputs.trying(series.id):
            states = inputs.states_since(series, since)
        found = self._derived(series, states, since, made, by_leaders=by_leaders)
        yield from found
        told = dict(made_of)
        with inputs.trying(series.id):
            told["changes_on"] = self._changes_on(series, states)
        if series.id in inputs.failures:
            told["failed"] = inputs.now.isoformat()
        units.record(inputs, series.id, told, found, _warnings(inputs, series, states))

    def _derived(
        self,
        series: Series,
        states: Sequence[BoardState],
        first: str,
        made: Made | None,
        *,
        by_leaders: bool,
    ) -> list[Arrival]:
        """What the measures give of a series. `by_leaders`: only who leads the headline's series is
        another one, which gaps alone are asked about; while they stay, so does the rest."""
        inputs = self.inputs
        known = replace(inputs.known, states={series.id: states})
        last = {one.key: one for one in units.last_boards(inputs.warehouse, made)} if made else {}
        found: dict[BoardKey, Arrival] = {}
        for derive in OF_SERIES.values():
            if by_leaders and found and all(_is_same(it, last) for it in found.values()):
                return [
                    found.get(it, replace(one, published_on=inputs.today, own_date=False))
                    for it, one in last.items()
                ]
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
        return min((day for day in (moved, due) if day), default=None)

    def _led_since(self, made: Made, made_of: Mapping[str, Any]) -> str | None:
        """The first day on which another open model leads the headline's series; None: none."""
        led = {*map(tuple, made.of.get("headline", ()))} ^ {*made_of["headline"]}
        return min((day for _, day, _ in led), default=None)

    def _changes_on(self, series: Series, states: Sequence[BoardState]) -> str | None:
        """The next day on which time alone may change what is derived of these states."""
        names, through = self.inputs.names, self.inputs.through
        compared = newest_pages(series, states, through)
        days: list[str | None] = [*self.inputs.turns, *next_untested(self.inputs.known, series)]
        for pages in (compared, also_tested(series, states, compared, through)):
            days.append(next_change(entries_of(series, pages, names), names, through))
        return min((day for day in days if day and day > through), default=None)

    def of_prices(self) -> Iterator[Arrival]:
        """Derive what can differ of the prices of each series' models and of their scores."""
        inputs = self.inputs
        every = [_Priced(self, one) for one in inputs.series.values()]
        speaking: Collection[str] = ()
        if self.derived or any(one.first for one in every):
            said = {one.series.id: one.worth for one in every}
            speaking = speaking_series(inputs.judged.values(), said)
        for one in every:
            yield from one.derived(speaking)

    def of_all(
        self, unit: str, derivations: Mapping[str, Callable[..., Iterable[DerivedBoard]]]
    ) -> Iterator[Arrival]:
        """Derive what joins the series where it can differ, or record that it cannot."""
        inputs = self.inputs
        made = self.made.get(unit)
        if made and self._stays(unit, made) and units.made_again(inputs, unit, made):
            return
        if unit == DOMAINS:
            _know(inputs)
        if unit == CLAIMS:
            moved = self._moved(made)
            derivations = {it: partial(one, moved=moved) for it, one in derivations.items()}
        found = _derived(inputs, unit, derivations)
        made_of = dict(self.joined)
        with inputs.trying(unit or "domain"):
            made_of["changes_on"] = _NEXT_DAY[unit](inputs)
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
        if not made.is_of(self.joined, inputs.code_version, "declared", "names"):
            return False
        if unit == PRICES:
            return prices_stay(self.fetches, made.day, inputs.through)
        return not (self.derived - {PRICES} or (unit == CLAIMS and self.fetches.fresh))

    def _moved(self, made: Made | None) -> Moved | None:
        """What claims may find anew since they were tested; None: anything."""
        inputs = self.inputs
        if made is None or not made.is_of(self.joined, inputs.code_version, "declared", "names"):
            return None
        return Moved(made.day, self.fetches.sources(made.day), self.derived)

    @cached_property
    def joined(self) -> dict[str, Any]:
        """What the units are made of that join the series."""
        return {
            "declared": _hash([declared_row(one) for one in self.inputs.series.values()]),
            "names": self.names,
        }

    @cached_property
    def turns(self) -> list[str]:
        """Days to come from which a spelling means something else."""
        return [day for day in self.inputs.turns if day > self.inputs.through]

    @cached_property
    def has_prices(self) -> bool:
        """Whether price lists can be read, and there are any."""
        with self.inputs.trying("price"):
            return self.inputs.priced.newest_on is not None and bool(self.inputs.priced.book)
        return False


@dataclass
class _Priced:
    """The prices of one series' models, and their scores: a unit that is made of the pages of the
    series and of the prices of its models."""

    run: _Run
    series: Series

    @property
    def unit(self) -> str:
        """Its name."""
        return _priced(self.series.id)

    @cached_property
    def made(self) -> Made | None:
        """Its last derivation."""
        return self.run.made.get(self.unit)

    @cached_property
    def made_of(self) -> dict[str, Any]:
        """What it is made of whatever the prices are."""
        return {**self.run.joined, "declared": _hash(declared_row(self.series))}

    @cached_property
    def first(self) -> str | None:
        """The first day that can differ; None: none can."""
        run, made, inputs = self.run, self.made, self.run.inputs
        if made is None or not made.is_of(self.made_of, inputs.code_version, "declared", "names"):
            return ALWAYS
        days = [run.fetches.moved(self.series)]
        if made.is_due(inputs.through):
            days.append(made.changes_on)
        if any(one in run.fetches.fresh for one in _boards(self.series)):
            days.append(inputs.through)  # pairs
        if PRICES in run.derived:
            days.append(self._priced_since(made))
        found = min((day for day in days if day), default=None)
        return ALWAYS if found and days[0] and self.series.axis == "entry" else found

    def _priced_since(self, made: Made) -> str | None:
        """The first day on which a price of its models is another one than it was; None: none."""
        known = made.of["prices"]
        if not self.run.has_prices or known is None:
            return ALWAYS if self.run.has_prices else None
        book, through = self.run.inputs.priced.book, self.run.inputs.through
        models = self._models(made.of["models"], made.of["scores_on"])
        same = next((on for on, said in known if said == self._said(models, on)), None)
        if same is None:
            return ALWAYS
        if same != known[0][0]:
            return after(same)
        days = (day for one in models for it in book.prices[one] for day in (it.start, it.end))
        return min((day for day in days if same < day <= through), default=None)

    def _models(self, scored: Iterable[str], since: str) -> list[str]:
        """Of these models and of those that came after a day the ones with a price."""
        book, names = self.run.inputs.priced.book, self.run.inputs.names
        known = set(scored)
        return [
            one
            for one in sorted(book.prices)
            if one in known or str(names.model(one)["released_on"]) > since
        ]

    def _said(self, models: Iterable[str], on: str) -> str:
        """A hash of what models cost up to a day."""
        book = self.run.inputs.priced.book
        return _hash([(one, said) for one in models if (said := book.until(one, on))])

    @cached_property
    def states(self) -> Sequence[BoardState]:
        """Those of which the days from the first one on are made."""
        since = self.first or self.run.inputs.through
        of_all = self.series.axis == "entry" or since == ALWAYS
        with self.run.inputs.trying(self.series.id):
            return self.run.inputs.states_since(self.series, ALWAYS if of_all else since)
        return ()

    @cached_property
    def known(self) -> Known:
        """What its measures may know: price at quality of the days before the first one too."""
        inputs = self.run.inputs
        derived: dict[DerivedKey, DerivedBoard] = {}
        for one in self.last:
            if one.key.fact_table == PRICE_GAP.name:
                key = DerivedKey(one.key.fact_table, one.key.board, one.key.category)
                derived[key] = DerivedBoard(key, None, one.rows)
        return replace(inputs.known, states={self.series.id: self.states}, derived=derived)

    @cached_property
    def last(self) -> list[Arrival]:
        """What it gave the last time."""
        return units.last_boards(self.run.inputs.warehouse, self.made) if self.made else []

    @cached_property
    def worth(self) -> Worth | None:
        """What speaks for choosing models by the series."""
        if self.first is None and self.made:
            return self.made.of["worth"] and Worth(*self.made.of["worth"])
        with self.run.inputs.trying(self.series.id):
            return worth(self.known, self.series)
        return None

    def derived(self, speaking: Collection[str]) -> Iterator[Arrival]:
        """Derive what can differ, or record that nothing can."""
        inputs, made, name = self.run.inputs, self.made, self.series.id
        if made and self.first is None:
            stays = not speaking or made.of["speaks"] == (name in speaking)
            if stays and units.made_again(inputs, self.unit, made):
                return
        found: dict[BoardKey, Arrival] = {}
        since = self.first or inputs.through
        for table, derive in PRICED.items():
            if table == "price" and not self.run.has_prices:
                continue
            with inputs.trying(name):
                for board in list(derive(inputs, self.known, self.series, since, speaking)):
                    one = arrival(board, inputs.today)
                    found[one.key] = one
        told = dict(self.made_of)
        with inputs.trying(name):
            told |= self._told(speaking)
        if {name, "price"} & inputs.failures.keys() or name not in inputs.sound.series:
            told["failed"] = inputs.now.isoformat()
            for one in self.last:
                found.setdefault(one.key, one)
        self.run.derived.add(self.unit)
        units.record(inputs, self.unit, told, [*found.values()])
        yield from found.values()

    def _told(self, speaking: Collection[str]) -> dict[str, Any]:
        """What it was made of, and the next day on which time alone may change it."""
        run, inputs, made = self.run, self.run.inputs, self.made
        names, through = inputs.names, inputs.through
        every = by_rule(self.series, self.states, names, through)
        last = [some[-1] for some in every.values() if some]
        entries = [one for roster in last for _, one in roster.entries]
        if self.series.axis == "entry":  # also those that are dated ahead
            pages = entry_pages(self.series, self.states, through)
            entries += entries_of(self.series, pages, names)
        scored = {str(one.model) for some in every.values() for it in some for _, one in it.entries}
        if made and self.first != ALWAYS:
            scored |= {*made.of["models"]}
        since = min((one.scored_on for one in last), default=ALWAYS)
        days = {*run.turns, next_change(entries, names, through), *(one.end for one in last)}
        prices = None
        if run.has_prices:
            book, models = inputs.priced.book, self._models(scored, since)
            ends = (through, after(through, -LATE_DAYS))
            prices = [(on, self._said(models, on)) for on in ends]
            days |= {day for one in models for it in book.prices[one] for day in (it.start, it.end)}
            for one in models:
                if one not in scored:
                    days |= {
                        day for it in names.grades(one) for day in (it.valid_from, it.valid_until)
                    }
                    days.add(str(names.model(one)["released_on"]))
        return {
            "pages": [one.vintage for one in self.states[-1:]],
            "prices": prices,
            "models": sorted(scored),
            "scores_on": since,
            "worth": self.worth,
            "speaks": self.series.id in speaking,
            "changes_on": min((day for day in days if day and through < day < NEVER), default=None),
        }


def _priced(series: str) -> str:
    """The unit of the prices of a series' models."""
    return f"{series}/prices"


def _is_same(now: Arrival, last: Mapping[BoardKey, Arrival]) -> bool:
    """Whether a board says what it said the last time."""
    before = last.get(now.key)
    return before is not None and contents_of(now).keys() == contents_of(before).keys()


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


def _next_reading(inputs: Inputs) -> str | None:
    """The next day for which a claim is to be tested."""
    days = (reading.as_of for claim in ledger.load() for reading in claim.readings)
    return min((day for day in days if day > inputs.through), default=None)


_NEXT_DAY: Mapping[str, Callable[[Inputs], str | None]] = {
    PRICES: lambda it: min(
        (
            day
            for day in (next_price_change(it.priced.book, it.names, it.through), *it.turns)
            if day and day > it.through
        ),
        default=None,
    ),
    DOMAINS: lambda it: next_turn(it.known),
    CLAIMS: _next_reading,
}
"""Unit to the next day on which time alone may change it."""


def _know(inputs: Inputs) -> None:
    """Let what joins the series know their gaps, lags and scores as they stand."""
    for table in (GAP, LAG, MODEL_SCORE):
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
