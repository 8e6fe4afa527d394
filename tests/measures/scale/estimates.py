"""Estimates of the fitted scales as records: plausible numbers, where nothing else is said."""

from __future__ import annotations

from typing import Any

from measures.scale.records import (
    COMPOSITE,
    ECI,
    FITTED,
    ComparedGap,
    ComparedLag,
    ComparedRanks,
    CompositeClass,
    EciAgreement,
    ScaleFault,
    ScaleFit,
    ScaleGap,
    ScaleLag,
    ScalePair,
)
from terms.words import GapMethod

ANY = "any_weights"


def fit(series: str = ECI, **changed: Any) -> ScaleFit:
    """240 models on 39 benchmarks."""
    return FITTED[series].fit(**({
        "series": series, "value": 0.09, "n": 1800, "models": 240, "benchmarks": 39,
        "left_out_models": 12, "converged": True, "gradient": 2e-6,
        "anchors": {"Claude 3.5 Sonnet": 130.0, "GPT-5": 150.0}, "replicates": 200,
        "replicates_converged": 199, "published_on": "2026-08-11", "vintages": (3, 4),
    } | changed))  # fmt: skip


def fault(series: str = ECI, told: str = "an anchor is missing") -> ScaleFault:
    """No fit."""
    return FITTED[series].fault(series=series, converged=False, fault=told)


def error(series: str = ECI, **changed: Any) -> ScalePair:
    """GPT-5 beside Kimi K3 on one page."""
    return FITTED[series].pair(**({
        "series": series, "value": 1.25, "published_on": "2026-08-11", "closed": "GPT-5",
        "open": "kimi_k3", "vintages": (3,),
    } | changed))  # fmt: skip


def agreement(**changed: Any) -> EciAgreement:
    """Nearly the same index."""
    return EciAgreement(**({
        "series": ECI, "value": 0.99969, "n": 222, "correlation": 0.99969,
        "largest_deviation": 1.4, "largest_deviation_model": "GPT-2",
        "largest_deviation_top_60": 0.1, "root_mean_square_deviation": 0.05,
    } | changed))  # fmt: skip


def of_class(name: str = "closed", **changed: Any) -> CompositeClass:
    """150 models with 7 effective benchmarks each."""
    return CompositeClass(**({
        "series": COMPOSITE, "value": 7.1, "n": 150, "name": name, "models": 150, "scores": 1300,
        "own_share": 0.6, "effective_n": 7.1, "leader": "gpt-5", "leader_n": 8.2,
    } | changed))  # fmt: skip


def side(gap: float) -> ScaleGap:
    """A gap with its interval."""
    return ScaleGap(
        closed_model="gpt-5", open_model="kimi-k3", vintage_on="2026-08-11", gap=gap, gap_low=1.3,
        gap_high=8.0, ci_method=GapMethod.JOINT,
    )  # fmt: skip


def gaps(ours: float = 4.5, theirs: float = 4.6, rule: str = ANY) -> ComparedGap:
    """Both gaps."""
    return ComparedGap(
        series=COMPOSITE, openness_rule=rule, value=round(ours - theirs, 3), composite=side(ours),
        eci=side(theirs),
    )  # fmt: skip


def lags(value: int | None = 0, rule: str = ANY) -> ComparedLag:
    """Both lags; without a value that of the composite is a bound."""
    one = ScaleLag(
        closed_model="gpt-4", open_model="kimi-k3", counts_from="2026-01-01", sign=1,
        censored=None if value is not None else "left", vintage_on=None,
    )  # fmt: skip
    return ComparedLag(series=COMPOSITE, openness_rule=rule, value=value, composite=one, eci=one)


def ranks() -> ComparedRanks:
    """Nearly the same order."""
    return ComparedRanks(series=COMPOSITE, value=0.991, n=200, median_difference=0.4)
