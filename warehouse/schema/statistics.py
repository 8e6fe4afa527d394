"""Promises of the views over single measures: parity, vendors' scores, weights, and their like.

What belongs here: what a row of each is, its key, and what its columns mean.
Not here: the queries (`warehouse.views.statistics`), and how each is measured (docs/methods.md).
"""

from __future__ import annotations

from warehouse.schema.columns import CI_LEVEL, day, real, text, whole
from warehouse.schema.ledgers import SERIES
from warehouse.schema.measured import (
    CORRECTION,
    DOMAIN,
    ECI_REFIT,
    HEADLINE,
    ONE_GPU_GAP,
    PARITY,
    PARITY_MEDIAN,
)
from warehouse.schema.prices import PRICES
from warehouse.schema.view import View

_PARITY = View(
    "parity",
    "a closed release that led a series, under one openness rule: how long until an open model "
    "had its score",
    ("series", "openness_rule", "closed_model"),
    PARITY,
    (
        whole(
            "followed_days",
            "Days that it was followed: until reached, else to data_on.",
            optional=False,
        ),
        whole("n", "Steps of the open frontier that it was compared with."),
        PARITY_MEDIAN.column("data_on"),
        PARITY_MEDIAN.column("median_days"),
        real("median_low", "Lower end of the median's interval (95 %)."),
        real("median_high", "Upper end of the median's interval; absent: beyond what is known."),
    ),
)

_PARITY_NOW = View(
    "parity_now",
    "a series under one openness rule: the median time to parity over its closed releases that led",
    ("series", "openness_rule"),
    PARITY_MEDIAN,
)

_BENCHMARK = (
    text("benchmark", "Id of the benchmark in measures/vendor/benchmarks.toml."),
    text("title", "Its name for readers."),
    SERIES.column("domain"),
    SERIES.column("unit"),
    text("vendor_series", "Series of the makers' own scores."),
    CI_LEVEL,
)
_VENDOR_INFLATION = View(
    "vendor_inflation",
    "a benchmark, over every maker or one: how much better makers score their own models than "
    "somebody else does",
    ("benchmark", "maker"),
    None,
    (
        *_BENCHMARK,
        text("maker", "Maker id; all: every maker."),
        text("maker_name", "The maker's name."),
        real(
            "difference",
            "Median over models of maker's score minus the other, in points.",
            optional=False,
        ),
        real("difference_low", "Lower end of the median's interval (sign test)."),
        real("difference_high", "Upper end of the median's interval."),
        whole("n", "Models that both sides scored.", optional=False),
        whole(
            "higher",
            "Of these, models of which the maker's score is the better one.",
            optional=False,
        ),
        whole("lower", "Models of which the other score is."),
        real("p_value", "Two-sided sign test that both are as likely."),
        real("smallest", "Smallest difference of a model.", optional=False),
        real("largest", "Largest difference of a model.", optional=False),
        text("measured_by", "Series of the other scores."),
        text("note", "What differs besides who measured."),
    ),
)
_VENDOR_PAIR = View(
    "vendor_pair",
    "a model on a benchmark with its maker's score and somebody else's",
    ("benchmark", "model"),
    None,
    (
        *_BENCHMARK,
        text("maker", "Maker id."),
        text("model", "Canonical model id."),
        real("vendor_value", "Best score that its maker published.", optional=False),
        text("vendor_protocol", "How the maker ran it, as the source says."),
        real("measured_value", "Best score by somebody else.", optional=False),
        text("measured_protocol", "How that was run."),
        text("measured_series", "Series of that score."),
        real("difference", "How much better the maker's score is, in points.", optional=False),
        real("difference_low", "Lower end of its interval, errors taken as independent."),
        real("difference_high", "Upper end of its interval."),
    ),
)

_DAYS_TO_WEIGHTS = View(
    "days_to_weights",
    "a model that could be had behind an API first and as weights later, beside the median of all",
    ("model",),
    None,
    (
        text("model", "Canonical model id."),
        text("name", "Its display name."),
        text("maker", "Maker id."),
        day("api_on", "First day on which it could be had, closed."),
        day("weights_on", "First day on which its weights could be had."),
        whole("days", "Days between the two.", optional=False),
        text("openness", "Its openness from that day on; see docs/openness.md."),
        real("median_days", "Median days of all such models.", optional=False),
        real("median_low", "Lower end of the median's interval (sign test)."),
        real("median_high", "Upper end of the median's interval."),
        CI_LEVEL,
        whole("n", "Models in the median: all rows of this view.", optional=False),
    ),
)

_ONE_GPU_GAP = View(
    "one_gpu_gap",
    "a series under one openness rule: the gap to the best open model that fits one GPU, beside "
    "that to the best of any size",
    ("series", "openness_rule"),
    ONE_GPU_GAP,
)

_ECI_REFIT = View(
    "eci_refit",
    "the refit of Epoch's index to Epoch's own scores, which gives the joint errors of its gap",
    ("series",),
    ECI_REFIT,
)

_DOMAIN = View(
    "domain",
    "a series of a domain under one openness rule: its gap today, and what the series of the "
    "domain say together",
    ("series", "openness_rule"),
    DOMAIN,
)
_HEADLINE = View(
    "headline",
    "Epoch's index under one openness rule: its gap and lag on the day that its data reach",
    ("series", "openness_rule"),
    HEADLINE,
)

_BOARD_AGREEMENT = View(
    "board_agreement",
    "two series of one domain: whether they put the models of both in one order",
    ("series", "other_series"),
    None,
    (
        text("other_series", "The other series; of two, the one that is declared later."),
        text("other_title", "Its name for readers."),
        real(
            "rank_correlation",
            "Spearman's, over the models of both newest pages; 1: one order, 0: none, -1: reverse.",
            optional=False,
        ),
        real("correlation_low", "Lower end of its interval; absent at 1 and -1."),
        real("correlation_high", "Upper end of its interval."),
        CI_LEVEL,
        whole("n", "Models on both.", optional=False),
        text("outlier_model", "Model whose ranks differ most; absent: one order.", optional=True),
        real("outlier_rank", "Its rank on series among these models; 1: the best."),
        real("outlier_other_rank", "Its rank on other_series."),
        SERIES.column("provenance"),
        text("other_provenance", "Who measured the other."),
        text("other_status", "Status of the other."),
    ),
)

_CORRECTION = View(
    "correction",
    "a past day of a series under one openness rule: its gap as published then and as known now",
    ("series", "openness_rule", "kind", "on_date"),
    CORRECTION,
)

STATISTICS: tuple[View, ...] = (
    _PARITY,
    _PARITY_NOW,
    _VENDOR_INFLATION,
    _VENDOR_PAIR,
    _DAYS_TO_WEIGHTS,
    _BOARD_AGREEMENT,
    _CORRECTION,
    _ONE_GPU_GAP,
    *PRICES,
    _ECI_REFIT,
    _DOMAIN,
    _HEADLINE,
)
