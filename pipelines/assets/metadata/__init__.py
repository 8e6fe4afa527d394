"""What Dagster shows of each measure: tables, numbers that plot, checks.

Not here: the assets themselves.
"""
