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

STATISTICS: tuple[View, ...] = (_PARITY,)
