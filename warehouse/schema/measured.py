"""Derived fact tables of single measures: what is walked or fitted, a row per answer.

Their boards belong to source `gapwatch`, as those of `warehouse.schema.derived` do.
"""

from __future__ import annotations

from terms.openness import OPENNESS_RULES
from terms.words import GapVerdict, words
from warehouse.schema.columns import CODE_VERSION, Column, Table, day

_MADE_OF = Column(
    "vintages",
    "TEXT",
    "JSON list of the vintages it was made of when first derived.",
    identity=False,
)
_LEVEL = Column("ci_level", "REAL", "Level of the interval; absent: none.", optional=True)


def _text(name: str, about: str) -> Column:
    return Column(name, "TEXT", about, optional=True)


def _real(name: str, about: str) -> Column:
    return Column(name, "REAL", about, optional=True)


def _whole(name: str, about: str) -> Column:
    return Column(name, "INTEGER", about, optional=True)


PARITY = Table(
    "parity",
    "A closed release that led a series and when an open model had its score, inside the series' "
    "newest whole page; board: the series, category: openness rule.",
    (
        Column("entry", "TEXT", "released_on|closed_model."),
        Column("closed_model", "TEXT", "The closed model that took the lead."),
        day("released_on", "Day on which it joined the closed frontier."),
        Column("closed_value", "REAL", "Its score, in the series' unit."),
        Column("open_model", "TEXT", "First open model at or above that score.", optional=True),
        day("reached_on", "Day on which that model's weights could be had.", optional=True),
        Column("days", "INTEGER", "Days until then; absent: not yet.", optional=True, at_least=0),
        Column(
            "days_low",
            "INTEGER",
            "Days until the first open model that the closed one did not clearly exceed (one-sided "
            "95 %); absent: not yet, or an error that this needs is not known.",
            optional=True,
            at_least=0,
        ),
        Column(
            "days_high",
            "INTEGER",
            "Days until the first open model that clearly exceeded it; absent: the same.",
            optional=True,
            at_least=0,
        ),
        _LEVEL,
        Column(
            "followed_days",
            "INTEGER",
            "Days that it was followed: until reached, else to data_on of parity_median.",
            at_least=0,
        ),
        Column(
            "censored",
            "TEXT",
            "right: not reached; left: reached by the first open model observed, so at most days.",
            optional=True,
            one_of=("left", "right"),
        ),
        CODE_VERSION,
    ),
    fact=True,
)

PARITY_MEDIAN = Table(
    "parity_median",
    "The median time to parity of a series; board: the series, category: openness rule.",
    (
        Column("entry", "TEXT", "median."),
        Column(
            "median_days",
            "REAL",
            "Median days by Kaplan-Meier: a release that is not reached counts as longer; absent: "
            "fewer than half are reached.",
            optional=True,
        ),
        Column("low", "REAL", "Lower end of its interval.", optional=True),
        Column(
            "high",
            "REAL",
            "Upper end of its interval; absent: beyond what is known.",
            optional=True,
        ),
        _LEVEL,
        Column("n", "INTEGER", "Closed releases that led.", at_least=1),
        Column("n_censored", "INTEGER", "Of these, releases that are not reached.", at_least=0),
        Column(
            "open_steps",
            "INTEGER",
            "Steps of the open frontier that they were compared with.",
            at_least=0,
        ),
        day(
            "data_on",
            "Day of the newest page that is compared in; of a series that has ended, the day on "
            "which a leader of either class, or its score, last changed.",
        ),
        _MADE_OF,
        CODE_VERSION,
    ),
    fact=True,
)

RELEASE_FRONTIER = Table(
    "release_frontier",
    "A step of a class's frontier by release date inside a series' newest whole page, on the board "
    "axis; board: the series, category: openness rule|class.",
    (
        day("entry", "Day on which the model took the lead."),
        Column("leader", "TEXT", "Key of the leading entry on its board."),
        Column("model", "TEXT", "Its canonical model."),
        Column("value", "REAL", "Its value, in the series' unit."),
        Column(
            "stderr",
            "REAL",
            "Its standard error; 0: it defines the scale.",
            optional=True,
            at_least=0,
        ),
        Column("vintage", "INTEGER", "Vintage that first gave the value.", identity=False),
        CODE_VERSION,
    ),
    fact=True,
)

