"""From the warehouse to derived rows: every table that gapwatch derives.

They go the way of every number: what a unit is made of is archived as a page, each derivation is a
board of source `gapwatch`, and only rows that were never derived are added. A series is a unit: it
is derived from the first day on which it can differ, and not at all while nothing can.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import partial

from measures.agreement import board_agreements
from measures.boards.states import BoardState
from measures.claims import ledger
from measures.gap.history import Leaders, gaps, moments
from measures.gap.judgement import saturated_since
from measures.known import DerivedBoard
from measures.names.registry import ALWAYS
from measures.price.book import next_change as next_price_change
from measures.price.rows import OF_MARKET, market
from measures.scale.fit import ECI, Refit
from measures.segments import GapSegment, by_board
from measures.series import Series
from pipelines.measure import units
from pipelines.measure.claims import QUERY_FAILED, Moved, claims
from pipelines.measure.fetches import prices_stay
from pipelines.measure.inputs import Inputs, arrival, kept_pairs
from pipelines.measure.news import BOOK, CLAIMS, JOINED, PRICES, PROVISIONAL, News, known_book
from pipelines.measure.prices import of_prices
from pipelines.measure.registry import derive_spellings
from pipelines.measure.series import of_series
from pipelines.measure.units import Made, declared_row
from terms.openness import HEADLINE_RULE
from warehouse.clock import end_of
from warehouse.connection import writing
from warehouse.errors import WarehouseMissing
from warehouse.history.vintages import Arrival, BoardKey, Bounds
from warehouse.past import copy_within
from warehouse.reads import gaps as reads_gaps, pages as reads_pages
from warehouse.reads.derived import derived_boards, derived_rows
from warehouse.schema.derived import CLAIM, GAP
from warehouse.schema.measured import MODEL_SCORE
from warehouse.store import Warehouse

Watched = Callable[[Iterator[Arrival]], Iterable[Arrival]]
"""Shows the derived boards to somebody as they come."""


def measure(warehouse: Warehouse, now: datetime, series: str | None = None) -> Iterator[Arrival]:
    """Derive every measure up to the UTC day of `now`, then test the claims against them.

    `series`: only what the gap and lag of one are made of, and nothing that joins series. Nobody
    else writes meanwhile: rows of older inputs must not come after those of newer ones. And nobody
    sees it half done, nor does a killed run leave it so: what the newest derivation left out has no
    part in what is said of now.
    """
    with writing(warehouse.connection):
        yield from _measured(Inputs(warehouse, now), series)


@contextmanager
def measured_on(
    warehouse: Warehouse,
    day: date,
    bounds: Bounds,
    watched: Watched = iter,
    series: str | None = None,
) -> Iterator[Warehouse]:
    """A copy of `warehouse` in memory within `bounds`, with its measures computed up to `day`, or
    the gap and lag of one `series` alone. It is kept nowhere, as pages and curated names that come
    later change it.

    Raises WarehouseMissing when this warehouse knew nothing by the recorded bound.
    """
    first = reads_pages.first_recorded(warehouse.connection)
    if bounds.recorded and first and end_of(bounds.recorded) < first:
        raise WarehouseMissing(
            f"this warehouse knew nothing on {bounds.recorded}: its first recorded day is "
            f"{first[:10]}"
        )
    with copy_within(warehouse, bounds, day) as copy:
        for _ in watched(measure(copy, datetime.combine(day, time(), UTC), series)):
            pass
        yield copy


def gaps_of_class(
    warehouse: Warehouse, now: datetime, opened: str, series: str | None = None
) -> Iterator[tuple[Series, GapSegment, str | None]]:
    """The newest gap of every series, or of one, with the open class `opened` (a name of
    `terms.openness.CLASSES`), and the day of its newest page. Nothing of it is recorded."""
    inputs = Inputs(warehouse, now)
    joint = Refit(None, None, kept_pairs(inputs)).pairing
    led: Leaders | None = None
    for one in _headline_first(inputs.series):
        if series not in (None, one.id) and one.id != ECI:
            continue
        pairing = joint if one.id == ECI else inputs.by_items
        states: Sequence[BoardState] = ()
        with inputs.trying(one.id):
            states = inputs.states_since(one, ALWAYS)
        known = inputs.known(one, states)
        found = gaps(one, moments(known, opened), pairing, led)
        if one.id == ECI:
            led = [(gap.entry, gap.open_model) for gap in found]
        if found and series in (None, one.id):
            yield one, found[-1], known.inputs_on()


def _headline_first(series: Mapping[str, Series]) -> list[Series]:
    """What says who leads comes before those whose gaps ask for it."""
    return sorted(series.values(), key=lambda one: one.id != ECI)


def _measured(inputs: Inputs, only: str | None) -> Iterator[Arrival]:
    warehouse = inputs.warehouse
    _declare(inputs, reads_gaps.saturated_since(warehouse.connection))
    news = News(inputs)
    # The views match by these, so that they are recorded before anything is read.
    if not (news.named and news.is_of_this_code):
        yield from derive_spellings(warehouse, inputs.curated, inputs.now)
    news.keep_names()
    if only is None:
        yield from _of_all(news, PRICES, MARKET)
    for series in _headline_first(inputs.series):
        # All series of a data set say whether it is saturated, and the headline who leads.
        if only is None or series.id == ECI or series.counted_as == inputs.series[only].counted_as:
            yield from of_series(news, series)
        if only is None:
            yield from of_prices(news, series)
        inputs.forget()  # no other series asks for these boards
    if news.changed & inputs.series.keys():
        rows = reads_gaps.gap_segments(warehouse.connection, rule=HEADLINE_RULE)
        told = {name: some for (name, _), some in by_board(GapSegment.from_rows(rows)).items()}
        _declare(inputs, saturated_since(inputs.series.values(), told))
    if only is None:
        yield from _of_all(news, JOINED, DERIVATIONS)
        yield from _of_all(news, CLAIMS, CLAIM_TESTS)


def _declare(inputs: Inputs, saturated: Mapping[str, str]) -> None:
    """Write down the series, `saturated` since a day by the gaps that the warehouse has."""
    every = inputs.series.items()
    inputs.warehouse.declare([declared_row(one.saturated(saturated.get(it))) for it, one in every])


Derivations = Mapping[str, Callable[..., Iterable[DerivedBoard]]]


def _market(table: str, inputs: Inputs) -> Iterable[DerivedBoard]:
    """What happened to prices tells of curated models alone; what every model costs is said of
    unconfirmed ones too."""
    said = inputs.market
    if table in ("price_event", "price_index"):
        said = said.of_curated(inputs.curated)
    return market(said, table, inputs.through)


def _agreements(inputs: Inputs) -> Iterable[DerivedBoard]:
    """Of the models' scores as they stand. Domains of series that failed are left out: they stay as
    they were, and do not change because a series is missing."""
    lost = {inputs.series[unit].domain for unit in inputs.failures if unit in inputs.series}
    series = {name: one for name, one in inputs.series.items() if one.domain not in lost}
    return board_agreements(series, derived_rows(inputs.warehouse.connection, MODEL_SCORE))


MARKET: Derivations = {table: partial(_market, table) for table in OF_MARKET}
"""What rests on price lists alone."""
DERIVATIONS: Derivations = {"board_agreement": _agreements}
"""What joins the series, once their scores are recorded."""
CLAIM_TESTS: Derivations = {"claims": claims}
"""What reads the views, so that the others must be recorded before."""


def _of_all(news: News, unit: str, derivations: Derivations) -> Iterator[Arrival]:
    """Derive what joins the series where it can differ, or record that it cannot."""
    inputs = news.inputs
    made = news.made.get(unit)
    if made and _stays(news, unit, made) and units.made_again(inputs, unit, made):
        if unit == PRICES and (book := known_book(made)):
            inputs.book = book
        return
    if unit == CLAIMS:
        moved = _moved(news, made)
        derivations = {it: partial(one, moved=moved) for it, one in derivations.items()}
    found = _derived(inputs, made, derivations)
    made_of = dict(news.of_all)
    with inputs.trying(unit or "joined"):
        days = _NEXT_DAYS[unit](inputs) if unit in _NEXT_DAYS else ()
        made_of["changes_on"] = units.next_of(days, inputs.through)
        if unit == PRICES:
            made_of["book"] = BOOK.dump_python(inputs.book, mode="json")
            made_of["provisional"] = PROVISIONAL.dump_python(inputs.provisional, mode="json")
    told = [f"{name}: {one}" for name, causes in inputs.failures.items() for one in causes]
    is_other = units.record(inputs, unit, made_of, found, told, failed=bool(inputs.failures))
    if is_other or unit == PRICES:  # of a price more is known than its rows say
        news.changed.add(unit)
    yield from found


def _stays(news: News, unit: str, made: Made) -> bool:
    """Whether a unit is made of the same as before, and its day has not come."""
    inputs = news.inputs
    if made.due(inputs.through) or not made.is_of(news.of_all, inputs.code_version):
        return False
    if unit == PRICES:
        return prices_stay(news.fetches, made.day, inputs.through)
    if unit == CLAIMS and news.fetches.fresh:
        return False
    tested = derived_rows(inputs.warehouse.connection, CLAIM) if unit == CLAIMS else ()
    # Why the query of a claim failed may be over.
    have_failed = any(QUERY_FAILED in row["evidence"] for row in tested)
    return not (news.changed - {PRICES} or have_failed)


def _moved(news: News, made: Made | None) -> Moved | None:
    """What claims may find anew since they were tested; None: anything."""
    inputs = news.inputs
    if made is None or not made.is_of(news.of_all, inputs.code_version):
        return None
    return Moved(made.day, inputs.through, news.fetches, news.changed)


_NEXT_DAYS: Mapping[str, Callable[[Inputs], Iterable[str | None]]] = {
    PRICES: lambda it: (next_price_change(it.market, it.through), *it.turns),
    CLAIMS: lambda _: (
        on for it in ledger.load() for on in (it.stated_on, *(one.as_of for one in it.readings))
    ),
}
"""Unit to the days on which time alone may change it."""


def _derived(inputs: Inputs, made: Made | None, derivations: Derivations) -> list[Arrival]:
    """What `derivations` give, then what stays as it was `made` because they failed."""
    found: dict[BoardKey, Arrival] = {}
    for name, derive in derivations.items():
        with inputs.trying(name):
            for board in derive(inputs):
                one = arrival(board, inputs)
                found[one.key] = one
    if made is None or not inputs.failures:
        return list(found.values())
    gone = {*derived_boards(inputs.warehouse.connection, GAP)} - inputs.series.keys()
    tables = {key.fact_table for key in found}
    for one in units.last_boards(inputs.warehouse, made):
        names = (one.key.board, one.key.category)
        if one.key.fact_table in tables and gone.isdisjoint(names):
            found.setdefault(one.key, one)
    return list(found.values())
