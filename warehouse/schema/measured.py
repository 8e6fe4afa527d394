"""Derived fact tables of single measures and of models' scores, a row per answer.

Their boards belong to source `gapwatch`, as those of `warehouse.schema.derived` do.
"""

from warehouse.schema.columns import BASIS, CI_LEVEL, derived_table, vintages

_MADE_OF = vintages("the vintages it was made of when first derived.")

CONTENDER = derived_table(
    "contender",
    "An entry that competes in a class of a series on the newest pages that decide its gap: what "
    "gaps, lags and prices at a score are asked of; board: the series, category: openness rule.",
    """
    entry (text): class|listed.
    class ('closed' | 'open' | 'unknown' | 'system'): closed, open, unknown (of no known model or
        openness), or system (of several models, on boards of systems): the last two lead nothing,
        and may stand above.
    listed (text): The entry, as the board names it.
    model (text?): Its canonical model; absent: nobody knows it.
    value (real): Its score, in the series' unit.
    stderr (real?): Standard error of the score; absent: not known.
    from_on (day?): First day on which it competes in the class; absent: always.
    until_on (day?): First day on which it no longer does; absent: none known.
    is_whole (flag): 1: its page is a whole board; 0: a list.
    floor (real?): Of a list: the value down to which it names everybody; absent: none.
    leads (text?): Of a list: the classes whose leader it names.
    is_held (flag): 1: its newest row is in quarantine, and this is the one before.
    vintage (whole, origin): Vintage that first gave the value.
    """,
)


PARITY = derived_table(
    "parity",
    "A closed release that led a series and when an open model had its score, inside the series' "
    "newest whole page; board: the series, category: openness rule.",
    f"""
    entry (text): released_on|closed_model.
    closed_model (text): The closed model that took the lead.
    released_on (day): Day on which it joined the closed frontier.
    closed_value (real): Its score, in the series' unit.
    open_model (text?): First open model at or above that score.
    reached_on (day?): Day on which that model's weights could be had.
    days (whole?): Days until then; absent: not yet.
    days_low (whole?): Days until the first open model that the closed one did not clearly exceed
        (one-sided 95 %); absent: not yet, or an error that this needs is not known.
    days_high (whole?): Days until the first open model that clearly exceeded it; absent: the same.
    {CI_LEVEL}
    followed_days (whole): Days that it was followed: until reached, else to data_on of
        parity_median.
    censored ('left' | 'right'?): right: not reached; left: reached by the first open model
        observed, so at most days.
    """,
)

PARITY_MEDIAN = derived_table(
    "parity_median",
    "The median time to parity of a series; board: the series, category: openness rule.",
    f"""
    entry (text): median.
    median_days (real?): Median days by Kaplan-Meier: a release that is not reached counts as
        longer; absent: fewer than half are reached.
    low (real?): Lower end of its interval.
    high (real?): Upper end of its interval; absent: beyond what is known.
    {CI_LEVEL}
    n (whole): Closed releases that led.
    n_censored (whole): Of these, releases that are not reached.
    open_steps (whole): Steps of the open frontier that they were compared with.
    data_on (day): Day of the newest page that is compared in; of a series that has ended, the day
        on which a leader of either class, or its score, last changed.
    {_MADE_OF}
    """,
)

RELEASE_FRONTIER = derived_table(
    "release_frontier",
    "A step of a class's frontier by release date inside a series' newest whole page, on the board "
    "axis; board: the series, category: openness rule|class.",
    """
    entry (text): Day on which the model took the lead (ISO date).
    leader (text): Key of the leading entry on its board.
    model (text): Its canonical model.
    value (real): Its value, in the series' unit.
    stderr (real?): Its standard error; 0: it defines the scale.
    vintage (whole, origin): Vintage that first gave the value.
    """,
)

