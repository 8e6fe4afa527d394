"""What the columns of the views of models mean: scores, prices, and which model to take.

Not here: their SQL (`warehouse.views.choice`).
"""

from __future__ import annotations

from terms.openness import PROVISIONAL_GRADES, CommercialUse, Openness
from terms.words import PriceBasis, words
from warehouse.schema.columns import day, flag, real, text, whole, word
from warehouse.schema.prices import MODEL_PRICES
from warehouse.schema.scores import MODEL_SCORE
from warehouse.schema.view import View

_SCORE = (
    text("model", MODEL_SCORE.column("entry").about),
    real("score", "The model's newest score of one scale, in the series' unit.", optional=False),
    real("score_low", "Lower end of its interval (95 %); absent: no error is known."),
    real("score_high", "Upper end of its interval."),
    text("entry", "Key of the entry on its board."),
    word(
        "openness",
        "Its openness today; see docs/openness.md.",
        (*words(Openness), *sorted(PROVISIONAL_GRADES)),
    ),
    flag("confirmed", "0: nobody has confirmed its class yet; evidence says what it is based on."),
    day("vintage_on", "Day of the page of the score."),
    flag("is_stale", "1: that page is older than its series' limit."),
)
_MODEL_SCORE = View(
    "model_score",
    "a model with its newest score of one scale in a series",
    ("series", "model"),
    MODEL_SCORE,
    (
        *_SCORE,
        whole("rank", "Its place among the models of the series; 1: the best.", optional=False),
        whole("n", "Models of the series.", optional=False),
    ),
)
_MODEL_CHOICE = View(
    "model_choice",
    "a model that can be had today in a domain, by the series that speaks for the domain",
    ("domain", "model"),
    MODEL_SCORE,
    (
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
    ),
)
CHOICE: tuple[View, ...] = (_MODEL_CHOICE, _MODEL_SCORE, MODEL_PRICES)
