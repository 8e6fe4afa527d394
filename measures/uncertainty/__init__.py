"""Errors and intervals of scores and gaps.

Not here: the interval of a lag (`measures.lag.intervals`).
"""
