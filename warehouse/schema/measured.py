"""Derived fact tables of single measures: what is walked or fitted, a row per answer.

Their boards belong to source `gapwatch`, as those of `warehouse.schema.derived` do.
"""

from __future__ import annotations

from terms.openness import OPENNESS_RULES
from terms.words import GapVerdict, words
from warehouse.schema.columns import (
    CI_LEVEL,
    day,
    derived_table,
    flag,
    real,
    text,
    vintages,
    whole,
    word,
)
from warehouse.schema.ledgers import SERIES

_MADE_OF = vintages("the vintages it was made of when first derived.")

CONTENDER = derived_table(
    "contender",
    "An entry that competes in a class of a series on the newest pages that decide its gap: what "
    "gaps, lags and prices at a score are asked of; board: the series, category: openness rule.",
    text("entry", "class|listed."),
    word(
        "class",
        "closed, open, unknown (of no known model or openness), or system (of several models, "
        "on boards of systems): the last two lead nothing, and may stand above.",
        ("closed", "open", "unknown", "system"),
    ),
    text("listed", "The entry, as the board names it."),
    text("model", "Its canonical model; absent: nobody knows it.", optional=True),
    real("value", "Its score, in the series' unit.", optional=False),
    real("stderr", "Standard error of the score; absent: not known."),
    day("from_on", "First day on which it competes in the class; absent: always.", optional=True),
    day("until_on", "First day on which it no longer does; absent: none known.", optional=True),
    flag("is_whole", "1: its page is a whole board; 0: a list."),
    real("floor", "Of a list: the value down to which it names everybody; absent: none."),
    text("leads", "Of a list: the classes whose leader it names.", optional=True),
    flag("is_held", "1: its newest row is in quarantine, and this is the one before."),
    whole("vintage", "Vintage that first gave the value.", optional=False, identity=False),
)


PARITY = derived_table(
    "parity",
    "A closed release that led a series and when an open model had its score, inside the series' "
    "newest whole page; board: the series, category: openness rule.",
    text("entry", "released_on|closed_model."),
    text("closed_model", "The closed model that took the lead."),
    day("released_on", "Day on which it joined the closed frontier."),
    real("closed_value", "Its score, in the series' unit.", optional=False),
    text("open_model", "First open model at or above that score.", optional=True),
    day("reached_on", "Day on which that model's weights could be had.", optional=True),
    whole("days", "Days until then; absent: not yet."),
    whole(
        "days_low",
        "Days until the first open model that the closed one did not clearly exceed "
        "(one-sided 95 %); absent: not yet, or an error that this needs is not known.",
    ),
    whole(
        "days_high", "Days until the first open model that clearly exceeded it; absent: the same."
    ),
    CI_LEVEL,
    whole(
        "followed_days",
        "Days that it was followed: until reached, else to data_on of parity_median.",
        optional=False,
    ),
    word(
        "censored",
        "right: not reached; left: reached by the first open model observed, so at most days.",
        ("left", "right"),
        optional=True,
    ),
)

PARITY_MEDIAN = derived_table(
    "parity_median",
    "The median time to parity of a series; board: the series, category: openness rule.",
    text("entry", "median."),
    real(
        "median_days",
        "Median days by Kaplan-Meier: a release that is not reached counts as longer; absent: "
        "fewer than half are reached.",
    ),
    real("low", "Lower end of its interval."),
    real("high", "Upper end of its interval; absent: beyond what is known."),
    CI_LEVEL,
    whole("n", "Closed releases that led.", optional=False),
    whole("n_censored", "Of these, releases that are not reached.", optional=False),
    whole("open_steps", "Steps of the open frontier that they were compared with.", optional=False),
    day(
        "data_on",
        "Day of the newest page that is compared in; of a series that has ended, the day on "
        "which a leader of either class, or its score, last changed.",
    ),
    _MADE_OF,
)

RELEASE_FRONTIER = derived_table(
    "release_frontier",
    "A step of a class's frontier by release date inside a series' newest whole page, on the board "
    "axis; board: the series, category: openness rule|class.",
    text("entry", "Day on which the model took the lead (ISO date)."),
    text("leader", "Key of the leading entry on its board."),
    text("model", "Its canonical model."),
    real("value", "Its value, in the series' unit.", optional=False),
    real("stderr", "Its standard error; 0: it defines the scale."),
    whole("vintage", "Vintage that first gave the value.", optional=False, identity=False),
)

