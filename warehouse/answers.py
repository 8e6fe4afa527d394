"""Derived fact tables that answer a question: price at quality, estimates and claims.

Like those of `warehouse.derived`, their boards belong to source `gapwatch`.
"""

from __future__ import annotations

from warehouse.columns import OPENNESS_RULES, PROVENANCES, Column, Table, day
from warehouse.derived import CODE_VERSION, FRONTIER, GAP, LAG


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
            f"first_party, median_of_hosts or one_host: whose price {what}.",
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
    )


PRICE_GAP = Table(
    "price_gap",
    "Price at quality of one series and threshold from one day until the next row; board: the "
    "series, category: openness rule|threshold.",
    (
        Column("entry", "TEXT", "First day the row holds (ISO date)."),
        Column("threshold", "REAL", "Score to reach, in the series' unit."),
        *_offer("closed"),
        *_offer("open"),
        Column(
            "price_ratio",
            "REAL",
            "Closed price over open price; below 1 when open is dearer.",
            optional=True,
            at_least=0,
        ),
        Column("blend", "TEXT", "Weights of input and output tokens, for example 3:1."),
        CODE_VERSION,
    ),
    fact=True,
)

ESTIMATE = Table(
    "estimate",
    "A statistic over a window or a whole history: one row per variant; board: the measure, "
    "category: the series, or empty.",
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
        Column("detail", "TEXT", "JSON: what else a reader needs (names, counts, parts)."),
        Column("caveat", "TEXT", "Why it may not be what it seems; one sentence.", optional=True),
        Column(
            "vintages",
            "TEXT",
            "JSON list of the vintages it was made of when it was first issued: of a price list or "
            "a history the newest, of a price event the looks that first show either price.",
            identity=False,
        ),
        CODE_VERSION,
    ),
    fact=True,
)

VERDICTS = (
    "reproduced",
    "partly",
    "ambiguous",
    "contradicted",
    "not_testable",
    "definition",
)

CLAIM = Table(
    "claim",
    "A reading of a published claim, tested against the warehouse.",
    (
        Column("entry", "TEXT", "claim|reading."),
        Column("claim", "TEXT", "Id of the claim, for example S12."),
        Column("reading", "TEXT", "One way to understand it."),
        Column("statement", "TEXT", "The claim in its own words."),
        Column("verdict", "TEXT", "What came of the test.", one_of=VERDICTS),
        Column("stated", "TEXT", "The number or relation that the claim states.", optional=True),
        Column("found", "TEXT", "What the warehouse says.", optional=True),
        day("as_of", "The day for which it was tested."),
        Column(
            "provenance",
            "TEXT",
            "Who measured the numbers that test it.",
            optional=True,
            one_of=PROVENANCES,
        ),
        Column("evidence", "TEXT", "JSON: reason, tolerance, numbers, SQL and vintages."),
        CODE_VERSION,
    ),
    fact=True,
)

DERIVED = (GAP, FRONTIER, LAG, PRICE_GAP, ESTIMATE, CLAIM)
