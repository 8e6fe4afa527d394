"""Derived tables of prices: what models and solved tasks cost, and what happened to prices.

Boards of scored models and of runs are named as their series, all others `market`.
"""

from warehouse.schema.columns import CI_LEVEL, derived_table, vintages

_NEWEST = vintages("the newest vintages of the price lists behind it when it was first derived.")

MODEL_PRICE = derived_table(
    "model_price",
    "What a model cost from one day until another: the maker's list price, else the median over "
    "hosts.",
    f"""
    entry (text): Key of the row: model|from_on.
    model (text): Canonical model id.
    from_on (day): First day of the price.
    until_on (day?): First day of another price, or of none; absent: in force.
    blended_price (real, >= 0): USD per 1M tokens, input and output 3:1.
    input_per_mtok (real, >= 0): USD per 1M input tokens.
    output_per_mtok (real, >= 0): USD per 1M output tokens.
    price_basis (PriceBasis): Whose price it is.
    sources (text): The price lists that say so, joined by +.
    {_NEWEST}
    """,
)

HOST_PRICE = derived_table(
    "host_price",
    "What a host asks for a model on the last day that was derived; its maker is no host.",
    f"""
    entry (text): Key of the row: model|host.
    model (text): Canonical model id.
    host (text): The host.
    blended_price (real, >= 0): USD per 1M tokens, input and output 3:1.
    {_NEWEST}
    """,
)

PRICE_EVENT = derived_table(
    "price_event",
    "A change of one model's price at one seller, as one or several lists report it.",
    """
    entry (text): Key of the row: on_date|kind|model|seller.
    model (text): Canonical model id.
    seller (text): own: the model's maker; else the host.
    kind (PriceChange): What happened.
    on_date (day): Day of the change, by a documented report, else by the earliest list.
    not_before (day): The day after the old price was last seen: it happened since.
    before_input (real?, >= 0): USD per 1M input tokens before; absent: there was no price.
    before_output (real?, >= 0): USD per 1M output tokens before.
    now_input (real?, >= 0): USD per 1M input tokens since; absent: withdrawn.
    now_output (real?, >= 0): USD per 1M output tokens since.
    change_percent (real?): Change of the blended price (3:1), in percent of that before; absent:
        one is missing.
    independent (whole, >= 1): How many of the sources do not repeat one another.
    sources (text): Who reports it, or lists the new price soon after, joined by +.
    confirmed (flag): 1: by two sources that do not copy one another, or by the maker.
    vintages (text, origin): JSON list of the vintages that first show either price.
    """,
)

PRICE_INDEX = derived_table(
    "price_index",
    "The list prices of the same models on the first day of a month, as a chained index.",
    f"""
    entry (text): Key of the row: class|on_date.
    class ('closed' | 'open'): closed or open, under the openness rule.
    openness_rule (OpennessRule): Which models count as open.
    on_date (day): First day of a month.
    price_index (real): Chained index of matched models, 100 on base_on; see docs/price.md.
    index_low (real?): Lower end of an interval that 0.2.0 wrote.
    index_high (real?): Its upper end.
    {CI_LEVEL}
    models (whole, >= 0): Models matched on the day.
    models_changed (whole, >= 0): Changes of prices since the month before.
    base_on (day): The day on which the index is 100.
    {_NEWEST}
    """,
)

SOLVED_COST = derived_table(
    "solved_cost",
    "A dated run of a series that says what its tasks cost.",
    """
    entry (text): Key of the run on its board.
    model (text?): Canonical model id; absent: not known.
    on_date (day): Day of the run.
    score (real, >= 0): Tasks solved, in percent.
    stderr (real?, >= 0): Standard error of the score.
    usd_per_task (real, >= 0): Mean cost of a task, solved or not, as the board metered it.
    vintages (text, origin): JSON list of the vintage that says so.
    """,
)

PRICE_TABLES = (MODEL_PRICE, HOST_PRICE, PRICE_EVENT, PRICE_INDEX, SOLVED_COST)