ONE_GPU_GAP = derived_table(
    "one_gpu_gap",
    "The gap between the best closed model and the best open one that fits one GPU, in the newest "
    "whole page of a series; board: the series, category: openness rule.",
    text("entry", "newest."),
    real("gap", "Closed minus open that fits, in the series' unit; absent: none fits."),
    real("gap_low", "Lower end of its interval."),
    real("gap_high", "Upper end of its interval."),
    CI_LEVEL,
    word(
        "verdict",
        "What it supports; cannot be judged where an unknown entry could lead, or the size of "
        "one that nobody knows decides; absent: none fits.",
        words(GapVerdict),
        optional=True,
    ),
    text("closed_model", "The best closed model.", optional=True),
    real("closed_value", "Its score."),
    text("open_model", "Best open model that fits.", optional=True),
    real("open_value", "Its score."),
    real("parameters_total_b", "Its parameters, billions."),
    real("memory_gb", "What it needs of a GPU by the assumption, GB."),
    real(
        "p_open_ahead",
        "Probability that it is truly better than the closed one, by sampling error alone.",
    ),
    whole("lag_days", "Days to shown_on since closed first had its score; negative: it leads."),
    whole("lag_low", "Lower end of the lag's interval (95 %), in days."),
    whole("lag_high", "Upper end of the lag's interval, in days."),
    word(
        "lag_censored",
        "left: the first closed model observed had it already, so at least lag_days.",
        ("left",),
        optional=True,
    ),
    text("any_size_open_model", "Best open model of any size.", optional=True),
    real("any_size_gap", "The gap to it, errors taken as independent as well."),
    real("any_size_gap_low", "Lower end of that gap's interval."),
    real("any_size_gap_high", "Upper end of that gap's interval."),
    whole("n", "Open models on the page that fit.", optional=False),
    whole("open_models", "Open models on the page.", optional=False),
    whole(
        "size_unknown",
        "Of these, models whose size nobody says: they do not count.",
        optional=False,
    ),
    text("size_unknown_above", "Of those, the ones above the best that fits.", optional=True),
    real("gap_if_unknown_fits", "The gap if every model of unknown size fitted."),
    whole("unresolved_above", "Entries of unknown model or openness that could move the gap."),
    day("shown_on", "The day of the page, or a later one on which a model on it was opened."),
    text("assumption", "What fits one GPU."),
)

CORRECTION = derived_table(
    "correction",
    "A past day of a series under one openness rule: its gap as published then and as known now; "
    "board: the series.",
    text("entry", "openness_rule|kind|on_date."),
    word("openness_rule", "The openness rule.", OPENNESS_RULES),
    word(
        "kind",
        "reestimated: the board's page of that day against its newest page, one row per page; "
        "rederived: what gapwatch derived on that day against today, where it changed.",
        ("reestimated", "rederived"),
    ),
    day("on_date", "The day whose gap it is."),
    real("gap_then", "The gap as published then, in the series' unit.", optional=False),
    real("gap_then_low", "Lower end of its interval."),
    real("gap_then_high", "Upper end of its interval."),
    text("closed_model_then", "Who led closed then."),
    text("open_model_then", "Who led open then."),
    real("gap_now", "The gap of that day as known now.", optional=False),
    real("gap_now_low", "Lower end of its interval."),
    real("gap_now_high", "Upper end of its interval."),
    text("closed_model_now", "Who led closed on that day, as known now."),
    text("open_model_now", "Who led open on that day, as known now."),
    real("change", "gap_now minus gap_then.", optional=False),
    flag("crosses_break", "1: the scale moved in between; the two do not compare."),
)

ECI_REFIT = derived_table(
    "eci_refit",
    "The refit of Epoch's index: how well it fits Epoch's scores, and how near it comes to the "
    "index that Epoch published with the same scores; board: the series.",
    text("entry", "fit."),
    text("fault", "Why it could not be fitted; everything else is then absent.", optional=True),
    real("rmse", "Root mean square error of a share of solved items."),
    whole("n", "Scores that it is fitted to."),
    whole("models", "Models on the scale."),
    whole("benchmarks", "Benchmarks on the scale."),
    whole("left_out_models", "Models with fewer benchmarks than a place on the scale takes."),
    real("gradient", "Largest part of the gradient where the fit stopped."),
    real("low_anchor", "Place of the lower of the two models that fix the scale."),
    real("high_anchor", "Place of the higher one."),
    whole("replicates", "Draws of the bootstrap."),
    whole("replicates_converged", "Of these, draws that converged."),
    day("published_on", "Newest published date of the scores.", optional=True),
    whole("compared_models", "Models that are in the published index too."),
    real("correlation", "Pearson's, with the published index over these models."),
    real("largest_deviation", "Largest difference of a model, index points."),
    text("largest_deviation_entry", "Entry of that model, as Epoch spells it.", optional=True),
    real("largest_deviation_top_60", "Largest difference among Epoch's 60 best."),
    real("root_mean_square_deviation", "Root mean square of the differences, index points."),
    whole(
        "index_vintage", "Vintage of the published index that it is compared with.", identity=False
    ),
    _MADE_OF,
)

