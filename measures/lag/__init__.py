"""The lag: days since closed had what open has, per day and per milestone.

Not here: slopes of a lag (`measures.trend`).
"""
