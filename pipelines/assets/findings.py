"""Checks on what was derived: each lists the rows that it concerns, and none stops a number.

What is missing, cannot be judged, is old or could not be computed is no check here: the check
`nothing_broken` of `alert/events` lists it, with cause and command.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from measures.claims.ledger import load
from measures.claims.records import results
from measures.scale.fit import ECI, ECI_ANCHORS
from measures.scale.item_response import TOLERANCE
from pipelines.assets import keys
from pipelines.assets.checks import WARN, shown
from pipelines.measure.claims import QUERY_FAILED
from warehouse.connection import Row
from warehouse.reads.claims import claims
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

ABOUT: Mapping[str, Mapping[str, str]] = {
    "eci_refit": {
        "scales_fitted": "The refit of Epoch's index converged, and its anchors have the declared "
        "values. What cannot be fitted says why in its row.",
    },
    "claim": {
        "claim_queries_run": "The query of every reading could be run. One that fails leaves its "
        "reading not testable and hides what the warehouse says; that is a fault of ours.",
    },
}
"""Name and description of every check, by derived table."""
ROUNDED = 0.0005
"""How far an anchor of a fit may be from its declared value."""


def every_check(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """A result of every check in ABOUT."""
    yield scale_check(warehouse)
    yield claim_check(warehouse)


def _found(
    check: tuple[str, str],
    failing: Sequence[Row],
    evaluated: int,
    columns: Sequence[str],
    told: str = "",
) -> dg.AssetCheckResult:
    """The rows that fail a check of a derived table. Nothing evaluated is no success."""
    count = len(failing)
    said = (told or f"{count} of {evaluated}") if count else ""
    metadata: dict[str, Any] = {"evaluated": evaluated, "unexpected": count}
    if evaluated:
        metadata["success_percent"] = round(100 * (1 - count / evaluated), 1)
    metadata |= shown("failing_rows", failing, columns)
    return dg.AssetCheckResult(
        passed=bool(evaluated) and not count,
        asset_key=keys.measure(check[0]),
        check_name=check[1],
        severity=WARN,
        description=said if evaluated else "nothing was there to check",
        metadata=metadata,
    )


def claim_check(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Whether the query of every reading ran; no other number rests on a claim."""
    rows = claims(warehouse.connection)
    failed = [
        {"id": one.claim, "reading": one.reading, "reason": one.evidence["reason"]}
        for one in results(rows)
        if not one.is_overall and one.evidence["reason"].startswith(QUERY_FAILED)
    ]
    asked = {(it.id, one.id) for it in load() for one in it.readings if one.query is not None}
    tried = asked.intersection((row["id"], row["reading"]) for row in rows)
    columns = ("id", "reading", "reason")
    return _found(("claim", "claim_queries_run"), failed, len(tried), columns)


def scale_check(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Whether the refit of the index is to be trusted; gaps have independent errors without it."""
    fits = statistics(warehouse.connection, "eci_refit")
    faults = ["; ".join(_faults(fit)) for fit in fits]
    failing = [{"series": ECI, "reason": reason} for reason in faults if reason]
    told = "; ".join(f"{row['series']}: {row['reason']}" for row in failing)
    check = ("eci_refit", "scales_fitted")
    return _found(check, failing, len(fits), ("series", "reason"), told)


def _faults(fit: Row) -> Iterator[str]:
    """Why the fit, a row of view eci_refit, is not to be trusted."""
    if fit["fault"] is not None:
        yield fit["fault"]
        return
    if not fit["gradient"] <= TOLERANCE:
        yield f"did not converge (gradient {fit['gradient']:.1e})"
    for name, (model, declared) in (("low", ECI_ANCHORS.low), ("high", ECI_ANCHORS.high)):
        value = fit[f"{name}_anchor"]
        if not abs(value - declared) <= ROUNDED:
            yield f"anchor {model} is {value:g} in the fit, declared {declared:g}"
