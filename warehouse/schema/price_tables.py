"""Derived tables of prices: what models and solved tasks cost, and what happened to prices.

Boards of scored models and of runs are named as their series, all others `market`.
"""

from __future__ import annotations

from terms.openness import OPENNESS_RULES
from terms.words import PriceBasis, PriceChange, words
from warehouse.schema.columns import (
    CI_LEVEL,
    Column,
    day,
    derived_table,
    flag,
    real,
    text,
    vintages,
    whole,
    word,
)

_ENTRY = "Key of the row: "
_MODEL = text("model", "Canonical model id.")
_CLASS = word("class", "closed or open, under the openness rule.", ("closed", "open"))
_BASIS = word("price_basis", "Whose price it is.", words(PriceBasis))


_NEWEST = vintages("the newest vintages of the price lists behind it when it was first derived.")


def _usd(name: str, about: str, *, optional: bool = False) -> Column:
    return real(name, f"USD per 1M {about}", optional=optional, at_least=0)


MODEL_PRICE = derived_table(
    "model_price",
    "What a model cost from one day until another: the maker's list price, else the median over "
    "hosts.",
    text("entry", f"{_ENTRY}model|from_on."),
    _MODEL,
    day("from_on", "First day of the price."),
    day("until_on", "First day of another price, or of none; absent: in force.", optional=True),
    _usd("blended_price", "tokens, input and output 3:1."),
    _usd("input_per_mtok", "input tokens."),
    _usd("output_per_mtok", "output tokens."),
    _BASIS,
    text("sources", "The price lists that say so, joined by +."),
    _NEWEST,
)

HOST_PRICE = derived_table(
    "host_price",
    "What a host asks for a model on the last day that was derived; its maker is no host.",
    text("entry", f"{_ENTRY}model|host."),
    _MODEL,
    text("host", "The host."),
    _usd("blended_price", "tokens, input and output 3:1."),
    _NEWEST,
)

PRICE_EVENT = derived_table(
    "price_event",
    "A change of one model's price at one seller, as one or several lists report it.",
    text("entry", f"{_ENTRY}on_date|kind|model|seller."),
    _MODEL,
    text("seller", "own: the model's maker; else the host."),
    word("kind", "What happened.", words(PriceChange)),
    day("on_date", "Day of the change, by a documented report, else by the earliest list."),
    day("not_before", "The day after the old price was last seen: it happened since."),
    _usd("before_input", "input tokens before; absent: there was no price.", optional=True),
    _usd("before_output", "output tokens before.", optional=True),
    _usd("now_input", "input tokens since; absent: withdrawn.", optional=True),
    _usd("now_output", "output tokens since.", optional=True),
    real(
        "change_percent",
        "Change of the blended price (3:1), in percent of that before; absent: one is missing.",
    ),
    whole(
        "independent",
        "How many of the sources do not repeat one another.",
        optional=False,
        at_least=1,
    ),
    text("sources", "Who reports it, or lists the new price soon after, joined by +."),
    flag("confirmed", "1: by two sources that do not copy one another, or by the maker."),
    vintages("the vintages that first show either price."),
)

PRICE_INDEX = derived_table(
    "price_index",
    "The list prices of the same models on the first day of a month, as a chained index.",
    text("entry", f"{_ENTRY}class|on_date."),
    _CLASS,
    word("openness_rule", "Which models count as open.", OPENNESS_RULES),
    day("on_date", "First day of a month."),
    real(
        "price_index",
        "Chained index of matched models, 100 on base_on; see docs/price.md.",
        optional=False,
    ),
    real("index_low", "Lower end of the index's interval; absent on base_on."),
    real("index_high", "Upper end of the index's interval; absent on base_on."),
    CI_LEVEL,
    whole("models", "Models matched on the day.", optional=False, at_least=0),
    whole(
        "models_changed", "Changes of prices since the month before.", optional=False, at_least=0
    ),
    day("base_on", "The day on which the index is 100."),
    _NEWEST,
)

PRICE_FRONT = derived_table(
    "price_front",
    "A model with its newest score in a series and its price of the same day: every priced one of "
    "its class, and those without a price that score more than all of them.",
    text("entry", f"{_ENTRY}class|openness_rule|model."),
    _CLASS,
    word(
        "openness_rule",
        "The rule of an open class; absent: the closed class is the same under each.",
        OPENNESS_RULES,
        optional=True,
    ),
    _MODEL,
    real("score", "Its newest score of one scale, in the series' unit.", optional=False),
    _usd("blended_price", "tokens, input and output 3:1; absent: not known.", optional=True),
    word("price_basis", "Whose price it is.", words(PriceBasis), optional=True),
    flag("on_front", "1: it scores more than each cheaper model of its class."),
    day("published_on", "Day of the newest page of scores."),
    day("prices_on", "Day of the prices; absent: the day that was derived.", optional=True),
    vintages("the vintages of the page, and of the lists behind the prices on the front."),
)

SOLVED_COST = derived_table(
    "solved_cost",
    "A dated run of a series that says what its tasks cost.",
    text("entry", "Key of the run on its board."),
    text("model", "Canonical model id; absent: not known.", optional=True),
    day("on_date", "Day of the run."),
    real("score", "Tasks solved, in percent.", optional=False, at_least=0),
    real("stderr", "Standard error of the score.", at_least=0),
    real(
        "usd_per_task",
        "Mean cost of a task, solved or not, as the board metered it.",
        optional=False,
        at_least=0,
    ),
    vintages("the vintage that says so."),
)

PRICE_TABLES = (MODEL_PRICE, HOST_PRICE, PRICE_EVENT, PRICE_INDEX, PRICE_FRONT, SOLVED_COST)