ONE_GPU_GAP = Table(
    "one_gpu_gap",
    "The gap between the best closed model and the best open one that fits one GPU, in the newest "
    "whole page of a series; board: the series, category: openness rule.",
    (
        Column("entry", "TEXT", "newest."),
        _real("gap", "Closed minus open that fits, in the series' unit; absent: none fits."),
        _real("gap_low", "Lower end of its interval."),
        _real("gap_high", "Upper end of its interval."),
        _LEVEL,
        Column(
            "verdict",
            "TEXT",
            "What it supports; cannot be judged where an unknown entry could lead, or the size of "
            "one that nobody knows decides; absent: none fits.",
            optional=True,
            one_of=words(GapVerdict),
        ),
        _text("closed_model", "The best closed model."),
        _real("closed_value", "Its score."),
        _text("open_model", "Best open model that fits."),
        _real("open_value", "Its score."),
        _real("parameters_total_b", "Its parameters, billions."),
        _real("memory_gb", "What it needs of a GPU by the assumption, GB."),
        _real("p_open_ahead", "Probability that it is truly better than the closed one."),
        _whole(
            "lag_days", "Days to shown_on since closed first had its score; negative: it leads."
        ),
        _whole("lag_low", "Lower end of the lag's interval (95 %), in days."),
        _whole("lag_high", "Upper end of the lag's interval, in days."),
        Column(
            "lag_censored",
            "TEXT",
            "left: the first closed model observed had it already, so at least lag_days.",
            optional=True,
            one_of=("left",),
        ),
        _text("any_size_open_model", "Best open model of any size."),
        _real("any_size_gap", "The gap to it, errors taken as independent as well."),
        _real("any_size_gap_low", "Lower end of that gap's interval."),
        _real("any_size_gap_high", "Upper end of that gap's interval."),
        Column("n", "INTEGER", "Open models on the page that fit."),
        Column("open_models", "INTEGER", "Open models on the page."),
        Column(
            "size_unknown",
            "INTEGER",
            "Of these, models whose size nobody says: they do not count.",
        ),
        _text("size_unknown_above", "Of those, the ones above the best that fits."),
        _real("gap_if_unknown_fits", "The gap if every model of unknown size fitted."),
        _whole("unresolved_above", "Entries of unknown model or openness that could move the gap."),
        day("shown_on", "The day of the page, or a later one on which a model on it was opened."),
        Column("assumption", "TEXT", "What fits one GPU."),
        CODE_VERSION,
    ),
    fact=True,
)

CORRECTION = Table(
    "correction",
    "A past day of a series under one openness rule: its gap as published then and as known now; "
    "board: the series.",
    (
        Column("entry", "TEXT", "openness_rule|kind|on_date."),
        Column("openness_rule", "TEXT", "The openness rule.", one_of=OPENNESS_RULES),
        Column(
            "kind",
            "TEXT",
            "reestimated: the board's page of that day against its newest page, one row per page; "
            "rederived: what gapwatch derived on that day against today, where it changed.",
            one_of=("reestimated", "rederived"),
        ),
        day("on_date", "The day whose gap it is."),
        Column("gap_then", "REAL", "The gap as published then, in the series' unit."),
        _real("gap_then_low", "Lower end of its interval."),
        _real("gap_then_high", "Upper end of its interval."),
        Column("closed_model_then", "TEXT", "Who led closed then."),
        Column("open_model_then", "TEXT", "Who led open then."),
        Column("gap_now", "REAL", "The gap of that day as known now."),
        _real("gap_now_low", "Lower end of its interval."),
        _real("gap_now_high", "Upper end of its interval."),
        Column("closed_model_now", "TEXT", "Who led closed on that day, as known now."),
        Column("open_model_now", "TEXT", "Who led open on that day, as known now."),
        Column("change", "REAL", "gap_now minus gap_then."),
        Column(
            "crosses_break",
            "INTEGER",
            "1: the scale moved in between; the two do not compare.",
            at_least=0,
            at_most=1,
        ),
        CODE_VERSION,
    ),
    fact=True,
)

ECI_REFIT = Table(
    "eci_refit",
    "The refit of Epoch's index: how well it fits Epoch's scores, and how near it comes to the "
    "index that Epoch published with the same scores; board: the series.",
    (
        Column("entry", "TEXT", "fit."),
        _text("fault", "Why it could not be fitted; everything else is then absent."),
        _real("rmse", "Root mean square error of a share of solved items."),
        _whole("n", "Scores that it is fitted to."),
        _whole("models", "Models on the scale."),
        _whole("benchmarks", "Benchmarks on the scale."),
        _whole("left_out_models", "Models with fewer benchmarks than a place on the scale takes."),
        _real("gradient", "Largest part of the gradient where the fit stopped."),
        _real("low_anchor", "Place of the lower of the two models that fix the scale."),
        _real("high_anchor", "Place of the higher one."),
        _whole("replicates", "Draws of the bootstrap."),
        _whole("replicates_converged", "Of these, draws that converged."),
        day("published_on", "Newest published date of the scores.", optional=True),
        _whole("compared_models", "Models that are in the published index too."),
        _real("correlation", "Pearson's, with the published index over these models."),
        _real("largest_deviation", "Largest difference of a model, index points."),
        _text("largest_deviation_model", "That model, as Epoch spells it."),
        _real("largest_deviation_top_60", "Largest difference among Epoch's 60 best."),
        _real("root_mean_square_deviation", "Root mean square of the differences, index points."),
        Column(
            "index_vintage",
            "INTEGER",
            "Vintage of the published index that it is compared with.",
            optional=True,
            identity=False,
        ),
        _MADE_OF,
        CODE_VERSION,
    ),
    fact=True,
)

