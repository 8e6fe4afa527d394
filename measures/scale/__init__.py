"""Epoch's index fitted again: item response over benchmarks, for the joint error of a gap on it.

Not here: the index that Epoch publishes, which is a series.
"""
