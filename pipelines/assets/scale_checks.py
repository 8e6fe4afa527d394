"""What Dagster shows of the fitted scales and of back-tests, on `measure/estimate`."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines import checks
from pipelines.assets import keys
from pipelines.assets.scale_evidence import faults
from warehouse.reads import lags as reads_lags
from warehouse.schema.columns import HEADLINE_RULE
from warehouse.store import Warehouse

SCALE_CHECKS = {
    "scales_fitted": "The composite and the refit of Epoch's index converged, their anchors are "
    "stored at the declared values, and the stored scores behind them are one connected graph of "
    "the size that was fitted. A scale that cannot be fitted keeps its last good board; the reason "
    "stands in the row.",
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
    for row in reads_lags.estimates(warehouse.connection, "eci_refit"):
        if row["variant"] == "agreement":
            found["eci_refit_correlation"] = row["value"]
    for row in reads_lags.estimates(warehouse.connection, "backtest"):
        if row["value"] is not None and row["openness_rule"] == HEADLINE_RULE:
            found[f"backtest_{row['series']}_coverage_90"] = row["value"]
            found[f"backtest_{row['series']}_origins"] = row["n"]
    return found


def scale_checks(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
    """Results of `SCALE_CHECKS`; a warning, because the last good scale stands."""
    fits = _fits(warehouse)
    failing = [
        {"series": row["series"], "reason": "; ".join(reasons)}
        for row in fits
        if (reasons := list(faults(warehouse, row)))
    ]
    told = "; ".join(f"{row['series']}: {row['reason']}" for row in failing)
    found = checks.Found(failing, len(fits), ("series", "reason"), told)
    yield checks.concerning(keys.measure("estimate"), "scales_fitted", found)


def _fits(warehouse: Warehouse) -> list[dict[str, Any]]:
    return [
        {**row, "detail": json.loads(row["detail"]), "vintages": json.loads(row["vintages"])}
        for board in BOARDS
        for row in reads_lags.estimates(warehouse.connection, board)
        if row["variant"] == "fit"
    ]
