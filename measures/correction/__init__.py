"""Corrections: what was published for a day then, beside what is known for that day now.

Not here: the history that a trend is fitted to (`measures.trend`).
"""
