"""Derived tables of models' scores: every model of a page, and what compares pages model by model.

Like those of `warehouse.schema.derived`, their boards belong to source `gapwatch`.
"""

from __future__ import annotations

from warehouse.schema.columns import BASIS, derived_table

MODEL_SCORE = derived_table(
    "model_score",
    "A model's newest score of one scale in a series, and how far it is from the best; board: the "
    "series. A model has no rank, and no part in the views over models, where the series goes by "
    "days of entries and the model has none.",
    f"""
    entry (text): Canonical model id; of an unconfirmed model its name.
    name (text): Its display name.
    maker (text?): Its maker's display name.
    board_entry (text): Key of its entry on the board.
    rank (whole?, >= 1): Its place among the models of the series, the best first; absent: not
        ranked.
    value (real): The value of that entry, in the series' unit.
    stderr (real?, >= 0): Its standard error, the same that gaps are made with.
    low (real?): Lower end of its interval (95 %).
    high (real?): Upper end of its interval.
    dated_on (day?): Axis date of the entry.
    protocol (text?): How it was run, as the source says.
    effort (text?): Effort of the run.
    openness (text): Openness of the model on the last day that is measured (docs/openness.md).
    availability (Availability?): How it can be had; absent: no weights, and nobody whom we read
        sells it.
    fits_one_gpu (flag?): 1: 80 GB hold the weights and a fifth more; absent: no weights, or nobody
        says how large it is.
    behind_best (real?): How far behind the best model that can be had, in the series' unit; 0: it
        is the best. Absent: it cannot be had, or is not ranked.
    behind_low (real?): Lower end of that difference's interval, with the error that gaps have; at
        most 0: too close to call.
    behind_high (real?): Upper end of that interval.
    too_close_to (text?): JSON list of better models of the page that it is not told apart from,
        where errors of the page are known to be shared; absent: take all errors as independent.
    evidence (text?): What an unconfirmed class is based on.
    speaks_for_domain (flag): 1: models are chosen by the series in its domain (docs/methods.md).
    is_whole (flag?): 1: the newest page is a whole board; absent in rows of before it was told.
    floor (real?): Of a list: the score down to which it names every model; absent: none.
    unmatched (whole, >= 0): Entries of the page that name no known model.
    unmatched_above (text): JSON list of what the page calls the first of those above the best model
        that can be had.
    {BASIS}
    scored_on (day?): Published date of the page of the score.
    vintage (whole, origin): Vintage that first gave the value.
    """,
)

BOARD_AGREEMENT = derived_table(
    "board_agreement",
    "Whether two series of one domain put the models of both in one order; board: the series.",
    """
    entry (text): The other series; of two, the one that is declared later.
    value (real): Spearman's rank correlation; 1: one order, 0: none, -1: the reverse.
    low (real?): Lower end of its interval (95 %).
    high (real?): Upper end of its interval.
    n (whole, >= 0): Models on both.
    outlier (text?): Model whose ranks differ most; absent: one order.
    outlier_rank (real?): Its rank on the series; 1: the best.
    outlier_other_rank (real?): Its rank on the other.
    """,
)

VENDOR_BENCHMARK = derived_table(
    "vendor_benchmark",
    "A benchmark that makers and somebody else measure, as declared in "
    "measures/vendor/benchmarks.toml; board: its id.",
    """
    entry (text): Series of somebody else's scores of the same items.
    title (text): Its name for readers.
    vendor_series (text): Series of the makers' own scores.
    note (text): What differs besides who measured.
    """,
)

SCORE_TABLES = (MODEL_SCORE, VENDOR_BENCHMARK, BOARD_AGREEMENT)
