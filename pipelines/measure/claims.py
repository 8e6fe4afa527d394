"""Issue of the claim ledger: every reading of every claim, tested against what was just issued."""

from collections.abc import Iterator, Mapping
from typing import Any

from measures.claims.ledger import Claim, ClaimQuery, ClaimReading, load
from measures.claims.records import ClaimResult, beside, named_vintages
from measures.claims.verdicts import QueryResult, judge, result, together
from measures.known import DerivedBoard, derived
from pipelines.measure.inputs import Inputs
from sources import published, registry
from sources.catalogue import SOURCES
from terms.words import ClaimVerdict
from warehouse.reads import claims as reads_claims
from warehouse.reads.claims import QueryWrong
from warehouse.reads.derived import derived_rows
from warehouse.schema.derived import CLAIM

TYPED = {published.ABOUT.name, registry.ABOUT.name}
"""Sources whose facts were typed into the project, from what somebody announced."""
QUERY_FAILED = "the query of this reading failed"
"""How the reason of such a reading begins; the check `claim_queries_run` lists them."""


def claims(inputs: Inputs) -> Iterator[DerivedBoard]:
    """One board of table claim. Reads the views, so the other measures must be recorded before."""
    warehouse = inputs.warehouse
    before = [
        {name: row[name] for name in CLAIM.names()}
        for row in derived_rows(warehouse.connection, CLAIM)
    ]
    rows: list[Mapping[str, Any]] = []
    reads_claims.offer_pages(warehouse.connection, warehouse.archive.get)
    every = load()
    asked = {it for one in every for reading in one.readings for it in _sources(reading)}
    with reads_claims.views_kept(warehouse.connection, asked):
        for claim in every:
            tested = [row for row in before if row["claim"] == claim.id]
            with inputs.trying(claim.id):
                found = together(claim, [_tested(inputs, claim, it) for it in claim.readings])
                tested = [one.row(inputs.code_version) for one in found]
            rows += tested
    yield derived(CLAIM.name, "claims", "", None, rows)


def _sources(reading: ClaimReading) -> Iterator[str]:
    """Sources whose scores a reading may ask for."""
    given = {str(value) for value in reading.with_.values()}
    sql = reading.asks.sql if reading.asks else ""
    yield from (name for name in SOURCES if name in given or f"'{name}'" in sql)


def _tested(inputs: Inputs, claim: Claim, reading: ClaimReading) -> ClaimResult:
    """A query that fails costs its own reading alone, and says so; the report is still written."""
    try:
        finding = _finding(inputs, reading, reading.asks) if reading.asks else None
        return judge(claim, reading, finding)
    except QueryWrong as error:
        why = f"{QUERY_FAILED}: {error}"
        return result(claim, reading, ClaimVerdict.NOT_TESTABLE, why)


def _finding(inputs: Inputs, reading: ClaimReading, query: ClaimQuery) -> QueryResult | None:
    """What the query found; None: no row. Raises QueryWrong."""
    connection = inputs.warehouse.connection
    parameters = {**reading.with_, "as_of": None if reading.newest else reading.as_of}
    row = reads_claims.one_row(connection, query.sql, parameters)
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
