"""Estimates of prices as records: Claude Opus beside MiniMax M2, where nothing else is said."""

from __future__ import annotations

from typing import Any

from measures.price.records import (
    ComparedPrice,
    PriceCoverageEstimate,
    PricedCount,
    PriceDeclineEstimate,
    PricedGroup,
    PricedScore,
    PriceFrontEstimate,
    PricePairEstimate,
    PriceSensitivityEstimate,
    RecordLow,
)
from measures.price.records_market import (
    CostPairEstimate,
    CostPerSolvedEstimate,
    HostDispersionEstimate,
    PriceChange,
    PriceEventEstimate,
    PriceIndexEstimate,
    PriceReactionEstimate,
    RecordRelease,
    SolvedRun,
    TokenPrices,
)
from terms.words import PriceBasis

MINI = "swebench_verified_mini2"
ANY = "any_weights"


def asked(model: str, blended: float, **changed: Any) -> ComparedPrice:
    """One side of a pair; each kind of token at the blended price."""
    return ComparedPrice(**({
        "model": model, "value": 70.0, "input": blended, "cached": None, "output": blended,
        "blended": blended, "basis": PriceBasis.FIRST_PARTY, "source": "litellm",
        "since": "2026-02-01", "sellers": ("maker",), "mode": "standard", "off_peak_blended": None,
    } | changed))  # fmt: skip


def pair(rule: str | None = None, series: str = MINI, **changed: Any) -> PricePairEstimate:
    """Opus at 10 USD against M2 at 0.5: a twentieth of the price, 98 % of the score."""
    return PricePairEstimate(**({
        "series": series, "openness_rule": rule, "value": 20.0, "n": 1, "vintages": (1, 2),
        "closed": asked("opus", 10.0), "open": asked("m2", 0.5),
        "input_ratio": 16.7, "output_ratio": 20.8, "blended_ratio_7_2_1": 18.0,
        "cost_percent": 5.0, "quality_percent": 98.0, "same_day": True,
        "closed_on": "2026-02-20", "open_on": "2026-02-20", "why": "A statement names them.",
    } | changed))  # fmt: skip


def run(rule: str | None = None, series: str = MINI, **changed: Any) -> CostPairEstimate:
    """A solved task costs 1.00 USD with Opus and 0.10 with M2: a tenth."""
    return CostPairEstimate(**({
        "series": series, "openness_rule": rule, "value": 10.0, "n": 1, "vintages": (3,),
        "closed": SolvedRun(entry="opus-run", model="opus", value=80.0, usd_per_task=0.8,
                            usd_per_solved=1.0, dated_on="2026-02-17"),
        "open": SolvedRun(entry="m2-run", model="m2", value=80.0, usd_per_task=0.08,
                          usd_per_solved=0.1, dated_on="2026-02-16"),
        "cost_percent": 10.0, "quality_percent": 100.0,
    } | changed))  # fmt: skip


def solved(**changed: Any) -> CostPerSolvedEstimate:
    """What a solved task cost one run of Opus: 80 % of tasks at 0.80 USD each."""
    return CostPerSolvedEstimate(**({
        "series": MINI, "value": 1.0, "low": 0.9, "high": 1.2, "ci_level": 0.95, "n": 1,
        "entry": "opus-run", "model": "opus", "score": 80.0, "usd_per_task": 0.8,
        "usd_per_solved": 1.0, "dated_on": "2026-02-17", "vintages": (3,),
    } | changed))  # fmt: skip


def sensitivity(**changed: Any) -> PriceSensitivityEstimate:
    """With the cache the ratio is 12 instead of 20."""
    return PriceSensitivityEstimate(**({
        "series": "gpqa_epoch", "openness_rule": ANY, "value": 12.0, "n": 9, "threshold": 50.0,
        "closed": asked("opus", 10.0), "open": asked("m2", 0.5), "ratio_3_1": 20.0,
    } | changed))  # fmt: skip


def coverage(**changed: Any) -> PriceCoverageEstimate:
    """Of four open models above 50 one has a price."""
    return PriceCoverageEstimate(**({
        "series": "gpqa_epoch", "openness_rule": ANY, "value": 0.25, "n": 4, "threshold": 50.0,
        "closed": PricedCount(3, 5), "open": PricedCount(1, 4),
    } | changed))  # fmt: skip


def fall(**changed: Any) -> PriceDeclineEstimate:
    """33.8 times cheaper a year, by six record lows of thirty models."""
    return PriceDeclineEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": 33.8, "low": 9.4, "high": 50.0,
        "ci_level": 0.9, "n": 6, "from_on": "2024-03-04", "through_on": "2025-09-30",
        "threshold": 126.0, "group": PricedGroup.ALL, "models": 30, "halving_days": 72.4,
        "points": (RecordLow("2024-03-04", "a", 10.0), RecordLow("2025-09-30", "b", 0.2)),
        "usable_share": 1.0, "reason": None, "no_interval": None, "vintages": (4, 5),
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


def followed(days: int, **changed: Any) -> PriceReactionEstimate:
    """Three of four cuts came after a release, 1.9 by chance."""
    return PriceReactionEstimate(**({
        "series": "eci", "openness_rule": ANY, "value": 3.0, "n": 4, "from_on": "2025-06-05",
        "within_days": days, "releases": (RecordRelease("2025-07-01", "m2"),),
        "cuts": ("2025-07-10", "2025-07-12", "2025-08-01", "2026-01-05"),
        "expected_by_chance": 1.9, "p_value": 0.35, "vintages": (7,),
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
