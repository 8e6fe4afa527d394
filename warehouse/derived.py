"""Derived fact tables: what gapwatch issued. Every row names what it compares and the code version.

Boards of these tables belong to source `gapwatch` (docs/adr/0002). A table of segments holds one
row per change, whose `entry` is the first day it holds; the views lay segments on the calendar.
"""

from __future__ import annotations

from warehouse.columns import Column, Table, day

CODE_VERSION = Column(
    "code_version", "TEXT", "Version of gapwatch that first issued the row.", identity=False
)
BASIS = Column(
    "basis",
    "TEXT",
    "board: whole boards; leaders: curated history of leaders.",
    one_of=("board", "leaders"),
)
VINTAGE_ON = day(
    "vintage_on",
    "Published date of the vintage that is compared; absent on the entry axis, where the issue's "
    "newest input counts for every day.",
    optional=True,
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
            "gap_percent", "REAL", "Gap relative to the closed value, in percent.", optional=True
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
            one_of=("independent", "paired", "joint"),
        ),
        Column(
            "p_open_ahead",
            "REAL",
            "Probability that the open leader is truly better.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column(
            "p_open_ahead_board",
            "REAL",
            "The same over the whole board, by simulation.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column(
            "selection_bias",
            "REAL",
            "How much best-of-many inflates the gap, in unit.",
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
            "vintage_on", "Published date of that vintage; absent on the entry axis.", optional=True
        ),
        CODE_VERSION,
    ),
    fact=True,
)


def _sign(name: str, about: str) -> Column:
    return Column(name, "INTEGER", about, optional=True, at_least=-1, at_most=1)


LAG_RULES = ("tolerance_0", "one_se", "significance")
CLOCKS = ("released", "first_seen")

LAG = Table(
    "lag",
    "How long ago closed models first had what open ones have, from one day until the next row; "
    "board: the series, category: openness rule|rule|clock (released or first_seen). The lag of a "
    "day is sign x (day - counts_from).",
    (
        Column("entry", "TEXT", "First day the row holds (ISO date)."),
        Column("rule", "TEXT", "When closed counts as there.", one_of=LAG_RULES),
        Column("clock", "TEXT", "Dates that are compared.", one_of=CLOCKS),
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
        BASIS,
        VINTAGE_ON,
        CODE_VERSION,
    ),
    fact=True,
)
