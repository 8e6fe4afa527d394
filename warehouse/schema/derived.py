"""Derived fact tables: what gapwatch issued. Every row names what it compares and the code version.

Boards of these tables belong to source `gapwatch` (docs/decisions.md). A table of segments holds
one row per change, whose `entry` is the first day it holds; the views lay segments on the calendar.
"""

from __future__ import annotations

from terms.openness import OPENNESS_RULES
from terms.words import ClaimVerdict, GapMethod, GapVerdict, Provenance, words
from warehouse.schema.columns import (
    BASIS,
    Column,
    day,
    derived_table,
    flag,
    real,
    text,
    vintages,
    whole,
    word,
)
from warehouse.schema.measured import MEASURED
from warehouse.schema.price_tables import PRICE_TABLES
from warehouse.schema.scores import SCORE_TABLES

DERIVED_SOURCE = "gapwatch"
"""The source of every board that no page says: of these tables, and of scales that are computed."""

VINTAGE_ON = day(
    "vintage_on",
    "Published date of the vintage that is compared; absent on the entry axis, where the issue's "
    "newest input counts for every day.",
    optional=True,
)
CONFIRMATION = (
    flag(
        "confirmed",
        "0: a model behind the row has a provisional class, which nobody has confirmed yet; "
        "absent: none has.",
        optional=True,
    ),
    text(
        "evidence", "Of an unconfirmed row: what the provisional class is based on.", optional=True
    ),
)


def _leader(side: str) -> tuple[Column, ...]:
    what = f"of the leading {side} entry"
    return (
        text(f"{side}_entry", f"Key {what}.", optional=True),
        text(f"{side}_model", f"Canonical model {what}.", optional=True),
        real(f"{side}_value", f"Value {what}, in the series' unit."),
        real(f"{side}_stderr", f"Standard error {what}.", at_least=0),
        day(f"{side}_dated_on", f"Axis date {what}.", optional=True),
        text(f"{side}_provenance", f"Who measured the value {what}.", optional=True),
        whole(f"{side}_vintage", f"Vintage that first gave the value {what}.", identity=False),
    )


GAP = derived_table(
    "gap",
    "The gap of one series under one openness rule from one day until the next row.",
    text("entry", "First day the row holds (ISO date)."),
    *_leader("closed"),
    *_leader("open"),
    real("gap", "Positive when closed is better, in the series' unit."),
    real("gap_percent", "No longer written: the gap in percent."),
    real(
        "win_probability",
        "Chance that the closed leader beats the open one (Elo).",
        at_least=0,
        at_most=1,
    ),
    real("gap_low", "Lower end of the gap's interval."),
    real("gap_high", "Upper end of the gap's interval."),
    real("ci_level", "Level of the gap's interval."),
    word(
        "ci_method",
        "How the two errors were joined: independent; paired, from the results on the same "
        "items; joint, from a refit of the whole scale.",
        words(GapMethod),
        optional=True,
    ),
    real(
        "p_open_ahead",
        "Probability that the open leader is truly better, by sampling error alone.",
        at_least=0,
        at_most=1,
    ),
    real(
        "p_open_ahead_board",
        "No longer written: the same over the whole board, by simulation.",
        at_least=0,
        at_most=1,
    ),
    real("selection_bias", "No longer written: how much best-of-many inflates the gap, in unit."),
    real("detectable_gap", "Smallest gap that 80 % power would find.", at_least=0),
    whole(
        "unresolved_above",
        "Unmatched or unknown entries at or above either frontier; absent when only "
        "leaders are known.",
        at_least=0,
    ),
    real(
        "gap_if_unresolved_closed",
        "The gap if all those entries were closed; absent without any, or without an open one.",
    ),
    real(
        "gap_if_unresolved_open",
        "The gap if all those entries were open; absent without any, or without a closed one.",
    ),
    text(
        "unresolved_names",
        "JSON list of the first few of those entries, as the board shows them, best first.",
        optional=True,
    ),
    whole(
        "systems_above",
        "On boards of systems: entries at or above either frontier that name several models "
        "or none, and so do not compete; absent: none.",
        at_least=0,
    ),
    word(
        "verdict",
        "What the gap supports in words; absent in rows of versions up to 0.2.0.",
        words(GapVerdict),
        optional=True,
    ),
    day(
        "held_since",
        "First day since which both leaders, their values, the gap and its interval are these; "
        "absent in rows of versions up to 0.2.0.",
        optional=True,
    ),
    *(
        day(
            f"{side}_newest_on",
            f"Release day of the newest {side} model that was tested; absent without any.",
            optional=True,
        )
        for side in ("open", "closed")
    ),
    flag(
        "is_tested_lately",
        "0: neither the best open model of Epoch's index nor one of the last 120 days was "
        "tested; absent: no gap, closed to new entries, or only lists of the board are known.",
        optional=True,
    ),
    whole(
        "held_pages",
        "Newer pages that give no new gap, as too much of them is in quarantine; absent: none.",
        at_least=1,
    ),
    text(
        "held_reason", "Of the newest of those pages: what of it is in quarantine.", optional=True
    ),
    *CONFIRMATION,
    BASIS,
    VINTAGE_ON,
)

