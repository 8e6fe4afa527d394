"""When and in what order.

What belongs here: the steps of one run (ingest, replay, measure) and their Dagster definitions.
The steps know no Dagster, so that the command line and tests call them directly; `definitions`
and the modules it assembles are the only code that imports Dagster.
"""
