"""Derived fact tables: what gapwatch issued. Every row names what it compares and the code version.

Boards of these tables belong to source `gapwatch` (docs/decisions.md). A table of segments holds
one row per change, whose `entry` is the first day it holds; the views lay segments on the calendar.
"""

from __future__ import annotations

from terms.openness import OPENNESS_RULES
from terms.words import ClaimVerdict, GapMethod, GapVerdict, Provenance, words
from warehouse.schema.columns import (
    BASIS,
    CODE_VERSION,
    Column,
    Table,
    day,
    flag,
    text,
    vintages,
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
    Column(
        "confirmed",
        "INTEGER",
        "0: a model behind the row has a provisional class, which nobody has confirmed yet; "
        "absent: none has.",
        optional=True,
        at_least=0,
        at_most=1,
    ),
    Column(
        "evidence",
        "TEXT",
        "Of an unconfirmed row: what the provisional class is based on.",
        optional=True,
    ),
)


def _leader(side: str) -> tuple[Column, ...]:
    what = f"of the leading {side} entry"
    return (
        Column(f"{side}_entry", "TEXT", f"Key {what}.", optional=True),
        Column(f"{side}_model", "TEXT", f"Canonical model {what}.", optional=True),
        Column(f"{side}_value", "REAL", f"Value {what}, in the series' unit.", optional=True),
        Column(f"{side}_stderr", "REAL", f"Standard error {what}.", optional=True, at_least=0),
        day(f"{side}_dated_on", f"Axis date {what}.", optional=True),
        Column(f"{side}_provenance", "TEXT", f"Who measured the value {what}.", optional=True),
        Column(
            f"{side}_vintage",
            "INTEGER",
            f"Vintage that first gave the value {what}.",
            optional=True,
            identity=False,
        ),
    )


