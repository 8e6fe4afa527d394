"""Estimates of prices as records: Claude Opus beside MiniMax M2, where nothing else is said."""

from __future__ import annotations

from typing import Any

from measures.price.records import (
    CostPerSolvedEstimate,
    HostDispersionEstimate,
    PriceChange,
    PricedGroup,
    PricedScore,
    PriceEventEstimate,
    PriceFrontEstimate,
    PriceIndexEstimate,
    TokenPrices,
)
from terms.words import PriceBasis

MINI = "swebench_verified_mini2"
ANY = "any_weights"


def solved(**changed: Any) -> CostPerSolvedEstimate:
    """What a solved task cost one run of Opus: 80 % of tasks at 0.80 USD each."""
    return CostPerSolvedEstimate(**({
        "series": MINI, "value": 1.0, "low": 0.9, "high": 1.2, "ci_level": 0.95, "n": 1,
        "entry": "opus-run", "model": "opus", "score": 80.0, "usd_per_task": 0.8,
        "usd_per_solved": 1.0, "dated_on": "2026-02-17", "vintages": (3,),
    } | changed))  # fmt: skip


def fronted(**changed: Any) -> PriceFrontEstimate:
    """Two closed models with a price, and a better one without."""
    own = PriceBasis.FIRST_PARTY
    return PriceFrontEstimate(**({
        "series": "eci", "value": 10.0, "n": 2, "published_on": "2026-03-08",
        "group": PricedGroup.CLOSED, "front": ("c1", "c2"), "unpriced": ("x",),
        "models": (PricedScore("c1", 140.0, 2.0, own), PricedScore("c2", 150.0, 10.0, own)),
        "vintages": (4, 5),
    } | changed))  # fmt: skip


def hosted(model: str = "m2", **changed: Any) -> HostDispersionEstimate:
    """Three hosts, the dearest at twelve times the cheapest."""
    return HostDispersionEstimate(**({
        "value": 0.2, "low": 0.1, "high": 1.2, "n": 3, "model": model,
        "hosts": {"near": 0.1, "far": 1.2, "mid": 0.2}, "iqr": None, "high_over_low": 12.0,
        "own_price": 0.5, "vintages": (6,),
    } | changed))  # fmt: skip


def event(kind: str = "cut", **changed: Any) -> PriceEventEstimate:
    """Opus was cut by a fifth by its maker, as two sources say."""
    return PriceEventEstimate(**({
        "value": -20.0, "n": 2, "from_on": "2026-03-01", "through_on": "2026-03-01",
        "kind": PriceChange(kind), "model": "opus", "seller": "own",
        "before": TokenPrices(5.0, 25.0), "now": TokenPrices(4.0, 20.0),
        "sources": ("a", "b"), "confirmed": True, "vintages": (8,),
    } | changed))  # fmt: skip


def indexed(**changed: Any) -> PriceIndexEstimate:
    """Closed models cost a tenth less than half a year before."""
    return PriceIndexEstimate(**({
        "openness_rule": ANY, "value": 90.0, "low": 85.0, "high": 97.5, "ci_level": 0.9, "n": 40,
        "from_on": "2025-09-01", "through_on": "2026-03-01", "group": PricedGroup.CLOSED,
        "changed": 2, "vintages": (8,),
    } | changed))  # fmt: skip
