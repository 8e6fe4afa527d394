"""The composite: item response over benchmarks and what it is compared with.

Not here: indices that others publish, which are series.
"""
