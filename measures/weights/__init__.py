"""From API to weights: how long models were sold before their weights could be had.

Not here: how long open models take to reach the score of closed ones (`measures.lag`).
"""