FRONTIER = derived_table(
    "frontier",
    "The best entry of a series in one class from one day until the next row.",
    text("entry", "First day the row holds (ISO date)."),
    text("leader", "Key of the leading entry on its board."),
    text("model", "Its canonical model."),
    real("value", "Its value, in the series' unit.", optional=False),
    real("stderr", "Its standard error.", at_least=0),
    whole("vintage", "Vintage that first gave the value.", optional=False, identity=False),
    day(
        "vintage_on",
        "Published date of that vintage, of one without a date of its own the first day on "
        "which it was seen; absent on the entry axis.",
        optional=True,
    ),
    *CONFIRMATION,
)


def _sign(name: str, about: str) -> Column:
    return Column(name, "INTEGER", about, optional=True, at_least=-1, at_most=1)


LAG = derived_table(
    "lag",
    "How long ago closed models first had what open ones have, from one day until the next row; "
    "board: the series, category: openness rule|tolerance_0|released. The lag of a "
    "day is sign x (day - counts_from).",
    text("entry", "First day the row holds (ISO date)."),
    word(
        "rule",
        "`tolerance_0`: the others are of versions before.",
        ("tolerance_0", "one_se", "significance"),
    ),
    word("clock", "`released`: the other is of versions before.", ("released", "first_seen")),
    text(
        "closed_entry",
        "The closed entry that was first there; the leading one where open leads or is level.",
        optional=True,
    ),
    text("closed_model", "Its canonical model.", optional=True),
    real("closed_value", "Its value, in the series' unit."),
    whole("closed_vintage", "Vintage that first gave the closed value.", identity=False),
    text("open_entry", "The leading open entry.", optional=True),
    text("open_model", "Its canonical model.", optional=True),
    real("open_value", "Its value, in the series' unit."),
    whole("open_vintage", "Vintage that first gave the open value.", identity=False),
    day(
        "counts_from",
        "Day from which the lag (sign 1) or the lead of open (sign -1) counts.",
        optional=True,
    ),
    _sign("sign", "1: open lags; -1: open leads; 0: level."),
    day("low_from", "The same for the lower end of the lag's interval.", optional=True),
    _sign("low_sign", "Sign of the lower end."),
    day("high_from", "The same for the upper end of the lag's interval.", optional=True),
    _sign("high_sign", "Sign of the upper end."),
    real("ci_level", "Level of the interval."),
    word(
        "censored",
        "left: it may have begun before counts_from, as the first model observed was there "
        "already: a lag is at least this, a lead of open (below 0) at least so long.",
        ("left",),
        optional=True,
    ),
    day(
        "order_on",
        "Day of the older page whose order of models it takes, where the newest one is not "
        "complete down to the open leader; absent: the newest decides alone.",
        optional=True,
    ),
    *CONFIRMATION,
    BASIS,
    VINTAGE_ON,
)


def _offer(side: str) -> tuple[Column, ...]:
    what = f"of the cheapest {side} model at or above the threshold"
    return (
        text(f"{side}_model", f"Canonical id {what}.", optional=True),
        real(f"{side}_value", f"Score {what}."),
        real(f"{side}_price", f"Blended price {what}.", at_least=0),
        real(f"{side}_input", f"USD per 1M input tokens {what}."),
        real(f"{side}_output", f"USD per 1M output tokens {what}."),
        text(f"{side}_source", f"Source that gives the price {what}.", optional=True),
        text(
            f"{side}_price_basis",
            f"first_party or median_of_hosts: whose price {what}.",
            optional=True,
        ),
        whole(f"{side}_hosts", f"Hosts behind the price {what}; absent: the maker's own price."),
        text(
            f"{side}_price_mode",
            f"standard, or peak where the maker asks less in other hours: mode {what}.",
            optional=True,
        ),
        real(
            f"{side}_off_peak_price",
            f"Blended price in those other hours {what}; the ratio does not use it.",
            at_least=0,
        ),
        day(f"{side}_effective_on", f"Day from which the price holds {what}.", optional=True),
        flag(
            f"{side}_is_at_most",
            f"1: the newest page does not name every model down to the score, so that the price "
            f"{what} is a bound; absent without one, and in rows of versions up to 0.2.0.",
            optional=True,
        ),
    )


