"""Promises of the views over single measures: parity, vendors' scores, weights, and their like.

What belongs here: what a row of each is, its key, and what its columns mean.
Not here: the queries (`warehouse.views.statistics`), and how each is measured (docs/methods).
"""

from __future__ import annotations

from warehouse.schema.columns import Column, day
from warehouse.schema.ledgers import SERIES
from warehouse.schema.view import View, by_name, real, text, whole

_OF_SERIES = tuple(SERIES.column(name) for name in ("series", "title", "domain", "unit", "status"))
_LEVEL = Column("ci_level", "REAL", "Level of the interval; absent: none.", optional=True)

_PARITY = View(
    "parity",
    "a closed release that led a series, under one openness rule: how long until an open model "
    "had its score",
    ("series", "openness_rule", "closed_model"),
    None,
    by_name(
        *_OF_SERIES,
        text("closed_model", "The closed model that took the lead, canonical id."),
        day("released_on", "Day on which it joined the closed frontier."),
        real("closed_value", "Its score in the series' newest page."),
        text("open_model", "First open model at or above that score.", optional=True),
        day("reached_on", "Day on which that model's weights could be had.", optional=True),
        whole("days", "Days until then, at least 0; absent: not yet (censored is right)."),
        whole(
            "days_low",
            "Days until the first open model that the closed one did not clearly exceed "
            "(one-sided 95 %); absent: not yet, or no error of the scores is known.",
        ),
        whole(
            "days_high",
            "Days until the first open model that clearly exceeded it; absent: not yet, or no "
            "error of the scores is known.",
        ),
        _LEVEL,
        whole("followed_days", "Days that it was followed: until reached, else to data_on."),
        Column(
            "censored",
            "TEXT",
            "right: not reached by data_on, so at least followed_days; left: reached by the first "
            "open model observed, so at most days.",
            optional=True,
            one_of=("left", "right"),
        ),
        whole("n", "Steps of the open frontier that it was compared with."),
        day("data_on", "Day of the newest page that is compared in."),
    ),
)

_BENCHMARK = (
    text("benchmark", "Id of the benchmark in measures/vendor/benchmarks.toml."),
    text("title", "Its name for readers."),
    SERIES.column("domain"),
    SERIES.column("unit"),
    text("vendor_series", "Series of the makers' own scores."),
    _LEVEL,
)
_VENDOR_INFLATION = View(
    "vendor_inflation",
    "a benchmark, over every maker or one: how much better makers score their own models than "
    "somebody else does",
    ("benchmark", "maker"),
    None,
    by_name(
        *_BENCHMARK,
        text("maker", "Maker id; all: every maker."),
        real("difference", "Median over models of maker's score minus the other, in points."),
        real("difference_low", "Lower end of the median's interval (sign test)."),
        real("difference_high", "Upper end of the median's interval."),
        whole("n", "Models that both sides scored."),
        whole("higher", "Of these, models of which the maker's score is the better one."),
        whole("lower", "Models of which the other score is."),
        real("p_value", "Two-sided sign test that both are as likely."),
        real("smallest", "Smallest difference of a model."),
        real("largest", "Largest difference of a model."),
        text("measured_by", "Series of the other scores."),
        text("note", "What differs besides who measured."),
    ),
)
_VENDOR_PAIR = View(
    "vendor_pair",
    "a model on a benchmark with its maker's score and somebody else's",
    ("benchmark", "model"),
    None,
    by_name(
        *_BENCHMARK,
        text("maker", "Maker id."),
        text("model", "Canonical model id."),
        real("vendor_value", "Best score that its maker published."),
        text("vendor_protocol", "How the maker ran it, as the source says."),
        real("measured_value", "Best score by somebody else."),
        text("measured_protocol", "How that was run."),
        text("measured_series", "Series of that score."),
        real("difference", "How much better the maker's score is, in points."),
        real("difference_low", "Lower end of its interval, errors taken as independent."),
        real("difference_high", "Upper end of its interval."),
    ),
)

_DAYS_TO_WEIGHTS = View(
    "days_to_weights",
    "a model that could be had behind an API first and as weights later, beside the median of all",
    ("model",),
    None,
    by_name(
        text("model", "Canonical model id."),
        text("name", "Its display name."),
        text("maker", "Maker id."),
        day("api_on", "First day on which it could be had, closed."),
        day("weights_on", "First day on which its weights could be had."),
        whole("days", "Days between the two."),
        text("openness", "Its openness from that day on; see docs/openness.md."),
        real("median_days", "Median days of all such models."),
        real("median_low", "Lower end of the median's interval (sign test)."),
        real("median_high", "Upper end of the median's interval."),
        _LEVEL,
        whole("n", "Models in the median: all rows of this view."),
    ),
)

STATISTICS: tuple[View, ...] = (_PARITY, _VENDOR_INFLATION, _VENDOR_PAIR, _DAYS_TO_WEIGHTS)
