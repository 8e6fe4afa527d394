"""HELM: the tables of its MMLU and safety leaderboards.

Not here: other measurers of the same benchmarks.
"""