ECI_PAIR = Table(
    "eci_pair",
    "Standard error of the difference of two entries of a page of Epoch's index, as the refit that "
    "spoke for the page gave it; later fits keep it. Board: the series.",
    (
        Column("entry", "TEXT", "published_on|closed_entry|open_entry."),
        day("published_on", "Published date of the page."),
        Column("closed_entry", "TEXT", "Entry of the closed model."),
        Column("open_entry", "TEXT", "Entry of the open model."),
        Column(
            "stderr",
            "REAL",
            "Standard error in index points: both share the scale, and are drawn together from the "
            "bootstrap of the whole fit.",
            at_least=0,
        ),
        _MADE_OF,
        CODE_VERSION,
    ),
    fact=True,
)

_STANDING = (
    _real("gap", "The gap in force, in the series' unit; absent: one class has no entry."),
    _real("gap_low", "Lower end of its interval."),
    _real("gap_high", "Upper end of its interval."),
    _LEVEL,
    Column("verdict", "TEXT", "What it supports.", one_of=words(GapVerdict)),
    _text("closed_model", "The best closed model."),
    _text("open_model", "The best open model."),
    _text("evidence", "Where a class behind it is provisional: what that is based on."),
    day("shown_on", "The page's day, or a later one on which a model on it came or was opened."),
    day("vintage_on", "Published date of the newest page behind it."),
    Column(
        "is_stale",
        "INTEGER",
        "1: that page is older than the series' limit: the row is of its date, not of today.",
        at_least=0,
        at_most=1,
    ),
)

DOMAIN = Table(
    "domain",
    "A series of a domain under one openness rule: its gap today, that of a year before, and what "
    "they support; board: domains, category: openness rule.",
    (
        Column("entry", "TEXT", "domain|series."),
        Column("series", "TEXT", "The series."),
        Column("domain", "TEXT", "Its domain."),
        Column("direction", "TEXT", "What the series of the domain that speak say together."),
        Column(
            "speaks",
            "INTEGER",
            "1: it counts for the domain, as a live series of general models and the first of its "
            "data set.",
            at_least=0,
            at_most=1,
        ),
        *_STANDING,
        _real("gap_year_ago", "The gap in force a year before."),
        _real("gap_low_year_ago", "Lower end of its interval."),
        _real("gap_high_year_ago", "Upper end of its interval."),
        _text("closed_model_year_ago", "The best closed model then."),
        _text("open_model_year_ago", "The best open model then."),
        day(
            "vintage_on_year_ago",
            "Day of the page behind that gap; absent on the entry axis.",
            optional=True,
        ),
        _text("verdict_year_ago", "What that gap supports; absent: no page of then is known."),
        day(
            "as_of_year_ago",
            "Day that it is of, where its page was out of date a year before.",
            optional=True,
        ),
        Column("course", "TEXT", "How the gap moved over the year."),
        _real("change", "By how much, in the series' unit; positive when it grew."),
        _real("change_low", "Lower end of its interval."),
        _real("change_high", "Upper end of its interval."),
        day(
            "changed_since",
            "First day of the change, where it is not over the year.",
            optional=True,
        ),
        _text("reason", "Why the two gaps cannot be compared."),
        _text("caveat", "Why the series does not speak, or for which date it does."),
        _MADE_OF,
        CODE_VERSION,
    ),
    fact=True,
)

HEADLINE = Table(
    "headline",
    "Gap and lag of Epoch's index under one openness rule on the day that its data reach; board: "
    "the series, category: openness rule.",
    (
        Column("entry", "TEXT", "newest."),
        *_STANDING,
        _real("detectable_gap", "The least gap that the comparison finds four times out of five."),
        _whole(
            "unresolved_above",
            "Entries of unknown model or openness that may lead: with any there is no verdict.",
        ),
        _real("gap_if_unresolved_closed", "The gap if all those entries were closed."),
        _real("gap_if_unresolved_open", "The gap if all those entries were open."),
        _whole("lag_days", "Days since closed first had what open has; negative: open leads."),
        _whole("lag_low", "Lower end of the lag's interval, in days."),
        _whole("lag_high", "Upper end of the lag's interval, in days."),
        Column(
            "lag_censored",
            "TEXT",
            "left: the true lag, or below 0 the lead, is at least this.",
            optional=True,
            one_of=("left",),
        ),
        day(
            "order_on",
            "Day of the full list whose order of models the lag takes, where the "
            "newest names leaders alone.",
            optional=True,
        ),
        day(
            "lag_on",
            "Day that the lag is of, where a newer list gives only a weaker bound.",
            optional=True,
        ),
        day("dated_on", "Day of the gap beside the earlier ones.", optional=True),
        day("earlier_on", "Day of the gap a month or more before that.", optional=True),
        _real("earlier_gap", "The gap then."),
        day("earliest_on", "Day of the gap nine months or more before.", optional=True),
        _real("earliest_gap", "The gap then."),
        _MADE_OF,
        CODE_VERSION,
    ),
    fact=True,
)

MEASURED = (
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
