"""What Dagster shows of `measure/claim`: verdicts in words, and whether every claim was tested."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from measures.claims.ledger import OVERALL, load
from measures.claims.records import results
from pipelines.assets import checks, keys
from pipelines.measure.claims import QUERY_FAILED
from terms.words import ClaimVerdict
from warehouse.reads.claims import claims
from warehouse.store import Warehouse

CLAIM_CHECKS = {
    "claims_judged": "Every reading of every claim in the ledger has a verdict, and every claim "
    "has one as a whole.",
    "claim_queries_run": "The query of every reading could be run. One that fails leaves its "
    "reading not testable and hides what the warehouse says; that is a fault of ours.",
}
FAILING = ("id", "reading", "reason")


def claim_metadata(warehouse: Warehouse) -> dict[str, Any]:
    """How many claims and readings there are, and every claim with its verdict in words."""
    rows = claims(warehouse.connection)
    shown = [
        {
            "Claim": row["statement"],
            "Verdict": ClaimVerdict(row["verdict"]).text,
            "As of": row["as_of"],
            "Id": row["id"],
        }
        for row in rows
        if row["reading"] == OVERALL
    ]
    return {
        "claims": len(shown),
        "readings": len(rows) - len(shown),
        **({"claims_now": checks.table(shown, tuple(shown[0]), len(shown))} if shown else {}),
    }


def claim_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Results of `CLAIM_CHECKS`; warnings, because no other number rests on a claim."""
    rows = claims(warehouse.connection)
    judged = {(row["id"], row["reading"]) for row in rows}
    ledger = [
        (claim.id, name)
        for claim in load()
        for name in (OVERALL, *(reading.id for reading in claim.readings))
    ]
    missing = [
        {"id": claim, "reading": reading, "reason": "no verdict was issued"}
        for claim, reading in ledger
        if (claim, reading) not in judged
    ]
    yield _result("claims_judged", missing, len(ledger))
    failed = [
        {"id": one.claim, "reading": one.reading, "reason": one.evidence.reason}
        for one in results(rows)
        if not one.is_overall and one.evidence.reason.startswith(QUERY_FAILED)
    ]
    asked = sum(
        reading.query is not None and (claim.id, reading.id) in judged
        for claim in load()
        for reading in claim.readings
    )
    yield _result("claim_queries_run", failed, asked)


def _result(name: str, failing: list[dict[str, Any]], evaluated: int) -> dg.AssetCheckResult:
    found = checks.Found(failing, evaluated, FAILING)
    return checks.concerning(keys.measure("claim"), name, found)
