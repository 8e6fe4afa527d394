"""Promises of the views over prices: what a row of each is, its key, and what its columns mean.

Not here: the tables behind them (`price_tables`), and their SQL (`warehouse.views.prices`).
"""

from __future__ import annotations

from warehouse.schema.columns import CI_LEVEL, day, flag, real, text, whole, word
from warehouse.schema.derived import PRICE_AT_QUALITY
from warehouse.schema.facts import MODEL
from warehouse.schema.price_tables import (
    HOST_PRICE,
    MODEL_PRICE,
    PRICE_EVENT,
    PRICE_FRONT,
    PRICE_INDEX,
    SOLVED_COST,
)
from warehouse.schema.view import View

_HOSTS = whole("hosts", "Hosts of its weights with a known price today.", optional=False)

MODEL_PRICES = View(
    "model_price",
    "a model from one day until another: what it cost",
    ("model", "from_on"),
    MODEL_PRICE,
    (
        MODEL.column("name"),
        text("maker", "Its maker's display name.", optional=True),
        flag("is_in_force", "1: the price of today."),
        _HOSTS,
    ),
)
_HOST_PRICE = View(
    "host_price", "a host with what it asks for a model", ("model", "host"), HOST_PRICE
)
_HOST_DISPERSION = View(
    "host_dispersion",
    "an open model with two hosts or more: how far their prices differ",
    ("model",),
    HOST_PRICE,
    (
        _HOSTS,
        real("price_low", "USD per 1M tokens (3:1) at the cheapest host.", optional=False),
        real("price_median", "USD per 1M tokens at the median host.", optional=False),
        real("price_high", "USD per 1M tokens at the most expensive host.", optional=False),
        real("iqr", "Upper less lower quartile; absent below four hosts."),
        real("high_over_low", "Most expensive over cheapest host.", optional=False),
        real("own_price", "What its maker asks; absent: sells no access that we know of."),
    ),
)
_PRICE_EVENT = View(
    "price_event",
    "a change of a model's price at its maker or a host: cut, rise, withdrawn, or the first price",
    ("on_date", "model", "seller", "kind"),
    PRICE_EVENT,
)
_PRICE_INDEX = View(
    "price_index",
    "the list prices of the same models on the first day of a month, closed or open, as an index",
    ("class", "openness_rule", "on_date"),
    PRICE_INDEX,
)
_DAY_OF_PRICES = day("prices_on", "Day of the prices.")
_PRICE_AT_QUALITY = View(
    "price_at_quality",
    "a level of a series at which a class has another cheapest model, today: the cheapest of both "
    "classes at or above it, with scores and prices of one day",
    ("series", "openness_rule", "level"),
    PRICE_AT_QUALITY,
    (real("level", PRICE_AT_QUALITY.column("threshold").about, optional=False), _DAY_OF_PRICES),
)
_PRICE_FRONT = View(
    "price_front",
    "a model with its newest score in a series and its price of the same day, under an openness "
    "rule (closed: under each)",
    ("series", "class", "openness_rule", "model"),
    PRICE_FRONT,
    (_DAY_OF_PRICES,),
)
_SOLVED_COST = View(
    "solved_cost",
    "a dated run that states its cost: what a solved task cost, beside the cheapest of its class "
    "so far",
    ("series", "entry"),
    SOLVED_COST,
    (
        text("unit", "Unit of the costs per solved task."),
        word(
            "class",
            "Class of the model on the day of the run (open: any weights).",
            ("closed", "open", "unknown"),
        ),
        text("entry", SOLVED_COST.column("entry").about),
        real(
            "usd_per_solved",
            "Mean cost of a solved task: usd_per_task over the share solved.",
            optional=False,
        ),
        real("usd_low", "Lower end of its interval, of the score's error alone."),
        real("usd_high", "Upper end of its interval."),
        CI_LEVEL,
        flag("is_cheapest_yet", "1: no run of its class was cheaper by that day."),
        real(
            "cheapest_yet",
            "usd_per_solved of the cheapest run of its class by that day.",
            optional=False,
        ),
    ),
)

PRICES: tuple[View, ...] = (
    _SOLVED_COST,
    _PRICE_INDEX,
    _PRICE_EVENT,
    _PRICE_FRONT,
    _PRICE_AT_QUALITY,
    _HOST_PRICE,
    _HOST_DISPERSION,
)
