"""The ledger of claims and their verdicts.

Not here: the queries' results (`pipelines.measure.claims`).
"""
