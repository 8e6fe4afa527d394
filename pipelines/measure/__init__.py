"""What a run derives: from stored inputs to the rows of every derived table.

Not here: how a number is computed (`measures`), and what Dagster shows of it (`pipelines.assets`).
"""
