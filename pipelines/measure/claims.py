"""Issue of the claim ledger: every reading of every claim, tested against what was just issued."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from measures.claims.ledger import OVERALL, Claim, ClaimReading, load
from measures.claims.verdicts import Judged, QueryResult, evidence, judge, overall, stated
from measures.known import DerivedBoard, derived
from pipelines.measure.inputs import Inputs
from terms.words import ClaimVerdict
from warehouse.reads.claims import QueryWrong, one_row

QUERY_FAILED = "the query of this reading failed"
"""How the reason of such a reading begins; the check `claim_queries_run` lists them."""


def claims(inputs: Inputs) -> Iterator[DerivedBoard]:
    """One board of table claim. Reads the views, so the other measures must be recorded before."""
    judged = [_judged(inputs, claim, reading) for claim in load() for reading in claim.readings]
    rows = [_row(inputs, one) for one in judged]
    for claim, of_claim in groupby(judged, key=lambda one: one.claim):
        rows.append(_overall(inputs, claim, list(of_claim)))
    yield derived("claim", "claims", "", None, rows)


def _judged(inputs: Inputs, claim: Claim, reading: ClaimReading) -> Judged:
    """A query that fails costs its own reading alone, and says so; the report is still written."""
    try:
        return judge(claim, reading, _finding(inputs, reading))
    except QueryWrong as error:
        return Judged(
            claim, reading, ClaimVerdict.NOT_TESTABLE, None, f"{QUERY_FAILED}: {error}", None
        )


def _finding(inputs: Inputs, reading: ClaimReading) -> QueryResult | None:
    if reading.sql is None:
        return None
    parameters = {**reading.parameters, "as_of": reading.as_of}
    row = one_row(inputs.warehouse.connection, reading.sql, parameters)
    if row is None:
        return None
    return QueryResult(row.pop("value"), row.pop("low", None), row.pop("high", None), row)


def known_by(judged: Judged) -> str:
    """The reading's own day, or the last day of what its query looked at when that is later.

    A query that is not bounded by :as_of tells in `through_on` how far its data go.
    """
    numbers = (judged.finding.numbers if judged.finding else None) or {}
    return max(judged.reading.as_of, str(numbers.get("through_on") or ""))


def _row(inputs: Inputs, judged: Judged) -> dict[str, Any]:
    reading = judged.reading
    return {
        "entry": f"{judged.claim.id}|{reading.id}",
        "claim": judged.claim.id,
        "reading": reading.id,
        "statement": judged.claim.statement,
        "verdict": judged.verdict,
        "stated": stated(reading),
        "found": judged.found,
        "as_of": known_by(judged),
        "provenance": reading.provenance,
        "evidence": evidence(judged),
        "code_version": inputs.code_version,
    }


def _overall(inputs: Inputs, claim: Claim, judged: list[Judged]) -> dict[str, Any]:
    """The claim as a whole; a claim of one reading has it too, so that every claim has one."""
    verdict, reason = overall(judged)
    return {
        "entry": f"{claim.id}|{OVERALL}",
        "claim": claim.id,
        "reading": OVERALL,
        "statement": claim.statement,
        "verdict": verdict,
        "stated": None,
        "found": None,
        "as_of": max(known_by(one) for one in judged),
        "provenance": None,
        "evidence": json.dumps({"reason": reason, "ambiguous": claim.ambiguous}, sort_keys=True),
        "code_version": inputs.code_version,
    }
