"""Derived tables of prices: what models and solved tasks cost, and what happened to prices.

Boards of scored models and of runs are named as their series, all others `market`.
"""

from __future__ import annotations

from terms.openness import OPENNESS_RULES
from terms.words import PriceBasis, PriceChange, words
from warehouse.schema.columns import CODE_VERSION, Column, Table, day

_ENTRY = "Key of the row: "
_MODEL = Column("model", "TEXT", "Canonical model id.")
_CLASS = Column(
    "class", "TEXT", "closed or open, under the openness rule.", one_of=("closed", "open")
)
_BASIS = Column("price_basis", "TEXT", "Whose price it is.", one_of=words(PriceBasis))


def _vintages(about: str) -> Column:
    return Column("vintages", "TEXT", f"JSON list of {about}", identity=False)


_NEWEST = _vintages("the newest vintages of the price lists behind it when it was first derived.")


def _usd(name: str, about: str, *, optional: bool = False) -> Column:
    return Column(name, "REAL", f"USD per 1M {about}", optional=optional, at_least=0)


MODEL_PRICE = Table(
    "model_price",
    "What a model cost from one day until another: the maker's list price, else the median over "
    "hosts.",
    (
        Column("entry", "TEXT", f"{_ENTRY}model|from_on."),
        _MODEL,
        day("from_on", "First day of the price."),
        day("until_on", "First day of another price, or of none; absent: in force.", optional=True),
        _usd("blended_price", "tokens, input and output 3:1."),
        _usd("input_per_mtok", "input tokens."),
        _usd("output_per_mtok", "output tokens."),
        _BASIS,
        Column("sources", "TEXT", "The price lists that say so, joined by +."),
        _NEWEST,
        CODE_VERSION,
    ),
    fact=True,
)

HOST_PRICE = Table(
    "host_price",
    "What a host asks for a model on the last day that was derived; its maker is no host.",
    (
        Column("entry", "TEXT", f"{_ENTRY}model|host."),
        _MODEL,
        Column("host", "TEXT", "The host."),
        _usd("blended_price", "tokens, input and output 3:1."),
        _NEWEST,
        CODE_VERSION,
    ),
    fact=True,
)

PRICE_EVENT = Table(
    "price_event",
    "A change of one model's price at one seller, as one or several lists report it.",
    (
        Column("entry", "TEXT", f"{_ENTRY}on_date|kind|model|seller."),
        _MODEL,
        Column("seller", "TEXT", "own: the model's maker; else the host."),
        Column("kind", "TEXT", "What happened.", one_of=words(PriceChange)),
        day("on_date", "Day of the change, by a documented report, else by the earliest list."),
        day("not_before", "The day after the old price was last seen: it happened since."),
        _usd("before_input", "input tokens before; absent: there was no price.", optional=True),
        _usd("before_output", "output tokens before.", optional=True),
        _usd("now_input", "input tokens since; absent: withdrawn.", optional=True),
        _usd("now_output", "output tokens since.", optional=True),
        Column(
            "change_percent",
            "REAL",
            "Change of the blended price (3:1), in percent of that before; absent: one is missing.",
            optional=True,
        ),
        Column(
            "independent",
            "INTEGER",
            "How many of the sources do not repeat one another.",
            at_least=1,
        ),
        Column(
            "sources",
            "TEXT",
            "Who reports it, or lists the new price soon after, joined by +.",
        ),
        Column(
            "confirmed",
            "INTEGER",
            "1: by two sources that do not copy one another, or by the maker.",
            at_least=0,
            at_most=1,
        ),
        _vintages("the vintages that first show either price."),
        CODE_VERSION,
    ),
    fact=True,
)

PRICE_INDEX = Table(
    "price_index",
    "The list prices of the same models on the first day of a month, as a chained index.",
    (
        Column("entry", "TEXT", f"{_ENTRY}class|on_date."),
        _CLASS,
        Column("openness_rule", "TEXT", "Which models count as open.", one_of=OPENNESS_RULES),
        day("on_date", "First day of a month."),
        Column(
            "price_index",
            "REAL",
            "Chained index of matched models, 100 on base_on; see docs/methods/price.md.",
        ),
        Column(
            "index_low",
            "REAL",
            "Lower end of the index's interval; absent on base_on.",
            optional=True,
        ),
        Column(
            "index_high",
            "REAL",
            "Upper end of the index's interval; absent on base_on.",
            optional=True,
        ),
        Column("ci_level", "REAL", "Level of the interval; absent: none.", optional=True),
        Column("models", "INTEGER", "Models matched on the day.", at_least=0),
        Column(
            "models_changed", "INTEGER", "Changes of prices since the month before.", at_least=0
        ),
        day("base_on", "The day on which the index is 100."),
        _NEWEST,
        CODE_VERSION,
    ),
    fact=True,
)

PRICE_FRONT = Table(
    "price_front",
    "A model with its score and its price on the day of the newest whole page of a series: every "
    "priced one of its class, and those without a price that score more than all of them.",
    (
        Column("entry", "TEXT", f"{_ENTRY}class|openness_rule|model."),
        _CLASS,
        Column(
            "openness_rule",
            "TEXT",
            "The rule of an open class; absent: the closed class is the same under each.",
            optional=True,
            one_of=OPENNESS_RULES,
        ),
        _MODEL,
        Column("score", "REAL", "Its best score on that page, in the series' unit."),
        _usd("blended_price", "tokens, input and output 3:1; absent: not known.", optional=True),
        Column(
            "price_basis", "TEXT", "Whose price it is.", optional=True, one_of=words(PriceBasis)
        ),
        Column(
            "on_front",
            "INTEGER",
            "1: it scores more than each cheaper model of its class.",
            at_least=0,
            at_most=1,
        ),
        day("published_on", "Published date of the page."),
        _vintages("the vintages of the page, and of the lists behind the prices on the front."),
        CODE_VERSION,
    ),
    fact=True,
)

SOLVED_COST = Table(
    "solved_cost",
    "A dated run of a series that says what its tasks cost.",
    (
        Column("entry", "TEXT", "Key of the run on its board."),
        Column("model", "TEXT", "Canonical model id; absent: not known.", optional=True),
        day("on_date", "Day of the run."),
        Column("score", "REAL", "Tasks solved, in percent.", at_least=0),
        Column("stderr", "REAL", "Standard error of the score.", optional=True, at_least=0),
        Column(
            "usd_per_task",
            "REAL",
            "Mean cost of a task, solved or not, as the board metered it.",
            at_least=0,
        ),
        _vintages("the vintage that says so."),
        CODE_VERSION,
    ),
    fact=True,
)

PRICE_TABLES = (MODEL_PRICE, HOST_PRICE, PRICE_EVENT, PRICE_INDEX, PRICE_FRONT, SOLVED_COST)
