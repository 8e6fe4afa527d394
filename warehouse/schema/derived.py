"""Derived fact tables: what gapwatch issued. Every row names what it compares and the code version.

Boards of these tables belong to source `gapwatch` (docs/decisions.md). A table of segments holds
one row per change, whose `entry` is the first day it holds; the views lay segments on the calendar.
"""

from warehouse.schema.columns import BASIS, derived_table, vintages
from warehouse.schema.measured import MEASURED
from warehouse.schema.price_tables import PRICE_TABLES

DERIVED_SOURCE = "gapwatch"
"""The source of every board that no page says: of these tables, and of scales that are computed."""

VINTAGE_ON = (
    "vintage_on (day?): Published date of the vintage that is compared; absent on the entry "
    "axis, where on the newest scale the newest input counts for every day."
)
CONFIRMATION = """
    confirmed (flag?): 0: a model behind the row has a provisional class, which nobody has confirmed
        yet; absent: none has.
    evidence (text?): Of an unconfirmed row: what the provisional class is based on.
"""


def _leader(side: str) -> str:
    what = f"of the leading {side} entry"
    return f"""
    {side}_entry (text?): Key {what}.
    {side}_model (text?): Canonical model {what}.
    {side}_value (real?): Value {what}, in the series' unit.
    {side}_stderr (real?, >= 0): Standard error {what}.
    {side}_dated_on (day?): Axis date {what}.
    {side}_provenance (text?): Who measured the value {what}.
    {side}_vintage (whole?, origin): Vintage that first gave the value {what}.
    """


GAP = derived_table(
    "gap",
    "The gap of one series under one openness rule from one day until the next row.",
    "entry (text): First day the row holds (ISO date).",
    _leader("closed"),
    _leader("open"),
    """
    gap (real?): Positive when closed is better, in the series' unit.
    gap_percent (real?): No longer written: the gap in percent.
    win_probability (real?, >= 0, <= 1): Chance that the closed leader beats the open one (Elo).
    gap_low (real?): Lower end of the gap's interval.
    gap_high (real?): Upper end of the gap's interval.
    ci_level (real?): Level of the gap's interval.
    ci_method (GapMethod?): How the two errors were joined: independent; paired, from the results on
        the same items; joint, from a refit of the whole scale.
    p_open_ahead (real?, >= 0, <= 1): Probability that the open leader is truly better, by sampling
        error alone.
    p_open_ahead_board (real?, >= 0, <= 1): No longer written: the same over the whole board, by
        simulation.
    selection_bias (real?): No longer written: how much best-of-many inflates the gap, in unit.
    detectable_gap (real?, >= 0): Smallest gap that 80 % power would find.
    unresolved_above (whole?, >= 0): Unmatched or unknown entries at or above either frontier;
        absent when only leaders are known.
    gap_if_unresolved_closed (real?): The gap if all those entries were closed; absent without any,
        or without an open one.
    gap_if_unresolved_open (real?): The gap if all those entries were open; absent without any, or
        without a closed one.
    unresolved_names (text?): JSON list of the first few of those entries, as the board shows them,
        best first.
    systems_above (whole?, >= 0): On boards of systems: entries at or above either frontier that
        name several models or none, and so do not compete; absent: none.
    verdict (GapVerdict?): What the gap supports: closed ahead, open ahead, not distinguishable
        (pages say: too close to call), no interval, one class only, cannot be judged or not tested
        lately; absent in rows of versions up to 0.2.0.
    held_since (day?): First day since which both leaders, their values, the gap and its interval
        are these; absent in rows of versions up to 0.2.0.
    """,
    *(
        f"""
        {side}_newest_on (day?): Release day of the newest {side} model that was tested; absent
            without any.
        """
        for side in ("open", "closed")
    ),
    """
    is_tested_lately (flag?): 0: neither the best open model of Epoch's index nor one of the last
        120 days was tested; absent: no gap, closed to new entries, or only lists of the board are
        known.
    held_pages (whole?, >= 1): Newer pages that give no new gap, as too much of them is in
        quarantine; absent: none.
    held_reason (text?): Of the newest of those pages: what of it is in quarantine.
    """,
    CONFIRMATION,
    f"""
    {BASIS}
    {VINTAGE_ON}
    """,
)