GAP = Table(
    "gap",
    "The gap of one series under one openness rule from one day until the next row.",
    (
        Column("entry", "TEXT", "First day the row holds (ISO date)."),
        *_leader("closed"),
        *_leader("open"),
        Column(
            "gap", "REAL", "Positive when closed is better, in the series' unit.", optional=True
        ),
        Column(
            "gap_percent",
            "REAL",
            "No longer written: the gap in percent.",
            optional=True,
        ),
        Column(
            "win_probability",
            "REAL",
            "Chance that the closed leader beats the open one (Elo).",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column("gap_low", "REAL", "Lower end of the gap's interval.", optional=True),
        Column("gap_high", "REAL", "Upper end of the gap's interval.", optional=True),
        Column("ci_level", "REAL", "Level of the gap's interval.", optional=True),
        Column(
            "ci_method",
            "TEXT",
            "How the two errors were joined: independent; paired, from the results on the same "
            "items; joint, from a refit of the whole scale.",
            optional=True,
            one_of=words(GapMethod),
        ),
        Column(
            "p_open_ahead",
            "REAL",
            "Probability that the open leader is truly better, by sampling error alone.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column(
            "p_open_ahead_board",
            "REAL",
            "No longer written: the same over the whole board, by simulation.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column(
            "selection_bias",
            "REAL",
            "No longer written: how much best-of-many inflates the gap, in unit.",
            optional=True,
        ),
        Column(
            "detectable_gap",
            "REAL",
            "Smallest gap that 80 % power would find.",
            optional=True,
            at_least=0,
        ),
        Column(
            "unresolved_above",
            "INTEGER",
            "Unmatched or unknown entries at or above either frontier; absent when only "
            "leaders are known.",
            optional=True,
            at_least=0,
        ),
        Column(
            "gap_if_unresolved_closed",
            "REAL",
            "The gap if all those entries were closed; absent without any, or without an open one.",
            optional=True,
        ),
        Column(
            "gap_if_unresolved_open",
            "REAL",
            "The gap if all those entries were open; absent without any, or without a closed one.",
            optional=True,
        ),
        Column(
            "unresolved_names",
            "TEXT",
            "JSON list of the first few of those entries, as the board shows them, best first.",
            optional=True,
        ),
        Column(
            "systems_above",
            "INTEGER",
            "On boards of systems: entries at or above either frontier that name several models "
            "or none, and so do not compete; absent: none.",
            optional=True,
            at_least=0,
        ),
        Column(
            "verdict",
            "TEXT",
            "What the gap supports in words; absent in rows of versions up to 0.2.0.",
            optional=True,
            one_of=words(GapVerdict),
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
        Column(
            "is_tested_lately",
            "INTEGER",
            "0: neither the best open model of Epoch's index nor one of the last 120 days was "
            "tested; absent: no gap, closed to new entries, or only lists of the board are known.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column(
            "held_pages",
            "INTEGER",
            "Newer pages that give no new gap, as too much of them is in quarantine; absent: none.",
            optional=True,
            at_least=1,
        ),
        Column(
            "held_reason",
            "TEXT",
            "Of the newest of those pages: what of it is in quarantine.",
            optional=True,
        ),
        *CONFIRMATION,
        BASIS,
        VINTAGE_ON,
        CODE_VERSION,
    ),
    fact=True,
)

FRONTIER = Table(
    "frontier",
    "The best entry of a series in one class from one day until the next row.",
    (
        Column("entry", "TEXT", "First day the row holds (ISO date)."),
        Column("leader", "TEXT", "Key of the leading entry on its board."),
        Column("model", "TEXT", "Its canonical model."),
        Column("value", "REAL", "Its value, in the series' unit."),
        Column("stderr", "REAL", "Its standard error.", optional=True, at_least=0),
        Column("vintage", "INTEGER", "Vintage that first gave the value.", identity=False),
        day(
            "vintage_on",
            "Published date of that vintage, of one without a date of its own the first day on "
            "which it was seen; absent on the entry axis.",
            optional=True,
        ),
        *CONFIRMATION,
        CODE_VERSION,
    ),
    fact=True,
)


def _sign(name: str, about: str) -> Column:
    return Column(name, "INTEGER", about, optional=True, at_least=-1, at_most=1)


LAG = Table(
    "lag",
    "How long ago closed models first had what open ones have, from one day until the next row; "
    "board: the series, category: openness rule|tolerance_0|released. The lag of a "
    "day is sign x (day - counts_from).",
    (
        Column("entry", "TEXT", "First day the row holds (ISO date)."),
        Column(
            "rule",
            "TEXT",
            "`tolerance_0`: the others are of versions before.",
            one_of=("tolerance_0", "one_se", "significance"),
        ),
        Column(
            "clock",
            "TEXT",
            "`released`: the other is of versions before.",
            one_of=("released", "first_seen"),
        ),
        Column(
            "closed_entry",
            "TEXT",
            "The closed entry that was first there; the leading one where open leads or is level.",
            optional=True,
        ),
        Column("closed_model", "TEXT", "Its canonical model.", optional=True),
        Column("closed_value", "REAL", "Its value, in the series' unit.", optional=True),
        Column(
            "closed_vintage",
            "INTEGER",
            "Vintage that first gave the closed value.",
            optional=True,
            identity=False,
        ),
        Column("open_entry", "TEXT", "The leading open entry.", optional=True),
        Column("open_model", "TEXT", "Its canonical model.", optional=True),
        Column("open_value", "REAL", "Its value, in the series' unit.", optional=True),
        Column(
            "open_vintage",
            "INTEGER",
            "Vintage that first gave the open value.",
            optional=True,
            identity=False,
        ),
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
        Column("ci_level", "REAL", "Level of the interval.", optional=True),
        Column(
            "censored",
            "TEXT",
            "left: it may have begun before counts_from, as the first model observed was there "
            "already: a lag is at least this, a lead of open (below 0) at least so long.",
            optional=True,
            one_of=("left",),
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
        CODE_VERSION,
    ),
    fact=True,
)


def _offer(side: str) -> tuple[Column, ...]:
    what = f"of the cheapest {side} model at or above the threshold"
    return (
        Column(f"{side}_model", "TEXT", f"Canonical id {what}.", optional=True),
        Column(f"{side}_value", "REAL", f"Score {what}.", optional=True),
        Column(f"{side}_price", "REAL", f"Blended price {what}.", optional=True, at_least=0),
        Column(f"{side}_input", "REAL", f"USD per 1M input tokens {what}.", optional=True),
        Column(f"{side}_output", "REAL", f"USD per 1M output tokens {what}.", optional=True),
        Column(f"{side}_source", "TEXT", f"Source that gives the price {what}.", optional=True),
        Column(
            f"{side}_price_basis",
            "TEXT",
            f"first_party or median_of_hosts: whose price {what}.",
            optional=True,
        ),
        Column(
            f"{side}_hosts",
            "INTEGER",
            f"Hosts behind the price {what}; absent: the maker's own price.",
            optional=True,
        ),
        Column(
            f"{side}_price_mode",
            "TEXT",
            f"standard, or peak where the maker asks less in other hours: mode {what}.",
            optional=True,
        ),
        Column(
            f"{side}_off_peak_price",
            "REAL",
            f"Blended price in those other hours {what}; the ratio does not use it.",
            optional=True,
            at_least=0,
        ),
        day(f"{side}_effective_on", f"Day from which the price holds {what}.", optional=True),
        Column(
            f"{side}_is_at_most",
            "INTEGER",
            f"1: the newest page does not name every model down to the score, so that the price "
            f"{what} is a bound; absent without one, and in rows of versions up to 0.2.0.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
    )


_PRICES = (
    *_offer("closed"),
    *_offer("open"),
    Column(
        "price_ratio",
        "REAL",
        "Closed price over open price; below 1 when open is more expensive; at most so where the "
        "closed price is, at least where the open one is; absent: both are bounds.",
        optional=True,
        at_least=0,
    ),
    Column("blend", "TEXT", "Weights of input and output tokens, for example 3:1."),
    day(
        "scores_on",
        "Day of the newest page of scores; absent: it is too old for prices of the day.",
        optional=True,
    ),
)

PRICE_GAP = Table(
    "price_gap",
    "Price at the best open model's own score in one series from one day until the next row; "
    "board: the series, category: openness rule.",
    (
        Column("entry", "TEXT", "First day the row holds (ISO date)."),
        Column("threshold", "REAL", "Score to reach, in the series' unit."),
        *_PRICES,
        CODE_VERSION,
    ),
    fact=True,
)

PRICE_AT_QUALITY = Table(
    "price_at_quality",
    "The cheapest model of either class at or above a score on the last day that was derived; "
    "board: the series, category: openness rule.",
    (
        Column("entry", "TEXT", "Key of the row: the score."),
        Column("threshold", "REAL", "Score to reach, in the series' unit."),
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
        CODE_VERSION,
    ),
    fact=True,
)

ESTIMATE = Table(
    "estimate",
    "No longer written: a statistic as versions up to 0.2.0 kept it, one row per variant; board: "
    "the measure, category: the series, or empty.",
    (
        Column("entry", "TEXT", "Variant of the measure: its key within the board."),
        Column("series", "TEXT", "The series it is about.", optional=True),
        Column("openness_rule", "TEXT", "The openness rule.", optional=True, one_of=OPENNESS_RULES),
        Column("value", "REAL", "The estimate, in `unit`.", optional=True),
        Column("low", "REAL", "Lower end of its interval.", optional=True),
        Column("high", "REAL", "Upper end of its interval.", optional=True),
        Column("ci_level", "REAL", "Level of the interval.", optional=True),
        Column("n", "INTEGER", "Observations behind it.", optional=True, at_least=0),
        Column("unit", "TEXT", "Unit of `value`: days, USD, percent, x per year, ..."),
        day("from_on", "First day of the window.", optional=True),
        day("through_on", "Last day of the window.", optional=True),
        Column("detail", "TEXT", "JSON: the fields of its measure."),
        Column(
            "caveat",
            "TEXT",
            "Of rows derived before schema 5: why it may not be what it seems. Later rows "
            "hold what it is made of as details.",
            optional=True,
        ),
        Column(
            "vintages",
            "TEXT",
            "JSON list of the vintages it was made of when first derived: of a price list or "
            "a history the newest, of a price event the fetches that first show either price.",
            identity=False,
        ),
        CODE_VERSION,
    ),
    fact=True,
)

CLAIM = Table(
    "claim",
    "A reading of a published claim, tested against the warehouse.",
    (
        Column("entry", "TEXT", "claim|reading."),
        Column("claim", "TEXT", "Id of the claim, for example S12."),
        Column("reading", "TEXT", "One way to understand it."),
        Column("statement", "TEXT", "The claim in its own words."),
        Column("verdict", "TEXT", "What came of the test.", one_of=words(ClaimVerdict)),
        Column("stated", "TEXT", "The number or relation that the claim states.", optional=True),
        Column("found", "TEXT", "What the warehouse says.", optional=True),
        day("as_of", "The day for which it was tested."),
        Column(
            "provenance",
            "TEXT",
            "Who measured the numbers that test it.",
            optional=True,
            one_of=words(Provenance),
        ),
        Column(
            "decisive",
            "TEXT",
            "The reading that decides the claim; absent: its text does not say which is meant.",
            optional=True,
        ),
        Column("evidence", "TEXT", "JSON: reason, tolerance, numbers, SQL and vintages."),
        CODE_VERSION,
    ),
    fact=True,
)

DERIVED = (
    *(GAP, FRONTIER, LAG, PRICE_GAP, PRICE_AT_QUALITY),
    *(*MEASURED, *PRICE_TABLES, *SCORE_TABLES, CLAIM),
)
NO_LONGER_DERIVED = (ESTIMATE,)
