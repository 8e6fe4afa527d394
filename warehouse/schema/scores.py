"""Derived tables of models' scores: every model of a page, and what compares pages model by model.

Like those of `warehouse.schema.derived`, their boards belong to source `gapwatch`.
"""

from __future__ import annotations

from terms.words import Availability, words
from warehouse.schema.columns import BASIS, CODE_VERSION, Column, Table, day

MODEL_SCORE = Table(
    "model_score",
    "A model's best entry on the newest whole page of a series, and how far it is from the best; "
    "board: the series. A model has no rank, and no part in the views over models, where the "
    "series has a list of leaders alone, or goes by days of entries and the model has none.",
    (
        Column("entry", "TEXT", "Canonical model id; of an unconfirmed model its name."),
        Column("name", "TEXT", "Its display name."),
        Column("maker", "TEXT", "Its maker's display name.", optional=True),
        Column("board_entry", "TEXT", "Key of its best entry on the board."),
        Column(
            "rank",
            "INTEGER",
            "Its place among the models of the page, the best first; absent: not ranked.",
            optional=True,
            at_least=1,
        ),
        Column("value", "REAL", "The value of that entry, in the series' unit."),
        Column("stderr", "REAL", "Standard error, that of gaps.", optional=True, at_least=0),
        Column("low", "REAL", "Lower end of its interval (95 %).", optional=True),
        Column("high", "REAL", "Upper end of its interval.", optional=True),
        day("dated_on", "Axis date of the entry.", optional=True),
        Column("protocol", "TEXT", "How it was run, as the source says.", optional=True),
        Column("effort", "TEXT", "Effort of the run.", optional=True),
        Column(
            "openness",
            "TEXT",
            "Openness of the model on the last day that is measured (docs/openness.md).",
        ),
        Column(
            "availability",
            "TEXT",
            "How it can be had; absent: no weights, and nobody whom we read sells it.",
            optional=True,
            one_of=words(Availability),
        ),
        Column(
            "fits_one_gpu",
            "INTEGER",
            "Absent: no weights, or nobody says how large it is.",
            optional=True,
            at_least=0,
            at_most=1,
        ),
        Column(
            "behind_best",
            "REAL",
            "How far behind the best model that can be had, in the series' unit; 0: it is the "
            "best. Absent: it cannot be had, or is not ranked.",
            optional=True,
        ),
        Column(
            "behind_low",
            "REAL",
            "Lower end of that difference's interval, with the error that gaps have; at most 0: "
            "too close to call.",
            optional=True,
        ),
        Column("behind_high", "REAL", "Upper end of that interval.", optional=True),
        Column(
            "too_close_to",
            "TEXT",
            "JSON list of better models of the page that it is not told apart from, where errors "
            "of the page are known to be shared; absent: take all errors as independent.",
            optional=True,
        ),
        Column(
            "evidence",
            "TEXT",
            "What the class of an unconfirmed model is based on.",
            optional=True,
        ),
        Column(
            "speaks_for_domain",
            "INTEGER",
            "1: models are chosen by the series in its domain (docs/methods/choice.md).",
            at_least=0,
            at_most=1,
        ),
        Column("unmatched", "INTEGER", "Entries of the page that name no known model.", at_least=0),
        Column(
            "unmatched_above",
            "TEXT",
            "JSON list of what the page calls the first of those above the best model that can be "
            "had.",
        ),
        BASIS,
        Column("vintage", "INTEGER", "Vintage that first gave the value.", identity=False),
        CODE_VERSION,
    ),
    fact=True,
)

BOARD_AGREEMENT = Table(
    "board_agreement",
    "Whether two series of one domain put the models of both in one order; board: the series.",
    (
        Column("entry", "TEXT", "The other series; of two, the one that is declared later."),
        Column(
            "value",
            "REAL",
            "Spearman's rank correlation; 1: one order, 0: none, -1: the reverse.",
        ),
        Column("low", "REAL", "Lower end of its interval (95 %).", optional=True),
        Column("high", "REAL", "Upper end of its interval.", optional=True),
        Column("n", "INTEGER", "Models on both.", at_least=0),
        Column(
            "outlier", "TEXT", "Model whose ranks differ most; absent: one order.", optional=True
        ),
        Column("outlier_rank", "REAL", "Its rank on the series; 1: the best.", optional=True),
        Column("outlier_other_rank", "REAL", "Its rank on the other.", optional=True),
        CODE_VERSION,
    ),
    fact=True,
)

VENDOR_BENCHMARK = Table(
    "vendor_benchmark",
    "A benchmark that makers and somebody else measure, as declared in "
    "measures/vendor/benchmarks.toml; board: its id.",
    (
        Column("entry", "TEXT", "Series of somebody else's scores of the same items."),
        Column("title", "TEXT", "Its name for readers."),
        Column("vendor_series", "TEXT", "Series of the makers' own scores."),
        Column("note", "TEXT", "What differs besides who measured."),
        CODE_VERSION,
    ),
    fact=True,
)

SCORE_TABLES = (MODEL_SCORE, VENDOR_BENCHMARK, BOARD_AGREEMENT)