LAG = derived_table(
    "lag",
    "How long ago closed models first had what open ones have, from one day until the next row; "
    "board: the series, category: openness rule|tolerance_0|released. The lag of a "
    "day is sign x (day - counts_from).",
    """
    entry (text): First day the row holds (ISO date).
    rule ('tolerance_0' | 'one_se' | 'significance'): `tolerance_0`: the others are of versions
        before.
    clock ('released' | 'first_seen'): `released`: the other is of versions before.
    closed_entry (text?): The closed entry that was first there; the leading one where open leads or
        is level.
    closed_model (text?): Canonical id of the closed model that was first there, or that leads.
    closed_value (real?): Value of the closed model, in the series' unit.
    closed_vintage (whole?, origin): Vintage that first gave the closed value.
    open_entry (text?): The leading open entry.
    open_model (text?): Canonical id of the leading open model.
    open_value (real?): Value of the open model, in the series' unit.
    open_vintage (whole?, origin): Vintage that first gave the open value.
    counts_from (day?): Day from which the lag (sign 1) or the lead of open (sign -1) counts.
    sign (whole?, >= -1, <= 1): 1: open lags; -1: open leads; 0: level.
    low_from (day?): The same for the lower end of the lag's interval.
    low_sign (whole?, >= -1, <= 1): Sign of the lower end.
    high_from (day?): The same for the upper end of the lag's interval.
    high_sign (whole?, >= -1, <= 1): Sign of the upper end.
    ci_level (real?): Level of the interval.
    censored ('left'?): left: it may have begun before counts_from, as the first model observed was
        there already: a lag is at least this, a lead of open (below 0) at least so long.
    order_on (day?): Day of the older page whose order of models it takes, where the newest one is
        not complete down to the open leader; absent: the newest decides alone.
    """,
    CONFIRMATION,
    f"""
    {BASIS}
    {VINTAGE_ON}
    """,
)


def _offer(side: str) -> str:
    what = f"of the cheapest {side} model at or above the score"
    return f"""
    {side}_model (text?): Canonical id {what}.
    {side}_value (real?): Score {what}.
    {side}_price (real?, >= 0): Blended price {what}.
    {side}_input (real?): USD per 1M input tokens {what}.
    {side}_output (real?): USD per 1M output tokens {what}.
    {side}_source (text?): Source that gives the price {what}.
    {side}_price_basis (text?): first_party or median_of_hosts: whose price {what}.
    {side}_hosts (whole?): Hosts behind the price {what}; absent: the maker's own price.
    {side}_price_mode (text?): standard, or peak where the maker asks less in other hours: mode
        {what}.
    {side}_off_peak_price (real?, >= 0): Blended price in those other hours {what}; the ratio
        does not use it.
    {side}_effective_on (day?): Day from which the price holds {what}.
    {side}_is_at_most (flag?): 1: the newest page does not name every model down to the score,
        so that the price {what} is a bound; absent without one, and in rows of versions up to
        0.2.0.
    """


_PRICES = (
    _offer("closed"),
    _offer("open"),
    """
    price_ratio (real?, >= 0): Closed price over open price; below 1 when open is more expensive; at
        most so where the closed price is, at least where the open one is; absent: both are bounds.
    blend (text): Weights of input and output tokens, for example 3:1.
    scores_on (day?): Day of the newest page of scores; absent: it is too old for prices of the day.
    """,
)

PRICE_GAP = derived_table(
    "price_gap",
    "Price at the best open model's own score in one series from one day until the next row; "
    "board: the series, category: openness rule.",
    """
    entry (text): First day the row holds (ISO date).
    threshold (real): Score to reach, in the series' unit.
    """,
    *_PRICES,
)

PRICE_AT_QUALITY = derived_table(
    "price_at_quality",
    "The cheapest model of either class at or above a score on the last day that was derived; "
    "board: the series, category: openness rule.",
    """
    entry (text): Key of the row: the score.
    threshold (real): Score to reach, in the series' unit.
    """,
    *_PRICES,
    """
    prices_on (day?): Day of the prices; absent: the day that was derived.
    is_best_open (flag): 1: it is the score of the best open model with a price.
    """,
    *(
        f"""
        {side}_unscored (text): Ids of {side} models that came after scores_on, have no score and
            cost less on the last day that was derived, the cheapest first (JSON).
        """
        for side in ("closed", "open")
    ),
    vintages("the vintages of the scores, and of the lists behind the prices."),
)

CLAIM = derived_table(
    "claim",
    "A reading of a published claim, tested against the warehouse.",
    """
    entry (text): claim|reading.
    ledger (ClaimLedger?): Which ledger it stands in; absent: written by an earlier version.
    claim (text): Id of the claim, for example S12.
    reading (text): One way to understand it.
    statement (text): The claim in its own words.
    speaker (text?): Who said it; absent in the text that started gapwatch.
    stated_on (day?): The day it was said.
    stated_on_is_month (flag?): 1: no more than the month of that day is known.
    work (text?): Title of what it stands in.
    url (text?): Where it was read.
    quoted_by (text?): Who quotes it, where it was not read at its origin.
    verdict (ClaimVerdict): What came of the test.
    stated (text?): The number or relation that the claim states.
    found (text?): What the warehouse says.
    as_of (day): The day for which it was tested.
    provenance (Provenance?): Who measured the numbers that test it.
    decisive (text?): The reading that decides the claim, with those that keep its verdict at partly
        because nothing can test them; absent: its text does not say which is meant.
    evidence (text): JSON: reason, tolerance, numbers, SQL and vintages.
    """,
)

DERIVED = (
    GAP,
    LAG,
    PRICE_GAP,
    PRICE_AT_QUALITY,
    *MEASURED,
    *PRICE_TABLES,
    CLAIM,
)
NO_LONGER_DERIVED = (
    "estimate", "frontier", "domain", "headline", "price_front", "vendor_benchmark",
)  # fmt: skip
"""Tables of versions before. What they hold stays in its file as it was said, and nobody reads it;
a new file has none of them."""
