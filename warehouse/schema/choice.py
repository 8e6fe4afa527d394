"""What the columns of the views of models mean: scores, prices, and which model to take.

Not here: their SQL (`warehouse.views.choice`).
"""

from __future__ import annotations

from terms.openness import PROVISIONAL_GRADES, CommercialUse, Openness
from terms.words import Availability, PriceBasis, words
from warehouse.schema.columns import day, flag, real, text, whole, word
from warehouse.schema.prices import MODEL_PRICES
from warehouse.schema.scores import MODEL_SCORE
from warehouse.schema.view import View

_OF_MODEL = (
    text("model", "Canonical model id; of an unconfirmed model its name."),
    text("name", "Its display name."),
    text("maker", "Its maker's display name.", optional=True),
)
_SCORE = (
    real("score", "The model's newest score of one scale, in the series' unit.", optional=False),
    real("score_low", "Lower end of its interval (95 %); absent: no error is known."),
    real("score_high", "Upper end of its interval."),
    real("stderr", "Its standard error, the same that gaps are made with."),
    text("entry", "Key of the entry on its board."),
    word(
        "openness",
        "Its openness today; see docs/openness.md.",
        (*words(Openness), *sorted(PROVISIONAL_GRADES)),
    ),
    flag("confirmed", "0: nobody has confirmed its class yet; evidence says what it is based on."),
    text("evidence", "What an unconfirmed class is based on.", optional=True),
    day("vintage_on", "Day of the page of the score."),
    flag("is_stale", "1: that page is older than its series' limit."),
)
_FITS = flag(
    "fits_one_gpu",
    "1: 80 GB hold the weights and a fifth more; absent: no weights, or nobody says how large it "
    "is.",
    optional=True,
)

_MODEL_SCORE = View(
    "model_score",
    "a model with its newest score of one scale in a series",
    ("series", "model"),
    None,
    (
        *_OF_MODEL,
        *_SCORE,
        whole("rank", "Its place among the models of the series; 1: the best.", optional=False),
        whole("n", "Models of the series.", optional=False),
        MODEL_SCORE.column("is_whole"),
        MODEL_SCORE.column("floor"),
        word(
            "availability",
            "How it can be had; absent: no weights, and nobody whom we read sells it.",
            words(Availability),
            optional=True,
        ),
    ),
)
_MODEL_CHOICE = View(
    "model_choice",
    "a model that can be had today in a domain, by the series that speaks for the domain",
    ("domain", "model"),
    None,
    (
        *_OF_MODEL,
        *_SCORE,
        text("licence", "Its licence, as the registry names it.", optional=True),
        text("licence_spdx", "SPDX identifier of that licence.", optional=True),
        word(
            "commercial_use",
            "Whether its licence lets people earn money with the weights; absent: closed.",
            words(CommercialUse),
            optional=True,
        ),
        real(
            "blended_price",
            "USD per 1M tokens, input and output 3:1, in force today; absent: none is known.",
        ),
        word("price_basis", "Whose price it is.", words(PriceBasis), optional=True),
        whole("hosts", "Hosts of its weights with a known price today.", optional=False),
        _FITS,
        real(
            "behind_best",
            "How far below the best model of the domain that can be had, in the series' unit.",
            optional=False,
        ),
        real(
            "behind_low",
            "Lower end of that difference's interval (95 %); 0 or less: too close to call. Absent: "
            "no error is known, or it is the best.",
        ),
        real("behind_high", "Upper end of that difference's interval."),
        text(
            "too_close_to",
            "Better models of the page that it is not told apart from, by id (JSON), where errors "
            "are known to be shared as in gaps; absent: take errors as independent.",
            optional=True,
        ),
    ),
)
CHOICE: tuple[View, ...] = (_MODEL_CHOICE, _MODEL_SCORE, MODEL_PRICES)