ONE_GPU_GAP = derived_table(
    "one_gpu_gap",
    "The gap between the best closed model and the best open one that fits one GPU, in the newest "
    "whole page of a series; board: the series, category: openness rule.",
    f"""
    entry (text): newest.
    gap (real?): Closed minus open that fits, in the series' unit; absent: none fits.
    gap_low (real?): Lower end of its interval.
    gap_high (real?): Upper end of its interval.
    {CI_LEVEL}
    verdict (GapVerdict?): What it supports; cannot be judged where an unknown entry could lead, or
        the size of one that nobody knows decides; absent: none fits.
    closed_model (text?): The best closed model.
    closed_value (real?): Its score.
    open_model (text?): Best open model that fits.
    open_value (real?): Its score.
    parameters_total_b (real?): Its parameters, billions.
    memory_gb (real?): What it needs of a GPU by the assumption, GB.
    p_open_ahead (real?): Probability that it is truly better than the closed one, by sampling error
        alone.
    lag_days (whole?): Days to shown_on since closed first had its score; negative: it leads.
    lag_low (whole?): Lower end of the lag's interval (95 %), in days.
    lag_high (whole?): Upper end of the lag's interval, in days.
    lag_censored ('left'?): left: the first closed model observed had it already, so at least
        lag_days.
    any_size_open_model (text?): Best open model of any size.
    any_size_gap (real?): The gap to it.
    any_size_gap_low (real?): Lower end of that gap's interval.
    any_size_gap_high (real?): Upper end of that gap's interval.
    n (whole): Open models on the page that fit.
    open_models (whole): Open models on the page.
    size_unknown (whole): Of these, models whose size nobody says: they do not count.
    size_unknown_above (text?): Of those, the ones above the best that fits.
    gap_if_unknown_fits (real?): The gap if every model of unknown size fitted.
    unresolved_above (whole?): Entries of unknown model or openness that could move the gap.
    shown_on (day): The day of the page, or a later one on which a model on it was opened.
    assumption (text): What fits one GPU.
    """,
)

CORRECTION = derived_table(
    "correction",
    "A past day of a series under one openness rule: its gap as published then and as known now; "
    "board: the series.",
    """
    entry (text): openness_rule|kind|on_date.
    openness_rule (OpennessRule): The openness rule.
    kind ('reestimated' | 'rederived'): reestimated: the board's page of that day against its newest
        page, one row per page; rederived: what gapwatch derived on that day against today, where it
        changed.
    on_date (day): The day whose gap it is.
    gap_then (real): The gap as published then, in the series' unit.
    gap_then_low (real?): Lower end of its interval.
    gap_then_high (real?): Upper end of its interval.
    closed_model_then (text): Who led closed then.
    open_model_then (text): Who led open then.
    gap_now (real): The gap of that day as known now.
    gap_now_low (real?): Lower end of its interval.
    gap_now_high (real?): Upper end of its interval.
    closed_model_now (text): Who led closed on that day, as known now.
    open_model_now (text): Who led open on that day, as known now.
    change (real): gap_now minus gap_then.
    crosses_break (flag): 1: the scale moved in between; the two do not compare.
    """,
)

ECI_REFIT = derived_table(
    "eci_refit",
    "The refit of Epoch's index: how well it fits Epoch's scores, and how near it comes to the "
    "index that Epoch published with the same scores; board: the series.",
    f"""
    entry (text): fit.
    fault (text?): Why it could not be fitted; everything else is then absent.
    rmse (real?): Root mean square error of a share of solved items.
    n (whole?): Scores that it is fitted to.
    models (whole?): Models on the scale.
    benchmarks (whole?): Benchmarks on the scale.
    left_out_models (whole?): Models with fewer benchmarks than a place on the scale takes.
    gradient (real?): Largest part of the gradient where the fit stopped.
    low_anchor (real?): Place of the lower of the two models that fix the scale.
    high_anchor (real?): Place of the higher one.
    replicates (whole?): Draws of the bootstrap.
    replicates_converged (whole?): Of these, draws that converged.
    published_on (day?): Newest published date of the scores.
    compared_models (whole?): Models that are in the published index too.
    correlation (real?): Pearson's, with the published index over these models.
    largest_deviation (real?): Largest difference of a model, index points.
    largest_deviation_entry (text?): Entry of that model, as Epoch spells it.
    largest_deviation_top_60 (real?): Largest difference among Epoch's 60 best.
    root_mean_square_deviation (real?): Root mean square of the differences, index points.
    index_vintage (whole?, origin): Vintage of the published index that it is compared with.
    {_MADE_OF}
    """,
)

ECI_PAIR = derived_table(
    "eci_pair",
    "Standard error of the difference of two entries of a page of Epoch's index, as the refit that "
    "spoke for the page gave it; later fits keep it. Board: the series.",
    f"""
    entry (text): published_on|closed_entry|open_entry.
    published_on (day): Published date of the page.
    closed_entry (text): Entry of the closed model.
    open_entry (text): Entry of the open model.
    stderr (real): Standard error in index points: both share the scale, and are drawn together from
        the bootstrap of the whole fit.
    {_MADE_OF}
    """,
)

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
    speaks_for_domain (flag?): No longer written.
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


MEASURED = (
    CONTENDER,
    PARITY,
    PARITY_MEDIAN,
    RELEASE_FRONTIER,
    ONE_GPU_GAP,
    CORRECTION,
    ECI_REFIT,
    ECI_PAIR,
    MODEL_SCORE,
    BOARD_AGREEMENT,
)
