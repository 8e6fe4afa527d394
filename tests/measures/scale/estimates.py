"""Estimates of the refit of Epoch's index as records: plausible numbers, where nothing is said."""

from __future__ import annotations

from typing import Any

from measures.scale.records import ECI, EciAgreement, EciFault, EciFit, EciPair


def fit(**changed: Any) -> EciFit:
    """240 models on 39 benchmarks."""
    return EciFit(**({
        "series": ECI, "value": 0.09, "n": 1800, "models": 240, "benchmarks": 39,
        "left_out_models": 12, "converged": True, "gradient": 2e-6,
        "anchors": {"Claude 3.5 Sonnet": 130.0, "GPT-5": 150.0}, "replicates": 200,
        "replicates_converged": 199, "published_on": "2026-08-11", "vintages": (3, 4),
    } | changed))  # fmt: skip


def fault(told: str = "an anchor is missing") -> EciFault:
    """No fit."""
    return EciFault(series=ECI, converged=False, fault=told)


def error(**changed: Any) -> EciPair:
    """GPT-5 beside Kimi K3 on one page."""
    return EciPair(**({
        "series": ECI, "value": 1.25, "published_on": "2026-08-11", "closed": "GPT-5",
        "open": "kimi_k3", "vintages": (3,),
    } | changed))  # fmt: skip


def agreement(**changed: Any) -> EciAgreement:
    """Nearly the same index."""
    return EciAgreement(**({
        "series": ECI, "value": 0.99969, "n": 222, "correlation": 0.99969,
        "largest_deviation": 1.4, "largest_deviation_model": "GPT-2",
        "largest_deviation_top_60": 0.1, "root_mean_square_deviation": 0.05,
    } | changed))  # fmt: skip
