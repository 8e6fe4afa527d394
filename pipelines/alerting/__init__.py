"""What changed between two states of the warehouse, and what is broken now.

Not here: what an alert says (`outputs.alerts`), and anything of Dagster.
"""