ECI_PAIR = derived_table(
    "eci_pair",
    "Standard error of the difference of two entries of a page of Epoch's index, as the refit that "
    "spoke for the page gave it; later fits keep it. Board: the series.",
    text("entry", "published_on|closed_entry|open_entry."),
    day("published_on", "Published date of the page."),
    text("closed_entry", "Entry of the closed model."),
    text("open_entry", "Entry of the open model."),
    real(
        "stderr",
        "Standard error in index points: both share the scale, and are drawn together from "
        "the bootstrap of the whole fit.",
        optional=False,
    ),
    _MADE_OF,
)

_STANDING = (
    real("gap", "The gap in force, in the series' unit; absent: one class has no entry."),
    real("gap_low", "Lower end of its interval."),
    real("gap_high", "Upper end of its interval."),
    CI_LEVEL,
    word("verdict", "What it supports.", words(GapVerdict)),
    text("closed_model", "The best closed model.", optional=True),
    text("open_model", "The best open model.", optional=True),
    text(
        "evidence", "Where a class behind it is provisional: what that is based on.", optional=True
    ),
    day("shown_on", "The page's day, or a later one on which a model on it came or was opened."),
    day("vintage_on", "Published date of the newest page behind it."),
    flag(
        "is_stale",
        "1: that page is older than the series' limit: the row is of its date, not of today.",
    ),
)

_GONE = "No longer written."
A_YEAR_AGO = (
    *(
        real(name, _GONE)
        for name in (
            *("gap_year_ago", "gap_low_year_ago", "gap_high_year_ago"),
            *("change", "change_low", "change_high"),
        )
    ),
    *(
        text(name, _GONE, optional=True)
        for name in (
            *("closed_model_year_ago", "open_model_year_ago", "vintage_on_year_ago"),
            *("verdict_year_ago", "as_of_year_ago", "course", "changed_since", "reason"),
        )
    ),
)
"""What homes of schema 14 hold of the gap a year before."""

DOMAIN = derived_table(
    "domain",
    "A series of a domain under one openness rule: its gap today, and what it supports; board: "
    "domains, category: openness rule.",
    text("entry", "domain|series."),
    SERIES.column("series"),
    SERIES.column("domain"),
    text("direction", "What the series of the domain that speak say together."),
    flag(
        "speaks",
        "1: it counts for the domain, as a live series of general models and the first of its "
        "data set.",
    ),
    *_STANDING,
    text("caveat", "Why the series does not speak, or for which date it does.", optional=True),
    *A_YEAR_AGO,
    _MADE_OF,
)

HEADLINE = derived_table(
    "headline",
    "Gap and lag of Epoch's index under one openness rule on the day that its data reach; board: "
    "the series, category: openness rule.",
    text("entry", "newest."),
    *_STANDING,
    real("detectable_gap", "The least gap that the comparison finds four times out of five."),
    whole(
        "unresolved_above",
        "Entries of unknown model or openness that may lead: with any there is no verdict.",
    ),
    real("gap_if_unresolved_closed", "The gap if all those entries were closed."),
    real("gap_if_unresolved_open", "The gap if all those entries were open."),
    whole("lag_days", "Days since closed first had what open has; negative: open leads."),
    whole("lag_low", "Lower end of the lag's interval, in days."),
    whole("lag_high", "Upper end of the lag's interval, in days."),
    word(
        "lag_censored",
        "left: the true lag, or below 0 the lead, is at least this.",
        ("left",),
        optional=True,
    ),
    day(
        "order_on",
        "Day of the older page whose order of models the lag takes, where the newest is not "
        "complete down to the open leader.",
        optional=True,
    ),
    day(
        "lag_on",
        "Day that the lag is of, where of the newest page nothing can be said.",
        optional=True,
    ),
    day("dated_on", "Day of the gap beside the earlier ones.", optional=True),
    day("earlier_on", "Day of the gap a month or more before that.", optional=True),
    real("earlier_gap", "The gap then."),
    day("earliest_on", "Day of the gap nine months or more before.", optional=True),
    real("earliest_gap", "The gap then."),
    _MADE_OF,
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
    DOMAIN,
    HEADLINE,
)
