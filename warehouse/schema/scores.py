"""Derived tables of models' scores: every model of a page, and what compares pages model by model.

Like those of `warehouse.schema.derived`, their boards belong to source `gapwatch`.
"""

from __future__ import annotations

from terms.words import Availability, words
from warehouse.schema.columns import BASIS, day, derived_table, flag, real, text, whole, word

MODEL_SCORE = derived_table(
    "model_score",
    "A model's newest score of one scale in a series, and how far it is from the best; board: the "
    "series. A model has no rank, and no part in the views over models, where the series goes by "
    "days of entries and the model has none.",
    text("entry", "Canonical model id; of an unconfirmed model its name."),
    text("name", "Its display name."),
    text("maker", "Its maker's display name.", optional=True),
    text("board_entry", "Key of its entry on the board."),
    whole(
        "rank",
        "Its place among the models of the series, the best first; absent: not ranked.",
        at_least=1,
    ),
    real("value", "The value of that entry, in the series' unit.", optional=False),
    real("stderr", "Its standard error, the same that gaps are made with.", at_least=0),
    real("low", "Lower end of its interval (95 %)."),
    real("high", "Upper end of its interval."),
    day("dated_on", "Axis date of the entry.", optional=True),
    text("protocol", "How it was run, as the source says.", optional=True),
    text("effort", "Effort of the run.", optional=True),
    text("openness", "Openness of the model on the last day that is measured (docs/openness.md)."),
    word(
        "availability",
        "How it can be had; absent: no weights, and nobody whom we read sells it.",
        words(Availability),
        optional=True,
    ),
    flag(
        "fits_one_gpu",
        "1: 80 GB hold the weights and a fifth more; absent: no weights, or nobody says how large "
        "it is.",
        optional=True,
    ),
    real(
        "behind_best",
        "How far behind the best model that can be had, in the series' unit; 0: it is the "
        "best. Absent: it cannot be had, or is not ranked.",
    ),
    real(
        "behind_low",
        "Lower end of that difference's interval, with the error that gaps have; at most 0: "
        "too close to call.",
    ),
    real("behind_high", "Upper end of that interval."),
    text(
        "too_close_to",
        "JSON list of better models of the page that it is not told apart from, where errors "
        "of the page are known to be shared; absent: take all errors as independent.",
        optional=True,
    ),
    text("evidence", "What an unconfirmed class is based on.", optional=True),
    flag(
        "speaks_for_domain",
        "1: models are chosen by the series in its domain (docs/methods.md).",
    ),
    flag(
        "is_whole",
        "1: the newest page is a whole board; absent in rows of before it was told.",
        optional=True,
    ),
    real("floor", "Of a list: the score down to which it names every model; absent: none."),
    whole("unmatched", "Entries of the page that name no known model.", optional=False, at_least=0),
    text(
        "unmatched_above",
        "JSON list of what the page calls the first of those above the best model that can be had.",
    ),
    BASIS,
    day("scored_on", "Published date of the page of the score.", optional=True),
    whole("vintage", "Vintage that first gave the value.", optional=False, identity=False),
)

BOARD_AGREEMENT = derived_table(
    "board_agreement",
    "Whether two series of one domain put the models of both in one order; board: the series.",
    text("entry", "The other series; of two, the one that is declared later."),
    real(
        "value",
        "Spearman's rank correlation; 1: one order, 0: none, -1: the reverse.",
        optional=False,
    ),
    real("low", "Lower end of its interval (95 %)."),
    real("high", "Upper end of its interval."),
    whole("n", "Models on both.", optional=False, at_least=0),
    text("outlier", "Model whose ranks differ most; absent: one order.", optional=True),
    real("outlier_rank", "Its rank on the series; 1: the best."),
    real("outlier_other_rank", "Its rank on the other."),
)

VENDOR_BENCHMARK = derived_table(
    "vendor_benchmark",
    "A benchmark that makers and somebody else measure, as declared in "
    "measures/vendor/benchmarks.toml; board: its id.",
    text("entry", "Series of somebody else's scores of the same items."),
    text("title", "Its name for readers."),
    text("vendor_series", "Series of the makers' own scores."),
    text("note", "What differs besides who measured."),
)

SCORE_TABLES = (MODEL_SCORE, VENDOR_BENCHMARK, BOARD_AGREEMENT)
