"""A slope as a record, where nothing else is said."""

from __future__ import annotations

from measures.trend.records import TrendEstimate, WholePeriod

TREND = TrendEstimate(
    series="eci", openness_rule="any_weights", value=1.5, low=0.1, high=3.0, n=28,
    unit="index per year", from_on="2024-05-23", through_on="2026-08-11", what="gap",
    basis="as published", method="least squares", block=3, step_days=30,
    change_points=("2024-05-23",), slopes_per_year=(-9.5, 1.6), bic_gain=25.2,
    whole_period=WholePeriod("2023-03-30", -1.5, -3.1, 0.2, 42, spans_bend=True),
    first_value=3.1, last_value=4.6, before=None, vintages=(3, 5),
)  # fmt: skip