_PRICES = (
    *_offer("closed"),
    *_offer("open"),
    real(
        "price_ratio",
        "Closed price over open price; below 1 when open is more expensive; at most so where the "
        "closed price is, at least where the open one is; absent: both are bounds.",
        at_least=0,
    ),
    text("blend", "Weights of input and output tokens, for example 3:1."),
    day(
        "scores_on",
        "Day of the newest page of scores; absent: it is too old for prices of the day.",
        optional=True,
    ),
)

PRICE_GAP = derived_table(
    "price_gap",
    "Price at the best open model's own score in one series from one day until the next row; "
    "board: the series, category: openness rule.",
    text("entry", "First day the row holds (ISO date)."),
    real("threshold", "Score to reach, in the series' unit.", optional=False),
    *_PRICES,
)

PRICE_AT_QUALITY = derived_table(
    "price_at_quality",
    "The cheapest model of either class at or above a score on the last day that was derived; "
    "board: the series, category: openness rule.",
    text("entry", "Key of the row: the score."),
    real("threshold", "Score to reach, in the series' unit.", optional=False),
    *_PRICES,
    day("prices_on", "Day of the prices; absent: the day that was derived.", optional=True),
    flag("is_best_open", "1: it is the score of the best open model with a price."),
    *(
        text(
            f"{side}_unscored",
            f"Ids of {side} models that came after scores_on, have no score and cost less on "
            "the last day that was derived, the cheapest first (JSON).",
        )
        for side in ("closed", "open")
    ),
    vintages("the vintages of the scores, and of the lists behind the prices."),
)

ESTIMATE = derived_table(
    "estimate",
    "No longer written: a statistic as versions up to 0.2.0 kept it, one row per variant; board: "
    "the measure, category: the series, or empty.",
    text("entry", "Variant of the measure: its key within the board."),
    text("series", "The series it is about.", optional=True),
    word("openness_rule", "The openness rule.", OPENNESS_RULES, optional=True),
    real("value", "The estimate, in `unit`."),
    real("low", "Lower end of its interval."),
    real("high", "Upper end of its interval."),
    real("ci_level", "Level of the interval."),
    whole("n", "Observations behind it.", at_least=0),
    text("unit", "Unit of `value`: days, USD, percent, x per year, ..."),
    day("from_on", "First day of the window.", optional=True),
    day("through_on", "Last day of the window.", optional=True),
    text("detail", "JSON: the fields of its measure."),
    text(
        "caveat",
        "Of rows derived before schema 5: why it may not be what it seems. Later rows "
        "hold what it is made of as details.",
        optional=True,
    ),
    text(
        "vintages",
        "JSON list of the vintages it was made of when first derived: of a price list or "
        "a history the newest, of a price event the fetches that first show either price.",
        identity=False,
    ),
)

CLAIM = derived_table(
    "claim",
    "A reading of a published claim, tested against the warehouse.",
    text("entry", "claim|reading."),
    text("claim", "Id of the claim, for example S12."),
    text("reading", "One way to understand it."),
    text("statement", "The claim in its own words."),
    word("verdict", "What came of the test.", words(ClaimVerdict)),
    text("stated", "The number or relation that the claim states.", optional=True),
    text("found", "What the warehouse says.", optional=True),
    day("as_of", "The day for which it was tested."),
    word("provenance", "Who measured the numbers that test it.", words(Provenance), optional=True),
    text(
        "decisive",
        "The reading that decides the claim; absent: its text does not say which is meant.",
        optional=True,
    ),
    text("evidence", "JSON: reason, tolerance, numbers, SQL and vintages."),
)

DERIVED = (
    GAP,
    FRONTIER,
    LAG,
    PRICE_GAP,
    PRICE_AT_QUALITY,
    *MEASURED,
    *PRICE_TABLES,
    *SCORE_TABLES,
    CLAIM,
)
NO_LONGER_DERIVED = (ESTIMATE,)
