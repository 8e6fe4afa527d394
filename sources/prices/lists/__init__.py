"""Price lists of many makers and hosts, one file per list.

Not here: a maker's own page (`sources.prices.makers`).
"""
