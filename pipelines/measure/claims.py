"""Issue of the claim ledger: every reading of every claim, tested against what was just issued."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, NamedTuple

from measures.claims.ledger import Claim, ClaimQuery, ClaimReading, load
from measures.claims.verdicts import (
    ClaimResult,
    QueryResult,
    beside,
    judge,
    named_vintages,
    result,
    together,
)
from measures.known import DerivedBoard, derived
from measures.names.registry import ALWAYS
from measures.series import load as series
from pipelines.measure.fetches import Fetches
from pipelines.measure.inputs import Inputs
from pipelines.measure.news import PRICES
from sources import published, registry
from sources.catalogue import SOURCES
from terms.words import ClaimVerdict
from warehouse.reads import claims as reads_claims
from warehouse.reads.claims import SCORES, QueryWrong
from warehouse.reads.derived import derived_rows
from warehouse.schema.derived import CLAIM

TYPED = {published.ABOUT.name, registry.ABOUT.name}
"""Sources whose facts were typed into the project, from what somebody announced."""
OF_PRICES = re.compile("price|cost|model_score|model_choice|agreement|vendor_")
"""What a query names that reads anything derived of prices."""
QUERY_FAILED = "the query of this reading failed"
"""How the reason of such a reading begins; they stand among what is broken now."""


class Moved(NamedTuple):
    """What changed since the claims were last tested, on day `day`, up to day `through`."""

    day: str
    through: str
    fetches: Fetches
    units: Set[str]
    """Units of the measures, by name."""

    def touches(self, reading: ClaimReading) -> bool:
        """Whether a reading may find something else: its query reads scores, prices and pages of
        the sources that it names, what was derived of the series that it names, or curated rows;
        one that names neither may read them of all. A forecast finds nothing before its day."""
        if reading.forecast and reading.as_of > self.through:
            return False
        if reading.newest or reading.as_of >= self.day:
            return True
        if reading.asks and "_in_force" in reading.asks.sql:  # whenever that was said
            sources = {board.source for board in self.fetches.fresh}
        else:
            sources = {name for name, on in self.fetches.seen.items() if on <= reading.as_of}
        asked, of_series = _named(reading, SOURCES), _named(reading, series())
        of_prices = reading.asks is not None and OF_PRICES.search(reading.asks.sql)
        units = [unit for unit in self.units if of_prices or not unit.endswith(PRICES)]
        if not (asked or of_series):
            return bool(sources or units)
        changed = {unit.partition("/")[0] for unit in units}
        return not (sources.isdisjoint(asked) and changed.isdisjoint(of_series))


def claims(inputs: Inputs, moved: Moved | None = None) -> Iterator[DerivedBoard]:
    """One board of table claim, of what was stated by the last day that is known. Reads the views
    of the other measures, recorded before.

    A reading that nothing `moved` touches stays as it was, unless its query failed; None: each is
    tested.
    """
    warehouse = inputs.warehouse
    before = [
        {name: row[name] for name in CLAIM.names()}
        for row in derived_rows(warehouse.connection, CLAIM)
    ]
    rows: list[Mapping[str, Any]] = []
    reads_claims.offer_pages(warehouse.connection, warehouse.archive.get)
    every = [one for one in load() if (one.stated_on or ALWAYS) <= inputs.through]
    kept: dict[tuple[str, str], ClaimResult] = {}
    if moved is not None:
        known = {(row["claim"], row["reading"]): ClaimResult.from_row(row) for row in before}
        kept = {
            key: known[key]
            for one in every
            for reading in one.readings
            if (key := (one.id, reading.id)) in known
            and not moved.touches(reading)
            and not known[key].evidence["reason"].startswith(QUERY_FAILED)
        }
    tests = [it for one in every for it in one.readings if (one.id, it.id) not in kept]
    of_scores = [it for it in tests if it.asks and SCORES in it.asks.sql]
    asked = {name for it in of_scores for name in _named(it, SOURCES)}
    until = max((it.as_of for it in of_scores), default=ALWAYS)
    with reads_claims.views_kept(warehouse.connection, asked, until):
        for claim in every:
            tested = [row for row in before if row["claim"] == claim.id]
            with inputs.trying(claim.id):
                results = [
                    kept.get((claim.id, it.id)) or _tested(inputs, claim, it)
                    for it in claim.readings
                ]
                tested = [one.row for one in together(claim, results)]
            rows += tested
    yield derived(CLAIM.name, "claims", None, rows)


def _named(reading: ClaimReading, names: Iterable[str]) -> set[str]:
    """The sources, or series, of some that the query of a reading asks for."""
    given = {str(value) for value in reading.with_.values()}
    sql = reading.asks.sql if reading.asks else ""
    return {name for name in names if name in given or f"'{name}'" in sql}


def _tested(inputs: Inputs, claim: Claim, reading: ClaimReading) -> ClaimResult:
    """A query that fails costs its own reading alone, and says so; the report is still written."""
    # What holds before its own day is no test of a reading, unless that is of the newest state.
    is_due = reading.as_of <= inputs.through or reading.newest or reading.forecast
    try:
        finding = _finding(inputs, reading, reading.asks) if is_due and reading.asks else None
        return judge(claim, reading, finding)
    except QueryWrong as error:
        why = f"{QUERY_FAILED}: {error}"
        return result(claim, reading, ClaimVerdict.NOT_TESTABLE, why)


def _finding(inputs: Inputs, reading: ClaimReading, query: ClaimQuery) -> QueryResult | None:
    """What the query found; None: no row. Raises QueryWrong."""
    connection = inputs.warehouse.connection
    row = reads_claims.one_row(connection, query.sql, reading.parameters)
    if row is None or row["value"] is None:
        return None
    row |= {
        name: reads_claims.first_alike(connection, row[name], TYPED)
        for name in row
        if name.endswith("vintage") and row[name] is not None
    }
    numbers = beside(row)
    sources = reads_claims.sources_of(connection, named_vintages(numbers))
    is_typed = bool(sources) and sources <= TYPED
    return QueryResult(row["value"], row.get("low"), row.get("high"), numbers, is_typed)
