"""The assets of one run, in reading order.

    curated     what ships with the product, read once per version
    snapshot    pages that a scheduled source gave
    observation what those pages say, judged and recorded
    fact        the tables that boards and registry fill
    measure     what the numbers say
    alert       what people are told
    output      what people look at

What belongs here: one short module per layer. Steps read through the warehouse, call a function
that knows no Dagster, and tell what came of it. Keys are `layer/name`.
"""
