"""What Dagster shows of `measure/claim`: verdicts as plots, and whether every claim was tested."""

from collections import Counter
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
SHOWN = ("id", "statement", "verdict", "as_of")
FAILING = ("id", "reading", "reason")


def claim_metadata(warehouse: Warehouse) -> dict[str, Any]:
    """Claims and readings per verdict, plotted from run to run, and the table of claims."""
    rows = claims(warehouse.connection)
    whole = [row for row in rows if row["reading"] == OVERALL]
    per_claim = Counter(row["verdict"] for row in whole)
    per_reading = Counter(row["verdict"] for row in rows if row["reading"] != OVERALL)
    return {
        "claims": len(whole),
        "readings": per_reading.total(),
        **{f"claims_{verdict}": per_claim[verdict] for verdict in ClaimVerdict},
        **{f"readings_{verdict}": per_reading[verdict] for verdict in ClaimVerdict},
        **({"claims_now": checks.table(whole, SHOWN, len(whole))} if whole else {}),
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
