"""The assets of one run: one short module per layer, in reading order.

Not here: the steps, which know no Dagster (`pipelines.ingest`, `pipelines.measure`).

    curated     what ships with the product, read once per version
    snapshot    pages that a scheduled source gave
    observation what those pages say, judged and recorded
    fact        the tables that boards and registry fill
    measure     what the numbers say
    alert       what people are alerted to
    output      what people look at
    past        measures and report of past days, by partition

`histories` holds the jobs that load history, which are no assets.

An asset reads through the warehouse, calls a function that knows no Dagster, and reports what came
of it. Keys are `layer/name`.
"""
