"""Saturation watch: how near the leaders of both classes are to the ceiling of a set of items.

Not here: the rule that calls a set saturated (`measures.gap.saturation`), and what is declared of a
series (`measures/series.toml`).
"""
