"""What Dagster shows of the fitted scales and of back-tests, on `measure/estimate`."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines import checks
from pipelines.assets import keys
from warehouse import lag_reads
from warehouse.store import Warehouse

SCALE_CHECKS = {
    "scales_fitted": "The composite and the refit of Epoch's index converged, their graph is "
    "connected and both anchors are exact. A scale that cannot be fitted keeps its last good "
    "board; the reason stands in the row.",
}
BOARDS = ("composite_fit", "eci_refit")


def scale_metadata(warehouse: Warehouse) -> dict[str, Any]:
    """Numbers of each fit, for plots from run to run, and the coverage of back-tests."""
    found: dict[str, Any] = {}
    for row in _fits(warehouse):
        told, board = row["detail"], row["measure"]
        if row["value"] is None:
            continue
        found |= {
            f"{board}_models": told["models"],
            f"{board}_benchmarks": told["benchmarks"],
            f"{board}_scores": row["n"],
            f"{board}_rmse": row["value"],
            f"{board}_replicates_converged": told["replicates_converged"],
        }
    for row in lag_reads.estimates(warehouse.connection, "eci_refit"):
        if row["variant"] == "agreement":
            found["eci_refit_correlation"] = row["value"]
    for row in lag_reads.estimates(warehouse.connection, "backtest"):
        if row["value"] is not None and row["openness_rule"] == "any_weights":
            found[f"backtest_{row['series']}_coverage_90"] = row["value"]
            found[f"backtest_{row['series']}_origins"] = row["n"]
    return found


def scale_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Results of `SCALE_CHECKS`; without a fit nothing failed: its source may not be read yet."""
    fits = _fits(warehouse)
    failing = [
        {"series": row["series"], "reason": row["detail"].get("fault", "anchors moved")}
        for row in fits
        if row["value"] is None
        or not (row["detail"]["converged"] and row["detail"]["anchors_exact"])
    ]
    metadata: dict[str, Any] = {"evaluated": len(fits), "unexpected": len(failing)}
    if failing:
        metadata["failing_rows"] = checks.table(failing, ["series", "reason"])
    yield dg.AssetCheckResult(
        passed=not failing,
        asset_key=keys.measure("estimate"),
        check_name="scales_fitted",
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(f"{row['series']}: {row['reason']}" for row in failing),
        metadata=metadata,
    )


def _fits(warehouse: Warehouse) -> list[dict[str, Any]]:
    return [
        {**row, "detail": json.loads(row["detail"])}
        for board in BOARDS
        for row in lag_reads.estimates(warehouse.connection, board)
        if row["variant"] == "fit"
    ]
